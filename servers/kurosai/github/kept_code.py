"""What GitHub told, kept so that its repositories can be made again: commits, patches, lines.

What is shown already is not kept twice: the hunks of a change and the lines of a file are rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kurosai import kept
from kurosai.github.history import Arrival
from kurosai.github.wire.objects import Change, Commit, Person, Place, Pull
from kurosai.vocabulary import Json, Row, stamp

MOST_PATCH = 8_000
"""Characters; a longer patch says no more than its first part, which describe_change shows."""


def place(at: Place) -> Row:
    """The repository at the commit that it was read at."""
    told: dict[str, Json] = {
        "repository": at.repository,
        "default": at.default,
        "branch": at.branch,
        "tip": commit(at.tip),
    }
    return kept.row("github.place", told)


def commit(one: Commit) -> dict[str, Json]:
    """A commit without its tree; what is as in most commits is left out."""
    told: dict[str, Json] = {"sha": one.sha, "author": person(one.author)}
    told |= {"at": stamp(one.committed), "message": one.message.strip("\n")}
    if one.parents:
        told["parents"] = [*one.parents]
    if one.written != one.committed:
        told["written"] = stamp(one.written)
    if one.committer != one.author:
        told["committer"] = person(one.committer)
    return told


def person(one: Person) -> dict[str, Json]:
    """Who it was, as Git and as GitHub call him."""
    login: dict[str, Json] = {"login": one.login} if one.login else {}
    return {"name": one.name, "email": one.email, **login}


def arrivals(places: Iterable[Place], came: Sequence[tuple[str, Arrival, Change]]) -> Iterator[Row]:
    """What came to branches of several repositories, and then its patches, the newest first; last
    the repositories that nothing came to."""
    named = {repository for repository, _, _ in came}
    every = [*places]
    yield from (place(one) for one in every if one.repository in named)
    for repository, arrival, _ in reversed(came):
        brings: Json = [commit(one) for one in arrival.brings]
        told: dict[str, Json] = {"repository": repository, "commit": commit(arrival.commit)}
        yield kept.row("github.arrival", {**told, **({"brings": brings} if brings else {})})
    for repository, arrival, change in reversed(came):
        for file in change.files:
            if file.patch and len(file.patch) <= MOST_PATCH:
                told = {"repository": repository, "sha": arrival.commit.sha, "path": file.path}
                yield kept.row("github.patch", told, file.patch)
    yield from (place(one) for one in every if one.repository not in named)


def change(at: Place, one: Commit, pull: Pull | None) -> Iterator[Row]:
    """A commit, and the pull request that it came with."""
    yield place(at)
    told: dict[str, Json] = {"repository": at.repository, "commit": commit(one)}
    yield kept.row("github.commit", {**told, **({"pull": pull.number} if pull else {})})
    if pull is not None:
        yield pulled(at, pull, ())


def pulled(at: Place, one: Pull, commits: Sequence[Commit]) -> Row:
    """A pull request, with its commits where they are known."""
    told: dict[str, Json] = {
        "repository": at.repository,
        "number": one.number,
        "title": one.title,
        "author": one.author,
        "state": one.state,
        "base": one.base,
        "head": one.head,
    }
    if one.merged_at is not None:
        told |= {"merged_at": stamp(one.merged_at), "merged_by": one.merged_by, "merge": one.merge}
    if commits:
        told["commits"] = [commit(each) for each in commits]
    return kept.row("github.pull", told, one.body.strip())


def file(at: Place, path: str, lines: int, size: int) -> Iterator[Row]:
    """How long a file is of which lines are shown."""
    yield place(at)
    told: dict[str, Json] = {"repository": at.repository, "sha": at.tip.sha, "path": path}
    yield kept.row("github.file", {**told, "lines": lines, "size": size})


def listing(at: Place, path: str) -> Iterator[Row]:
    """Which directory the entries are of."""
    yield place(at)
    told: dict[str, Json] = {"repository": at.repository, "sha": at.tip.sha, "path": path}
    yield kept.row("github.listing", told)


def found(repository: str, sha: str, path: str, lines: Iterable[tuple[int, str]]) -> Row:
    """Lines of a found file as they stand there: shown they are without their indentation."""
    told: dict[str, Json] = {"repository": repository, "sha": sha, "path": path}
    several = [*lines]
    numbers: Json = [number for number, _ in several]
    body = "\n".join(text for _, text in several)
    return kept.row("github.lines", {**told, "numbers": numbers}, body)
