"""Which files of a commit belong to a library, and which of them it has to do without.

Paths come from outside and become files of ours, so that a path that leads anywhere else than
down is never written.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kurosai.library.folder import MAX_PAGES
from kurosai.library.origin import Leaf
from kurosai.library.page import PageFault
from kurosai.library.page_parser import MAX_BYTES

SUFFIXES = frozenset({".md", ".markdown"})
SETTINGS = frozenset({"synonyms.yaml", "glossary.yaml", "sections.yaml", "resource-map.yaml"})
LFS = "lfs"
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v\d")
_LFS_BYTES = 1024
_LONGEST = 255
_SHOWN = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Of Windows; where other systems run, teams do call a page `004:Title.md`.
_REFUSED = re.compile(r'[\\:*?"<>|]') if os.name == "nt" else re.compile("(?!)")


@dataclass(frozen=True, slots=True)
class Picked:
    """The leaves to be brought, and what is said of the others that look like pages."""

    leaves: tuple[Leaf, ...]
    faults: tuple[PageFault, ...]


def pick(leaves: Iterable[Leaf]) -> Picked:
    """Pages and the library's own settings; nothing hidden, as in a plain folder."""
    kept: list[Leaf] = []
    faults: list[PageFault] = []
    for leaf in sorted(leaves, key=lambda one: one.path):
        parts = leaf.path.split("/")
        if any(part.startswith(".") and part not in (".", "..") for part in parts):
            continue
        if leaf.kind == "submodule":
            what = "a submodule: its pages are in another repository and are not read"
            faults.append(fault(leaf.path, "submodule", what))
        elif not _belongs(parts[-1]):
            continue
        elif not _writable(leaf.path):
            faults.append(bad_path(leaf.path))
        elif leaf.size is not None and leaf.size > MAX_BYTES:
            faults.append(too_large(leaf.path, leaf.size))
        elif len(kept) >= MAX_PAGES:
            faults.append(fault(leaf.path, "too_many", "later pages are not read"))
            break
        else:
            kept.append(leaf)
    return Picked(tuple(kept), tuple(faults))


def flaw(path: str, data: bytes) -> PageFault | None:
    """What keeps the bytes of a file from being served, if anything."""
    if len(data) > MAX_BYTES:
        return too_large(path, len(data))
    if len(data) < _LFS_BYTES and _POINTER.match(data):
        return fault(path, LFS, "a Git LFS pointer: its text is not in the repository")
    return None


def target(path: str, link: bytes, files: Mapping[str, str]) -> str:
    """The path of the file that a symbolic link means, "" unless it is one of `files`."""
    to = link.decode("utf-8", "replace")
    if to.startswith("/"):
        return ""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), to))
    return found if found in files else ""


def fault(path: str, rule: str, what: str) -> PageFault:
    """A fault of a whole file. Its path stays on one line whatever the repository calls it."""
    return PageFault(rule, _CONTROL.sub("\N{REPLACEMENT CHARACTER}", path)[:_SHOWN], 1, what)


def bad_path(path: str) -> PageFault:
    """A name that leads elsewhere, or that this machine cannot keep."""
    return fault(path, "bad_path", "no file can be called so here")


def too_large(path: str, size: int) -> PageFault:
    """A file that is no page anybody reads."""
    return fault(path, "too_large", f"{size} bytes; a page may have {MAX_BYTES}")


def _belongs(name: str) -> bool:
    return posixpath.splitext(name)[1].lower() in SUFFIXES or name in SETTINGS


def _writable(path: str) -> bool:
    parts = path.split("/")
    if _CONTROL.search(path) or _REFUSED.search(path):
        return False
    return all(part not in ("", ".", "..") and len(part.encode()) <= _LONGEST for part in parts)
