"""Reads Mermaid flowcharts: a scanner and a recursive descent over the grammar Mermaid has.

Written from the language as Mermaid 12 reads it, oddities included, since the charts that
teams keep were tried until Mermaid drew them. Statements are read in a loop with a stack of
open frames, so depth costs nothing; every character is looked at a bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kurosai.library import mermaid_click, mermaid_links, mermaid_shapes
from kurosai.library.flowchart import Box, Edge, Flowchart, Subgraph
from kurosai.library.mermaid_hints import hinted
from kurosai.library.mermaid_scan import (
    BLANK,
    BLANK_OR_SEMICOLON,
    KEYWORD,
    SPACE,
    SPACES,
    STATEMENTS,
    WORD_END,
    Scanner,
)
from kurosai.library.mermaid_text import label, resolved

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


class _Parser(Scanner):
    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._boxes: dict[str, Box] = {}
        self._texts: dict[str, str] = {}
        self._retold: list[Box] = []
        self._edges: list[Edge] = []
        self._named_edges: set[str] = set()
        self._pairs: dict[tuple[str, str], int] = {}
        self._frames: list[_Frame] = []
        self._subgraphs: dict[str, Subgraph] = {}
        self._closed_frames = 0
        self._owned: set[str] = set()
        self._has_names = "@" in self.text
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
            tuple(self._boxes.values()),
            tuple(self._edges),
            tuple(self._subgraphs.values()),
            self.source,
            tuple(self._retold),
        )

    # Statements

    def _statement(self) -> None:
        match = _WORD.match(self.text, self.at)
        word = match[0] if match else ""
        if word in STATEMENTS and self._keyword_statement(word):
            return
        if self._direction_statement():
            return
        self._chain()

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
                self._end_statement("click cannot hold this")
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
        self._box(self.identifier(), start)
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
        self._end_statement()

    def _styles(self) -> None:
        if not self.skip(_STYLES):
            self.fail("styles such as fill:#fff are expected here")
        self._end_statement("a style cannot hold this")

    def _end_statement(self, reason: str = "a new line or ; is expected here") -> None:
        if self.at < len(self.text) and self.text[self.at] not in "\n;":
            self.fail(hinted(reason, self.text, self.at))

    def _link_style(self) -> None:
        match = _LINK_STYLE.match(self.text, self.at)
        if not match:
            self.fail("the numbers of edges, or default, are expected after linkStyle")
        if match[1]:
            numbers = [int(number[:9]) for number in match[1].split(",")]
            if any(number >= len(self._edges) for number in numbers):
                self.fail("linkStyle names an edge that does not exist")
        self.at = match.end()
        self.skip(_INTERPOLATE)
        self._end_statement("styles such as stroke:red are expected here")

    def _open_frame(self) -> None:
        frame = _Frame(self.at)
        self.at += len("subgraph")
        if not self.skip(SPACE):
            self.fail("a title is expected after subgraph")
        self._frame_title(frame)
        self._end_statement("a title with such characters must be in quotes")
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

    def _chain(self) -> None:
        """`A & B -- label --> C --> D`: nodes joined by arrows, up to a newline or semicolon."""
        sources = self._node_group()
        listed = sources
        while link := self._link():
            kind, length, text, name, start = link
            targets = self._node_group()
            line, column = self.lines.place(start)
            for source in sources:
                for target in targets:
                    # Of several edges, one has the name: from the last source to the first target.
                    named = source == sources[-1] and target == targets[0]
                    own = name if named and name not in self._named_edges else ""
                    self._named_edges.add(own or self._given_name(source, target))
                    self._edges.append(Edge(source, target, text, kind, length, line, column, own))
            listed = targets + listed
            sources = targets
        self.skip(SPACE)
        self._end_statement("an arrow, a new line or ; is expected here")
        self._list_members(listed)

    def _given_name(self, source: str, target: str) -> str:
        """The name Mermaid itself gives to an edge, by which `@{...}` may speak of it."""
        if not self._has_names:
            return ""
        pair = (source, target)
        count = self._pairs.get(pair, 0)
        self._pairs[pair] = count + 1
        return f"L_{source}_{target}_{count + 1 if count else 0}"

    # Nodes

    def _node_group(self) -> list[str]:
        """`A & B & C`."""
        nodes = [self._node()]
        while True:
            after = SPACE.match(self.text, self.at)
            at = after.end() if after else self.at
            if at == self.at or not self.text.startswith("&", at):
                return nodes
            self.at = at + 1
            if not self.skip(SPACE):
                self.fail("a space is expected after &")
            nodes.append(self._node())

    def _node(self) -> str:
        start = self.at
        name = self.identifier()
        opening = self.text[self.at : self.at + 3]
        shape = mermaid_shapes.opening(opening) if opening[:1] in "([{>" else None
        if shape:
            opened = self.at
            self.at += len(shape.opens)
            if shape.field and not self.skip(mermaid_shapes.FIELD):
                self.fail("a property such as borders:lt| is expected here")
            text = label(self.label_text(shape.inside))
            self._box(name, start, text, self._closing(shape, opened))
        else:
            self._box(name, start)
        if self.text.startswith(":::", self.at):
            self.at += 3
            self.identifier()
        if self.text.startswith("@{", self.at):
            self._shape_data(name, start)
        return name

    def _closing(self, shape: mermaid_shapes.Shape, opened: int) -> str:
        """Read the closing bracket and answer the shape that opening and closing make."""
        for closes, name in shape.closes:
            if self.text.startswith(closes, self.at):
                after = self.at + len(closes)
                if mermaid_shapes.glued(closes, self.text[self.at : after + 1]):
                    break
                self.at = after
                return name
        return self.unclosed(shape.closes[0][0], opened)

    def _box(self, name: str, start: int, text: str | None = None, shape: str = "") -> None:
        known = self._boxes.get(name)
        if text is not None and self._texts.setdefault(name, text) != text:
            self._texts[name] = text
            self._retold.append(Box(name, text, shape, *self.lines.place(start)))
        if known is None:
            line, column = self.lines.place(start)
            self._boxes[name] = Box(
                name, name if text is None else text, shape or "default", line, column
            )
        elif text is not None or shape:
            self._boxes[name] = Box(
                name,
                known.text if text is None else text,
                shape or known.shape,
                known.line,
                known.column,
            )

    def _shape_data(self, name: str, start: int) -> None:
        """`@{ shape: diam, label: "..." }` after a node, or settings of a named edge."""
        data = mermaid_shapes.DATA.match(self.text, self.at)
        if not data:
            self.fail("this @{ is not closed")
        self.at = data.end()
        if name in self._named_edges:
            box = self._boxes.get(name)
            if box and (box.line, box.column) == self.lines.place(start):
                del self._boxes[name]
            return
        settings = mermaid_shapes.settings(data[1])
        if settings is None:
            self.fail("these settings are no YAML (put texts in quotes, commas between)", start)
        shape = settings.get("shape", "")
        text = resolved(settings.get("label", "")) or None
        if ("icon" in settings or "img" in settings) and not (text or "").strip():
            known = self._boxes.get(name)
            text = "" if known is None or known.text == name else None
        if shape != shape.lower() or "_" in shape:
            self.fail(f"there is no shape {shape}", data.start())
        self._box(name, start, text, shape)

    def _list_members(self, names: list[str]) -> None:
        if self._frames:
            self._frames[-1].members.extend(
                name for name in names if name not in self._named_edges or name in self._boxes
            )

    # Arrows

    def _link(self) -> tuple[str, int, str, str, int] | None:
        """The arrow here, if there is one: kind, length, label, name, offset."""
        match = BLANK.match(self.text, self.at)
        start = match.end() if match else self.at
        char = self.text[start : start + 1]
        if not char or char in "\n;":
            return None
        name = ""
        named = mermaid_links.NAME.match(self.text, start) if self._has_names else None
        if named and "\n" not in self.text[self.at : start]:
            name = named[1]
            start = named.end()
        opened = mermaid_links.ARROW.match(self.text, start)
        if not opened:
            return None
        self.at = opened.end()
        text = ""
        head = ""
        if opened.lastgroup == "whole":
            arrow = opened[0]
        else:
            head = opened[0]
            self.skip(BLANK)
            text, arrow = self._edge_text(mermaid_links.STROKES[head.lstrip("xo<")])
        kind, length = mermaid_links.meaning(arrow, head)
        self.skip(BLANK)
        if not head and self.text.startswith("|", self.at):
            opened_label = self.at
            self.at += 1
            text = self.label_text(mermaid_shapes.TEXT)
            self.expect("|", opened_label)
            self.skip(SPACE)
        return kind, length, label(text), name, start

    def _edge_text(self, stroke: mermaid_links.Stroke) -> tuple[str, str]:
        """The label between the two halves of an arrow, and the second half."""
        quoted = self.quoted() or ""
        found = mermaid_links.other_half(self.text, self.at, stroke)
        plain = self.text[self.at : found[0]].replace('""', "") if found else ""
        text = quoted + plain
        if not found or not text or '"' in plain or stroke.barred in plain:
            self.fail("the label of this arrow is empty, unfinished, or needs quotes")
        self.at = found[1]
        return text, self.text[found[0] : found[1]]
