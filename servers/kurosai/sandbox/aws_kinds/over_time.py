"""What a scenario tells as one value, or as values that hold from a time on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeAlias, TypeVar, cast

from pydantic import Field

from kurosai.sandbox.schema_base import Time

T = TypeVar("T")
Course: TypeAlias = T | Annotated[Mapping[Time, T], Field(min_length=1)]
"""One value for all times, or from each time on another one."""


def held(told: T | Mapping[datetime, T], now: datetime, before: T) -> T:
    """What holds at a time; `before` is what held before the first value that is told."""
    if not isinstance(told, Mapping):
        return told
    steps = cast("Mapping[datetime, T]", told)
    past = [at for at in steps if at <= now]
    return steps[max(past)] if past else before
