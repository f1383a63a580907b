"""What stands inside a paragraph: its text as shown, and its links with their lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.library.page import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# A paragraph longer than this is a dump; brackets in it would cost their number squared.
_MAX_CHARACTERS = 20_000
_MAX_BRACKETS = 2_000

_BARE = re.compile(r"https?://[^\s<>\"'`\u3000-\u303f\uff08\uff09]+")
_BEHIND = ".,;:!?*_~"
_SHOWN = ("text", "text_special", "code_inline")
_BREAKS = ("softbreak", "hardbreak")


def may_link(content: str, references: MutableMapping[str, object]) -> bool:
    """Whether it is worth looking for links. `[x]` alone is one only where the page says so."""
    return (
        "](" in content
        or "://" in content
        or (bool(references) and "[" in content)
        or ("<" in content and ":" in content)
        or ("<" in content and "@" in content)
    )


def parse(
    markdown: MarkdownIt, content: str, references: MutableMapping[str, object]
) -> Sequence[Token]:
    """The inline tokens of one paragraph; none for one that is far too long to be prose."""
    found: list[Token] = []
    if len(content) <= _MAX_CHARACTERS and content.count("[") <= _MAX_BRACKETS:
        markdown.inline.parse(content, markdown, references, found)
    return found


def shown(children: Sequence[Token]) -> str:
    """The text that a reader sees, a line break as a space."""
    return "".join(
        child.content if child.type in _SHOWN else " "
        for child in children
        if child.type in _SHOWN or child.type in _BREAKS
    )


def links(children: Sequence[Token], line: int) -> Iterator[Link]:
    """Every link and image; `line` is where the paragraph begins."""
    opened: Token | None = None
    texts: list[str] = []
    begun = line
    for child in children:
        if child.type in _BREAKS:
            line += 1
        elif child.type == "link_open":
            opened, texts, begun = child, [], line
        elif child.type == "link_close" and opened:
            yield Link("".join(texts), str(opened.attrs.get("href", "")), begun)
            opened = None
        elif child.type == "image":
            yield Link(child.content, str(child.attrs.get("src", "")), line, image=True)
        elif child.type == "text" and not opened:
            yield from (Link(found, found, line) for found in _bare(child.content))
        texts.append(child.content)


def _bare(text: str) -> Iterator[str]:
    for match in _BARE.finditer(text):
        address = match[0].rstrip(_BEHIND)
        while address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1].rstrip(_BEHIND)
        if not address.endswith("://"):
            yield address
