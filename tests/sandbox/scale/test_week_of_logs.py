"""The log events of the platform at large, merged with those of a scenario."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from large_worlds import Large, over

from kurosai.sandbox.lambdas import EPOCH
from kurosai.sandbox.scenario import bundled, load

DISPATCHER = "/aws/lambda/core-v2-job-dispatcher"
UPDATER = "/aws/lambda/core-v2-job-status-updater"
ARCHIVE = "/crois/v2/prd/events/ecs-task-state-change"
HOUR = 3_600_000


def _place(event: dict[str, Any]) -> tuple[int, int]:
    return event["timestamp"], event["ingestionTime"]


def _of_both(large: Large, group: str) -> list[dict[str, Any]]:
    """Every event of a group: there have to be some of the scenario and some of the week."""
    found = large.events(group)
    own = sum(len(one.events) for one in large.world.log_streams if one.group == group)
    assert len(found) > own > 0
    return found


@pytest.mark.parametrize("group", [DISPATCHER, UPDATER])
def test_pages_are_complete_and_in_order(large: Large, group: str) -> None:
    whole = _of_both(large, group)

    assert len({one["eventId"] for one in whole}) == len(whole)
    times = [one["timestamp"] for one in whole]
    assert times == sorted(times)
    start = large.now_ms - 30 * HOUR
    wanted = [one for one in whole if start <= one["timestamp"]]
    assert large.events(group, startTime=start, limit=97) == wanted
    backwards = large.events(group, startTime=start, limit=97, startFromHead=False)
    assert backwards == wanted[::-1]


def test_a_message_has_the_date_and_the_job_of_its_event(large: Large) -> None:
    for event in _of_both(large, UPDATER):
        assert not re.search("[\x01\x02]", event["message"])
        clock = re.match(r"\[[A-Z]+\]\t(\S+)Z\t", event["message"])
        if clock:
            day, _, time = clock[1].partition("T")
            assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", time)
            assert day.startswith(("2026-11-0", "2026-11-1"))
    week = large.world.week
    assert week is not None
    own = {
        (event.at_ms, event.message)
        for stream in large.world.log_streams
        for event in stream.events
    }
    found = [
        re.search(r"job_id=(\d+)", one["message"])
        for one in _of_both(large, DISPATCHER)
        if (one["timestamp"], one["message"]) not in own
    ]
    # None of them speaks of a job whose id the scenario has taken.
    jobs = {int(one[1]) for one in found if one}
    assert len(jobs) > 100
    assert all(week.job(one) is not None for one in jobs)


@pytest.mark.parametrize(
    "pattern",
    [
        "quota",
        '"SUCCEEDED from event"',
        '"2026-11-10T2"',
        '"job_id=169"',
        "-INFO",
        '"9"',
        "16915",
        '-"16915"',
    ],
)
def test_a_text_is_found_where_it_stands(large: Large, pattern: str) -> None:
    text = pattern.strip('"-')
    for group in (DISPATCHER, UPDATER):
        wanted = [
            one
            for one in _of_both(large, group)
            if (text in one["message"]) is not pattern.startswith("-")
        ]
        assert large.events(group, filterPattern=pattern) == wanted


def test_nothing_has_been_logged_after_now(large: Large) -> None:
    for group in (DISPATCHER, "/crois/v2/prd/ecs/homes-mart"):
        found = large.events(group)
        assert found
        assert max(max(_place(one)) for one in found) <= large.now_ms
    week = large.world.week
    assert week is not None
    ((last,),) = week.one("SELECT max(created) FROM part1.jobs")
    assert week.at(last) > large.world.now  # there is something that could be seen


def test_what_has_not_been_delivered_is_not_there(large: Large, files: tuple[Path, ...]) -> None:
    arrived = round(load(bundled("s03-no-manifest")).arrives.at.timestamp() * 1000)
    own = {event.message for one in large.world.log_streams for event in one.events}
    with over(files, "s03-no-manifest", "now: 2026-11-11T12:00:00Z") as later:
        found = later.events(DISPATCHER, startTime=arrived, filterPattern="RequestId")
    last = [one for one in found if one["message"] not in own][-1]
    now = EPOCH + timedelta(milliseconds=last["timestamp"] + 1)
    assert last["ingestionTime"] > last["timestamp"] + 1

    with over(files, "s03-no-manifest", f"now: {now.isoformat()}") as earlier:
        found = earlier.events(DISPATCHER, startTime=arrived)

    assert last["message"] not in {one["message"] for one in found}
    assert max(max(_place(one)) for one in found) <= earlier.now_ms


def test_a_container_has_its_stream(large: Large) -> None:
    job = next(
        job
        for job in large.of_week(status="SUCCEEDED", project="homes-mart")
        if any(task.engine == "ecs" for task in job.tasks)
    )
    task = next(task for task in job.tasks if task.engine == "ecs")

    found = large.logs(
        "GetLogEvents",
        logGroupName=task.resources["log_group"],
        logStreamName=task.resources["log_stream"],
        startFromHead=True,
    )["events"]

    assert [one["message"] for one in found] == [line.text for line in task.log]
    assert [one["timestamp"] for one in found] == [
        round(line.at.timestamp() * 1000) for line in task.log
    ]
    by_stream = large.events(
        task.resources["log_group"], logStreamNames=[task.resources["log_stream"]]
    )
    assert [one["message"] for one in by_stream] == [one["message"] for one in found]
    listed = large.logs(
        "DescribeLogStreams",
        logGroupName=task.resources["log_group"],
        logStreamNamePrefix=task.resources["log_stream"],
    )["logStreams"]
    assert [one["lastEventTimestamp"] for one in listed] == [found[-1]["timestamp"]]


def _query(large: Large, text: str, start: int) -> dict[str, Any]:
    started = large.logs(
        "StartQuery",
        logGroupNames=[DISPATCHER, UPDATER],
        startTime=start // 1000,
        endTime=large.now_ms // 1000,
        queryString=text,
    )
    return large.logs("GetQueryResults", queryId=started["queryId"])


@pytest.mark.parametrize("order", ["", "| sort @timestamp desc", "| sort @timestamp asc"])
def test_a_query_over_groups_has_the_newest_of_all(large: Large, order: str) -> None:
    start = (large.now_ms - 30 * HOUR) // 1000 * 1000
    whole = [one for group in (DISPATCHER, UPDATER) for one in large.events(group, startTime=start)]
    newest = sorted(whole, key=_place, reverse="asc" not in order)[:200]

    answer = _query(large, f"fields @message {order} | limit 200", start)

    shown = [row[0]["value"] for row in answer["results"]]
    assert sorted(shown) == sorted(one["message"] for one in newest)
    assert answer["statistics"]["recordsScanned"] == len(whole)
    assert answer["statistics"]["recordsMatched"] == len(whole)
    assert answer["statistics"]["bytesScanned"] == sum(
        len(one["message"].encode()) for one in whole
    )
    (pointer,) = [one["value"] for one in answer["results"][-1] if one["field"] == "@ptr"]
    record = large.logs("GetLogRecord", logRecordPointer=pointer)["logRecord"]
    assert record["@message"] == shown[-1]


def test_a_query_counts_both(large: Large) -> None:
    start = (large.now_ms - 30 * HOUR) // 1000 * 1000
    whole = [
        one
        for group in (DISPATCHER, UPDATER)
        for one in large.events(group, startTime=start, filterPattern="REPORT")
    ]

    answer = _query(large, "filter @message like /REPORT/ | stats count(*) as n by @log", start)

    counts = [int(row[1]["value"]) for row in answer["results"]]
    assert sum(counts) == len(whole)
    assert len(counts) == 2


def test_the_archive_has_the_events_of_a_job_of_the_week(large: Large) -> None:
    job = next(
        job
        for job in large.of_week(status="FAILED")
        if any(task.status == "FAILED" and task.engine == "ecs" for task in job.tasks)
    )
    task = next(task for task in job.tasks if task.status == "FAILED")

    found = large.events(ARCHIVE, filterPattern=f'"job-{job.id}"')

    details = [json.loads(one["message"])["detail"] for one in found]
    assert {one["startedBy"] for one in details} == {f"job-{job.id}"}
    last = [one for one in details if one["taskArn"] == task.resources["task_arn"]][-1]
    assert last["lastStatus"] == "STOPPED"
    by_task = large.events(ARCHIVE, filterPattern=f'"{last["taskArn"].rpartition("/")[2]}"')
    assert [one["eventId"] for one in by_task] == [
        one["eventId"] for one in found if last["taskArn"] in one["message"]
    ]
    assert large.events(ARCHIVE, filterPattern='"job-99999999"') == []


def test_the_archive_is_whole_where_nothing_is_named(large: Large) -> None:
    start, end = large.now_ms - 19 * HOUR, large.now_ms - 8 * HOUR

    found = large.fresh_events(ARCHIVE, startTime=start, endTime=end)

    started = {json.loads(one["message"])["detail"]["startedBy"] for one in found}
    week = large.world.week
    assert week is not None
    since, until = (week.at((at // 1000) - round(week.start.timestamp())) for at in (start, end))
    wanted = {
        f"job-{one.job.id}"
        for one in large.world.trail.between(since, until)
        for task in large.world.trail.tasks_of(one)
        if any(since <= at <= until for at, _ in task.changes)
    }
    assert wanted
    assert wanted <= started


def test_a_word_of_the_archive_is_found_where_it_stands(large: Large) -> None:
    start = large.now_ms - 60 * HOUR
    whole = large.events(ARCHIVE, startTime=start)

    for word in ("OutOfMemoryError", "STOPPED", "TaskFailedToStart", "CannotPullContainerError"):
        found = large.fresh_events(ARCHIVE, startTime=start, filterPattern=f'"{word}"')
        assert sorted(one["eventId"] for one in found) == sorted(
            one["eventId"] for one in whole if word in one["message"]
        ), word
    assert any("OutOfMemoryError" in one["message"] for one in whole)


def test_what_a_scenario_logs_is_the_same_over_the_week(large: Large) -> None:
    told: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for stream in large.alone.log_streams:
        events = [(one.at_ms, one.message) for one in stream.events]
        told.setdefault((stream.group, stream.name), []).extend(events)
    for group, name in [*told][::25]:
        found = large.logs(
            "GetLogEvents", logGroupName=group, logStreamName=name, startFromHead=True
        )["events"]
        shown = [(one["timestamp"], one["message"]) for one in found]
        assert sorted(shown) == sorted(told[group, name])
