"""CloudTrail on the wire: LookupEvents, newest first, fifty at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from kurosai.sandbox.aws_json import (
    AwsError,
    Given,
    Moment,
    NotHere,
    Operation,
    Pages,
    Service,
    Structures,
)
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_kinds.trail import Recorded, TrailEvent, recorded
from kurosai.sandbox.cloudwatch.parameters import Number, Text
from kurosai.vocabulary import Json

PREFIX: Final = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."
_PAGE: Final = 50

_KEYS: Final[Mapping[str, Callable[[Recorded, str], bool]]] = {
    "EventId": lambda one, value: one.id == value,
    "EventName": lambda one, value: one.told.name == value,
    "ReadOnly": lambda one, value: one.reads == (value == "true"),
    "Username": lambda one, value: one.told.who.name == value,
    "ResourceType": lambda one, value: any(it.type == value for it in one.told.resources),
    "ResourceName": lambda one, value: any(it.name == value for it in one.told.resources),
    "EventSource": lambda one, value: one.told.source == value,
    "AccessKeyId": lambda one, value: one.access_key == value,
}
"""How an event is tested by each attribute."""


def service(events: tuple[TrailEvent, ...], place: Place, own: str) -> Service:
    """CloudTrail of one region over the events that have been delivered by `now`; `own` is the
    region of the world that tells them."""
    known = recorded(events, place, own)
    refusal = AwsError("InvalidNextTokenException", "Invalid NextToken.")
    pages = Pages(place.tokens, refusal, "NextToken", "MaxResults")

    def lookup(given: Given) -> Mapping[str, Json]:
        if "EventCategory" in given:
            raise NotHere("Insights events")
        start, end = given.get("StartTime"), given.get("EndTime")
        if start is not None and end is not None and start > end:
            raise AwsError(
                "InvalidTimeRangeException", "The start time must be before the end time."
            )
        attributes: list[Mapping[str, str]] = given.get("LookupAttributes") or []
        if len(attributes) > 1:
            raise AwsError(
                "InvalidLookupAttributesException",
                "You can specify at most one attribute in a lookup.",
            )
        since = datetime.min.replace(tzinfo=UTC) if start is None else _moment(start)
        until = place.now if end is None else _moment(end)
        found = [
            one
            for one in known
            if since <= one.told.at.replace(microsecond=0) <= until
            and all(_KEYS[it["AttributeKey"]](one, it["AttributeValue"]) for it in attributes)
        ]
        asked = [sorted(one.items()) for one in attributes]
        page, more = pages.cut(found, given, _PAGE, start, end, asked)
        return {"Events": [one.listed() for one in page], **more}

    attribute = {"AttributeKey": Text(values=tuple(_KEYS)), "AttributeValue": Text(1, 2000)}
    return Service(
        "CloudTrail",
        PREFIX,
        "1.1",
        "ValidationException",
        {
            "LookupEvents": Operation(
                lookup,
                {
                    "LookupAttributes": Structures(attribute, required=tuple(attribute)),
                    "StartTime": Moment(),
                    "EndTime": Moment(),
                    "EventCategory": Text(values=("insight",)),
                    "MaxResults": Number(1, 50),
                    "NextToken": Text(),
                },
            )
        },
    )


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
