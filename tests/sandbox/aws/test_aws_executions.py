"""Step Functions with real boto3: executions, their histories, the state machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import ClientError, Served, altered, served, small

from kurosai.sandbox.footprints.history import History
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.world import World, build

MACHINE = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:crois-v2-prd-job-runner"
JOB = "job-16902244-1"
NO_MANIFEST = "no matching manifest for linux/amd64 in the manifest list entries"
LAST = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "ABORTED": "ExecutionAborted",
}
Refusal = Callable[..., tuple[int, str, str]]


def test_a_timed_out_execution_says_neither_error_nor_cause(s03: Served) -> None:
    told = s03.client("stepfunctions").describe_execution(executionArn=s03.execution + JOB)
    assert told["status"] == "TIMED_OUT"
    assert told["stateMachineArn"] == MACHINE
    assert told["startDate"] == datetime(2026, 11, 10, 8, 32, 12, tzinfo=UTC)
    assert told["stopDate"] == datetime(2026, 11, 10, 9, 16, 12, tzinfo=UTC)
    assert not {"error", "cause", "output"} & told.keys()
    assert json.loads(told["input"])["job_id"] == 16902244


def test_the_history_tells_each_attempt_and_the_time_limit(s03: Served) -> None:
    events = s03.history(JOB)
    assert [event["type"] for event in events][6:] == [
        "TaskStateEntered",
        *["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskFailed"] * 3,
        "ExecutionTimedOut",
    ]
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert all(event["previousEventId"] < event["id"] for event in events)
    assert events[-1]["executionTimedOutEventDetails"] == {}
    assert events[6]["stateEnteredEventDetails"]["name"] == "RunOnEcsWithRetries"


def test_the_cause_is_the_ecs_task_as_step_functions_writes_it(s03: Served) -> None:
    failed = [event for event in s03.history(JOB) if event["type"] == "TaskFailed"]
    details = failed[-1]["taskFailedEventDetails"]
    assert (details["resourceType"], details["resource"]) == ("ecs", "runTask.sync")
    assert details["error"] == "States.TaskFailed"
    cause = json.loads(details["cause"])
    (container,) = cause["Containers"]
    assert container["Reason"].startswith("CannotPullContainerError: ")
    assert container["Reason"].endswith(NO_MANIFEST)
    assert "ExitCode" not in container
    assert "ImageDigest" not in container
    assert container["Name"] == "main"
    assert container["LastStatus"] == "STOPPED"
    assert container["Image"].endswith("/tutorial_20260910:latest")
    assert cause["StopCode"] == "TaskFailedToStart"
    assert cause["StoppedReason"] == container["Reason"]
    assert cause["StartedBy"] == "job-16902244"
    assert "StartedAt" not in cause
    assert {"Key": "crois:task", "Value": "run-my-module"} in cause["Tags"]
    assert cause["StoppedAt"] == 1794301614000
    task = s03.world.jobs[16902244].tasks[0]
    assert cause["TaskArn"] == task.resources["task_arn"]
    arns = {json.loads(one["taskFailedEventDetails"]["cause"])["TaskArn"] for one in failed}
    assert len(arns) == 3


def test_what_was_asked_and_answered_when_the_task_was_submitted(s03: Served) -> None:
    events = s03.history(JOB)
    scheduled = next(event for event in events if event["type"] == "TaskScheduled")
    asked = json.loads(scheduled["taskScheduledEventDetails"]["parameters"])
    assert asked["StartedBy"] == "job-16902244"
    assert asked["TaskDefinition"].endswith(
        ":task-definition/crois-v2-prd-tutorial-tutorial_20260910:1"
    )
    submitted = next(event for event in events if event["type"] == "TaskSubmitted")
    answer = json.loads(submitted["taskSubmittedEventDetails"]["output"])
    assert answer["Failures"] == []
    assert answer["Tasks"][0]["LastStatus"] == "PROVISIONING"
    assert "StopCode" not in answer["Tasks"][0]


def test_a_history_comes_in_pages_either_way_and_without_data(s03: Served) -> None:
    whole = s03.history(JOB)
    paged = s03.history(JOB, PaginationConfig={"PageSize": 3})
    assert paged == whole
    back = s03.history(JOB, reverseOrder=True, PaginationConfig={"PageSize": 7})
    assert back == whole[::-1]
    bare = s03.history(JOB, includeExecutionData=False)
    assert "input" not in bare[0]["executionStartedEventDetails"]
    assert "cause" in bare[10]["taskFailedEventDetails"]
    assert "input" in whole[0]["executionStartedEventDetails"]


def test_a_token_of_another_question_is_refused(s03: Served, refusal: Refusal) -> None:
    states = s03.client("stepfunctions")
    token = states.get_execution_history(executionArn=s03.execution + JOB, maxResults=2)[
        "nextToken"
    ]
    for request in (
        {"executionArn": s03.execution + JOB, "reverseOrder": True, "nextToken": token},
        {"executionArn": s03.execution + JOB, "nextToken": "x" + token},
    ):
        assert refusal(states.get_execution_history, **request)[:2] == (400, "InvalidToken")


def test_executions_are_listed_newest_first_by_status_and_page(s03: Served) -> None:
    paginator = s03.client("stepfunctions").get_paginator("list_executions")

    def listed(size: int, **more: str) -> list[dict[str, Any]]:
        pages = paginator.paginate(
            stateMachineArn=MACHINE, PaginationConfig={"PageSize": size}, **more
        )
        return [one for page in pages for one in page["executions"]]

    every = listed(1000)
    starts = [one["startDate"] for one in every]
    assert starts == sorted(starts, reverse=True)
    assert len({one["executionArn"] for one in every}) == len(every) > 2000
    timed_out = listed(7, statusFilter="TIMED_OUT")
    assert timed_out == [one for one in every if one["status"] == "TIMED_OUT"]
    assert JOB in [one["name"] for one in timed_out]
    running = listed(100, statusFilter="RUNNING")
    assert running
    assert not any("stopDate" in one for one in running)
    assert listed(100, redriveFilter="REDRIVEN") == []


def test_errors_are_those_of_step_functions(s03: Served, refusal: Refusal) -> None:
    states = s03.client("stepfunctions")
    for name in ("job-16902244-2", "job-99999999-1", "x"):
        arn = s03.execution + name
        assert refusal(states.describe_execution, executionArn=arn) == (
            400,
            "ExecutionDoesNotExist",
            f"Execution Does Not Exist: '{arn}'",
        )
        assert refusal(states.get_execution_history, executionArn=arn)[1] == "ExecutionDoesNotExist"
    for arn in ("job-16902244-1", MACHINE, (s03.execution + JOB).replace("northeast", "southeast")):
        assert refusal(states.describe_execution, executionArn=arn)[1] == "InvalidArn"
    other = MACHINE.replace("job-runner", "other")
    assert refusal(states.list_executions, stateMachineArn=other)[1] == "StateMachineDoesNotExist"
    assert refusal(states.list_executions)[1] == "ValidationException"
    assert refusal(states.describe_state_machine, stateMachineArn=other)[1] == (
        "StateMachineDoesNotExist"
    )


def test_the_state_machine_retries_what_the_history_shows(s03: Served) -> None:
    states = s03.client("stepfunctions")
    assert [one["name"] for one in states.list_state_machines()["stateMachines"]] == [
        "crois-v2-prd-job-runner"
    ]
    told = states.describe_state_machine(stateMachineArn=MACHINE)
    assert told["type"] == "STANDARD"
    inner = json.loads(told["definition"])["States"]["RunTasks"]["ItemProcessor"]["States"]
    entered = {
        event["stateEnteredEventDetails"]["name"]
        for event in s03.history(JOB)
        if event["type"].endswith("StateEntered")
    }
    assert entered - {"RunTasks"} <= inner.keys()
    assert "States.TaskFailed" in str(inner["RunOnEcsWithRetries"]["Retry"])
    assert "States.TaskFailed" not in str(inner["RunOnEcs"]["Retry"])


def test_what_is_under_way_has_an_unfinished_history() -> None:
    with served(build(load(bundled("s03-still-running")))) as running:
        told = running.client("stepfunctions").describe_execution(
            executionArn=running.execution + JOB
        )
        assert told["status"] == "RUNNING"
        assert "stopDate" not in told
        events = running.history(JOB)
        assert [event["type"] for event in events].count("TaskFailed") == 1
        assert events[-1]["type"] == "TaskFailed"
        assert all(event["timestamp"] <= running.world.now for event in events)


def test_before_the_first_attempt_ended_the_task_is_pending() -> None:
    with served(small("now: 2026-11-10T08:33:00Z\narrives: { at: 2026-11-10T08:32:59Z }")) as early:
        assert early.history(JOB)[-1]["type"] == "TaskSubmitted"
        ecs = early.client("ecs")
        (arn,) = ecs.list_tasks(cluster="crois-v2-prd-worker", startedBy="job-16902244")["taskArns"]
        (task,) = ecs.describe_tasks(cluster="crois-v2-prd-worker", tasks=[arn])["tasks"]
        assert (task["lastStatus"], task["desiredStatus"]) == ("PENDING", "RUNNING")
        assert early.world.jobs[16902244].tasks[0].resources["task_arn"] == arn


def test_an_execution_is_kept_for_ninety_days() -> None:
    kept = "now: 2027-02-08T09:16:11Z"
    with served(small(kept)) as still:
        assert still.history(JOB)[-1]["type"] == "ExecutionTimedOut"
    with (
        served(small("now: 2027-02-08T09:16:13Z")) as gone,
        pytest.raises(ClientError, match="ExecutionDoesNotExist"),
    ):
        gone.history(JOB)


def test_an_execution_does_not_exist_before_it_starts() -> None:
    early = "now: 2026-11-10T08:32:11Z\narrives: { at: 2026-11-10T08:32:11Z }"
    with served(small(early)) as before, pytest.raises(ClientError, match="ExecutionDoesNotExist"):
        before.history(JOB)


WORLDS = ["s03-no-manifest", "s03-still-running", "s01-started-at-missing"]


@pytest.mark.parametrize("name", WORLDS)
def test_every_history_agrees_with_its_job(name: str) -> None:
    world: World = altered("title: as it is", name)
    seen: set[str] = set()
    for execution in world.trail.executions:
        job = world.jobs[execution.job.id]
        events: list[dict[str, Any]] = [*History(execution, world.trail.registries).events()]
        seen.add(execution.status)
        expected = {"CANCELED": "ABORTED"}.get(job.status, job.status)
        assert execution.status == expected, job.id
        last = str(events[-1]["type"])
        if execution.status == "RUNNING":
            assert not last.startswith("Execution") or last == "ExecutionStarted", job.id
        else:
            assert last == LAST[execution.status], job.id
        times = [event["timestamp"] for event in events]
        assert times == sorted(times)
        assert times[-1] <= world.now.timestamp()
        kinds = [str(event["type"]) for event in events]
        if execution.status == "SUCCEEDED":
            assert kinds.count("MapIterationSucceeded") == len(job.tasks), job.id
        if execution.status == "FAILED":
            assert events[-1]["executionFailedEventDetails"]["error"], job.id
            assert "TaskFailed" in kinds, job.id
        ends = sum(kinds.count(f"MapIteration{end}") for end in ("Succeeded", "Failed", "Aborted"))
        if execution.status in ("SUCCEEDED", "FAILED", "ABORTED"):
            assert ends == kinds.count("MapIterationStarted"), job.id
    assert seen == {"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}
