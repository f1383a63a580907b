"""How a branch came to be, in order: what was made on it, and what pull requests brought.

Where the readings tell too little, a pull request has one commit, and a commit whose files nobody
read changes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.export.code_told import Commit, Person, Pull, Repository, Touched

_MERGED = re.compile(r"^Merge pull request #(?P<number>\d+) from [^/\s]+/(?P<branch>\S+)")
_SQUASHED = re.compile(r"^(?P<title>.*) \(#(?P<number>\d+)\)$")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_MOMENT = timedelta(seconds=1)
BEFORE = timedelta(days=20)
"""As far as a search by words looks back for what a merge brought, and some days."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A pull request: its commits on its branch, `merger` of its merge."""

    pull: Pull
    branch: str
    squash: bool
    commits: tuple[Commit, ...]
    merger: Person | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came to the branch at once: a commit, or a pull request that it merges."""

    commit: Commit
    files: tuple[Touched, ...]
    brought: Brought | None = None


def arrivals(here: Repository, *, early: bool = True) -> tuple[Arrival, ...]:
    """Everything that came to the default branch, oldest first. `early`: what a merge brought and
    nobody read was written before all that was looked at, else just before the merge."""
    merges = {one.merge for one in here.pulls.values() if one.merge}
    inside = {sha for brings in here.arrived.values() for sha in brings}
    inside |= {sha for one in here.pulls.values() for sha in one.commits}
    inside |= {one.head for one in here.pulls.values() if one.head != one.merge}
    on_branch = {*here.arrived, *here.tips, *(sha for sha in merges if sha in here.commits)}
    on_branch |= {sha for sha in here.touched if sha in here.commits and sha not in inside}
    found = [_arrival(here, here.commits[sha], early=early) for sha in on_branch]
    known = {one.brought.pull.number for one in found if one.brought}
    for pull in here.pulls.values():
        # Asked for by its number; its merge itself was not read.
        if pull.merged_at is not None and pull.number not in known:
            found.append(_merged(here, pull))
    return tuple(sorted(found, key=lambda one: one.commit.at))


def waiting(here: Repository) -> Iterator[tuple[Brought, tuple[Touched, ...]]]:
    """Pull requests that are not merged, with what they change."""
    for pull in here.pulls.values():
        if pull.merged_at is None and pull.commits:
            commits = _in_order(here, pull.commits)
            files = tuple(here.touched.get(f"#{pull.number}", {}).values())
            yield Brought(pull, f"pull-{pull.number}", squash=False, commits=commits), files


def _arrival(here: Repository, commit: Commit, *, early: bool) -> Arrival:
    merged, squashed = _MERGED.match(commit.subject), _SQUASHED.match(commit.subject)
    is_merge = merged is not None and len(commit.parents) > 1
    known = {one.merge for one in here.pulls.values()}
    is_squash = squashed is not None and len(commit.parents) == 1
    # A subject may end so for other reasons.
    is_squash = is_squash and (commit.on_page or commit.sha in known)
    number = int(merged["number"]) if is_merge and merged else 0
    number = int(squashed["number"]) if is_squash and squashed else number
    pull = here.pulls.get(number)
    if not number:
        return Arrival(commit, _files(here, commit.sha))
    rest = commit.message.partition("\n")[2].strip("\n")
    if pull is None and squashed and is_squash:
        pull = Pull(number, squashed["title"], rest, commit.author.login, "closed")
    pull = pull or Pull(number, rest or commit.subject, "", "", "closed")
    shas = here.arrived.get(commit.sha) or pull.commits
    commits = _in_order(here, shas)
    if not commits:
        # Commits of a merge that a listing does not have are older than what it lists.
        before = early and is_merge and commit.sha in here.arrived and here.asked_from
        at = min(here.asked_from) - BEFORE if before else commit.at - _MOMENT
        commits = (_made_up(commit, pull, at),)
    branch = merged["branch"] if is_merge and merged else f"pull-{number}"
    branch = branch if _BRANCH.fullmatch(branch) else f"pull-{number}"
    brought = Brought(pull, branch, is_squash, commits, commit.author)
    files = _files(here, commit.sha) or tuple(here.touched.get(f"#{number}", {}).values())
    return Arrival(commit, files, brought)


def _merged(here: Repository, pull: Pull) -> Arrival:
    """A merge of which only the pull request was read."""
    commits = _in_order(here, pull.commits)
    who = commits[-1].author if commits else Person(pull.author, f"{pull.author}@example.com")
    at = pull.merged_at or (commits[-1].at + _MOMENT)
    merge = Commit(pull.merge, at, who, f"Merge pull request #{pull.number}\n\n{pull.title}")
    commits = commits or (_made_up(merge, pull, at - _MOMENT),)
    files = tuple(here.touched.get(f"#{pull.number}", {}).values())
    return Arrival(
        merge, files, Brought(pull, f"pull-{pull.number}", squash=False, commits=commits)
    )


def _files(here: Repository, sha: str) -> tuple[Touched, ...]:
    return tuple(here.touched.get(sha, {}).values())


def _in_order(here: Repository, shas: tuple[str, ...]) -> tuple[Commit, ...]:
    """Those that are known, without merges of the branch into the pull request."""
    known = (here.commits[sha] for sha in shas if sha in here.commits)
    return tuple(sorted((one for one in known if len(one.parents) < 2), key=lambda one: one.at))


def _made_up(merge: Commit, pull: Pull, at: datetime) -> Commit:
    """The commit of a pull request whose commits nobody read."""
    author = Person(pull.author or merge.author.name, merge.author.email, pull.author)
    return Commit(pull.head, at, author if pull.author else merge.author, pull.title)
