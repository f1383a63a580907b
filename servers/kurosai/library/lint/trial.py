"""A page tried out before it is in the library: as it would be read, linted and matched there."""

from __future__ import annotations

import hashlib
import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kurosai.errors import BadInput
from kurosai.library import page_parser
from kurosai.library.decoding import Unreadable
from kurosai.library.extract import extract
from kurosai.library.lint.check import check
from kurosai.library.lint.samples import lines as sample_lines
from kurosai.library.match import match
from kurosai.library.snapshot import Filed
from kurosai.logs.signature import signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kurosai.library.lint.finding import Finding
    from kurosai.library.match import Match
    from kurosai.library.page import Entry, Page
    from kurosai.library.shelf import Library

NEW = "draft.md"
"""Where a page lies that has no place yet."""
MOST_CHARACTERS = 60_000
"""More than any entry has; a page this long is split before somebody follows it."""
MOST_LINES = 30
"""Sample lines that are matched, of one entry."""
GAPS = ("要記入", "TO WRITE")
"""What stands where a writer has to say what no record knows, in Japanese and English."""

_TITLE = re.compile(r"(?:---\n|# )")
_LINK = re.compile(r"\]\(\s*<?([^)#?>\s]+)")
_NOT_FILED = -1


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry of the text, and what each of its sample lines leads to in the library with it."""

    entry: Entry
    led: tuple[tuple[str, Match], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it. Lines of `findings` and `gaps` are those of the text, in `library`.

    `replaced` says that the page, or the entry, was there before.
    """

    path: str
    library: Library
    findings: tuple[Finding, ...]
    shown: tuple[Shown, ...]
    gaps: tuple[int, ...]
    replaced: bool


def run(library: Library, text: str, page: str = "") -> Trial:
    """Try `text`, a page or one entry, as `page` of a library ("" for a page of its own).

    One entry takes the place of the entry with its id in a page that is there, else it is put at
    the page's end. Raises BadInput for a text that is no page, or a path that no page can have.
    """
    path, there = _place(library, page)
    text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            f"The text has {len(text):,} characters; {MOST_CHARACTERS:,} are the most.",
            "Give one entry, or split the page.",
        )
    before, after, replaced = "", "", there
    if there and not _TITLE.match(text):
        before, after, replaced = _around(library, path, text)
    data = f"{before}{text}{after}".encode("utf-8", "replace")
    offset, count = before.count("\n"), text.count("\n")
    whole = _with(library, path, data)
    report = check(_beside(library, whole, path, text), (path,))
    findings = tuple(
        replace(one, line=one.line - offset)
        for one in report.findings
        if offset < one.line <= offset + count
    )
    entries = [
        one for one in whole.page(path).entries if offset < one.lines.start <= offset + count
    ]
    shown = tuple(Shown(one, tuple(_led(whole, one))) for one in entries)
    gaps = tuple(
        number
        for number, line in enumerate(text.split("\n"), 1)
        if any(gap in line for gap in GAPS)
    )
    return Trial(path, whole, findings, shown, gaps, replaced)


def _place(library: Library, page: str) -> tuple[str, bool]:
    """The path of the page, and whether it is there; an entry's id names its page."""
    name = page.strip().partition("#")[0].removeprefix("./")
    if not name:
        return (NEW if NEW not in library.files else f"new-{NEW}"), False
    for path in (name, f"{name}.md", f"{name}.markdown"):
        filed = library.files.get(path)
        if filed is not None and filed.cards:
            return path, True
    path = name if name.endswith((".md", ".markdown")) else f"{name}.md"
    hidden = any(part.startswith(".") or not part for part in path.split("/"))
    if hidden or len(path) > 200 or not path.isprintable():
        raise BadInput(
            f"{page[:80]!r} is no path of a page within the library.",
            "Give a path like disk/full.md, or leave `page` out.",
        )
    return path, False


def _around(library: Library, path: str, text: str) -> tuple[str, str, bool]:
    """What of a page stays before and behind an entry that is put into it; was it there before?"""
    own = [
        one
        for one in _read(library, path, text.encode("utf-8", "replace")).entries
        if not one.is_page
    ]
    if len(own) != 1 or own[0].lines.start > 1 + len(text) - len(text.lstrip("\n")):
        raise BadInput(
            f"The text holds {len(own)} entries; into {path} goes one at a time.",
            "Begin with its heading (## 004:Title), or give the whole page from its # title on.",
        )
    page = library.data(path).decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")
    lines = page.split("\n")
    for old in library.page(path).entries:
        if old.id == own[0].id and not old.pieces:
            before, after = lines[: old.lines.start - 1], lines[old.lines.end :]
            return _joined(before), "\n" + "\n".join(after) + "\n" if after else "", True
    return _joined(lines), "", False


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n\n" if lines else ""


def _read(library: Library, path: str, data: bytes) -> Page:
    try:
        return page_parser.parse(path, data, library.sections)
    except Unreadable as fault:
        raise BadInput(f"The text is no page: {fault.what}.", "Give it as plain text.") from None


def _with(library: Library, path: str, data: bytes) -> Library:
    """The library with the page in its place."""
    # What is no page at all is said now; what is wrong in a page, lint says.
    _read(library, path, data)
    found = extract(path, data, library.sections)
    records = tuple(len(one) for one in found.records)
    digest = hashlib.sha256(data).hexdigest()
    filed = Filed(_NOT_FILED, path, None, digest, found.cards, found.faults, records)
    files = dict(sorted({**library.files, path: filed}.items()))
    return replace(library, files=files, fresh={**library.fresh, path: found})


def _beside(library: Library, whole: Library, path: str, text: str) -> Library:
    """The page behind those that a rule compares it with: of a large library they are few.

    It comes last, so that a line shown twice is its fault and not that of the older page.
    """
    page = whole.page(path)
    cards = library.cards
    wanted = {
        posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
        for link in _LINK.findall(text)
    }
    index = library.index("sample signature")
    for entry in page.entries:
        for sample in entry.samples:
            for _, line in sample_lines(sample):
                holders = index.holders(signature(line))[0]
                wanted |= {cards[library.owners[one]].path for one in holders}
    numbers = {one.number for one in page.entries if one.number}
    wanted |= {card.path for card in cards if card.number in numbers}
    files: Mapping[str, Filed] = {
        name: filed
        for name, filed in whole.files.items()
        if name != path and name in wanted and filed.cards
    }
    return replace(whole, files={**files, path: whole.files[path]}, cache=None)


def _led(library: Library, entry: Entry) -> Iterator[tuple[str, Match]]:
    said: set[str] = set()
    for sample in entry.samples:
        for _, line in sample_lines(sample):
            mark = signature(line)
            if mark not in said and len(said) < MOST_LINES:
                said.add(mark)
                yield line, match(library, line)
