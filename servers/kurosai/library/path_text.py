"""A path as `walk` prints it (`E4>G4>H4=いいえ>J4=いいえ>I4`), read back into steps of a chart.

The chart is what tells where a label ends: a label may hold `>` and `=`, as in `>= 11`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.errors import BadInput, Refused
from kurosai.library.walk import MAX_STEPS, Step, chosen
from kurosai.library.words import Words, shipped

if TYPE_CHECKING:
    from kurosai.library.flowchart import Exit, Flowchart, Node

_NEXT = re.compile(r"\s*>\s*")
_LABEL = re.compile(r"\s*=\s*")
_SHOWN = 60
_LISTED = 8


def retrace(chart: Flowchart, text: str, words: Words | None = None) -> tuple[Step, ...]:
    """The steps that `text` names, as `trail.highlight` and `trail.lines` take them.

    A label may be left out where one arrow leads to the node that follows, and may say yes or
    no as an answer may. A path that ends with a label stands at the node behind it. Raises
    BadInput for an unknown node, an arrow that the chart does not have, a label that is no exit.
    """
    words = words or shipped()
    node, at = _first(chart, text)
    steps: list[Step] = []
    while True:
        if len(steps) == MAX_STEPS:
            raise BadInput(f"The path has more than {MAX_STEPS} nodes.", "Give the first of them.")
        end = _LABEL.match(text, at)
        if end:
            way, choice, at = _labelled(chart, node, text, end.end(), words)
        else:
            end = _NEXT.match(text, at)
            if not end:
                break
            way, choice = _unlabelled(chart, node, text, end.end())
        steps.append(Step(node, choice, edge=way.edge))
        node = chart.by_id[way.target]
        following = _NEXT.match(text, at)
        if not following:
            break
        if not _stands(text, following.end(), node.id):
            raise BadInput(
                f"After {steps[-1].node.id}{f'={choice}' if choice else ''} comes {node.id}, not "
                f"{_word(text, following.end())!r}.",
                "Copy the path as walk printed it.",
            )
        at = following.end() + len(node.id)
    if text[at:].strip():
        raise BadInput(
            f"{text[at:].strip()[:_SHOWN]!r} after {node.id} is no part of a path.",
            "Write node ids with > between, and =label after a decision.",
        )
    return (*steps, Step(node))


def _first(chart: Flowchart, text: str) -> tuple[Node, int]:
    start = len(text) - len(text.lstrip())
    known = [node for node in chart.exits if _stands(text, start, node)]
    if not known:
        raise _unknown(chart, _word(text, start))
    name = max(known, key=len)
    return chart.by_id[name], start + len(name)


def _labelled(
    chart: Flowchart, node: Node, text: str, at: int, words: Words
) -> tuple[Exit, str, int]:
    """The exit whose label stands at `at`, the label, and where it ends."""
    ways = _exits(chart, node)
    names = [way.label for way in ways] if len(ways) == 1 else chart.choices(node.id)
    for way, name in zip(ways, names, strict=True):
        end = at + len(name)
        if name and text.startswith(name, at):
            following = _NEXT.match(text, end)
            if not text[end:].strip() or (following and _stands(text, following.end(), way.target)):
                return way, name, end
    end = text.find(">", at)
    end = len(text) if end < 0 else end
    said = text[at:end].strip()
    try:
        way, name = chosen(chart, node, said, words)
    except Refused as error:
        raise BadInput(error.what, error.do) from error
    return way, name, end


def _unlabelled(chart: Flowchart, node: Node, text: str, at: int) -> tuple[Exit, str]:
    """The one exit to the node that is named at `at`, and the label it has."""
    ways = _exits(chart, node)
    leading = [place for place, way in enumerate(ways) if _stands(text, at, way.target)]
    longest = max((len(ways[place].target) for place in leading), default=0)
    leading = [place for place in leading if len(ways[place].target) == longest]
    if len(leading) == 1:
        way = ways[leading[0]]
        return way, way.label if len(ways) == 1 else chart.choices(node.id)[leading[0]]
    if leading:
        names = ", ".join(chart.choices(node.id)[place] for place in leading)
        raise BadInput(
            f"{len(leading)} arrows lead from {node.id} to {ways[leading[0]].target}.",
            f"Say which: {node.id}= one of {names}.",
        )
    name = _word(text, at)
    if name not in chart.exits:
        raise _unknown(chart, name)
    targets = ", ".join(dict.fromkeys(way.target for way in ways))
    raise BadInput(f"No arrow leads from {node.id} to {name}.", f"From it one comes to {targets}.")


def _exits(chart: Flowchart, node: Node) -> tuple[Exit, ...]:
    ways = chart.exits[node.id]
    if not ways:
        raise BadInput(f"{node.id} is an end: no arrow leaves it.", "End the path there.")
    return ways


def _stands(text: str, at: int, name: str) -> bool:
    """Whether this id is at `at`, and no longer one."""
    end = at + len(name)
    return text.startswith(name, at) and text[end:].lstrip()[:1] in ("", ">", "=")


def _word(text: str, at: int) -> str:
    return re.split(r"[>=]", text[at:], maxsplit=1)[0].strip()[:_SHOWN]


def _unknown(chart: Flowchart, name: str) -> BadInput:
    more = ", ..." if len(chart.exits) > _LISTED else ""
    return BadInput(
        f"The chart has no node {name!r}.",
        f"Its nodes: {', '.join(list(chart.exits)[:_LISTED])}{more}.",
    )
