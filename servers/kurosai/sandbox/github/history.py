"""A repository's story as written, unfolded: every commit with its parents and its whole tree.

Nothing after `now` is in it: a merge that is still to come leaves its pull request open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeAlias

from kurosai.sandbox.github import published
from kurosai.sandbox.github.planned import File, History, Planned, PlannedPull
from kurosai.sandbox.schema_github import (
    Binary,
    Commit,
    Contents,
    GitHub,
    Link,
    Person,
    Pull,
    Replacement,
    Repository,
    Submodule,
)

Steps: TypeAlias = "tuple[str | int, ...]"
Problem: TypeAlias = "tuple[Steps, str]"
EVER = datetime.max.replace(tzinfo=UTC)


def _web_flow(host: str) -> Person:
    """Who commits what is merged on the page."""
    return Person(name="GitHub", email=f"noreply@{host}")


def misfits(github: GitHub, steps: Steps) -> Iterator[Problem]:
    """What in the stories names something that is not there."""
    for name, repository in github.repositories.items():
        here = (*steps, "repositories", name)
        unfolding = Unfolding(github, name, repository, EVER, here)
        unfolding.run()
        yield from unfolding.problems


def unfold(github: GitHub, name: str, now: datetime) -> History:
    """The history of one repository at `now`, of a scenario that fits."""
    unfolding = Unfolding(github, name, github.repositories[name], now, ())
    unfolding.run()
    return unfolding.history


class Unfolding:
    """Plays one repository's events in the order of their times."""

    def __init__(
        self, github: GitHub, name: str, repository: Repository, now: datetime, steps: Steps
    ) -> None:
        self._github = github
        self._web_flow = _web_flow(github.host)
        self._owner = name.partition("/")[0]
        self._repository = repository
        self._now = now
        self._steps = steps
        self.history = History()
        self.problems: list[Problem] = []

    def run(self) -> None:
        """Play everything that has happened."""
        for at, _, kind, key in sorted(self._events()):
            if at > self._now:
                return
            if kind == "commit":
                here = (*self._steps, "commits", key)
                commit = self._repository.commits[key]
                self.history.tip = self._commit(commit, self.history.tip, here)
            elif kind == "branch":
                self._branch(key, self._repository.pulls[key])
            elif kind == "merge":
                self._merge(key, self._repository.pulls[key])
            else:
                published.play(self._repository, self.history, kind, key, self._told)

    def _events(self) -> Iterator[tuple[datetime, int, str, int]]:
        """Time, what comes first at one time, what, and which."""
        for index, commit in enumerate(self._repository.commits):
            yield commit.at, 0, "commit", index
        for number, pull in self._repository.pulls.items():
            yield pull.commits[0].at, 1, "branch", number
            here = (*self._steps, "pulls", number)
            if pull.created_at < pull.commits[0].at:
                self._problem((*here, "created_at"), "it is opened before its first commit")
            if pull.author not in self._github.people:
                self._problem((*here, "author"), f"there is no person {pull.author!r}")
            if pull.merged_at is None:
                continue
            if pull.merged_at < max(pull.created_at, *(one.at for one in pull.commits)):
                self._problem((*here, "merged_at"), "it is merged before it is all there")
            else:
                yield pull.merged_at, 2, "merge", number
        yield from published.events(self._repository)

    def _branch(self, number: int, pull: Pull) -> None:
        base = self.history.tip
        if base < 0:
            self._problem((*self._steps, "pulls", number), "there is nothing yet to branch off")
            return
        at, made = base, list[int]()
        for index, commit in enumerate(pull.commits):
            if commit.at <= self._now:
                at = self._commit(commit, at, (*self._steps, "pulls", number, "commits", index))
                made.append(at)
        if pull.created_at <= self._now:
            self.history.pulls[number] = PlannedPull(number, base, tuple(made), None)

    def _merge(self, number: int, pull: Pull) -> None:
        here = (*self._steps, "pulls", number)
        known = self.history.pulls.get(number)
        merger = self._person(pull.merged_by or "", (*here, "merged_by"))
        author = self._github.people.get(pull.author)
        if known is None or merger is None or author is None or pull.merged_at is None:
            return
        commits = self.history.commits
        before, head = commits[known.base].tree, commits[known.commits[-1]].tree
        tree = dict(commits[self.history.tip].tree)
        for path in sorted({*before, *head}):
            was, became = before.get(path), head.get(path)
            if was == became:
                continue
            if tree.get(path) not in (was, became):
                self._problem(here, f"{path} was changed on the branch meanwhile: a conflict")
            if became is None:
                tree.pop(path, None)
            else:
                tree[path] = became
        squashed = pull.method == "squash"
        subject = (
            f"{pull.title} (#{number})\n\n{pull.body}"
            if squashed
            else f"Merge pull request #{number} from {self._owner}/{pull.branch}\n\n{pull.title}"
        )
        parents = (self.history.tip,) if squashed else (self.history.tip, known.commits[-1])
        who = author if squashed else merger
        commits.append(
            Planned(who, self._web_flow, pull.merged_at, f"{subject.strip()}\n", parents, tree)
        )
        self.history.tip = len(commits) - 1
        self.history.pulls[number] = PlannedPull(
            number, known.base, known.commits, self.history.tip
        )

    def _commit(self, commit: Commit, parent: int, here: Steps) -> int:
        author = self._person(commit.author, (*here, "author")) or self._web_flow
        tree = dict(self.history.commits[parent].tree) if parent >= 0 else {}
        for path, contents in commit.files.items():
            self._change(tree, path, contents, (*here, "files", path))
        parents = (parent,) if parent >= 0 else ()
        message = f"{commit.message.strip()}\n"
        self.history.commits.append(Planned(author, author, commit.at, message, parents, tree))
        return len(self.history.commits) - 1

    def _change(self, tree: dict[str, File], path: str, contents: Contents, here: Steps) -> None:
        if contents is None:
            if tree.pop(path, None) is None:
                self._problem(here, "there is no such file to delete")
        elif isinstance(contents, str):
            tree[path] = File(0o100644, contents.encode())
        elif isinstance(contents, Link):
            tree[path] = File(0o120000, contents.link.encode())
        elif isinstance(contents, Submodule):
            tree[path] = File(0o160000, contents.submodule.encode())
        elif isinstance(contents, Binary):
            tree[path] = File(0o100644, contents.base64)
        else:
            several = (contents,) if isinstance(contents, Replacement) else contents
            self._replace(tree, path, several, here)

    def _replace(
        self,
        tree: dict[str, File],
        path: str,
        several: tuple[Replacement, ...],
        here: Steps,
    ) -> None:
        file = tree.get(path)
        if file is None:
            self._problem(here, "there is no such file to change")
            return
        text = file.data.decode()
        for one in several:
            count = text.count(one.find)
            if count != 1:
                self._problem(here, f"{one.find[:40]!r} stands there {count} times, not once")
            text = text.replace(one.find, one.replace)
        tree[path] = File(file.mode, text.encode())

    def _person(self, login: str, here: Steps) -> Person | None:
        person = self._github.people.get(login)
        if person is None:
            self._problem(here, f"there is no person {login!r}")
        return person

    def _told(self, steps: Steps, text: str, who: str | None) -> None:
        """A fault in what was published; `who` has to be one of the people."""
        here = (*self._steps, *steps)
        if text:
            self._problem(here, text)
        if who is not None:
            self._person(who, (*here, "by"))

    def _problem(self, steps: Steps, text: str) -> None:
        self.problems.append((steps, text))
