"""CloudTrail over the session: who called what, by one attribute, at the pace that AWS allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from kurosai import deadline
from kurosai.aws.json_objects import parse
from kurosai.aws.wire import answers
from kurosai.aws.wire.pace import Pace
from kurosai.aws.wire.place import HOME
from kurosai.aws.wire.session import AwsSession
from kurosai.vocabulary import Window

MOST_PAGES: Final = 30
PAGE_EVENTS: Final = 50
PER_SECOND: Final = 2
"""Of LookupEvents, for one account in one region, whoever asks."""

SPARE_SECONDS: Final = 4.0
"""So much of the call's time is left to what comes after: then no further page is asked for."""


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """One call that CloudTrail recorded, to the second.

    `source` is the service ("lambda.amazonaws.com"); `user` what CloudTrail looks names up by (an
    IAM user, the session of a role, "root"; "" for a service); `resources` their names as
    recorded; `error` its code, "" when it went well. `raw` is the whole record as AWS wrote it:
    what is shown of it has to be chosen, for parameters may hold secrets.
    """

    at: datetime
    name: str
    source: str
    user: str
    resources: tuple[str, ...]
    region: str
    read_only: bool
    error: str
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TrailFound:
    """Events oldest first; when not `complete`, there may be older ones in the window. `back` is
    the time of the oldest event that was read at all, whether it fits or not; None: none was.
    `reads`: where writes alone were asked for, the reads that came along with them, oldest first
    and as far as `back`; none do where AWS itself was asked for writes."""

    events: tuple[TrailEvent, ...]
    complete: bool
    back: datetime | None = None
    reads: tuple[TrailEvent, ...] = ()


class CloudTrail:
    """LookupEvents: the last 90 days of one region, minutes late."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session
        self._pace = Pace(PER_SECOND)

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._session.identity()

    @property
    def home(self) -> str:
        """The `where` of the same identity in us-east-1; "" where that may not be asked."""
        place = self._session.login.place
        if HOME not in place.regions:
            return ""
        return f"{place.name}/{HOME}" if place.name else HOME

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something of this account and region."""
        return self._session.arn(service, resource)

    def events(
        self,
        window: Window,
        *,
        resource: str = "",
        event: str = "",
        user: str = "",
        source: str = "",
        writes: bool = False,
        reads: bool = False,
        most: int,
        pages: int = MOST_PAGES,
    ) -> TrailFound:
        """The newest `most` events of `window` that fit everything given; `writes`: no reads,
        `reads`: no writes.

        AWS looks up by one attribute, the first given of these in their order; the rest is
        compared here. Stops after so many pages, or when the call's time runs out. Raises Denied,
        or a Fault.
        """
        wanted = {"ResourceName": resource, "EventName": event, "Username": user}
        kind = "false" if writes else "true" if reads else ""
        wanted |= {"EventSource": source, "ReadOnly": kind}
        chosen = next(((key, value) for key, value in wanted.items() if value), None)
        arguments: dict[str, Any] = {
            "StartTime": window.start,
            "EndTime": window.end,
            "MaxResults": PAGE_EVENTS,
        }
        if chosen is not None:
            arguments["LookupAttributes"] = [
                {"AttributeKey": chosen[0], "AttributeValue": chosen[1]}
            ]
        found: list[TrailEvent] = []
        beside: list[TrailEvent] = []
        complete = False
        back: datetime | None = None
        for page, last in self._pages(arguments, pages):
            fitting = [
                one
                for one in page
                if (not event or one.name == event)
                and (not user or one.user == user)
                and (not source or one.source == source)
            ]
            fitting = [one for one in fitting if one.read_only or not reads]
            found += [one for one in fitting if not (writes and one.read_only)]
            beside += [one for one in fitting if writes and one.read_only]
            back = page[-1].at if page else back
            complete = last and len(found) <= most
            if len(found) > most:
                break
        return TrailFound(tuple(reversed(found[:most])), complete, back, tuple(reversed(beside)))

    def _pages(
        self, arguments: dict[str, Any], most: int
    ) -> Iterator[tuple[list[TrailEvent], bool]]:
        """Each page, newest first, and whether it is the last one there is."""
        for number in range(1, most + 1):
            doing = f"reading CloudTrail, page {number}; {PER_SECOND} a second are allowed"
            if number > 1 and deadline.remaining() < SPARE_SECONDS:
                return
            self._pace.wait(doing=doing)
            answer = self._session.call("cloudtrail", "lookup_events", arguments, doing=doing)
            token = answer.get("NextToken")
            # An empty page has its list too, and may have others behind it.
            yield [_event(raw) for raw in answers.listed(answer, "Events")], not token
            if not token:
                return
            arguments["NextToken"] = token


def _event(raw: Mapping[str, Any]) -> TrailEvent:
    with answers.shaped("event of CloudTrail"):
        whole = parse(raw.get("CloudTrailEvent"))
        return TrailEvent(
            at=raw["EventTime"].astimezone(UTC),
            name=str(raw.get("EventName") or ""),
            source=str(raw.get("EventSource") or ""),
            user=str(raw.get("Username") or ""),
            resources=tuple(
                str(one["ResourceName"])
                for one in raw.get("Resources", ())
                if one.get("ResourceName")
            ),
            region=str(whole.get("awsRegion") or ""),
            read_only=str(raw.get("ReadOnly") or "").lower() == "true",
            error=str(whole.get("errorCode") or ""),
            raw=whole,
        )
