"""What all parts of a scenario file's shape are made of: strict mappings, times, spans, names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?")


def span(value: object) -> timedelta:
    """`3m19s` as a timedelta. ValueError for anything else, numbers without a unit included."""
    if isinstance(value, timedelta):
        return value
    match = _SPAN.fullmatch(value) if isinstance(value, str) and value else None
    if match is None:
        raise ValueError("a span is written like 2s, 3m19s, 1h, 90d or 250ms")
    days, hours, minutes, seconds, milliseconds = match.groups()
    return timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=float(seconds or 0),
        milliseconds=int(milliseconds or 0),
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Time = Annotated[AwareDatetime, AfterValidator(_utc)]
Span = Annotated[timedelta, BeforeValidator(span)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
JobId = Annotated[int, Field(ge=10_000_000, le=99_999_999)]
JobStatus = Literal["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED"]
TaskStatus = Literal[
    "WAITING", "QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED", "SKIPPED"
]
Account = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$")]
Engine = Literal["ecs", "gke"]
Level = Literal["INFO", "WARN", "ERROR", "raised", "print"]
Problem: TypeAlias = "tuple[tuple[str | int, ...], str]"
"""Where in the tree of a file, and what is wrong there."""


class Strict(BaseModel):
    """A mapping of the file: unknown keys are faults, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _nothing(value: object) -> bool:
    # A number says something, 0 as well.
    empty = isinstance(value, str | tuple | Mapping) and not value
    return value is None or value is False or empty


def _usual(value: object) -> bool:
    return isinstance(value, Strict) and not value.model_fields_set


LATER: Any = Field(exclude_if=_nothing)
"""Marks a key that came to the format later: where it says nothing, a world has the digest that
it had before there was the key."""


USUAL: Any = Field(exclude_if=_usual)
"""The same for a mapping of settings of which none is told."""


class Recurring(Strict):
    """First and last time of something that repeats, and the span between."""

    first: Time
    last: Time
    every: Annotated[Span, Field(ge=timedelta(seconds=1))]

    def times(self) -> list[datetime]:
        """Every time, first and last included."""
        count = int((self.last - self.first) / self.every) + 1
        return [self.first + n * self.every for n in range(max(count, 0))]
