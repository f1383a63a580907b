"""A walked path for the eye: the chart with the path marked, and the path as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kurosai.library.flowchart import Flowchart
    from kurosai.library.walk import Step

_STYLES = {
    "walked": "fill:#d9ead3,stroke:#38761d,stroke-width:2px",
    "here": "fill:#fff2cc,stroke:#b45f06,stroke-width:4px",
}


def highlight(chart: Flowchart, path: Sequence[Step]) -> str:
    """The chart's Mermaid source with the walked nodes and arrows coloured; still a chart.

    Nodes passed get the class `walked`, the last one `here`.
    """
    if not path:
        return chart.source
    passed = dict.fromkeys(step.node.id for step in path[:-1])
    passed.pop(path[-1].node.id, None)
    edges = dict.fromkeys(step.edge for step in path if step.edge is not None)
    lines = [chart.source.rstrip()]
    lines += [f"classDef {name} {style}" for name, style in _STYLES.items()]
    lines += [_marked(node, "walked") for node in passed]
    lines.append(_marked(path[-1].node.id, "here"))
    lines += [f"linkStyle {edge} stroke:#38761d,stroke-width:3px" for edge in edges]
    return "\n    ".join(lines) + "\n"


def _marked(node: str, name: str) -> str:
    """The statement that gives a node its colours: `class` takes a comma as between two ids."""
    return f"style {node} {_STYLES[name]}" if "," in node else f"class {node} {name}"


def lines(path: Sequence[Step]) -> Iterator[str]:
    """The path in words, one line a node: `H4 値が設定済み? → いいえ`."""
    for step in path:
        words = step.node.words
        text = words if words == step.node.id else f"{step.node.id} {words}"
        yield f"{text} → {step.choice}" if step.choice else text
