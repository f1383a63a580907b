"""A runbook page as data: what `page_parser` finds in a markdown file. Everything is immutable.

Line numbers are 1-based and count the file's own lines; ranges include both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.library.flowchart import Flowchart


@dataclass(frozen=True, slots=True)
class Lines:
    """Where something stands in its file: first and last line, both included."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start}-{self.end}" if self.end > self.start else str(self.start)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of markdown, verbatim."""

    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Code:
    """A code block without its fence; `language` is "" where the page names none."""

    language: str
    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure, with the code that belongs to it and the steps below it.

    `number` is its place in an ordered list, None for a bullet, paragraph or sub-heading.
    """

    text: str
    lines: Lines
    number: int | None = None
    code: tuple[Code, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """One block of log lines that shows the error, as they stand in the page."""

    log: tuple[str, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Link:
    """A link, with the text it stands behind."""

    text: str
    href: str
    line: int


@dataclass(frozen=True, slots=True)
class PageFault:
    """Something that keeps a page, or a part of it, from being used. `rule` is a stable word."""

    rule: str
    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.what}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One runbook entry: a numbered heading, or a heading with a chart of its own.

    `id` is the page's path without suffix, "#", and the number (else the title as a slug);
    `title` the heading without its number. `chart` is None where there is none or it cannot
    be read (a page fault says so). `text` is the entry's markdown, verbatim. `path` and
    `digest` (SHA-256, hex, of the file's bytes) say which version of which page this is.
    """

    id: str
    path: str
    digest: str
    number: str
    title: str
    heading: str
    lines: Lines
    text: str
    summary: Part | None = None
    background: Part | None = None
    chart: Flowchart | None = None
    chart_source: Code | None = None
    steps: tuple[Step, ...] = ()
    resources: tuple[Part, ...] = ()
    commands: tuple[Code, ...] = ()
    judgement: tuple[Part, ...] = ()
    samples: tuple[Sample, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def slug(self) -> str:
        """The part of the id behind "#", or the whole id of an entry that is a whole page."""
        return self.id.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Page:
    """One file. `path` is relative to the library's root, with "/"; `digest` as in Entry."""

    path: str
    digest: str
    title: str
    entries: tuple[Entry, ...] = ()
    faults: tuple[PageFault, ...] = ()
    matter: Mapping[str, object] = field(default_factory=dict[str, object])
