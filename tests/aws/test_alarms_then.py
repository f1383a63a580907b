"""How alarms stood in the past that are deleted, cut off, newer or changed since, over boto3."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aws_doors import WHO, session
from loopback import Reply
from loopback import serving as plainly_serving
from world_session import doors

from kurosai.aws.alarms import alarm_rows, alarm_story, find_alarms
from kurosai.aws.wire.alarms import Alarm, Past
from kurosai.vocabulary import Coverage, Reading, Window

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
BEGUN = datetime(2026, 11, 12, 0, 50, tzinfo=UTC)
HOUR = timedelta(hours=1)
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


def test_an_alarm_that_was_created_later_did_not_exist(tmp_path: Path) -> None:
    history = [
        configured("new", at(2), "Create"),
        changed("new", at(2, 5), "INSUFFICIENT_DATA", "OK"),
    ]
    for now, items in (("OK", history), ("INSUFFICIENT_DATA", history[:1])):
        reading = find(tmp_path, [alarm("new", now, at(2, 5))], items, "new")
        assert briefs(reading) == ["new did not exist yet: created 2026-11-12T02:00:00Z"]
        assert (reading.found, reading.next) == (0, ())
    words = [{**history[0], "HistoryData": "{}"}, history[1]]
    told = briefs(find(tmp_path, [alarm("new", "OK", at(2, 5))], words, "new"))
    assert told == ["new did not exist yet: created 2026-11-12T02:00:00Z"]
    within = [configured("new", at(0, 20), "Create"), *history[1:]]
    (told, _) = briefs(find(tmp_path, [alarm("new", "OK", at(2, 5))], within, "new"))
    assert told.startswith("new INSUFFICIENT_DATA until 02:05:00Z (105 min): ")


def test_what_was_changed_of_an_alarm_after_the_window_is_said(tmp_path: Path) -> None:
    raised = configured("t", at(2), "Update")
    told = 't OK all the time: AWS/SQS Age Maximum > 9000, 1 of 1 x 60 s; now OK since {}; {}"t" {}'
    (quiet,) = briefs(find(tmp_path, [alarm("t", "OK", at(0, day=9), 9000)], [raised], "t"))
    when = "changed 2026-11-12T02:00:00Z: Alarm "
    assert quiet == told.format("2026-11-09T00:00:00Z", when, "updated")
    fired = [changed("t", at(0, 10), "OK", "ALARM"), changed("t", at(0, 20), "ALARM", "OK"), raised]
    rows = briefs(find(tmp_path, [alarm("t", "OK", at(0, 20), 9000)], fired))
    assert rows[1] == 't was changed after the window: Alarm "t" updated'


@pytest.mark.parametrize(
    ("state", "since", "to_now", "end", "sure"),
    [
        ("ALARM", BEGUN, True, None, True),
        ("ALARM", BEGUN, False, None, True),
        ("ALARM", BEGUN + HOUR, True, None, True),
        # Between the two it was in another state.
        ("ALARM", BEGUN + HOUR, False, BEGUN + HOUR, False),
        ("OK", BEGUN + HOUR, False, BEGUN + HOUR, False),
        ("OK", BEGUN + HOUR, True, BEGUN + HOUR, True),
        # Deleted, and nobody saw when.
        ("", NOW, False, None, False),
    ],
)
def test_where_the_history_was_cut_the_end_is_what_the_alarm_says(
    state: str, since: datetime, to_now: bool, end: datetime | None, sure: bool
) -> None:
    one = Alarm("a", "MetricAlarm", state, since, "", {})
    states = {"oldState": {"stateValue": "OK"}, "newState": {"stateValue": "ALARM"}}
    past = Past(BEGUN, "a", "StateUpdate", "", states)
    window = Window(BEGUN - HOUR, BEGUN + HOUR / 6)
    story = alarm_story.of(one, [past], window, complete=to_now, to_now=to_now)
    (episode,) = story.episodes
    assert (episode.end, episode.sure) == (end, sure)
    (row,) = alarm_rows.of(one, story, ())
    words = " at the latest: " if end else ", until when is not known: "
    assert (words in row.brief) is not sure


def test_one_alarm_that_flaps_is_one_and_no_group(tmp_path: Path) -> None:
    turns = [("OK", "ALARM"), ("ALARM", "OK")] * 3
    history = [changed("a", at(0, 10 + n), old, new) for n, (old, new) in enumerate(turns)]
    alarms = [alarm("a", "OK", at(0, 15)), alarm("b", "OK", at(0, 20))]
    reading = find(tmp_path, alarms, history)
    assert reading.lead == ("a fired 3 times 2026-11-12 00:10:00Z-00:14:00Z",)
    more = [changed("b", at(0, 14), "OK", "ALARM"), changed("b", at(0, 20), "ALARM", "OK")]
    (told,) = find(tmp_path, alarms, [*history, *more]).lead
    assert told.startswith("2 alarms fired together ")


def test_where_there_is_no_alarm_silence_is_no_answer(tmp_path: Path) -> None:
    for about in ("", "queue"):
        (told,) = find(tmp_path, [], [], about).lead
        assert told == "this account has no alarm in this region"
    assert find(tmp_path, [alarm("a", "OK", at(0, day=9))], []).lead == ()


def test_what_fires_still_leads_on_before_what_is_over(tmp_path: Path) -> None:
    over, still = alarm("a", "OK", at(0, 20)), alarm("b", "ALARM", at(0, 30), threshold=77)
    history = [
        changed("a", at(0, 10), "OK", "ALARM"),
        changed("a", at(0, 20), "ALARM", "OK"),
        changed("b", at(0, 30), "OK", "ALARM"),
    ]
    reading = find(tmp_path, [over, still], history)
    assert "> 77" in str(reading.next[0].arguments["metrics"])
    # One that was so before the window, or is over, leads on where nothing else does.
    assert "> 300" in str(find(tmp_path, [over], history[:2]).next[0].arguments["metrics"])
