"""A page as the rules see it: its entries, and the text that they were read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library import front_matter, outline
from kurosai.library.decoding import decode
from kurosai.library.front_matter import MatterFault

if TYPE_CHECKING:
    from kurosai.library.flowchart import Flowchart
    from kurosai.library.outline import Outline
    from kurosai.library.page import Entry, Page

_DIAMONDS = frozenset({"diamond", "diam", "decision", "question"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """`outline` is of the text without its front matter, whose lines are blank."""

    page: Page
    outline: Outline

    def column(self, line: int, text: str) -> int:
        """Where a text first stands in a line, from 1; 1 if it does not."""
        return max(self.outline.text_lines[line - 1].find(text), 0) + 1


def lay_out(page: Page, data: bytes) -> Sheet:
    """The sheet of a page from its bytes. Raises Unreadable as the parser does."""
    text = decode(page.path, data)
    try:
        _, text = front_matter.split(text)
    except MatterFault as fault:
        text = fault.rest
    return Sheet(page, outline.read(text))


def walkable(entry: Entry) -> bool:
    """Whether an entry is meant to be walked.

    It has a number, or a chart that asks something or has the sections of a runbook beside it;
    any other chart is a drawing of a system.
    """
    if entry.number:
        return True
    chart = entry.chart
    if entry.chart_source is None:
        return False
    sections = entry.samples or entry.judgement or (entry.background and entry.steps)
    return bool(sections) or (chart is not None and asks(chart))


def asks(chart: Flowchart) -> bool:
    """Whether a chart has a question: a rhombus, or a node whose exits each have another label."""
    return any(node.shape in _DIAMONDS for node in chart.nodes) or any(
        len(ways) > 1 and "" not in labels and len(labels) == len(ways)
        for ways in chart.exits.values()
        for labels in [{way.label for way in ways}]
    )
