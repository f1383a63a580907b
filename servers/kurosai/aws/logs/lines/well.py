"""The nearest run that went well, beside a failure that goes on: whose work still passes, and by
which version.

Where failing runs follow a good one in a row, what they say otherwise is told instead
(`contrast.py`). A function that events call has no such row, and of a failure that came once
nobody knows yet what in it is new: there the good run's own lines say most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kurosai.aws.logs.lines import contrast, lambda_lines
from kurosai.aws.logs.lines.context import Request
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.logs.occurrences.runs import Run
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogEvent

MOST_SHOWN = 3
"""How it begins says which version and for whom, how it ends what came of it."""


@dataclass(frozen=True, slots=True)
class Well:
    """Lines of a run that went well, as far as they are shown, of `count`."""

    run: Run
    lines: tuple[LogEvent, ...]
    count: int

    def told(self) -> str:
        """Our sentence above the rows."""
        shown = f"{len(self.lines)} of its {self.count} lines" if self.left else "its lines"
        return f"the nearest run that went well, {self.run.at:%H:%M:%S}Z: {shown} marked so"

    @property
    def left(self) -> int:
        """How many of its lines are not shown."""
        return self.count - len(self.lines)

    def briefs(self) -> Mapping[str, str]:
        """What is put before each of these lines, by event id."""
        return dict.fromkeys((event.id for event in self.lines), contrast.GOOD_RUN)


def of(
    logs: Logs, group: str, main: Request | None, past: Recurrence, now: datetime
) -> Well | None:
    """The run; None for what is no error, where a run after it went well, none is known, or the
    failing runs were held against a good one: what that finds is told, be it nothing."""
    if main is None or past.well is None or not any(map(_is_error, main.lines)):
        return None
    if past.runs and (past.runs[-1].outcome == "ok" or contrast.good_before(past, main)):
        return None
    said = contrast.ordinary_lines(logs, group, [past.well], now).get(past.well.request, [])
    if not said:
        return None
    shown = said if len(said) <= MOST_SHOWN else [said[0], *said[1 - MOST_SHOWN :]]
    return Well(past.well, tuple(shown), len(said))


def _is_error(event: LogEvent) -> bool:
    return lambda_lines.parse(event.message).weight == lambda_lines.FAILED_WEIGHT
