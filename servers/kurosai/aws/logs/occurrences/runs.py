"""The runs of a function that is started again and again: did the one before fail, and the next?

A run is one Lambda request with all its retries. It failed *the same way* when it wrote a line of
the same statement, *otherwise* when it wrote another error line. Where the line is a warning, a run
that wrote it and no error has warned, not failed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise, takewhile
from statistics import median
from typing import Final

MOST_LISTED = 60
"""A list of more runs says nothing."""

FEWEST_FOR_PERIOD = 3
FEWEST_FOR_STREAK = 2
LATE = 1.5
"""A run that is this many periods after the last one is late, not merely next."""

ONE_DAY = timedelta(hours=24)
SAME: Final = ("FAIL", "WARN")
"""The outcomes of runs that wrote the line; those of one question have but one of them."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The start or the end of an attempt at a run."""

    at: datetime
    request: str
    starts: bool


@dataclass(frozen=True, slots=True)
class Run:
    """One run, at the time of its end. `outcome` is "FAIL" (the same way), "WARN" (it wrote the
    line, which is a warning, and no error), "ERROR", or "ok"; Lambda retries under the same request
    id, which makes `attempts`, not runs."""

    at: datetime
    request: str
    outcome: str
    attempts: int = 1


def outcomes(
    frames: Iterable[Frame],
    same: Collection[str],
    trouble: Collection[str],
    *,
    warned: bool = False,
) -> tuple[Run, ...]:
    """Runs in order of time from their frames, and which requests went wrong; `warned`: what those
    in `same` wrote is a warning.

    A run that is not wholly in the frames (begun before them, or not ended) and wrote no error
    there is left out: what was not seen of it may have failed.
    """
    of: dict[str, list[Frame]] = {}
    for frame in sorted(frames, key=lambda frame: frame.at):
        of.setdefault(frame.request, []).append(frame)
    known: list[Run] = []
    for request, its in of.items():
        starts = sum(frame.starts for frame in its)
        ends = len(its) - starts
        outcome = "ERROR" if request in trouble else "ok"
        if request in same and not (warned and request in trouble):
            outcome = "WARN" if warned else "FAIL"
        if (starts and ends) or outcome != "ok":
            last = next((frame for frame in reversed(its) if not frame.starts), its[-1])
            known.append(Run(last.at, request, outcome, max(starts, ends)))
    return tuple(sorted(known, key=lambda run: run.at))


def period(runs: Sequence[Run]) -> timedelta | None:
    """The usual time between runs; None when there are too few, or they are not regular."""
    if len(runs) < FEWEST_FOR_PERIOD:
        return None
    gaps = [(later.at - earlier.at).total_seconds() for earlier, later in pairwise(runs)]
    usual = median(gaps)
    near = sum(abs(gap - usual) <= 0.25 * usual for gap in gaps)
    if usual < 60 or near < 0.7 * len(gaps):
        return None
    return timedelta(seconds=usual)


def last_failure(runs: Sequence[Run]) -> Run | None:
    """The newest run that failed, or warned, the same way."""
    return next((run for run in reversed(runs) if run.outcome in SAME), None)


def streak(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs in a row that failed, or warned, the same way, back from the newest that did."""
    failed = last_failure(runs)
    if failed is None:
        return ()
    until = runs[: runs.index(failed) + 1]
    back = takewhile(lambda run: run.outcome in SAME, reversed(until))
    return tuple(back)[::-1]


def consecutive(runs: Sequence[Run]) -> str:
    """How many runs in a row failed the same way: `3`, `3 or more` when the first of them is the
    first that was seen, "" when too little was seen to tell."""
    row = streak(runs)
    if len(runs) < FEWEST_FOR_STREAK or not row:
        return ""
    return f"{len(row)} or more" if row[0] == runs[0] else str(len(row))


def nearest(runs: Sequence[Run], at: datetime, most: int) -> tuple[Run, ...]:
    """At most `most` runs around a time, in order."""
    near = sorted(runs, key=lambda run: abs(run.at - at))[:most]
    return tuple(sorted(near, key=lambda run: run.at))


def after(runs: Sequence[Run], failed: Run) -> tuple[Run, ...]:
    """The runs that ended after `failed`."""
    return tuple(run for run in runs if run.at > failed.at)


def expected_next(runs: Sequence[Run]) -> datetime | None:
    """When the next run should have ended, by the period; None when there is no period."""
    usual = period(runs)
    return runs[-1].at + usual if usual is not None else None


def told(runs: Sequence[Run]) -> str:
    """`06:14Z-17:14Z ok x12 | 18:14Z FAIL | 19:14Z-20:14Z ok x2`, with dates over more days."""
    clock = "%m-%d %H:%MZ" if runs and runs[-1].at - runs[0].at > ONE_DAY else "%H:%MZ"
    parts: list[str] = []
    for (outcome, attempts), several in groupby(runs, key=lambda run: (run.outcome, run.attempts)):
        same = list(several)
        first, last = f"{same[0].at:{clock}}", f"{same[-1].at:{clock}}"
        span = f"{first} {outcome}" if len(same) == 1 else f"{first}-{last} {outcome} x{len(same)}"
        parts.append(f"{span} ({attempts} attempts)" if attempts > 1 else span)
    return " | ".join(parts)


def counted(runs: Sequence[Run]) -> str:
    """Of more runs than are listed how each kind ended, and when those that did not end well did:
    `87 ok, 3 FAIL 15:41Z-18:14Z, 12 ok since`, with dates over more days."""
    clock = "%m-%d %H:%MZ" if runs and runs[-1].at - runs[0].at > ONE_DAY else "%H:%MZ"
    good = [run for run in runs if run.outcome == "ok"]
    parts = [f"{len(good)} ok"]
    for outcome in (*SAME, "ERROR"):
        its = [run for run in runs if run.outcome == outcome]
        if not its:
            continue
        first, last = f"{its[0].at:{clock}}", f"{its[-1].at:{clock}}"
        attempts = sum(run.attempts for run in its)
        tried = f" in {attempts} attempts" if attempts > len(its) else ""
        parts.append(f"{len(its)} {outcome}{tried} {first if first == last else f'{first}-{last}'}")
    failed = last_failure(runs)
    if failed is not None:
        parts.append(f"{sum(run.at > failed.at for run in good)} ok since")
    return ", ".join(parts)
