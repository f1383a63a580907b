"""How late each source is and how long it keeps what it has, settable in one place."""

from __future__ import annotations

from typing import Any

import pytest
from aws_worlds import ClientError, altered, served, small

from kurosai.errors import BadInput
from kurosai.openapi.document import crois
from kurosai.sandbox.cloud_logging import told
from kurosai.sandbox.crois_answers import Answers, Listed
from kurosai.sandbox.world import World

JOB = 16902244
RUN = "arn:aws:states:ap-northeast-1:111122223333:execution:crois-v2-prd-job-runner:job-16902244-1"
ARCHIVE = "/crois/v2/prd/events/ecs-task-state-change"
GROUP = "/crois/v2/prd/audit"


def sources(text: str, now: str = "2026-11-11T01:20:00Z") -> World:
    return small(f"now: {now}\nworld: {{ aws: {{ sources: {{ {text} }} }} }}")


def stopped(world: World) -> int:
    """How many stopped ECS tasks the job has in ECS."""
    with served(world) as one:
        told = one.client("ecs").list_tasks(
            cluster="crois-v2-prd-worker", startedBy=f"job-{JOB}", desiredStatus="STOPPED"
        )
    return len(told["taskArns"])


def test_ecs_forgets_when_it_is_told_to() -> None:
    usual = stopped(sources(""))
    assert stopped(sources("ecs_tasks: { kept: 1h }")) == usual
    assert stopped(sources("ecs_tasks: { kept: 7d }")) > usual


def test_executions_are_kept_so_long() -> None:
    with served(sources("executions: { kept: 1h }")) as short, served(sources("")) as usual:
        assert usual.client("stepfunctions").describe_execution(executionArn=RUN)
        with pytest.raises(ClientError, match="ExecutionDoesNotExist"):
            short.client("stepfunctions").describe_execution(executionArn=RUN)


def written(world: World, group: str) -> list[tuple[int, int]]:
    """Time and time of ingestion of every event of a group that can be read."""
    with served(world) as one:
        pages = one.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        return [
            (event["timestamp"], event["ingestionTime"])
            for page in pages
            for event in page["events"]
        ]


def test_logs_come_later_by_so_much() -> None:
    group = f"""
world:
  aws:
    log_groups:
      {GROUP}:
        streams:
          main:
            - {{ at: 2026-11-11T01:10:00Z, message: early }}
            - {{ at: 2026-11-11T01:18:30Z, message: late, delay: 2s }}
"""
    at = 1794359400_000
    assert written(small(group), GROUP) == [(at, at + 420), (at + 510_000, at + 512_000)]
    late = "    sources: { logs: { delay: 5m } }\n"
    assert written(small(group + late), GROUP) == [(at, at + 300_420)]


def test_what_tasks_leave_comes_later_too() -> None:
    usual, late = (written(sources(text), ARCHIVE) for text in ("", "logs: { delay: 10m }"))
    assert usual
    now = 1794360000_000
    assert late == [(at, come + 600_000) for at, come in usual if come + 600_000 <= now]
    assert 0 < len(late) < len(usual)


def test_cloud_logging_comes_later_by_so_much() -> None:
    usual = [*told.entries(altered("title: as it is", "g01-pod-gone"))]
    late = [*told.entries(altered("world: { gcp: { delay: 90s } }", "g01-pod-gone"))]
    assert usual
    waits = [
        (two.received - one.received).total_seconds() for one, two in zip(usual, late, strict=True)
    ]
    assert set(waits) == {90.0}


def log_of(world: World, job: int, task: str) -> Listed:
    found = Answers(world).by_operation["get_task_log"]({"job_id": str(job), "task": task})
    assert isinstance(found, Listed)
    return found


def test_the_platform_keeps_task_logs_so_long() -> None:
    changes = f"""
world:
  crois:
    jobs:
      {JOB}:
        status: FAILED
        tasks:
          run-my-module:
            status: FAILED
            started: 9s
            finished: 44m
            log: [{{ after: 10s, text: hello }}]
            ecs: []
"""
    assert len(log_of(small(changes), JOB, "run-my-module").items) == 1
    expired = log_of(small(changes + "    task_logs_kept: 2h\n"), JOB, "run-my-module")
    assert expired.items == ()
    assert expired.beside == {"available": False, "reason": "logs are kept for 120 minutes"}


def test_the_platform_refuses_what_is_denied() -> None:
    from starlette.testclient import TestClient

    from kurosai.sandbox import crois_api

    world = small("world: { crois: { denied: [get_task_log, list_jobs] } }")
    client: Any = TestClient(crois_api.application(world, crois(), "t"))
    headers = {"Authorization": "Token t"}
    refused = client.get("/v1/jobs/", headers=headers)
    assert refused.status_code == 403
    assert refused.json() == {"detail": "You do not have permission to perform this action."}
    assert client.get(f"/v1/jobs/{JOB}/", headers=headers).status_code == 200
    assert client.get("/v1/jobs/").status_code == 401


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ("  aws: { sources: { ecs: { kept: 1h } } }", "Extra inputs"),
        ("  aws: { sources: { ecs_tasks: { kept: 0s } } }", "greater than"),
        ("  aws: { sources: { logs: { kept: 1h } } }", "Extra inputs"),
        ("  aws: { sources: { trail: { delays: { iam: 1m } } } }", "should match pattern"),
        ("  crois: { denied: [get_jobs] }", "no such operation that reads; it has list_jobs"),
        ("  crois: { denied: [rerun_job] }", "no such operation that reads"),
        ("  crois: { task_logs_kept: 30 }", "a span is written like"),
        ("  gcp: { delay: 1 }", "a span is written like"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(changes: str, why: str) -> None:
    with pytest.raises(BadInput, match=r"the overlay:3: world\.") as caught:
        small(f"world:\n{changes}\n")
    assert why in str(caught.value)
