"""Step Functions over the session: one execution, and everything that happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kurosai import deadline
from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession

MOST_PAGES = 8
PAGE_EVENTS = 1000


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution; `stopped` is None while it runs. AWS gives neither `error` nor `cause` of
    one that timed out."""

    arn: str
    status: str
    started: datetime
    stopped: datetime | None
    error: str
    cause: str


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One event: its number, the number of the one it follows (0: none), and its details as AWS
    has them, {} for a kind that has none."""

    id: int
    follows: int
    at: datetime
    kind: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """Events oldest first; `complete` is False when there are more than were read."""

    events: tuple[HistoryEvent, ...]
    complete: bool


class StepFunctions:
    """The two reads of Step Functions that a job's story needs."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def describe(self, machine: str, name: str) -> Execution:
        """The execution `name` of a state machine. Raises Missing, Denied, or a Fault."""
        arn = self._session.arn("states", f"execution:{machine}:{name}")
        doing = f"reading execution {name}"
        answer = self._session.call(
            "stepfunctions", "describe_execution", {"executionArn": arn}, doing=doing
        )
        stopped = answer.get("stopDate")
        with answers.shaped("execution"):
            return Execution(
                arn=arn,
                status=str(answer["status"]),
                started=answer["startDate"].astimezone(UTC),
                stopped=stopped.astimezone(UTC) if stopped else None,
                error=str(answer.get("error") or ""),
                cause=str(answer.get("cause") or ""),
            )

    def history(self, arn: str) -> History:
        """What happened in an execution: of more than 9,000 events the first 8,000 and the last
        1,000, for the end decides. Raises as `describe`."""
        arguments: dict[str, Any] = {
            "executionArn": arn,
            "maxResults": PAGE_EVENTS,
            "includeExecutionData": True,
        }
        events: list[HistoryEvent] = []
        doing = f"reading the history of {arn.rpartition(':')[2]}"
        for _ in range(MOST_PAGES):
            deadline.remaining(doing=doing)
            answer = self._session.call(
                "stepfunctions", "get_execution_history", arguments, doing=doing
            )
            events += [_event(raw) for raw in answers.listed(answer, "events")]
            token = answer.get("nextToken")
            if not token:
                return History(tuple(events), complete=True)
            arguments["nextToken"] = token
        del arguments["nextToken"]
        arguments["reverseOrder"] = True
        deadline.remaining(doing=doing)
        answer = self._session.call(
            "stepfunctions", "get_execution_history", arguments, doing=doing
        )
        ends = {event.id: event for event in map(_event, answers.listed(answer, "events"))}
        known = {event.id: event for event in events}
        merged = sorted({**known, **ends}.values(), key=lambda event: event.id)
        return History(tuple(merged), complete=min(ends, default=0) <= max(known, default=0) + 1)


def _event(raw: Mapping[str, Any]) -> HistoryEvent:
    details: Mapping[str, Any] = {}
    for key in raw:
        if key.endswith("EventDetails"):
            details = raw[key]
    with answers.shaped("event of an execution"):
        return HistoryEvent(
            id=int(raw["id"]),
            follows=int(raw.get("previousEventId") or 0),
            at=raw["timestamp"].astimezone(UTC),
            kind=str(raw["type"]),
            details=details,
        )
