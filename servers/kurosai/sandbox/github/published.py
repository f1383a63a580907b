"""What a story says of tags, releases and deployments: which commit each of them is of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

from kurosai.sandbox.github.planned import History
from kurosai.sandbox.schema_github import Repository

Tell: TypeAlias = "Callable[[tuple[str | int, ...], str, str | None], None]"
"""Takes a fault ("" for none) at its place, and somebody who has to be one of the people."""


def events(repository: Repository) -> Iterator[tuple[datetime, int, str, int]]:
    """Time, what comes first at one time, what, and which: after what was committed and merged."""
    for index, tag in enumerate(repository.tags.values()):
        yield tag.at, 3, "tag", index
    for index, name in enumerate(repository.releases):
        yield repository.releases[name].at, 4, "release", index
    for index, deployment in enumerate(repository.deployments):
        yield deployment.at, 5, "deploy", index


def play(repository: Repository, history: History, kind: str, index: int, tell: Tell) -> None:
    """One of them happens."""
    if kind == "tag":
        name, tag = list(repository.tags.items())[index]
        found, why = _commit(history, tag.of)
        tell(("tags", name), why, tag.by)
        if found >= 0:
            history.tags[name] = found
    elif kind == "release":
        name, release = list(repository.releases.items())[index]
        why = "" if name in history.tags else "there is no such tag yet"
        tell(("releases", name), why, release.by)
    else:
        told = repository.deployments[index]
        found, why = _deployed(repository, history, told.ref)
        times = [told.at, *(one.at for one in told.statuses)]
        why = why or ("" if times == sorted(times) else "its statuses are not in order of time")
        tell(("deployments", index), why, told.by)
        if found >= 0:
            history.deployed[index] = found


def _deployed(repository: Repository, history: History, ref: int | str) -> tuple[int, str]:
    if isinstance(ref, int):
        return _commit(history, ref)
    if ref in history.tags:
        return history.tags[ref], ""
    if ref == repository.default_branch and history.tip >= 0:
        return history.tip, ""
    return -1, f"there is no tag or branch {ref!r} yet"


def _commit(history: History, on: int | str | None) -> tuple[int, str]:
    """The place of a commit in the history, -1 with why there is none."""
    if on is None:
        return history.tip, "" if history.tip >= 0 else "there is nothing yet to tag"
    if isinstance(on, int):
        pull = history.pulls.get(on)
        if pull is None or pull.merge is None:
            return -1, f"#{on} is not merged yet"
        return pull.merge, ""
    found = [
        place
        for place, one in enumerate(history.commits)
        if one.message.partition("\n")[0] == on.strip()
    ]
    return (found[-1], "") if found else (-1, f"there is no commit {on!r} yet")
