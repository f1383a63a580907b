"""Lambda functions: their configuration as a reader sees it. What they log is in `log_groups`.

Every log group `/aws/lambda/NAME` is of a function; only what differs from the usual is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal, cast

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.aws_kinds import event_sources
from kurosai.sandbox.aws_kinds.event_sources import Feed
from kurosai.sandbox.aws_kinds.over_time import Course, held
from kurosai.sandbox.schema_base import LATER, Problem, Span, Strict, Time

FunctionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-_]{1,64}$")]
Count = Annotated[int, Field(ge=0)]
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_UNRESERVED: Final = 100
GROUP: Final = "/aws/lambda/"


class FunctionSettings(Strict):
    """How a function is set up; `modified` is when it was last deployed or changed.

    `demand` is how many runs it would need at once, `lasts` how long one takes (a minute, if left
    out): from that follow its metrics. `dropped` are the asynchronous events a minute that it never
    got, `undelivered` those that could not be handed to `on_failure` or `dead_letters`.
    """

    runtime: str = "python3.12"
    handler: str = "main.handler"
    memory_mb: Annotated[int, Field(ge=128, le=10_240)] | None = None
    timeout: Annotated[Span, Field(ge=timedelta(seconds=1), le=timedelta(minutes=15))] = timedelta(
        minutes=1
    )
    modified: Time | None = None
    description: str = ""
    role: str | None = None
    environment: Mapping[str, str] = {}
    architecture: Literal["x86_64", "arm64"] = "x86_64"
    code_bytes: Annotated[int, Field(ge=1)] = 182_044
    dead_letters: str | None = None
    reserved: Course[Count] | None = None
    fed_by: tuple[Feed, ...] = ()
    demand: Annotated[Course[Count] | None, LATER] = None
    lasts: Annotated[Span | None, LATER] = None
    retries: Annotated[Annotated[int, Field(ge=0, le=2)] | None, LATER] = None
    age: Annotated[Annotated[Span, Field(ge=_MINUTE, le=6 * _HOUR)] | None, LATER] = None
    on_failure: Annotated[str | None, LATER] = None
    on_success: Annotated[str | None, LATER] = None
    dropped: Annotated[Course[Count] | None, LATER] = None
    undelivered: Annotated[Course[Count] | None, LATER] = None

    @model_validator(mode="after")
    def _fits(self) -> FunctionSettings:
        if self.lasts is not None and (self.demand is None or self.lasts <= timedelta(0)):
            raise ValueError("`lasts` is how long each of the runs of `demand` takes")
        if self.undelivered is not None and not (self.on_failure or self.dead_letters):
            raise ValueError("say in `on_failure` or `dead_letters` where they should have gone")
        return self


class Limits(Strict):
    """What the account may run at once, and what of it the functions without a `demand` take."""

    concurrent: Annotated[int, Field(ge=10)] = 1000
    others: Course[Count] = 0

    @property
    def least(self) -> int:
        """What Lambda always leaves unreserved."""
        return min(_UNRESERVED, self.concurrent)


def misfits(
    functions: Mapping[str, FunctionSettings],
    logged: Mapping[str, int],
    queues: Mapping[str, object],
    limits: Limits,
) -> Iterator[Problem]:
    """What is told against the REPORT lines, whose memory (MB) by function is `logged`, of queues
    that are not among `queues`, and against the `limits`."""
    steps = moments(one.reserved for one in functions.values())
    most = max(reserved_at(functions, at) for at in steps)
    if most > limits.concurrent - limits.least:
        text = f"{most} of {limits.concurrent} are reserved: {limits.least} are left to all others"
        yield ("limits", "concurrent"), text
    for name, one in functions.items():
        yield from event_sources.misfits(name, one.fed_by, queues)
        if one.memory_mb not in (None, logged.get(name, one.memory_mb)):
            text = f"its runs report {logged[name]} MB: mend `memory_mb` of its log group"
            yield ("functions", name, "memory_mb"), text


def moments(several: Iterable[object]) -> list[datetime]:
    """Every time from which one of some settings, told over time or for good, is another."""
    steps = [cast("Mapping[datetime, object]", one) for one in several if isinstance(one, Mapping)]
    return sorted({datetime.min.replace(tzinfo=UTC), *(at for one in steps for at in one)})


def reserved_at(functions: Mapping[str, FunctionSettings], at: datetime) -> int:
    """What is reserved at a time."""
    return sum(held(one.reserved, at, 0) for one in functions.values() if one.reserved is not None)
