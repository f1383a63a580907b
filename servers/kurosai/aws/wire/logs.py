"""CloudWatch Logs over the session: pages followed, events typed, bounds said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kurosai import deadline
from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession
from kurosai.vocabulary import Window

MOST_PAGES = 60
MOST_TAIL_PAGES = 6
PAGE_EVENTS = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event: its time in UTC to the millisecond, its message, its stream."""

    id: str
    at: datetime
    message: str
    stream: str


@dataclass(frozen=True, slots=True)
class Found:
    """Events oldest first as AWS gives them; `complete` is False when there may be more."""

    events: tuple[LogEvent, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A log group and how many days it keeps events (None: for ever)."""

    name: str
    retention_days: int | None


class CloudWatchLogs:
    """The reads of CloudWatch Logs that knowledge is built on."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._session.identity()

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        """Events of `window` (both ends included) that match a filter pattern, at most `most`.

        Stops at `most` events or 60 pages. Raises Missing, Denied, or a Fault.
        """
        arguments: dict[str, Any] = {
            "logGroupName": group,
            "startTime": _milliseconds(window.start),
            "endTime": _milliseconds(window.end),
        }
        if pattern:
            arguments["filterPattern"] = pattern
        if stream:
            arguments["logStreamNames"] = [stream]
        events: list[LogEvent] = []
        for _ in range(MOST_PAGES):
            doing = f"searching {group}"
            deadline.remaining(doing=doing)
            # One more than wanted: only that proves whether there are more.
            page_size = min(PAGE_EVENTS, most + 1 - len(events))
            answer = self._session.call(
                "logs", "filter_log_events", {**arguments, "limit": page_size}, doing=doing
            )
            events += [_event(raw) for raw in answers.listed(answer, "events")]
            if len(events) > most:
                return Found(tuple(events[:most]), complete=False)
            token = answer.get("nextToken")
            if not token:
                return Found(tuple(sorted(events, key=lambda e: e.at)), complete=True)
            arguments["nextToken"] = token
        return Found(tuple(events), complete=False)

    def tail(self, group: str, stream: str, *, most: int) -> Found:
        """The newest events of one stream, oldest first, at most `most`.

        Raises Missing when the group or the stream is not there, Denied, or a Fault.
        """
        arguments: dict[str, Any] = {
            "logGroupName": group,
            "logStreamName": stream,
            "limit": most + 1,
            "startFromHead": False,
        }
        found: list[LogEvent] = []
        for _ in range(MOST_TAIL_PAGES):
            doing = f"reading the end of {stream}"
            deadline.remaining(doing=doing)
            answer = self._session.call("logs", "get_log_events", arguments, doing=doing)
            told = answers.listed(answer, "events")
            page = [_event({**raw, "logStreamName": stream}) for raw in told]
            found = [*page, *found]
            token = answer.get("nextBackwardToken")
            # A page may be short (1 MB) or empty before the beginning: only the token tells.
            begins = not token or token == arguments.get("nextToken")
            if begins or len(found) > most:
                return Found(tuple(found[-most:]), complete=len(found) <= most)
            arguments["nextToken"] = token
        return Found(tuple(found[-most:]), complete=False)

    def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        """Log groups whose name contains `pattern` (case-sensitive), at most `most`."""
        answer = self._session.call(
            "logs",
            "describe_log_groups",
            {"logGroupNamePattern": pattern, "limit": min(most, 50)},
            doing="looking for log groups",
        )
        with answers.shaped("log group"):
            return tuple(
                LogGroup(_text(raw["logGroupName"]), raw.get("retentionInDays"))
                for raw in answers.listed(answer, "logGroups")
            )


def _event(raw: Mapping[str, Any]) -> LogEvent:
    with answers.shaped("log event"):
        at = _EPOCH + timedelta(milliseconds=raw["timestamp"])
        message = _text(raw["message"])
    return LogEvent(str(raw.get("eventId", "")), at, message, str(raw.get("logStreamName", "")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
