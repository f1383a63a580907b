"""Counted grades on a terminal: bars in colours that everybody tells apart, and in shades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from kurosai.cases.grade import AS_GOOD, AXES, LEVELS, MEANINGS, WHOLE, said
from kurosai.cases.grades import bar
from kurosai.cases.grades.document import RULE
from kurosai.cases.grades.palette import COLOURS
from kurosai.cases.share import FEW

if TYPE_CHECKING:
    from rich.console import Console

    from kurosai.cases.grades.counting import By, Counted, Group, Kind, Low
    from kurosai.cases.grades.tally import Tally
    from kurosai.cases.share import Share

MOST_ROWS: Final = 12
MOST_LOW: Final = 10
_WIDE: Final = 40
_NARROW: Final = 20
_STYLES: Final = {level: "#{:02x}{:02x}{:02x}".format(*COLOURS[level]) for level in LEVELS}


def show(counted: Counted, console: Console, *, every: bool) -> None:
    """Everything, each table with its first rows, or all of them with `every`."""
    about = f", {counted.entry}" if counted.entry else ""
    console.print(Text(f"Grades, {counted.period}{about}", "bold"))
    console.print(_legend())
    console.print(Text(f"{RULE} Grey: fewer than {FEW} cases, as counts.", "dim"))
    for kind in counted.kinds:
        _kind(kind, console, every=every)
    _low(counted.low, counted.low_in_all, console)


def _legend() -> Text:
    text = Text()
    for level in LEVELS:
        text.append(bar.SHADES[level] * 2, _STYLES[level]).append(f" {level} {MEANINGS[level]}  ")
    return text


def _kind(kind: Kind, console: Console, *, every: bool) -> None:
    console.print()
    called = "Alerts" if kind.name == "alert" else "Inquiries"
    console.print(Text(f"{called}: {kind.all.standing}", "bold"))
    if not kind.all.graded:
        return
    table = _table("")
    for name in (*map(str, LEVELS), f"{AS_GOOD} or better", "95 %"):
        table.add_column(name, justify="right")
    table.add_column("")
    for axis in (*AXES, WHOLE):
        counts, share = kind.all.counts[axis], kind.all.share(axis)
        levels = (str(counts[level]) for level in LEVELS)
        drawn = _bar(counts, _WIDE)
        name = Text(axis, "bold" if axis == WHOLE else "")
        table.add_row(name, *levels, _share(share), share.range, drawn)
    console.print(table)
    for by, groups in kind.groups.items():
        # A single group is all that stands above already.
        if every or len(groups) > 1:
            _groups(by, groups, console, every=every)


def _groups(by: By, groups: Sequence[Group], console: Console, *, every: bool) -> None:
    graded = [one for one in groups if one.tally.graded or by == "week"]
    shown = graded
    if not every:
        shown = graded[-MOST_ROWS:] if by == "week" else graded[:MOST_ROWS]
    table = _table(f"by {by}" + ("" if by == "week" else ", most low grades first"))
    table.add_column("graded", justify="right")
    table.add_column(f"{WHOLE}, by grade")
    table.add_column(f"{AS_GOOD} or better", justify="right")
    table.add_column("95 %", justify="right")
    for axis in AXES:
        table.add_column(axis, justify="right")
    for group in shown:
        _row(table, group)
    console.print(table)
    if len(shown) < len(graded):
        hidden = [one for one in graded if one not in shown]
        low = sum(one.tally.low for one in hidden)
        told = f"and {len(hidden)} {'before' if by == 'week' else 'more'}, with {low} low grades"
        console.print(Text(f"{told}: --by {by}", "dim"))


def _row(table: Table, group: Group) -> None:
    tally = group.tally
    style = "dim" if tally.share().few else ""
    ends = f" {group.end}" if group.end and not group.name.endswith(group.end) else ""
    name = Text(f"{group.name}{ends}", style)
    told = tally.remarks
    if told:
        name.append(f"\n{told}", "italic")
    whole = tally.share()
    table.add_row(
        name,
        _of(tally),
        _bar(tally.counts[WHOLE], _NARROW),
        _share(whole),
        Text(whole.range, style),
        *(_share(tally.share(axis)) for axis in AXES),
    )


def _low(low: Sequence[Low], in_all: int, console: Console) -> None:
    console.print()
    console.print(Text(f"Below {AS_GOOD} as a whole: {in_all}", "bold"))
    if not low:
        return
    table = _table("the newest")
    for name in ("grades", "words", "mind"):
        table.add_column(name, overflow="fold")
    for one in low[:MOST_LOW]:
        place = f"{one.entry} {one.way}" if one.entry else f"{one.kind}, no runbook"
        words, mind = Text("\n".join(one.comments)), Text("; ".join(one.remarks), "italic")
        table.add_row(Text(f"{one.case} {place}"), said(one.marks), words, mind)
    console.print(table)
    if in_all > len(low[:MOST_LOW]):
        console.print(Text(f"and {in_all - len(low[:MOST_LOW])} more: --json", "dim"))


def _table(first: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first, overflow="fold")
    return table


def _of(tally: Tally) -> str:
    return f"{tally.graded} of {tally.cases}"


def _share(share: Share) -> Text:
    return Text(share.text, "dim" if share.few else "bold")


def _bar(counts: Mapping[int, int], width: int) -> Text:
    text = Text(no_wrap=True)
    for level, count in bar.cells(counts, width).items():
        text.append(bar.SHADES[level] * count, _STYLES[level])
    return text
