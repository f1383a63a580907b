"""Reads a runbook page: which headings are entries, and what each section of one holds.

A page is taken as its team wrote it: entries are found by their numbers and charts, sections
by what their headings say. What cannot be used becomes a fault with its line; the rest stays.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import yaml

from kurosai.library import mermaid, outline, procedures, sections
from kurosai.library.flowchart import ChartError
from kurosai.library.page import Code, Entry, Lines, Page, PageFault, Part, Sample
from kurosai.library.sections import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kurosai.library.flowchart import Flowchart
    from kurosai.library.outline import Heading, Outline

MAX_BYTES = 1_000_000
_MATTER_LINES = 200

_NUMBERED = re.compile(r"^#?(\d{2,6})\s*[:\uff1a]\s*(\S.*)$")
_CHART = re.compile(r"(?:flowchart-elk|flowchart|graph)(?![A-Za-z0-9_])")
_SHELL = frozenset({"sh", "bash", "shell", "zsh", "console", "shell-session"})
_NO_SLUG = re.compile(r"[^\w\-]+")


class Unreadable(Exception):
    """The bytes are no page; the text is the reason. The shelf turns it into a fault."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(what)
        self.rule = rule
        self.what = what


def parse(path: str, data: bytes) -> Page:
    """Read one page. Raises Unreadable for bytes that are no text or too many."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", f"the page has more than {MAX_BYTES:,} bytes; split it")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "not_utf8", f"byte {error.start} is not UTF-8; save the page as UTF-8"
        ) from None
    if "\0" in text:
        raise Unreadable("binary", "the file holds NUL bytes; it is no markdown")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _Reader(path, hashlib.sha256(data).hexdigest(), text).page()


@dataclass(frozen=True, slots=True)
class _Chart:
    """A fenced flowchart, and the token it comes from."""

    token: int
    code: Code


class _Reader:
    def __init__(self, path: str, digest: str, text: str) -> None:
        self._path = path
        self._stem = path.rsplit(".", 1)[0]
        self._digest = digest
        self._faults: list[PageFault] = []
        self._matter, text = self._front_matter(text)
        self._outline: Outline = outline.read(text)
        self._roles = sections.shipped()

    def page(self) -> Page:
        found = self._outline
        charts = [
            _Chart(place, code)
            for place, token in enumerate(found.tokens)
            if (code := found.code(token)) and _is_chart(code)
        ]
        owners = self._owners(charts)
        entries = self._unique([self._entry(heading, owners) for heading in owners])
        titles = [heading.text for heading in found.headings if heading.level == 1]
        title = titles[0] if titles else (found.headings[0].text if found.headings else self._stem)
        if not entries:
            self._fault("no_entry", 1, "the page has no text that could be served")
        return Page(
            path=self._path,
            digest=self._digest,
            title=title,
            entries=tuple(entries),
            faults=tuple(self._faults),
            matter=self._matter,
        )

    # What is an entry

    def _owners(self, charts: Sequence[_Chart]) -> dict[Heading, list[_Chart]]:
        """Every entry's heading with its charts, in the page's order."""
        found = self._outline
        owned: dict[Heading, list[_Chart]] = {}
        for heading in found.headings:
            above = found.ancestors(heading)
            if _NUMBERED.match(heading.text) and not any(up in owned for up in above):
                owned[heading] = []
        for chart in charts:
            owner = self._owner(chart)
            owned.setdefault(owner, []).append(chart)
        if not owned and self._has_text():
            owned[found.whole(self._stem)] = []
        return dict(sorted(owned.items(), key=lambda pair: pair[0].first))

    def _owner(self, chart: _Chart) -> Heading:
        """The nearest heading above a chart that is not the name of a section."""
        place = self._outline.heading_of(chart.token)
        while place is not None:
            if _NUMBERED.match(place.text) or self._roles.role(place.text) is None:
                return place
            place = self._outline.parent(place)
        return self._outline.whole(self._stem)

    def _has_text(self) -> bool:
        """Whether a page without number and chart says anything: then it is one entry, whole."""
        return any(
            token.content.strip() for token in self._outline.tokens if token.type != "html_block"
        )

    # One entry

    def _entry(self, heading: Heading, owners: Mapping[Heading, list[_Chart]]) -> Entry:
        found = self._outline
        # An entry ends where one inside it begins.
        inner = [other.first for other in owners if heading.first < other.first < heading.last]
        last = min([heading.last, *inner])
        numbered = _NUMBERED.match(heading.text)
        number, title = (numbered[1], numbered[2]) if numbered else ("", heading.text)
        lines = found.lines(heading.first, last)
        chart, source = self._chart(owners[heading])
        by_role = self._by_role(heading, last)
        samples = [code for code in self._codes(by_role.get(Role.SAMPLES, ())) if code.text.strip()]
        shown = {code.lines for code in samples}
        commands = [
            code
            for code in self._codes([(heading.first, last)])
            if code.lines not in shown and not _is_chart(code)
            if code.language in _SHELL or self._inside(code, by_role.get(Role.COMMANDS, ()))
        ]
        return Entry(
            id=self._id(heading, number, title),
            path=self._path,
            digest=self._digest,
            number=number,
            title=title,
            heading=heading.text,
            lines=lines,
            text=found.source(lines),
            summary=self._verbatim([(heading.body, found.next_heading(heading.body, last))]),
            background=self._verbatim(by_role.get(Role.BACKGROUND, ())),
            chart=chart,
            chart_source=source,
            steps=tuple(
                step
                for first, end in by_role.get(Role.STEPS, ())
                for step in procedures.steps(found, first, end)
            ),
            resources=self._items(by_role.get(Role.RESOURCES, ())),
            commands=tuple(commands),
            judgement=self._items(by_role.get(Role.JUDGEMENT, ())),
            samples=tuple(Sample(tuple(code.text.splitlines()), code.lines) for code in samples),
            links=tuple(found.links(heading.first, last)),
        )

    def _by_role(self, heading: Heading, last: int) -> dict[Role, list[tuple[int, int]]]:
        """The token ranges of the entry's sections, by the role of their headings.

        A section within one of the same role is part of it.
        """
        ranges: dict[Role, list[tuple[int, int]]] = {}
        for other in self._outline.headings:
            if heading.first < other.first < last:
                role = self._roles.role(other.text)
                known = ranges.setdefault(role, []) if role else []
                if role and not (known and other.first < known[-1][1]):
                    known.append((other.body, min(other.last, last)))
        return ranges

    def _chart(self, charts: Sequence[_Chart]) -> tuple[Flowchart | None, Code | None]:
        if not charts:
            return None, None
        code = charts[0].code
        for other in charts[1:]:
            self._fault(
                "second_chart",
                other.code.lines.start,
                f"a second flowchart under one heading (the first, line {code.lines.start}, is "
                "used); give it a heading of its own",
            )
        try:
            return mermaid.parse(code.text), code
        except ChartError as error:
            self._fault("bad_chart", code.lines.start + error.line - 1, error.reason)
            return None, code

    def _id(self, heading: Heading, number: str, title: str) -> str:
        if heading.level == 0:
            return self._stem
        return f"{self._stem}#{number or slug(title)}"

    def _unique(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries with an id of their own; a second of the same id is a fault."""
        kept: dict[str, Entry] = {}
        for entry in entries:
            if entry.id in kept:
                self._fault(
                    "duplicate_id",
                    entry.lines.start,
                    f"{entry.id} is already the heading at line {kept[entry.id].lines.start}; "
                    "only that one is served",
                )
            kept.setdefault(entry.id, entry)
        return list(kept.values())

    # Pieces

    def _verbatim(self, ranges: Sequence[tuple[int, int]]) -> Part | None:
        parts = [
            Part(text, lines)
            for first, end in ranges
            if (lines := self._outline.content_lines(first, end))
            and (text := self._outline.source(lines).strip())
        ]
        if not parts:
            return None
        return Part(
            "\n\n".join(part.text for part in parts),
            Lines(parts[0].lines.start, parts[-1].lines.end),
        )

    def _items(self, ranges: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
        """Each list item, paragraph or table row of some sections."""
        found = self._outline
        return tuple(
            Part(token.content, Lines(token.map[0] + 1, token.map[1]))
            for first, end in ranges
            for place, token in enumerate(found.tokens[first:end], first)
            if token.type == "inline"
            and token.map
            and token.content.strip()
            and found.tokens[place - 1].type != "heading_open"
        )

    def _codes(self, ranges: Sequence[tuple[int, int]]) -> list[Code]:
        return [
            code
            for first, end in ranges
            for token in self._outline.tokens[first:end]
            if (code := self._outline.code(token))
        ]

    def _inside(self, code: Code, ranges: Sequence[tuple[int, int]]) -> bool:
        return any(code == other for other in self._codes(ranges))

    def _front_matter(self, text: str) -> tuple[Mapping[str, object], str]:
        """The YAML between two `---` at the top, and the text with those lines left blank."""
        lines = text.split("\n")
        if lines[0].rstrip() != "---":
            return {}, text
        ends = [place for place, line in enumerate(lines[1:_MATTER_LINES], 1) if line == "---"]
        if not ends:
            return {}, text
        end = ends[0]
        blank = "\n".join([""] * (end + 1) + lines[end + 1 :])
        try:
            data = cast("object", yaml.safe_load("\n".join(lines[1:end])))
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            place = getattr(error, "problem_mark", None)
            line = place.line + 2 if isinstance(place, yaml.Mark) else 1
            self._fault("front_matter", line, "the front matter is no YAML; the page is served")
            return {}, blank
        if not isinstance(data, dict):
            self._fault("front_matter", 1, "the front matter is no mapping; the page is served")
            return {}, blank
        return {str(key): value for key, value in cast("dict[object, object]", data).items()}, blank

    def _fault(self, rule: str, line: int, what: str) -> None:
        self._faults.append(PageFault(rule, self._path, line, what))


def slug(title: str) -> str:
    """A title as the tail of an id: letters of any script, digits and hyphens."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return _NO_SLUG.sub("-", text).strip("-") or "entry"


def _is_chart(code: Code) -> bool:
    if code.language != "mermaid":
        return False
    lines = [line.strip() for line in code.text.splitlines()]
    return any(_CHART.match(line) for line in lines if line)


__all__ = ["MAX_BYTES", "Unreadable", "parse", "slug"]
