"""Commits, branches, comparisons and pull requests of the API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dulwich.graph import find_merge_base

from kurosai.sandbox.github.asked import Asked, Empty, Invalid, Many, NotThere
from kurosai.sandbox.github.differences import files
from kurosai.sandbox.github.repositories import Hosted, HostedPull
from kurosai.vocabulary import Json

HEADS, TAGS = b"refs/heads/", b"refs/tags/"
MOST_FILES = 300


def branches(asked: Asked) -> Many:
    """Branches with the commits they end in."""
    return _refs(asked, HEADS)


def tags(asked: Asked) -> Many:
    """Tags with their commits, the highest name first."""
    return _refs(asked, TAGS)


def branch(asked: Asked) -> Json:
    """One branch."""
    hosted = asked.hosted()
    name = asked.path("branch")
    if HEADS + name.encode() not in hosted.repo.get_refs():
        raise NotThere
    commit = asked.shapes.commit(hosted, asked.commit(hosted, name))
    return {"name": name, "commit": commit, "protected": name == hosted.told.default_branch}


def listed(asked: Asked) -> Many:
    """Commits of a ref, newest first; `since` and `until` are about the committer's time."""
    hosted = asked.hosted()
    tip = asked.commit(hosted, asked.query("sha"))
    path = asked.query("path").strip("/")
    walker = hosted.repo.get_walker(
        include=[tip.id], paths=[path.encode()] if path else None, simplify_history=bool(path)
    )
    since, until = _time(asked.query("since")), _time(asked.query("until"))
    people = [
        (key, asked.query(key).lower()) for key in ("author", "committer") if asked.query(key)
    ]
    found = [
        entry.commit
        for entry in walker
        if (since is None or entry.commit.commit_time >= since)
        and (until is None or entry.commit.commit_time <= until)
        and all(_is(asked, hosted, entry.commit, key, name) for key, name in people)
    ]
    return Many(found, lambda commit: asked.shapes.commit(hosted, commit))


def one(asked: Asked) -> Json:
    """One commit with its files; of more than 300 the first."""
    hosted = asked.hosted()
    told = asked.shapes.commit(hosted, asked.commit(hosted, asked.path("ref")), whole=True)
    changed = told["files"]
    assert isinstance(changed, list)
    return {**told, "files": changed[:MOST_FILES]}


def pulls_of(asked: Asked) -> Many:
    """The pull requests that a commit is part of, by itself or as their merge."""
    hosted = asked.hosted()
    sha = asked.commit(hosted, asked.path("ref")).id.decode()
    found = [pull for pull in hosted.pulls.values() if sha in (*pull.commits, pull.merge)]
    return Many(found, lambda pull: asked.shapes.pull(hosted, pull))


def compared(asked: Asked) -> Json:
    """Two refs as `base...head`: what head has more, and what differs since they parted."""
    hosted = asked.hosted()
    base_name, dots, head_name = asked.path("between").partition("...")
    if not dots:
        raise NotThere
    base, head = (_commit(asked, hosted, name) for name in (base_name, head_name))
    common = [hosted.repo[sha] for sha in find_merge_base(hosted.repo, [base.id, head.id])]
    if not common:
        raise NotThere
    ahead, behind = (_missing(hosted, a, b) for a, b in ((head, base), (base, head)))
    status = "diverged" if ahead and behind else "ahead" if ahead else "behind"
    return {
        "status": status if ahead or behind else "identical",
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "base_commit": asked.shapes.commit(hosted, base),
        "merge_base_commit": asked.shapes.commit(hosted, common[0]),
        "commits": [asked.shapes.commit(hosted, commit) for commit in reversed(ahead)],
        "files": files(hosted.repo, common[0].id.decode(), head.id.decode())[:MOST_FILES],
    }


def pulls(asked: Asked) -> Many:
    """Pull requests, newest first; open ones unless `state` says otherwise."""
    hosted = asked.hosted()
    state, base = asked.query("state") or "open", asked.query("base")
    if state not in ("open", "closed", "all"):
        raise Invalid("Validation Failed: state is open, closed or all")
    found = [
        pull
        for _, pull in sorted(hosted.pulls.items(), reverse=True)
        if state in ("all", "closed" if pull.merged else "open")
        and base in ("", hosted.told.default_branch)
    ]
    return Many(found, lambda one: asked.shapes.pull(hosted, one))


def pull(asked: Asked) -> Json:
    """One pull request."""
    hosted = asked.hosted()
    return asked.shapes.pull(hosted, asked.pull(hosted), whole=True)


def pull_files(asked: Asked) -> Many:
    """What a pull request changes since it branched off."""
    hosted, found = _pull(asked)
    return Many(files(hosted.repo, found.base, found.head), lambda one: one)


def pull_commits(asked: Asked) -> Many:
    """The commits of a pull request, oldest first."""
    hosted, found = _pull(asked)
    several = [asked.object(hosted, sha) for sha in found.commits]
    return Many(several, lambda commit: asked.shapes.commit(hosted, commit))


def _pull(asked: Asked) -> tuple[Hosted, HostedPull]:
    hosted = asked.hosted()
    return hosted, asked.pull(hosted)


def _refs(asked: Asked, prefix: bytes) -> Many:
    hosted = asked.hosted()
    found = sorted(
        (name, sha) for name, sha in hosted.repo.get_refs().items() if name.startswith(prefix)
    )
    place = asked.shapes.place(hosted)

    def show(item: tuple[bytes, bytes]) -> Json:
        name, sha = item[0].removeprefix(prefix).decode(), item[1].decode()
        if prefix == HEADS:
            commit: Json = {"sha": sha, "url": f"{place}/commits/{sha}"}
            return {"name": name, "commit": commit, "protected": False}
        sha = asked.commit(hosted, f"tags/{name}").id.decode()
        return {
            "name": name,
            "commit": {"sha": sha, "url": f"{place}/commits/{sha}"},
            "tarball_url": f"{place}/tarball/refs/tags/{name}",
            "zipball_url": f"{place}/zipball/refs/tags/{name}",
        }

    return Many(found if prefix == HEADS else found[::-1], show)


def _is(asked: Asked, hosted: Hosted, commit: Any, key: str, name: str) -> bool:
    """Whether a commit's author or committer has this login or this email."""
    told = asked.shapes.commit(hosted, commit)
    account = told[key]
    login = account["login"] if isinstance(account, dict) else ""
    email = getattr(commit, key).decode().rpartition("<")[2].rstrip(">")
    return name in (str(login).lower(), email.lower())


def _commit(asked: Asked, hosted: Hosted, ref: str) -> Any:
    try:
        return asked.commit(hosted, ref)
    except (Empty, Invalid):
        raise NotThere from None


def _missing(hosted: Hosted, whole: Any, part: Any) -> list[Any]:
    """Commits of `whole` that `part` lacks, newest first."""
    walker: Iterator[Any] = hosted.repo.get_walker(include=[whole.id], exclude=[part.id])
    return [entry.commit for entry in walker]


def _time(text: str) -> float | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise Invalid(f"Invalid time: {text[:40]}") from None
