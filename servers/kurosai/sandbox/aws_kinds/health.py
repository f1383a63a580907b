"""AWS Health as a scenario tells it: what AWS itself says is broken or will be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.aws_kinds.place import Place, seconds
from kurosai.sandbox.schema_base import Problem, Strict, Time
from kurosai.vocabulary import Json

KEPT: Final = timedelta(days=90)
Category = Literal["issue", "accountNotification", "scheduledChange", "investigation"]


class HealthEvent(Strict):
    """One event. It is known from `told` on (`at` if left out), open until `until`."""

    at: Time
    until: Time | None = None
    told: Time | None = None
    service: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]{2,30}$")]
    type: Annotated[str, StringConstraints(pattern=r"^AWS_[A-Z0-9_]{3,96}$")]
    category: Category = "issue"
    region: Annotated[str, StringConstraints(pattern=r"^([a-z]{2}(-[a-z]+)+-[0-9]|global)$")] = ""
    public: bool = True
    text: Annotated[str, StringConstraints(max_length=4000)] = ""

    @model_validator(mode="after")
    def _fits(self) -> HealthEvent:
        if self.until is not None and self.until < self.at:
            raise ValueError("it ends before it begins")
        return self


class Health(Strict):
    """What AWS Health says; without a support plan (`plan: false`) it says nothing to anybody."""

    plan: bool = True
    events: Annotated[tuple[HealthEvent, ...], Field(max_length=500)] = ()


def misfits(health: Health) -> Iterator[Problem]:
    """Events that nobody could be told of; steps from `health` on."""
    if not health.plan and health.events:
        yield ("health", "plan"), "without a support plan no event can be asked for"


@dataclass(frozen=True, slots=True)
class Known:
    """An event with what Health makes of it."""

    event: HealthEvent
    place: Place
    arn: str

    @property
    def region(self) -> str:
        """Where it is, the world's own region if that is left out."""
        return self.event.region or self.place.region

    @property
    def ended(self) -> datetime | None:
        """When it ended, as far as that has happened or was announced."""
        until = self.event.until
        announced = self.event.category == "scheduledChange"
        return until if until is not None and (announced or until <= self.place.now) else None

    @property
    def status(self) -> str:
        """How it stands at `now`."""
        if self.event.at > self.place.now:
            return "upcoming"
        return "closed" if self.ended is not None and self.ended <= self.place.now else "open"

    def body(self) -> dict[str, Json]:
        """The event as Health lists it."""
        event = self.event
        told: dict[str, Json] = {
            "arn": self.arn,
            "service": event.service,
            "eventTypeCode": event.type,
            "eventTypeCategory": event.category,
            "region": self.region,
            "startTime": seconds(event.at),
            "lastUpdatedTime": seconds(self.ended or event.told or event.at),
            "statusCode": self.status,
            "eventScopeCode": "PUBLIC" if event.public else "ACCOUNT_SPECIFIC",
        }
        return told if self.ended is None else {**told, "endTime": seconds(self.ended)}


def events(health: Health, place: Place) -> Sequence[Known]:
    """What is known by `now` and kept, newest first."""
    found: list[Known] = []
    for index, one in enumerate(health.events):
        told = one.told or one.at
        if told <= place.now and (one.until or place.now) > place.now - KEPT:
            digest = sha256(f"{index}/{one.type}/{one.at}".encode()).hexdigest()[:12]
            region = one.region or place.region
            arn = f"arn:aws:health:{region}::event/{one.service}/{one.type}/{one.type}_{digest}"
            found.append(Known(one, place, arn))
    return sorted(found, key=lambda known: known.event.at, reverse=True)
