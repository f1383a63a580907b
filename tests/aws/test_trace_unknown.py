"""What nobody can know any more is not said: ends that no one told, logs that are not kept."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from recorded_job import ARCHIVE, BEGUN, CLUSTER, GROUP, JOB, RecordedAws, Told, at, task

from kurosai import resource_map
from kurosai.aws.jobs import trace_job
from kurosai.aws.wire.errors import Missing
from kurosai.aws.wire.logs import Found, LogGroup
from kurosai.library.places import default_runbooks
from kurosai.safety.scrub import Scrub
from kurosai.vocabulary import Coverage, Look, Reading

MAP = resource_map.load(default_runbooks() / "resource-map.yaml")
RAN = {"exit_code": 1, "startedAt": at(1), "stoppedAt": at(2)}


class Kept(RecordedAws):
    """An AWS whose group keeps its lines for `days` (None: there is no such group)."""

    days: int | None = 7

    def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        return (LogGroup(GROUP, self.days),) if self.days else ()

    def prefixed(self, prefix: str, *, most: int = 200) -> tuple[LogGroup, ...]:
        return (LogGroup(GROUP, self.days),) if self.days else ()

    def tail(self, group: str, stream: str, *, most: int) -> Found:
        if self.days is None:
            raise Missing("The specified log group does not exist.")
        return super().tail(group, stream, most=most)


def trace(aws: RecordedAws, hours: float = 1) -> Reading:
    now = BEGUN + timedelta(hours=hours)
    return trace_job.trace(aws.aws, MAP, now, job_id=JOB, attempt=0, task="")


def ended(stopped: dict[str, Any] | None, **changes: Any) -> Kept:
    told = Told()
    told.enter()
    told.tried(1, "TaskFailed" if stopped else "", ended=stopped)
    told.add("ExecutionFailed", 3)
    given: dict[str, Any] = {"status": "FAILED", "minutes": 3, **changes}
    return Kept(told, **given)


def look(reading: Reading, place: str) -> Look:
    (found,) = (one for one in reading.looks if place in one.place)
    return found


def event(status: str, version: int) -> str:
    detail = task(1, lastStatus=status, version=version, reason="Killed", exit_code=4)
    return json.dumps({"detail": detail}, default=lambda one: one.isoformat())


def test_an_end_that_nobody_told_is_no_container_that_never_started() -> None:
    reading = trace(ended(None, status="TIMED_OUT"))
    assert reading.lead[1] == "task run-my-module unfinished, 1 attempt, no reason given yet"
    assert not any("why no container started" in line for line in reading.tail)
    log = look(reading, f"{GROUP} ")
    assert (log.coverage, log.told) == (
        Coverage.EMPTY,
        "no line; what became of the container is not known",
    )


@pytest.mark.parametrize(
    ("hours", "days", "coverage"),
    [(24 * 30, 7, Coverage.EXPIRED), (24 * 5, 7, Coverage.EMPTY), (24 * 30, 90, Coverage.EMPTY)],
)
def test_lines_that_are_no_longer_kept_are_not_lines_that_never_were(
    hours: float, days: int, coverage: Coverage
) -> None:
    aws = ended(task(1, **RAN))
    aws.days = days
    reading = trace(aws, hours)
    log = look(reading, f"{GROUP} ")
    assert log.coverage is coverage
    assert ("it ended before it wrote anything" in log.told) is (coverage is Coverage.EMPTY)
    assert ("log" in reading.facts) is (coverage is Coverage.EMPTY)


def test_a_group_that_is_not_there_tells_nothing_of_a_container_that_ran() -> None:
    aws = ended(task(1, **RAN))
    aws.days = None
    log = look(trace(aws), f"{GROUP} ")
    assert (log.coverage, "does not exist" in log.told) == (Coverage.PARTIAL, True)


def test_a_log_of_another_region_is_not_looked_for_here() -> None:
    options = {
        "awslogs-group": GROUP,
        "awslogs-stream-prefix": "t",
        "awslogs-region": "us-east-1",
    }
    log = {"logDriver": "awslogs", "options": options}
    definition = {"containerDefinitions": [{"name": "main", "logConfiguration": log}]}
    aws = ended(task(1, **RAN), definition_body=definition)
    found = look(trace(aws), "log of task")
    assert found.coverage is Coverage.PARTIAL
    assert found.told == f"it writes to {GROUP} in us-east-1, where this server does not look"
    assert "logs" not in aws.asked


def test_a_stream_without_a_prefix_is_not_a_log_without_a_place() -> None:
    log = {"logDriver": "awslogs", "options": {"awslogs-group": GROUP}}
    definition = {"containerDefinitions": [{"name": "main", "logConfiguration": log}]}
    found = look(trace(ended(task(1, **RAN), definition_body=definition)), "log of task")
    assert found.told.startswith(f"it writes to {GROUP} under the id of its container")


@pytest.mark.parametrize(
    ("codes", "essential", "meant"),
    [
        ({"envoy": 143, "main": 1}, {}, "main"),
        ({"envoy": 0, "main": 1}, {}, "main"),
        ({"envoy": 1, "main": 137}, {}, "envoy"),
        ({}, {"envoy": False}, "main"),
    ],
)
def test_the_log_is_that_of_the_container_that_ended_the_task(
    codes: dict[str, int], essential: dict[str, bool], meant: str
) -> None:
    options = {"awslogs-group": GROUP, "awslogs-stream-prefix": "t"}
    log = {"logDriver": "awslogs", "options": options}
    definition = {
        "containerDefinitions": [
            {"name": name, "logConfiguration": log, "essential": essential.get(name, True)}
            for name in ("envoy", "main")
        ]
    }
    containers = [{"name": name, "exitCode": code} for name, code in codes.items()]
    stopped = {**task(1, startedAt=at(1)), "containers": containers}
    reading = trace(ended(stopped, definition_body=definition, lines=["x"]))
    assert f"t/{meant}/" in look(reading, f"{GROUP} ").place
    if codes:
        assert reading.facts["reason"] == f"exit code {codes[meant]} of {meant}"


@pytest.mark.parametrize("late", [True, False])
def test_events_out_of_order_are_put_in_order(*, late: bool) -> None:
    events = [event("RUNNING", 3), event("STOPPED", 5)]
    reading = trace(ended(None, archived=events[::-1] if late else events))
    assert "Killed" in reading.lead[1]
    assert any("STOPPED exit code 4" in row.text for row in reading.rows)
    assert not look(reading, f"ecs {CLUSTER}").leaves_open


def test_an_archive_that_does_not_tell_the_end_stands_in_for_nobody() -> None:
    reading = trace(ended(None, archived=[event("RUNNING", 3)]))
    assert look(reading, ARCHIVE).coverage is Coverage.COMPLETE
    assert look(reading, f"ecs {CLUSTER}").leaves_open


def test_an_old_arn_does_not_name_its_cluster() -> None:
    class Asked(Kept):
        def tasks(self, cluster: str, arns: Any) -> Any:
            self.asked.append(f"cluster {cluster}")
            return super().tasks(cluster, arns)

    arn = "arn:aws:ecs:ap-northeast-1:111122223333:task/5f7a4bfa-0c2c-4c5e-9a6e-7f1b1f0d2a11"
    cluster = f"arn:aws:ecs:ap-northeast-1:111122223333:cluster/{CLUSTER}"
    aws = ended(task(1, **RAN, taskArn=arn, clusterArn=cluster), lines=["x"])
    asked = Asked(aws.told, status="FAILED", minutes=3, lines=["x"])
    trace(asked)
    assert f"cluster {CLUSTER}" in asked.asked


def test_a_clock_that_is_behind_aws_is_no_fault() -> None:
    assert trace(ended(task(1, **RAN), minutes=None, status="RUNNING", lines=["x"]), -0.01).window


def test_a_search_that_saw_no_line_and_no_beginning_is_not_empty() -> None:
    class Endless(Kept):
        def tail(self, group: str, stream: str, *, most: int) -> Found:
            return Found((), complete=False)

    aws = ended(task(1, **RAN))
    log = look(trace(Endless(aws.told, status="FAILED", minutes=3)), f"{GROUP} ")
    assert log.coverage is Coverage.PARTIAL


@pytest.mark.parametrize(("line", "kept"), [("x" * 1_000, 47), ("x" * 200_000, 5)])
def test_of_long_lines_the_last_are_kept(line: str, kept: int) -> None:
    lines = [*[line] * 99, "KeyError: 'BUCKET'"]
    reading = Scrub().reading(trace(ended(task(1, **RAN), lines=lines)))
    assert any(row.text == "KeyError: 'BUCKET'" for row in reading.rows)
    log = look(reading, f"{GROUP} ")
    assert (log.coverage, log.told) == (Coverage.TRUNCATED, f"the newest {kept + 1} lines")
