"""Every way in which a task ends that a scenario can tell, as real boto3 shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aws_worlds import served, small

from kurosai.errors import BadInput

JOB = "job-16902244-1"
CLUSTER = "crois-v2-prd-worker"
CAPACITY = (
    "Capacity is unavailable at this time. Please try again later or in a different availability"
    " zone (Service: AmazonECS; Status Code: 400; Error Code: ClientException)"
)
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"


@dataclass(frozen=True)
class Seen:
    """One job as AWS shows it: status, events, tasks that ECS knows, streams and their lines."""

    execution: dict[str, Any]
    events: list[dict[str, Any]]
    tasks: list[dict[str, Any]]
    streams: dict[str, list[str]]
    archive: list[str]
    crois: Any

    @property
    def kinds(self) -> list[str]:
        return [event["type"] for event in self.events]

    @property
    def causes(self) -> list[dict[str, Any]]:
        failed = [
            one["taskFailedEventDetails"] for one in self.events if one["type"] == "TaskFailed"
        ]
        return [json.loads(one["cause"]) for one in failed]


def seen(status: str, task: str, now: str = "2026-11-10T09:30:00Z", finished: str = "12m") -> Seen:
    """The job of S03 with another ending; `task` is YAML of its one task."""
    world = small(f"""
now: {now}
arrives: {{ at: {now} }}
world:
  crois:
    jobs:
      16902244:
        status: {status}
        finished: {finished}
        error: null
        tasks: {{ run-my-module: {task} }}
""")
    with served(world) as one:
        ecs, logs = one.client("ecs"), one.client("logs")
        arns = [
            arn
            for wanted in ("STOPPED", "RUNNING")
            for arn in ecs.list_tasks(
                cluster=CLUSTER, startedBy="job-16902244", desiredStatus=wanted
            )["taskArns"]
        ]
        tasks: list[dict[str, Any]] = []
        if arns:
            tasks = ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"]
        group = "/crois/v2/prd/ecs/tutorial"
        names = [
            stream["logStreamName"]
            for stream in logs.describe_log_streams(logGroupName=group)["logStreams"]
        ]
        told = {
            name: [
                event["message"]
                for event in logs.get_log_events(
                    logGroupName=group, logStreamName=name, startFromHead=True
                )["events"]
            ]
            for name in names
        }
        return Seen(
            one.client("stepfunctions").describe_execution(executionArn=one.execution + JOB),
            one.history(JOB),
            tasks,
            told,
            _archived(logs, world.jobs[16902244].id),
            world.jobs[16902244].tasks[0],
        )


def _archived(logs: Any, job: int) -> list[str]:
    """The events of ECS about a job's tasks, oldest first."""
    found = logs.filter_log_events(
        logGroupName="/crois/v2/prd/events/ecs-task-state-change", filterPattern=f'"job-{job}"'
    )
    return [one["message"] for one in found["events"]]


def test_a_users_exit_follows_from_the_task_alone() -> None:
    job = seen(
        "FAILED",
        "{ status: FAILED, started: 60s, finished: 700s, error: exited with code 3, attempt: 1,"
        " ecs: [], log: [{ after: 61s, text: hello }] }",
    )
    (task,) = job.tasks
    assert task["stopCode"] == "EssentialContainerExited"
    assert task["stoppedReason"] == "Essential container in task exited"
    assert task["containers"][0]["exitCode"] == 3
    assert "reason" not in task["containers"][0]
    assert list(job.streams.values()) == [["hello"]]
    assert job.execution["status"] == "FAILED"
    assert job.execution["error"] == "States.TaskFailed"
    (cause,) = job.causes
    assert json.loads(job.execution["cause"]) == cause
    assert cause["Containers"][0]["ExitCode"] == 3
    assert cause["Containers"][0]["ImageDigest"].startswith("sha256:")
    assert job.kinds[-4:] == [
        "TaskFailed",
        "MapIterationFailed",
        "MapStateFailed",
        "ExecutionFailed",
    ]


