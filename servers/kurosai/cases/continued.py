"""Whether a reading that was cut was read on to its end: then it leaves nothing open.

A search that finds more than it shows offers the call for the rest. Whoever makes that call has
seen all of it, in two readings of which the first says for ever that it is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_WHEN = frozenset({"around", "since", "until", "minutes", "cursor"})
_WHOLE = (Coverage.COMPLETE, Coverage.EMPTY)
_HIT = ">"


def to_its_end(one: Evidence, readings: Sequence[Evidence]) -> bool:
    """Whether later ones of `readings` asked the same of the rest of its window and saw it all."""
    if one.coverage is not Coverage.TRUNCATED or any(look.leaves_open for look in one.looks):
        return False
    later = [other for other in readings if other.sequence > one.sequence]
    return any(
        _reaches(one, other) and (other.coverage in _WHOLE or to_its_end(other, later))
        for other in later
        if (other.server, other.tool, _what(other)) == (one.server, one.tool, _what(one))
    )


def _what(one: Evidence) -> dict[str, object]:
    return {name: value for name, value in one.asked.items() if name not in _WHEN and value}


def _reaches(one: Evidence, other: Evidence) -> bool:
    """Whether its window begins within what was shown and ends no earlier, or the other way."""
    hits = [row.at for row in one.rows if row.at is not None and row.mark == _HIT]
    if one.window is None or other.window is None or not hits:
        return False
    on = other.window.start <= max(hits) and other.window.end >= one.window.end
    back = other.window.end >= min(hits) and other.window.start <= one.window.start
    return on or back
