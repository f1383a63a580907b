"""A page as the rules see it: its entries, and the text that they were read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library import front_matter, outline, words
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
    """Whether an entry is meant to be walked: it is a runbook's, or its chart asks something.

    Any other chart is a drawing of a system.
    """
    return is_runbook(entry) or (entry.chart is not None and asks(entry.chart))


def is_runbook(entry: Entry) -> bool:
    """Whether an entry has a number, or a chart with the sections of a runbook beside it."""
    # A text about a system, with a drawing of it, has an overview and steps as well.
    drawing = entry.chart is not None and not asks(entry.chart)
    plain = entry.background and entry.steps and not drawing
    sections = entry.samples or entry.judgement or plain
    return bool(entry.number or (entry.chart_source and sections))


def asks(chart: Flowchart) -> bool:
    """Whether a chart has a question: a rhombus with an answer, or an exit that says yes or no.

    In drawings of systems a rhombus is any part, and what leaves it bears no answer.
    """
    side = words.shipped().side
    diamonds = {node.id for node in chart.nodes if node.shape in _DIAMONDS}
    return any(
        source in diamonds or side(way.label) is not None
        for source, ways in chart.exits.items()
        for way in ways
        if way.label
    )
