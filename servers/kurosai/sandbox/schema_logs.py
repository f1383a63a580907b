"""The shape of what people have set up over the log groups of `world.aws`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Span, Strict, Time

GroupName = Annotated[str, StringConstraints(pattern=r"^[.\-_/#A-Za-z0-9]{1,512}$")]
QueryName = Annotated[str, StringConstraints(pattern=r"^[^<>]{1,255}$")]
DetectorName = Annotated[str, StringConstraints(min_length=1, max_length=128)]

FREQUENCIES: Final[Mapping[timedelta, str]] = {
    timedelta(minutes=1): "ONE_MIN",
    timedelta(minutes=5): "FIVE_MIN",
    timedelta(minutes=10): "TEN_MIN",
    timedelta(minutes=15): "FIFTEEN_MIN",
    timedelta(minutes=30): "THIRTY_MIN",
    timedelta(hours=1): "ONE_HOUR",
}
"""How often a detector may look, as the API says it."""


def _frequency(every: timedelta) -> timedelta:
    if every not in FREQUENCIES:
        raise ValueError("a detector looks every 1m, 5m, 10m, 15m, 30m or 1h")
    return every


class Hush(Strict):
    """From `at` `until` (still, if left out) nobody writes to a group but what is told of it."""

    at: Time
    until: Time | None = None

    @model_validator(mode="after")
    def _fits(self) -> Hush:
        if self.until is not None and self.until <= self.at:
            raise ValueError("it ends before it begins")
        return self


class Saved(Strict):
    """A query of Logs Insights that somebody saved `at` that time."""

    at: Time
    query: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
    groups: tuple[GroupName, ...] = ()


class Watched(Strict):
    """A detector of anomalies in one log group, made `at` that time."""

    at: Time
    group: GroupName
    every: Annotated[Span, AfterValidator(_frequency)] = timedelta(minutes=5)
    status: Literal["INITIALIZING", "TRAINING", "ANALYZING", "FAILED", "PAUSED"] = "ANALYZING"
    pattern: Annotated[str, StringConstraints(max_length=1_024)] = ""
    shown_days: Annotated[int, Field(ge=7, le=90)] = 21
