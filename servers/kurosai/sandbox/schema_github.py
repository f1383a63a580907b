"""The shape of `world.github`: people, and repositories with what was committed and merged when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Base64Bytes, Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Name, Strict, Time

RepositoryName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$")
]


def _path(text: str) -> str:
    if any(part in ("", ".", "..", ".git") for part in text.split("/")):
        raise ValueError("a path has names between single slashes, none of them ., .. or .git")
    return text


FilePath = Annotated[str, AfterValidator(_path), StringConstraints(max_length=400)]
Branch = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]


class Person(Strict):
    """Who commits; the key is the login."""

    name: str
    email: str


class Replacement(Strict):
    """A text that stands in the file once, and what takes its place."""

    find: Annotated[str, StringConstraints(min_length=1)]
    replace: str


class Link(Strict):
    """A symbolic link and where it points."""

    link: str


class Submodule(Strict):
    """Another repository at a commit."""

    submodule: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]


class Binary(Strict):
    """Bytes that are no text."""

    base64: Base64Bytes


Contents = str | Replacement | tuple[Replacement, ...] | Link | Submodule | Binary | None
"""A whole text, what is replaced in it, one of the others, or nothing: the file is deleted."""


class Commit(Strict):
    """One commit. `files` says what becomes of each path it changes; none: it is empty."""

    at: Time
    author: Name
    message: Annotated[str, StringConstraints(min_length=1)]
    files: Mapping[FilePath, Contents]


class Pull(Strict):
    """A pull request into the default branch, branched off there at its first commit."""

    title: Annotated[str, StringConstraints(min_length=1)]
    body: str = ""
    author: Name
    created_at: Time
    branch: Branch
    commits: Annotated[tuple[Commit, ...], Field(min_length=1)]
    merged_at: Time | None = None
    merged_by: Name | None = None
    method: Literal["merge", "squash"] = "merge"


class Tagged(Strict):
    """A tag, made `at` on what was the default branch then, or `of` an earlier change: a pull
    request by its number (its merge), or a commit by its subject. With a `message` it is annotated,
    `by` somebody; without one it is light, and Git keeps neither its time nor who made it."""

    at: Time
    of: int | Annotated[str, StringConstraints(min_length=1)] | None = None
    by: Name | None = None
    message: str = ""

    @model_validator(mode="after")
    def _annotated(self) -> Tagged:
        if bool(self.message) != (self.by is not None):
            raise ValueError(
                "an annotated tag has a `message` and who made it (`by`), a light none"
            )
        return self


class Released(Strict):
    """A release of a tag, published `at`."""

    at: Time
    by: Name
    name: str = ""
    body: str = ""
    prerelease: bool = False


class DeploymentState(Strict):
    """What became of a deployment."""

    at: Time
    state: Literal["queued", "in_progress", "success", "failure", "error", "inactive"]
    by: Name | None = None
    description: str = ""
    log_url: str = ""


class Deployed(Strict):
    """A deployment of a `ref`: a tag, a branch, or a pull request by its number (its merge).

    A success makes the earlier successes of the same environment inactive, as on GitHub.
    """

    at: Time
    by: Name
    ref: int | Annotated[str, StringConstraints(min_length=1)]
    environment: str = "production"
    description: str = ""
    statuses: tuple[DeploymentState, ...] = ()


TagName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]


class Repository(Strict):
    """`commits` were made on the default branch; `renamed_from` names lead here."""

    description: str = ""
    default_branch: Branch = "main"
    renamed_from: tuple[RepositoryName, ...] = ()
    commits: tuple[Commit, ...] = ()
    pulls: Mapping[Annotated[int, Field(ge=1)], Pull] = {}
    tags: Mapping[TagName, Tagged] = {}
    releases: Mapping[TagName, Released] = {}
    deployments: tuple[Deployed, ...] = ()


class GitHub(Strict):
    """`host` is what addresses of pages name; the API itself is on loopback."""

    host: str = "ghe.example.co.jp"
    people: Mapping[Name, Person]
    repositories: Mapping[RepositoryName, Repository]