def test_a_container_killed_for_its_memory() -> None:
    job = seen(
        "FAILED",
        "{ status: FAILED, started: 60s, finished: 700s, attempt: 1, error: exited with code 137,"
        f" ecs: [{{ submitted: 4s, started: 60s, stopped: 699s, exit_code: 137,"
        f' reason: "{OUT_OF_MEMORY}" }}] }}',
    )
    (container,) = job.tasks[0]["containers"]
    assert (container["exitCode"], container["reason"]) == (137, OUT_OF_MEMORY)
    assert job.tasks[0]["stopCode"] == "EssentialContainerExited"
    assert job.causes[0]["Containers"][0]["Reason"] == OUT_OF_MEMORY
    # The same follows from what the platform says of its task, where it says so.
    plain = seen(
        "FAILED",
        "{ status: FAILED, started: 60s, finished: 700s, attempt: 1, ecs: [],"
        ' error: "OutOfMemoryError: killed" }',
    )
    assert plain.tasks[0]["containers"][0]["reason"] == OUT_OF_MEMORY
    assert plain.tasks[0]["containers"][0]["exitCode"] == 137


def test_a_spot_interruption_that_is_tried_again() -> None:
    job = seen(
        "SUCCEEDED",
        "{ status: SUCCEEDED, started: 200s, finished: 700s, attempt: 2, ecs: ["
        "{ submitted: 4s, started: 40s, stopping: 100s, stopped: 160s, exit_code: 143,"
        " stop_code: SpotInterruption, spot: true }, { submitted: 170s }],"
        " log: [{ after: 50s, text: first }, { after: 210s, text: second }] }",
    )
    first, second = job.tasks
    assert first["stopCode"] == "SpotInterruption"
    assert first["stoppedReason"] == "Your Spot Task was interrupted."
    assert first["capacityProviderName"] == "FARGATE_SPOT"
    assert first["containers"][0]["exitCode"] == 143
    assert first["stoppingAt"] <= first["executionStoppedAt"] <= first["stoppedAt"]
    assert second["containers"][0]["exitCode"] == 0
    assert sorted(job.streams.values()) == [["first"], ["second"]]
    assert job.kinds.count("TaskFailed") == job.kinds.count("TaskSucceeded") == 1
    assert job.kinds[-1] == "ExecutionSucceeded"
    assert job.crois.resources["task_arn"] == second["taskArn"]
    assert "error" not in job.execution


def test_a_run_task_refused_for_capacity_and_tried_again() -> None:
    job = seen(
        "SUCCEEDED",
        "{ status: SUCCEEDED, started: 110s, finished: 700s, attempt: 1, ecs: ["
        f'{{ submitted: 4s, refused: {{ cause: "{CAPACITY}" }} }}, {{ submitted: 64s }}] }}',
    )
    start = job.kinds.index("TaskScheduled")
    assert job.kinds[start:] == [
        *("TaskScheduled", "TaskStarted", "TaskSubmitFailed", "TaskFailed"),
        *("TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited"),
        *("MapIterationSucceeded", "MapStateSucceeded", "MapStateExited", "ExecutionSucceeded"),
    ]
    for offset, name in ((2, "taskSubmitFailedEventDetails"), (3, "taskFailedEventDetails")):
        details = job.events[start + offset][name]
        assert details["error"] == "ECS.AmazonECSException"
        assert details["cause"] == CAPACITY
    entered = job.events[start - 1]["stateEnteredEventDetails"]
    assert entered["name"] == "RunOnEcs"
    (task,) = job.tasks
    assert task["taskArn"] == job.crois.resources["task_arn"]


def test_a_run_task_that_was_always_refused_leaves_no_ecs_task() -> None:
    job = seen(
        "FAILED",
        "{ status: FAILED, finished: 700s, attempt: 1, ecs: ["
        '{ submitted: 4s, refused: { error: ECS.ClientException, cause: "no role" } }] }',
    )
    assert job.tasks == []
    assert job.streams == {}
    assert (job.execution["error"], job.execution["cause"]) == ("ECS.ClientException", "no role")
    assert job.crois.resources == {}


