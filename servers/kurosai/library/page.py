"""A runbook page as data: what `page_parser` finds in a markdown file. Everything is immutable.

Line numbers are 1-based and count the file's own lines; ranges include both ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """A piece of markdown, verbatim.

    `pieces` is empty where `text` is the text of `lines`; else other things stand in between,
    and the text is that of each piece, with a blank line between them.
    """

    text: str
    lines: Lines
    pieces: tuple[Lines, ...] = ()


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
    """A link, with the text it stands behind; a bare address is its own text."""

    text: str
    href: str
    line: int
    image: bool = False


@dataclass(frozen=True, slots=True)
class PageFault:
    """Something that keeps a page, or a part of it, from being used. `rule` is a stable word."""

    rule: str
    path: str
    line: int
    what: str
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.what}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One runbook entry: a numbered heading, or a heading with a chart of its own.

    `id` is the page's path without suffix, "#", and the number (else the title as a slug);
    `title` the heading without its number. What stands outside of all of a page's entries is
    one more, called by the path alone (`is_page`). `chart` is None where there is none or it
    cannot be read (a page fault says so). `text` is the entry's markdown, verbatim, and what
    `pieces` says in Part is true here. `path` and `digest` (SHA-256, hex, of the file's bytes)
    say which version of which page this is.
    """

    id: str
    path: str
    digest: str
    number: str
    title: str
    heading: str
    lines: Lines
    text: str
    pieces: tuple[Lines, ...] = ()
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

    def numbered(self) -> Iterator[tuple[int, str]]:
        """The lines of the text, each with its number in the page."""
        lines = iter(self.text.split("\n"))
        for place, piece in enumerate(self.pieces or (self.lines,)):
            if place:
                next(lines, None)  # the blank line between two pieces
            for number in range(piece.start, piece.end + 1):
                yield number, next(lines, "")

    @property
    def is_page(self) -> bool:
        """Whether this is a page as a whole, or what no other entry of the page holds."""
        return self.id == self.path.rsplit(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Page:
    """One file. `path` is relative to the library's root, with "/"; `digest` as in Entry."""

    path: str
    digest: str
    title: str
    entries: tuple[Entry, ...] = ()
    faults: tuple[PageFault, ...] = ()
    matter: Mapping[str, object] = field(default_factory=dict[str, object])
