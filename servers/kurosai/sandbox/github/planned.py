"""A repository's story unfolded: every commit with its parents and its whole tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from kurosai.sandbox.schema_github import Person


@dataclass(frozen=True, slots=True)
class File:
    """An entry of a tree; for a submodule `data` is the sha, for a link where it points."""

    mode: int
    data: bytes


Tree: TypeAlias = "Mapping[str, File]"


@dataclass(frozen=True, slots=True)
class Planned:
    """A commit to be made; `parents` are places in the history's list."""

    author: Person
    committer: Person
    at: datetime
    message: str
    parents: tuple[int, ...]
    tree: Tree


@dataclass(frozen=True, slots=True)
class PlannedPull:
    """A pull request: where it branched off, its commits, and its merge if there was one."""

    number: int
    base: int
    commits: tuple[int, ...]
    merge: int | None


@dataclass(slots=True)
class History:
    """Commits oldest first for each line; `tip` is the default branch's, -1 while there is none."""

    commits: list[Planned] = field(default_factory=list[Planned])
    pulls: dict[int, PlannedPull] = field(default_factory=dict[int, PlannedPull])
    tip: int = -1
    tags: dict[str, int] = field(default_factory=dict[str, int])
    deployed: dict[int, int] = field(default_factory=dict[int, int])
    """The commit of each tag, and of each deployment by its place in the story."""
