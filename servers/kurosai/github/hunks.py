"""Which parts of a change decide, and in which order they are shown.

A behaviour changes where code or configuration changes; tests, documents and what tools write
follow it. So the first come first, small files before large ones, and the rest is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kurosai.github.wire.objects import Touched

ROW_CHARACTERS = 1_000
MOST_ROWS = 120
_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(?P<start>\d+)(?:,\d+)? @@", re.MULTILINE)
_FOLLOWS = re.compile(
    r"(?:^|/)(?:tests?|docs?|__snapshots__|fixtures|spec)/|(?:^|/)(?:test_[^/]*|[^/]*_test\.\w+"
    r"|[^/]*\.(?:test|spec)\.\w+|[^/]*\.(?:md|rst|txt|adoc)|CHANGELOG[^/]*)$",
    re.IGNORECASE,
)
_WRITTEN_BY_TOOLS = re.compile(
    r"(?:^|/)(?:dist|vendor|node_modules|generated)/|\.(?:lock|min\.js|snap|svg|map)$"
    r"|(?:^|/)(?:package-lock\.json|go\.sum|pnpm-lock\.yaml|yarn\.lock)$",
    re.IGNORECASE,
)


def decisive(files: Sequence[Touched]) -> list[Touched]:
    """The files in the order in which they are worth reading."""
    return sorted(files, key=lambda one: (_rank(one.path), one.added + one.removed, one.path))


def rows(files: Sequence[Touched]) -> Iterator[tuple[Touched, str]]:
    """The hunks of `files` in the given order, each short enough to be shown whole."""
    told = 0
    for file in files:
        for hunk in _split(file.patch):
            told += 1
            if told > MOST_ROWS:
                return
            yield file, hunk


def first_line(patch: str) -> int:
    """The line of the new file where the first change stands, from 1; 0 when none is told."""
    found = _HUNK.search(patch)
    if found is None:
        return 0
    line = int(found["start"])
    for text in patch[found.end() :].split("\n")[1:]:
        if text[:1] in ("+", "-"):
            return max(line, 1)
        line += 1
    return max(line, 1)


def _rank(path: str) -> int:
    if _WRITTEN_BY_TOOLS.search(path):
        return 2
    return 1 if _FOLLOWS.search(path) else 0


def _split(patch: str) -> Iterator[str]:
    starts = [match.start() for match in _HUNK.finditer(patch)]
    for start, end in pairwise([*starts, len(patch)]):
        piece: list[str] = []
        size = 0
        for line in patch[start:end].rstrip("\n").split("\n"):
            if piece and size + len(line) > ROW_CHARACTERS:
                yield "\n".join(piece)
                piece, size = [], 0
            piece.append(line)
            size += len(line) + 1
        yield "\n".join(piece)
