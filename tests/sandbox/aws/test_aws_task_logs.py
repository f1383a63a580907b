"""What ECS tasks leave in CloudWatch Logs, with real boto3: containers' words and ECS's events."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from aws_worlds import Served, served, small

ARCHIVE = "/crois/v2/prd/events/ecs-task-state-change"
OPS = "/crois/v2/prd/ecs/crois-ops"
Refusal = Callable[..., tuple[int, str, str]]


def archived(world: Served, words: str) -> list[dict[str, Any]]:
    pages = (
        world.client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=ARCHIVE, filterPattern=words)
    )
    return [json.loads(event["message"]) for page in pages for event in page["events"]]


def streams(world: Served, group: str) -> list[str]:
    pages = world.client("logs").get_paginator("describe_log_streams").paginate(logGroupName=group)
    return [stream["logStreamName"] for page in pages for stream in page["logStreams"]]


def test_a_container_that_never_started_has_no_stream(s03: Served, refusal: Refusal) -> None:
    assert streams(s03, "/crois/v2/prd/ecs/tutorial") == []
    stream = s03.world.jobs[16902244].tasks[0].resources["log_stream"]
    assert stream.startswith("tutorial_20260910/main/")
    where = {"logGroupName": "/crois/v2/prd/ecs/tutorial", "logStreamName": stream}
    assert refusal(s03.client("logs").get_log_events, **where)[1] == "ResourceNotFoundException"


def test_the_archive_has_each_change_of_each_attempt(s03: Served) -> None:
    found = archived(s03, '"job-16902244"')
    statuses = [one["detail"]["lastStatus"] for one in found]
    assert statuses == ["PROVISIONING", "PENDING", "DEPROVISIONING", "STOPPED"] * 3
    last = found[-1]
    assert last["detail-type"] == "ECS Task State Change"
    assert last["source"] == "aws.ecs"
    assert last["account"] == "111122223333"
    detail = last["detail"]
    assert last["resources"] == [detail["taskArn"]]
    assert last["time"] == "2026-11-10T09:06:54Z"
    assert detail["stoppedAt"] == "2026-11-10T09:06:54.000Z"
    assert detail["stopCode"] == "TaskFailedToStart"
    assert detail["stoppedReason"] == detail["containers"][0]["reason"]
    assert "no matching manifest for linux/amd64" in detail["stoppedReason"]
    assert detail["startedBy"] == "job-16902244"
    assert "tags" not in detail
    assert "stopCode" not in found[1]["detail"]
    assert len({one["id"] for one in found}) == 12


def test_the_streams_of_a_project_are_those_that_the_jobs_name(s03: Served) -> None:
    jobs = [job for job in s03.world.jobs.values() if job.project == "crois-ops"]
    assert len(jobs) > 20
    named = {task.resources["log_stream"] for job in jobs for task in job.tasks if task.started_at}
    assert set(streams(s03, OPS)) == named


def test_a_stream_holds_what_the_platform_shows_of_the_task(s03: Served) -> None:
    job = next(job for job in s03.world.jobs.values() if job.project == "pos-analytics")
    task = next(task for task in job.tasks if task.engine == "ecs" and task.log)
    events = s03.client("logs").get_log_events(
        logGroupName=task.resources["log_group"],
        logStreamName=task.resources["log_stream"],
        startFromHead=True,
    )["events"]
    assert [event["message"] for event in events] == [line.text for line in task.log]
    assert [event["timestamp"] for event in events] == [
        int(line.at.timestamp() * 1000) for line in task.log
    ]


def test_every_container_stream_is_of_a_task_that_started(s03: Served) -> None:
    """Of all other teams: streams and started ECS tasks are the same."""
    for project in ("pos-analytics", "fraud-check"):
        named = {
            task.resources["log_stream"]
            for job in s03.world.jobs.values()
            if job.project == project
            for task in job.tasks
            if task.engine == "ecs" and task.log
        }
        assert named
        assert named <= set(streams(s03, f"/crois/v2/prd/ecs/{project}"))


def test_groups_say_how_long_they_keep(s03: Served) -> None:
    logs = s03.client("logs")
    kept = {
        group["logGroupName"]: group.get("retentionInDays")
        for group in logs.describe_log_groups(logGroupNamePrefix="/crois/")["logGroups"]
    }
    assert kept[ARCHIVE] == 14
    assert kept[OPS] == kept["/crois/v2/prd/ecs/tutorial"] == 30
    (group,) = logs.describe_log_groups(logGroupNamePrefix=OPS)["logGroups"]
    assert group["storedBytes"] > 1000


def test_the_archive_keeps_fourteen_days() -> None:
    # The last attempt was made at 09:05:31.150, stopped at 09:06:54.
    with served(small("now: 2026-11-24T09:06:00Z")) as edge:
        statuses = [one["detail"]["lastStatus"] for one in archived(edge, '"job-16902244"')]
        assert statuses == ["DEPROVISIONING", "STOPPED"]
        assert edge.history("job-16902244-1")[-1]["type"] == "ExecutionTimedOut"
    with served(small("now: 2026-11-24T09:06:55Z")) as later:
        assert archived(later, '"job-16902244"') == []


def test_nothing_is_archived_that_has_not_happened() -> None:
    early = "now: 2026-11-10T08:41:00Z\narrives: { at: 2026-11-10T08:40:00Z }"
    with served(small(early)) as running:
        found = archived(running, '"job-16902244"')
        assert [one["detail"]["lastStatus"] for one in found][-1] == "STOPPED"
        assert len(found) == 4
        everything = archived(running, "")
        now = running.world.now
        assert all(datetime.fromisoformat(one["time"]) <= now for one in everything)
        # Delivery takes a moment: what changed just now is not in the archive yet.
        just = small(early.replace("08:41:00", "08:33:37").replace("08:40:00", "08:33:00"))
    with served(just) as stopping:
        assert archived(stopping, '"job-16902244"')[-1]["detail"]["lastStatus"] != "STOPPED"


def test_insights_reads_the_archive(s03: Served) -> None:
    logs = s03.client("logs")
    now = s03.world.now
    query = logs.start_query(
        logGroupName=ARCHIVE,
        startTime=int((now - timedelta(days=2)).timestamp()),
        endTime=int(now.timestamp()),
        queryString="fields @message | filter @message like 'job-16902244' | stats count(*) as n",
    )["queryId"]
    answer = logs.get_query_results(queryId=query)
    assert answer["status"] == "Complete"
    assert {field["field"]: field["value"] for field in answer["results"][0]}["n"] == "12"


def test_a_group_written_out_has_its_own_retention_and_both_kinds_of_lines() -> None:
    written = """
world:
  aws:
    log_groups:
      /crois/v2/prd/ecs/crois-ops:
        retention_days: 7
        streams:
          by-hand: [{ at: 2026-11-10T09:00:00Z, message: hello }]
"""
    with served(small(written)) as world:
        logs = world.client("logs")
        (group,) = logs.describe_log_groups(logGroupNamePrefix=OPS)["logGroups"]
        assert group["retentionInDays"] == 7
        found = streams(world, OPS)
        assert "by-hand" in found
        assert any(name.startswith("healthcheck-normal/main/") for name in found)
