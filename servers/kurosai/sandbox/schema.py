"""The shape of a scenario file: strict models, nothing unknown passes. See docs/scenarios.md."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_base import Strict, Time
from kurosai.sandbox.schema_crois import Crois
from kurosai.sandbox.schema_gcp import Gcp
from kurosai.sandbox.schema_github import GitHub
from kurosai.vocabulary import Verdict


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


class Arrival(Strict):
    """What arrives, word for word, and when."""

    kind: Literal["alert", "inquiry"]
    language: Literal["ja", "en"]
    at: Time
    text: Annotated[str, StringConstraints(min_length=1)]


class World(Strict):
    """Everything that is true."""

    aws: Aws
    crois: Crois
    gcp: Gcp = Gcp()
    github: GitHub | None = None


class Noise(Strict):
    """What else happens: made from `seed`, the same bytes every time, around what is told.

    `log_events` and `jobs` are counts between `start` and `end`; `error_rate` is the share of
    runs that log an error of another kind; `look_alikes` counts lines that only look like it.
    """

    seed: int
    start: Time
    end: Time
    jobs: Annotated[int, Field(ge=1, le=200_000)]
    log_events: Annotated[int, Field(ge=0, le=2_000_000)]
    groups: tuple[str, ...]
    error_rate: Annotated[float, Field(ge=0, le=1)] = 0.01
    look_alikes: Annotated[int, Field(ge=0)] = 0


class Decisive(Strict):
    """A fact the conclusion rests on and where it lies."""

    where: str
    what: str
    value: str


class Distractor(Strict):
    """A fact that misleads and why it is not the cause."""

    what: str
    why_wrong: str


class Key(Strict):
    """The answer: what is right, and what must and must not be said (regular expressions)."""

    verdict: Verdict
    cause_code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]+$")]
    path: str = ""
    decisive: tuple[Decisive, ...] = ()
    distractors: tuple[Distractor, ...] = ()
    must_mention: tuple[Annotated[str, AfterValidator(_pattern)], ...] = ()
    must_not_claim: tuple[Annotated[str, AfterValidator(_pattern)], ...] = ()


class Scenario(Strict):
    """A frozen world with what arrives in it and its answer key."""

    scenario: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,40}$")]
    title: str
    now: Time
    arrives: Arrival
    world: World
    noise: Noise | None = None
    key: Key
