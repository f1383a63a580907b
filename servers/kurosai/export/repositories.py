"""`world.github` of a scenario: the repositories as far as they were read, and the new names of
their commits, which are other ones because their trees are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from pydantic import ValidationError

from kurosai.export import file_versions, hunks
from kurosai.export.branch import Arrival, arrivals, waiting
from kurosai.export.code_told import Commit, Person, Repository, Touched
from kurosai.export.file_versions import File, Step
from kurosai.sandbox.github.history import misfits
from kurosai.sandbox.schema_github import GitHub
from kurosai.vocabulary import stamp

Tree: TypeAlias = dict[Any, Any]

LONG_BEFORE = timedelta(days=30)
FIRST = "What was there before"
UNREAD_FILE = "(this file was not read)\n"
_LOGIN = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(slots=True)
class Made:
    """The tree as it grows; `people` by login, `made_up` says what no reading told."""

    people: Tree = field(default_factory=dict[Any, Any])
    repositories: Tree = field(default_factory=dict[Any, Any])
    made_up: dict[str, None] = field(default_factory=dict[str, None])
    left: list[str] = field(default_factory=list[str])

    def login(self, person: Person) -> str:
        """The login of a person, made if nobody told it."""
        for login, known in self.people.items():
            if person.email == known["email"]:
                return str(login)
        name = (
            person.login or _LOGIN.sub("-", person.email.partition("@")[0]).strip("-") or "nobody"
        )
        name = name if name not in self.people else f"{name}-{len(self.people)}"
        self.people[name] = {"name": person.name, "email": person.email}
        return name

    def by_login(self, login: str, otherwise: Person | None) -> str:
        """A login as it was told, with a name and an address of its own where nobody told them."""
        if not login:
            return self.login(otherwise or Person("nobody", "nobody@example.com"))
        if login not in self.people:
            self.people[login] = {"name": login, "email": f"{login}@example.com"}
        return login


def github(told: Mapping[str, Repository], now: datetime) -> tuple[Tree, list[str], list[str]]:
    """The tree ({} for none), what of it was made up, and what could not be carried."""
    made = Made()
    for one in told.values():
        for commit in one.commits.values():
            if commit.author.login:
                made.login(commit.author)
    host = next((one.host for one in told.values() if one.host), "")
    for name, one in told.items():
        for early, flat in ((True, False), (False, False), (False, True)):
            made.repositories[name] = _repository(made, one, now, early=early, flat=flat)
            if _fits(_tree(made, host), name):
                break
        else:
            del made.repositories[name]
            made.left.append(f"{name}: its story as it was read contradicts itself")
            continue
        if flat:
            made.left.append(f"{name}: pull requests that changed one file at the same time")
    return (_tree(made, host) if made.repositories else {}), [*made.made_up], made.left


def _tree(made: Made, host: str) -> Tree:
    named = {"host": host} if host else {}
    return {**named, "people": dict(made.people), "repositories": dict(made.repositories)}


def _fits(tree: Tree, name: str) -> bool:
    try:
        story = GitHub.model_validate(tree)
    except ValidationError:
        return False
    return not any(name in steps for steps, _ in misfits(story, ()))


def _repository(made: Made, here: Repository, now: datetime, *, early: bool, flat: bool) -> Tree:
    """One repository; `flat`: every change as a commit of the branch, without pull requests."""
    came = arrivals(here, early=early)
    begins = _begins(here, came, now)
    files = _Files(here, came)
    author = made.login(came[0].commit.author) if came else made.by_login("", None)
    made.made_up["of repositories: one first commit with what was there before"] = None
    commits: list[Tree] = [
        {"at": stamp(begins), "author": author, "message": FIRST, "files": files.first()}
    ]
    pulls: Tree = {}
    for number, one in enumerate(came):
        changed = files.changed(number)
        if one.brought is None or flat:
            commits.append(_commit(made, one.commit, changed))
        else:
            pulls[one.brought.pull.number] = _pull(made, one, changed, begins)
    for one, touched in waiting(here):
        changed = files.beside(touched)
        arrival = Arrival(one.commits[-1], touched, one)
        pulls[one.pull.number] = _pull(made, arrival, changed, begins)
    tree: Tree = {"default_branch": here.default, "commits": commits}
    return {**tree, **({"pulls": pulls} if pulls else {})}


def _begins(here: Repository, came: Sequence[Arrival], now: datetime) -> datetime:
    times = [one.at for one in here.commits.values()]
    times += [one.commit.at for one in came] + [*here.asked_from]
    return min(times, default=now).replace(microsecond=0) - LONG_BEFORE


def _commit(made: Made, one: Commit, files: Tree) -> Tree:
    if not files:
        made.made_up["commits without files, where nobody read which they changed"] = None
    return {
        "at": stamp(one.at),
        "author": made.login(one.author),
        "message": one.message or "(no message)",
        "files": files,
    }


def _pull(made: Made, one: Arrival, changed: Tree, begins: datetime) -> Tree:
    brought = one.brought
    assert brought is not None
    pull = brought.pull
    last = len(brought.commits) - 1
    if last:
        made.made_up["of pull requests: all files in the last of their commits"] = None
    commits = [
        _commit(made, commit, changed if number == last else {})
        for number, commit in enumerate(brought.commits)
    ]
    author = made.by_login(pull.author, brought.commits[-1].author)
    created = max(commit.at for commit in brought.commits[:1])
    tree: Tree = {
        "title": pull.title or brought.commits[-1].subject,
        "body": pull.body,
        "author": author,
        "created_at": stamp(max(created, begins)),
        "branch": brought.branch,
        "commits": commits,
    }
    if pull.merged_at is not None or pull.state == "closed":
        merger = made.login(brought.merger) if brought.merger and not brought.squash else ""
        tree["merged_at"] = stamp(one.commit.at)
        tree["merged_by"] = (
            (pull.merged_by and made.by_login(pull.merged_by, None)) or merger or author
        )
        tree["method"] = "squash" if brought.squash else "merge"
    return tree


class _Files:
    """The texts of all files of a repository through what came to its branch."""

    def __init__(self, here: Repository, came: Sequence[Arrival]) -> None:
        self._files: list[File] = []
        self._at: dict[str, int] = {}
        """Which file a path is at the moment."""
        self._changes: list[list[tuple[str, int | None, int]]] = []
        """Of each arrival the paths: which file and version, None for one that goes."""
        self._began: dict[str, int] = {}
        for one in came:
            self._changes.append([*self._arrive(one)])
        versions = {one.commit.sha: number + 1 for number, one in enumerate(came)}
        for number, one in enumerate(came):
            for commit in one.brought.commits if one.brought else ():
                versions.setdefault(commit.sha, number + 1)
        for seen in here.seen:
            self._saw(seen.path, versions.get(seen.sha, len(came)), seen.lines, seen.length)
        for _, touched in waiting(here):
            for one in touched:
                if one.kind != "A":
                    for hunk in hunks.parse(one.patch):
                        lines = dict(enumerate(hunk.before, hunk.old))
                        self._saw(one.path, len(came), lines, None)
        for path in here.entries:
            name = f"{path}.unread" if path.endswith("/") else path
            if name not in self._at and not any(known.startswith(path) for known in self._began):
                self._file(name)
        self._texts = [one.texts() for one in self._files]

    def first(self) -> Tree:
        """The files of the first commit."""
        found = {
            path: self._texts[number][0] or UNREAD_FILE
            for path, number in sorted(self._began.items())
        }
        return found or {"README.md": UNREAD_FILE}

    def changed(self, arrival: int) -> Tree:
        """The files of an arrival, as a scenario tells them."""
        return {
            path: None if number is None else self._texts[number][version]
            for path, number, version in self._changes[arrival]
        }

    def beside(self, touched: Iterable[Touched]) -> Tree:
        """What a pull request that was not merged makes of the files as they are now."""
        found: Tree = {}
        for one in touched:
            number = self._at.get(one.path)
            if one.kind == "D":
                found |= {} if number is None else {one.path: None}
                continue
            base = self._texts[number][-1] if number is not None else ""
            step = Step(hunks.parse(one.patch), one.added, one.removed)
            lines = file_versions.applied(base.split("\n")[:-1], step, 0)
            found[one.path] = "".join(f"{line}\n" for line in lines) or UNREAD_FILE
        return found

    def _file(self, path: str, *, begins: bool = True) -> int:
        number = self._at.get(path)
        if number is None:
            self._files.append(File(begins=begins))
            number = self._at[path] = len(self._files) - 1
            if begins:
                self._began[path] = number
        return number

    def _arrive(self, one: Arrival) -> Iterable[tuple[str, int | None, int]]:
        for touched in one.files:
            patch = hunks.parse(touched.patch)
            step = Step(patch, touched.added, touched.removed)
            before = touched.was or touched.path
            number = self._file(before, begins=touched.kind != "A")
            file = self._files[number]
            file.steps.append(step)
            if touched.was or touched.kind == "D":
                yield before, None, 0
                del self._at[before]
            if touched.kind != "D":
                self._at[touched.path] = number
                yield touched.path, number, len(file.steps)

    def _saw(
        self, path: str, arrivals_before: int, lines: Mapping[int, str], length: int | None
    ) -> None:
        version = 0
        number = self._at.get(path)
        for changes in self._changes[:arrivals_before]:
            for at, which, told in changes:
                if at == path and which is not None:
                    number, version = which, told
        if number is None:
            number = self._file(path)
        self._files[number].seen.append((version, lines))
        if length is not None:
            self._files[number].lengths.setdefault(version, length)
