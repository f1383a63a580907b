"""An in-memory CloudWatch Logs, and the lines that Lambda functions leave in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from kurosai import resource_map
from kurosai.aws.logs import find_logs
from kurosai.aws.wire.logs import Found, LogEvent, LogGroup
from kurosai.library.places import default_runbooks
from kurosai.vocabulary import Reading, Window, stamp

RESOURCES = resource_map.load(default_runbooks() / "resource-map.yaml")
GROUP = "/aws/lambda/core-v2-crois-gke-health-checker"
TEXT = "[healthcheck] error: started_at has no value tasks:normal-1"
ALERT = datetime(2025, 11, 4, 18, 14, tzinfo=UTC)
NOW = datetime(2025, 11, 4, 21, 0, tzinfo=UTC)


class Recorded:
    """A CloudWatch Logs of some events; it knows quoted terms and `?` terms, as AWS means them."""

    identity = "aws 111122223333 ap-northeast-1"

    def __init__(self, events: Sequence[LogEvent], most: int | None = None) -> None:
        self.events = sorted(events, key=lambda event: event.at)
        self.most = most
        self.retention: int | None = 30
        self.refuse: Exception | None = None
        self.refuse_groups: Exception | None = None
        self.blind = False
        """Whether every search stops before it has seen anything, as in a very large group."""

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        """As CloudWatch answers."""
        if self.refuse is not None:
            raise self.refuse
        if self.blind:
            return Found((), complete=False)
        found = [
            event
            for event in self.events
            if window.start <= event.at <= window.end
            and (not stream or event.stream == stream)
            and fits(pattern, event.message)
        ]
        limit = min(most, self.most or most)
        return Found(tuple(found[:limit]), complete=len(found) <= limit)

    def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        """As CloudWatch answers."""
        if self.refuse_groups is not None:
            raise self.refuse_groups
        return (LogGroup(GROUP, self.retention),) if pattern in GROUP else ()

    def prefixed(self, prefix: str, *, most: int = 200) -> tuple[LogGroup, ...]:
        """As CloudWatch answers."""
        if self.refuse_groups is not None:
            raise self.refuse_groups
        return (LogGroup(GROUP, self.retention),) if GROUP.startswith(prefix) else ()


def fits(pattern: str, message: str) -> bool:
    """Whether AWS would find the message by the pattern."""
    terms = [term.replace('\\"', '"') for term in _terms(pattern)]
    required = [term for term in terms if not term.startswith("?")]
    optional = [term.removeprefix("?").strip('"') for term in terms if term.startswith("?")]
    return all(term in message for term in required) and (
        not optional or any(term in message for term in optional)
    )


def _terms(pattern: str) -> list[str]:
    if pattern.startswith("?"):
        return [f"?{term.strip()}" for term in pattern.split("?") if term.strip()]
    return [term for term in pattern.split('"') if term.strip()]


def run(
    at: datetime, *, error: str = "", job: str = "16852935", level: str = "ERROR"
) -> list[LogEvent]:
    """The lines of one Lambda request that ends at `at`."""
    request = str(uuid.UUID(int=int(at.timestamp())))
    stream = f"{at:%Y/%m/%d}/[$LATEST]0123456789abcdef0123456789abcdef"

    def event(before: float, message: str) -> LogEvent:
        when = at - timedelta(seconds=before)
        return LogEvent(f"{request}-{before}", when, message, stream)

    def line(before: float, level: str, text: str) -> LogEvent:
        when = stamp(at - timedelta(seconds=before))
        return event(before, f"[{level}]\t{when}\t{request}\t{text}")

    lines = [
        event(30, f"START RequestId: {request} Version: $LATEST"),
        line(29, "INFO", f"[healthcheck] check job job_id={job}"),
    ]
    if error:
        lines += [
            line(20, "WARN", "retrying Crois API (502)"),
            line(18, "INFO", "GET 200"),
            line(2, level, error),
            event(1.9, "Traceback (most recent call last):\n  File x\nAssertionError: it"),
        ]
    return [
        *lines,
        event(0.1, f"END RequestId: {request}"),
        event(0, f"REPORT RequestId: {request}\tDuration: 30 ms"),
    ]


def hourly(*, failing: Sequence[int], hours: Sequence[int], error: str = TEXT) -> list[LogEvent]:
    """Runs that end at 14:41 after the hours of the alert's day."""
    day = datetime(2025, 11, 4, tzinfo=UTC)
    events: list[LogEvent] = []
    for hour in hours:
        at = day + timedelta(hours=hour, minutes=14, seconds=41)
        events += run(at, error=error if hour in failing else "")
    return events


def found(
    events: Sequence[LogEvent],
    *,
    now: datetime = NOW,
    text: str = TEXT,
    logs: Recorded | None = None,
    around: datetime = ALERT,
) -> Reading:
    """What find_logs says of the events."""
    return find_logs.find(
        logs or Recorded(events),
        RESOURCES,
        now,
        group=GROUP,
        text=text,
        around=stamp(around),
        since="",
        until="",
        minutes=15,
    )
