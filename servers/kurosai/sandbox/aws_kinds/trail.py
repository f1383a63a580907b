"""Management events as a scenario tells them: who called which operation, and how it went."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from pydantic import JsonValue, StringConstraints, model_validator

from kurosai.sandbox.aws_kinds import trail_regions
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.schema_base import Region, Strict, Time
from kurosai.sandbox.schema_sources import EventSource, Wait
from kurosai.vocabulary import Json

Uuid = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_READS = ("Get", "List", "Describe", "Lookup", "Head", "BatchGet", "Search")


class Who(Strict):
    """Who called: an IAM user, a session of a role, a service of AWS, or the account itself."""

    user: str | None = None
    role: str | None = None
    session: str | None = None
    service: EventSource | None = None
    root: bool = False

    @model_validator(mode="after")
    def _one(self) -> Who:
        if sum((self.user is not None, self.role is not None, self.service is not None)) != (
            0 if self.root else 1
        ):
            raise ValueError("one of user, role (with session), service, root")
        if (self.session is None) != (self.role is None):
            raise ValueError("a role is used in a session: write both, or neither")
        return self

    @property
    def name(self) -> str:
        """What Username says; "" for a service."""
        return "root" if self.root else self.user or self.session or ""


class Touched(Strict):
    """A resource that an event is about, as CloudTrail types it."""

    type: Annotated[str, StringConstraints(pattern=r"^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$")]
    name: Annotated[str, StringConstraints(min_length=1)]


class Error(Strict):
    """How a call failed."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9.]*$")]
    message: str = ""


class TrailEvent(Strict):
    """One call. `delay` is how long it took until it could be looked up, where it differs from
    the source's; `reads` follows from the name, `region` from the source (the world's own one,
    or that of a global service)."""

    at: Time
    source: EventSource
    name: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9_]+$")]
    who: Who
    resources: tuple[Touched, ...] = ()
    request: dict[str, JsonValue] | None = None
    response: dict[str, JsonValue] | None = None
    error: Error | None = None
    reads: bool | None = None
    address: str = ""
    agent: str = ""
    id: Uuid | None = None
    region: Region | None = None
    delay: Wait | None = None

    @model_validator(mode="after")
    def _fits(self) -> TrailEvent:
        if self.error is not None and self.response is not None:
            raise ValueError("a call that failed has no `response`")
        return self


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with all that CloudTrail writes of it; `place` is where it is recorded."""

    told: TrailEvent
    place: Place
    id: str

    @property
    def key(self) -> tuple[datetime, str]:
        """Its place in the order of time."""
        return self.told.at, self.id

    @property
    def known_from(self) -> datetime:
        """When it could first be looked up."""
        source = self.place.sources.trail
        usual = source.delays.get(self.told.source, source.delay)
        return self.told.at + (usual if self.told.delay is None else self.told.delay)

    @property
    def reads(self) -> bool:
        """Whether the call changes nothing."""
        told = self.told.reads
        return self.told.name.startswith(_READS) if told is None else told

    @property
    def access_key(self) -> str:
        """The key it was signed with; "" for a service. A role's is temporary."""
        who = self.told.who
        if who.service is not None:
            return ""
        begin = "ASIA" if who.role else "AKIA"
        return begin + _drawn("key", who.model_dump_json())[:16].upper()

    def listed(self) -> dict[str, Json]:
        """The event as LookupEvents shows it."""
        told = self.told
        resources: list[Json] = [
            {"ResourceType": one.type, "ResourceName": one.name} for one in told.resources
        ]
        shown: dict[str, Json] = {
            "EventId": self.id,
            "EventName": told.name,
            "ReadOnly": "true" if self.reads else "false",
            "EventTime": int(told.at.timestamp()),
            "EventSource": told.source,
            "Resources": resources,
            "CloudTrailEvent": json.dumps(self._whole(), ensure_ascii=False, separators=(",", ":")),
        }
        if told.who.name:
            shown["Username"] = told.who.name
        if self.access_key:
            shown["AccessKeyId"] = self.access_key
        return shown

    def _whole(self) -> dict[str, Json]:
        told = self.told
        service = told.who.service
        whole: dict[str, Json] = {
            "eventVersion": "1.11",
            "userIdentity": self._identity(),
            "eventTime": f"{told.at:%Y-%m-%dT%H:%M:%SZ}",
            "eventSource": told.source,
            "eventName": told.name,
            "awsRegion": self.place.region,
            "sourceIPAddress": told.address or service or "198.51.100.24",
            "userAgent": told.agent or service or "aws-cli/2.31.9",
        }
        if told.error is not None:
            whole["errorCode"] = told.error.code
            whole["errorMessage"] = told.error.message
        return {
            **whole,
            "requestParameters": told.request,
            "responseElements": told.response,
            "requestID": _uuid("request", self.id),
            "eventID": self.id,
            "readOnly": self.reads,
            "eventType": "AwsServiceEvent" if service and not told.request else "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": self.place.account,
            "eventCategory": "Management",
        }

    def _identity(self) -> dict[str, Json]:
        who, account = self.told.who, self.place.account
        if who.service is not None:
            return {"type": "AWSService", "invokedBy": who.service}
        principal = "A" + ("RO" if who.role else "ID") + "A" + _drawn("id", who.role, who.user)[:17]
        known: dict[str, Json] = {"accountId": account, "accessKeyId": self.access_key}
        if who.root:
            arn = f"arn:aws:iam::{account}:root"
            return {"type": "Root", "principalId": account, "arn": arn, **known}
        if who.role is None:
            arn = f"arn:aws:iam::{account}:user/{who.user}"
            same: dict[str, Json] = {"principalId": principal.upper(), "arn": arn, **known}
            return {"type": "IAMUser", **same, "userName": who.user}
        issuer: dict[str, Json] = {
            "type": "Role",
            "principalId": principal.upper(),
            "arn": f"arn:aws:iam::{account}:role/{who.role}",
            "accountId": account,
            "userName": who.role.rpartition("/")[2],
        }
        name = who.role.rpartition("/")[2]
        return {
            "type": "AssumedRole",
            "principalId": f"{principal.upper()}:{who.session}",
            "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{who.session}",
            **known,
            "sessionContext": {
                "sessionIssuer": issuer,
                "attributes": {
                    "creationDate": f"{self.told.at:%Y-%m-%dT%H:00:00Z}",
                    "mfaAuthenticated": "false",
                },
            },
        }


def recorded(events: tuple[TrailEvent, ...], place: Place, own: str) -> list[Recorded]:
    """The events that can be looked up in a place at `now`, newest first; `own` is the region of
    the world that tells them."""
    oldest = place.now - place.sources.trail.kept
    every = [
        Recorded(one, place, one.id or _uuid("event", index, one.at.isoformat(), one.name))
        for index, one in enumerate(events)
        if (one.region or trail_regions.of(one.source, own)) == place.region
    ]
    known = [one for one in every if one.told.at > oldest and one.known_from <= place.now]
    return sorted(known, key=lambda one: one.key, reverse=True)


def _drawn(*seed: object) -> str:
    return sha256("/".join(str(part) for part in seed).encode()).hexdigest()


def _uuid(*seed: object) -> str:
    return str(UUID(_drawn(*seed)[:32], version=4))
