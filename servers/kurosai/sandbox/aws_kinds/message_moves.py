"""Dead letters that were sent back: SQS's tasks that move messages out of a dead-letter queue."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kurosai.sandbox.schema_base import Strict, Time
from kurosai.vocabulary import Json

Count = Annotated[int, Field(ge=0)]


class Move(Strict):
    """A task that moves messages, `to` a queue or (left out) to where each came from.

    It went on `until`, and then `moved` of the `found` messages were moved, all if left out. It is
    RUNNING if there is no `until` yet, with what it has `moved`.
    """

    at: Time
    until: Time | None = None
    to: str | None = None
    found: Count
    moved: Count | None = None
    status: Literal["COMPLETED", "FAILED", "CANCELLED"] = "COMPLETED"
    failure: str = ""
    rate: Annotated[int, Field(ge=1, le=500)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Move:
        if self.until is not None and self.until < self.at:
            raise ValueError("it ends before it begins")
        if (self.moved or 0) > self.found:
            raise ValueError("more were moved than were found")
        if bool(self.failure) != (self.status == "FAILED"):
            raise ValueError("`failure` says why one FAILED")
        return self

    def _moved(self, now: datetime) -> int:
        """How many were moved by a time: evenly, where it is told how long it goes on."""
        if self.until is None:
            return self.moved or 0
        whole = self.found if self.moved is None else self.moved
        if self.until == self.at:
            return whole
        return int(whole * min((now - self.at) / (self.until - self.at), 1.0))

    def shown(self, source: str, to: str | None, now: datetime) -> dict[str, Json]:
        """As ListMessageMoveTasks shows it; `source` and `to` are ARNs."""
        ended = self.until is not None and self.until <= now
        body: dict[str, Json] = {
            "Status": self.status if ended else "RUNNING",
            "SourceArn": source,
            "ApproximateNumberOfMessagesMoved": self._moved(now),
            "ApproximateNumberOfMessagesToMove": self.found,
            "StartedTimestamp": int(self.at.timestamp() * 1000),
        }
        if not ended:
            handle = f"{source}/{self.at.isoformat()}".encode()
            body["TaskHandle"] = base64.b64encode(handle).decode()
        if to is not None:
            body["DestinationArn"] = to
        if self.rate is not None:
            body["MaxNumberOfMessagesPerSecond"] = self.rate
        return {**body, "FailureReason": self.failure} if ended and self.failure else body


def newest(moves: Sequence[Move], now: datetime, most: int) -> list[Move]:
    """The latest tasks that have begun, newest first."""
    return sorted((one for one in moves if one.at <= now), key=lambda one: one.at)[::-1][:most]
