"""Where a task ran, how large it was and what its attempts wrote: the API and ECS say the same."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import NOW, failed, job, numbered, workflow, world

from kurosai.errors import BadInput
from kurosai.sandbox.crois_answers import Answers, NotThere
from kurosai.vocabulary import moment

AT = "2026-11-11T01:00:00Z"
ATTEMPTS = [
    {"submitted": "4s", "started": "10s", "stopped": "30s", "exit_code": 1},
    {"submitted": "40s", "started": "50s", "stopped": "70s", "exit_code": 1},
]
LOG = [{"after": "12s", "text": "first"}, {"after": "52s", "text": "second"}]


def answers(told: dict[str, Any], **more: Any) -> Answers:
    return Answers(world(told, **more))


def task(told: dict[str, Any]) -> Any:
    whole: Any = answers(told).by_operation["get_job"]({"job_id": "17000001"})
    return whole["tasks"]["run"]


def ecs(told: dict[str, Any]) -> Any:
    trail = world(told).trail
    (execution,) = (one for one in trail.executions if one.job.id == 17000001)
    return [*trail.tasks_of(execution)][-1].described(moment(NOW), tags=False)


@pytest.mark.parametrize("zone", ["", "ap-northeast-1c", "ap-northeast-1a"])
def test_the_zone_is_the_one_that_ecs_tells(zone: str) -> None:
    told = {"jobs": numbered([job(15201, AT, task={"zone": zone} if zone else {})])}
    assert task(told)["zone"] == ecs(told)["availabilityZone"]
    assert task(told)["zone"] == (zone or task(told)["zone"])


def test_the_size_is_the_one_that_ecs_tells() -> None:
    told = {
        "workflows": {15205: workflow("pos", "good-load", cpu=2048, memory_mb=16384)},
        "jobs": numbered([job(15205, AT)]),
    }
    assert (task(told)["cpu"], task(told)["memory_mb"]) == (2048, 16384)
    assert (ecs(told)["cpu"], ecs(told)["memory"]) == ("2048", "16384")
    assert ecs(told)["overrides"]["cpu"] == "2048"
    plain = {"jobs": numbered([job(15201, AT)])}
    assert (task(plain)["cpu"], ecs(plain)["memory"]) == (1024, "4096")
    assert "cpu" not in ecs(plain)["overrides"]
    assert task(plain)["workergroup"] == "ecs-default"


def test_a_job_from_before_a_change_of_its_workflow_has_the_size_of_then() -> None:
    told = {
        "workflows": {15205: workflow("pos", "good-load", cpu=2048, memory_mb=16384)},
        "jobs": numbered([job(15205, AT, task={"memory_mb": 8192})]),
    }
    assert (task(told)["cpu"], task(told)["memory_mb"]) == (2048, 8192)
    assert (ecs(told)["cpu"], ecs(told)["memory"]) == ("2048", "8192")


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ({}, "there is no worker group 'ecs-spot' of engine ecs"),
        ({"engine": "gke", "cluster": "x", "region": "y"}, "of engine ecs"),
        ({"engine": "ecs", "cluster": "other", "region": "y"}, "the only one of ecs here"),
    ],
)
def test_a_worker_group_has_to_be_there_and_in_the_cluster(
    groups: dict[str, str], says: str
) -> None:
    told = {
        "workflows": {15205: workflow("pos", "good-load", workergroup="ecs-spot")},
        "workergroups": {"ecs-spot": groups} if groups else {},
    }
    with pytest.raises(BadInput, match=says):
        world(told)


def log(told: dict[str, Any], *, now: str = NOW, **given: str) -> tuple[list[str], Any]:
    listed = answers(told, now=now).task_log({"job_id": "17000001", "task": "run", **given})
    return [line.text for line in listed.items], dict(listed.beside or {})


def test_each_attempt_has_the_lines_that_it_wrote() -> None:
    told = {
        "jobs": numbered([failed(15201, AT, "x", task={"attempt": 2, "ecs": ATTEMPTS, "log": LOG})])
    }
    assert log(told)[0] == ["first", "second"]
    assert log(told, attempt="1")[0] == ["first"]
    assert log(told, attempt="2")[0] == ["second"]
    with pytest.raises(NotThere, match="2 attempt"):
        log(told, attempt="3")


def test_an_attempt_that_never_started_has_no_log() -> None:
    attempts = [{"submitted": "4s", "stopped": "30s", "reason": "no image"}, ATTEMPTS[1]]
    body = failed(15201, AT, "x", task={"attempt": 2, "ecs": attempts, "log": LOG[1:]})
    lines, beside = log({"jobs": numbered([body])}, attempt="1")
    assert (lines, beside["available"]) == ([], False)
    assert beside["reason"] == "the container has not started"


def test_lines_are_kept_for_thirty_days() -> None:
    told = {"jobs": numbered([failed(15201, AT, "x", task={"log": LOG})])}
    assert log(told, now="2026-12-11T00:00:00Z")[0] == ["first", "second"]
    assert log(told, now="2026-12-11T02:00:00Z")[1]["reason"] == "logs are kept for 30 days"


def test_of_attempts_that_nobody_told_only_the_last_has_a_log() -> None:
    told = {"jobs": numbered([failed(15201, AT, "x", task={"attempt": 2, "log": LOG})])}
    assert log(told, attempt="2")[0] == ["first", "second"]
    assert log(told, attempt="1")[1]["reason"] == "only the log of the last attempt is kept"


LATE = [{"submitted": "30m"}]


@pytest.mark.parametrize(
    ("status", "run", "there"),
    [
        ("QUEUED", {"status": "QUEUED"}, False),
        ("QUEUED", {"status": "WAITING"}, False),
        ("QUEUED", {"status": "RUNNING"}, False),
        ("RUNNING", {"status": "QUEUED"}, False),
        ("FAILED", {"status": "SKIPPED"}, False),
        ("RUNNING", {"status": "RUNNING", "ecs": LATE}, False),
        ("RUNNING", {"status": "RUNNING", "ecs": [{"submitted": "4s"}]}, True),
        ("RUNNING", {"status": "RUNNING", "started": "20s"}, True),
    ],
)
def test_before_ecs_took_a_task_nothing_of_ecs_is_named(
    status: str, run: dict[str, Any], there: bool
) -> None:
    told = {"status": status, "finished": None, "started": None if status == "QUEUED" else "2s"}
    body = job(15201, AT, **told, task={"started": None, "finished": None, **run})
    shown = task({"jobs": numbered([body])})
    assert ("task_arn" in shown["resources"], "log_stream" in shown["resources"]) == (there, there)
    assert (shown["zone"] is not None) == there
