"""One request of the API with what it is about; what cannot be answered is an exception."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dulwich.objects import Commit, Tag
from starlette.requests import Request

from kurosai.sandbox.github.repositories import Hosted, HostedPull
from kurosai.sandbox.github.shapes import Shapes
from kurosai.vocabulary import Json

_SHA = re.compile(r"[0-9a-f]{4,40}")


class NotThere(Exception):
    """404."""


class Empty(Exception):
    """409: the repository has no commits."""


class Invalid(Exception):
    """422: the text says why."""


class Moved(Exception):
    """301: the repository has another name."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True, slots=True)
class Many:
    """A list that is served page by page; `around` puts a page into an object."""

    items: Sequence[Any]
    show: Callable[[Any], Json]
    around: Callable[[int, Json], Json] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, everything there is, and how it looks."""

    request: Request
    everything: Mapping[str, Hosted]
    shapes: Shapes

    def path(self, name: str) -> str:
        """A part of the path, "" if there is none."""
        return str(self.request.path_params.get(name, ""))

    def query(self, name: str) -> str:
        """A parameter, "" if it was not given."""
        return self.request.query_params.get(name, "")

    def hosted(self) -> Hosted:
        """The repository. Raises NotThere, or Moved when that was its name once."""
        number = self.request.path_params.get("id")
        name = f"{self.path('owner')}/{self.path('name')}".lower()
        for one in self.everything.values():
            if one.id == number or one.name.lower() == name:
                return one
        for one in self.everything.values():
            if name in (former.lower() for former in one.told.renamed_from):
                url = self.request.url
                rest = url.path.split("/", 6)[6:]
                path = "/".join([f"/api/v3/repositories/{one.id}", *rest])
                raise Moved(str(url.replace(path=path)))
        raise NotThere

    def commit(self, hosted: Hosted, ref: str) -> Any:
        """The commit that a branch, a tag or the beginning of a sha names."""
        repo = hosted.repo
        refs = repo.get_refs()
        if not any(name.startswith(b"refs/heads/") for name in refs):
            raise Empty
        name = (ref or hosted.told.default_branch).encode()
        for full in (b"refs/heads/" + name, b"refs/tags/" + name, b"refs/" + name, name):
            if full in refs:
                found = repo[refs[full]]
                return repo[found.object[1]] if isinstance(found, Tag) else found
        if _SHA.fullmatch(ref):
            found = [
                one
                for one in repo.object_store.iter_prefix(ref.encode())
                if isinstance(repo[one], Commit)
            ]
            if len(found) == 1:
                return repo[found[0]]
            raise Invalid(f"No commit found for SHA: {ref}")
        raise NotThere

    def object(self, hosted: Hosted, sha: str) -> Any:
        """An object by its full sha."""
        try:
            return hosted.repo[sha.encode()]
        except (KeyError, ValueError):
            raise NotThere from None

    def pull(self, hosted: Hosted) -> HostedPull:
        """The pull request of the path."""
        number = self.path("number")
        found = hosted.pulls.get(int(number)) if number.isascii() and number.isdigit() else None
        if found is None:
            raise NotThere
        return found
