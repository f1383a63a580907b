"""What readings tell of repositories: commits, what they changed, pull requests, lines of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kurosai import kept
from kurosai.vocabulary import Row, moment

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_TOUCHED = re.compile(
    r"(?P<kind>[AMDR]) \+(?P<added>\d+) -(?P<removed>\d+) (?P<path>.+?)(?: \(was (?P<was>.+)\))?"
)
_ARRIVED = re.compile(r"(?P<repository>\S+/\S+) commit (?P<sha>[0-9a-f]{40})")
_LINE = re.compile(r" *(?P<number>\d+) (?P<text>.*)", re.DOTALL)
_ENTRY = re.compile(
    r"(?P<name>.+?)(?P<folder>/)?(?: (?P<size>[\d,]+) bytes)?(?: \((?P<kind>\w+)\))?"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who; `login` is "" where only Git told."""

    name: str
    email: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as it was told; `at` is when it came to be as it is."""

    sha: str
    at: datetime
    author: Person
    message: str
    parents: tuple[str, ...] = ()
    on_page: bool = False
    """Whether GitHub itself made it, as it does of what is merged or squashed on its page."""

    @property
    def subject(self) -> str:
        """Its first line."""
        return self.message.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Touched:
    """A file of a change; `patch` is as much of it as was read."""

    kind: str
    added: int
    removed: int
    path: str
    was: str = ""
    patch: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request; `merge` is "" while it is open, `commits` empty where they were not read."""

    number: int
    title: str
    body: str
    author: str
    state: str
    merged_by: str = ""
    merged_at: datetime | None = None
    merge: str = ""
    head: str = ""
    commits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Lines of a file at a commit by number; `length` of the file, None where it was not told."""

    sha: str
    path: str
    lines: Mapping[int, str]
    length: int | None = None


@dataclass(slots=True)
class Repository:
    """All that was told of one. `arrived` are commits of its branch with what they brought,
    `touched` the files of a change by its sha or by `#` and the number of a pull request."""

    name: str
    default: str = "main"
    host: str = ""
    commits: dict[str, Commit] = field(default_factory=dict[str, Commit])
    arrived: dict[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    touched: dict[str, dict[str, Touched]] = field(default_factory=dict[str, "dict[str, Touched]"])
    pulls: dict[int, Pull] = field(default_factory=dict[int, Pull])
    seen: list[Seen] = field(default_factory=list[Seen])
    entries: set[str] = field(default_factory=set[str])
    tips: dict[str, None] = field(default_factory=dict[str, None])
    asked_from: list[datetime] = field(default_factory=list[datetime])
    """When the windows began in which its commits were looked for."""


def gather(readings: Iterable[Evidence]) -> tuple[dict[str, Repository], list[str]]:
    """The repositories by name, and what of the readings tells too little."""
    found: dict[str, Repository] = {}
    left: list[str] = []
    for one in readings:
        if one.server != "github":
            continue
        told = [each for row in one.kept if (each := kept.read(row)) is not None]
        for each in told:
            _told(found, each)
            name = str(each.told.get("repository") or "")
            if one.window is not None and name:
                found[name].asked_from.append(one.window.start)
        if one.tool == "find_commits":
            _arrived(found, one)
        elif one.tool == "describe_change":
            _changed(found, one, told)
        elif one.tool == "read_file":
            _read(found, one, told)
        if not told and one.rows:
            left.append(f"{one.id} github.{one.tool}: it was recorded by an older version")
    return found, left


def _repository(found: dict[str, Repository], name: str) -> Repository:
    return found.setdefault(name, Repository(name))


def _told(found: dict[str, Repository], one: kept.Kept) -> None:
    told = one.told
    if not one.kind.startswith("github."):
        return
    here = _repository(found, str(told["repository"]))
    if one.kind == "github.place":
        tip = _commit(here, told["tip"])
        if told["branch"] in ("", told["default"]):
            here.default = str(told["default"])
            here.tips[tip] = None
    elif one.kind == "github.arrival":
        brings = tuple(_commit(here, each) for each in told.get("brings", ()))
        here.arrived[_commit(here, told["commit"])] = brings
    elif one.kind == "github.commit":
        _commit(here, told["commit"])
    elif one.kind == "github.patch":
        _patched(here, str(told["sha"]), str(told["path"]), one.body)
    elif one.kind == "github.pull":
        here.pulls[int(told["number"])] = _pull(here, told, one.body)
    elif one.kind == "github.lines":
        lines = dict(zip(told["numbers"], one.body.split("\n"), strict=False))
        here.seen.append(Seen(str(told["sha"]), str(told["path"]), lines))


def _commit(here: Repository, told: Mapping[str, Any]) -> str:
    sha = str(told["sha"])
    author: Mapping[str, Any] = told["author"]
    committer: Mapping[str, Any] = told.get("committer", author)
    local, _, host = str(committer["email"]).partition("@")
    on_page = (committer["name"], local) == ("GitHub", "noreply")
    here.host = host if on_page else here.host
    here.commits[sha] = Commit(
        sha,
        moment(str(told["at"])),
        Person(str(author["name"]), str(author["email"]), str(author.get("login", ""))),
        str(told["message"]),
        tuple(told.get("parents", ())),
        on_page,
    )
    return sha


def _pull(here: Repository, told: Mapping[str, Any], body: str) -> Pull:
    number = int(told["number"])
    before = here.pulls.get(number)
    commits = tuple(_commit(here, each) for each in told.get("commits", ()))
    merged = str(told.get("merged_at") or "")
    return Pull(
        number,
        str(told["title"]),
        body,
        str(told["author"]),
        str(told["state"]),
        # Who merged it is told where it is asked for by its number only.
        str(told.get("merged_by") or "") or (before.merged_by if before else ""),
        moment(merged) if merged else None,
        str(told.get("merge") or ""),
        str(told["head"]),
        commits or (before.commits if before else ()),
    )


def _touch(here: Repository, change: str, line: str) -> bool:
    match = _TOUCHED.fullmatch(line)
    if match is None:
        return False
    files = here.touched.setdefault(change, {})
    patch = files[match["path"]].patch if match["path"] in files else ""
    files[match["path"]] = Touched(
        match["kind"],
        int(match["added"]),
        int(match["removed"]),
        match["path"],
        match["was"] or "",
        patch,
    )
    return True


def _patched(here: Repository, change: str, path: str, patch: str) -> None:
    files = here.touched.setdefault(change, {})
    old = files.get(path)
    added, removed = _counted(patch)
    files[path] = (
        Touched(old.kind, old.added, old.removed, path, old.was, patch)
        if old
        else Touched("M", added, removed, path, "", patch)
    )


def _counted(patch: str) -> tuple[int, int]:
    lines = patch.split("\n")
    return sum(one[:1] == "+" for one in lines), sum(one[:1] == "-" for one in lines)


def _arrived(found: dict[str, Repository], one: Evidence) -> None:
    """Which files came with each commit: the last lines of its row."""
    for row in one.rows:
        match = _ARRIVED.match(row.text)
        if match is None:
            continue
        here = _repository(found, match["repository"])
        for line in reversed(row.text.split("\n")):
            if not _touch(here, match["sha"], line):
                break


def _changed(found: dict[str, Repository], one: Evidence, told: list[kept.Kept]) -> None:
    """The files of a change, and the hunks of those that were shown."""
    place = next((each for each in told if each.kind in ("github.pull", "github.commit")), None)
    if place is None:
        return
    here = _repository(found, str(place.told["repository"]))
    is_pull = place.kind == "github.pull"
    name = f"#{place.told['number']}" if is_pull else str(place.told["commit"]["sha"])
    path, patches = "", dict[str, str]()
    for row in one.rows:
        if not row.mark and not _listed(here, name, row):
            path = _hunk(here.touched.get(name, {}), patches, path, row)
    for at, patch in patches.items():
        _patched(here, name, at, patch)


def _listed(here: Repository, name: str, row: Row) -> bool:
    lines = row.text.split("\n")
    if not all(_TOUCHED.fullmatch(line) for line in lines):
        return False
    return all(_touch(here, name, line) for line in lines)


def _hunk(files: Mapping[str, Touched], patches: dict[str, str], path: str, row: Row) -> str:
    """Add a row of a patch; a file's first one begins with its path."""
    head, _, rest = row.text.partition("\n")
    if head in files and rest.startswith("@@"):
        path, text = head, rest
    elif path and row.text[:1] in ("@", " ", "+", "-", "\\"):
        text = row.text
    else:
        return path
    patches[path] = f"{patches[path]}\n{text}" if path in patches else text
    return path


def _read(found: dict[str, Repository], one: Evidence, told: list[kept.Kept]) -> None:
    place = next((each for each in told if each.kind in ("github.file", "github.listing")), None)
    if place is None:
        return
    here = _repository(found, str(place.told["repository"]))
    path, sha = str(place.told["path"]), str(place.told["sha"])
    if place.kind == "github.listing":
        for row in one.rows:
            match = _ENTRY.fullmatch(row.text)
            if match and not match["kind"]:
                name = f"{path}/{match['name']}".lstrip("/")
                here.entries.add(f"{name}/" if match["folder"] else name)
        return
    lines = {
        int(match["number"]): match["text"]
        for row in one.rows
        if (match := _LINE.fullmatch(row.text)) is not None
    }
    here.seen.append(Seen(sha, path, lines, int(place.told["lines"])))
