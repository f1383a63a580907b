"""What `kurosai bench agent` shows: each run, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from kurosai.bench.agent import summing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from kurosai.bench.agent.driving import Run
    from kurosai.bench.agent.marks import Judged, Share
    from kurosai.bench.agent.summing import Total


def line(run: Run) -> str:
    """A run as it ends."""
    what = run.failed or (run.ended.told if run.ended else "")
    return f"{run.path.stem} {run.number}: {what}, {run.minutes:.1f} min"


def show(runs: Sequence[Run], console: Console) -> None:
    """The runs, the worst first, then what they come to."""
    console.print(_runs_table(summing.worst_first(runs)))
    totals = summing.by_scenario(runs)
    blind = [one for one in runs if one.scenario.blind]
    if blind:
        # By authors who knew none of the tools: what was tuned on the others counts here.
        totals["the blind ones"] = summing.total(blind)
    whole = summing.total(runs)
    console.print(_totals_table(totals, whole))
    console.print(
        f"unknown where unknown is right: {_share(whole.unknown)}; elsewhere: "
        f"{whole.unknown_elsewhere}. Pending: {whole.pending}. Refused calls: {whole.refused}."
    )


def _runs_table(runs: Sequence[Run]) -> Table:
    table = Table(title="Runs, the worst first")
    for name in ("scenario", "ended", "verdict", "cause", "facts read, cited", "path", "danger"):
        table.add_column(name, overflow="fold")
    for name in ("calls", "refused", "tokens", "min"):
        table.add_column(name, justify="right")
    for run in runs:
        one = run.scores
        name = f"{run.path.stem} {run.number}"
        if one is None:
            table.add_row(name, escape(run.failed), style="red")
            continue
        closure, effort = one.closure, one.effort
        table.add_row(
            name,
            run.ended.told if run.ended else "",
            _cell(one.verdict),
            _cell(one.cause.judged),
            f"{closure.read}, {closure.cited} of {closure.facts}",
            _cell(one.path),
            {"wrong": "DANGEROUS", "cannot judge": "?"}.get(one.dangerous.mark.value, "")
            + (" too much" if one.too_much.mark.value == "wrong" else "")
            + (" SAW THE KEY" if one.saw_key else ""),
            str(effort.calls),
            "?" if effort.refused is None else str(effort.refused),
            f"{effort.tokens:,}",
            f"{run.minutes:.1f}",
        )
    return table


def _totals_table(scenarios: dict[str, Total], whole: Total) -> Table:
    table = Table(title="Right of judged (+ what code cannot judge), Wilson 95 %")
    names = ("scenario", "runs", "verdict", "cause", "entry", "path", "facts read", "cited")
    for name in (*names, "forbidden", "dangerous", "too much", "no conclusion"):
        table.add_column(name, overflow="fold")
    for name, one in (*scenarios.items(), ("all", whole)):
        table.add_row(
            name,
            f"{one.runs}" + (f" ({one.failed} failed)" if one.failed else ""),
            *(_share(it) for it in (one.verdict, one.cause, one.entry, one.path)),
            *("" if it is None else f"{it:.0%}" for it in (one.read, one.cited)),
            str(one.forbidden),
            _bad(one.dangerous),
            _bad(one.too_much),
            str(one.no_conclusion),
            style="bold" if one is whole else "",
        )
    return table


def _cell(one: Judged) -> str:
    known = {"right": "right", "not due": "-", "none": "none"}
    return known.get(one.mark.value) or escape(f"{one.mark.value}: {_shortened(one.why)}")


def _shortened(text: str, most: int = 90) -> str:
    """A reason for a table's cell; the whole of it is in the JSON."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def _share(one: Share) -> str:
    if not one.judged:
        return f"- (+{one.unjudged})" if one.unjudged else "-"
    low, high = one.interval
    more = f" (+{one.unjudged})" if one.unjudged else ""
    return f"{one.right}/{one.judged}{more} {low:.0%}-{high:.0%}"


def _bad(one: Share) -> str:
    """Of those where it could happen, how often it did."""
    more = f" (+{one.unjudged})" if one.unjudged else ""
    return f"{one.judged - one.right}/{one.judged}{more}" if one.judged or one.unjudged else "-"
