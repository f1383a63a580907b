"""CloudWatch Logs over the session: pages followed, events typed, bounds said.

A search of a large group is many pages, each of which waits for the one before. What has not
ended after a few of them goes on in slices of time that are searched side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kurosai import deadline
from kurosai.aws.wire import answers, slices
from kurosai.aws.wire.quota import Quotas
from kurosai.aws.wire.session import AwsSession
from kurosai.aws.wire.slices import Part
from kurosai.parallel import each
from kurosai.vocabulary import Window

MOST_PAGES = 120
"""Of one search, however many slices it has: what they take must fit the deadline."""

EARLY_PAGES = 4
MOST_LISTS = 4
MOST_TAIL_PAGES = 6
PAGE_EVENTS = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event: its time in UTC to the millisecond, its message, its stream and group, and when
    CloudWatch had it (None where nobody says)."""

    id: str
    at: datetime
    message: str
    stream: str
    group: str = ""
    ingested: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Events oldest first as AWS gives them; `complete` is False when there may be more: behind
    the last one, or between them where there are `gaps`."""

    events: tuple[LogEvent, ...]
    complete: bool
    gaps: bool = False


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A log group: how many days it keeps events (None: for ever), how many bytes it has, and since
    when it is there."""

    name: str
    retention_days: int | None
    stored_bytes: int = 0
    created: datetime | None = None


class CloudWatchLogs:
    """The reads of CloudWatch Logs that knowledge is built on."""

    def __init__(self, session: AwsSession, quotas: Quotas | None = None) -> None:
        self._session = session
        self._quotas = quotas or Quotas()

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._session.identity()

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        """Events of `window` (both ends included) that match a filter pattern, at most `most`.

        Those are the oldest; all that there are when `complete`. Raises Missing, Denied, or a
        Fault.
        """
        arguments: dict[str, Any] = {"logGroupName": group}
        if pattern:
            arguments["filterPattern"] = pattern
        if stream:
            arguments["logStreamNames"] = [stream]
        early = self._pages(arguments, window, most, EARLY_PAGES)
        if early.over or not early.token:
            return _found((early,), most)
        # Pages come in no order of time: what was seen does not tell what is behind them.
        pieces = slices.of(window)
        if len(pieces) < 2:
            parts = (self._pages(arguments, window, most, MOST_PAGES, early),)
        else:
            share = MOST_PAGES // len(pieces)
            parts = each(lambda one: self._pages(arguments, one, most, share), pieces)
        return _found((Part(early.events), *parts), most)

    def _pages(
        self,
        arguments: Mapping[str, Any],
        window: Window,
        most: int,
        pages: int,
        before: Part[LogEvent] | None = None,
    ) -> Part[LogEvent]:
        """The events of so many pages, after those of `before`."""
        group = arguments["logGroupName"]
        doing = f"searching {group}"
        events: list[LogEvent] = []
        token = before.token if before else ""
        already = len(before.events) if before else 0
        for _ in range(pages):
            deadline.remaining(doing=doing)
            # One more than wanted: only that proves whether there are more.
            asked = {
                **arguments,
                "startTime": _milliseconds(window.start),
                "endTime": _milliseconds(window.end),
                "limit": min(PAGE_EVENTS, most + 1 - already - len(events)),
                **({"nextToken": token} if token else {}),
            }
            answer = self._quotas.ask(
                f"{self.identity} FilterLogEvents",
                lambda asked=asked: self._session.call(
                    "logs", "filter_log_events", asked, doing=doing
                ),
                doing=doing,
            )
            events += _events(answers.listed(answer, "events"), group)
            token = str(answer.get("nextToken") or "")
            if already + len(events) > most:
                return Part(tuple(events), token, over=True)
            if not token:
                break
        return Part(tuple(events), token)

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
            page = _events([{**raw, "logStreamName": stream} for raw in told], group)
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
        # To a pattern AWS answers with names only.
        return self._named({"logGroupNamePattern": pattern}, most)

    def prefixed(self, prefix: str, *, most: int = 200) -> tuple[LogGroup, ...]:
        """Log groups whose name begins with `prefix`, by name, with all that is known of them."""
        return self._named({"logGroupNamePrefix": prefix}, most)

    def _named(self, which: Mapping[str, Any], most: int) -> tuple[LogGroup, ...]:
        found: list[LogGroup] = []
        arguments: dict[str, Any] = {**which, "limit": min(most, 50)}
        for _ in range(MOST_LISTS):
            doing = "looking for log groups"
            answer = self._session.call("logs", "describe_log_groups", arguments, doing=doing)
            found += [_group(raw) for raw in answers.listed(answer, "logGroups")]
            token = answer.get("nextToken")
            if not token or len(found) >= most:
                break
            arguments["nextToken"] = token
        return tuple(found[:most])


def _found(parts: tuple[Part[LogEvent], ...], most: int) -> Found:
    events = slices.joined(parts, lambda event: event.id)
    gaps = any(part.token and not part.over for part in parts)
    ordered = sorted(events, key=lambda event: event.at)[:most]
    whole = not gaps and len(events) <= most and not any(part.over for part in parts)
    return Found(tuple(ordered), whole, gaps)


def _events(told: Iterable[Mapping[str, Any]], group: str) -> list[LogEvent]:
    with answers.shaped("log event"):
        return [_event(raw, group) for raw in told]


def _event(raw: Mapping[str, Any], group: str) -> LogEvent:
    ingested = raw.get("ingestionTime")
    return LogEvent(
        str(raw.get("eventId", "")),
        _EPOCH + timedelta(milliseconds=raw["timestamp"]),
        _text(raw["message"]),
        str(raw.get("logStreamName", "")),
        group,
        None if ingested is None else _EPOCH + timedelta(milliseconds=ingested),
    )


def _group(raw: Mapping[str, Any]) -> LogGroup:
    with answers.shaped("log group"):
        created = raw.get("creationTime")
        return LogGroup(
            _text(raw["logGroupName"]),
            raw.get("retentionInDays"),
            int(raw.get("storedBytes") or 0),
            None if created is None else _EPOCH + timedelta(milliseconds=created),
        )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(milliseconds=1)
