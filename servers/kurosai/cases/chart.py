"""A flowchart in a few lines, so that a model can answer a whole walk at once."""

from __future__ import annotations

from collections.abc import Iterator

from kurosai.library import words
from kurosai.library.flowchart import Flowchart, Node, NodeKind

MOST_NODES = 30
"""A chart with more is read node by node as the walk goes."""

_NONE = "no verdict named"


def outline(chart: Flowchart, title: str) -> Iterator[str]:
    """Steps with where they lead, decisions with their exits, ends with what they conclude.

    `title` is the entry's: the node that only repeats it is left out.
    """
    nodes = [node for node in chart.nodes if node.kind is not NodeKind.GROUP]
    for node in nodes[:MOST_NODES]:
        if node.kind is NodeKind.END:
            yield f"{_named(node)} = {_conclusion(node)}"
        elif node.kind is NodeKind.DECISION:
            exits = " | ".join(
                f"{choice}>{way.target}"
                for choice, way in zip(chart.choices(node.id), chart.exits[node.id], strict=True)
            )
            yield f"{_named(node)}: {exits}"
        elif not title or title not in node.words:
            yield f"{_named(node)} > {chart.exits[node.id][0].target}"
    if any(map(_undecided, nodes[:MOST_NODES])):
        yield f"{_NONE}: close_case wants yours there, with a reason"
    if len(nodes) > MOST_NODES:
        yield f"and {len(nodes) - MOST_NODES} more nodes: walk shows each as it comes"


def _undecided(node: Node) -> bool:
    return node.kind is NodeKind.END and words.shipped().verdict(node.text) is None


def _named(node: Node) -> str:
    return node.id if node.words == node.id else f"{node.id} {node.words}"


def _conclusion(node: Node) -> str:
    shipped = words.shipped()
    verdict = shipped.verdict(node.text)
    condition = shipped.condition(node.text)
    named = verdict.value if verdict else _NONE
    return f"{named}, once 「{condition}」 is shown (else pending)" if condition else named