def test_a_container_that_does_not_stop_in_time_is_killed() -> None:
    job = seen(
        "TIMED_OUT",
        "{ status: TIMED_OUT, started: 60s, finished: 700s, attempt: 1, ecs: ["
        "{ submitted: 4s, started: 60s, stopping: 12m, stopped: 12m45s, exit_code: 137,"
        ' stop_code: UserInitiated, stopped_reason: "Execution timed out" }] }',
    )
    (task,) = job.tasks
    assert (task["stopCode"], task["stoppedReason"]) == ("UserInitiated", "Execution timed out")
    assert task["containers"][0]["exitCode"] == 137
    assert "reason" not in task["containers"][0]
    # Thirty seconds from SIGTERM to SIGKILL.
    assert (task["executionStoppedAt"] - task["stoppingAt"]).total_seconds() == 30
    assert job.kinds[-2:] == ["TaskSubmitted", "ExecutionTimedOut"]


def test_a_task_that_began_late_waited_for_its_place_and_not_for_its_image() -> None:
    job = seen(
        "FAILED",
        "{ status: FAILED, started: 40m, finished: 50m, attempt: 1, error: exited with code 1,"
        " ecs: [{ submitted: 4s, started: 40m, stopped: 50m }] }",
        finished="50m",
    )
    (task,) = job.tasks
    for name in ("connectivityAt", "pullStartedAt", "pullStoppedAt"):
        assert timedelta() < task["startedAt"] - task[name] < timedelta(minutes=1)


@pytest.mark.parametrize(
    "reason",
    [
        "Timeout waiting for network interface provisioning to complete.",
        "RESOURCE:ENI",
        "Unexpected EC2 error in subnet 'subnet-1': InsufficientFreeAddressesInSubnet",
        "Capacity is unavailable at this time.",
    ],
)
def test_a_task_that_got_no_interface_was_never_connected(reason: str) -> None:
    job = seen(
        "FAILED",
        "{ status: FAILED, started: null, finished: 700s, attempt: 1, error: it never started,"
        f' ecs: [{{ submitted: 4s, stopped: 400s, reason: "{reason}" }}] }}',
    )
    (task,) = job.tasks
    names = ("connectivity", "connectivityAt", "pullStartedAt", "pullStoppedAt")
    assert not set(names) & task.keys()
    (attachment,) = task["attachments"]
    assert [one["name"] for one in attachment["details"]] == ["subnetId"]
    assert attachment["status"] == "DELETED"
    assert task["containers"][0]["networkInterfaces"] == []
    events = [json.loads(one)["detail"] for one in job.archive]
    assert [one["lastStatus"] for one in events] == ["PROVISIONING", "DEPROVISIONING", "STOPPED"]
    assert all("connectivity" not in one for one in events)
    assert [one["attachments"][0]["status"] for one in events] == [
        *("PRECREATED", "PRECREATED", "DELETED"),
    ]
    # Once it is let go, ECS says why.
    assert "stoppedReason" not in events[0]
    assert events[1]["stoppedReason"] == reason
    assert events[1]["stopCode"] == "TaskFailedToStart"
    assert events[1]["desiredStatus"] == "STOPPED"


@pytest.mark.parametrize(
    ("status", "last"), [("TIMED_OUT", "ExecutionTimedOut"), ("CANCELED", "ExecutionAborted")]
)
def test_the_end_of_a_job_stops_its_container(status: str, last: str) -> None:
    job = seen(status, f"{{ status: {status}, started: 60s, finished: 12m, attempt: 1, ecs: [] }}")
    (task,) = job.tasks
    assert task["stopCode"] == "UserInitiated"
    assert task["stoppingAt"] >= job.execution["stopDate"]
    assert job.kinds[-1] == last
    assert job.execution["status"] == {"CANCELED": "ABORTED"}.get(status, status)
    assert not job.causes


