"""Events as JSON: shown and grouped by what says why, never without the part that was asked for."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from insights_doors import doors
from o200k import tokens
from recorded_logs import RESOURCES

from kurosai.aws.logs import find_logs
from kurosai.aws.logs.lines import event_words
from kurosai.rendering import header, render
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Reading

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
STATES = "/aws/vendedlogs/states/crois-v2-prd-job-runner"
TASKS = "/crois/v2/prd/events/ecs-task-state-change"
PULL = (
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): no matching "
    "manifest for linux/amd64 in the manifest list entries"
)
CAPACITY = (
    "Capacity is unavailable at this time. (Service: AmazonECS; Status Code: 400; Error Code: "
    "ClientException; Request ID: 5b8a1f0c-3d27-4c7e-9a41-6f0d2be8c913; Proxy: null)"
)


def state(job: int, cause: str, error: str = "TaskFailed") -> str:
    arn = "arn:aws:states:ap-northeast-1:111122223333:execution:crois-v2-prd-job-runner"
    body = {
        "id": "19",
        "type": "TaskFailed",
        "details": {"cause": cause, "error": error, "resourceType": "ecs"},
        "redrive_count": "0",
        "previous_event_id": "18",
        "event_timestamp": "1794708365350",
        "execution_arn": f"{arn}:job-{job}-1",
    }
    return json.dumps(body)


def ecs(number: int, **detail: Any) -> str:
    """As EventBridge writes it: what says why stands behind 1,200 characters."""
    task = f"arn:aws:ecs:ap-northeast-1:111122223333:task/crois-v2-prd-worker/{number:032x}"
    interfaces = [{"name": f"detail{n}", "value": f"eni-{n:017x}"} for n in range(16)]
    body = {
        "version": "0",
        "id": "d35c9e3c-8a86-4bcf-b625-83f97776a45d",
        "detail-type": "ECS Task State Change",
        "source": "aws.ecs",
        "resources": [task],
        "detail": {
            "attachments": [{"details": interfaces, "status": "DELETED"}],
            "containers": [{"name": "main", "image": "i/m:1", "lastStatus": "STOPPED"}],
            "group": "family:x",
            "lastStatus": "STOPPED",
            "startedBy": "job-16902244",
            "taskArn": task,
            **detail,
        },
    }
    return json.dumps(body)


def stopped(code: int, reason: str = "") -> str:
    """A task as Step Functions writes it into a cause."""
    container = {"Name": "main", "ExitCode": code, "LastStatus": "STOPPED"}
    if reason:
        container["Reason"] = reason
    task = {
        "Attachments": [{"Details": [{"Name": "subnetId", "Value": "subnet-1"}] * 9}],
        "Containers": [container],
        "LastStatus": "STOPPED",
        "Overrides": {"ContainerOverrides": [{"Environment": [{"Name": "KEY", "Value": "s3cr"}]}]},
        "StopCode": "EssentialContainerExited",
        "StoppedReason": "Essential container in task exited",
        "TaskArn": "arn:aws:ecs:ap-northeast-1:111122223333:task/c/0a0b0c0d0a0b0c0d0a0b0c0d"
        "0a0b0c0d",
    }
    return json.dumps(task)


def ms(minutes_ago: float) -> int:
    return round((NOW - timedelta(minutes=minutes_ago)).timestamp() * 1_000)


@pytest.fixture
def engine() -> Generator[CloudWatchLogs]:
    causes = [
        *[(CAPACITY, "ECS.AmazonECSException")] * 8,
        *[(stopped(137, "OutOfMemoryError: Container killed due to memory usage"), "States.T")] * 7,
        *[(f"Task {name} exited with code 2: KeyError: 'day'", "TaskFailed") for name in "abcdef"],
        *[(stopped(1), "States.TaskFailed")] * 5,
    ]
    with closing(CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)) as logs:
        for group in (STATES, TASKS):
            logs.create_group(group, retention_days=30)
        told = [(ms(50 - n), state(16_930_000 + n, *cause)) for n, cause in enumerate(causes)]
        logs.load(STATES, "s", told)
        reasons = {"stopCode": "TaskFailedToStart", "stoppedReason": PULL}
        logs.load(TASKS, "t", [(ms(20 - n), ecs(n, **reasons)) for n in range(4)])
        yield logs


def asked(tmp_path: Path, engine: CloudWatchLogs, group: str, **what: Any) -> Reading:
    with doors(tmp_path, engine) as through:
        return find_logs.find(through.logs, RESOURCES, NOW, group=group, since="1h", **what)


def body(reading: Reading) -> str:
    shown = render(reading, evidence="K7Q2M4XA").body
    return f"{header(reading, 'K7Q2M4XA')}\n{shown}"


def test_events_of_one_kind_are_told_apart_by_their_causes(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    reading = asked(tmp_path, engine, STATES, pattern='{ $.type = "TaskFailed" }')
    shown = [row.brief for row in reading.rows if row.mark == ">"]
    assert reading.found == 26
    said = [line for line in shown if line.startswith("x")]
    for count, words in (
        (8, "ECS.AmazonECSException cause=Capacity is unavailable"),
        (7, "OutOfMemoryError: Container killed"),
        (6, "exited with code 2: KeyError: 'day'"),
        (5, "ExitCode=1 StopCode=EssentialContainerExited"),
    ):
        assert [line.startswith(f"x{count} ") for line in said if words in line] == [True], words
    assert len(said) == 4
    assert tokens(body(reading)) < 700
    assert "s3cr" not in body(reading)


def test_ids_are_a_few_of_each_kind_and_an_execution_is_told_by_its_job(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    reading = asked(tmp_path, engine, STATES, pattern='{ $.type = "TaskFailed" }')
    ids = next(line for line in reading.lead if line.startswith("ids: "))
    assert "job 16930025, 16930024 and 24 more" in ids
    assert "arn:aws:states:" not in ids
    assert tokens(ids) < 60
    one = asked(tmp_path, engine, STATES, text="job-16930024-1")
    assert any("arn:aws:states:" in line for line in one.lead)


def test_what_fails_by_one_cause_is_one_pattern_whatever_its_events_are_called(
    tmp_path: Path,
) -> None:
    causes = [
        f"Task {name} exited with code {3 + at}: No such {name}"
        for at, name in enumerate(
            (
                "input",
                "bucket",
                "table",
                "table-of-yesterday",
                "shard",
                "key",
                "user",
                "token",
                "page",
            )
        )
    ]
    kinds = ("TaskFailed", "ExecutionFailed")
    events = [
        (ms(50 - at), state(16_930_000 + at, cause).replace('"TaskFailed"', f'"{kind}"', 1))
        for at, cause in enumerate(causes * 2)
        for kind in kinds
    ]
    with closing(CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)) as logs:
        logs.create_group(STATES, retention_days=30)
        logs.load(STATES, "s", events)
        reading = asked(tmp_path, logs, STATES, text="Failed")
    said = [row.brief for row in reading.rows if row.mark == ">"]
    assert all("; x2 as " in line for line in said)
    # As many of them as a reader's budget holds, that of the hit that is meant among them.
    assert f"9 patterns, {len(said)} of them shown" in "\n".join(reading.lead)
    assert 5 <= len(said) < 9
    assert sum("page" in line for line in said) == 1
    assert tokens(body(reading)) < 700


def test_the_part_with_the_hit_is_never_cut_away(tmp_path: Path, engine: CloudWatchLogs) -> None:
    reading = asked(tmp_path, engine, TASKS, text="CannotPullContainerError")
    shown = [row.brief for row in reading.rows if row.mark == ">"]
    assert len(shown) == 4
    assert all(f"stoppedReason={PULL}" in line for line in shown)
    assert tokens(body(reading)) < 700
    deep = asked(tmp_path, engine, TASKS, text=f"eni-{12:017x}")
    assert all(f"eni-{12:017x}" in row.brief for row in deep.rows if row.mark == ">")


def test_the_message_is_recorded_whole_whatever_is_shown_of_it(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    reading = asked(tmp_path, engine, TASKS, text="CannotPullContainerError")
    assert all(json.loads(row.text)["detail"]["lastStatus"] == "STOPPED" for row in reading.rows)


def test_a_hit_behind_a_long_text_is_shown_where_it_stands() -> None:
    event = json.dumps({"type": "X", "cause": f"{'a long story ' * 60}NEEDLE at last"})
    told = event_words.told(event, ("NEEDLE",))
    assert "NEEDLE at last" in told
    assert len(told) < 400
    request = event_words.told(state(1, CAPACITY), ("5b8a1f0c",))
    assert "5b8a1f0c" in request


def test_only_events_are_told_so() -> None:
    assert event_words.told("plain text") == ""
    assert event_words.told('{"short": 1}') == ""
    assert event_words.told(json.dumps({"level": "ERROR", "message": "x" * 200})) == ""
    assert event_words.told("{" + "broken" * 40) == ""


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (state(1, CAPACITY), True),
        (ecs(1, stopCode="TaskFailedToStart", containers=[{"exitCode": 1}]), True),
        (ecs(1, containers=[{"exitCode": 0}]), False),
        (json.dumps({"type": "ExecutionTimedOut", "x": "y" * 120}), True),
        (json.dumps({"type": "TaskSucceeded", "output": "y" * 120}), False),
    ],
)
def test_what_says_that_something_failed(message: str, said: bool) -> None:
    assert event_words.failed(message) is said
