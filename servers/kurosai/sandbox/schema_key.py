"""The shape of `key`: the answer, and where in the world it can be read.

A fact is known by patterns in what is read, not by what our tools make of it: then the same key
judges any tool, and `kurosai scenario check` finds it through the plain APIs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Name, Region, Strict
from kurosai.vocabulary import Verdict


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


Pattern = Annotated[str, StringConstraints(min_length=1), AfterValidator(_pattern)]
Source = Literal["crois", "aws", "gcp", "github", "runbooks"]
Role = Literal["user", "operations", "team", "owner", "vendor"]


class AwsCall(Strict):
    """One operation of an AWS service, named as boto3 names them, in the world's own region unless
    another is given."""

    service: Name
    region: Region | None = None
    operation: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    parameters: Mapping[str, JsonValue] = {}


class Look(Strict):
    """One plain read: of AWS, a path of the Crois API or of GitHub, or a Cloud Logging filter.

    `take` keeps a part of what came (the pattern's first group) under a name; `{name}` in a
    later look stands for it. For ids that nobody can know before.
    """

    aws: AwsCall | None = None
    crois: Annotated[str, StringConstraints(pattern=r"^/")] | None = None
    gcp: str | None = None
    github: Annotated[str, StringConstraints(pattern=r"^/")] | None = None
    page: Annotated[str, StringConstraints(min_length=1)] | None = None
    take: Mapping[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Pattern] = {}

    @model_validator(mode="after")
    def _one(self) -> Look:
        told = (self.aws, self.crois, self.gcp, self.github, self.page)
        if sum(one is not None for one in told) != 1:
            raise ValueError("a look is at one of aws, crois, gcp, github, page")
        for name, pattern in self.take.items():
            if not re.compile(pattern).groups:
                raise ValueError(f"take {name!r}: put what to keep in (parentheses)")
        return self

    @property
    def source(self) -> Source:
        """The server that sees the same."""
        if self.aws is not None:
            return "aws"
        if self.crois is not None:
            return "crois"
        if self.gcp is not None:
            return "gcp"
        return "github" if self.github is not None else "runbooks"


class Fact(Strict):
    """Something that can be read in the world.

    It is seen where one result of one of its `sources` matches every pattern of `shows`, or one
    of `told`: how somebody says it who counts or sums up. `nothing`: the fact is that nothing is
    there; the result names the place (`shows`) and says that it is empty, or `expired`: that it
    is no longer kept. `times`: so often, no
    more and no less, the first pattern is in the plain read. `looks` are the plain reads that
    show it, the last one with the fact.
    """

    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    what: Annotated[str, StringConstraints(min_length=1)]
    shows: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    told: tuple[Pattern, ...] = ()
    nothing: Literal[False, True, "expired"] = False
    times: Annotated[int, Field(ge=1)] | None = None
    looks: Annotated[tuple[Look, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _agrees(self) -> Fact:
        if self.times is not None and not self.told:
            raise ValueError("a count is told, not listed: say in `told` how it may be written")
        if self.times is not None and self.nothing:
            raise ValueError("nothing is there, or so often is it: not both")
        if self.looks[-1].source not in self.sources:
            raise ValueError(
                f"the last look is at {self.looks[-1].source}, which is no source of it"
            )
        return self


class Distractor(Fact):
    """A fact that misleads, and why it is not the cause."""

    why_wrong: Annotated[str, StringConstraints(min_length=1)]


class Action(Strict):
    """What has to be done: a report names it (`says`), and who does it."""

    who: Role
    says: Pattern


class Key(Strict):
    """The answer: what is right, what shows it, what misleads, what must and must not be said.

    `entry` is the runbook entry that fits what arrives, as the library names it, "" where none
    does; `path` the way through its flowchart, `left` why that ends nowhere here (a stale page).
    `actions` empty: nothing has to be done. `unseen`
    says what nobody can find out in this world; `secrets` are texts that stand in it and that no
    reader may be shown. `twin` is the scenario file beside this one that
    looks the same and ends otherwise.
    """

    verdict: Verdict
    cause_code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]+$")]
    entry: str = ""
    path: str = ""
    left: str = ""
    actions: tuple[Action, ...] = ()
    decisive: Annotated[Mapping[Name, Fact], Field(min_length=1)]
    distractors: Mapping[Name, Distractor] = {}
    must_mention: tuple[Pattern, ...] = ()
    must_not_claim: tuple[Pattern, ...] = ()
    unseen: tuple[str, ...] = ()
    secrets: tuple[Annotated[str, StringConstraints(min_length=8)], ...] = ()
    twin: Name | None = None
