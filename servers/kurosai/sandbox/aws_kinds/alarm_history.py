"""The history of alarms: their making, their changes of state, the actions that those caused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from kurosai.sandbox.aws_json import AwsError, Given, NotHere, Pages
from kurosai.sandbox.aws_kinds.alarm_story import Change, Story
from kurosai.sandbox.aws_kinds.alarms import Alarm
from kurosai.sandbox.aws_kinds.place import seconds
from kurosai.vocabulary import Json

_PAGE: Final = 100


def history(story: Story, names: Sequence[str], given: Given) -> Mapping[str, Json]:
    """DescribeAlarmHistory of these alarms: newest first unless asked otherwise."""
    if "AlarmContributorId" in given:
        raise NotHere("contributors of alarms")
    place = story.place
    oldest = place.now - place.sources.alarms.kept
    since = max(oldest, _moment(given.get("StartDate"), oldest))
    until = _moment(given.get("EndDate"), place.now)
    items = [
        item
        for name in names
        if given.get("AlarmName") in (None, name)
        for item in _items(name, story.alarms[name], story.changes[name])
        if since <= item.at <= until and given.get("HistoryItemType") in (None, item.kind)
    ]
    backwards = given.get("ScanBy", "TimestampDescending") == "TimestampDescending"
    # What a change caused comes after it, in the same moment.
    items.sort(key=lambda one: (one.at, one.name, one.order), reverse=backwards)
    refusal = AwsError("InvalidNextToken", "Invalid NextToken.")
    pages = Pages(place.tokens, refusal, "NextToken", "MaxRecords")
    asked = {name: one for name, one in given.items() if name not in ("NextToken", "MaxRecords")}
    page, more = pages.cut(items, given, _PAGE, "history", repr(sorted(asked.items())))
    return {"AlarmHistoryItems": [one.shown() for one in page], **more}


@dataclass(frozen=True, slots=True)
class _Item:
    at: datetime
    name: str
    order: int
    kind: str
    composite: bool
    summary: str
    data: Mapping[str, Json]

    def shown(self) -> Json:
        return {
            "AlarmName": self.name,
            "AlarmType": "CompositeAlarm" if self.composite else "MetricAlarm",
            "Timestamp": seconds(self.at),
            "HistoryItemType": self.kind,
            "HistorySummary": self.summary,
            "HistoryData": compact(self.data),
        }


def _items(name: str, alarm: Alarm, changes: Sequence[Change]) -> Iterator[_Item]:
    """The history of one alarm: its making, its changes, the actions they caused."""
    composite = alarm.rule is not None
    made: dict[str, Json] = {"type": "Create", "version": "1.0"}
    begun = changes[0].at
    yield _Item(begun, name, 0, "ConfigurationUpdate", composite, f'Alarm "{name}" created', made)
    for before, one in pairwise(changes):
        data: dict[str, Json] = {
            "version": "1.0",
            "oldState": _state(before),
            "newState": _state(one),
        }
        summary = f"Alarm updated from {before.state} to {one.state}"
        yield _Item(one.at, name, 1, "StateUpdate", composite, summary, data)
        muted = any(rule.holds(one.at) for rule in alarm.muted.values())
        for arn in _caused(alarm, one.state) if alarm.actions_enabled and not muted else ():
            done: dict[str, Json] = {
                "actionState": "Succeeded",
                "notificationResource": arn,
                "stateUpdateTimestamp": int(one.at.timestamp() * 1000),
                "error": None,
            }
            at = one.at + timedelta(milliseconds=43)
            yield _Item(
                at, name, 2, "Action", composite, f"Successfully executed action {arn}", done
            )


def _state(one: Change) -> Json:
    body: dict[str, Json] = {"stateValue": one.state, "stateReason": one.reason}
    return {**body, "stateReasonData": one.data} if one.data is not None else body


def _caused(alarm: Alarm, state: str) -> Sequence[str]:
    return {
        "ALARM": alarm.alarm_actions,
        "OK": alarm.ok_actions,
        "INSUFFICIENT_DATA": alarm.insufficient_actions,
    }[state]


def _moment(at: float | None, otherwise: datetime) -> datetime:
    return otherwise if at is None else datetime.fromtimestamp(at, UTC)


def compact(value: Mapping[str, Json]) -> str:
    """JSON as CloudWatch writes it into texts."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
