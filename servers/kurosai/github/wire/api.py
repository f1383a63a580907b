"""Repositories over the REST API of GitHub Enterprise Server or github.com."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from kurosai.errors import BadInput, Unavailable
from kurosai.github.wire import parsed
from kurosai.github.wire.door import PAGE, Door
from kurosai.github.wire.objects import (
    Blob,
    Change,
    Commit,
    Denied,
    Deployment,
    Entry,
    Hit,
    Hits,
    Kind,
    Listed,
    Missing,
    Place,
    Pull,
    Readable,
    Shipped,
    Touched,
)
from kurosai.vocabulary import stamp

MOST_FILES = 300
MOST_REPOSITORIES = 30
MOST_BLOB_BYTES = 2_000_000
_KINDS: Mapping[str, Kind] = {
    "100644": "file",
    "100755": "file",
    "040000": "directory",
    "120000": "symlink",
}
_PUNCTUATION = str.maketrans(dict.fromkeys(".,:;/\\`'\"=*!?#$&+^|~<>(){}[]@%", " "))
LIMITS = (
    "default branch only, whole words, files under 384 KB; the index may lag behind a push, "
    "and forks are left out"
)


class GitHubApi:
    """A `Code` over `Door`. Every method is one to four GETs."""

    def __init__(self, door: Door) -> None:
        self._door = door

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._door.identity

    @property
    def search_is_exact(self) -> bool:
        """An index that lags and leaves files out proves nothing."""
        return False

    def repositories(self) -> Readable:
        """Those that are allowed by name, and all that the token sees of an allowed owner."""
        allowed = self._door.settings().allowed
        names = [one for one in allowed.patterns if not one.endswith("/*")]
        complete = True
        for owner in (one.removesuffix("/*") for one in allowed.patterns if one.endswith("/*")):
            found, whole = self._owned(owner)
            complete = complete and whole
            with parsed.shaped("list of repositories"):
                names += [str(one["full_name"]) for one in found if not one.get("archived")]
        names = list(dict.fromkeys(names))
        complete = complete and len(names) <= MOST_REPOSITORIES
        return Readable(tuple(names[:MOST_REPOSITORIES]), complete)

    def place(self, repository: str, ref: str = "") -> Place:
        """The repository, and the commit that `ref` names."""
        allowed = self._door.settings().allowed
        asked = allowed.full(repository)
        told = self._door.get(f"/repos/{_path(asked)}")
        with parsed.shaped("repository"):
            # Under another name it may have gone to another owner.
            name, default = allowed.full(str(told["full_name"])), str(told["default_branch"])
        try:
            tip = self._door.get(f"/repos/{_path(name)}/commits/{_path(ref or default)}")
        except (Missing, BadInput):
            raise Missing(f"ref {ref or default}") from None
        branch = "" if ref and parsed.is_sha(ref) else ref or default
        return Place(name, asked, default, branch, parsed.commit(tip))

    def refs(self, repository: str) -> tuple[str, ...]:
        """Branches and tags, a page of each."""
        name = self._door.settings().allowed.full(repository)
        found: list[str] = []
        for kind in ("branches", "tags"):
            items, _ = self._door.pages(f"/repos/{_path(name)}/{kind}", {}, most=PAGE)
            found += [str(one["name"]) for one in items]
        return tuple(found)

    def commits(self, place: Place, *, path: str, since: datetime, most: int) -> Listed:
        """As `git log` lists them: with a path, merges that changed nothing there are left out."""
        query = {"sha": place.tip.sha, "since": stamp(since.replace(microsecond=0))}
        items, complete = self._door.pages(
            f"/repos/{_path(place.repository)}/commits",
            {**query, **({"path": path} if path else {})},
            most=most,
        )
        return Listed(tuple(parsed.commit(one) for one in items), complete)

    def change(self, place: Place, sha: str) -> Change:
        """One commit with its files against its first parent."""
        try:
            told = self._door.get(f"/repos/{_path(place.repository)}/commits/{_path(sha)}")
        except BadInput:
            raise Missing(f"commit {sha}") from None
        files = parsed.files(told.get("files"))
        # The API tells 300 files and then goes on by pages, without a count.
        return Change(parsed.commit(told), files, complete=len(files) < MOST_FILES)

    def holds(self, place: Place, sha: str) -> bool:
        """Whether nothing of `sha` is missing at the place."""
        told = self._door.get(
            f"/repos/{_path(place.repository)}/compare/{sha}...{place.tip.sha}", {"per_page": 1}
        )
        return str(told.get("status")) in ("ahead", "identical")

    def pull(self, place: Place, number: int) -> Pull:
        """A pull request by its number."""
        return parsed.pull(self._door.get(f"/repos/{_path(place.repository)}/pulls/{number}"))

    def pull_files(self, place: Place, pull: Pull) -> tuple[tuple[Touched, ...], bool]:
        """Its files against its base."""
        items, complete = self._door.pages(
            f"/repos/{_path(place.repository)}/pulls/{pull.number}/files", {}, most=MOST_FILES
        )
        return parsed.files(items), complete and len(items) >= (pull.counted or 0)

    def pull_commits(self, place: Place, pull: Pull) -> tuple[Commit, ...]:
        """Its commits, oldest first."""
        items, _ = self._door.pages(
            f"/repos/{_path(place.repository)}/pulls/{pull.number}/commits", {}, most=PAGE
        )
        return tuple(parsed.commit(one) for one in items)

    def pull_of(self, place: Place, commit: Commit) -> Pull | None:
        """The merged pull request that a commit is part of, else an open one."""
        path = f"/repos/{_path(place.repository)}/commits/{commit.sha}/pulls"
        try:
            items, _ = self._door.pages(path, {}, most=PAGE)
        except (Denied, Missing):
            return None
        pulls = [parsed.pull(one) for one in items]
        return next((one for one in pulls if one.merged_at), pulls[0] if pulls else None)

    def shipped(self, place: Place) -> Shipped:
        """A page of tags and one of deployments; none of those that the token may not see."""
        address = f"/repos/{_path(place.repository)}"
        tags, _ = self._door.pages(f"{address}/tags", {}, most=PAGE)
        try:
            deployments, _ = self._door.pages(f"{address}/deployments", {}, most=PAGE)
        except (Denied, Missing):
            deployments = []
        return Shipped(parsed.tags(tags), tuple(parsed.deployment(one) for one in deployments))

    def outcome(self, place: Place, deployment: Deployment) -> Deployment:
        """By its statuses, of which GitHub keeps all: a success counts from its own time."""
        path = f"/repos/{_path(place.repository)}/deployments/{deployment.id}/statuses"
        items, _ = self._door.pages(path, {}, most=PAGE)
        return parsed.outcome(deployment, items)

    def entries(self, place: Place, tree: str) -> tuple[Entry, ...]:
        """What a tree lists. Raises Unavailable for one that is too large to be listed whole."""
        told = self._door.get(f"/repos/{_path(place.repository)}/git/trees/{tree}")
        if told.get("truncated"):
            raise Unavailable(
                "GitHub cuts the list of this directory.", "Name a path further down."
            )
        with parsed.shaped("tree"):
            return tuple(
                Entry(str(one["path"]), _kind(str(one["mode"])), str(one["sha"]), one.get("size"))
                for one in told["tree"]
            )

    def paths(self, place: Place) -> tuple[tuple[str, ...], bool]:
        """All file paths; GitHub cuts at 100,000."""
        told = self._door.get(
            f"/repos/{_path(place.repository)}/git/trees/{place.tip.tree}", {"recursive": "1"}
        )
        with parsed.shaped("tree"):
            files = tuple(str(one["path"]) for one in told["tree"] if one["type"] == "blob")
        return files, not told.get("truncated")

    def blob(self, repository: str, sha: str) -> Blob:
        """The bytes of a file, decoded. Raises Unavailable when they are not what was said."""
        told = self._door.get(f"/repos/{_path(repository)}/git/blobs/{sha}")
        size = int(told.get("size") or 0)
        if size > MOST_BLOB_BYTES:
            return Blob(sha, size, None)
        try:
            data = base64.b64decode(str(told["content"]))
        except (ValueError, KeyError):
            data = None
        if data is None or len(data) != size:
            raise Unavailable(f"GitHub sent another file than blob {sha[:10]}.", "Try again.")
        return Blob(sha, size, data)

    def search(self, repository: str, words: tuple[str, ...], *, most: int) -> Hits:
        """The legacy code search: all words, anywhere in a file of the default branch."""
        allowed = self._door.settings().allowed
        names = (allowed.full(repository),) if repository else allowed.patterns
        scope = " ".join(
            f"user:{one.removesuffix('/*')}" if one.endswith("/*") else f"repo:{one}"
            for one in names
        )
        told = self._door.get("/search/code", {"q": f"{_literal(words)} {scope}", "per_page": most})
        with parsed.shaped("search result"):
            hits = tuple(_hit(one) for one in told["items"])
        kept = tuple(one for one in hits if allowed.allows(one.repository))
        total = int(told.get("total_count") or 0)
        whole = not told.get("incomplete_results")
        return Hits(kept[:most], total, whole, f"code search of {scope}", LIMITS)

    def _owned(self, owner: str) -> tuple[Sequence[Mapping[str, Any]], bool]:
        for kind in ("orgs", "users"):
            try:
                return self._door.pages(f"/{kind}/{_path(owner)}/repos", {}, most=PAGE)
            except Missing:
                continue
        # Not there, or not for this token: GitHub does not tell which.
        return (), False


def _kind(mode: str) -> Kind:
    return _KINDS.get(mode, "submodule")


def _literal(words: tuple[str, ...]) -> str:
    """Words as the engine takes them: it knows no punctuation, and a colon makes a qualifier."""
    plain = [" ".join(one.translate(_PUNCTUATION).split()).lstrip("-") for one in words]
    # In capitals these are operators: the NOT of an error text would leave out what is looked for.
    plain = [one.lower() if one in ("AND", "OR", "NOT") else one for one in plain]
    return " ".join(f'"{one}"' if " " in one else one for one in plain if one)


def _hit(raw: Mapping[str, Any]) -> Hit:
    commit = str(raw.get("url", "")).rpartition("?ref=")[2]
    return Hit(str(raw["repository"]["full_name"]), str(raw["path"]), str(raw["sha"]), commit)


def _path(text: str) -> str:
    """A name inside a path of the API; a slash is one, `..` leads nowhere."""
    if any(part in ("", ".", "..") for part in text.split("/")):
        raise BadInput(f"{text[:80]!r} is no name here.", "Give it as GitHub shows it.")
    return quote(text, safe="/")
