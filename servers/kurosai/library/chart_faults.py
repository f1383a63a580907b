"""What would hinder a walk in a chart that can be drawn: each with its place and its mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library.flowchart import DIAMONDS, NodeKind
from kurosai.library.mermaid_names import SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kurosai.library.flowchart import Flowchart, Node


@dataclass(frozen=True, slots=True)
class ChartFault:
    """One fault. `rule` is a stable word; `line` and `column` count from 1 within the chart.

    `what` says what is wrong and `mend` what to do; both without a full stop.
    """

    rule: str
    what: str
    line: int
    column: int
    mend: str = ""


def find(chart: Flowchart) -> tuple[ChartFault, ...]:
    """Every fault, in the order of the chart's lines.

    Rules: no_node, several_entries, unreachable, no_end, single_exit, unlabelled_exit,
    duplicate_exit, duplicate_node, unknown_shape. A fault of an exit stands where its arrow does.
    """
    if not chart.entries:
        mend = "write the steps as nodes, such as A[first step] --> B{question?}"
        return (ChartFault("no_node", "the chart has no node", 1, 1, mend),)
    faults = [*_entries(chart), *_reach(chart), *_retold(chart)]
    for node in chart.nodes:
        faults += _exits(chart, node)
        if node.shape not in SHAPES:
            what = f"Mermaid 12.3 has no shape {node.shape!r} and would refuse the chart"
            faults.append(_at(node, "unknown_shape", what, "use a shape of its list, such as rect"))
    return tuple(sorted(faults, key=lambda fault: (fault.line, fault.column, fault.rule)))


def _entries(chart: Flowchart) -> Iterator[ChartFault]:
    first = chart.entries[0].id
    mend = f"lead to it from {first}, or give it a chart of its own"
    for node in chart.entries[1:]:
        yield _at(node, "several_entries", f"nothing leads to {node.id}, nor to {first}", mend)


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
            mend = "lead to it with an arrow, or remove it"
            yield _at(node, "unreachable", f"no way leads to {node.id}", mend)
        elif node.id not in ending:
            mend = "give the loop an exit to a node that says how it ends"
            yield _at(node, "no_end", f"from {node.id} no way leads to an end", mend)


def _retold(chart: Flowchart) -> Iterator[ChartFault]:
    """A node given two texts: mostly two nodes that were given the same id."""
    for box in chart.retold:
        what = f"{box.id} is given another text here: {box.text[:60]!r}"
        mend = "give this node an id of its own, or write its text once"
        yield ChartFault("duplicate_node", what, box.line, box.column, mend)


def _exits(chart: Flowchart, node: Node) -> Iterator[ChartFault]:
    ways = chart.exits.get(node.id, ())
    if node.shape in DIAMONDS and len(ways) == 1:
        mend = "add the other exit, or draw it as a step: [text]"
        yield _at(node, "single_exit", f"{node.id} asks something but has one exit", mend)
    if node.kind is not NodeKind.DECISION or len(ways) < 2:
        return
    seen: set[str] = set()
    for way in ways:
        edge = chart.edges[way.edge]
        if not way.label:
            what = f"the exit of {node.id} to {way.target} has no label"
            mend = f"write the answer on it: -->|answer| {way.target}"
            yield ChartFault("unlabelled_exit", what, edge.line, edge.column, mend)
        elif way.label in seen:
            what = f"{node.id} has another exit {way.label!r}"
            mend = "give each exit a label that tells it from the others"
            yield ChartFault("duplicate_exit", what, edge.line, edge.column, mend)
        seen.add(way.label)


def _closure(starts: Iterable[str], ways: Mapping[str, list[str]]) -> set[str]:
    seen = set(starts)
    todo = list(seen)
    while todo:
        for target in ways.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def _at(node: Node, rule: str, what: str, mend: str) -> ChartFault:
    return ChartFault(rule, what, node.line, node.column, mend)
