"""Counted grades as Markdown, for a host that shows a resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from kurosai.cases.grade import AS_GOOD, AXES, LEVELS, MEANINGS, WHOLE, said
from kurosai.cases.grades import bar
from kurosai.cases.grades.counting import By, Counted, Group, Kind, Low
from kurosai.cases.grades.document import RULE
from kurosai.cases.share import FEW
from kurosai.cases.tables import more, table

if TYPE_CHECKING:
    from kurosai.cases.grades.tally import Tally

MOST_ROWS: Final = 20
_WIDTH: Final = 20


def markdown(counted: Counted) -> str:
    """Overall, by week, entry and branch, then the cases that were graded low."""
    lines = [
        f"# Grades, {counted.period}" + (f", {counted.entry}" if counted.entry else ""),
        "",
        f"{RULE} Shares of fewer than {FEW} cases are given as counts. Bars: "
        + ", ".join(f"{bar.SHADES[level]} {level} {MEANINGS[level]}" for level in LEVELS)
        + ".",
    ]
    for kind in counted.kinds:
        lines += ["", *_kind(kind)]
    lines += ["", *_low(counted.low, counted.low_in_all)]
    return "\n".join([*lines, ""])


def _kind(kind: Kind) -> Iterator[str]:
    yield f"## {'Alerts' if kind.name == 'alert' else 'Inquiries'}"
    yield ""
    yield f"{kind.all.standing}."
    if not kind.all.graded:
        return
    yield ""
    head = ("", *map(str, LEVELS), "", f"{AS_GOOD} or better", "95 %")
    yield from table(head, (_axis(kind.all, axis) for axis in (*AXES, WHOLE)))
    for by, groups in kind.groups.items():
        # A single group is all that stands above already.
        if len(groups) > 1:
            yield ""
            yield from _groups(by, groups)


def _axis(tally: Tally, axis: str) -> Sequence[str]:
    counts, share = tally.counts[axis], tally.share(axis)
    levels = (str(counts[level]) for level in LEVELS)
    return (axis, *levels, bar.text(counts, _WIDTH), share.text, share.range)


def _groups(by: By, groups: Sequence[Group]) -> Iterator[str]:
    graded = [one for one in groups if one.tally.graded or by == "week"]
    shown = graded[-MOST_ROWS:] if by == "week" else graded[:MOST_ROWS]
    yield f"### By {by}" + ("" if by == "week" else ", those with most low grades first")
    yield ""
    head = (by, "graded", WHOLE, *AXES, f"{WHOLE} {AS_GOOD} or better", "95 %", "")
    yield from table(head, map(_group, shown))
    yield from more(len(graded) - len(shown), f"`kurosai grades --by {by}` shows all")


def _group(group: Group) -> Sequence[str]:
    tally = group.tally
    whole = tally.share()
    ends = f" {group.end}" if group.end and not group.name.endswith(group.end) else ""
    return (
        f"{group.name}{ends}",
        f"{tally.graded} of {tally.cases}",
        bar.text(tally.counts[WHOLE], _WIDTH // 2),
        *(tally.share(axis).text for axis in AXES),
        whole.text,
        whole.range,
        tally.remarks,
    )


def _low(low: Sequence[Low], in_all: int) -> Iterator[str]:
    yield f"## Below {AS_GOOD} as a whole: {in_all}"
    if not low:
        return
    yield ""
    yield from table(("case", "of", "grades", "words", "mind"), map(_low_row, low[:MOST_ROWS]))
    yield from more(in_all - len(low[:MOST_ROWS]), "`kurosai grades --json` has more of them")


def _low_row(low: Low) -> Iterable[str]:
    return (
        low.case,
        f"{low.kind} {low.entry} {low.way}" if low.entry else f"{low.kind}, no runbook",
        said(low.marks),
        "; ".join(low.comments),
        "; ".join(low.remarks),
    )
