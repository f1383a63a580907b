"""The container registries of a world: repositories by account, and what lies in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from kurosai.sandbox.aws_kinds.policy_documents import Document
from kurosai.sandbox.footprints.manifests import Stored, stored
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_crois import Crois
from kurosai.sandbox.schema_ecr import Image
from kurosai.sandbox.schema_lifecycle import Lifecycle

_IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/"
    r"(?P<repository>[^:@]+):(?P<tag>[^:@]+)"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository; `images` oldest first. `pushes` are what was ever pushed under a tag, oldest
    first, each with the tags it was given: those too that lost their tags, or expired, since."""

    registry: str
    name: str
    created_at: datetime
    images: tuple[Stored, ...]
    pushes: tuple[Stored, ...] = ()
    policy: Document | None = None
    lifecycle: Lifecycle | None = None

    def tagged(self, tag: str) -> Stored | None:
        """The image that a tag names."""
        return next((one for one in self.images if tag in one.tags), None)

    def pulled(self, tag: str, at: datetime) -> Stored | None:
        """The image that a tag named at a moment: what is pushed under it later, no container of
        then ran. Before the first, which ran all the same, it is the first."""
        named = [one for one in self.pushes if tag in one.tags]
        return next(
            (one for one in reversed(named) if one.pushed_at <= at), next(iter(named), None)
        )

    def digested(self, digest: str) -> Stored | None:
        """The image of a digest."""
        return next((one for one in self.images if one.digest == digest), None)


class Registries:
    """Every repository that exists by `now`.

    A repository that the scenario writes out holds exactly what is written there; any other is
    made of the module versions whose image lies in it, each built for linux/amd64.
    """

    def __init__(self, aws: Aws, crois: Crois, now: datetime) -> None:
        self._aws = aws
        self._crois = crois
        self._now = now

    @cached_property
    def repositories(self) -> Mapping[tuple[str, str], Repository]:
        """By registry (account) and name, in that order."""
        pushed: dict[tuple[str, str], list[Image]] = {}
        for name, written in self._aws.repositories.items():
            pushed[written.registry, name] = list(written.images)
        for account, name, image in self._built():
            if name not in self._aws.repositories:
                pushed.setdefault((account, name), []).append(image)
        found = (self._repository(place, images) for place, images in sorted(pushed.items()))
        return {(one.registry, one.name): one for one in found if one is not None}

    def digest(self, image: str, at: datetime) -> str:
        """The digest that a container reports that pulled `image` at a moment; one of its own where
        we have no image."""
        if match := _IMAGE.fullmatch(image):
            repository = self.repositories.get((match["account"], match["repository"]))
            found = repository.pulled(match["tag"], at) if repository else None
            if found is not None:
                return found.digest
        return f"sha256:{sha256(image.encode()).hexdigest()}"

    def _built(self) -> Iterator[tuple[str, str, Image]]:
        for module in self._crois.modules.values():
            for version in module.versions.values():
                match = _IMAGE.fullmatch(version.image)
                if match is not None and match["region"] == self._aws.region:
                    image = Image(tags=(match["tag"],), pushed_at=version.created_at)
                    yield match["account"], match["repository"], image

    def _repository(self, place: tuple[str, str], images: list[Image]) -> Repository | None:
        account, name = place
        images.sort(key=lambda image: image.pushed_at)
        kept: dict[str, Stored] = {}
        pushes: list[Stored] = []
        for image in images:
            if image.pushed_at > self._now:
                break
            *parts, named = stored(image, name)
            # A tag names one image: the push takes it away from the one that had it.
            for digest, one in kept.items():
                left = tuple(tag for tag in one.tags if tag not in image.tags)
                kept[digest] = replace(one, tags=left)
            pushes.append(replace(named, tags=image.tags))
            if image.expired is not None and image.expired <= self._now:
                continue
            for part in parts:
                kept.setdefault(part.digest, part)
            kept[named.digest] = pushes[-1]
        if images and not pushes:
            return None
        begun = images[0].pushed_at if images else self._now
        told = self._aws.repositories.get(name)
        return Repository(
            account,
            name,
            begun,
            tuple(kept.values()),
            tuple(pushes),
            told.policy if told else None,
            told.lifecycle if told else None,
        )
