"""A runbook's flowchart as a graph: what a Mermaid chart says, without drawing it.

`kurosai.library.mermaid.parse` makes one from text; nothing here knows of text, pages or walks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from kurosai.errors import BadInput
from kurosai.library import frames

if TYPE_CHECKING:
    from collections.abc import Mapping

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CJK = "[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]"
_SPACE_IN_CJK = re.compile(f"(?<={_CJK}) (?={_CJK})")
# Mermaid's names for the rhombus: `{text}` and the aliases of `@{ shape: ... }`.
DIAMONDS = frozenset({"diamond", "diam", "decision", "question"})


class ChartError(BadInput):
    """The text is no Mermaid flowchart; `line` and `column`, from 1, say where it stops."""

    code = "bad_chart"

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(
            f"The flowchart cannot be read at line {line}, column {column}: {reason}.",
            "Mend the chart there; Mermaid would refuse it as well.",
        )
        self.reason = reason
        self.line = line
        self.column = column


class NodeKind(StrEnum):
    """What a walk does at a node: pass, choose, stop. A `GROUP` is a frame that an edge names."""

    STEP = "step"
    DECISION = "decision"
    END = "end"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Box:
    """A node as written, before the edges say what kind it is."""

    id: str
    text: str
    shape: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `text` is as written (it may hold `<br/>`); `shape` is Mermaid's word for it.

    `line` and `column` (from 1, within the chart) are where the node is first named.
    """

    id: str
    text: str
    shape: str
    kind: NodeKind
    line: int
    column: int

    @property
    def words(self) -> str:
        """The text on one line, as a person reads it."""
        return plain(self.text)


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow, in the chart's order. `kind` is Mermaid's "stroke head": "dotted arrow_point".

    `length` is the number of ranks it asks for; `id` is set only where the chart names the edge.
    """

    source: str
    target: str
    label: str
    kind: str
    length: int
    line: int
    column: int
    id: str = ""

    @property
    def drawn(self) -> bool:
        """Whether one can follow it: `~~~` only places nodes beside each other."""
        return not self.kind.startswith("invisible")


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A frame around nodes. `nodes` are ids in Mermaid's order; a node is in one frame only.

    `direction` is "" where the frame sets none; `line` is where it opens.
    """

    id: str
    title: str
    nodes: tuple[str, ...]
    direction: str
    line: int


@dataclass(frozen=True, slots=True)
class Exit:
    """One way on from a node: the label on one line ("" if none), where it leads, which edge."""

    label: str
    target: str
    edge: int


@dataclass(frozen=True)
class Flowchart:
    """The graph of one chart: nodes in order of appearance, edges in the order written.

    `direction` is TB, BT, LR or RL. `source` is the chart's text. `retold` are later places that
    give a node another text than it had; Mermaid shows the last.
    """

    direction: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    subgraphs: tuple[Subgraph, ...]
    exits: Mapping[str, tuple[Exit, ...]]
    source: str
    retold: tuple[Box, ...] = ()

    @classmethod
    def of(
        cls,
        direction: str,
        boxes: tuple[Box, ...],
        edges: tuple[Edge, ...],
        subgraphs: tuple[Subgraph, ...],
        source: str,
        retold: tuple[Box, ...] = (),
    ) -> Flowchart:
        """Give every box its kind, from its shape and from the edges that leave it.

        An edge that starts at a frame leaves the nodes inside that have no edge of their own;
        one that ends at a frame leads to the node inside where the frame begins.
        """
        order = {box.id: place for place, box in enumerate(boxes)}
        plan = frames.plan(
            order,
            [(edge.source, edge.target) for edge in edges if edge.drawn],
            [(subgraph.id, subgraph.nodes) for subgraph in subgraphs],
        )
        outgoing: dict[str, list[Exit]] = {}
        for place, edge in enumerate(edges):
            if edge.drawn:
                target = plan.begins.get(edge.target, edge.target)
                outgoing.setdefault(edge.source, []).append(Exit(plain(edge.label), target, place))
        walked = [box.id for box in boxes if box.id not in plan.begins]
        leaves = frames.leaving(walked, outgoing, plan.parents)
        exits = {node: _distinct(outgoing.get(leaves[node], ())) for node in walked}
        nodes = tuple(
            Node(box.id, box.text, box.shape, _kind(box, exits), box.line, box.column)
            for box in boxes
        )
        return cls(direction, nodes, edges, subgraphs, exits, source, retold)

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Every node under its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def entries(self) -> tuple[Node, ...]:
        """Where a walk may begin, in the order written; empty only for a chart without nodes.

        Nodes that nothing leads to and that lead somewhere; else any that nothing leads to;
        else (everything is in a loop) the first node written.
        """
        nodes = [node for node in self.nodes if node.kind is not NodeKind.GROUP]
        reached = {
            way.target
            for source, ways in self.exits.items()
            for way in ways
            if way.target != source
        }
        free = [node for node in nodes if node.id not in reached]
        return tuple([node for node in free if self.exits[node.id]] or free or nodes[:1])

    def choices(self, node: str) -> tuple[str, ...]:
        """What may be answered at a node, in the order written: one word or phrase for each exit.

        An exit without a label is called by the text of the node it leads to; where that
        would not be unique, by that node's id.
        """
        ways = self.exits.get(node, ())
        names = [way.label or self.by_id[way.target].words or way.target for way in ways]
        return tuple(
            name if names.count(name) == 1 else f"{name} ({way.target})"
            for name, way in zip(names, ways, strict=True)
        )


def plain(text: str) -> str:
    """A label on one line: `<br/>` and newlines become a space, or nothing between CJK words."""
    if "<" in text:
        text = _BREAK.sub(" ", text)
    flat = " ".join(text.split())
    return flat if flat.isascii() else _SPACE_IN_CJK.sub("", flat)


def _distinct(ways: list[Exit] | tuple[Exit, ...]) -> tuple[Exit, ...]:
    """The exits that differ: two arrows with the same label to the same node are one way."""
    if len(ways) < 2:
        return tuple(ways)
    return tuple({(way.label, way.target): way for way in reversed(ways)}.values())[::-1]


def _kind(box: Box, exits: Mapping[str, tuple[Exit, ...]]) -> NodeKind:
    ways = exits.get(box.id)
    if ways is None:
        return NodeKind.GROUP
    if not ways:
        return NodeKind.END
    labelled = any(way.label for way in ways)
    if len(ways) > 1 or (labelled and box.shape in DIAMONDS):
        return NodeKind.DECISION
    return NodeKind.STEP
