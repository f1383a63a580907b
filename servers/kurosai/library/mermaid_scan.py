"""The scanner under the flowchart parser: a place in the text, and what may stand there.

Words are told apart as Mermaid's own scanner does, which knows no full-width brackets, circled
digits or emoji in ids, and stops an id at a lower-case `end`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.library import mermaid_links
from kurosai.library.flowchart import ChartError
from kurosai.library.mermaid_hints import hinted
from kurosai.library.mermaid_text import Lines, prepare

if TYPE_CHECKING:
    from typing import NoReturn

# JavaScript's \s, newline apart: what Mermaid's scanner calls a space.
SPACES = " \t\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
WORD_END = "(?![A-Za-z0-9_])"

SPACE = re.compile(f"[{SPACES}]*")
BLANK = re.compile(f"[{SPACES}\n]*")
BLANK_OR_SEMICOLON = re.compile(f"[{SPACES}\n;]*")

STATEMENTS = frozenset(
    {"subgraph", "end", "style", "linkStyle", "classDef", "class", "click", "accTitle", "accDescr"}
)
# No id begins with one of these words, whole.
KEYWORD = re.compile(
    "(?:style|linkStyle|interpolate|classDef|class|flowchart-elk|flowchart|graph|swimlane-beta"
    f"|subgraph|end|_self|_blank|_parent|_top){WORD_END}|(?:click|call|href)[{SPACES}\n]"
)
_KEYWORDS = STATEMENTS | {
    *("interpolate", "flowchart", "graph", "call", "href"),
    *("_self", "_blank", "_parent", "_top"),
}
_SIMPLE_ID = re.compile(f"[A-Za-z_][A-Za-z0-9_]*(?=[{SPACES}\n\\[({{;]|$)")
# One token of an id that is not simple. A `-` belongs to it unless it begins an arrow.
_ID_TOKEN = re.compile(
    r"[0-9]+|(?:[A-Za-z0-9!\"#$%&'*+.`?\\_/]|-(?=[^>\-.]))+|[,*#]|:(?!::)|-(?!-)"
)
_EMPTY_QUOTES = re.compile('(?:""(?!`))+')
_LETTERS = re.compile(r"[^\W\d_]+")

_HEADER = re.compile(f"(?:flowchart-elk|flowchart|graph){WORD_END}")
_NO_DIRECTION = re.compile(f"[{SPACES}\n]*\n")
_DIRECTION = re.compile(f"[{SPACES}\n]*(?:(LR|RL|TB|BT|TD|BR|v){WORD_END}|([<>^]))")
_FIRST_SEPARATOR = re.compile(f"[{SPACES}]*\n|;")
# The other spellings of a direction.
_ARROWS = {"<": "RL", ">": "LR", "^": "BT", "v": "TB", "TD": "TB"}


class Scanner:
    """A text and a place in it. Every reading method moves the place, or raises ChartError."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = prepare(source)
        self.at = 0
        self.lines = Lines(self.text)

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Pass what fits here; whether anything did."""
        match = pattern.match(self.text, self.at)
        if match is None or match.end() == self.at:
            return False
        self.at = match.end()
        return True

    def expect(self, char: str, opened: int) -> None:
        """Pass a closing bracket, whose opening one is at `opened`."""
        if not self.text.startswith(char, self.at):
            self.unclosed(char, opened)
        self.at += len(char)

    def unclosed(self, char: str, opened: int) -> NoReturn:
        """Raise ChartError for a missing closing bracket: where it should be, or at the opening.

        A text that runs into the next line was mostly never closed, and what stops it there
        has nothing to do with it.
        """
        if self.at >= len(self.text) or "\n" in self.text[opened : self.at + 1]:
            self.fail(f"this is not closed: {char} is missing", opened)
        self.fail(f"{char} is expected here (a text with brackets must be in quotes)")

    def fail(self, reason: str, at: int | None = None) -> NoReturn:
        """Raise ChartError for this place, or for the offset given."""
        raise ChartError(reason, *self.lines.place(self.at if at is None else at))

    def header(self) -> str:
        """The first statement; answers the direction."""
        self.skip(BLANK)
        if not self.skip(_HEADER):
            self.fail("it begins with neither flowchart nor graph")
        if self.skip(_NO_DIRECTION):
            return "TB"
        match = _DIRECTION.match(self.text, self.at)
        if not match:
            self.skip(BLANK)
            if self.at < len(self.text):
                self.fail("a direction (TD, LR, ...) or a new line is expected here")
            return "TB"
        self.at = match.end()
        if self.at < len(self.text) and not self.skip(_FIRST_SEPARATOR):
            self.skip(SPACE)
            if self.at < len(self.text):
                self.fail("a new line or ; is expected after the direction")
        word = match[1] or match[2]
        return _ARROWS.get(word, word)

    def identifier(self) -> str:
        """The id of a node or class."""
        simple = _SIMPLE_ID.match(self.text, self.at)
        if simple and simple[0] not in _KEYWORDS:
            self.at = simple.end()
            return simple[0]
        start = self.at
        while self._token():
            pass
        if self.at == start:
            self.fail(hinted("the id of a node is expected here", self.text, self.at))
        return self.text[start : self.at]

    def quoted(self) -> str | None:
        """A text in quotes, or in quotes and backticks; None if no quote stands here.

        A pair of quotes with nothing in it counts for nothing, as in Mermaid.
        """
        self.skip(_EMPTY_QUOTES)
        if not self.text.startswith('"', self.at):
            return None
        markdown = self.text.startswith('"`', self.at)
        closing = '`"' if markdown else '"'
        start = self.at + len(closing)
        end = self.text.find(closing, start)
        if end < 0:
            self.fail("this quote is not closed")
        text = self.text[start:end]
        if not text or (markdown and ('"' in text or "`" in text)):
            self.fail("an empty text, or a quote within quotes")
        self.at = end + len(closing)
        return text

    def label_text(self, inside: re.Pattern[str]) -> str:
        """The text within brackets: quoted, in Markdown backticks, or plain (also behind these)."""
        parts = [self.quoted() or ""]
        while match := inside.match(self.text, self.at):
            parts.append(match[0])
            self.at = match.end()
            if not self.skip(_EMPTY_QUOTES):
                break
        text = "".join(parts)
        if not text:
            self.fail("a text is expected here (with brackets or quotes in it, put it in quotes)")
        return text

    def _token(self) -> bool:
        char = self.text[self.at : self.at + 1]
        if not char or (char in "xo<-=.~" and mermaid_links.ARROW.match(self.text, self.at)):
            return False
        if char.isascii():
            if (char.isalpha() or char == "_") and KEYWORD.match(self.text, self.at):
                return False
            match = None if char == '"' else _ID_TOKEN.match(self.text, self.at)
            if match:
                self.at = match.end()
            return match is not None
        return self.letters()

    def letters(self) -> bool:
        """Pass letters of other scripts; whether there were any.

        Letters of the basic plane only: no circled digits, no emoji, no full-width brackets.
        """
        match = _LETTERS.match(self.text, self.at)
        if not match:
            return False
        length = next(
            (
                place
                for place, letter in enumerate(match[0])
                if letter.isascii() or letter > "\uffff" or not letter.isalpha()
            ),
            len(match[0]),
        )
        self.at += length
        return length > 0
