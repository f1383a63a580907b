"""GitHub's JSON as our types. Anything missing that must be there is Unavailable: no answer."""

from __future__ import annotations

import base64
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kurosai.errors import Unavailable
from kurosai.github.wire.objects import (
    Commit,
    Deployment,
    Person,
    Pull,
    Status,
    Tag,
    Touched,
)

_SHA = re.compile(r"[0-9a-f]{7,40}")
_STATUS: Mapping[str, Status] = {
    "added": "added",
    "copied": "added",
    "removed": "removed",
    "renamed": "renamed",
}


@contextmanager
def shaped(what: str) -> Generator[None]:
    """Anything missing or of another type inside the block is no answer: Unavailable."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unavailable(f"GitHub sent something that is no {what}.", "Try again.") from None


def is_sha(text: str) -> bool:
    """Whether a text has the form of a full or shortened sha."""
    return _SHA.fullmatch(text) is not None


def commit(raw: Mapping[str, Any]) -> Commit:
    """A commit as the commits API tells it. Raises Unavailable for anything else."""
    with shaped("commit"):
        told = raw["commit"]
        return Commit(
            sha=str(raw["sha"]),
            parents=tuple(str(one["sha"]) for one in raw["parents"]),
            tree=str(told["tree"]["sha"]),
            author=_person(told["author"], raw.get("author")),
            written=_time(told["author"]["date"]),
            committer=_person(told["committer"], raw.get("committer")),
            committed=_time(told["committer"]["date"]),
            message=str(told["message"]),
        )


def files(raw: Iterable[Mapping[str, Any]] | None) -> tuple[Touched, ...]:
    """The files of a commit or pull request."""
    with shaped("list of files"):
        return tuple(
            Touched(
                path=str(one["filename"]),
                status=_STATUS.get(str(one.get("status")), "modified"),
                added=int(one.get("additions") or 0),
                removed=int(one.get("deletions") or 0),
                patch=str(one.get("patch") or ""),
                before=str(one.get("previous_filename") or ""),
            )
            for one in raw or ()
        )


def pull(raw: Mapping[str, Any]) -> Pull:
    """A pull request. Lists tell neither who merged nor, while it is open, a merge."""
    with shaped("pull request"):
        merged = raw.get("merged_at")
        return Pull(
            number=int(raw["number"]),
            title=str(raw["title"]),
            body=str(raw.get("body") or ""),
            author=_login(raw.get("user")),
            state=str(raw["state"]),
            base=str(raw["base"]["ref"]),
            head=str(raw["head"]["sha"]),
            merged_at=_time(merged) if merged else None,
            merged_by=_login(raw.get("merged_by")),
            merge=str(raw.get("merge_commit_sha") or "") if merged else "",
            counted=raw.get("changed_files"),
        )


def tags(raw: Iterable[Mapping[str, Any]]) -> tuple[Tag, ...]:
    """Tags with their commits; of when they were made their list tells nothing."""
    with shaped("list of tags"):
        return tuple(Tag(str(one["name"]), str(one["commit"]["sha"])) for one in raw)


def deployment(raw: Mapping[str, Any]) -> Deployment:
    """A deployment, of which its list does not tell what became of it."""
    with shaped("deployment"):
        return Deployment(
            id=int(raw["id"]),
            ref=str(raw["ref"]),
            sha=str(raw["sha"]),
            environment=str(raw["environment"]),
            at=_time(raw["created_at"]),
        )


def outcome(made: Deployment, statuses: Sequence[Mapping[str, Any]]) -> Deployment:
    """What became of it, newest status first: the success, if there was one, else the last."""
    with shaped("list of statuses"):
        told = [(str(one["state"]), _time(one["created_at"])) for one in statuses]
    done = next((one for one in told if one[0] == "success"), None)
    state, at = done or (told[0] if told else ("pending", made.at))
    begun = min((when for what, when in told if what == "in_progress"), default=None)
    return replace(made, state=state, at=at, made=made.at, begun=begun)


def body(raw: Mapping[str, Any], sha: str) -> bytes:
    """The bytes of a blob. Raises Unavailable when they are not as many as was said."""
    with shaped("blob"):
        data = base64.b64decode(str(raw["content"]))
        size = int(raw.get("size") or 0)
    if len(data) != size:
        raise Unavailable(f"GitHub sent another file than blob {sha[:10]}.", "Try again.")
    return data


def _person(raw: Mapping[str, Any], account: Mapping[str, Any] | None) -> Person:
    return Person(str(raw["name"]), str(raw["email"]), _login(account))


def _login(account: Mapping[str, Any] | None) -> str:
    return str(account.get("login") or "") if account else ""


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
