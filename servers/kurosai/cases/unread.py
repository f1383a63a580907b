"""Why an entry cannot be walked: it has no flowchart, or one that nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.errors import BadInput
from kurosai.library.flowchart import ChartError

if TYPE_CHECKING:
    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library


def why(library: Library, entry: Entry) -> str:
    """One clause about an entry without a chart that can be walked; "" for one that has it."""
    if entry.chart is not None:
        return ""
    source = entry.chart_source
    if source is None:
        return "it has no flowchart"
    for fault in library.page(entry.path).faults:
        if fault.rule == ChartError.code and source.lines.start <= fault.line <= source.lines.end:
            return f"its flowchart cannot be read: line {fault.line} {fault.what}"
    return f"its flowchart (line {source.lines.start}) cannot be read"


def of(library: Library, name: str) -> str:
    """The same of an entry by its id, also of one that is no longer there."""
    try:
        return why(library, library.entry(name)) or "it had no flowchart when it was pinned"
    except BadInput:
        return "it has no flowchart"
