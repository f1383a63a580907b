"""What would hinder a walk in a chart that can be drawn: each with its line and column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library.flowchart import NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.flowchart import Flowchart, Node

_DIAMONDS = frozenset({"diamond", "diam", "decision", "question"})


@dataclass(frozen=True, slots=True)
class ChartFault:
    """One fault. `rule` is a stable word; `line` and `column` count from 1 within the chart."""

    rule: str
    what: str
    line: int
    column: int


def find(chart: Flowchart) -> tuple[ChartFault, ...]:
    """Every fault, in the order of the chart's lines.

    Rules: no_node, several_entries, unreachable, no_end, single_exit, unlabelled_exit,
    duplicate_exit.
    """
    if not chart.entries:
        return (ChartFault("no_node", "the chart has no node", 1, 1),)
    faults = [*_entries(chart), *_reach(chart)]
    for node in chart.nodes:
        faults += _exits(chart, node)
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column, fault.rule)))


def _entries(chart: Flowchart) -> Iterator[ChartFault]:
    for node in chart.entries[1:]:
        first = chart.entries[0].id
        yield _fault("several_entries", node, f"nothing leads to {node.id}, nor to {first}")


def _reach(chart: Flowchart) -> Iterator[ChartFault]:
    """What no entry leads to, and what leads to no end."""
    forward = {node: [way.target for way in ways] for node, ways in chart.exits.items()}
    back: dict[str, list[str]] = {}
    for node, targets in forward.items():
        for target in targets:
            back.setdefault(target, []).append(node)
    reached = _closure([node.id for node in chart.entries], forward)
    ending = _closure([node for node, ways in forward.items() if not ways], back)
    for node in chart.nodes:
        if node.kind is NodeKind.GROUP:
            continue
        if node.id not in reached:
            yield _fault("unreachable", node, f"no way leads to {node.id}")
        elif node.id not in ending:
            yield _fault("no_end", node, f"from {node.id} no way leads to an end")


def _exits(chart: Flowchart, node: Node) -> Iterator[ChartFault]:
    ways = chart.exits.get(node.id, ())
    if node.shape in _DIAMONDS and len(ways) == 1:
        yield _fault("single_exit", node, f"{node.id} asks something but has one exit")
    if node.kind is not NodeKind.DECISION or len(ways) < 2:
        return
    if any(not way.label for way in ways):
        yield _fault("unlabelled_exit", node, f"an exit of {node.id} has no label")
    for label, count in Counter(way.label for way in ways if way.label).items():
        if count > 1:
            yield _fault("duplicate_exit", node, f"{node.id} has {count} exits {label!r}")


def _closure(starts: list[str], ways: dict[str, list[str]]) -> set[str]:
    seen = set(starts)
    todo = list(starts)
    while todo:
        for target in ways.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def _fault(rule: str, node: Node, what: str) -> ChartFault:
    return ChartFault(rule, what, node.line, node.column)
