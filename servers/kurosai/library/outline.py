"""A markdown text as headings over a flat list of tokens, with the lines everything stands on."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from kurosai.library.page import Code, Lines, Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its reach, as places in the token list.

    `first` is its own first token, `body` the first behind it, `last` the end (exclusive) of
    what stands under it, deeper headings included. Level 0 is the page as a whole.
    """

    level: int
    text: str
    first: int
    body: int
    last: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The tokens of a text, its top-level headings in order, and its lines."""

    tokens: Sequence[Token]
    headings: tuple[Heading, ...]
    text_lines: tuple[str, ...]

    def heading_of(self, token: int) -> Heading | None:
        """The heading that a token stands under, None before the first."""
        place = bisect_right(self.headings, token, key=lambda heading: heading.first)
        return self.headings[place - 1] if place else None

    def ancestors(self, heading: Heading) -> Iterator[Heading]:
        """The headings above one, nearest first."""
        place = self.parent(heading)
        while place is not None:
            yield place
            place = self.parent(place)

    def parent(self, heading: Heading) -> Heading | None:
        """The nearest heading above that has a lower level."""
        place = bisect_right(self.headings, heading.first, key=lambda other: other.first) - 1
        for other in reversed(self.headings[: max(place, 0)]):
            if other.level < heading.level:
                return other
        return None

    def whole(self, title: str) -> Heading:
        """The page as one heading, called by its first heading, else by `title`."""
        text = self.headings[0].text if self.headings else title
        return Heading(0, text, 0, 0, len(self.tokens))

    def next_heading(self, first: int, last: int) -> int:
        """The place of the next heading from `first` on, `last` if none comes before it."""
        place = bisect_right(self.headings, first - 1, key=lambda heading: heading.first)
        return min(self.headings[place].first, last) if place < len(self.headings) else last

    def lines(self, first: int, last: int) -> Lines:
        """The lines from a token up to where the token at `last` begins."""
        start = self._line(first) if first else 0
        end = self._line(last) if last < len(self.tokens) else len(self.text_lines)
        return self._trimmed(start, end)

    def content_lines(self, first: int, last: int) -> Lines | None:
        """The lines of the tokens in a range without blank ones behind; None if it is empty."""
        maps = [token.map for token in self.tokens[first:last] if token.map]
        if not maps:
            return None
        start, end = min(span[0] for span in maps), max(span[1] for span in maps)
        return self._trimmed(start, end)

    def source(self, lines: Lines) -> str:
        """The text of some lines, verbatim."""
        return "\n".join(self.text_lines[lines.start - 1 : lines.end])

    def code(self, token: Token) -> Code | None:
        """The token as a code block, None if it is none."""
        if token.type not in ("fence", "code_block") or not token.map:
            return None
        language = token.info.split(maxsplit=1)[0].lower() if token.info.split() else ""
        start, end = token.map
        if token.type == "fence":
            # The fences themselves are not part of the block.
            start += 1
            end = start + token.content.count("\n")
        return Code(language.strip("{}"), token.content, Lines(start + 1, max(end, start + 1)))

    def links(self, first: int, last: int) -> Iterator[Link]:
        """Every link in a range of tokens."""
        for token in self.tokens[first:last]:
            line = token.map[0] + 1 if token.map else 1
            children = token.children or []
            for place, child in enumerate(children):
                if child.type == "link_open":
                    text = "".join(
                        inner.content for inner in children[place + 1 : _closing(children, place)]
                    )
                    yield Link(text, str(child.attrs.get("href", "")), line)

    def _trimmed(self, start: int, end: int) -> Lines:
        while end > start + 1 and not self.text_lines[end - 1].strip():
            end -= 1
        return Lines(start + 1, max(end, start + 1))

    def _line(self, token: int) -> int:
        span = self.tokens[token].map
        return span[0] if span else 0


def read(text: str) -> Outline:
    """Parse markdown (CommonMark and tables)."""
    tokens = _markdown().parse(text)
    starts = [
        place
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]
    levels = [int(tokens[place].tag[1:]) for place in starts]
    ends = _ends(starts, levels, len(tokens))
    headings = tuple(
        Heading(level, _text(tokens[start + 1]), start, start + 3, end)
        for start, level, end in zip(starts, levels, ends, strict=True)
    )
    return Outline(tokens, headings, tuple(text.split("\n")))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _ends(starts: Sequence[int], levels: Sequence[int], end: int) -> list[int]:
    """For each heading, the next that is not below it; one pass from the end."""
    ends: list[int] = []
    nearest: dict[int, int] = {}
    for start, level in zip(reversed(starts), reversed(levels), strict=True):
        ends.append(min([nearest[other] for other in nearest if other <= level], default=end))
        nearest[level] = start
    return ends[::-1]


def _text(token: Token) -> str:
    children = token.children or []
    shown = "".join(
        child.content if child.type in ("text", "code_inline") else " "
        for child in children
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    return " ".join(shown.split())


def _closing(children: Sequence[Token], opened: int) -> int:
    return next(
        (
            place
            for place in range(opened + 1, len(children))
            if children[place].type == "link_close"
        ),
        len(children),
    )
