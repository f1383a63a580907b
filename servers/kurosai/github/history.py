"""When a commit came to a branch, which is not when it was written.

A commit made on the branch comes with its own time. One that was made elsewhere comes with the
merge that brought it: GitHub lists it under its own, earlier time, and a search "since the last
good run" would pass it by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kurosai.github.platform import Code
from kurosai.github.wire.merges import number
from kurosai.github.wire.objects import Commit, Place
from kurosai.vocabulary import Window

MOST_LISTED = 500
MOST_MERGES = 25
WRITTEN_BEFORE = timedelta(days=14)
"""How much older than its merge a commit may be to be found by its author or its text."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A commit on the branch's own line, with what it `brings` from elsewhere if it merges."""

    commit: Commit
    brings: tuple[Commit, ...] = ()

    @property
    def at(self) -> datetime:
        """When it came to the branch."""
        return self.commit.committed

    @property
    def pull(self) -> int:
        """The number of its pull request, 0 when its subject tells none."""
        return number(self.commit.subject)

    @property
    def merges(self) -> bool:
        """Whether it joins two lines."""
        return len(self.commit.parents) > 1

    @property
    def name(self) -> str:
        """`#412`, else the first ten digits of the sha."""
        return f"#{self.pull}" if self.pull else self.commit.sha[:10]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came to a branch within a window, oldest first; `notes` say what was not looked at."""

    place: Place
    arrivals: tuple[Arrival, ...]
    notes: tuple[str, ...] = field(default=())


def seen(
    code: Code, place: Place, window: Window, *, path: str = "", text: str = "", author: str = ""
) -> Seen:
    """What came to the place's branch within `window` and fits."""
    reach = WRITTEN_BEFORE if text or author else timedelta(0)
    since = window.start - reach
    listed = code.commits(place, path="", since=since, most=MOST_LISTED)
    notes = [] if listed.complete else [_cut(listed.commits, place)]
    every = [
        one
        for one in arrivals(listed.commits, place.tip.sha)
        if window.start <= one.at <= window.end
    ]
    found = [one for one in every if _fits(one, text, author)]
    known = {one.sha for one in listed.commits}
    if (text or author) and any(_leads_out(one, known) for one in every if one not in found):
        notes.append(
            f"partial: merges may bring commits from before {since:%Y-%m-%d}, which were not read"
        )
    if path:
        touching = code.commits(place, path=path, since=since, most=MOST_LISTED)
        found, unread = _touching(code, place, found, path, {one.sha for one in touching.commits})
        if unread or not touching.complete:
            notes.append(f"partial: {unread or 'some'} merges were not asked whether they touch it")
        notes += [] if found else _doubtful(code, place, path)
    if place.fetched is not None and place.fetched < window.end:
        notes.append(
            f"partial: this clone of {place.repository} was last fetched "
            f"{place.fetched:%Y-%m-%d %H:%M}Z, before the window ends: fetch it"
        )
    return Seen(place, tuple(found), tuple(notes))


def _leads_out(arrival: Arrival, known: set[str]) -> bool:
    """Whether what a merge brings goes on behind the listing."""
    behind = [sha for one in arrival.brings for sha in one.parents]
    return not known.issuperset([*arrival.commit.parents[1:], *behind])


def _doubtful(code: Code, place: Place, path: str) -> list[str]:
    """Why nothing at a path may only mean that it is called otherwise."""
    if "\ufffd" in path:
        return [f"partial: {path} is no name that can be asked for: ask for its folder"]
    tree, names = place.tip.tree, path.split("/")
    for depth, name in enumerate(names, 1):
        entry = next((one for one in code.entries(place, tree) if one.name == name), None)
        if entry is None or (depth < len(names) and entry.kind != "directory"):
            return [f"partial: there is no {path} at {place.tip.sha[:10]}: see whether it is right"]
        tree = entry.sha
    return []


def arrivals(commits: Sequence[Commit], tip: str) -> tuple[Arrival, ...]:
    """Commits of a listing as they came to the branch that ends in `tip`, oldest first.

    What the listing does not connect with the tip counts as made on the branch.
    """
    known = {one.sha: one for one in commits}
    line: list[Commit] = []
    at = tip
    while at in known:
        line.append(known[at])
        at = known[at].parents[0] if known[at].parents else ""
    placed = {one.sha for one in line}
    found: list[Arrival] = []
    for commit in reversed(line):
        brought = _side(commit, known, placed)
        placed |= {one.sha for one in brought}
        found.append(Arrival(commit, brought))
    found += [Arrival(one) for one in commits if one.sha not in placed]
    return tuple(sorted(found, key=lambda one: one.at))


def _side(merge: Commit, known: dict[str, Commit], placed: set[str]) -> tuple[Commit, ...]:
    """What a merge brings: commits behind its other parents that came with none before it."""
    brought: dict[str, Commit] = {}
    waiting = list(merge.parents[1:])
    while waiting:
        sha = waiting.pop()
        if sha in known and sha not in placed and sha not in brought:
            brought[sha] = known[sha]
            waiting += known[sha].parents
    return tuple(sorted(brought.values(), key=lambda one: one.committed))


def _fits(arrival: Arrival, text: str, author: str) -> bool:
    commits = (arrival.commit, *arrival.brings)
    return (not text or any(text.lower() in one.message.lower() for one in commits)) and (
        not author or any(one.author.fits(author) for one in commits)
    )


def _touching(
    code: Code, place: Place, found: list[Arrival], path: str, shas: set[str]
) -> tuple[list[Arrival], int]:
    """Those that changed something at `path`, and how many merges were too many to ask.

    Git's own listing leaves a merge out that took one side as it was: the commit it brought is
    listed, under its own time. So merges are asked themselves.
    """
    kept: list[Arrival] = []
    asked = unread = 0
    for one in reversed(found):
        if one.commit.sha in shas:
            kept.append(one)
        elif one.merges and asked == MOST_MERGES:
            unread += 1
        elif one.merges:
            asked += 1
            files = code.change(place, one.commit.sha).files
            if any(within(path, name) for file in files for name in (file.path, file.before)):
                kept.append(one)
    return kept[::-1], unread


def within(folder: str, path: str) -> bool:
    """Whether `path` is `folder` or lies in it."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")


def _cut(commits: Sequence[Commit], place: Place) -> str:
    oldest = min(one.committed for one in commits)
    return (
        f"partial: {len(commits)} commits of {place.repository} were read, back to "
        f"{oldest:%Y-%m-%d %H:%M}Z; older ones were not"
    )
