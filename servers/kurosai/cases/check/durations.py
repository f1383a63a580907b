"""How long something is said to have taken, against the times and the values that were recorded."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai.cases.check import derived
from kurosai.cases.source import lower

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof

_MEASURES = ("read_metrics", "find_alarms", "query_logs")
"""The tools whose rows have values of what was measured."""

_MICROSECOND = timedelta(microseconds=1)
_DURATION = re.compile(
    r"(?<![\d.:時分])(?<!\d,)(?:(?P<hours>\d{1,3})\s?(?:時間|h(?:ours?)?)\s?)?"
    r"(?:(?P<minutes>\d{1,4})\s?(?:分間?|m(?:in(?:utes?)?)?)(?![A-Za-z台半])\s?)?"
    r"(?:(?P<seconds>\d{1,3}(?:,\d{3}){1,2}|\d{1,6})\s?(?:秒間?|s(?:ec(?:onds?)?)?)(?![A-Za-z]))?"
)


def wrong(text: str, proof: Proof) -> Iterator[str]:
    """Durations with minutes or seconds that no two recorded times are apart, as written."""
    for match in _DURATION.finditer(text):
        minutes, seconds = match["minutes"], match["seconds"]
        if minutes is None and seconds is None:
            continue
        whole = int((seconds or "0").replace(",", ""))
        total = 3600 * int(match["hours"] or 0) + 60 * int(minutes or 0) + whole
        slack = 1 if seconds else 60
        if any(proof.quoted(one) is not None for one in (match.group().strip(), *_shown(total))):
            continue
        if not (
            _lasted(proof, total, slack)
            or _measured(proof, total)
            or _is_rounded(proof, total, 1 if seconds else 60)
        ):
            yield match.group().strip()


def _shown(seconds: int) -> Iterator[str]:
    """A duration as results print it: 3m17s, 0m59s, 1h02m."""
    minutes, rest = divmod(seconds, 60)
    yield f"{minutes}m{rest:02d}s"
    if not minutes:
        yield f"{rest}s"
    if minutes >= 60 and not rest:
        yield f"{minutes // 60}h{minutes % 60:02d}m"


def _lasted(proof: Proof, seconds: int, slack: int) -> bool:
    """Whether any two of the first known moments are so far apart, in whole seconds."""
    known = proof.first_moments
    at = [(one - known[0]) // _MICROSECOND for one in known]
    for earlier in at:
        least = earlier + (seconds - slack - 1) * 1_000_000
        for later in at[bisect_left(at, max(least, earlier + 1)) :]:
            apart = round((later - earlier) / 1_000_000)
            if apart > seconds + slack:
                break
            if abs(seconds - apart) <= slack:
                return True
    return False


def _measured(proof: Proof, seconds: int) -> bool:
    """Whether a metric was so many seconds, as its reading has it."""
    value = re.compile(rf"(?<![\d.,]){seconds}(?:\.0+)?(?![\d.]*\d)")
    return any(
        value.search(row.text)
        for one in proof.evidence
        if one.tool in _MEASURES
        for row in one.rows
    )


def _is_rounded(proof: Proof, seconds: int, unit: int) -> bool:
    """Whether a result prints a duration that is this one, cut or rounded to the unit (seconds)
    that is written: 52m52s is 52 or 53 minutes.
    """
    return any(
        seconds in (lasted // unit * unit, round(lasted / unit) * unit)
        for one in proof.sources
        for lasted in (
            length.total_seconds() for length in derived.lengths(lower(f"{one.rows} {one.shown}"))
        )
        # Rounded, half a minute is none, and all others are of some.
        if lasted >= unit
    )
