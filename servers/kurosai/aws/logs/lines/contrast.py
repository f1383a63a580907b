"""What a run that failed said otherwise than the last good run before it began to fail.

What changed shows in ordinary lines (a version, a setting, where it was read from), which nobody
would look at: neither run complains in them. Times, ids and counts differ in any two runs and say
nothing, unless two good runs have the same and two failed ones another; a version and a word do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws.logs.lines import lambda_lines
from kurosai.aws.logs.lines.context import REQUEST_REACH, Request
from kurosai.aws.logs.occurrences import patterns, runs
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.logs.occurrences.runs import Run
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogEvent
from kurosai.logs.likeness import most_alike
from kurosai.vocabulary import Window

MOST_LINES = 500
MOST_SHOWN = 3
MOST_MISSING = 2
MOST_CANDIDATES = 50
FEWEST_FAILED = 2
GOOD_RUN = "(good run) "
"""Before a line of a run that went well."""

FIRST_FAILED = "(first failed run) "

_VARIES = re.compile(
    rf"{lambda_lines.UUID}|\d{{4}}-\d\d-\d\dT[\d:.]+Z?|\b[0-9a-f]{{12,}}\b"
    r"|(?<![\w.])\d+(?:\.\d+)?(?![\w]|\.\d)(?:\s?(?:ms|s|[KMG]i?B)\b)?"
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Lines of the failed run that the good one has not, and what that one had instead.

    `missing` are lines of the good run whose like the failed one never came to, `first` what the
    first run of those that failed said in the place of `here`, where that is another one and has
    other values: what goes on failing soon differs from what began it.
    """

    good: Run
    here: tuple[LogEvent, ...]
    there: tuple[LogEvent, ...]
    missing: tuple[LogEvent, ...] = ()
    first: tuple[LogEvent, ...] = ()

    @property
    def lines(self) -> tuple[LogEvent, ...]:
        """All of them."""
        return (*self.here, *self.there, *self.missing, *self.first)

    def told(self) -> str:
        """Our sentence above the rows."""
        lines = [_counted(len(self.here), "line") if self.here else ""]
        if self.missing:
            lines.append(f"{_counted(len(self.missing), 'line')} of that one never came")
        said = ", ".join(filter(None, lines))
        return f"unlike the last good run before ({self.good.at:%H:%M:%S}Z, marked so): {said}"

    def briefs(self) -> Mapping[str, str]:
        """What is put before each of these lines, by event id."""
        ours = dict.fromkeys((event.id for event in self.here), "")
        theirs = (*self.there, *self.missing)
        begun = dict.fromkeys((event.id for event in self.first), FIRST_FAILED)
        return ours | dict.fromkeys((event.id for event in theirs), GOOD_RUN) | begun


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def of(
    logs: Logs, group: str, main: Request | None, past: Recurrence, now: datetime
) -> Contrast | None:
    """The contrast; None where no good run came right before, or nothing tells them apart."""
    if main is None:
        return None
    row = runs.streak(past.runs or ())
    good = good_before(past, main)
    if good is None:
        return None
    # A second run of either kind shows which ids and numbers stay the same: settings. Of those
    # that failed the first: what only later ones say came after the trouble began.
    before = _before(past, good)
    other = next((run for run in row if run.request != main.id), None)
    asked = [run for run in (good, before, other) if run is not None]
    lines = ordinary_lines(logs, group, asked, now)
    theirs = lines.get(good.request, [])
    if not theirs:
        return None
    ours = _ordinary(main.lines, main.id)
    known = {_plain(event) for event in theirs}
    shared = {_plain(event) for event in lines.get(other.request, [])} if other else set[str]()
    new = [event for event in ours if _plain(event) not in known]
    if shared:
        new = [event for event in new if _plain(event) in shared]
    if before is not None and other is not None:
        steady = _Settings(theirs, lines.get(before.request, []))
        failing = _Settings(ours, lines.get(other.request, []))
        new += [event for event in ours if event not in new and steady.differs(event, failing)]
    here = tuple(sorted(new, key=lambda event: event.at)[:MOST_SHOWN])
    said = {_plain(event) for event in ours}
    left = [event for event in theirs if _plain(event) not in said]
    there = list(dict.fromkeys(one for event in here if (one := _counterpart(event, left, theirs))))
    # A run that failed ends early: where it left the good one's way says more than the rest. Of
    # a request that was not read whole nobody knows what came.
    missing = [event for event in left if event not in there and _plain(event) not in shared]
    missing = missing[:MOST_MISSING]
    missing = missing if main.complete else []
    if not here and not missing:
        return None
    began = lines.get(row[0].request, []) if row[0].request != main.id else []
    first = tuple(one for event in here if (one := _first(event, began)))
    return Contrast(good, here, tuple(there), tuple(missing), first)


