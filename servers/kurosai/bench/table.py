"""The benchmark as a person reads it: a line for each scenario, the row to beat, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from rich.table import Table
from rich.text import Text

from kurosai.bench.curve import AIMS, CALLS, KILOBYTES
from kurosai.bench.rows import Row, totals

if TYPE_CHECKING:
    from kurosai.vocabulary import Json

_BLOCKS = " ▁▂▃▄▅▆▇█"


def table(rows: Sequence[Row]) -> Table:
    """Shares in percent; the two joint bounds of calls and kilobytes are what is aimed at."""
    drawn = Table(title="How far the hints lead, without a model", title_justify="left")
    drawn.add_column("scenario", no_wrap=True)
    drawn.add_column("entry", no_wrap=True)
    drawn.add_column("path", no_wrap=True)
    drawn.add_column(f"% in {_bounds(CALLS)}\ncalls", justify="right", no_wrap=True)
    drawn.add_column(f"in {_bounds(KILOBYTES)}\nKB", justify="right", no_wrap=True)
    for calls, size, aim in AIMS:
        drawn.add_column(f"{calls}/{size}\n{aim:.0%}", justify="right", no_wrap=True)
    drawn.add_column("mis-\nled", justify="right")
    drawn.add_column("calls,\nKB", justify="right", no_wrap=True)
    drawn.add_column("honest", no_wrap=True)
    for one in sorted(rows, key=lambda row: (row.within[_last()], row.scenario)):
        drawn.add_row(*_cells(one))
    for label, chosen in _groups(rows):
        drawn.add_section()
        drawn.add_row(*_summed(label, totals(chosen), ""))
        drawn.add_row(*_summed(" plain", totals(chosen), "plain_"), style="dim")
    return drawn


def _bounds(numbers: Sequence[int]) -> str:
    return " ".join(map(str, numbers))


def _last() -> str:
    return f"{AIMS[-1][0]}/{AIMS[-1][1]}"


def _groups(rows: Sequence[Row]) -> Iterator[tuple[str, Sequence[Row]]]:
    blind = [one for one in rows if one.blind]
    if blind and len(blind) < len(rows):
        yield "blind", blind
        yield "others", [one for one in rows if not one.blind]
    yield "all", rows


def _cells(row: Row) -> list[str | Text]:
    honest = Text("yes", "green") if row.honest else Text(_dishonest(row), "red")
    path = row.path.split(":")[0] or "-"
    return [
        f"{row.scenario}{'*' if row.blind else ''} {row.kind[:2]} {row.language}",
        row.entry.removeprefix("rightly "),
        path,
        _shares(row.by_calls),
        _shares(row.by_kilobytes),
        *(_share(row.within[f"{calls}/{size}"], aim) for calls, size, aim in AIMS),
        f"{100 * row.misleading:.0f}",
        f"{row.calls} {row.bytes / 1024:.1f}",
        honest,
    ]


def _dishonest(row: Row) -> str:
    told = [
        f"{len(row.faults)} untrue" if row.faults else "",
        f"{len(row.leaks)} leaks" if row.leaks else "",
        "changes" if row.changed else "",
    ]
    return ", ".join(filter(None, told))


def _summed(label: str, found: Mapping[str, Json], prefix: str) -> list[str | Text]:
    count = cast("int", found["scenarios"])

    def shares(name: str) -> Mapping[str, float]:
        return cast("Mapping[str, float]", found[prefix + name])

    mean_kb = cast("float", found[f"{prefix}bytes"]) / 1024
    ours = not prefix
    return [
        f"{label} ({count})" if ours else label,
        f"{found['entry_right']}/{count}" if ours else "",
        f"{found['paths_same']}/{found['paths']}" if ours else "",
        _shares(shares("by_calls")),
        _shares(shares("by_kilobytes")),
        *(_share(shares("within")[f"{calls}/{size}"], aim) for calls, size, aim in AIMS),
        f"{100 * cast('float', found['misleading']):.0f}" if ours else "",
        f"{found[f'{prefix}calls']:.1f} {mean_kb:.1f}",
        f"{found['honest']}/{count}" if ours else "",
    ]


def _shares(found: Mapping[str, float]) -> Text:
    """A little chart, and the numbers."""
    blocks = "".join(_BLOCKS[round(value * (len(_BLOCKS) - 1))] for value in found.values())
    return Text(f"{blocks} {' '.join(f'{100 * value:.0f}' for value in found.values())}")


def _share(value: float, aim: float) -> Text:
    return Text(f"{100 * value:.0f}", "green" if value >= aim else "yellow")


def unread(rows: Sequence[Row]) -> Iterator[str]:
    """What was not reached or not true, scenario by scenario."""
    for one in rows:
        if one.missing:
            yield f"{one.scenario}: never read: {', '.join(one.missing)}"
        if one.path not in ("", "same"):
            yield f"{one.scenario}: path {one.path}"
        yield from (f"{one.scenario}: {fault}" for fault in (*one.faults, *one.leaks))
        if one.changed:
            yield f"{one.scenario}: a second run differs: {one.changed}"
