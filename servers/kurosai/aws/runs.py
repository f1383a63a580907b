"""The runs of a function that is started again and again: did the one before fail, and the next?

A run is one Lambda request. It failed *the same way* when a line of the same statement carries
its request id, *otherwise* when another error line does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from statistics import median

MOST_LISTED = 60
"""More runs than this in a day are no checker's, and a list of them says nothing."""

FEWEST_FOR_PERIOD = 3
LATE = 1.5
"""A run that is this many periods after the last one is late, not merely next."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run, at the time of its end. `outcome` is "FAIL" (the same way), "ERROR", or "ok"."""

    at: datetime
    request: str
    outcome: str


def outcomes(
    reports: Sequence[tuple[datetime, str]], same: Collection[str], trouble: Collection[str]
) -> tuple[Run, ...]:
    """Runs in order of time from their (end, request id), and which requests went wrong."""
    return tuple(
        Run(at, request, "FAIL" if request in same else "ERROR" if request in trouble else "ok")
        for at, request in sorted(reports)
    )


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
    """The newest run that failed the same way."""
    return next((run for run in reversed(runs) if run.outcome == "FAIL"), None)


def consecutive(runs: Sequence[Run]) -> int:
    """How many runs in a row failed the same way, counted back from the newest that did."""
    failed = last_failure(runs)
    if failed is None:
        return 0
    until = runs[: runs.index(failed) + 1]
    count = 0
    for run in reversed(until):
        if run.outcome != "FAIL":
            break
        count += 1
    return count


def after(runs: Sequence[Run], failed: Run) -> tuple[Run, ...]:
    """The runs that ended after `failed`."""
    return tuple(run for run in runs if run.at > failed.at)


def expected_next(runs: Sequence[Run]) -> datetime | None:
    """When the next run should have ended, by the period; None when there is no period."""
    usual = period(runs)
    return runs[-1].at + usual if usual is not None else None


def told(runs: Sequence[Run]) -> str:
    """`06:14Z-17:14Z ok x12 | 18:14Z FAIL | 19:14Z-20:14Z ok x2`."""
    parts: list[str] = []
    for outcome, several in groupby(runs, key=lambda run: run.outcome):
        same = list(several)
        first, last = same[0].at, same[-1].at
        if len(same) == 1:
            parts.append(f"{first:%H:%M}Z {outcome}")
        else:
            parts.append(f"{first:%H:%M}Z-{last:%H:%M}Z {outcome} x{len(same)}")
    return " | ".join(parts)
