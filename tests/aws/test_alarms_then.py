"""How alarms stood in the past that are deleted, cut off, newer or changed since, over boto3."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aws_doors import WHO, session
from loopback import Reply
from loopback import serving as plainly_serving
from world_session import doors

from kurosai.aws import find_alarms
from kurosai.vocabulary import Coverage, Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
EMPTY: dict[str, Any] = {"MetricAlarms": [], "CompositeAlarms": [], "LogAlarms": []}


def at(hour: int, minute: int = 0, day: int = 12) -> float:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp()


def alarm(name: str, state: str, since: float, threshold: float = 300) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "StateValue": state,
        "StateTransitionedTimestamp": since,
        "Namespace": "AWS/SQS",
        "MetricName": "Age",
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": threshold,
        "ComparisonOperator": "GreaterThanThreshold",
        "AlarmActions": ["t"],
    }


def changed(name: str, when: float, old: str, new: str) -> dict[str, Any]:
    states = {
        "oldState": {"stateValue": old, "stateReason": "it was so"},
        "newState": {"stateValue": new, "stateReason": "one datapoint was greater"},
    }
    return _item(name, when, "StateUpdate", f"Alarm updated from {old} to {new}", states)


def configured(name: str, when: float, kind: str) -> dict[str, Any]:
    verb = f"{kind.lower()}d"
    data = {"version": "1.0", "type": kind}
    return _item(name, when, "ConfigurationUpdate", f'Alarm "{name}" {verb}', data)


def _item(name: str, when: float, kind: str, summary: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "Timestamp": when,
        "HistoryItemType": kind,
        "HistorySummary": summary,
        "HistoryData": json.dumps(data),
    }


def find(
    tmp_path: Path, alarms: list[dict[str, Any]], history: list[dict[str, Any]], about: str = ""
) -> Reading:
    """The reading of the first hour of the day, asked at three."""
    with (
        plainly_serving(Reply.json({}), always={b"GetCallerIdentity": WHO}) as fake,
        session(tmp_path, fake.url) as door,
    ):
        fake.operations = {
            "DescribeAlarms": Reply.json({**EMPTY, "MetricAlarms": alarms}),
            "DescribeAlarmHistory": Reply.json({"AlarmHistoryItems": history}),
            "DescribeEvents": Reply.json({"events": []}),
            "ListAlarmMuteRules": Reply.json({"AlarmMuteRuleSummaries": []}),
        }
        return find_alarms.find(
            doors(door),
            NOW,
            about=about,
            around="",
            since="2026-11-12T00:00:00Z",
            until="2026-11-12T01:00:00Z",
            minutes=15,
        )


def briefs(reading: Reading) -> list[str]:
    return [row.brief or row.text for row in reading.rows]


def test_an_alarm_that_was_deleted_since_fired_all_the_same(tmp_path: Path) -> None:
    reading = find(
        tmp_path,
        [alarm("ok", "OK", at(0, day=9))],
        [
            changed("gone", at(0, 10), "OK", "ALARM"),
            changed("gone", at(0, 40), "ALARM", "OK"),
            configured("gone", at(2), "Delete"),
        ],
    )
    assert briefs(reading) == [
        "gone ALARM until 00:40:00Z (30 min): deleted since; one datapoint was greater",
        'gone was changed after the window: Alarm "gone" deleted',
    ]
    assert (reading.coverage, reading.found, reading.facts) == (
        Coverage.COMPLETE,
        1,
        {"in ALARM": "gone"},
    )
    open_ = [changed("gone", at(0, 10), "OK", "ALARM"), configured("gone", at(0, 30), "Delete")]
    (told, _) = briefs(find(tmp_path, [], open_))
    assert told.startswith("gone ALARM until 00:30:00Z (20 min): deleted since")
    (quiet,) = briefs(find(tmp_path, [], [configured("gone", at(2), "Delete")], about="gone"))
    assert quiet == "gone: how it stood then cannot be told any more; deleted since"
