"""What is known of how a task stopped, whoever told it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Memory:
    """What a task used at most in its last minutes, and what it may use; both in MiB."""

    used: float
    limit: float

    NEARLY = 0.97
    """Of the limit: a minute's figure is an average or a sample, so the last megabytes before the
    kill are not in it; a heap that is fixed below the limit stays under this share."""

    @property
    def full(self) -> bool:
        """Whether there was no more to be had."""
        return self.limit > 0 and self.used >= self.limit * self.NEARLY


@dataclass(frozen=True, slots=True)
class Facts:
    """How one attempt at a task ended; "" and None for what nobody says.

    `reasons` are the containers' own, the most telling first; `stopped_reason` is the task's, which
    is free text where somebody stopped it. `exit_code` is that of the container that ended it.
    `error` and `cause` are Step Functions'. `stopping` is from the order to stop until the
    container's end, `stop_timeout` how long the definition lets it take.
    """

    stop_code: str = ""
    stopped_reason: str = ""
    reasons: Sequence[str] = ()
    exit_code: int | None = None
    error: str = ""
    cause: str = ""
    memory: Memory | None = None
    stopping: timedelta | None = None
    stop_timeout: timedelta = timedelta(seconds=30)
