"""How a scenario says which container images lie in which registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kurosai.sandbox import schema_lifecycle
from kurosai.sandbox.aws_kinds.policy_documents import ResourcePolicy
from kurosai.sandbox.schema_base import LATER, Account, Problem, Strict, Time
from kurosai.sandbox.schema_lifecycle import Lifecycle

Platform = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+/[a-z0-9]+(/v[0-9])?$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")]


class Image(Strict):
    """One image that was pushed.

    `form` is what the tag names: an `oci_index` (as buildx pushes, with an `unknown/unknown`
    attestation beside each platform unless `attestations` is false), a `docker_list`, or a bare
    `manifest`, which says no platform. `expired` is when the lifecycle policy took it away.
    """

    tags: tuple[Tag, ...] = ()
    pushed_at: Time
    platforms: Annotated[tuple[Platform, ...], Field(min_length=1)] = ("linux/amd64",)
    form: Literal["oci_index", "docker_list", "manifest"] = "oci_index"
    attestations: bool = True
    size_mb: Annotated[int, Field(ge=1)] = 180
    expired: Annotated[Time | None, LATER] = None


class Repository(Strict):
    """A repository with exactly these images: nothing is added from the modules' versions.

    `policy` says who may use it, `lifecycle` how long images stay.
    """

    registry: Account
    images: tuple[Image, ...] = ()
    policy: Annotated[ResourcePolicy | None, LATER] = None
    lifecycle: Annotated[Lifecycle | None, LATER] = None


def misfits(repositories: Mapping[str, Repository], now: datetime) -> Iterator[Problem]:
    """What images and lifecycle policies say against each other; steps from `repositories` on."""
    for name, one in repositories.items():
        for steps, text in schema_lifecycle.misfits(one.lifecycle, one.images, now):
            yield ("repositories", name, *steps), text
