"""What a run that failed said otherwise than the last good run before it began to fail.

What changed shows in ordinary lines (a version, a setting, where it was read from), which nobody
would look at: neither run complains in them. Times, ids and counts differ in any two runs and say
nothing; a version and a word do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from kurosai.aws import lambda_lines, patterns, runs
from kurosai.aws.context import REQUEST_REACH, Request
from kurosai.aws.platform import Logs
from kurosai.aws.recurrence import Recurrence
from kurosai.aws.runs import Run
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window

MOST_LINES = 500
MOST_SHOWN = 3
FEWEST_FAILED = 2
ALIKE = 0.5
"""Two lines of the same statement share at least so much of their letters."""

_VARIES = re.compile(
    rf"{lambda_lines.UUID}|\d{{4}}-\d\d-\d\dT[\d:.]+Z?|\b[0-9a-f]{{12,}}\b"
    r"|(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d)(?:\s?(?:ms|s|[KMG]i?B)\b)?"
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Lines of the failed run that the good one has not, and what that one had instead."""

    good: Run
    here: tuple[LogEvent, ...]
    there: tuple[LogEvent, ...]

    def told(self) -> str:
        """Our sentence above the rows."""
        lines = "1 line" if len(self.here) == 1 else f"{len(self.here)} lines"
        return f"unlike the last good run before ({self.good.at:%H:%M:%S}Z, marked so): {lines}"

    def briefs(self) -> Mapping[str, str]:
        """What is put before each of these lines, by event id."""
        ours = dict.fromkeys((event.id for event in self.here), "")
        return ours | dict.fromkeys((event.id for event in self.there), "(good run) ")


def of(
    logs: Logs, group: str, main: Request | None, past: Recurrence, now: datetime
) -> Contrast | None:
    """The contrast; None where no good run came right before, or nothing tells them apart."""
    good = _good_before(past, main)
    if good is None or main is None:
        return None
    start = min(good.at - REQUEST_REACH, now)
    window = Window.clipped(start, good.at + timedelta(seconds=1), now)
    found = logs.filter(group, patterns.exact(good.request), window, most=MOST_LINES)
    theirs = _ordinary(found.events, good.request)
    if not found.complete or not theirs:
        return None
    known = {_plain(event) for event in theirs}
    ours = _ordinary(main.lines, main.id)
    here = tuple(event for event in ours if _plain(event) not in known)[:MOST_SHOWN]
    said = {_plain(event) for event in ours}
    missing = [event for event in theirs if _plain(event) not in said]
    there = dict.fromkeys(one for event in here if (one := _counterpart(event, missing)))
    return Contrast(good, here, tuple(there)) if here else None


def _good_before(past: Recurrence, main: Request | None) -> Run | None:
    """The good run right before the failures in a row that the request belongs to.

    Two at least: what changed shows in all that follow, a single failure has its own reasons.
    """
    known = past.runs or ()
    row = runs.streak(known)
    if len(row) < FEWEST_FAILED or main is None or main.id not in {run.request for run in row}:
        return None
    first = known.index(row[0])
    before = known[first - 1] if first else None
    return before if before is not None and before.outcome == "ok" else None


def _ordinary(events: Sequence[LogEvent], request: str) -> list[LogEvent]:
    """The lines that a run wrote without complaining; what speaks of trouble is shown anyway."""
    parsed = [(event, lambda_lines.parse(event.message)) for event in events]
    return [
        event
        for event, line in parsed
        if line.request == request and not line.frame and not line.weight
    ]


def _plain(event: LogEvent) -> str:
    return _VARIES.sub("#", lambda_lines.parse(event.message).text)


def _counterpart(event: LogEvent, among: Sequence[LogEvent]) -> LogEvent | None:
    """The line of the same statement in the other run."""
    text = _plain(event)
    scored = [(SequenceMatcher(None, text, _plain(one)).ratio(), one) for one in among]
    likely = [pair for pair in scored if pair[0] >= ALIKE]
    return max(likely, key=lambda pair: pair[0])[1] if likely else None
