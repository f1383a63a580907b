"""`kurosai coverage`: what the runbooks lack, by what cases made of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kurosai import environment as environments
from kurosai.cases import period as periods
from kurosai.cases import reviewing
from kurosai.cases.coverage import document
from kurosai.cases.coverage.sections import sections
from kurosai.cli import case_desk

if TYPE_CHECKING:
    from argparse import Namespace

    from kurosai.cases.coverage.sections import Section

MOST_ROWS: Final = 20
_NUMBERS: Final = frozenset({"alerts", "left", "low", "of graded", "walks", "samples", "since"})


def coverage(options: Namespace) -> int:
    """Count and show; always 0, for a gap is no fault. Raises BadInput, NotConfigured."""
    environment = environments.of_process()
    period = periods.asked(options.since, options.until, environment.now())
    with case_desk.desk(environment) as desk:
        gaps = reviewing.coverage(desk, case_desk.cases(desk, period))
    console = Console(highlight=False)
    if options.json:
        text = json.dumps(document.document(gaps, period), ensure_ascii=False, indent=1)
        console.print(text, markup=False, soft_wrap=True)
        return 0
    told = f"{gaps.alerts} alerts and {gaps.inquiries} inquiries, {period}"
    console.print(Text(f"What the runbooks do not cover: {told}", "bold"))
    for one in sections(gaps):
        _show(one, console)
    return 0


def _show(section: Section, console: Console) -> None:
    console.print()
    count = f": {section.count}" if section.rows else ""
    console.print(Text(f"{section.title}{count}", "bold"))
    console.print(Text(section.todo if section.rows else section.none, "dim"))
    if not section.rows:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in section.head:
        justify = "right" if name in _NUMBERS else "left"
        table.add_column(name, justify=justify, overflow="fold")
    for row in section.rows[:MOST_ROWS]:
        # A signature or a reason may hold what would be markup.
        table.add_row(*map(Text, row))
    console.print(table)
    rest = len(section.rows) - MOST_ROWS
    if rest > 0:
        console.print(Text(f"and {rest} more: --json", "dim"))
