"""The steps of a procedure, from markdown that people wrote: lists in lists, code between them.

A list is often broken by a code block that should have been indented; the code then belongs to
the step before it, and the list that follows goes on counting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kurosai.library.page import Code, Lines, Step

if TYPE_CHECKING:
    from markdown_it.token import Token

    from kurosai.library.outline import Outline

_LISTS = ("ordered_list_open", "bullet_list_open")


@dataclass(slots=True)
class _Draft:
    """A step being collected."""

    lines: Lines
    number: int | None = None
    texts: list[str] = field(default_factory=list[str])
    code: list[Code] = field(default_factory=list[Code])
    steps: list[_Draft] = field(default_factory=list["_Draft"])

    def step(self) -> Step:
        below = tuple(draft.step() for draft in self.steps)
        return Step("\n".join(self.texts), self.lines, self.number, tuple(self.code), below)


def steps(outline: Outline, first: int, last: int) -> tuple[Step, ...]:
    """The steps in a range of tokens: list items, and what stands between the lists."""
    drafts = _Procedure(outline).blocks(first, last)
    return tuple(draft.step() for draft in drafts)


def numbered(outline: Outline, first: int, last: int) -> tuple[Step, ...]:
    """Only the numbered lists in a range of tokens, under any heading, with the code between."""
    starts = [first, *(heading.body for heading in outline.headings_in(first, last))]
    ends = [*(heading.first for heading in outline.headings_in(first, last)), last]
    return tuple(
        step
        for begin, end in zip(starts, ends, strict=True)
        for step in steps(outline, begin, end)
        if step.number is not None
    )


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and token.content.lstrip().startswith("<!--")


class _Procedure:
    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._tokens = outline.tokens

    def blocks(self, first: int, last: int) -> list[_Draft]:
        """The steps of consecutive blocks; a sub-heading gathers those below it."""
        drafts: list[_Draft] = []
        here = drafts
        place = first
        broken = False
        while place < last:
            token = self._tokens[place]
            end = self._end(place, last)
            code = self._outline.code(token)
            if code:
                broken = self._attach(here, code)
            elif token.type in _LISTS:
                here.extend(self._items(place, end, self._next_number(here) if broken else 1))
                broken = False
            elif token.type == "heading_open":
                head = _Draft(self._lines(place), texts=[self._tokens[place + 1].content])
                drafts.append(head)
                here = head.steps
                broken = False
            elif token.map and token.type != "hr" and not _is_comment(token):
                lines = self._lines(place)
                here.append(_Draft(lines, texts=[self._outline.source(lines).strip()]))
                broken = False
            place = end
        return drafts

    def _items(self, first: int, last: int, go_on: int) -> list[_Draft]:
        """The items of one list. An unordered one has no numbers."""
        token = self._tokens[first]
        ordered = token.type == "ordered_list_open"
        start = int(token.attrs.get("start", 1))
        number = go_on if start == 1 else start
        items: list[_Draft] = []
        place = first + 1
        while place < last - 1:
            end = self._end(place, last)
            items.append(self._item(place, end, number + len(items) if ordered else None))
            place = end
        return items

    def _item(self, first: int, last: int, number: int | None) -> _Draft:
        draft = _Draft(self._lines(first), number)
        place = first + 1
        while place < last - 1:
            token = self._tokens[place]
            end = self._end(place, last)
            code = self._outline.code(token)
            if code:
                draft.code.append(code)
            elif token.type in _LISTS:
                draft.steps.extend(self._items(place, end, 1))
            elif token.type in ("paragraph_open", "heading_open"):
                draft.texts.append(self._tokens[place + 1].content)
            elif token.map:
                draft.texts.append(self._outline.source(self._lines(place)).strip())
            place = end
        return draft

    def _attach(self, drafts: list[_Draft], code: Code) -> bool:
        """Give a loose code block to the step before it; whether that broke an ordered list."""
        if not drafts:
            drafts.append(_Draft(code.lines))
        drafts[-1].code.append(code)
        return drafts[-1].number is not None

    def _next_number(self, drafts: list[_Draft]) -> int:
        return (drafts[-1].number or 0) + 1 if drafts else 1

    def _end(self, place: int, last: int) -> int:
        """The place behind the block that begins here."""
        token = self._tokens[place]
        if token.nesting != 1:
            return place + 1
        depth = 0
        for end in range(place, last):
            depth += self._tokens[end].nesting
            if depth == 0:
                return end + 1
        return last

    def _lines(self, place: int) -> Lines:
        """The lines of the block that begins here, without the blank ones behind it."""
        return self._outline.content_lines(place, self._end(place, len(self._tokens))) or Lines(
            1, 1
        )
