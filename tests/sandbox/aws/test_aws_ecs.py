"""ECS with real boto3: what it still knows, what it has forgotten, definitions, clusters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.world import build

CLUSTER = "crois-v2-prd-worker"
FAMILY = "crois-v2-prd-tutorial-tutorial_20260910"
Refusal = Callable[..., tuple[int, str, str]]


def listed(world: Served, size: int = 100, **more: Any) -> list[str]:
    pages = (
        world.client("ecs")
        .get_paginator("list_tasks")
        .paginate(cluster=CLUSTER, PaginationConfig={"PageSize": size}, **more)
    )
    return [arn for page in pages for arn in page["taskArns"]]


def described(world: Served, arns: list[str], **more: Any) -> list[dict[str, Any]]:
    ecs = world.client("ecs")
    found: list[dict[str, Any]] = []
    for start in range(0, len(arns), 100):
        answer = ecs.describe_tasks(cluster=CLUSTER, tasks=arns[start : start + 100], **more)
        assert answer["failures"] == []
        found += answer["tasks"]
    return found


def test_a_task_that_stopped_over_an_hour_ago_is_missing(s03: Served) -> None:
    arn = s03.world.jobs[16902244].tasks[0].resources["task_arn"]
    answer = s03.client("ecs").describe_tasks(cluster=CLUSTER, tasks=[arn])
    assert answer["tasks"] == []
    assert answer["failures"] == [{"arn": arn, "reason": "MISSING"}]
    assert listed(s03, startedBy="job-16902244", desiredStatus="STOPPED") == []


def test_within_the_hour_ecs_tells_why_the_task_stopped() -> None:
    with served(build(load(bundled("s03-still-in-ecs")))) as soon:
        arns = listed(soon, startedBy="job-16902244", desiredStatus="STOPPED")
        # The attempt that stopped 62 minutes ago is forgotten, the other two are not.
        assert len(arns) == 2
        assert listed(soon, family=FAMILY, desiredStatus="STOPPED") == arns
        assert listed(soon, startedBy="job-16902244") == []
        last = described(soon, arns[-1:], include=["TAGS"])[0]
    assert last["taskArn"] == soon.world.jobs[16902244].tasks[0].resources["task_arn"]
    assert last["stopCode"] == "TaskFailedToStart"
    assert last["stoppedReason"] == last["containers"][0]["reason"]
    assert last["stoppedReason"].endswith("linux/amd64 in the manifest list entries")
    assert last["stoppedAt"] == datetime(2026, 11, 10, 9, 6, 54, tzinfo=UTC)
    assert last["createdAt"] < last["pullStartedAt"] < last["pullStoppedAt"] <= last["stoppedAt"]
    assert last["stoppingAt"] <= last["stoppedAt"]
    assert "startedAt" not in last
    assert "exitCode" not in last["containers"][0]
    assert last["startedBy"] == "job-16902244"
    assert last["launchType"] == "FARGATE"
    assert {tag["key"]: tag["value"] for tag in last["tags"]} == {
        "crois:job_id": "16902244",
        "crois:task": "run-my-module",
    }


def test_tags_come_only_when_they_are_asked_for(s03: Served) -> None:
    one = listed(s03)[:1]
    assert described(s03, one)[0]["tags"] == []
    assert len(described(s03, one, include=["TAGS"])[0]["tags"]) == 2


def test_lists_come_in_pages_of_a_hundred_at_most(s03: Served, refusal: Refusal) -> None:
    ecs = s03.client("ecs")
    first = ecs.list_tasks(cluster=CLUSTER, desiredStatus="STOPPED")
    assert len(first["taskArns"]) == 100
    every = listed(s03, desiredStatus="STOPPED")
    assert listed(s03, 13, desiredStatus="STOPPED") == every
    assert len(set(every)) == len(every) > 100
    token = first["nextToken"]
    other = {"cluster": CLUSTER, "desiredStatus": "RUNNING", "nextToken": token}
    assert refusal(ecs.list_tasks, **other)[1] == "InvalidParameterException"
    assert refusal(ecs.list_tasks, cluster=CLUSTER, maxResults=101)[1] == (
        "InvalidParameterException"
    )


def test_every_task_of_the_last_hour_is_there_and_nothing_else(s03: Served) -> None:
    now = s03.world.now
    stopped = described(s03, listed(s03, desiredStatus="STOPPED"))
    running = described(s03, listed(s03))
    assert running
    for one in stopped:
        assert one["desiredStatus"] == "STOPPED"
        if one["lastStatus"] == "STOPPED":
            assert now - timedelta(hours=1) < one["stoppedAt"] <= now
            assert one["stopCode"]
            assert one["stoppedReason"]
    for one in running:
        assert one["desiredStatus"] == "RUNNING"
        assert "stopCode" not in one
        assert "exitCode" not in one["containers"][0]
    for one in [*stopped, *running]:
        times = [value for value in one.values() if isinstance(value, datetime)]
        assert max(times) <= now
    names = {one["taskArn"] for one in [*stopped, *running]}
    expected = {
        task.resources["task_arn"]
        for job in s03.world.jobs.values()
        for task in job.tasks
        if task.engine == "ecs" and task.started_at is not None
        if task.finished_at is None or task.finished_at > now - timedelta(minutes=59)
    }
    assert expected
    assert expected <= names


def test_what_containers_say_agrees_with_their_task(s03: Served) -> None:
    tasks = {
        (str(job.id), task.name): task
        for job in s03.world.jobs.values()
        for task in job.tasks
        if task.engine == "ecs"
    }
    seen: set[str] = set()
    for one in described(s03, listed(s03, desiredStatus="STOPPED"), include=["TAGS"]):
        tags = {tag["key"]: tag["value"] for tag in one["tags"]}
        task = tasks[tags["crois:job_id"], tags["crois:task"]]
        (container,) = one["containers"]
        if task.status == "SUCCEEDED":
            assert container["exitCode"] == 0
        elif task.status == "FAILED":
            assert f"exited with code {container['exitCode']}" in str(task.error)
            assert ("OutOfMemoryError" in str(task.error)) == ("reason" in container)
        assert container["imageDigest"].startswith("sha256:")
        seen.add(task.status)
    assert {"SUCCEEDED", "FAILED"} <= seen


def test_errors_are_those_of_ecs(s03: Served, refusal: Refusal) -> None:
    ecs = s03.client("ecs")
    task = "0" * 32
    assert refusal(ecs.describe_tasks, tasks=[task])[1] == "ClusterNotFoundException"
    assert refusal(ecs.list_tasks, cluster="other")[1] == "ClusterNotFoundException"
    for bad in ("x", f"arn:aws:ecs:ap-northeast-1:111122223333:task/default/{task}", "a/b/c"):
        status, code, _ = refusal(ecs.describe_tasks, cluster=CLUSTER, tasks=[bad])
        assert (status, code) == (400, "InvalidParameterException"), bad
    for several in ([], [task] * 101):
        assert refusal(ecs.describe_tasks, cluster=CLUSTER, tasks=several)[1] == (
            "InvalidParameterException"
        )
    both = {"cluster": CLUSTER, "startedBy": "job-16902244", "family": FAMILY}
    assert refusal(ecs.list_tasks, **both)[1] == "InvalidParameterException"
    assert refusal(ecs.list_tasks, cluster=CLUSTER, serviceName="web")[1] == (
        "ServiceNotFoundException"
    )


def test_a_task_definition_says_platform_image_and_log(s03: Served, refusal: Refusal) -> None:
    ecs = s03.client("ecs")
    told = ecs.describe_task_definition(taskDefinition=FAMILY, include=["TAGS"])
    definition = told["taskDefinition"]
    assert definition["runtimePlatform"] == {
        "cpuArchitecture": "X86_64",
        "operatingSystemFamily": "LINUX",
    }
    assert definition["requiresCompatibilities"] == ["FARGATE"]
    (container,) = definition["containerDefinitions"]
    assert container["image"] == (
        "444455556666.dkr.ecr.ap-northeast-1.amazonaws.com/tutorial_20260910:latest"
    )
    assert container["logConfiguration"]["options"] == {
        "awslogs-group": "/crois/v2/prd/ecs/tutorial",
        "awslogs-region": "ap-northeast-1",
        "awslogs-stream-prefix": "tutorial_20260910",
    }
    arn = definition["taskDefinitionArn"]
    assert ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"] == definition
    checks = "crois-v2-prd-crois-ops-healthcheck-normal"
    assert ecs.describe_task_definition(taskDefinition=checks)["taskDefinition"]["revision"] == 2
    first = ecs.describe_task_definition(taskDefinition=f"{checks}:1")["taskDefinition"]
    assert first["containerDefinitions"][0]["image"].endswith(":1.4.2")
    for name in (f"{checks}:3", "crois-v2-prd-nothing", "a:b:c"):
        assert refusal(ecs.describe_task_definition, taskDefinition=name)[1] == "ClientException"


def test_a_task_definition_does_not_exist_before_its_image(refusal: Refusal) -> None:
    early = "now: 2026-11-10T08:20:00Z\narrives: { at: 2026-11-10T08:20:00Z }"
    with served(small(early)) as before:
        call = before.client("ecs").describe_task_definition
        assert refusal(call, taskDefinition=FAMILY)[1] == "ClientException"


def test_clusters_count_what_runs(s03: Served) -> None:
    ecs = s03.client("ecs")
    answer = ecs.describe_clusters(clusters=[CLUSTER, "other"], include=["STATISTICS"])
    (cluster,) = answer["clusters"]
    assert answer["failures"][0]["reason"] == "MISSING"
    tasks = described(s03, listed(s03))
    assert cluster["runningTasksCount"] == sum(one["lastStatus"] == "RUNNING" for one in tasks) > 0
    assert cluster["pendingTasksCount"] == sum(
        one["lastStatus"] in ("PROVISIONING", "PENDING") for one in tasks
    )
    assert ecs.describe_clusters()["failures"][0]["arn"].endswith("cluster/default")


@pytest.mark.parametrize("status", ["EC2", "EXTERNAL"])
def test_no_task_runs_elsewhere_than_on_fargate(s03: Served, status: str) -> None:
    assert listed(s03, launchType=status) == []
    assert listed(s03, launchType="FARGATE") == listed(s03)
