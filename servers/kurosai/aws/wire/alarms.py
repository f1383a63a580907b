"""CloudWatch's alarms over the session: what they are now, and what they did in 30 days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from kurosai import deadline
from kurosai.aws.json_objects import parse
from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession
from kurosai.vocabulary import Window

MOST_PAGES: Final = 12
PAGE: Final = 100
KINDS: Final = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
DELETED: Final = "deleted"
"""The kind of an alarm that only the history knows."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm as it is now; `since` is when it came into its `state`. `raw` is AWS's own form."""

    name: str
    kind: str
    state: str
    since: datetime
    reason: str
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """One item of an alarm's history: StateUpdate, ConfigurationUpdate or Action; `data` as AWS
    wrote it."""

    at: datetime
    alarm: str
    kind: str
    summary: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Alarms:
    """Alarms by name; `complete` is False when there are more than were read."""

    alarms: tuple[Alarm, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class History:
    """Items oldest first; when not `complete`, later ones of the window are missing."""

    items: tuple[Past, ...]
    complete: bool


class CloudWatchAlarms:
    """The reads of alarms, 1,200 of them or of their history at most."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._session.identity()

    def alarms(self) -> Alarms:
        """Every alarm of every kind. Raises Denied, or a Fault."""
        found: list[Alarm] = []
        arguments: dict[str, Any] = {"AlarmTypes": list(KINDS), "MaxRecords": PAGE}
        for _ in range(MOST_PAGES):
            doing = "reading the alarms"
            deadline.remaining(doing=doing)
            answer = self._session.call("cloudwatch", "describe_alarms", arguments, doing=doing)
            found += _listed(answer)
            token = answer.get("NextToken")
            if not token:
                return Alarms(tuple(sorted(found, key=lambda one: one.name)), complete=True)
            arguments["NextToken"] = token
        return Alarms(tuple(sorted(found, key=lambda one: one.name)), complete=False)

    def history(self, window: Window) -> History:
        """What all alarms did in `window`, oldest first. Raises Denied, or a Fault."""
        found: list[Past] = []
        arguments: dict[str, Any] = {
            "AlarmTypes": list(KINDS),
            "StartDate": window.start,
            "EndDate": window.end,
            "MaxRecords": PAGE,
            "ScanBy": "TimestampAscending",
        }
        for _ in range(MOST_PAGES):
            doing = "reading the history of the alarms"
            deadline.remaining(doing=doing)
            answer = self._session.call(
                "cloudwatch", "describe_alarm_history", arguments, doing=doing
            )
            found += [_past(raw) for raw in answers.listed(answer, "AlarmHistoryItems")]
            token = answer.get("NextToken")
            if not token:
                return History(tuple(found), complete=True)
            arguments["NextToken"] = token
        return History(tuple(found), complete=False)

    def mutes(self, alarm: str) -> tuple[str, ...]:
        """The names of the rules that mute the actions of an alarm now. Raises as `alarms`."""
        answer = self._session.call(
            "cloudwatch",
            "list_alarm_mute_rules",
            {"AlarmName": alarm, "Statuses": ["ACTIVE"]},
            doing=f"looking for what mutes {alarm}",
        )
        with answers.shaped("list of mute rules"):
            return tuple(
                str(one["AlarmMuteRuleArn"]).rpartition(":")[2]
                for one in answers.listed(answer, "AlarmMuteRuleSummaries")
            )


def _listed(answer: Mapping[str, Any]) -> Iterator[Alarm]:
    """The alarms of a page. AWS sends the list of a kind also when it is empty; that of a kind
    which a region does not have yet is not there. Without any of them it is no answer."""
    there = [kind for kind in KINDS if f"{kind}s" in answer] or KINDS[:1]
    for kind in there:
        for raw in answers.listed(answer, f"{kind}s"):
            yield _alarm(kind, raw)


def _alarm(kind: str, raw: Mapping[str, Any]) -> Alarm:
    with answers.shaped("alarm"):
        since = raw.get("StateTransitionedTimestamp") or raw["StateUpdatedTimestamp"]
        return Alarm(
            name=str(raw["AlarmName"]),
            kind=kind,
            state=str(raw["StateValue"]),
            since=since.astimezone(UTC),
            reason=str(raw.get("StateReason") or ""),
            raw=raw,
        )


def _past(raw: Mapping[str, Any]) -> Past:
    with answers.shaped("history of an alarm"):
        return Past(
            at=raw["Timestamp"].astimezone(UTC),
            alarm=str(raw["AlarmName"]),
            kind=str(raw["HistoryItemType"]),
            summary=str(raw.get("HistorySummary") or ""),
            data=parse(raw.get("HistoryData")),
        )
