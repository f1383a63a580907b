"""Tags, releases, deployments and the errors of CODEOWNERS, as the API answers them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from dulwich.objects import Tag

from kurosai.sandbox.github.asked import Asked, Many, NotThere
from kurosai.sandbox.github.publishing import HostedDeployment, HostedRelease, HostedState
from kurosai.sandbox.github.repositories import Hosted
from kurosai.sandbox.github.shapes import Object
from kurosai.vocabulary import Json, stamp

OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks for the file; the first that is there counts."""

_OWNER = re.compile(r"@[\w-]+(/[\w.-]+)?|[^@\s]+@[^@\s]+\.[^@\s]+")


def tag(asked: Asked) -> Json:
    """An annotated tag by the sha of its own object."""
    hosted = asked.hosted()
    found = asked.object(hosted, asked.path("sha"))
    if not isinstance(found, Tag):
        raise NotThere
    name, email = _person(found.tagger)
    sha = found.object[1].decode()
    place = asked.shapes.place(hosted)
    return {
        "tag": (found.name or b"").decode(),
        "sha": found.id.decode(),
        "url": f"{place}/git/tags/{found.id.decode()}",
        "message": (found.message or b"").decode(),
        "tagger": {"name": name, "email": email, "date": _at(found.tag_time)},
        "object": {"type": "commit", "sha": sha, "url": f"{place}/git/commits/{sha}"},
        "verification": {"verified": False, "reason": "unsigned"},
    }


def releases(asked: Asked) -> Many:
    """Releases, newest first."""
    hosted = asked.hosted()
    return Many(hosted.published.releases, lambda one: _release(asked, hosted, one))


def latest(asked: Asked) -> Json:
    """The newest release that is no pre-release."""
    return _only(asked, lambda one: not one.told.prerelease)


def release(asked: Asked) -> Json:
    """A release by its number."""
    return _only(asked, lambda one: str(one.id) == asked.path("number"))


def release_of(asked: Asked) -> Json:
    """The release of a tag."""
    return _only(asked, lambda one: one.tag == asked.path("tag"))


def deployments(asked: Asked) -> Many:
    """Deployments, newest first, with this `sha`, `ref`, `task`, `environment`."""
    hosted = asked.hosted()
    found = [
        one
        for one in hosted.published.deployments
        if asked.query("sha") in ("", one.sha)
        and asked.query("ref") in ("", one.ref)
        and asked.query("task") in ("", "deploy")
        and asked.query("environment") in ("", one.told.environment)
    ]
    return Many(found, lambda one: _deployment(asked, hosted, one))


def deployment(asked: Asked) -> Json:
    """One deployment."""
    hosted = asked.hosted()
    return _deployment(asked, hosted, _deployed(asked, hosted))


def statuses(asked: Asked) -> Many:
    """What became of a deployment, newest first."""
    hosted = asked.hosted()
    found = _deployed(asked, hosted)
    return Many(found.states[::-1], lambda one: _state(asked, hosted, found, one))


def status(asked: Asked) -> Json:
    """One of them by its number."""
    hosted = asked.hosted()
    found = _deployed(asked, hosted)
    for one in found.states:
        if str(one.id) == asked.path("state"):
            return _state(asked, hosted, found, one)
    raise NotThere


def owners_errors(asked: Asked) -> Json:
    """What GitHub does not understand in the CODEOWNERS file of a ref."""
    hosted = asked.hosted()
    commit = asked.commit(hosted, asked.query("ref"))
    for path in OWNERS:
        try:
            text = hosted.repo[_blob(hosted, commit.tree, path)].as_raw_string().decode()
        except KeyError:
            continue
        return {"errors": list(_errors(asked, path, text))}
    raise NotThere


def _errors(asked: Asked, path: str, text: str) -> Iterator[Json]:
    """Owners that are none, and accounts that are not there; teams are all taken as known."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#", 1)[0].split()
        for word in words[1:]:
            kind = ""
            if not _OWNER.fullmatch(word):
                kind = "Invalid owner"
            elif word[0] == "@" and "/" not in word and not asked.shapes.knows(word[1:]):
                kind = "Unknown owner"
            if kind:
                column = line.index(word) + 1
                yield {
                    "line": number,
                    "column": column,
                    "kind": kind,
                    "source": line,
                    "suggestion": None,
                    "message": f"{kind} on line {number}:\n\n  {line}\n  {' ' * (column - 1)}^",
                    "path": path,
                }


def _blob(hosted: Hosted, tree: bytes, path: str) -> bytes:
    """The sha of a file. Raises KeyError."""
    sha = tree
    for name in path.split("/"):
        sha = hosted.repo[sha][name.encode()][1]
    return sha


def _only(asked: Asked, fits: Callable[[HostedRelease], bool]) -> Json:
    hosted = asked.hosted()
    for one in hosted.published.releases:
        if fits(one):
            return _release(asked, hosted, one)
    raise NotThere


def _release(asked: Asked, hosted: Hosted, one: HostedRelease) -> Object:
    place = asked.shapes.place(hosted)
    return {
        "id": one.id,
        "url": f"{place}/releases/{one.id}",
        "html_url": asked.shapes.page(hosted, f"releases/tag/{one.tag}"),
        "tag_name": one.tag,
        "target_commitish": hosted.told.default_branch,
        "name": one.told.name or one.tag,
        "body": one.told.body,
        "draft": False,
        "prerelease": one.told.prerelease,
        "created_at": _at(hosted.repo[hosted.published.commits[one.tag].encode()].commit_time),
        "published_at": stamp(one.told.at),
        "author": asked.shapes.user(one.told.by),
        "assets": [],
        "tarball_url": f"{place}/tarball/{one.tag}",
    }


def _deployed(asked: Asked, hosted: Hosted) -> HostedDeployment:
    for one in hosted.published.deployments:
        if str(one.id) == asked.path("number"):
            return one
    raise NotThere


def _deployment(asked: Asked, hosted: Hosted, one: HostedDeployment) -> Object:
    address = f"{asked.shapes.place(hosted)}/deployments/{one.id}"
    last = one.states[-1].told.at if one.states else one.told.at
    return {
        "id": one.id,
        "url": address,
        "sha": one.sha,
        "ref": one.ref,
        "task": "deploy",
        "payload": {},
        "environment": one.told.environment,
        "original_environment": one.told.environment,
        "description": one.told.description or None,
        "creator": asked.shapes.user(one.told.by),
        "created_at": stamp(one.told.at),
        "updated_at": stamp(last),
        "statuses_url": f"{address}/statuses",
        "repository_url": asked.shapes.place(hosted),
        "transient_environment": False,
        "production_environment": one.told.environment == "production",
    }


def _state(asked: Asked, hosted: Hosted, one: HostedDeployment, state: HostedState) -> Object:
    place = asked.shapes.place(hosted)
    address = f"{place}/deployments/{one.id}"
    return {
        "id": state.id,
        "url": f"{address}/statuses/{state.id}",
        "state": state.told.state,
        "creator": asked.shapes.user(state.by),
        "description": state.told.description,
        "environment": one.told.environment,
        "environment_url": "",
        "log_url": state.told.log_url,
        "target_url": state.told.log_url,
        "created_at": stamp(state.told.at),
        "updated_at": stamp(state.told.at),
        "deployment_url": address,
        "repository_url": place,
    }


def _person(raw: Any) -> tuple[str, str]:
    name, _, email = (raw or b"").decode().partition(" <")
    return name, email.rstrip(">")


def _at(seconds: Any) -> str:
    return stamp(datetime.fromtimestamp(int(seconds or 0), UTC))
