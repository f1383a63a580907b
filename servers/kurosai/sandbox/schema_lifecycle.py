"""Lifecycle policies of ECR, in AWS's own form, and which images they have expired."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, Protocol

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Problem, Strict, Time

_DAY: Final = timedelta(days=1)
"""How long ECR takes until an image that a rule selects is gone."""

_Some = Annotated[tuple[Annotated[str, StringConstraints(min_length=1)], ...], Field(min_length=1)]


class Selection(Strict):
    """Which images a rule is about."""

    tagStatus: Literal["tagged", "untagged", "any"]  # noqa: N815 - AWS's names, as in the file
    tagPatternList: _Some | None = None  # noqa: N815
    tagPrefixList: _Some | None = None  # noqa: N815
    countType: Literal["imageCountMoreThan", "sinceImagePushed"]  # noqa: N815
    countUnit: Literal["days"] | None = None  # noqa: N815
    countNumber: Annotated[int, Field(ge=1)]  # noqa: N815

    @model_validator(mode="after")
    def _fits(self) -> Selection:
        if (self.countType == "sinceImagePushed") != (self.countUnit is not None):
            raise ValueError("countUnit belongs to sinceImagePushed, and only to it")
        lists = (self.tagPatternList is not None) + (self.tagPrefixList is not None)
        if lists != (self.tagStatus == "tagged"):
            raise ValueError("one of tagPatternList, tagPrefixList belongs to tagged images")
        return self

    def selects(self, tags: frozenset[str]) -> bool:
        """Whether it is about an image with these tags: each of its patterns fits one of them."""
        if self.tagStatus != "tagged":
            return self.tagStatus == "any" or not tags
        wanted = self.tagPatternList or tuple(f"{one}*" for one in self.tagPrefixList or ())
        forms = [".*".join(map(re.escape, one.split("*"))) for one in wanted]
        return all(any(re.fullmatch(form, tag) for tag in tags) for form in forms)


class Expire(Strict):
    """What happens to them."""

    type: Literal["expire"]


class Rule(Strict):
    """One rule; a lower priority goes first."""

    rulePriority: Annotated[int, Field(ge=1, le=999)]  # noqa: N815
    description: str | None = None
    selection: Selection
    action: Expire


class Lifecycle(Strict):
    """The policy of a repository; `since` is when it was put there."""

    since: Time | None = None
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _fits(self) -> Lifecycle:
        if len({one.rulePriority for one in self.rules}) < len(self.rules):
            raise ValueError("each rule has its own rulePriority")
        return self

    def text(self) -> str:
        """The policy as JSON, with nothing in it that was not written."""
        told = self.model_dump(mode="json", exclude_unset=True, exclude={"since"})
        return json.dumps(told, ensure_ascii=False)

    def marks(self, images: Sequence[Image], image: Image, at: datetime) -> bool:
        """Whether the policy lets go of an image at a time.

        The first rule that is about an image decides: no other may expire it.
        """
        if self.since is not None and at < self.since:
            return False
        there = [one for one in images if _there(one, at)]
        if not any(one is image for one in there):
            return False
        tags = {id(one): _tags(there, one) for one in there}
        for rule in sorted(self.rules, key=lambda one: one.rulePriority):
            chosen = rule.selection
            if not chosen.selects(tags[id(image)]):
                continue
            if chosen.countType == "sinceImagePushed":
                return at - image.pushed_at >= chosen.countNumber * _DAY
            newer = [
                one
                for one in there
                if one.pushed_at > image.pushed_at and chosen.selects(tags[id(one)])
            ]
            return len(newer) >= chosen.countNumber
        return False


class Image(Protocol):
    """What a lifecycle policy looks at of an image; `expired` is when it took it away."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Those that it was pushed with."""
        ...

    @property
    def pushed_at(self) -> datetime:
        """When it was pushed."""
        ...

    @property
    def expired(self) -> datetime | None:
        """When it went; None: it is still there."""
        ...


def misfits(
    lifecycle: Lifecycle | None, images: Sequence[Image], now: datetime
) -> Iterator[Problem]:
    """Images that went without a rule, and those that a rule should have taken."""
    for index, image in enumerate(images):
        gone = image.expired
        if gone is not None:
            if lifecycle is None:
                yield ("images", index, "expired"), "the repository has no lifecycle policy"
            elif not lifecycle.marks(images, image, gone):
                yield ("images", index, "expired"), "no rule of the lifecycle policy expires it yet"
        elif lifecycle is not None and lifecycle.marks(images, image, now - _DAY):
            text = "the lifecycle policy has been due to expire it for a day: say when it `expired`"
            yield ("images", index), text


def _there(image: Image, at: datetime) -> bool:
    """Up to its end: at that very time the rule still has it before it."""
    return image.pushed_at <= at and (image.expired is None or at <= image.expired)


def _tags(images: Sequence[Image], image: Image) -> frozenset[str]:
    """The tags that no later push has taken away."""
    later = {tag for one in images if one.pushed_at > image.pushed_at for tag in one.tags}
    return frozenset(image.tags) - later
