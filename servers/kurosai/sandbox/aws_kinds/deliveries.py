"""Whom an event or a schedule goes to, how often it fired, and when that came to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.aws_kinds.over_time import held
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_kinds.queues import QueueName
from kurosai.sandbox.schema_base import Problem, Recurring, Span, Strict, Time
from kurosai.vocabulary import stamp

Arn = Annotated[str, StringConstraints(pattern=r"^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.+$")]
_FunctionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-_]{1,64}$")]
_MINUTE: Final = timedelta(minutes=1)


class Target(Strict):
    """Whom it goes to: a function or a queue of the world, or any ARN. `dead_letters` is the queue
    that gets what could not be delivered within `retries` and `age`."""

    function: _FunctionName | None = None
    queue: QueueName | None = None
    arn: Arn | None = None
    role: Arn | None = None
    input: str | None = None
    group: str | None = None
    dead_letters: QueueName | None = None
    retries: Annotated[int, Field(ge=0, le=185)] = 185
    age: Annotated[Span, Field(ge=_MINUTE, le=timedelta(days=1))] = timedelta(days=1)

    @model_validator(mode="after")
    def _one(self) -> Target:
        if sum(one is not None for one in (self.function, self.queue, self.arn)) != 1:
            raise ValueError("one of function, queue, arn")
        return self

    def named(self, place: Place) -> str:
        """Its ARN."""
        if self.function is not None:
            return place.arn("lambda", f"function:{self.function}")
        return self.arn or place.arn("sqs", self.queue or "")


class Fired(Recurring):
    """When it fired, and for how many events each time."""

    events: Annotated[int, Field(ge=1)] = 1

    def within(self, since: datetime, until: datetime) -> Sequence[datetime]:
        """Each time in a span, both ends included."""
        return [at for at in self.times() if since <= at <= until]


class Failed(Strict):
    """A span in which what fired came to nothing, at one `target` or at all.

    Of schedules: each was tried again `retries` times, because the target failed or throttled
    (`error`); the last of them `recovered` it, or it was dropped.
    """

    at: Time
    until: Time
    target: str | None = None
    error: Literal["failed", "throttled"] = "failed"
    retries: Annotated[int, Field(ge=0, le=185)] = 0
    recovered: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Failed:
        if self.until < self.at:
            raise ValueError("it ends before it begins")
        if self.recovered and not self.retries:
            raise ValueError("say after how many `retries` it recovered")
        return self

    def holds(self, at: datetime) -> bool:
        """Whether it was so at a time, both ends included."""
        return self.at <= at <= self.until


def target_misfits(
    one: Target, functions: Mapping[str, object], queues: Mapping[str, object]
) -> Iterator[Problem]:
    """Functions and queues that the world does not have; steps from the target on."""
    if one.function is not None and one.function not in functions:
        yield ("function",), f"there is no function {one.function!r}"
    for key, name in (("queue", one.queue), ("dead_letters", one.dead_letters)):
        if name is not None and name not in queues:
            yield (key,), f"there is no queue {name!r}"


def fired_misfits(
    expression: str | None,
    enabled: bool | Mapping[datetime, bool],
    fired: Fired | None,
    failed: Sequence[Failed],
) -> Iterator[Problem]:
    """Failures of what never fired, what fired while it was disabled, and a rate that fired at
    another; steps from the rule on."""
    if fired is None:
        if failed:
            yield ("failed",), "say in `fired` when it fired"
        return
    times = fired.times()
    for index, one in enumerate(failed):
        if not any(one.holds(at) for at in times):
            yield ("failed", index), "it did not fire in this time"
    for at in times:
        if not held(enabled, at, True):
            yield ("fired",), f"it is disabled at {stamp(at)}"
            break
    every = rate(expression or "")
    if every is not None and every != fired.every:
        yield ("fired", "every"), f"it fires at {expression}"


def rate(expression: str) -> timedelta | None:
    """The span of `rate(5 minutes)`; None for any other expression."""
    count, _, unit = expression.removeprefix("rate(").removesuffix(")").partition(" ")
    if not expression.startswith("rate(") or not count.isdigit():
        return None
    units = {"minute": _MINUTE, "hour": 60 * _MINUTE, "day": 1440 * _MINUTE}
    span = units.get(unit.removesuffix("s"))
    return None if span is None else int(count) * span
