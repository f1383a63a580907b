"""What Mermaid does to a chart's text before and after it parses: one job each way.

Before: front matter, `%%` comments and `%%{init}%%` directives are taken out, carriage returns
dropped. They are blanked here instead of removed, so that a line stays the line it was.
After: entity codes (`#quot;`, `#9829;`) in a label become the characters they stand for.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right

_FRONT_MATTER = re.compile(r"([^\S\n]*)---[^\S\n]*\n")
# Two percent signs alone are no comment but the id of a node.
_COMMENT = re.compile(r"^[^\S\n]*%%(?!\{)[^\n]+", re.MULTILINE)
_TAG = re.compile(r"<\w")
_ATTRIBUTE = re.compile(r'="([^"]*)"')
_ENTITY = re.compile(r"#(\w+);", re.ASCII)
# What an entity code is marked with, so that it stands in no id and in no style.
_MARKED = re.compile("\ue000(\\w+)\ue001")
_RUN = re.compile(r"\S+")
_NOT_NEWLINE = re.compile(r"[^\n]")


def prepare(source: str) -> str:
    """The text that the grammar sees, with every character still on its own line."""
    text = source.replace("\r\n", "\n").replace("\r", "\n") if "\r" in source else source
    text = text.removeprefix("\ufeff")
    if "---" in text:
        end = _front_matter(text)
        text = _blank(text[:end]) + text[end:]
    if "%%" in text:
        text = _without_directives(text)
        text = _COMMENT.sub("", text)
    if '="' in text:
        text = _quoted_attributes(text)
    return _marked_entities(text) if "#" in text and ";" in text else text


def label(text: str) -> str:
    """A label as shown: trimmed, without enclosing quotes, with entity codes resolved."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return resolved(text)


def resolved(text: str) -> str:
    """The text with entity codes as the characters they stand for."""
    if "\ue000" in text:
        text = _MARKED.sub(_entity, text)
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


def _front_matter(text: str) -> int:
    """Where front matter ends; 0 if there is none. Its closing line is indented as its first."""
    opening = _FRONT_MATTER.match(text)
    if not opening:
        return 0
    closing = re.compile(rf"\n{opening[1]}---[^\S\n]*\n")
    found = closing.search(text, opening.end())
    return found.end() if found else 0


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


def _marked_entities(text: str) -> str:
    """Mark `#quot;` as Mermaid does, so that a colour before a semicolon is one only in a style.

    The last semicolon of a line with a style is dropped first; any other colour that one
    follows (`linkStyle 0 stroke:#f66;`) is taken for an entity, and the chart refused.
    """
    if "style" in text or "classDef" in text:
        text = "\n".join(map(_without_last_semicolon, text.split("\n")))
    return _ENTITY.sub("\ue000\\1\ue001", text)


def _without_last_semicolon(line: str) -> str:
    for word in ("style", "classDef"):
        start, end = line.find(word), line.rfind(";")
        if start >= 0 and any(
            0 <= run[0].find(":") < run[0].rfind("#")
            for run in _RUN.finditer(line, start + len(word), max(end, 0))
        ):
            line = f"{line[:end]} {line[end + 1 :]}"
    return line


def _entity(match: re.Match[str]) -> str:
    code = match[1]
    return html.unescape(f"&#{code};" if code.isdigit() else f"&{code};")