def test_while_a_container_stops_it_is_seen_stopping() -> None:
    stopping = (
        "{ status: TIMED_OUT, started: 60s, finished: 12m, attempt: 1, ecs: ["
        "{ submitted: 4s, started: 60s, stopping: 12m, stopped: 12m45s, exit_code: 137,"
        " stop_code: UserInitiated }] }"
    )
    (early,) = seen("TIMED_OUT", stopping, now="2026-11-10T08:44:20Z").tasks
    assert (early["lastStatus"], early["desiredStatus"]) == ("RUNNING", "STOPPED")
    assert "stoppedAt" not in early
    assert "exitCode" not in early["containers"][0]
    (late,) = seen("TIMED_OUT", stopping, now="2026-11-10T08:44:50Z").tasks
    assert (late["lastStatus"], late["desiredStatus"]) == ("DEPROVISIONING", "STOPPED")
    assert late["containers"][0]["exitCode"] == 137


def test_a_platform_that_lost_when_a_task_started_does_not_change_what_ecs_did() -> None:
    job = seen(
        "SUCCEEDED",
        "{ status: SUCCEEDED, started: null, finished: 700s, attempt: 1, ecs: [],"
        " log: [{ after: 80s, text: hello }] }",
    )
    (task,) = job.tasks
    assert task["startedAt"] < task["stoppedAt"]
    assert list(job.streams.values()) == [["hello"]]
    assert job.crois.started_at is None


def test_attempts_that_nobody_tells_are_made_before_the_last() -> None:
    job = seen(
        "SUCCEEDED",
        "{ status: SUCCEEDED, started: 300s, finished: 700s, attempt: 3, ecs: [] }",
    )
    assert [task["containers"][0]["exitCode"] for task in job.tasks] == [1, 1, 0]
    assert job.kinds.count("TaskScheduled") == 3
    assert job.crois.resources["task_arn"] == job.tasks[-1]["taskArn"]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("{ ecs: [{ submitted: 4s, stopped: 1m }] }", "say in `reason`"),
        ("{ ecs: [{ submitted: 4s, reason: x }] }", "did not stop"),
        ("{ ecs: [{ submitted: 4m, stopped: 1m, reason: x }] }", "must follow each other"),
        ("{ ecs: [{ submitted: 4s, stopped: 9s, reason: x, exit_code: 1 }] }", "no exit code"),
        ("{ ecs: [{ submitted: 4s, started: 5s, refused: { cause: x } }] }", "only `submitted`"),
        (
            "{ ecs: [{ submitted: 4s, stopped: 9s, reason: x, stop_code: Boom }] }",
            "Input should be",
        ),
        ("{ ecs: [{ submitted: 4s }, { submitted: 9s }] }", "say when it `stopped`"),
        (
            "{ ecs: [{submitted: 9s, stopped: 9s, reason: x}, {submitted: 4s}] }",
            "before the attempt before it",
        ),
        (
            "{ status: SUCCEEDED, ecs: [{submitted: 4s, started: 5s, stopped: 9s, exit_code: 1}] }",
            "this attempt did not",
        ),
        ("{ status: SUCCEEDED, ecs: [{ submitted: 4s }] }", "say when its container `started`"),
        ("{ log: [{ after: 5s, text: x }] }", "no container of this task ever started"),
        ("{ ecs: [{ submitted: 4s, nonsense: 1 }] }", "Extra inputs"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(task: str, told: str) -> None:
    changes = f"""
world:
  crois:
    jobs:
      16902244:
        tasks:
          run-my-module: {task}
"""
    with pytest.raises(BadInput, match=r"the overlay:8: world\.crois\.jobs") as caught:
        small(changes)
    assert told in str(caught.value)


def test_attempts_on_ecs_of_a_task_on_gke_are_a_fault() -> None:
    task = "run-my-module: { engine: gke }"
    on_gke = f"world: {{ crois: {{ workflows: {{ 15102: {{ tasks: {{ {task} }} }} }} }} }}"
    with pytest.raises(BadInput, match="the task runs on gke"):
        small(on_gke)
    with pytest.raises(BadInput, match="no such repository"):
        small("world: { aws: { denied_repositories: [other] } }")
