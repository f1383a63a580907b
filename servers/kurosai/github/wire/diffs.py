"""What differs between two trees of a clone, as the API would tell it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from kurosai import deadline
from kurosai.github.wire.objects import Status, Touched

if TYPE_CHECKING:
    from dulwich.repo import Repo

MOST_FILES = 300
MOST_COMPARED_BYTES = 400_000
CONTEXT = 3
_STATUS: dict[str, Status] = {"add": "added", "delete": "removed", "rename": "renamed"}


def between(repo: Repo, old: Any, new: Any) -> tuple[tuple[Touched, ...], bool]:
    """The files that differ from tree `old` (None: everything is new), and whether all are here."""
    from dulwich.diff_tree import RenameDetector  # noqa: PLC0415

    found: list[Touched] = []
    changes = RenameDetector(repo.object_store).changes_with_renames(old, new)
    for change in changes:
        deadline.remaining(doing="comparing files")
        if len(found) == MOST_FILES:
            return tuple(found), False
        found.append(_touched(repo, change))
    return tuple(found), True


def _touched(repo: Repo, change: Any) -> Touched:
    was, became = change.old, change.new
    before, after = _bytes(repo, was), _bytes(repo, became)
    path = (became if became and became.path else was).path.decode("utf-8", "replace")
    renamed = change.type == "rename"
    patch, added, removed = _patch(before, after)
    return Touched(
        path=path,
        status=_STATUS.get(change.type, "modified"),
        added=added,
        removed=removed,
        patch=patch,
        before=was.path.decode("utf-8", "replace") if renamed else "",
    )


def _bytes(repo: Repo, entry: Any) -> bytes:
    if entry is None or entry.sha is None:
        return b""
    if entry.mode & 0o170000 == 0o160000:
        return b"Subproject commit " + entry.sha + b"\n"
    return repo.object_store[entry.sha].as_raw_string()


def _patch(before: bytes, after: bytes) -> tuple[str, int, int]:
    """Unified hunks without file names, and the lines added and removed; none for binary files."""
    if b"\0" in before[:8_000] + after[:8_000]:
        return "", 0, 0
    # Carriage returns that came or went are a change, and are shown as Git shows them.
    mark = "" if b"\r\n" in before and b"\r\n" in after else "^M"
    old, new = _lines(before, mark), _lines(after, mark)
    if len(before) + len(after) > MOST_COMPARED_BYTES:
        return "", 0, 0
    lines = list(difflib.unified_diff(old, new, n=CONTEXT, lineterm=""))[2:]
    added = sum(line.startswith("+") for line in lines)
    removed = sum(line.startswith("-") for line in lines)
    return "\n".join(lines), added, removed


def _lines(data: bytes, mark: str) -> list[str]:
    """By newlines only, as Git counts lines; `mark` stands for a carriage return before one."""
    text = data.decode("utf-8", "replace").replace("\r\n", f"{mark}\n")
    lines = text.split("\n")
    last = lines.pop()
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines
