"""How a scenario says what ECS did with a task: only what does not follow from the task itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import model_validator

from kurosai.sandbox.schema_base import LATER, Span, Strict

StopCode = Literal[
    "TaskFailedToStart",
    "EssentialContainerExited",
    "UserInitiated",
    "ServiceSchedulerInitiated",
    "SpotInterruption",
    "TerminationNotice",
]


class Refusal(Strict):
    """Why RunTask was refused, as Step Functions writes it; no ECS task came to be."""

    error: str = "ECS.AmazonECSException"
    cause: str


class EcsAttempt(Strict):
    """One attempt to run a task on ECS. Spans count from the job's creation, as the task's do.

    `started` is when the container ran; left out, it never did. `stopping` is when the stop was
    asked for. What is left out follows: a container that never ran is `TaskFailedToStart` with
    `reason` as the stopped reason, one that ended by itself `EssentialContainerExited`. `zone` is
    where it was placed, in that zone's subnet.
    """

    submitted: Span
    started: Span | None = None
    stopping: Span | None = None
    stopped: Span | None = None
    exit_code: int | None = None
    reason: str | None = None
    stop_code: StopCode | None = None
    stopped_reason: str | None = None
    spot: bool = False
    refused: Refusal | None = None
    zone: Annotated[str, LATER] = ""

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        # A world's digest is made of this: a key that came later must not change it.
        return (one for one in super().__repr_args__() if one != ("zone", ""))

    @model_validator(mode="after")
    def _fits(self) -> EcsAttempt:
        if self.refused is not None and self.model_fields_set != {"submitted", "refused"}:
            raise ValueError("a refused attempt has no task: only `submitted` beside `refused`")
        told = [self.submitted, self.started, self.stopping, self.stopped]
        times = [one for one in told if one is not None]
        if times != sorted(times):
            raise ValueError("submitted, started, stopping, stopped must follow each other")
        if self.exit_code is not None and self.started is None:
            raise ValueError("a container that never started has no exit code")
        ends = {"stopping", "exit_code", "reason", "stop_code", "stopped_reason"}
        if self.stopped is None and self.model_fields_set & ends:
            raise ValueError("it did not stop (`stopped`), so nothing says how it stopped")
        never_ran = self.stopped is not None and self.started is None
        if never_ran and self.reason is None and self.stop_code in (None, "TaskFailedToStart"):
            raise ValueError("say in `reason` why its container never started")
        return self
