"""Nodes and arrows of a Mermaid flowchart: what one chain of them says.

`mermaid` reads the statements around them.
"""

from __future__ import annotations

from kurosai.library import mermaid_links, mermaid_shapes
from kurosai.library.flowchart import Box, Edge
from kurosai.library.mermaid_hints import hinted
from kurosai.library.mermaid_scan import BLANK, SPACE, Scanner
from kurosai.library.mermaid_text import label, resolved


class Chains(Scanner):
    """Reads chains, and keeps what they draw: `boxes` by id, `edges` in order.

    `retold` are nodes that were given another text than before; `named_edges` the names by which
    `@{...}` may speak of an edge.
    """

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.boxes: dict[str, Box] = {}
        self.edges: list[Edge] = []
        self.retold: list[Box] = []
        self.named_edges: set[str] = set()
        self._texts: dict[str, str] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._has_names = "@" in self.text

    def chain(self) -> list[str]:
        """Read `A & B -- label --> C --> D`, up to a newline or semicolon; the ids, last first."""
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
                    own = name if named and name not in self.named_edges else ""
                    self.named_edges.add(own or self._given_name(source, target))
                    self.edges.append(Edge(source, target, text, kind, length, line, column, own))
            listed = targets + listed
            sources = targets
        self.skip(SPACE)
        self.end_statement("an arrow, a new line or ; is expected here")
        return listed

    def _given_name(self, source: str, target: str) -> str:
        """The name Mermaid itself gives to an edge, by which `@{...}` may speak of it."""
        if not self._has_names:
            return ""
        pair = (source, target)
        count = self._pairs.get(pair, 0)
        self._pairs[pair] = count + 1
        return f"L_{source}_{target}_{count + 1 if count else 0}"

    def end_statement(self, reason: str = "a new line or ; is expected here") -> None:
        """Fail where the statement goes on."""
        if self.at < len(self.text) and self.text[self.at] not in "\n;":
            self.fail(hinted(reason, self.text, self.at))

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
            self.box(name, start, text, self._closing(shape, opened))
        else:
            self.box(name, start)
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

    def box(self, name: str, start: int, text: str | None = None, shape: str = "") -> None:
        """Keep a node that stands at `start`; a text or shape counts over an earlier one."""
        known = self.boxes.get(name)
        if text is not None and self._texts.setdefault(name, text) != text:
            self._texts[name] = text
            self.retold.append(Box(name, text, shape, *self.lines.place(start)))
        if known is None:
            line, column = self.lines.place(start)
            self.boxes[name] = Box(
                name, name if text is None else text, shape or "default", line, column
            )
        elif text is not None or shape:
            self.boxes[name] = Box(
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
        if name in self.named_edges:
            box = self.boxes.get(name)
            if box and (box.line, box.column) == self.lines.place(start):
                del self.boxes[name]
            return
        settings = mermaid_shapes.settings(data[1])
        if settings is None:
            self.fail("these settings are no YAML (put texts in quotes, commas between)", start)
        shape = settings.get("shape", "")
        text = resolved(settings.get("label", "")) or None
        if ("icon" in settings or "img" in settings) and not (text or "").strip():
            known = self.boxes.get(name)
            text = "" if known is None or known.text == name else None
        if shape != shape.lower() or "_" in shape:
            self.fail(f"there is no shape {shape}", data.start())
        self.box(name, start, text, shape)

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
