"""The kinds of leads, with `<name>` where a thing that a failure names is put in; and a sign."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from kurosai.vocabulary import Json


@dataclass(frozen=True, slots=True)
class Read:
    """A read of call_aws; a name may stand at any depth of its parameters. Of what an answer names
    several there is one read of `each`."""

    service: str
    operation: str
    parameters: dict[str, Json] = field(default_factory=dict[str, Json])
    fields: str = ""
    each: str = ""


@dataclass(frozen=True, slots=True)
class Metrics:
    """Lines of read_metrics, around the time of the failure."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Who changed a thing before, by CloudTrail; `home`: it is of a service that is recorded in
    us-east-1 alone."""

    resource: str
    home: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a log group that fit a filter pattern, or have a text."""

    group: str
    pattern: str = ""
    text: str = ""


Lead: TypeAlias = Read | Metrics | Changes | Lines


@dataclass(frozen=True, slots=True)
class Sign:
    """One row: its name, what it says, where that is documented, and what it calls for."""

    name: str
    says: re.Pattern[str]
    source: str
    leads: tuple[Lead, ...]
