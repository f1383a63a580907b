"""What stands around a hit that belongs to no request: the lines beside it in its stream."""

from __future__ import annotations

from datetime import datetime, timedelta

from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window

BEFORE = timedelta(seconds=30)
AFTER = timedelta(seconds=10)
LINES_BEFORE = 3
LINES_AFTER = 2
MOST = 200
LONGEST = 300


def of(logs: Logs, group: str, hit: LogEvent, now: datetime) -> tuple[LogEvent, ...]:
    """A few lines before and after the hit; none where the stream writes too much to tell."""
    if not hit.stream:
        return ()
    reach = Window(hit.at - BEFORE, min(hit.at + AFTER, max(now, hit.at)))
    found = logs.filter(group, "", reach, most=MOST, stream=hit.stream)
    same = (
        n for n, one in enumerate(found.events) if (one.at, one.message) == (hit.at, hit.message)
    )
    here = next(same, None)
    if here is None:
        return ()
    around = found.events[max(0, here - LINES_BEFORE) : here + LINES_AFTER + 1]
    # Records of other things (JSON of events) say nothing of this one.
    return tuple(one for one in around if _is_prose(one.message))


def _is_prose(message: str) -> bool:
    return len(message) <= LONGEST and not message.startswith("{")
