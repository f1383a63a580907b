"""Nodes and exits of a flowchart as Mermaid text, whatever stands in their words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kurosai.cases.faults import short
from kurosai.cases.phrasing import Phrasing
from kurosai.vocabulary import Verdict

MOST_WORDS = 60
_HARD = re.compile(r"[\"<>{}\[\]|`]")


def words(text: str) -> str:
    """A text as it may stand between quotes in a node or on an exit."""
    # The quotes of Mermaid end at any other quote, and its brackets draw other shapes.
    return short(_HARD.sub(lambda match: _SOFT.get(match.group(), " "), text), MOST_WORDS)


_SOFT = {'"': "'", "<": "(", ">": ")", "[": "(", "]": ")", "{": "(", "}": ")", "`": "'", "|": "/"}


def end(verdict: Verdict, *, waits: bool, say: Phrasing) -> str:
    """The words of an end node for a verdict; a gap where there is none that could be walked to."""
    if waits and verdict is Verdict.NO_ACTION:
        return say.draft["end_waits"]
    return say.draft[f"end_{verdict.value}"]


def chart(
    title: str, looks: Sequence[str], question: str, taken: str, case: str, say: Phrasing
) -> str:
    """What a case without a chart did, as one: the looks, one question, the end it took, a gap."""
    draft = say.draft
    nodes = [f'    A["{words(title)}"]']
    before = "A"
    for number, look in enumerate(looks, 1):
        nodes.append(f'    {before} --> B{number}["{words(look)}"]')
        before = f"B{number}"
    nodes += [
        f'    {before} --> C{{"{words(question)}"}}',
        f"    %% {draft['taken'].format(case=case)}",
        f'    C -- {draft["yes"]} --> D["{words(taken)}"]',
        f'    C -- {draft["no"]} --> E["{draft["gap"]}: {draft["other_end"]}"]',
    ]
    return "\n".join(["flowchart TD", *nodes])
