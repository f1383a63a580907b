"""How far back a search of logs says that it looked beyond its window: "none in 5 d before"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_DATA = re.compile(r"<<data (\w+)\n.*?\n\1>>", re.DOTALL)
"""What came from outside; a log line must not say how far we looked."""
_SAME = re.compile(r"^same (?:signature|text) .*$", re.MULTILINE)
_LENGTH = re.compile(r"\bin (?P<number>\d+) (?P<unit>d|h|min) before\b")
_SEEN = re.compile(
    r"\b(?:before:|last) (?P<month>\d\d)-(?P<day>\d\d) (?P<hour>\d\d):(?P<minute>\d\d)Z"
)
_BEFORE = re.compile(r"\bin the (?P<number>\d+) days before\b")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}


def says_new(evidence: Evidence) -> bool:
    """Whether it says that there was none before, as far as its log goes back."""
    return any("new since " in line for line in _own(evidence))


def before(evidence: Evidence) -> timedelta:
    """How long before its own time one of its places was seen whole, as that place says."""
    told = (_BEFORE.search(look.told) for look in evidence.looks if look.coverage.proves_absence)
    return max((int(one["number"]) * _UNITS["d"] for one in told if one), default=timedelta(0))


def begin(evidence: Evidence, first: datetime) -> datetime:
    """When the time begins that it looked at, for a search whose own window begins at `first`.

    A line that it found before shows that it looked so far at least.
    """
    own = "\n".join(_own(evidence))
    starts = [first]
    for match in _LENGTH.finditer(own):
        starts.append(first - int(match["number"]) * _UNITS[match["unit"]])
    for match in _SEEN.finditer(own):
        month, day = int(match["month"]), int(match["day"])
        seen = datetime(
            first.year, month, day, int(match["hour"]), int(match["minute"]), tzinfo=UTC
        )
        starts.append(seen if seen <= first else seen.replace(year=first.year - 1))
    return min(starts)


def _own(evidence: Evidence) -> list[str]:
    return _SAME.findall(_DATA.sub("", evidence.text))
