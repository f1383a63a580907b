"""In which log group and stream each line of a reading stood, and which of them came late.

The rows of a reading are the bare lines. Names are kept once, and a number for each line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from kurosai import kept
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Json, Row

LATE: Final = timedelta(minutes=1)
MOST_NAMED: Final = 40


def rows(events: Sequence[LogEvent], searched: Sequence[str]) -> Iterator[Row]:
    """`lines` has the place in `streams` of each event, in order; `late` seconds by place;
    `searched` are the groups in which there may be none."""
    streams: dict[tuple[str, str], int] = {}
    lines: list[Json] = [
        streams.setdefault((event.group, event.stream), len(streams)) for event in events
    ]
    told: dict[str, Json] = {"streams": [[*one] for one in streams], "lines": lines}
    told |= {"searched": [*searched[:MOST_NAMED]]} if searched else {}
    late: list[Json] = [
        [place, round((event.ingested - event.at).total_seconds())]
        for place, event in enumerate(events)
        if event.ingested is not None and event.ingested - event.at > LATE
    ]
    yield kept.row("aws.streams", {**told, **({"late": late} if late else {})})
