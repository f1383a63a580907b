"""Charts that can be drawn but not walked, and charts that the steps know nothing of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.library import chart_faults
from kurosai.library.flowchart import NodeKind
from kurosai.library.lint.finding import Found, Severity
from kurosai.library.lint.sheet import walkable
from kurosai.library.lint.wording import strangers, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.lint.sheet import Sheet
    from kurosai.library.page import Entry, Step


def walks(sheet: Sheet) -> Iterator[Found]:
    """What would hinder a walk; in a drawing of a system it is worth a word only."""
    for entry in sheet.page.entries:
        code = entry.chart_source
        if entry.chart is None or code is None:
            continue
        for fault in chart_faults.find(entry.chart):
            line = code.lines.start + fault.line - 1
            column = fault.column + sheet.outline.indent(code, fault.line)
            # There it is half a sentence.
            mend = f"{fault.mend[:1].upper()}{fault.mend[1:]}." if fault.mend else ""
            severity = None if walkable(entry) else Severity.INFO
            yield Found(fault.rule, line, fault.what, column, mend, severity)


def chart_and_steps(sheet: Sheet) -> Iterator[Found]:
    """Nodes that nothing in the entry's text speaks of, and steps that the chart does not know.

    Only entries with both are looked at, and only whole strangers are named: people say the
    same thing in other words.
    """
    for entry in sheet.page.entries:
        code = entry.chart_source
        if entry.chart is None or code is None or not entry.steps:
            continue
        told = words("\n".join(_told(entry)))
        for node in entry.chart.nodes:
            own = words(node.words)
            if node.kind is not NodeKind.GROUP and strangers(own, told):
                yield Found(
                    "chart_steps",
                    code.lines.start + node.line - 1,
                    f"no step speaks of {node.id}: {node.words[:60]}",
                    node.column + sheet.outline.indent(code, node.line),
                )
        drawn = words(" ".join([code.text, entry.heading]))
        for step in entry.steps:
            own = words("\n".join(_words_of(step)))
            if step.number is not None and strangers(own, drawn):
                yield Found(
                    "chart_steps",
                    step.lines.start,
                    f"the chart has nothing of step {step.number}",
                    mend="Add a node for it, or leave the step out.",
                )


def _told(entry: Entry) -> Iterator[str]:
    yield entry.heading
    for part in (entry.summary, entry.background, *entry.judgement):
        if part:
            yield part.text
    for step in entry.steps:
        yield from _words_of(step)


def _words_of(step: Step) -> Iterator[str]:
    yield step.text
    yield from (code.text for code in step.code)
    for inner in step.steps:
        yield from _words_of(inner)
