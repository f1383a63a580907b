"""AWS Health over the session: what AWS itself says is broken, where the support plan allows it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from kurosai import deadline
from kurosai.aws.wire import answers, errors
from kurosai.aws.wire.session import AwsSession
from kurosai.errors import Unavailable
from kurosai.vocabulary import Window

MOST_PAGES: Final = 3
PAGE: Final = 100
DOING: Final = "asking AWS Health"
MOST_TOLD: Final = 10
"""What DescribeEventDetails takes."""


class NoSupportPlan(Exception):
    """AWS answers this account no question about its health: it has no plan that includes it."""


@dataclass(frozen=True, slots=True)
class HealthEvent:
    """One event; `ended` is None while it lasts. `told` is AWS's newest description."""

    arn: str
    service: str
    kind: str
    category: str
    region: str
    status: str
    started: datetime
    ended: datetime | None
    told: str = ""


@dataclass(frozen=True, slots=True)
class HealthFound:
    """Events oldest first; `complete` is False when there are more than were read."""

    events: tuple[HealthEvent, ...]
    complete: bool


class AwsHealth:
    """The two reads of AWS Health. Its one endpoint stands for all regions, in us-east-1."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def events(self, window: Window, regions: Sequence[str]) -> HealthFound:
        """Issues and announced changes of some regions ("global" is one) that touch `window`.

        Raises NoSupportPlan, Denied, or a Fault.
        """
        found: list[HealthEvent] = []
        arguments: dict[str, Any] = {
            "filter": {
                "regions": list(regions),
                "startTimes": [{"to": window.end}],
                "eventTypeCategories": ["issue", "scheduledChange", "investigation"],
            },
            "maxResults": PAGE,
        }
        complete = False
        for _ in range(MOST_PAGES):
            with _planned():
                answer = self._session.call("health", "describe_events", arguments, doing=DOING)
            found += [_event(raw) for raw in answers.listed(answer, "events")]
            token = answer.get("nextToken")
            if not token:
                complete = True
                break
            arguments["nextToken"] = token
        # A filter by end would leave out those that have none yet.
        touching = [one for one in found if one.ended is None or one.ended >= window.start]
        touching.sort(key=lambda one: one.started)
        return HealthFound(tuple(touching), complete)

    def told(self, arns: Sequence[str]) -> Mapping[str, str]:
        """The descriptions of at most ten events, by ARN. Raises as `events`."""
        arguments = {"eventArns": list(arns[:MOST_TOLD])}
        with _planned():
            answer = self._session.call("health", "describe_event_details", arguments, doing=DOING)
        with answers.shaped("description of events"):
            return {
                str(one["event"]["arn"]): str(
                    one["eventDescription"].get("latestDescription") or ""
                )
                for one in answers.listed(answer, "successfulSet")
            }


@contextmanager
def _planned() -> Generator[None]:
    """Turn the refusal of an account without a plan into ours."""
    deadline.remaining(doing=DOING)
    try:
        yield
    except Unavailable as error:
        if errors.code(error) == "SubscriptionRequiredException":
            raise NoSupportPlan from error
        raise


def _event(raw: Mapping[str, Any]) -> HealthEvent:
    with answers.shaped("event of AWS Health"):
        ended = raw.get("endTime")
        return HealthEvent(
            arn=str(raw["arn"]),
            service=str(raw["service"]),
            kind=str(raw["eventTypeCode"]),
            category=str(raw.get("eventTypeCategory") or ""),
            region=str(raw.get("region") or ""),
            status=str(raw.get("statusCode") or ""),
            started=raw["startTime"].astimezone(UTC),
            ended=ended.astimezone(UTC) if ended else None,
        )
