"""The shape of a scenario file: strict models, nothing unknown passes. See docs/scenarios.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kurosai.sandbox.notes import Note
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_base import Strict, Time
from kurosai.sandbox.schema_crois import Crois
from kurosai.sandbox.schema_gcp import Gcp
from kurosai.sandbox.schema_github import FilePath, GitHub
from kurosai.sandbox.schema_key import Key


class Arrival(Strict):
    """What arrives, word for word, and when."""

    kind: Literal["alert", "inquiry"]
    language: Literal["ja", "en"]
    at: Time
    text: Annotated[str, StringConstraints(min_length=1)]


Pages = Mapping[FilePath, str]
"""Texts by their path below a folder; in the file also `{from: FOLDER}`, a folder beside it."""


class World(Strict):
    """Everything that is true.

    `runbooks`, `documents` (for the platform's users) and `resource_map` are what the company of
    this world has written; those that come with Kurosai where they are left out. `notes` are what
    people on call left, found among the documents.
    """

    aws: Aws
    crois: Crois
    gcp: Gcp = Gcp()
    github: GitHub | None = None
    runbooks: Pages | None = None
    documents: Pages | None = None
    notes: tuple[Note, ...] = ()
    resource_map: str | None = None


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


class Scenario(Strict):
    """A frozen world with what arrives in it and its answer key.

    `blind`: its author knew none of the tools that are measured by it.
    """

    scenario: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{1,40}$")]
    title: str
    now: Time
    blind: bool = False
    arrives: Arrival
    world: World
    noise: Noise | None = None
    key: Key
