"""Code blocks that are never closed: Markdown takes the rest of the page into them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.outline import Outline

# "# text" is a comment in a shell; deeper ones and numbered ones are headings.
_HEADING = re.compile(r"#{2,6} \S|#{1,6} \d{2,6}\s*[:\uff1a]")


def unclosed(outline: Outline) -> Iterator[tuple[int, int]]:
    """The first and last line of each code block without a closing fence."""
    for place, code in outline.codes:
        token = outline.tokens[place]
        # The map counts the closing fence where there is one.
        if token.type == "fence" and token.map:
            start, end = token.map
            held = code.text.removesuffix("\n").count("\n") + 1 if code.text else 0
            if end - start - 1 <= held:
                yield start + 1, end


def swallowing(outline: Outline) -> Iterator[tuple[int, int]]:
    """Those of them that take a heading with them: the fence's line and the heading's."""
    for start, end in unclosed(outline):
        lines = outline.text_lines[start:end]
        for number, line in enumerate(lines, start + 1):
            if _HEADING.match(line):
                yield start, number
                break
