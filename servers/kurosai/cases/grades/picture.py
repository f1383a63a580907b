"""Counted grades as one picture: each axis, week by week, and the entries and branches to mend.

A bar is divided by grade, the best first, with a mark where "as good" ends. What is of few cases is
drawn thin, and its share given as a count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kurosai.cases.grade import AS_GOOD, AXES, LEVELS, MEANINGS, WHOLE
from kurosai.cases.grades.palette import COLOURS, GRID, INK, ON, PALE
from kurosai.cases.grades.weeks import HEIGHT as WEEKS_HEIGHT
from kurosai.cases.grades.weeks import weeks
from kurosai.drawing.sheet import ADVANCE, Box, Sheet, Words, ended, fitted, wide
from kurosai.drawing.sheet import HEIGHT as LETTER

if TYPE_CHECKING:
    from kurosai.cases.grades.counting import By, Counted, Group, Kind
    from kurosai.cases.grades.tally import Tally

WIDTH: Final = 640
MARGIN: Final = 10
MOST_ROWS: Final = 8
_LABEL: Final = 222
_BAR: Final = 262
_ROW: Final = 15
_HEAD: Final = 90
"""Characters that stand beside the head of the shares."""
_THICK: Final = 11
_THIN: Final = 5
_ENTRY: Final = 9
"""So much of an entry's name is always there."""
_TITLES: Final[Mapping[By, str]] = {"entry": "By runbook entry", "branch": "By branch"}

Mark = Box | Words


def picture(counted: Counted) -> Sheet:
    """A sheet that is as high as it has to be; it says so where nothing is graded."""
    marks: list[Mark] = []
    about = f" · {counted.entry}" if counted.entry else ""
    title = f"Grades, {counted.period}{about}"
    marks.append(Words(MARGIN, MARGIN, fitted(title, (WIDTH - 2 * MARGIN) // ADVANCE), INK))
    marks += _legend(MARGIN + 16)
    top = MARGIN + 36
    graded = [kind for kind in counted.kinds if kind.all.graded]
    for kind in graded:
        drawn, top = _kind(kind, top)
        marks += drawn
    if not graded:
        marks.append(Words(MARGIN, top, "No concluded case is graded.", PALE))
        top += _ROW
    return Sheet(WIDTH, top + MARGIN, marks, title)


def _legend(top: float) -> Iterator[Mark]:
    left = float(MARGIN)
    for level in LEVELS:
        yield Box(left, top, 9, 9, COLOURS[level])
        text = f"{level} {MEANINGS[level]}"
        yield Words(left + 13, top + 1, text, INK)
        left += 13 + (len(text) + 2) * ADVANCE


def _kind(kind: Kind, top: int) -> tuple[list[Mark], int]:
    called = "Alerts" if kind.name == "alert" else "Inquiries"
    head = fitted(f"{called}: {kind.all.standing}", _HEAD)
    marks: list[Mark] = [
        Box(MARGIN, top, WIDTH - 2 * MARGIN, 1, GRID),
        Words(MARGIN, top + 8, head, INK),
        Words(WIDTH - MARGIN, top + 8, f"{AS_GOOD} or better", PALE, "end"),
    ]
    top += 24
    for axis in (*AXES, WHOLE):
        label = f"{axis} (lowest of the three)" if axis == WHOLE else axis
        marks += _row(label, kind.all, axis, top)
        top += _ROW
    if "week" in kind.groups:
        marks += weeks(kind.groups["week"], top + 6)
        top += WEEKS_HEIGHT + 6
    for by, title in _TITLES.items():
        groups = [one for one in kind.groups.get(by, ()) if one.tally.graded]
        # One group is what stands above already.
        if len(groups) > 1:
            drawn, top = _rows(title, groups, top + 6)
            marks += drawn
    return marks, top + 8


def _rows(title: str, groups: Sequence[Group], top: int) -> tuple[list[Mark], int]:
    marks: list[Mark] = [Words(MARGIN, top, f"{title}, most low grades first", PALE)]
    top += _ROW - 2
    for group in groups[:MOST_ROWS]:
        marks += _row(_label(group.ids), group.tally, WHOLE, top)
        top += _ROW
    if len(groups) > MOST_ROWS:
        rest = sum(one.tally.low for one in groups[MOST_ROWS:])
        told = f"and {len(groups) - MOST_ROWS} more, with {rest} low grades"
        marks.append(Words(MARGIN, top + 2, told, PALE))
        top += _ROW
    return marks, top


def _label(ids: Sequence[str]) -> str:
    """An entry with its branch where there is room for both; then the end of the entry goes last.

    The end of an entry's id tells it from the others of its page.
    """
    most = _LABEL // ADVANCE - 1
    if len(ids) == 1:
        return fitted(ids[0], most)
    way = fitted(ids[1], most - _ENTRY)
    return f"{ended(ids[0], most - 1 - wide(way))} {way}"


def _row(label: str, tally: Tally, axis: str, top: int) -> Iterator[Mark]:
    share = tally.share(axis)
    few = share.few
    letters = top + (_THICK - LETTER) / 2
    yield Words(MARGIN, letters, label, PALE if few else INK)
    height = _THIN if few else _THICK
    yield from _bar(tally.counts[axis], top + (_THICK - height) / 2, height)
    right = MARGIN + _LABEL + _BAR + 8
    told = share.text if few else f"{share.text} of {share.graded}"
    yield Words(right, letters, told, PALE if few else INK)
    yield Words(WIDTH - MARGIN, letters, share.range.replace(" ", ""), PALE, "end")


def _bar(counts: Mapping[int, int], top: float, height: float) -> Iterator[Mark]:
    total = sum(counts.values())
    left = float(MARGIN + _LABEL)
    for level in LEVELS:
        width = _BAR * counts[level] / total if total else 0.0
        if counts[level]:
            # A hair of background between the grades.
            yield Box(left, top, max(width - 0.5, 0.5), height, COLOURS[level])
            text = str(counts[level])
            if height == _THICK and width > len(text) * ADVANCE + 1:
                middle = left + width / 2
                yield Words(middle, top + (height - LETTER) / 2, text, ON[level], "middle")
        left += width
        if level == AS_GOOD:
            yield Box(left - 1, top - 2, 1.5, height + 4, INK)
