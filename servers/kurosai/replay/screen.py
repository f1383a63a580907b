"""A replay on a terminal: the table grows as calls come, then what differs, then what stands."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from kurosai.replay import told
from kurosai.replay.case import dated

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.replay.case import Case
    from kurosai.replay.running import Outcome, Repeated, Replay

_STYLES: dict[Outcome, str] = {
    "same": "green",
    "since": "cyan",
    "differs": "yellow",
    "expired": "yellow",
    "denied": "red",
    "failed": "red",
    "skipped": "red",
}
_LINE_STYLES = {"!": "bold yellow", "~": "yellow", "-": "red", "+": "green"}


class Screen:
    """Writes to one console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._table = _table()
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console
        )

    @contextmanager
    def watching(self, case: Case) -> Generator[None]:
        """Show what comes for the length of the block."""
        head = Text(f"case {case.id} · {dated(case)}", style="bold")
        self._console.print(head)
        self._task = self._progress.add_task("starting the servers", total=len(case.readings))
        with Live(Group(self._table, self._progress), console=self._console) as live:
            yield
            live.update(self._table)

    def begins(self, _number: int, recorded: Evidence) -> None:
        """A call is on its way."""
        self._progress.update(self._task, description=f"{recorded.server}.{recorded.tool}")

    def watch(self, one: Repeated) -> None:
        """A call came back."""
        word = Text(told.WORDS[one.outcome], style=_STYLES[one.outcome])
        cells = (told.name(one), one.recorded.id, told.coverage(one))
        self._table.add_row(str(one.number), *map(Text, cells), word, Text(told.headline(one)))
        self._progress.advance(self._task)

    def conclude(self, done: Replay) -> None:
        """What differs, call by call, those that are cited first; then the sums."""
        differing = [one for one in done.calls if one.outcome != "same"]
        differing.sort(key=lambda one: one.recorded.id not in done.case.cited)
        for one in differing:
            self._differs(one, cited=one.recorded.id in done.case.cited)
        self._console.print()
        for line in told.notes(done):
            self._say(line, "dim")
        for line in told.standing(done):
            self._say(line, "bold")
        self._say(told.sums(done), "bold green" if done.same else "bold yellow")

    def _differs(self, one: Repeated, *, cited: bool) -> None:
        self._console.print()
        head = Text(f"{one.number}. {told.name(one)}  ", style="bold")
        head.append(one.recorded.id, style="green")
        head.append(f" -> {one.now}" if one.now else "")
        head.append("  cited by the conclusion" if cited else "", style="magenta")
        self._console.print(head)
        if one.asked.why_not or one.failure:
            self._say(f"! {told.headline(one)}", _STYLES[one.outcome])
        for line in told.details(one):
            self._say(f"  {line}", _LINE_STYLES.get(line[:1], "dim"))

    def _say(self, line: str, style: str) -> None:
        self._console.print(Text(line, style=style))


def _table() -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right")
    for heading in ("call", "read as", "coverage", "now", "what"):
        table.add_column(heading, overflow="fold")
    return table
