"""Tags in a Git repository, and the releases and deployments beside it, as they are at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dulwich.objects import Commit, Tag

from kurosai.sandbox.github.planned import History
from kurosai.sandbox.schema_github import (
    Deployed,
    DeploymentState,
    GitHub,
    Released,
    Repository,
    Tagged,
)


@dataclass(frozen=True, slots=True)
class HostedRelease:
    """A release with its number."""

    id: int
    tag: str
    told: Released


@dataclass(frozen=True, slots=True)
class HostedState:
    """What became of a deployment, by whom, with its number."""

    id: int
    told: DeploymentState
    by: str


@dataclass(frozen=True, slots=True)
class HostedDeployment:
    """A deployment with its number and its commit; its states, oldest first."""

    id: int
    told: Deployed
    ref: str
    sha: str
    states: tuple[HostedState, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """Everything of a repository that is published by its world's now; newest first."""

    releases: tuple[HostedRelease, ...] = ()
    deployments: tuple[HostedDeployment, ...] = ()
    commits: Mapping[str, str] = field(default_factory=dict[str, str])
    """The commit of each tag."""


NOTHING = Published()


def published_at(
    github: GitHub,
    told: Repository,
    history: History,
    shas: Sequence[str],
    now: datetime,
    repo: Any,
) -> Published:
    """Tag the commits of `repo`, and say what was released and deployed."""
    for name, place in history.tags.items():
        repo.refs[f"refs/tags/{name}".encode()] = _tag(
            github, repo, name, told.tags[name], shas[place]
        )
    releases = [
        HostedRelease(1 + index, name, one)
        for index, (name, one) in enumerate(told.releases.items())
        if one.at <= now
    ]
    deployments = [
        HostedDeployment(
            1 + index,
            one,
            one.ref if isinstance(one.ref, str) else shas[history.deployed[index]],
            shas[history.deployed[index]],
            _states(told.deployments, index, now),
        )
        for index, one in enumerate(told.deployments)
        if index in history.deployed
    ]
    return Published(
        tuple(sorted(releases, key=lambda one: one.told.at, reverse=True)),
        tuple(sorted(deployments, key=lambda one: (one.told.at, one.id), reverse=True)),
        {name: shas[place] for name, place in history.tags.items()},
    )


def _tag(github: GitHub, repo: Any, name: str, told: Tagged, sha: str) -> bytes:
    """What the ref of a tag holds: the commit, or of an annotated one the tag's own object."""
    if told.by is None:
        return sha.encode()
    person = github.people[told.by]
    made: Any = Tag()
    made.name = name.encode()
    made.object = (Commit, sha.encode())
    made.tagger = f"{person.name} <{person.email}>".encode()
    made.tag_time = int(told.at.timestamp())
    made.tag_timezone = 0
    made.message = f"{told.message.strip()}\n".encode()
    repo.object_store.add_object(made)
    tag: bytes = made.id
    return tag


def _states(several: Sequence[Deployed], index: int, now: datetime) -> tuple[HostedState, ...]:
    """Its own, and that a later success in the same environment took its place."""
    own = several[index]
    states = [(one.at, one, one.by or own.by) for one in own.statuses]
    if any(one.state == "success" for one in own.statuses):
        next_success = min(
            (
                (state.at, other.by)
                for other in several
                if other is not own and other.environment == own.environment
                for state in other.statuses
                if state.state == "success" and state.at > own.statuses[-1].at
            ),
            default=None,
        )
        if next_success is not None:
            at, by = next_success
            states.append((at, DeploymentState(at=at, state="inactive"), by))
    return tuple(
        HostedState(1000 * (1 + index) + number, one, by)
        for number, (at, one, by) in enumerate(states, 1)
        if at <= now
    )
