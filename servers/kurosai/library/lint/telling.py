"""What a trial of a page found, in lines: faults with their mend, the match, and the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.library import chart_faults, words
from kurosai.library.flowchart import NodeKind
from kurosai.library.lint.trial import GAPS
from kurosai.library.match import Band

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.lint.finding import Finding
    from kurosai.library.lint.trial import Shown, Trial
    from kurosai.library.match import Match

MOST_FINDINGS = 20
MOST_ENTRIES = 8
MOST_LINES = 5
"""Sample lines that are told one by one."""
_LINE_CHARACTERS = 100
_STOPS = frozenset({"no_node", "no_end", "duplicate_exit", "duplicate_node", "unreachable"})
"""The faults of a chart that a walk stumbles over."""


def head(trial: Trial) -> str:
    """The page, and how many findings of each severity."""
    counts = [
        f"{count} {severity}"
        for severity in ("error", "warning", "info")
        if (count := sum(one.severity == severity for one in trial.findings))
    ]
    ids = ", ".join(one.entry.id for one in trial.shown[:MOST_ENTRIES]) or trial.path
    what = "in place of what is there" if trial.replaced else "new"
    return f"draft {ids} ({what}) · {', '.join(counts) or 'no finding'}"


def lines(trial: Trial) -> Iterator[str]:
    """Findings, worst first, each with place, rule and mend; then how each entry is found."""
    ranked = sorted(trial.findings, key=lambda one: (-one.severity.rank, one.line, one.column))
    yield from map(_finding, ranked[:MOST_FINDINGS])
    if len(ranked) > MOST_FINDINGS:
        yield f"and {len(ranked) - MOST_FINDINGS} milder or later ones: mend these first"
    if trial.gaps:
        shown = ", ".join(map(str, trial.gaps[:MOST_FINDINGS]))
        yield f"still to be written ({' or '.join(GAPS)}): line {shown}"
    if not trial.shown:
        yield "no entry begins in the text: give it a heading (## 004:Title)"
    for one in trial.shown[:MOST_ENTRIES]:
        yield from _matched(one)
        yield _walked(one)
    if len(trial.shown) > MOST_ENTRIES:
        yield f"and {len(trial.shown) - MOST_ENTRIES} more entries: give one at a time"


def _finding(found: Finding) -> str:
    place = f"line {found.line}:{found.column}"
    return f"{place} {found.severity.value} {found.rule}: {found.what} - {found.mend}".rstrip(" -")


def _matched(shown: Shown) -> Iterator[str]:
    own = shown.entry.id
    if not shown.led:
        yield f"match {own}: no error line, so open_case finds it by its name or by words only"
        return
    good = [line for line, found in shown.led if _is_own(found, own)]
    yield f"match {own}: open_case matches it by {len(good)} of its {len(shown.led)} error lines"
    yield from (f"  by: {_short(line)}" for line in good[:MOST_LINES])
    bad = [(line, found) for line, found in shown.led if not _is_own(found, own)]
    for line, found in bad[:MOST_LINES]:
        others = [one.card.id for one in found.candidates if one.card.id != own]
        beside = f", also {', '.join(others[:3])}" if others else ""
        yield f"  not by ({found.band.value}{beside}): {_short(line)}"


def _is_own(found: Match, own: str) -> bool:
    return found.band is Band.MATCHED and found.candidates[0].card.id == own


def _walked(shown: Shown) -> str:
    """Whether the chart can be walked, and what its ends conclude."""
    own, chart = shown.entry.id, shown.entry.chart
    if chart is None:
        broken = shown.entry.chart_source is not None
        why = "its chart cannot be read" if broken else "it has no flowchart"
        return f"walk {own}: {why}; operators follow its steps"
    stops = [one.rule for one in chart_faults.find(chart) if one.rule in _STOPS]
    asked = sum(node.kind is NodeKind.DECISION for node in chart.nodes)
    ends = [node for node in chart.nodes if node.kind is NodeKind.END]
    shipped = words.shipped()
    told: list[str] = []
    for node in ends:
        verdict, condition = shipped.verdict(node.text), shipped.condition(node.text)
        later = f" once 「{condition}」 is shown" if condition else ""
        told.append(f"{node.id} {verdict.value if verdict else 'NO VERDICT NAMED'}{later}")
    able = f"no ({', '.join(dict.fromkeys(stops))})" if stops else "can be walked"
    counted = f"{asked} decision{'' if asked == 1 else 's'}"
    return f"walk {own}: {able} · {counted} · ends: {' | '.join(told) or 'none'}"


def _short(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= _LINE_CHARACTERS else f"{flat[: _LINE_CHARACTERS - 1]}…"
