"""The flowchart of a case as a picture: the path that was walked is marked in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.cases import choosing, story
from kurosai.errors import Refused
from kurosai.library import mermaid, trail
from kurosai.library.walk import walk

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk


def flowchart(desk: Desk, case: str) -> str:
    """Markdown with the pinned chart as Mermaid. Raises Refused for a case without one.

    It is the chart as it was when the case was opened, whatever became of the page since.
    """
    told = story.load(desk.ledger(), case)
    pin = told.pin
    if pin is None or not pin.chart:
        raise Refused(f"Case {case} has no flowchart.", "Read the case's report instead.")
    chart = mermaid.parse(pin.chart)
    path = walk(chart, told.answers).path
    lines = [f"# {pin.entry} {pin.title}", "", f"case {case}, page version {pin.digest[:12]}"]
    lines += [text for one in choosing.said(pin) for text in ("", one)]
    if told.left:
        lines += ["", f"left: {told.left}"]
    lines += ["", fenced(trail.highlight(chart, path).rstrip("\n")), ""]
    return "\n".join([*lines, *trail.lines(path), ""])


def fenced(source: str) -> str:
    """Mermaid as a code block that no text of the chart can end."""
    longest = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}mermaid\n{source}\n{fence}"
