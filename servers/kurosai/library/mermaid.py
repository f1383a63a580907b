"""Reads Mermaid flowcharts: a scanner and a recursive descent over the grammar Mermaid has.

Written from the language as Mermaid 12 reads it, oddities included, since the charts that
teams keep were tried until Mermaid drew them. Statements are read in a loop with a stack of
open frames, so depth costs nothing; every character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kurosai.library import mermaid_click, mermaid_shapes
from kurosai.library.flowchart import Flowchart, Subgraph
from kurosai.library.mermaid_graph import Chains
from kurosai.library.mermaid_scan import (
    BLANK_OR_SEMICOLON,
    KEYWORD,
    SPACE,
    SPACES,
    STATEMENTS,
    WORD_END,
)
from kurosai.library.mermaid_text import label

_WORD = re.compile("[A-Za-z]+")
_INSIDE_DIRECTION = re.compile(f"[^\n]*direction[{SPACES}\n]+(TB|BT|RL|LR|TD)[^\n]*")
_DIRECTION_WORD = re.compile(f"direction[{SPACES}\n]+(?:TB|BT|RL|LR|TD)")
_ACCESSIBLE = re.compile(
    f"acc(?:Title[{SPACES}\n]*:[^\n]*|Descr[{SPACES}\n]*(?::[^\n]*|\\{{[^}}]*\\}}))"
)
_STYLE_PART = rf"(?:[A-Za-z0-9!\"#$%'*+.`?\\_/:{SPACES}]|-(?![-.>]))+"
# Words that not even a title of a frame may hold.
_NO_TITLE = re.compile(
    rf"(?:^|[{SPACES}:])(?:default|interpolate|_self|_blank|_parent|_top){WORD_END}"
)
_TITLE = re.compile(rf"(?:[A-Za-z0-9!#$%&'*+.`?\\_/:{SPACES}]|-(?![-.]))+")
_STYLES = re.compile(rf"[{SPACES}]+{_STYLE_PART}(?:,{_STYLE_PART})*")
_LINK_STYLE = re.compile(f"linkStyle[{SPACES}]+(?:(\\d+(?:,\\d+)*)|default)")
_INTERPOLATE = re.compile(rf"(?:[{SPACES}]+interpolate[{SPACES}]+\w+)?(?:{_STYLES.pattern})?")
_STYLE = re.compile(f"style[{SPACES}]+")


@dataclass(slots=True)
class _Frame:
    """A subgraph that is open: what its heading said, and the ids listed so far."""

    start: int
    id: str = ""
    title: str = ""
    direction: str = ""
    members: list[str] = field(default_factory=list[str])


def parse(source: str) -> Flowchart:
    """Read a Mermaid flowchart (`flowchart TD ...`, `graph LR ...`).

    Raises ChartError, and nothing else, for a text that Mermaid would refuse. Time is linear
    in its length.
    """
    return _Parser(source).chart()


class _Parser(Chains):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._frames: list[_Frame] = []
        self._subgraphs: dict[str, Subgraph] = {}
        self._closed_frames = 0
        self._owned: set[str] = set()
        self._next_direction = -2

    def chart(self) -> Flowchart:
        direction = self.header()
        while True:
            self.skip(BLANK_OR_SEMICOLON)
            if self.at >= len(self.text):
                break
            self._statement()
        if self._frames:
            self.fail("this subgraph has no end", self._frames[-1].start)
        return Flowchart.of(
            direction,
            tuple(self.boxes.values()),
            tuple(self.edges),
            tuple(self._subgraphs.values()),
            self.source,
            tuple(self.retold),
        )

    # Statements

    def _statement(self) -> None:
        match = _WORD.match(self.text, self.at)
        word = match[0] if match else ""
        if word in STATEMENTS and self._keyword_statement(word):
            return
        if self._direction_statement():
            return
        self._list_members(self.chain())

    def _keyword_statement(self, word: str) -> bool:
        """Read the statement that `word` opens; False if it only begins an id."""
        if word.startswith("acc"):
            return self.skip(_ACCESSIBLE)
        keyword = KEYWORD.match(self.text, self.at)
        if not keyword or keyword.group().rstrip() != word:
            return False
        match word:
            case "subgraph":
                self._open_frame()
            case "end":
                self._close_frame()
            case "style":
                self._style()
            case "linkStyle":
                self._link_style()
            case "click":
                mermaid_click.read(self)
                self.end_statement("click cannot hold this")
            case _:
                self._class(word)
        return True

    def _direction_statement(self) -> bool:
        """`direction LR`, which Mermaid finds anywhere in what is left of the line."""
        if self._next_direction != -1 and self._next_direction < self.at:
            found = _DIRECTION_WORD.search(self.text, self.at)
            self._next_direction = found.start() if found else -1
        if self._next_direction < self.at or "\n" in self.text[self.at : self._next_direction]:
            return False
        match = _INSIDE_DIRECTION.match(self.text, self.at)
        if not match:
            return False
        if self._frames:
            self._frames[-1].direction = match[1]
        self.at = match.end()
        return True

    def _style(self) -> None:
        if not self.skip(_STYLE):
            self.fail("the id of a node is expected after style")
        start = self.at
        self.box(self.identifier(), start)
        self._styles()

    def _class(self, word: str) -> None:
        """`classDef NAME STYLES` or `class IDS NAME`: read, since Mermaid refuses bad ones."""
        self.at += len(word)
        if not self.skip(SPACE):
            self.fail(f"a space is expected after {word}, which cannot begin an id")
        self.identifier()
        if word == "classDef":
            self._styles()
            return
        if not self.skip(SPACE):
            self.fail("the name of a class is expected here")
        self.identifier()
        self.end_statement()

    def _styles(self) -> None:
        if not self.skip(_STYLES):
            self.fail("styles such as fill:#fff are expected here")
        self.end_statement("a style cannot hold this")

    def _link_style(self) -> None:
        match = _LINK_STYLE.match(self.text, self.at)
        if not match:
            self.fail("the numbers of edges, or default, are expected after linkStyle")
        if match[1]:
            numbers = [int(number[:9]) for number in match[1].split(",")]
            if any(number >= len(self.edges) for number in numbers):
                self.fail("linkStyle names an edge that does not exist")
        self.at = match.end()
        self.skip(_INTERPOLATE)
        self.end_statement("styles such as stroke:red are expected here")

    def _open_frame(self) -> None:
        frame = _Frame(self.at)
        self.at += len("subgraph")
        if not self.skip(SPACE):
            self.fail("a title is expected after subgraph")
        self._frame_title(frame)
        self.end_statement("a title with such characters must be in quotes")
        self._frames.append(frame)

    def _frame_title(self, frame: _Frame) -> None:
        title = self.quoted() or ""
        start = self.at
        while self.skip(_TITLE) or self.letters():
            pass
        plain = self.text[start : self.at]
        title += plain
        if not title or _NO_TITLE.search(plain):
            self.fail("a title with such characters must be in quotes")
        frame.id = title.strip()
        if self.text.startswith("[", self.at):
            opened = self.at
            self.at += 1
            title = self.label_text(mermaid_shapes.TEXT)
            self.expect("]", opened)
        elif re.search(r"\s", title):
            # Mermaid numbers a frame whose only name has spaces; the number comes at its end.
            frame.id = ""
        frame.title = label(title)

    def _close_frame(self) -> None:
        if not self._frames:
            self.fail("end without a subgraph (as the id of a node, write End)")
        self.at += len("end")
        frame = self._frames.pop()
        name = frame.id or f"subGraph{self._closed_frames}"
        self._closed_frames += 1
        kept = [
            member
            for member in dict.fromkeys(frame.members)
            if member not in self._owned and member != name
        ]
        self._owned.update(kept)
        line = self.lines.place(frame.start)[0]
        # A second frame of the same id only adds to the first.
        first = self._subgraphs.get(name, Subgraph(name, frame.title, (), frame.direction, line))
        self._subgraphs[name] = replace(first, nodes=(*first.nodes, *kept))
        self._list_members([name])

    def _list_members(self, names: list[str]) -> None:
        if self._frames:
            self._frames[-1].members.extend(
                name for name in names if name not in self.named_edges or name in self.boxes
            )
