"""A folder of runbook pages, loaded: every entry, and what could not be read.

A page that cannot be used is a fault; the rest is served. Nothing outside the root is read.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.errors import BadInput, NotConfigured
from kurosai.library import page_parser
from kurosai.library.page import Entry, Page, PageFault
from kurosai.library.page_parser import MAX_BYTES, Unreadable, slug
from kurosai.library.words import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kurosai.library.origin import Origin

MAX_PAGES = 20_000
_LISTED = 10
_SUFFIXES = frozenset({".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class File:
    """One file as last seen: its stamp (modification time in ns, size), and the page or fault."""

    stamp: tuple[int, int]
    page: Page | None
    fault: PageFault | None


# Compared by identity: two loads are two libraries, and indexes are kept per library.
@dataclass(frozen=True, eq=False)
class Library:
    """The pages below one root, as they were when loaded; see `refreshed`.

    `origin` is the repository that they come from, None for a plain folder.
    """

    root: Path
    files: Mapping[str, File]
    origin: Origin | None = None

    @classmethod
    def load(cls, root: Path) -> Library:
        """Read every page below a folder. Raises NotConfigured if there is no such folder."""
        return cls(root, _scan(root, {}))

    def refreshed(self) -> Library:
        """The library as the folder is now: itself if no file changed, else with those read again.

        A file counts as unchanged while its modification time and size are; one that was only
        touched keeps its page.
        """
        files = _scan(self.root, self.files)
        same = files.keys() == self.files.keys() and all(
            files[path] is self.files[path] for path in files
        )
        return self if same else replace(self, files=files)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page, in order of path."""
        return tuple(file.page for file in self.files.values() if file.page)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in order of path and place."""
        return tuple(entry for page in self.pages for entry in page.entries)

    @cached_property
    def faults(self) -> tuple[PageFault, ...]:
        """What could not be read or used: whole files first by path, then parts of pages."""
        whole = [file.fault for file in self.files.values() if file.fault]
        whole += self.origin.faults if self.origin else ()
        return (*whole, *(fault for page in self.pages for fault in page.faults))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know of it now: that its repository is down, and since when."""
        return self.origin.notes() if self.origin else ()

    def entry(self, name: str) -> Entry:
        """The entry of a full id ("gke-health-checker#004"), a number ("004", "#004") or a slug.

        Raises BadInput, listing the ids, when no entry or more than one is called so.
        """
        wanted = folded(name)
        for fits in self._readings(wanted):
            found = [entry for entry in self.entries if fits(entry)]
            if len(found) == 1:
                return found[0]
            if found:
                raise BadInput(
                    f"{name[:80]!r} is the name of {len(found)} entries: {_ids(found)}.",
                    "Give the full id.",
                )
        raise BadInput(
            f"There is no runbook entry {name[:80]!r}.",
            f"There are: {_ids(self.entries)}." if self.entries else "The library has no entry.",
        )

    @staticmethod
    def _readings(wanted: str) -> Iterator[Callable[[Entry], bool]]:
        """What a name may mean, the most exact reading first."""
        short = wanted.removeprefix("#").removeprefix("runbook://")
        yield lambda entry: folded(entry.id) == wanted.removeprefix("runbook://")
        yield lambda entry: folded(entry.slug) == short
        yield lambda entry: short in (folded(entry.heading), folded(entry.title))
        yield lambda entry: slug(entry.title) == short
        if short.isdecimal():
            yield lambda entry: entry.number.isdecimal() and int(entry.number) == int(short[:9])


def _ids(entries: tuple[Entry, ...] | list[Entry]) -> str:
    shown = ", ".join(entry.id for entry in entries[:_LISTED])
    return f"{shown}, and {len(entries) - _LISTED} more" if len(entries) > _LISTED else shown


def _scan(root: Path, known: Mapping[str, File]) -> dict[str, File]:
    if not root.is_dir():
        raise NotConfigured(f"{root} is no folder.", "Set the runbooks' folder to one that exists.")
    real = root.resolve()
    files: dict[str, File] = {}
    for path in sorted(_markdown_files(root)):
        name = path.relative_to(root).as_posix()
        if len(files) >= MAX_PAGES:
            files[name] = File((0, 0), None, _fault(name, "too_many", "later pages are not read"))
            break
        files[name] = _file(path, name, real, known.get(name))
    return files


def _markdown_files(root: Path) -> Iterator[Path]:
    """Every markdown file, without hidden folders; folders behind links are not entered."""
    for folder, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if Path(name).suffix.lower() in _SUFFIXES and not name.startswith("."):
                yield Path(folder, name)


def _file(path: Path, name: str, root: Path, known: File | None) -> File:
    stamp = (0, 0)
    try:
        target = path.resolve(strict=True)
        if not target.is_relative_to(root):
            return File((0, 0), None, _fault(name, "outside", "the link leads out of the folder"))
        state = target.stat()
        if not stat.S_ISREG(state.st_mode):
            return File((0, 0), None, _fault(name, "no_file", "it is a device or pipe, no file"))
        stamp = (state.st_mtime_ns, state.st_size)
        if known and known.stamp == stamp:
            return known
        with target.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        page = page_parser.parse(name, data)
    except (OSError, RuntimeError) as error:
        # RuntimeError is what a chain of links that leads to itself raises.
        reason = error.strerror if isinstance(error, OSError) else "the link leads to itself"
        return File((0, 0), None, _fault(name, "unreadable", str(reason)))
    except Unreadable as error:
        return File(stamp, None, _fault(name, error.rule, error.what))
    if known and known.page and known.page.digest == page.digest:
        page = known.page
    return File(stamp, page, None)


def _fault(name: str, rule: str, what: str) -> PageFault:
    return PageFault(rule, name, 1, what)
