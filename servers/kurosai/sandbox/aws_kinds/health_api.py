"""AWS Health on the wire: DescribeEvents, newest first, and what each event says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from kurosai.sandbox.aws_json import (
    AnyShape,
    AwsError,
    Given,
    Labels,
    Moment,
    NotHere,
    Operation,
    Pages,
    Service,
    Structure,
    Structures,
)
from kurosai.sandbox.aws_kinds.health import Health, Known, events
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.cloudwatch.parameters import Number, Text, Texts
from kurosai.vocabulary import Json

PREFIX: Final = "AWSHealth_20160804."
_PAGE: Final = 10
_ARN: Final = Text(0, 1600, r"arn:aws(-[a-z]+(-[a-z]+)?)?:health:[^:]*:[^:]*:event(?:/[\w-]+){3}")
_ARNS: Final = Texts(_ARN, 1, 10)
_LOCALE: Final = Text(2, 256, ".{2,256}")
_TIMES: Final = Structures({"from": Moment(), "to": Moment()}, 1, 10)
_FILTER: Final[Mapping[str, AnyShape]] = {
    "actionabilities": Texts(
        Text(values=("ACTION_REQUIRED", "ACTION_MAY_BE_REQUIRED", "INFORMATIONAL")), 1, 3
    ),
    "eventArns": _ARNS,
    "eventTypeCodes": Texts(Text(3, 100, "[^:/]{3,100}"), 1, 10),
    "services": Texts(Text(2, 30, "[^:/]{2,30}"), 1, 10),
    "regions": Texts(Text(2, 25, "[^:/]{2,25}"), 1, 10),
    "availabilityZones": Texts(Text(6, 18, r"[a-z]{2,4}\-[0-9a-z\-]{4,16}")),
    "startTimes": _TIMES,
    "endTimes": _TIMES,
    "lastUpdatedTimes": _TIMES,
    "entityArns": Texts(Text(0, 1600, ".{0,1600}"), 1, 99),
    "entityValues": Texts(Text(0, 1224, ".{0,1224}"), 1, 99),
    "eventTypeCategories": Texts(
        Text(3, 255, values=("issue", "accountNotification", "scheduledChange", "investigation")),
        1,
        10,
    ),
    "tags": Labels(),
    "eventStatusCodes": Texts(Text(values=("open", "closed", "upcoming")), 1, 6),
    "personas": Texts(Text(values=("OPERATIONS", "SECURITY", "BILLING")), 1, 3),
}
_HERE: Final = (
    *("eventArns", "eventTypeCodes", "services", "regions", "startTimes", "endTimes"),
    *("eventTypeCategories", "eventStatusCodes"),
)
"""What the local world filters by."""


def service(health: Health, place: Place) -> Service:
    """AWS Health at `now`."""
    known = events(health, place)
    refusal = AwsError("InvalidPaginationToken", "The pagination token is invalid.")
    pages = Pages(place.tokens, refusal)

    def allowed() -> None:
        if not health.plan:
            raise AwsError("SubscriptionRequiredException", "AWS Premium Support is required.")

    def described(given: Given) -> Mapping[str, Json]:
        allowed()
        wanted: Mapping[str, Any] = given.get("filter") or {}
        for name in wanted:
            if name not in _HERE:
                raise NotHere(f"AWS Health events by {name}")
        found = [one for one in known if _fits(one, wanted)]
        page, more = pages.cut(found, given, _PAGE, repr(sorted(wanted.items())))
        return {"events": [one.body() for one in page], **more}

    def details(given: Given) -> Mapping[str, Json]:
        allowed()
        there = {one.arn: one for one in known}
        told: list[Json] = [
            {
                "event": there[arn].body(),
                "eventDescription": {"latestDescription": there[arn].event.text},
            }
            for arn in given["eventArns"]
            if arn in there
        ]
        failed: list[Json] = [
            {
                "eventArn": arn,
                "errorName": "InvalidEvent",
                "errorMessage": "There is no such event.",
            }
            for arn in given["eventArns"]
            if arn not in there
        ]
        return {"successfulSet": told, "failedSet": failed}

    return Service(
        "Health",
        PREFIX,
        "1.1",
        "ValidationException",
        {
            "DescribeEvents": Operation(
                described,
                {
                    "filter": Structure(_FILTER),
                    "nextToken": Text(4, 10_000, "[a-zA-Z0-9=/+_.-]{4,10000}"),
                    "maxResults": Number(1, 100),
                    "locale": _LOCALE,
                },
            ),
            "DescribeEventDetails": Operation(
                details, {"eventArns": _ARNS, "locale": _LOCALE}, ("eventArns",)
            ),
        },
    )


def _fits(one: Known, wanted: Mapping[str, Any]) -> bool:
    values = {
        "eventArns": one.arn,
        "eventTypeCodes": one.event.type,
        "services": one.event.service,
        "regions": one.region,
        "eventTypeCategories": one.event.category,
        "eventStatusCodes": one.status,
    }
    times = {"startTimes": one.event.at, "endTimes": one.ended}
    return all(
        values[name] in asked if name in values else _within(times[name], asked)
        for name, asked in wanted.items()
    )


def _within(at: datetime | None, ranges: Sequence[Mapping[str, float]]) -> bool:
    """Whether a time is in one of the ranges; what has no end is in none."""
    if at is None:
        return False
    far = datetime.max.replace(tzinfo=UTC).timestamp()
    return any(one.get("from", 0.0) <= at.timestamp() <= one.get("to", far) for one in ranges)
