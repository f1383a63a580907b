"""What a job's trace says of each kind of end, and of each place that could not be read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from recorded_job import (
    ARCHIVE,
    BEGUN,
    GROUP,
    IMAGE,
    JOB,
    RecordedAws,
    Told,
    as_history,
    at,
    index,
    task,
    task_id,
)

from kurosai import calls, resource_map
from kurosai.aws.jobs import trace_job
from kurosai.aws.wire.images import Pushed
from kurosai.aws.wire.logs import Found
from kurosai.errors import NotConfigured, Unavailable
from kurosai.library.places import default_runbooks
from kurosai.rendering import render
from kurosai.vocabulary import Coverage, Reading

MAP = resource_map.load(default_runbooks() / "resource-map.yaml")
NOW = BEGUN + timedelta(hours=17)
NO_MANIFEST = (
    "CannotPullContainerError: no matching manifest for linux/amd64 in the manifest list entries"
)


def trace(aws: RecordedAws, *, attempt: int = 0, named: str = "") -> Reading:
    return trace_job.trace(aws.aws, MAP, NOW, job_id=JOB, attempt=attempt, task=named)


def shown(reading: Reading) -> str:
    return render(reading, evidence="AAAAAAAA").body


def looked(reading: Reading, place: str) -> tuple[Coverage, str]:
    (look,) = (one for one in reading.looks if place in one.place)
    return look.coverage, look.told


def pull_failed(number: int, reason: str = NO_MANIFEST) -> dict[str, object]:
    return task(number, stopCode="TaskFailedToStart", stoppedReason=reason, reason=reason)


def never_started(reason: str = NO_MANIFEST, **changes: object) -> RecordedAws:
    told = Told()
    told.enter()
    for number in (1, 16, 31):
        told.tried(number, ended=pull_failed(number, reason))
    told.add("ExecutionTimedOut", 44)
    return RecordedAws(told, **changes)  # pyright: ignore[reportArgumentType] - tests only


def ended(stopped: dict[str, object], **changes: object) -> RecordedAws:
    """One attempt that ended as `stopped` says, and the execution with it."""
    told = Told()
    told.enter()
    told.tried(1, ended=stopped)
    told.add("ExecutionFailed", 2)
    given = {"status": "FAILED", "minutes": 2, "error": "States.TaskFailed", **changes}
    return RecordedAws(told, **given)  # pyright: ignore[reportArgumentType] - tests only


def test_an_image_for_another_platform_is_seen_through_in_one_call() -> None:
    pushed = [Pushed("latest", at(-20))]
    aws = never_started(manifest_body=index("linux/arm64"), tag_list=pushed)
    reading = trace(aws)
    text = shown(reading)
    assert reading.coverage is Coverage.COMPLETE
    assert (reading.found, reading.total, reading.unit) == (3, 3, "task attempt")
    assert reading.lead == (
        (
            "attempt 1 of the job TIMED_OUT after 44m00s, in state RunTask; "
            "AWS gives no error and no cause"
        ),
        f"task run-my-module failed, 3 attempts, no container started: {NO_MANIFEST}",
    )
    assert "built for linux/arm64; the task needs linux/amd64" in text
    assert f"docker buildx build --platform linux/amd64 --tag {IMAGE} --push ." in text
    assert "the time limit ended the wait" in text
    assert looked(reading, "ecs ") == (
        Coverage.EXPIRED,
        "3 tasks forgotten (ECS keeps a stopped one about an hour)",
    )
    coverage, why = looked(reading, GROUP)
    assert coverage is Coverage.EMPTY
    assert why.startswith("never made: no container of the task started")
    assert not any(ARCHIVE in look.place for look in reading.looks)
    assert [(call.tool, call.arguments) for call in reading.next] == [
        ("find_runbook", {"text": NO_MANIFEST}),
        ("find_logs", {"group": "job:16902244"}),
    ]
    # Said and asked about; kept with every attempt.
    assert text.count(NO_MANIFEST) == 2
    assert "TaskFailedToStart: as said above" in text
    assert [row.brief.split(" failed")[0] for row in reading.rows if row.mark == ">"] == [
        "run-my-module attempt 1"
    ]
    assert sum(NO_MANIFEST in row.text for row in reading.rows if row.mark != ".") == 3
    assert len(text.encode()) < 4_000


def test_the_platform_that_an_image_has_is_no_reason_to_rebuild_it() -> None:
    aws = never_started(manifest_body=index("linux/arm64", "linux/amd64"))
    text = shown(trace(aws))
    assert "built for linux/arm64, linux/amd64" in text
    assert "buildx" not in text


@pytest.mark.parametrize(
    ("machine", "variant", "told"),
    [
        ("arm64", "v8", "built for linux/arm64; the task needs linux/amd64"),
        ("amd64", "v1", "built for linux/amd64; the task needs linux/amd64"),
        ("arm", "v7", "built for linux/arm/v7; the task needs linux/amd64"),
    ],
)
def test_the_first_variant_of_an_architecture_is_the_architecture(
    machine: str, variant: str, told: str
) -> None:
    body = index("linux/x")
    platform = {"os": "linux", "architecture": machine, "variant": variant}
    body["manifests"][0]["platform"] = platform
    text = shown(trace(never_started(manifest_body=body)))
    assert told in text
    assert ("buildx" in text) is (machine != "amd64")


def test_tags_that_cannot_be_listed_are_not_none() -> None:
    class WithoutTags(RecordedAws):
        def tags(self, registry: str, repository: str) -> tuple[Pushed, ...]:
            raise Unavailable("AWS throttles this account.", "Wait.")

    whole = never_started("CannotPullContainerError: not found")
    coverage, told = looked(trace(WithoutTags(whole.told)), IMAGE)
    assert coverage is Coverage.EMPTY
    assert told.endswith("could not be listed")
    seen = never_started(manifest_body=index("linux/arm64"))
    reading = trace(WithoutTags(seen.told, manifest_body=seen.manifest_body))
    # What the image is for is proven; when it was pushed, and what else is there, is not told.
    assert looked(reading, IMAGE)[0] is Coverage.COMPLETE
    assert looked(reading, "tags of")[0] is Coverage.PARTIAL
    assert "throttles" in looked(reading, "tags of")[1]
    assert reading.coverage is Coverage.PARTIAL
    assert "buildx" in shown(reading)


def test_a_place_that_fails_does_not_take_the_others_with_it() -> None:
    class Throttled(RecordedAws):
        def tail(self, group: str, stream: str, *, most: int) -> Found:
            raise Unavailable("AWS throttles this account.", "Wait.")

    whole = never_started(manifest_body=index("linux/arm64"))
    reading = trace(Throttled(whole.told, manifest_body=whole.manifest_body))
    assert looked(reading, GROUP)[0] is Coverage.PARTIAL
    assert "throttles" in looked(reading, GROUP)[1]
    assert reading.coverage is Coverage.PARTIAL
    assert "buildx" in shown(reading)


def test_an_image_outside_ecr_is_not_looked_at_and_that_is_said() -> None:
    elsewhere = pull_failed(1)
    elsewhere["containers"][0]["image"] = "docker.io/library/python:3.11"  # pyright: ignore[reportIndexIssue,reportArgumentType]
    reading = trace(ended(elsewhere))
    coverage, told = looked(reading, "image docker.io/library/python:3.11")
    assert (coverage, "outside ECR" in told) == (Coverage.PARTIAL, True)
    assert "buildx build --platform linux/amd64 --tag docker.io/library/python" in shown(reading)


def test_an_arm_task_needs_an_arm_image() -> None:
    options = {"awslogs-group": GROUP, "awslogs-stream-prefix": "t"}
    definition = {
        "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        "containerDefinitions": [
            {"name": "main", "logConfiguration": {"logDriver": "awslogs", "options": options}}
        ],
    }
    told = "CannotPullContainerError: pull image manifest has been retried 1 time(s)"
    aws = never_started(told, manifest_body=index("linux/amd64"), definition_body=definition)
    assert "built for linux/amd64; the task needs linux/arm64" in shown(trace(aws))


def test_a_tag_that_is_not_there_is_said_with_those_that_are() -> None:
    reason = f"CannotPullContainerError: {IMAGE}: not found"
    aws = never_started(reason, tag_list=[Pushed("v2", at(-60)), Pushed("v1", at(-90))])
    reading = trace(aws)
    coverage, told = looked(reading, IMAGE)
    assert coverage is Coverage.EMPTY
    assert told == (
        "the registry has no latest there; it has: v2 (2026-11-10T07:12:03Z), "
        "v1 (2026-11-10T06:42:03Z)"
    )
    assert "buildx" not in shown(reading)


def test_a_registry_that_may_not_be_read_leaves_that_open_and_nothing_else() -> None:
    reading = trace(never_started(denied=frozenset({"ecr"})))
    assert reading.coverage is Coverage.PARTIAL
    assert [look.place for look in reading.looks if look.leaves_open] == [f"image {IMAGE}"]
    coverage, told = looked(reading, IMAGE)
    assert coverage is Coverage.DENIED
    assert told.startswith("to this server's own login, not to the task: ")
    # What the reason itself says of the platform is enough to mend it, and is said to be all.
    basis = "(by the error alone, the image was not seen): docker buildx build --platform"
    assert f"{basis} linux/amd64" in shown(reading)


@pytest.mark.parametrize(
    "reason",
    [
        "CannotPullContainerError: pull access denied, repository does not exist",
        "CannotPullContainerError: context canceled",
    ],
)
def test_no_platform_is_blamed_that_nobody_named(reason: str) -> None:
    assert "buildx" not in shown(trace(never_started(reason, denied=frozenset({"ecr"}))))


def test_what_ecs_still_knows_is_newer_than_the_history() -> None:
    told = Told()
    told.enter()
    told.tried(1, end="")
    aws = RecordedAws(told, status="RUNNING", minutes=None, live=[pull_failed(1)])
    reading = trace(aws)
    assert looked(reading, "ecs ") == (Coverage.COMPLETE, "1 task known")
    assert reading.lead[1].startswith(
        "task run-my-module unfinished, 1 attempt, no container started: C"
    )
    assert reading.again is not None
    assert reading.again.at == NOW + timedelta(minutes=5)
    assert reading.again.call.tool == "trace_job"
    assert "still under way: ask again after" in reading.tail[-1]


def test_what_ecs_knows_of_some_tasks_is_part_of_what_there_was() -> None:
    aws = never_started(manifest_body=index("linux/arm64"))
    aws.live = [pull_failed(31)]
    reading = trace(aws)
    coverage, told = looked(reading, "ecs ")
    assert coverage is Coverage.PARTIAL
    assert told.startswith("1 task known, 2 tasks forgotten")
    assert reading.coverage is Coverage.COMPLETE


def test_a_task_that_only_waits_has_no_reason_yet() -> None:
    told = Told()
    told.enter()
    told.tried(1, end="")
    waiting = task(1, lastStatus="PENDING", containers=[])
    reading = trace(RecordedAws(told, status="RUNNING", minutes=None, live=[waiting]))
    assert reading.lead[1] == (
        "task run-my-module unfinished, 1 attempt, no container started, no reason given yet"
    )
    assert looked(reading, GROUP)[1] == "not made yet: no container of the task has started"


def event(number: int, **changes: object) -> str:
    body = json.loads(json.dumps(task(number, **changes), default=lambda one: one.isoformat()))
    del body["tags"]
    return json.dumps({"detail-type": "ECS Task State Change", "detail": body})


def test_the_archive_tells_what_neither_ecs_nor_the_history_knows() -> None:
    told = Told()
    told.enter()
    told.tried(1, end="")
    told.add("ExecutionTimedOut", 44)
    archived = [
        event(1, lastStatus="PENDING"),
        event(1, stopCode="TaskFailedToStart", reason=NO_MANIFEST),
        event(9, startedBy="job-99999999", reason="another's"),
        "no json {",
    ]
    reading = trace(RecordedAws(told, archived=archived))
    assert NO_MANIFEST in reading.lead[1]
    assert looked(reading, ARCHIVE) == (Coverage.COMPLETE, "4 events of 1 task")
    assert "another's" not in shown(reading)
    # The event carries no tag; whose attempt it is was known before.
    assert reading.lead[1].startswith("task run-my-module")
    (ecs,) = (look for look in reading.looks if look.place.startswith("ecs "))
    assert not ecs.leaves_open


def test_without_any_word_on_the_end_that_is_said() -> None:
    told = Told()
    told.enter()
    told.tried(1, end="")
    told.add("ExecutionTimedOut", 44)
    reading = trace(RecordedAws(told))
    assert looked(reading, ARCHIVE)[0] is Coverage.EMPTY
    assert reading.coverage is Coverage.PARTIAL
    assert "no reason given yet" in reading.lead[1]


@pytest.mark.parametrize(
    ("stopped", "said"),
    [
        (
            task(1, exit_code=137, reason="OutOfMemoryError: Container killed due to memory usage"),
            "OutOfMemoryError: Container killed due to memory usage (exit code 137)",
        ),
        (task(1, exit_code=1, stoppedReason="Essential container in task exited"), "exit code 1"),
        (
            task(1, stopCode="SpotInterruption", stoppedReason="Your Spot Task was interrupted."),
            "Your Spot Task was interrupted.",
        ),
        (
            task(1, stopCode="UserInitiated", stoppedReason="canceled by t-yamada", exit_code=143),
            "canceled by t-yamada (exit code 143)",
        ),
    ],
)
def test_the_reason_is_aws_own(stopped: dict[str, object], said: str) -> None:
    reading = trace(ended({**stopped, "startedAt": at(1.2)}, lines=["hello"]))
    assert said in reading.lead[1]
    assert "no container started" not in reading.lead[1]
    assert reading.facts["reason"].endswith(said) or said in reading.facts["reason"]


def test_the_exit_code_of_the_container_that_failed_is_told() -> None:
    stopped = task(1, exit_code=0)
    stopped["containers"].append({"name": "sidecar", "exitCode": 9})
    reading = trace(ended(stopped, lines=["x"]))
    assert reading.facts["reason"] == "exit code 9 of sidecar"
    assert "not by itself" not in shown(reading)


def test_a_time_limit_is_the_reason_when_the_container_ran() -> None:
    told = Told()
    told.enter()
    told.tried(1, end="")
    told.add("ExecutionTimedOut", 44)
    running = task(1, lastStatus="RUNNING", startedAt=at(1.2), containers=[])
    text = shown(trace(RecordedAws(told, live=[running], lines=["working"])))
    assert "the time limit ended the wait" not in text
    assert "task run-my-module unfinished, 1 attempt, no reason given yet" in text


def test_each_task_that_failed_is_looked_into() -> None:
    told = Told()
    parallel = told.add("ParallelStateEntered", 0, name="All")
    for number, name in enumerate(("Left", "Right"), 1):
        state = told.enter(name, parallel)
        failed = task(number, exit_code=number, tags=[], startedAt=at(1))
        told.tried(number, follows=state, ended=failed)
    told.add("ExecutionFailed", 4)
    reading = trace(RecordedAws(told, status="FAILED", minutes=4, lines=["x"]))
    assert [line.split(",")[0] for line in reading.lead[1:]] == [
        "task Left failed",
        "task Right failed",
    ]
    assert sum(look.place.startswith(GROUP) for look in reading.looks) == 2


def test_an_event_that_is_archived_after_the_end_is_seen() -> None:
    told = Told()
    told.enter()
    told.tried(1, end="")
    told.add("ExecutionTimedOut", 2)
    late = [event(1, lastStatus="PENDING")] * 4 + [event(1, reason=NO_MANIFEST)]
    assert NO_MANIFEST in trace(RecordedAws(told, minutes=2, archived=late)).lead[1]


def test_what_a_task_may_take_is_said_where_it_ran_and_failed() -> None:
    limits = {"cpu": "1024", "memory": "4096"}
    killed = task(1, exit_code=137, reason="OutOfMemoryError: killed", startedAt=at(1), **limits)
    reading = trace(ended(killed, lines=["x"]))
    assert "task run-my-module may take 1024 CPU units, 4096 MiB" in reading.tail
    assert reading.facts["size"] == "1024 CPU units, 4096 MiB"
    never = trace(ended({**pull_failed(1), **limits}))
    assert "may take" not in shown(never)


def test_a_kill_alone_is_not_called_out_of_memory() -> None:
    stopped = task(1, exit_code=137, stoppedReason="Essential container in task exited")
    assert "not by itself out of memory" in shown(trace(ended(stopped, lines=["x"])))
    known = task(1, exit_code=137, reason="OutOfMemoryError: Container killed")
    assert "not by itself" not in shown(trace(ended(known, lines=["x"])))
    spot = task(1, exit_code=137, stopCode="SpotInterruption", stoppedReason="interrupted")
    assert "not by itself" not in shown(trace(ended(spot, lines=["x"])))


def test_the_end_of_the_log_is_read_and_its_trouble_marked() -> None:
    lines = [
        "start",
        *(f"step {n}" for n in range(30)),
        "KeyError: 'DATA_BUCKET'",
        *(f"bye {n}" for n in range(20)),
    ]
    stopped = task(1, exit_code=1, startedAt=at(1.2))
    reading = trace(ended(stopped, lines=lines))
    text = shown(reading)
    assert "KeyError: 'DATA_BUCKET'" in text
    assert "bye 19" in text
    assert "bye 7\n" not in text
    assert looked(reading, GROUP) == (Coverage.COMPLETE, "52 lines")
    assert task_id(1) in text
    assert "step 3" in [row.text for row in reading.rows]


def test_lines_that_are_json_are_told_flat_and_their_level_is_believed() -> None:
    lines = [
        '{"level": "error", "msg": "no bucket", "bucket": "x-prd", "status": 404}',
        *(f'{{"level": "info", "msg": "step {n}", "error": null}}' for n in range(14)),
    ]
    reading = trace(ended(task(1, exit_code=1, startedAt=at(1.2)), lines=lines))
    assert "Z [ERROR] no bucket bucket=x-prd status=404\n" in shown(reading)
    assert "Z [INFO] step 13 error=null\n" in shown(reading)
    assert "step 0" not in shown(reading)
    assert lines[0] in [row.text for row in reading.rows]


def test_the_runbook_is_asked_for_the_error_of_a_stack_and_not_for_its_frames() -> None:
    frames = "".join(f'  File "/app/part{n}.py", line {n}, in load\n    load()\n' for n in range(9))
    said = f"Traceback (most recent call last):\n{frames}ValueError: numpy.dtype size changed"
    reading = trace(ended(task(1, exit_code=1, startedAt=at(1.2)), lines=["start", said]))
    assert reading.next[0] == calls.find_runbook("ValueError: numpy.dtype size changed")


def test_a_container_that_ran_and_wrote_nothing_is_told_apart_from_one_that_never_ran() -> None:
    reading = trace(ended(task(1, exit_code=1, startedAt=at(1.2))))
    assert looked(reading, GROUP)[1].startswith("no line, although the container ran")


@pytest.mark.parametrize(("seconds", "coverage"), [(2, Coverage.PARTIAL), (130, Coverage.EMPTY)])
def test_a_container_that_has_just_ended_may_have_lines_on_their_way(
    seconds: int, coverage: Coverage
) -> None:
    aws = ended(task(1, exit_code=1, startedAt=at(1.2), stoppedAt=at(2)))
    now = at(2) + timedelta(seconds=seconds)
    reading = trace_job.trace(aws.aws, MAP, now, job_id=JOB, attempt=0, task="")
    seen, told = looked(reading, GROUP)
    assert seen is coverage
    assert ("ended before it wrote" in told) is (coverage is Coverage.EMPTY)
    assert ("ask again" in told) is (coverage is Coverage.PARTIAL)


def test_a_capacity_refusal_that_a_retry_mended() -> None:
    told = Told()
    told.enter()
    said = "Capacity is unavailable at this time."
    scheduled = told.add("TaskScheduled", 1, parameters="{}")
    told.add("TaskSubmitFailed", 1.1, scheduled, error="ECS.AmazonECSException", cause=said)
    told.tried(2, "TaskSucceeded", ended=task(2, exit_code=0, startedAt=at(2.2)))
    told.add("ExecutionSucceeded", 3)
    group = "/aws/vendedlogs/states/crois-v2-prd-job-runner"
    aws = RecordedAws(
        told, status="SUCCEEDED", minutes=3, lines=["done"], also_groups=[f"{group}-old", group]
    )
    reading = trace(aws)
    text = shown(reading)
    assert reading.lead[1] == "task run-my-module succeeded in 2 attempts"
    assert (
        f"run-my-module attempt 1 failed, scheduled 08:13:03Z · ECS.AmazonECSException {said}"
        in text
    )
    # Whom else it was refused: the state machine's own log has every execution.
    known, asked = reading.next
    assert known == calls.find_runbook(said)
    assert reading.lead[2] == f"task run-my-module failed, attempt 1 of 2: {said}"
    assert (asked.tool, dict(asked.arguments)) == (
        "find_logs",
        {
            "group": "/aws/vendedlogs/states/crois-v2-prd-job-runner",
            "text": "Capacity is unavailable at this time",
            "around": "2026-11-10T08:13:09Z",
        },
    )
    # Few machines log, and a name alone is no place to look.
    for lacking in (
        replace(aws, also_groups=[f"{group}-old"]),
        replace(aws, denied=frozenset({"groups"})),
    ):
        assert trace(lacking).next == (known,)


def test_branches_keep_their_own_attempts() -> None:
    told = Told()
    parallel = told.add("ParallelStateEntered", 0, name="All")
    left, right = told.enter("Left", parallel), told.enter("Right", parallel)
    # Interleaved, as two branches of one state are.
    one = told.add("TaskScheduled", 1, left, parameters="{}")
    two = told.add("TaskScheduled", 1, right, parameters="{}")
    one = told.add("TaskSubmitted", 1.1, one, output="{}")
    two = told.add("TaskSubmitted", 1.1, two, output="{}")
    tag = [{"key": "crois:task", "value": "left"}]
    failed = task(1, exit_code=3, tags=tag, startedAt=at(1.1))
    told.add("TaskFailed", 2, one, error="E", cause=json.dumps(as_history(failed)))
    told.add("TaskSucceeded", 3, two, output=json.dumps(as_history(task(2, exit_code=0, tags=[]))))
    told.add("ExecutionFailed", 4)
    reading = trace(RecordedAws(told, status="FAILED", minutes=4, error="E", lines=["x"]))
    assert list(reading.lead[1:]) == ["task left failed, 1 attempt: exit code 3"]
    assert "Right attempt 1 succeeded" in shown(reading)
    only = trace(RecordedAws(told, status="FAILED", minutes=4, lines=["x"]), named="Right")
    assert (only.found, "left" in shown(only)) == (1, False)


def test_the_last_attempt_of_the_job_is_meant_unless_one_is_named() -> None:
    aws = never_started(attempts=(1, 2, 3), denied=frozenset({"ecr"}))
    assert trace(aws).source == f"crois-v2-prd-job-runner:job-{JOB}-3"
    assert trace(aws, attempt=2).source.endswith("-2")


def test_no_execution_is_a_look_that_found_nothing() -> None:
    reading = trace(RecordedAws(attempts=()))
    assert reading.coverage is Coverage.EMPTY
    assert (reading.found, reading.total) == (0, 0)
    assert "There is no execution job-16902244-1" in reading.lead[0]
    assert reading.next[0].tool == "describe_job"


def test_states_that_may_not_be_read_are_denied_and_the_archive_still_tells() -> None:
    archived = [event(1, stopCode="TaskFailedToStart", reason=NO_MANIFEST)]
    reading = trace(RecordedAws(denied=frozenset({"states"}), archived=archived))
    assert reading.coverage is Coverage.PARTIAL
    assert NO_MANIFEST in shown(reading)
    blind = trace(RecordedAws(denied=frozenset({"states", "archive"})))
    assert blind.coverage is Coverage.DENIED
    assert blind.rows == ()


@pytest.mark.parametrize("place", ["history", "ecs", "definition", "logs"])
def test_each_place_that_may_not_be_read_is_said_by_itself(place: str) -> None:
    aws = never_started(manifest_body=index("linux/arm64"), denied=frozenset({place}))
    reading = trace(aws)
    denied = [look for look in reading.looks if look.coverage is Coverage.DENIED]
    assert len(denied) == 1
    # ECS is not needed where the history tells the end.
    assert denied[0].leaves_open is (place != "ecs")
    assert reading.coverage is (Coverage.COMPLETE if place == "ecs" else reading.coverage)


def test_a_map_without_executions_is_a_wrong_setting() -> None:
    empty = resource_map.parse("version: 1\n")
    with pytest.raises(NotConfigured, match="sfn_execution"):
        trace_job.trace(RecordedAws().aws, empty, NOW, job_id=JOB, attempt=0, task="")
