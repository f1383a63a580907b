"""A markdown text as headings over a flat list of tokens, with the lines everything stands on.

Only blocks are parsed at first, which is half of the work: what stands inside a paragraph is
looked at where a heading's text or a link is wanted.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from kurosai.library import inlines
from kurosai.library.page import Code, Lines, Link

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping, Sequence

    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its reach, as places in the token list.

    `first` is its own first token, `body` the first behind it, `last` the end (exclusive) of
    what stands under it, deeper headings included. `above` is the place, among the headings, of
    the nearest one before it with a lower level, -1 if there is none. Level 0 is the whole page.
    """

    level: int
    text: str
    first: int
    body: int
    last: int
    above: int = -1


@dataclass(frozen=True, slots=True)
class Outline:
    """The tokens of a text, its top-level headings in order, its code blocks, and its lines.

    `codes` are (place of the token, block).
    """

    tokens: Sequence[Token]
    headings: tuple[Heading, ...]
    codes: tuple[tuple[int, Code], ...]
    text_lines: tuple[str, ...]
    references: MutableMapping[str, object]

    def heading_of(self, token: int) -> Heading | None:
        """The heading that a token stands under, None before the first."""
        place = bisect_right(self.headings, token, key=_first)
        return self.headings[place - 1] if place else None

    def parent(self, heading: Heading) -> Heading | None:
        """The nearest heading above that has a lower level."""
        return self.headings[heading.above] if heading.above >= 0 else None

    def whole(self, title: str) -> Heading:
        """The page as one heading, called by its first heading, else by `title`."""
        text = self.headings[0].text if self.headings else title
        return Heading(0, text, 0, 0, len(self.tokens))

    def headings_in(self, first: int, last: int) -> tuple[Heading, ...]:
        """The headings whose first token lies in a range."""
        begin = bisect_left(self.headings, first, key=_first)
        return self.headings[begin : bisect_left(self.headings, last, begin, key=_first)]

    def next_heading(self, first: int, last: int) -> int:
        """The place of the next heading from `first` on, `last` if none comes before it."""
        place = bisect_left(self.headings, first, key=_first)
        return min(self.headings[place].first, last) if place < len(self.headings) else last

    def placed_codes(self, first: int, last: int) -> tuple[tuple[int, Code], ...]:
        """The code blocks in a range of tokens, each with its place."""
        begin = bisect_left(self.codes, first, key=_place)
        return self.codes[begin : bisect_left(self.codes, last, begin, key=_place)]

    def codes_in(self, first: int, last: int) -> list[Code]:
        """The code blocks in a range of tokens."""
        return [code for _, code in self.placed_codes(first, last)]

    def lines(self, first: int, last: int) -> Lines | None:
        """The lines from a token up to where the token at `last` begins; None if all are blank."""
        start = self._line(first) if first else 0
        end = self._line(last) if last < len(self.tokens) else len(self.text_lines)
        while start < end and not self.text_lines[start].strip():
            start += 1
        while end > start and not self.text_lines[end - 1].strip():
            end -= 1
        return Lines(start + 1, end) if end > start else None

    def content_lines(self, first: int, last: int) -> Lines | None:
        """The lines of the tokens in a range without blank ones around; None if it is empty."""
        maps = [token.map for token in self.tokens[first:last] if token.map]
        if not maps:
            return None
        start, end = min(span[0] for span in maps), max(span[1] for span in maps)
        while end > start + 1 and not self.text_lines[end - 1].strip():
            end -= 1
        return Lines(start + 1, max(end, start + 1))

    def source(self, lines: Lines) -> str:
        """The text of some lines, verbatim."""
        return "\n".join(self.text_lines[lines.start - 1 : lines.end])

    def code(self, token: Token) -> Code | None:
        """The token as a code block, None if it is none."""
        if token.type not in ("fence", "code_block") or not token.map:
            return None
        language = token.info.split(maxsplit=1)[0].lower() if token.info.split() else ""
        start, end = token.map
        if token.type == "fence" and token.content:
            # The fences themselves are not part of the block, but all there is of an empty one.
            start += 1
            end = start + token.content.removesuffix("\n").count("\n") + 1
            if end >= len(self.text_lines) or token.markup not in self.text_lines[end]:
                # Nothing closes it: the blank lines at the end of the page are not its own.
                while end > start + 1 and not self.text_lines[end - 1].strip():
                    end -= 1
        if not token.content:
            end = start + 1
        return Code(language.strip("{}"), token.content, Lines(start + 1, max(end, start + 1)))

    def indent(self, code: Code, line: int) -> int:
        """How many characters stand in the page before a line (from 1) of a code block."""
        held = code.text.split("\n")[line - 1 : line]
        page = self.text_lines[code.lines.start + line - 2 : code.lines.start + line - 1]
        if not held or not page or not page[0].endswith(held[0]):
            return 0
        return len(page[0]) - len(held[0])

    def links(self, first: int, last: int) -> Iterator[Link]:
        """Every link and image in a range of tokens, bare addresses too."""
        for token in self.tokens[first:last]:
            if token.type == "inline" and inlines.may_link(token.content, self.references):
                line = token.map[0] + 1 if token.map else 1
                children = inlines.parse(_markdown(), token.content, self.references)
                yield from inlines.links(children, line)

    def _line(self, token: int) -> int:
        span = self.tokens[token].map
        return span[0] if span else 0


def read(text: str) -> Outline:
    """Parse markdown (CommonMark and tables)."""
    references: dict[str, object] = {}
    tokens = _markdown().parse(text, references)
    starts = [
        place
        for place, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]
    levels = [int(tokens[place].tag[1:]) for place in starts]
    ends = _ends(starts, levels, len(tokens))
    headings = tuple(
        Heading(level, _text(tokens[start + 1].content, references), start, start + 3, end, above)
        for start, level, end, above in zip(starts, levels, ends, _above(levels), strict=True)
    )
    found = Outline(tokens, headings, (), tuple(text.split("\n")), references)
    codes = tuple(
        (place, code) for place, token in enumerate(tokens) if (code := found.code(token))
    )
    return Outline(tokens, headings, codes, found.text_lines, references)


class _AsWritten(MarkdownIt):
    """Leaves addresses as they stand: people read them, and files are looked for by them."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        """The address itself."""
        return url


@cache
def _markdown() -> MarkdownIt:
    return _AsWritten("commonmark").enable("table").disable(["inline", "text_join"])


def _first(heading: Heading) -> int:
    return heading.first


def _place(pair: tuple[int, Code]) -> int:
    return pair[0]


def _ends(starts: Sequence[int], levels: Sequence[int], end: int) -> list[int]:
    """For each heading, the next that is not below it; one pass from the end."""
    ends: list[int] = []
    nearest: dict[int, int] = {}
    for start, level in zip(reversed(starts), reversed(levels), strict=True):
        ends.append(min([nearest[other] for other in nearest if other <= level], default=end))
        nearest[level] = start
    return ends[::-1]


def _above(levels: Sequence[int]) -> Iterator[int]:
    """For each heading, the place of the nearest one before it with a lower level, or -1."""
    open_levels: list[tuple[int, int]] = []
    for place, level in enumerate(levels):
        while open_levels and open_levels[-1][0] >= level:
            open_levels.pop()
        yield open_levels[-1][1] if open_levels else -1
        open_levels.append((level, place))


_MARKED = re.compile(r"[\\`*_\[\]<&!]")


def _text(content: str, references: MutableMapping[str, object]) -> str:
    """A heading as a reader sees it."""
    if _MARKED.search(content):
        content = inlines.shown(inlines.parse(_markdown(), content, references))
    return " ".join(content.split())
