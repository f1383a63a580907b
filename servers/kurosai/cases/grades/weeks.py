"""Week by week how many cases got which grade: columns on one scale, so that few look like few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from kurosai.cases.grade import AS_GOOD, LEVELS, WHOLE
from kurosai.cases.grades.palette import COLOURS, GRID, INK, PALE
from kurosai.drawing.sheet import HEIGHT as LETTER
from kurosai.drawing.sheet import Box, Words

if TYPE_CHECKING:
    from kurosai.cases.grades.counting import Group
    from kurosai.cases.share import Share

MOST_WEEKS: Final = 26
HEIGHT: Final = 118
_LEFT: Final = 40
_PITCH: Final = 22
_COLUMN: Final = 14
_DEEP: Final = 72


def weeks(groups: Sequence[Group], top: float) -> Iterator[Box | Words]:
    """The newest weeks; above each column its share, below every other one its Monday."""
    shown = groups[-MOST_WEEKS:]
    cut = f", the newest {len(shown)} of {len(groups)}" if len(shown) < len(groups) else ""
    yield Words(10, top, f"By week (Monday, JST), graded cases by their lowest axis{cut}", PALE)
    most = max((one.tally.graded for one in shown), default=0) or 1
    floor = top + HEIGHT - 18
    for count in dict.fromkeys((most, most // 2, 0)):
        line = floor - _DEEP * count / most
        yield Box(_LEFT, line, _PITCH * len(shown), 0.5, GRID)
        yield Words(_LEFT - 4, line - LETTER / 2, str(count), PALE, "end")
    for place, group in enumerate(shown):
        left = _LEFT + _PITCH * place + (_PITCH - _COLUMN) / 2
        yield from _column(group, left, floor, _DEEP / most)
        # The newest has its date for sure.
        if (len(shown) - 1 - place) % 2 == 0:
            monday = f"{date.fromisoformat(group.key[0]):%m-%d}"
            yield Words(left + _COLUMN / 2, floor + 5, monday, INK, "middle")


def _column(group: Group, left: float, floor: float, each: float) -> Iterator[Box | Words]:
    share = group.tally.share()
    top = floor
    for level in LEVELS:
        height = group.tally.counts[WHOLE][level] * each
        if height:
            yield Box(left, top - height, _COLUMN, max(height - 0.5, 0.5), COLOURS[level])
        top -= height
        if level == AS_GOOD and share.graded:
            yield Box(left - 2, top - 0.5, _COLUMN + 4, 1.5, INK)
    if share.graded:
        ink = PALE if share.few else INK
        yield Words(left + _COLUMN / 2, top - LETTER - 4, _short(share), ink, "middle")


def _short(share: Share) -> str:
    """`71%`, or `7/9` of few: three characters, which is as wide as a week is."""
    if share.few:
        return f"{share.good}/{share.graded}"
    whole = round(100 * share.good / share.graded)
    return f"{whole}%" if whole < 100 else "100"
