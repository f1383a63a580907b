"""What a commit changed, in the form of GitHub's `files`."""

from __future__ import annotations

from typing import Any

from dulwich.diff_tree import RenameDetector
from dulwich.patch import unified_diff

from kurosai.vocabulary import Json

_STATUS = {"add": "added", "delete": "removed", "modify": "modified", "rename": "renamed"}


def files(repo: Any, old: str, new: str) -> list[dict[str, Json]]:
    """The files that differ between two commits' trees; `old` "" is a tree without files."""
    before = repo[old.encode()].tree if old else None
    changes = RenameDetector(repo.object_store).changes_with_renames(
        before, repo[new.encode()].tree
    )
    return [_file(repo, change) for change in changes]


def _file(repo: Any, change: Any) -> dict[str, Json]:
    old, new = _data(repo, change.old), _data(repo, change.new)
    entry = change.old if change.type == "delete" else change.new
    told: dict[str, Json] = {
        "sha": entry.sha.decode(),
        "filename": entry.path.decode(),
        "status": _STATUS[change.type],
    }
    if change.type == "rename":
        told["previous_filename"] = change.old.path.decode()
    if b"\0" in old + new:
        return {**told, "additions": 0, "deletions": 0, "changes": 0}
    lines = [line.decode() for line in unified_diff(old.splitlines(True), new.splitlines(True))]
    body = [line.rstrip("\n") for line in lines[2:]]
    added = sum(line.startswith("+") for line in body)
    removed = sum(line.startswith("-") for line in body)
    counts: dict[str, Json] = {
        "additions": added,
        "deletions": removed,
        "changes": added + removed,
    }
    return {**told, **counts, **({"patch": "\n".join(body)} if body else {})}


def _data(repo: Any, entry: Any) -> bytes:
    if entry is None or entry.sha is None:
        return b""
    if entry.mode == 0o160000:
        return b"Subproject commit " + entry.sha + b"\n"
    return repo[entry.sha].as_raw_string()
