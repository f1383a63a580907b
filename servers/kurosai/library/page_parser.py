"""Reads a runbook page: which headings are entries, and what each section of one holds.

A page is taken as its team wrote it: entries are found by their numbers and charts, sections
by what their headings say. What cannot be used becomes a fault with its line; the rest stays.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.library import entry_bounds, entry_parts, fences, front_matter, mermaid, outline
from kurosai.library import sections as section_files
from kurosai.library.decoding import MAX_BYTES, Unreadable, decode
from kurosai.library.entry_bounds import NUMBERED
from kurosai.library.flowchart import ChartError
from kurosai.library.front_matter import MatterFault
from kurosai.library.page import Code, Entry, Lines, Page, PageFault, Sample

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kurosai.library.entry_bounds import Bounds
    from kurosai.library.flowchart import Flowchart
    from kurosai.library.outline import Outline
    from kurosai.library.sections import Sections

_CHART = re.compile(r"^\s*(?:flowchart-elk|flowchart|graph)(?![A-Za-z0-9_])", re.MULTILINE)
_SEPARATORS = re.compile(r"[-_+\s]+|(?<=[a-z])\.(?=[a-z])")
_INDEXES = frozenset({"readme", "index", "_index"})
_NO_SLUG = re.compile(r"[^\w\-]+")


def parse(path: str, data: bytes, sections: Sections | None = None, *, links: bool = True) -> Page:
    """Read one page. Raises Unreadable for bytes that are no text or too many.

    `sections` are the phrases by which headings are understood; default: the shipped ones.
    Without `links` the entries have none.
    """
    text = decode(path, data)
    digest = hashlib.sha256(data).hexdigest()
    return _Reader(path, digest, text, sections or section_files.shipped(), links=links).page()


class _Reader:
    def __init__(
        self, path: str, digest: str, text: str, sections: Sections, *, links: bool
    ) -> None:
        self._links = links
        self._path = path
        self._stem = path.rsplit(".", 1)[0]
        self._digest = digest
        self._faults: list[PageFault] = []
        self._matter, text = self._front_matter(text)
        self._outline: Outline = outline.read(text)
        self._sections = sections

    def page(self) -> Page:
        found = self._outline
        for line, swallowed in fences.swallowing(found):
            self._fault(
                "open_fence",
                line,
                f"the code block is never closed, and takes the heading at line {swallowed} into "
                "it; close it with a fence like the one that opens it",
            )
        charts = {place: code for place, code in found.codes if is_chart(code)}
        drawn = {code.lines for code in charts.values()}
        bounds = entry_bounds.find(found, tuple(charts), self._sections, self._stem)
        entries = self._unique([self._entry(one, charts, drawn) for one in bounds])
        if not entries:
            html = any(token.type == "html_block" for token in found.tokens)
            what = "only HTML, which is not read; write it as markdown" if html else "no text"
            self._fault("no_entry", 1, f"the page has {what}")
        return Page(
            path=self._path,
            digest=self._digest,
            title=self._title(),
            entries=tuple(entries),
            faults=tuple(self._faults),
            matter=self._matter,
        )

    def _title(self) -> str:
        """The first heading of the first level, what the front matter says, the only heading
        above all others, or the file's name: what names a section does not name its page.
        """
        headings = [one for one in self._outline.headings if one.text]
        said = self._matter.get("title")
        top = next((one.text for one in headings if one.level == 1), "")
        highest = min((one.level for one in headings), default=0)
        above = [one.text for one in headings if one.level == highest]
        only = above[0] if len(above) == 1 and not self._sections.role(above[0]) else ""
        return top or (said.strip() if isinstance(said, str) else "") or only or _named(self._stem)

    def _entry(
        self, bounds: Bounds, charts: Mapping[int, Code], drawn: AbstractSet[Lines]
    ) -> Entry:
        found, heading = self._outline, bounds.heading
        numbered = NUMBERED.match(heading.text)
        number, title = (numbered[1], numbered[2]) if numbered else ("", heading.text)
        if heading.level == 0:
            title = self._title()
        pieces = [one for pair in bounds.ranges if (one := found.lines(*pair))] or [Lines(1, 1)]
        chart, source = self._chart([charts[place] for place in bounds.charts])
        parts = entry_parts.read(found, bounds, self._sections, drawn, links=self._links)
        return Entry(
            id=self._stem if heading.level == 0 else f"{self._stem}#{number or slug(title)}",
            path=self._path,
            digest=self._digest,
            number=number,
            title=title,
            heading=(heading.text or title) if heading.level else title,
            lines=Lines(pieces[0].start, pieces[-1].end),
            text="\n\n".join(map(found.source, pieces)),
            pieces=tuple(pieces) if len(pieces) > 1 else (),
            summary=parts.summary,
            background=parts.background,
            chart=chart,
            chart_source=source,
            steps=parts.steps,
            resources=parts.resources,
            commands=parts.commands,
            judgement=parts.judgement,
            samples=tuple(
                Sample(tuple(code.text.splitlines()), code.lines) for code in parts.samples
            ),
            links=parts.links,
        )

    def _chart(self, charts: Sequence[Code]) -> tuple[Flowchart | None, Code | None]:
        if not charts:
            return None, None
        code = charts[0]
        for other in charts[1:]:
            self._fault(
                "second_chart",
                other.lines.start,
                f"a second flowchart under one heading (the first, line {code.lines.start}, is "
                "used); give it a heading of its own",
            )
        try:
            return mermaid.parse(code.text), code
        except ChartError as error:
            line = code.lines.start + error.line - 1
            column = error.column + self._outline.indent(code, error.line)
            self._fault("bad_chart", line, error.reason, column)
            return None, code

    def _unique(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries, each with an id of its own; a second of the same id is a fault."""
        kept: dict[str, Entry] = {}
        times: dict[str, int] = {}
        for entry in entries:
            name = entry.id
            while name in kept:
                times[entry.id] = times.get(entry.id, 1) + 1
                name = f"{entry.id}-{times[entry.id]}"
            if name != entry.id:
                self._fault(
                    "duplicate_id",
                    entry.lines.start,
                    f"{entry.id} is already the heading at line {kept[entry.id].lines.start}; "
                    f"this one is served as {name}",
                )
            kept[name] = entry if name == entry.id else replace(entry, id=name)
        return list(kept.values())

    def _front_matter(self, text: str) -> tuple[Mapping[str, object], str]:
        """The front matter, and the text with its lines left blank."""
        try:
            matter, rest = front_matter.split(text)
        except MatterFault as fault:
            self._fault("front_matter", fault.line, fault.what)
            return {}, fault.rest
        return matter, rest

    def _fault(self, rule: str, line: int, what: str, column: int = 1) -> None:
        self._faults.append(PageFault(rule, self._path, line, what, column))


def _named(stem: str) -> str:
    """A page's name from its path: the file's, or a README's folder's."""
    folder, _, name = stem.rpartition("/")
    if name.lower() in _INDEXES and folder:
        name = folder.rpartition("/")[2]
    return " ".join(_SEPARATORS.split(name)).strip() or stem


def slug(title: str) -> str:
    """A title as the tail of an id: letters of any script, digits and hyphens."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return _NO_SLUG.sub("-", text).strip("-") or "entry"


def is_chart(code: Code) -> bool:
    """Whether a code block holds a Mermaid flowchart, and no other kind of diagram."""
    return code.language == "mermaid" and bool(_CHART.search(code.text))


__all__ = ["MAX_BYTES", "Unreadable", "is_chart", "parse", "slug"]