def _first(event: LogEvent, began: Sequence[LogEvent]) -> LogEvent | None:
    """The line of the same statement in the run that failed first, if it has other values."""
    mine = lambda_lines.parse(event.message).text
    same = next((one for one in began if _plain(one) == _plain(event)), None)
    differs = same is not None and lambda_lines.parse(same.message).text != mine
    return same if differs else None


class _Settings:
    """The values of a run's lines that a second run has too: what is set, not what just is."""

    def __init__(self, lines: Sequence[LogEvent], again: Sequence[LogEvent]) -> None:
        first, second = _values(lines), _values(again)
        self._kept = {
            text: tuple(
                one if one == other else None
                # A text may hold the mask's own sign: then the counts differ, and nothing is known.
                for one, other in zip(values, second[text], strict=False)
            )
            for text, values in first.items()
            if text in second
        }

    def differs(self, event: LogEvent, other: _Settings) -> bool:
        """Whether a value of the line's statement is set here and there, and not the same."""
        text = _plain(event)
        pairs = zip(self._kept.get(text, ()), other._kept.get(text, ()), strict=False)
        return any(one and another and one != another for one, another in pairs)


def _values(lines: Sequence[LogEvent]) -> dict[str, list[str]]:
    """What varies in each statement, as its first line has it."""
    found: dict[str, list[str]] = {}
    for event in lines:
        text = lambda_lines.parse(event.message).text
        found.setdefault(_plain(event), _VARIES.findall(text))
    return found


def ordinary_lines(
    logs: Logs, group: str, asked: Sequence[Run], now: datetime
) -> Mapping[str, list[LogEvent]]:
    """The ordinary lines of some runs by request, in one call; nothing if not all came."""
    start = min(min(run.at for run in asked) - REQUEST_REACH, now)
    end = max(run.at for run in asked) + timedelta(seconds=1)
    pattern = " ".join(f"?{patterns.exact(run.request)}" for run in asked)
    found = logs.filter(group, pattern, Window.clipped(start, end, now), most=MOST_LINES)
    if not found.complete:
        return {}
    return {run.request: _ordinary(found.events, run.request) for run in asked}


def good_before(past: Recurrence, main: Request | None) -> Run | None:
    """The good run right before the failures in a row that the request belongs to.

    Two at least: what changed shows in all that follow, a single failure has its own reasons.
    """
    known = past.runs or ()
    row = runs.streak(known)
    if len(row) < FEWEST_FAILED or main is None or main.id not in {run.request for run in row}:
        return None
    return _before(past, row[0])


def _before(past: Recurrence, run: Run) -> Run | None:
    """The run before, if it was good."""
    known = past.runs or ()
    first = known.index(run)
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


def _counterpart(
    event: LogEvent, among: Sequence[LogEvent], every: Sequence[LogEvent]
) -> LogEvent | None:
    """The line of the same statement in the other run: the same but for its values, else alike."""
    text = _plain(event)
    same = next((one for one in every if _plain(one) == text), None)
    if same is not None:
        return same
    likely = among[:MOST_CANDIDATES]
    best = most_alike(text, [_plain(one) for one in likely])
    return None if best is None else likely[best]
