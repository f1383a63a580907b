"""Which commit of an exported repository stands for which that was read.

A commit's id is the digest of all that it has; made again of what was read, it is another one. So
what names it elsewhere, in a log line or in a question, has to name the new one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kurosai.export.branch import arrivals
from kurosai.export.code_told import Repository
from kurosai.sandbox.github.repositories import Hosted, hosted
from kurosai.sandbox.schema_github import GitHub

SHORTEST = 7
_SHA = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])")


def of(told: Mapping[str, Repository], tree: Mapping[Any, Any], now: datetime) -> dict[str, str]:
    """The new ids by the old ones."""
    found: dict[str, str] = {}
    if tree:
        made = hosted(GitHub.model_validate(tree), now)
        for name, here in told.items():
            found |= _of(here, made[name]) if name in made else {}
    return found


def replacing(ids: Mapping[str, str]) -> Callable[[str], str]:
    """What writes a text with the new ids, short ones as short as they were."""
    by_start: dict[str, list[str]] = {}
    for sha in ids:
        by_start.setdefault(sha[:SHORTEST], []).append(sha)

    def new(match: re.Match[str]) -> str:
        text = match.group()
        fitting = [sha for sha in by_start.get(text[:SHORTEST], ()) if sha.startswith(text)]
        return ids[fitting[0]][: len(text)] if len(fitting) == 1 else text

    return (lambda text: _SHA.sub(new, text)) if ids else str


def _of(here: Repository, made: Hosted) -> dict[str, str]:
    found: dict[str, str] = {}
    commits = _by_what_they_say(made)
    for one in here.commits.values():
        new = commits.get((int(one.at.timestamp()), one.message.strip()))
        if new is not None:
            found[one.sha] = new
    for arrival in arrivals(here):
        pull = made.pulls.get(arrival.brought.pull.number) if arrival.brought else None
        if pull is None:
            continue
        found |= {arrival.commit.sha: pull.merge} if pull.merge else {}
        olds = [one.sha for one in arrival.brought.commits] if arrival.brought else []
        found |= {old: new for old, new in zip(olds, pull.commits, strict=False) if old}
    _parents(here, made, found)
    tip = made.repo.refs[b"HEAD"].decode()
    for sha in here.tips:
        found.setdefault(sha, tip)
    return {old: new for old, new in found.items() if old}


def _by_what_they_say(made: Hosted) -> dict[tuple[int, str], str]:
    """Its commits by second and message."""
    found: dict[tuple[int, str], str] = {}
    for sha in made.repo.object_store:
        one: Any = made.repo[sha]
        if one.type_name == b"commit":
            found[one.commit_time, one.message.decode().strip()] = sha.decode()
    return found


def _parents(here: Repository, made: Hosted, found: dict[str, str]) -> None:
    """What stood before a commit that was read, and was not read itself."""
    for one in here.commits.values():
        if one.sha in found:
            new: Any = made.repo[found[one.sha].encode()]
            for old, parent in zip(one.parents, new.parents, strict=False):
                found.setdefault(old, parent.decode())
