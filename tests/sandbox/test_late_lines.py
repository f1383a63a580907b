"""A line that can be read only minutes after it was written: in CloudWatch Logs, in Cloud Logging
and through the platform alike."""
# ruff: noqa: E501 - what a scenario tells, a line each

from __future__ import annotations

from datetime import timedelta

from aws_worlds import served, small
from cloud_logging import altered, keys
from logging_client import asked, client
from pod_worlds import JOB, POD

from kurosai.sandbox.cloud_logging import door
from kurosai.sandbox.crois_answers import Answers
from kurosai.sandbox.world import World

ECS = """
now: {now}
arrives: {{ at: 2026-11-10T08:34:00Z }}
world:
  crois:
    jobs:
      16902244:
        status: SUCCEEDED
        error: null
        finished: 3m
        tasks:
          run-my-module:
            status: SUCCEEDED
            started: 60s
            finished: 2m
            error: null
            attempt: 1
            ecs: !remove
            log: [{{ after: 70s, text: at once }}, {{ after: 80s, text: late, delay: 6m }}]
"""
GKE = """
now: {now}
arrives: {{ at: 2026-02-05T00:50:00Z }}
world:
  gcp: {{ pods: {{ {job}: {{ until: !remove }} }}, lines: [{{ at: 2026-02-05T00:50:00Z, pod: {pod}, text: by hand, delay: 12m }}] }}
  crois: {{ jobs: {{ 16990412: {{ tasks: {{ train: {{ log: [{{ after: 4m, text: at once }}, {{ after: 5m, text: late, delay: 10m }}] }} }} }} }} }}
"""


def of_platform(world: World, job: str, task: str) -> list[str]:
    found = Answers(world).task_log({"job_id": job, "task": task})
    return [line.text for line in found.items]


def of_ecs(now: str) -> tuple[list[str], list[int]]:
    world = small(ECS.format(now=now))
    with served(world) as one:
        found = one.client("logs").filter_log_events(logGroupName="/crois/v2/prd/ecs/tutorial")
    events = [event for event in found["events"] if event["message"] in ("at once", "late")]
    return (
        [event["message"] for event in events],
        [event["ingestionTime"] - event["timestamp"] for event in events],
    )


def gke(now: str) -> World:
    return altered(GKE.format(now=now, job=JOB, pod=POD))


def of_gke(now: str) -> tuple[list[str], list[timedelta]]:
    with door.serving(door.api_of(gke(now)), keys()) as running, client(running) as opened:
        lines = asked(opened, f'resource.labels.pod_name="{POD}" log_id("stdout")')
    late = [one.receive_timestamp.ToDatetime() - one.timestamp.ToDatetime() for one in lines]
    return [one.text_payload for one in lines], late


def test_a_late_line_of_ecs_comes_when_it_comes() -> None:
    assert of_ecs("2026-11-10T08:36:00Z")[0] == ["at once"]
    told, late = of_ecs("2026-11-10T08:56:00Z")
    assert told == ["at once", "late"]
    assert 0 <= late[0] < 2_000
    assert late[1] == late[0] + 360_000


def test_a_late_line_of_a_pod_comes_when_it_comes() -> None:
    early = "2026-02-05T00:55:00Z"
    assert of_gke(early)[0] == ["at once"]
    assert of_platform(gke(early), "16990412", "train") == ["at once"]
    told, late = of_gke("2026-02-05T01:20:00Z")
    assert told == ["at once", "late", "by hand"]
    assert late == [timedelta(seconds=2), timedelta(minutes=10, seconds=2), timedelta(minutes=12)]
