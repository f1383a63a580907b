"""What a limit that ended a task was spent on: waiting for a container, or running."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from job_worlds import attempts, jobs, shown
from recorded_job import JOB, RecordedAws, Told, as_history, at, task

from kurosai import resource_map
from kurosai.aws.jobs import trace_job
from kurosai.library.places import default_runbooks
from kurosai.vocabulary import Reading

MAP = resource_map.load(default_runbooks() / "resource-map.yaml")
STOPPED: dict[str, Any] = {
    "stopCode": "UserInitiated",
    "stoppedReason": "Task stopped by user",
    "exit_code": 137,
    "stoppingAt": at(60),
    "executionStoppedAt": at(60.5),
    "stoppedAt": at(60.6),
}
REFUSED = "Capacity is unavailable at this time. Please try again later."


def trace(aws: RecordedAws) -> Reading:
    return trace_job.trace(aws.aws, MAP, at(1020), job_id=JOB, attempt=0, task="")


def timed_out(number: float, live: dict[str, Any], *, refused: int = 0) -> RecordedAws:
    """An execution that its limit of an hour ended while its last try was under way."""
    told = Told()
    told.enter()
    last = 1
    for early in range(refused):
        scheduled = told.add("TaskScheduled", 1 + early, last, parameters="{}")
        last = told.add(
            "TaskFailed", 1.01 + early, scheduled, error="ECS.AmazonECSException", cause=REFUSED
        )
    scheduled = told.add("TaskScheduled", number, last, parameters="{}")
    begun = {"Tasks": [as_history(task(1, lastStatus="PROVISIONING", containers=[]))]}
    told.add("TaskSubmitted", number + 0.1, scheduled, output=json.dumps(begun))
    told.add("ExecutionTimedOut", 60)
    return RecordedAws(told, minutes=60, live=[live], lines=["start"])


def spent(reading: Reading) -> list[str]:
    return [line for line in reading.tail if "waited for a container" in line]


def offered(reading: Reading) -> list[tuple[str, Any]]:
    return [(call.tool, call.arguments) for call in reading.next]


def test_a_limit_that_went_by_in_the_queue_is_told_apart_from_a_slow_program() -> None:
    reading = trace(timed_out(1, {**task(1), **task(1, **STOPPED, startedAt=at(48))}))
    assert spent(reading) == [
        (
            "task run-my-module: limit 1h00m00s of the execution, of which 1m00s before it was "
            "asked for, 47m00s waited for a container (queued 08:13:03Z, started 09:00:03Z), ran "
            "12m00s"
        )
    ]
    assert offered(reading)[:2] == [
        ("find_jobs", {"since": "2026-11-10T08:13:03Z", "until": "2026-11-10T09:00:03Z"}),
        ("find_alarms", {"around": "2026-11-10T08:13:03Z"}),
    ]


def test_a_program_that_ran_all_the_time_did_not_wait() -> None:
    reading = trace(
        timed_out(0, task(0, **STOPPED, startedAt=at(1)) | {"taskArn": task(1)["taskArn"]})
    )
    assert spent(reading) == [
        (
            "task run-my-module: limit 1h00m00s of the execution, of which 1m00s waited for a "
            "container (queued 08:12:03Z, started 08:13:03Z), ran 59m00s"
        )
    ]
    assert not {"find_jobs", "find_alarms"} & {tool for tool, _ in offered(reading)}


def test_the_time_in_which_ecs_refused_it_was_waiting_too() -> None:
    reading = trace(timed_out(40, task(1, **STOPPED, startedAt=at(41)), refused=3))
    (line,) = spent(reading)
    assert "40m00s waited for a container and between its 4 tries (queued 08:13:03Z" in line
    assert line.endswith("started 08:53:03Z), ran 19m00s")
    assert offered(reading)[0][0] == "find_jobs"


def test_a_limit_that_went_by_until_another_try_was_no_wait_for_room() -> None:
    told = Told()
    told.enter()
    told.tried(1, ended=task(1, exit_code=1, startedAt=at(1.2), stoppedAt=at(1.8)))
    told.add("ExecutionTimedOut", 60)
    reading = trace(RecordedAws(told, minutes=60, lines=["x"]))
    assert [line for line in reading.tail if "for another try" in line] == [
        (
            "task run-my-module: limit 1h00m00s of the execution, of which 1m00s before it was "
            "asked for, 58m24s waited for a container and for another try (queued 08:13:03Z, "
            "started 08:13:15Z), ran 0m36s"
        )
    ]
    assert "find_jobs" not in {tool for tool, _ in offered(reading)}


def test_the_limit_of_a_state_is_that_of_its_last_try() -> None:
    told = Told()
    told.enter()
    scheduled = told.add("TaskScheduled", 5, 1, parameters="{}", timeoutInSeconds=1800)
    begun = {"Tasks": [as_history(task(1, lastStatus="PROVISIONING", containers=[]))]}
    last = told.add("TaskSubmitted", 5.1, scheduled, output=json.dumps(begun))
    told.add("TaskTimedOut", 35, last, error="States.Timeout")
    told.add("ExecutionFailed", 35)
    live = task(1, **{**STOPPED, "stoppingAt": at(35), "stoppedAt": at(36)}, startedAt=at(6))
    del live["executionStoppedAt"]
    aws = RecordedAws(
        told, status="FAILED", minutes=35, error="States.Timeout", live=[live], lines=["x"]
    )
    (line,) = spent(trace(aws))
    assert line == (
        "task run-my-module: limit 30m00s of its state, of which 1m00s waited for a container "
        "(queued 08:17:03Z, started 08:18:03Z), ran 29m00s"
    )


def test_no_container_in_time_is_no_slow_program() -> None:
    live = task(1, **{key: one for key, one in STOPPED.items() if key != "exit_code"})
    reading = trace(timed_out(1, live))
    (line,) = spent(reading)
    assert "59m00s waited for a container (queued 08:13:03Z, none started), ran 0m00s" in line
    (cause,) = (line for line in reading.tail if line.startswith("cause "))
    assert cause.endswith("see why no container of it started in that time")
    assert offered(reading)[0] == (
        "find_jobs",
        {"since": "2026-11-10T08:13:03Z", "until": "2026-11-10T09:12:03Z"},
    )


def test_a_wait_for_an_image_is_no_want_of_room() -> None:
    pull = {"pullStartedAt": at(2), "pullStoppedAt": at(47)}
    reading = trace(timed_out(1, task(1, **STOPPED, **pull, startedAt=at(48))))
    (line,) = spent(reading)
    assert "started 09:00:03Z; 45m00s of it for the image), ran" in line
    assert "find_alarms" not in {tool for tool, _ in offered(reading)}


@pytest.mark.parametrize(
    "live",
    [
        # ECS has forgotten it, and nobody else tells of its start.
        {**task(2), "taskArn": "arn:aws:ecs:ap-northeast-1:111122223333:task/other/1"},
        # It ran, and nothing says since when.
        task(1, **STOPPED),
    ],
)
def test_what_nobody_knows_is_not_reckoned(live: dict[str, Any]) -> None:
    reading = trace(timed_out(1, live))
    assert spent(reading) == []
    assert "find_alarms" not in {tool for tool, _ in offered(reading)}


def test_what_failed_by_itself_has_no_limit_to_speak_of() -> None:
    told = Told()
    told.enter()
    told.tried(1, ended=task(1, exit_code=1, startedAt=at(1.5), stoppedAt=at(2)))
    told.add("ExecutionFailed", 2)
    aws = RecordedAws(told, status="FAILED", minutes=2, error="States.TaskFailed", lines=["x"])
    assert spent(trace(aws)) == []


def test_the_wait_is_told_of_a_whole_world(tmp_path: Path) -> None:
    """From ECS's own times, through the real doors."""
    ended = attempts("{ submitted: 1m, started: 41m }", status="TIMED_OUT", finished="60m")
    with jobs(tmp_path, ended) as one:
        text = shown(one.trace())
    assert "waited for a container (queued 08:33:" in text
    assert "started 09:13:10Z), ran 19m00s" in text
    assert 'next: crois.find_jobs {"since":"2026-11-10T08:33:' in text
