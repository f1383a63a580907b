"""What Mermaid does to a chart's text before and after it parses: one job each way.

Before: front matter, `%%` comments and `%%{init}%%` directives are taken out, carriage returns
dropped. They are blanked here instead of removed, so that a line stays the line it was.
After: entity codes (`#quot;`, `#9829;`) in a label become the characters they stand for.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right

_FRONT_MATTER = re.compile(r"\A\s*---[^\S\n]*\n(?:.*?\n)??---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"^[^\S\n]*%%(?!\{)[^\n]*", re.MULTILINE)
_TAG = re.compile(r"<\w")
_ATTRIBUTE = re.compile(r'="([^"]*)"')
_ENTITY = re.compile(r"#(\w+);")
_NOT_NEWLINE = re.compile(r"[^\n]")


def prepare(source: str) -> str:
    """The text that the grammar sees, with every character still on its own line."""
    text = source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source
    text = text.removeprefix("\ufeff")
    matter = _FRONT_MATTER.match(text) if "---" in text else None
    if matter:
        text = _blank(matter.group()) + text[matter.end() :]
    if "%%" in text:
        text = _without_directives(text)
        text = _COMMENT.sub("", text)
    return _quoted_attributes(text) if '="' in text else text


def label(text: str) -> str:
    """A label as shown: trimmed, without enclosing quotes, with entity codes resolved."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if "#" in text:
        text = _ENTITY.sub(_entity, text)
    return html.unescape(text) if "&" in text else text


class Lines:
    """Turns offsets into (line, column), both from 1, by a table made once."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._starts = starts

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset into the text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _blank(text: str) -> str:
    return _NOT_NEWLINE.sub("", text)


def _without_directives(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find("%%{", at)) >= 0:
        end = text.find("}%%", start)
        if end < 0:
            break
        parts += [text[at:start], _blank(text[start:end])]
        at = end + 3
    return "".join([*parts, text[at:]])


def _quoted_attributes(text: str) -> str:
    """`<a href="x">` as `<a href='x'>`: a double quote inside a label would end it."""
    parts: list[str] = []
    at = 0
    while opening := _TAG.search(text, at):
        end = text.find(">", opening.end())
        if end < 0:
            break
        parts += [text[at : opening.start()], _ATTRIBUTE.sub(r"='\1'", text[opening.start() : end])]
        at = end
    return "".join([*parts, text[at:]])


def _entity(match: re.Match[str]) -> str:
    code = match[1]
    return html.unescape(f"&#{code};" if code.isdigit() else f"&{code};")
