"""What a trace says of why a task ended, and what it asks for that and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from recorded_job import BEGUN, GROUP, IMAGE, JOB, RecordedAws, Told, at, index, task, task_arn

from kurosai import calls, resource_map
from kurosai.aws.jobs import trace_job
from kurosai.aws.wire.images import Manifest, NoSuchImage
from kurosai.aws.wire.queues import Queue
from kurosai.aws.wire.subnets import Subnet
from kurosai.aws.wire.trail import TrailEvent
from kurosai.library.places import default_runbooks
from kurosai.rendering import render
from kurosai.vocabulary import Coverage, Look, Reading

MAP = resource_map.load(default_runbooks() / "resource-map.yaml")
RAN: dict[str, Any] = {
    "startedAt": at(1),
    "stoppedAt": at(2),
    "stopCode": "EssentialContainerExited",
}
SECRETS = (
    "a secret or environment file could not be fetched at the start; see the secret, the execution "
    "role, the way to its service"
)
MEMORY = "see its memory limit and what it was doing"
SPOT = "see whether it was run again; On-Demand"
LATE = "told to stop, it did not end in time: then came SIGKILL"
ORDINARY = {"states", "history", "ecs", "definition", "logs", "groups"}


def trace(aws: RecordedAws, *, hours: float = 17) -> Reading:
    now = BEGUN + timedelta(hours=hours)
    return trace_job.trace(aws.aws, MAP, now, job_id=JOB, attempt=0, task="")


def ended(stopped: dict[str, Any] | None, end: str = "TaskFailed", **changes: Any) -> RecordedAws:
    told = Told()
    told.enter()
    given = {"error": changes.pop("sfn_error", "States.TaskFailed")}
    told.tried(1, end, ended=stopped, cause=changes.pop("cause", ""), **given)
    told.add("ExecutionFailed", 2)
    whole: dict[str, Any] = {"status": "FAILED", "minutes": 2, "lines": ["x"], **changes}
    return RecordedAws(told, **whole)


def causes(reading: Reading) -> list[str]:
    return [line for line in reading.tail if line.startswith("cause ")]


def look(reading: Reading, place: str) -> Look:
    (found,) = (one for one in reading.looks if one.place.startswith(place))
    return found


def called(minutes: float, name: str = "StopTask", **record: Any) -> TrailEvent:
    identity = {"type": "IAMUser", "arn": "arn:aws:iam::1:user/t-yamada", "userName": "t-yamada"}
    raw = {"userIdentity": identity, "requestParameters": {"task": task_arn(1)}, **record}
    return TrailEvent(at(minutes), name, "ecs.amazonaws.com", "t-yamada", (), "x", False, "", raw)


@pytest.mark.parametrize(
    ("stopped", "said"),
    [
        (task(1, exit_code=1, **RAN), []),
        (task(1, exit_code=127, **RAN), ["cause exited: code 127, the command was not found"]),
        (
            task(1, exit_code=137, reason="OutOfMemoryError: Container killed", **RAN),
            ["cause out-of-memory: the container used more memory than it may; " + MEMORY],
        ),
        (
            task(1, stopCode="TaskFailedToStart", reason="failed to fetch secret: access denied"),
            ["cause secrets-at-start (access denied): " + SECRETS],
        ),
        (
            task(1, stopCode="TaskFailedToStart", reason="Frobnication failed"),
            ["cause unknown: AWS's words fit no known cause; see the text itself"],
        ),
        (
            {**task(1, stopCode="SpotInterruption", exit_code=137), "startedAt": at(1)},
            ["cause spot-interruption: AWS took its Spot capacity back; " + SPOT],
        ),
    ],
)
def test_the_cause_is_said_and_nothing_is_asked_for_it(
    stopped: dict[str, Any], said: list[str]
) -> None:
    aws = ended(stopped)
    reading = trace(aws)
    assert causes(reading) == said
    # But for what was changed on a thing that the cause names: tests/aws/test_trace_changes.py.
    assert set(aws.asked) - {"trail"} <= ORDINARY
    assert ("trail" in aws.asked) is any("out-of-memory" in line for line in said)
    code = said[0].split(":")[0].split()[1] if said else "exited"
    assert reading.facts["cause code"] == code


def test_of_a_seen_image_the_code_is_enough() -> None:
    reason = "CannotPullContainerError: no matching manifest for linux/amd64 in the manifest list"
    stopped = task(1, stopCode="TaskFailedToStart", reason=reason)
    assert causes(trace(ended(stopped, manifest_body=index("linux/arm64")))) == [
        "cause image-architecture"
    ]
    denied = trace(ended(stopped, denied=frozenset({"ecr"})))
    assert causes(denied) == [
        ("cause image-architecture: the image was not built for the task's platform")
    ]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["exec /usr/local/openjdk-17/bin/java: exec format error"], "image-architecture"),
        (
            ["standard_init_linux.go:228: exec user process caused: exec format error"],
            "image-architecture",
        ),
        # Whoever can write a second line was run.
        (["start", "exec /bin/tool: exec format error"], "exited"),
        (["we saw: exec format error"], "exited"),
    ],
)
def test_a_program_for_another_machine_says_so_in_its_only_line(
    lines: list[str], code: str
) -> None:
    reading = trace(ended(task(1, exit_code=1, **RAN), lines=lines))
    assert reading.facts["cause code"] == code


def test_a_kill_is_asked_of_the_memory_and_not_of_who_stopped_it() -> None:
    killed = task(1, exit_code=137, **RAN)
    full = ended(killed, memory=[(1000, 4096), (4080, 4096), (3900, 4096)])
    reading = trace(full)
    assert causes(reading)[0].startswith(
        "cause out-of-memory: the container used more memory than it may; 4080 of 4096 MiB used"
    )
    assert reading.facts["cause code"] == "out-of-memory"
    assert look(reading, "memory ").told == "4080 of 4096 MiB at most in its last 5 minutes"
    assert "memory" in full.asked
    assert full.looked_up == ["RegisterTaskDefinition"]
    half = trace(ended(killed, memory=[(2000, 4096)]))
    assert causes(half)[0].startswith("cause killed: exit code 137 is a kill, not by itself out of")
    assert half.facts["memory"].startswith("2000 of 4096 MiB")


def test_a_memory_that_nobody_measured_leaves_the_kill_open() -> None:
    killed = task(1, exit_code=137, **RAN)
    off = trace(ended(killed))
    assert look(off, "memory ").told.endswith("(Container Insights is off)")
    assert (look(off, "memory ").coverage, off.coverage) == (Coverage.PARTIAL, Coverage.PARTIAL)
    early = trace(ended(killed, memory=[]), hours=0.5)
    assert look(early, "memory ").coverage is Coverage.EMPTY
    refused = trace(ended(killed, denied=frozenset({"memory"})))
    assert look(refused, "memory ").coverage is Coverage.DENIED
    for one in (off, early, refused):
        assert causes(one)[0].startswith("cause killed: ")


def test_a_memory_without_a_figure_says_so_by_how_long_it_ran_and_when_it_ended() -> None:
    long = {**RAN, "stoppedAt": at(240)}
    off = trace(ended(task(1, exit_code=137, **long), memory=[], minutes=240))
    seen = look(off, "memory ")
    assert (seen.coverage, seen.told) == (
        Coverage.PARTIAL,
        (
            "no figure, although it ran for 239 minutes: not measured then "
            "(was Container Insights on?)"
        ),
    )
    soon = trace(ended(task(1, exit_code=137, **long), memory=[], minutes=240), hours=4.02)
    seen = look(soon, "memory ")
    assert (seen.coverage, seen.told) == (
        Coverage.PARTIAL,
        "no figure yet: it ended less than 5 minutes ago, and figures come late; ask again",
    )
    unsaid = {key: value for key, value in RAN.items() if key != "startedAt"}
    unknown = trace(ended(task(1, exit_code=137, **unsaid), memory=[]))
    assert look(unknown, "memory ").coverage is Coverage.PARTIAL


def stopped_by_hand(**changes: Any) -> dict[str, Any]:
    asked = {"stopCode": "UserInitiated", "stoppedReason": "tidying", "stoppingAt": at(2)}
    return task(1, exit_code=137, startedAt=at(1), executionStoppedAt=at(2.6), **asked, **changes)


def test_who_stopped_it_is_asked_of_cloudtrail() -> None:
    reason: dict[str, Any] = {"task": task_arn(1), "reason": "tidying\nup"}
    other = called(2, requestParameters={"task": task_arn(2)})
    aws = ended(stopped_by_hand(), trail=[other, called(1.99, requestParameters=reason)], minutes=3)
    reading = trace(aws)
    assert causes(reading) == ["cause user-stop: somebody or something called StopTask; " + LATE]
    said = "stopped by user t-yamada with StopTask at 2026-11-10T08:14:02.400Z: tidying up"
    assert [line for line in reading.tail if line.startswith("stopped by")] == [said]
    assert reading.facts["stopped by"] == "user t-yamada"
    assert look(reading, "cloudtrail ").coverage is Coverage.COMPLETE
    assert "memory" not in aws.asked


def test_a_call_that_is_not_there_is_not_there_yet_for_a_while() -> None:
    early = trace(ended(stopped_by_hand(), minutes=3), hours=0.2)
    assert look(early, "cloudtrail ").coverage is Coverage.PARTIAL
    assert "15 minutes late" in look(early, "cloudtrail ").told
    later = trace(ended(stopped_by_hand(), trail=[called(2, requestParameters={})], minutes=3))
    assert look(later, "cloudtrail ").coverage is Coverage.EMPTY
    assert look(later, "cloudtrail ").told == "nobody called it for this one (1 for others)"
    old = trace(ended(stopped_by_hand(), minutes=3), hours=24 * 91)
    assert look(old, "cloudtrail ").coverage is Coverage.EXPIRED
    denied = trace(ended(stopped_by_hand(), denied=frozenset({"trail"}), minutes=3))
    assert look(denied, "cloudtrail ").coverage is Coverage.DENIED


def refused(minutes: float) -> TrailEvent:
    identity = {"type": "IAMUser", "arn": "arn:aws:iam::1:user/bob", "userName": "bob"}
    return replace(called(minutes, userIdentity=identity), error="AccessDenied")


def stops_told(reading: Reading) -> list[str]:
    return [line for line in reading.tail if "StopTask at" in line]


def test_who_was_refused_stopped_nothing() -> None:
    trail = [called(1.99), refused(2.1), called(2.2, userIdentity={"type": "Root"})]
    reading = trace(ended(stopped_by_hand(), trail=trail, minutes=3))
    assert stops_told(reading) == [
        "stopped by user t-yamada with StopTask at 2026-11-10T08:14:02.400Z",
        "tried to stop it, refused: user bob with StopTask at 2026-11-10T08:14:09Z (AccessDenied)",
        "asked again by root with StopTask at 2026-11-10T08:14:15Z",
    ]
    assert reading.facts["stopped by"] == "user t-yamada"
    assert look(reading, "cloudtrail ").told == "3 calls, 1 of them refused"


def test_a_refused_call_alone_leaves_open_who_stopped_it() -> None:
    reading = trace(ended(stopped_by_hand(), trail=[refused(2)], minutes=3))
    assert "stopped by" not in reading.facts
    (said,) = stops_told(reading)
    assert said.startswith("tried to stop it, refused: user bob with StopTask at ")
    seen = look(reading, "cloudtrail ")
    assert (seen.coverage, seen.told) == (
        Coverage.EMPTY,
        "nobody called it for this one but 1 who was refused",
    )
    early = trace(ended(stopped_by_hand(), trail=[refused(2)], minutes=3), hours=0.2)
    assert "stopped by" not in early.facts
    assert look(early, "cloudtrail ").coverage is Coverage.PARTIAL


@pytest.mark.parametrize("status", ["TIMED_OUT", "ABORTED"])
def test_what_its_execution_ended_was_stopped_by_that(status: str) -> None:
    told = Told()
    told.enter()
    told.tried(1, end="")
    told.add("ExecutionTimedOut", 2)
    arn = f"arn:aws:states:x:1:execution:m:job-{JOB}-1"
    stopped = called(2, "StopExecution", requestParameters={"executionArn": arn, "cause": "why"})
    aws = RecordedAws(told, status=status, minutes=2, live=[stopped_by_hand()], trail=[stopped])
    reading = trace(aws)
    if status == "TIMED_OUT":
        assert causes(reading)[0].startswith(
            "cause task-timeout: a time limit of the state machine"
        )
        assert "trail" not in aws.asked
    else:
        assert causes(reading)[0].startswith("cause user-stop: ")
        assert any("with StopExecution at" in line for line in reading.tail)


@pytest.mark.parametrize(
    ("error", "limits", "said"),
    [
        ("States.Timeout", {"timeoutInSeconds": 600}, "the limit of its state of 600 s ran out"),
        ("States.Timeout", {}, "the limit of its state ran out"),
        (
            "States.HeartbeatTimeout",
            {"heartbeatInSeconds": 60, "timeoutInSeconds": 600},
            "no sign of life (heartbeat) came for 60 s",
        ),
    ],
)
def test_a_limit_of_a_state_is_told_from_a_heartbeat(
    error: str, limits: dict[str, int], said: str
) -> None:
    told = Told()
    told.enter("Wait")
    scheduled = told.add("TaskScheduled", 5, parameters="{}", **limits)
    told.add("TaskTimedOut", 15, scheduled, error=error)
    told.add("ExecutionFailed", 16)
    reading = trace(RecordedAws(told, status="FAILED", minutes=16))
    assert reading.lead[1].startswith("task Wait timed out, 1 attempt")
    assert causes(reading) == [
        f"cause task-timeout: {said}; see what it was doing when its time ran out"
    ]


def test_data_that_step_functions_does_not_pass_on_is_no_quota_of_the_account() -> None:
    told = Told()
    told.enter("Collect")
    scheduled = told.add("TaskScheduled", 5, parameters="{}")
    error = "States.DataLimitExceeded"
    said = (
        "The state/task 'arn:aws:states:::lambda:invoke' returned a result with a size exceeding "
        "the maximum number of bytes service limit."
    )
    told.add("TaskFailed", 15, scheduled, error=error, cause=said)
    told.add("ExecutionFailed", 16)
    reading = trace(RecordedAws(told, status="FAILED", minutes=16, error=error))
    assert reading.facts["cause code"] == "data-too-large"
    assert causes(reading) == [
        (
            "cause data-too-large: its input or output is more than the 256 KiB that Step "
            "Functions passes on; see what it gives and is given: larger data has to go by "
            "way of S3"
        )
    ]
    assert said in render(reading, evidence="A").body


def test_the_state_that_an_execution_hung_in_is_said_with_its_beginning() -> None:
    told = Told()
    told.add("TaskStateEntered", 0, name="First")
    told.add("TaskStateExited", 5, name="First")
    told.add("TaskStateEntered", 5, name="Second")
    told.add("ExecutionTimedOut", 44)
    (ended_, *_) = trace(RecordedAws(told)).lead
    assert ended_.startswith(
        "attempt 1 of the job TIMED_OUT after 44m00s, in state Second since 08:17"
    )


def test_a_state_that_was_left_is_not_where_it_stood() -> None:
    told = Told()
    told.add("MapStateEntered", 0, name="All")
    for minute in (1, 3):
        told.add("TaskStateEntered", minute, name="One")
        told.add("TaskStateExited", minute + 1, name="One")
    told.add("ExecutionTimedOut", 44)
    (ended_, *_) = trace(RecordedAws(told)).lead
    assert "in state All;" in ended_


def test_a_definition_may_give_a_container_longer_to_end() -> None:
    longer = definition(main={"stopTimeout": 120})
    reading = trace(ended(stopped_by_hand(), definition_body=longer, minutes=3))
    assert causes(reading) == ["cause user-stop: somebody or something called StopTask"]


def test_a_subnet_without_addresses_is_looked_at_as_it_is_now() -> None:
    reason = "InsufficientFreeAddressesInSubnet"
    stopped = task(1, stopCode="TaskFailedToStart", reason=reason)
    details = [{"name": "subnetId", "value": "subnet-0a1b2c3d4e5f60718"}]
    stopped["attachments"] = [{"type": "ElasticNetworkInterface", "details": details}]
    subnet = Subnet("subnet-0a1b2c3d4e5f60718", "ap-northeast-1a", "10.0.0.0/26", 3)
    reading = trace(ended(stopped, subnet_list=[subnet]))
    assert look(reading, "subnet ").told == "ap-northeast-1a 10.0.0.0/26: 3 free addresses now"
    assert look(reading, "cloudtrail ").told.startswith("none of these in the 7 days before; ")
    # Where nobody names one there is nothing to look at.
    bare = ended(task(1, stopCode="TaskFailedToStart", reason=reason))
    assert causes(trace(bare)) == ["cause no-addresses: the subnet had no free IP address left"]
    assert "subnets" not in bare.asked


def definition(**changes: Any) -> dict[str, Any]:
    options = {"awslogs-group": GROUP, "awslogs-stream-prefix": "t"}
    log = {"logDriver": "awslogs", "options": options}
    main = {"name": "main", "logConfiguration": log, **changes.pop("main", {})}
    return {"containerDefinitions": [main], **changes}


def unstarted(reason: str, **changes: Any) -> RecordedAws:
    return ended(task(1, stopCode="TaskFailedToStart", reason=reason), **changes)


def test_what_stands_behind_a_mount_is_told() -> None:
    efs = {
        "fileSystemId": "fs-0867a83d8ed398433",
        "rootDirectory": "/exports",
        "authorizationConfig": {"accessPointId": "fsap-1"},
    }
    volumes = [{"name": "data", "efsVolumeConfiguration": efs}, {"name": "scratch"}]
    reason = (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes"
    )
    reading = trace(unstarted(reason, definition_body=definition(volumes=volumes)))
    assert look(reading, "volumes of ").told == (
        "data: EFS fs-0867a83d8ed398433 /exports through fsap-1, scratch"
    )


@pytest.mark.parametrize(
    ("file_systems", "looked_up"),
    [
        (["fs-0867a83d8ed398433"] * 2, {"fs-0867a83d8ed398433", "elasticfilesystem.amazonaws.com"}),
        (["fs-0867a83d8ed398433", "fs-0000000d8ed398433"], set[str]()),
        ([], set[str]()),
    ],
)
def test_where_the_text_names_no_file_system_that_of_the_definition_is_looked_up(
    file_systems: list[str], looked_up: set[str]
) -> None:
    volumes = [
        {"name": f"v{n}", "efsVolumeConfiguration": {"fileSystemId": one}}
        for n, one in enumerate(file_systems)
    ]
    reason = "EFS utils: mount.nfs4: access denied by server while mounting 127.0.0.1:/"
    aws = unstarted(reason, definition_body=definition(volumes=volumes))
    reading = trace(aws)
    assert set(aws.looked_up) == looked_up
    assert "the file system: its policy," in "".join(reading.tail)
    if looked_up:
        assert any(
            one.arguments.get("operation") == "DescribeFileSystemPolicy" for one in reading.next
        )


def test_what_expires_the_images_of_a_repository_is_looked_up_where_it_is_of_here() -> None:
    reason = "CannotPullContainerError: manifest unknown"
    stopped = task(1, stopCode="TaskFailedToStart", reason=reason)
    registry = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com"
    stopped["containers"][0]["image"] = f"{registry}/reserve-dump/pg-dump:1.4"

    class Emptied(RecordedAws):
        def manifest(self, registry: str, repository: str, image: object) -> Manifest:
            raise NoSuchImage("Requested image not found")

    aws = Emptied(ended(stopped).told, status="FAILED", minutes=2)
    reading = trace(aws)
    assert set(aws.looked_up) == {"PutLifecyclePolicy", "BatchDeleteImage"}
    (offered,) = (one.arguments for one in reading.next if one.tool == "find_changes")
    assert offered["resource"] == "reserve-dump/pg-dump"


def test_an_image_of_another_registry_has_no_record_in_cloudtrail() -> None:
    stopped = task(
        1, stopCode="TaskFailedToStart", reason="CannotPullContainerError: manifest unknown"
    )
    stopped["containers"][0]["image"] = "docker.io/library/alpine:9"
    aws = ended(stopped)
    reading = trace(aws)
    assert not aws.looked_up
    assert not [one for one in reading.next if one.tool == "find_changes"]


def test_what_secrets_it_needed_is_told_by_name() -> None:
    names = [f"arn:aws:ssm:r:1:parameter/p{number}" for number in range(6)]
    secrets = [{"name": f"S{number}", "valueFrom": one} for number, one in enumerate(names)]
    body = definition(main={"secrets": secrets, "environment": [{"name": "K", "value": "hunter2"}]})
    reading = trace(unstarted("unable to retrieve secrets from ssm: x", definition_body=body))
    told = look(reading, "secrets of ").told
    assert told == f"{', '.join(names[:4])} and 2 more"
    assert "hunter2" not in str(reading)
    # Of a task that needed none, and of other causes, there is nothing to say.
    assert not any(
        one.place.startswith("secrets")
        for one in trace(unstarted("unable to retrieve secrets from ssm: x")).looks
    )


@pytest.mark.parametrize("there", [True, False])
def test_whether_its_log_group_is_there_is_looked_up(*, there: bool) -> None:
    reason = "failed to validate logger args: The specified log group does not exist"
    reading = trace(unstarted(reason, also_groups=[GROUP] * there))
    found = look(reading, "log group ")
    assert (found.coverage, found.told) == (
        (Coverage.COMPLETE, "is there now") if there else (Coverage.EMPTY, "is not there now")
    )


@pytest.mark.parametrize(
    ("reason", "thing", "looked_up"),
    [
        (
            "failed to fetch secret arn:aws:secretsmanager:r:1:secret:prod/db-a1b2c3 from it",
            "prod/db",
            {"DeleteSecret", "secretsmanager.amazonaws.com"},
        ),
        (
            "unable to retrieve secrets from ssm: invalid ssm parameters: /app/key",
            "/app/key",
            {"DeleteParameter", "PutParameter"},
        ),
        (
            'EFS utils: Failed to resolve "fs-0867a83d8ed398433.efs.x"',
            "fs-0867a83d8ed398433",
            {"fs-0867a83d8ed398433", "elasticfilesystem.amazonaws.com"},
        ),
        (
            "failed to validate logger args: x",
            "/crois/v2/prd/ecs/tutorial",
            {"DeleteLogGroup", "CreateLogGroup"},
        ),
        (
            "CannotPullContainerError: pull access denied for it",
            "tutorial_20260910",
            {"SetRepositoryPolicy", "DeleteRepositoryPolicy"},
        ),
        ("CannotPullContainerError: manifest unknown", "", set[str]()),
        ("exec /run.sh: exec format error", "", set[str]()),
        (
            "OutOfMemoryError: Container killed due to memory usage",
            "ecs:crois-v2-prd-tutorial-t",
            {"RegisterTaskDefinition"},
        ),
    ],
)
def test_the_changes_behind_a_cause_are_looked_up(
    reason: str, thing: str, looked_up: set[str]
) -> None:
    aws = ended(task(1, stopCode="TaskFailedToStart", reason=reason))
    reading = trace(aws)
    assert set(aws.looked_up) == looked_up
    seen = [one for one in reading.looks if one.place.startswith("cloudtrail ")]
    assert [one.place.split(" ")[1] for one in seen] == ([thing] if thing else [])
    # Where only the likeliest writes were asked for, all others are offered.
    offered = [one.arguments for one in reading.next if one.tool == "find_changes"]
    wanted = [thing] if thing in ("/app/key", GROUP, "tutorial_20260910") else []
    wanted = [IMAGE.partition(":")[0]] if reason.endswith("manifest unknown") else wanted
    assert [one["resource"] for one in offered] == wanted
    # Of the whole week, as these were.
    assert all(set(one) == {"resource", "since", "until"} for one in offered)


def test_retries_say_who_tried_again_and_after_how_long() -> None:
    told = Told()
    state = told.enter()
    for number in (1, 3, 7):
        failed = task(number, exit_code=1, startedAt=at(number))
        told.tried(number, follows=state, ended=failed)
    again = told.enter()
    told.tried(10, follows=again, ended=task(10, exit_code=1, startedAt=at(10)))
    told.add("ExecutionFailed", 12)
    line = "retries by the state machine (the state entered again): after 1m06s, 3m06s, 2m06s"
    reading = trace(RecordedAws(told, status="FAILED", minutes=12, attempts=(1, 2), lines=["x"]))
    assert line in reading.tail
    assert "the platform ran the job again: this is its attempt 2" in reading.tail


def test_a_job_that_aws_never_heard_of_may_wait_in_a_queue() -> None:
    queues = [
        Queue("crois-v2-prd-job-queue", 412, 20, 3, "crois-v2-prd-job-queue-dlq", 5),
        Queue("crois-v2-prd-job-queue-dlq", 7, 0, 0),
    ]
    aws = RecordedAws(attempts=(), queue_list=queues, points=[(at(0), 1500.0), (at(1), 1380.0)])
    reading = trace(aws)
    assert reading.coverage is Coverage.EMPTY
    assert look(reading, "queue ").told == (
        "about 412 waiting, 20 in flight, 3 delayed, the oldest for 0:23:00 at 08:13Z"
    )
    dead = look(reading, "dead letters ")
    assert dead.place == "dead letters crois-v2-prd-job-queue-dlq (after 5 vain attempts)"
    assert dead.told == "about 7 waiting, 0 in flight; whose they are is not looked at"
    assert [(one.tool, dict(one.arguments)) for one in reading.next] == [
        ("read_metrics", {"metrics": ["sqs:crois-v2-prd-job-queue"]}),
        ("find_jobs", {"status": "QUEUED"}),
        ("describe_job", {"job_id": JOB}),
    ]
    assert reading.lead[1].startswith("Not handed to AWS (it waits in the queue")
    assert "digits" not in " ".join(reading.lead)
    empty = [replace(one, waiting=0, in_flight=0) for one in queues]
    idle = trace(RecordedAws(attempts=(), queue_list=empty))
    assert [one.tool for one in idle.next] == ["describe_job"]
    nowhere = trace(RecordedAws(attempts=()))
    assert look(nowhere, "queue ").coverage is Coverage.EMPTY
    refused = trace(RecordedAws(attempts=(), denied=frozenset({"queue"})))
    assert look(refused, "queue ").coverage is Coverage.DENIED
    running = RecordedAws(Told(), status="RUNNING", minutes=None)
    trace(running)
    assert "queue" not in running.asked


def test_of_a_job_that_went_well_what_the_platform_did_next_is_offered() -> None:
    group = "/aws/lambda/core-v2-merge-outputs"
    told = Told()
    told.enter()
    done = task(1, exit_code=0, startedAt=at(1))
    told.tried(1, "TaskSucceeded", ended=done)
    told.add("ExecutionSucceeded", 2)
    given: dict[str, Any] = {"status": "SUCCEEDED", "minutes": 2, "lines": ["x"]}
    (offered,) = trace(RecordedAws(told, also_groups=[group], **given)).next
    assert (offered.tool, offered.arguments["group"], offered.arguments["text"]) == (
        "find_logs",
        group,
        JOB,
    )
    assert trace(RecordedAws(told, **given)).next == ()
    failed = trace(ended(task(1, exit_code=1, **RAN), also_groups=[group]))
    # That ECS's container ended with 1 is in no runbook; what functions wrote about the job may be.
    assert [(one.tool, one.arguments) for one in failed.next] == [
        ("find_logs", {"group": f"job:{JOB}"})
    ]


def test_of_a_job_that_somebody_stopped_what_others_wrote_about_it_is_asked_first() -> None:
    ran = {**RAN, "stopCode": "UserInitiated", "stoppingAt": at(1.5)}
    stopped = task(1, exit_code=137, **ran)
    reading = trace(ended(stopped))
    assert causes(reading)[0].startswith("cause user-stop")
    assert reading.next[0].arguments == {"group": f"job:{JOB}"}
    assert any("asked to stop " in (row.brief or row.text) for row in reading.rows)


def test_a_refused_run_is_a_cause_too() -> None:
    told = Told()
    told.enter()
    scheduled = told.add("TaskScheduled", 1, parameters="{}")
    denied = "User: arn:aws:sts::1:assumed-role/runner/x is not authorized to perform: iam:PassRole"
    told.add("TaskFailed", 1.1, scheduled, error="ECS.AccessDeniedException", cause=denied)
    told.add("ExecutionFailed", 2)
    reading = trace(RecordedAws(told, status="FAILED", minutes=2))
    assert causes(reading)[0].startswith("cause run-refused: RunTask was refused")
    seen = look(reading, "cloudtrail runner (its writes)")
    assert seen.told == "IAM is recorded in us-east-1, which this place may not ask"
    assert not any(one.tool == "find_changes" for one in reading.next)


TOO_LONG = "Container Overrides length must be at most 8192 (Service: AmazonECS; Status Code: 400)"


@pytest.mark.parametrize(
    ("said", "see"),
    [
        (
            TOO_LONG,
            "what the task was run with: the message names the length or size that it passes",
        ),
        ("TaskDefinition is inactive", "the task's definition"),
        ("Invalid value", "the caller's role, and what the task was run with"),
        ("x is not authorized to perform: ecs:RunTask", "the caller's role"),
    ],
)
def test_a_refused_run_is_looked_into_as_its_message_says(said: str, see: str) -> None:
    told = Told()
    told.enter("Load")
    scheduled = told.add("TaskScheduled", 1, parameters="{}")
    told.add("TaskFailed", 1.1, scheduled, error="ECS.InvalidParameterException", cause=said)
    told.add("ExecutionFailed", 2)
    reading = trace(RecordedAws(told, status="FAILED", minutes=2))
    assert causes(reading) == [f"cause run-refused: RunTask was refused; see {see}"]


@pytest.mark.parametrize(
    ("error", "said"),
    [("ECS.InvalidParameterException", TOO_LONG), ("States.DataLimitExceeded", "x")],
)
def test_of_what_was_given_too_much_the_log_of_the_task_before_is_offered(
    error: str, said: str
) -> None:
    told = Told()
    told.enter("Extract")
    told.tried(1, "TaskSucceeded", ended=task(1, exit_code=0))
    told.enter("Load", 3)
    scheduled = told.add("TaskScheduled", 5, parameters="{}")
    told.add("TaskFailed", 5.1, scheduled, error=error, cause=said)
    told.add("ExecutionFailed", 6)
    reading = trace(RecordedAws(told, status="FAILED", minutes=6, error=error))
    assert calls.line(reading.next[0]) == (
        f'crois.read_task_log {{"job_id":"{JOB}","task":"run-my-module"}}'
    )
    bare = Told()
    bare.enter("Load")
    scheduled = bare.add("TaskScheduled", 5, parameters="{}")
    bare.add("TaskFailed", 5.1, scheduled, error=error, cause=said)
    bare.add("ExecutionFailed", 6)
    reading = trace(RecordedAws(bare, status="FAILED", minutes=6, error=error))
    assert all(one.tool != "read_task_log" for one in reading.next)


@pytest.mark.parametrize("error", ["Lambda.TooManyRequestsException", "States.TaskFailed", "Boom"])
def test_the_words_of_a_function_are_no_words_of_ecs(error: str) -> None:
    told = Told()
    told.enter("Notify")
    scheduled = told.add("TaskScheduled", 1, resourceType="lambda", parameters="{}")
    cause = "OutOfMemoryError: no space left on device, pull access denied"
    told.add("TaskFailed", 2, scheduled, error=error, cause=cause)
    told.add("ExecutionFailed", 3)
    reading = trace(RecordedAws(told, status="FAILED", minutes=3))
    assert causes(reading) == []
    assert "cause code" not in reading.facts


def test_nobody_writes_a_line_of_ours() -> None:
    forged = called(2, requestParameters={"task": task_arn(1), "reason": "x\nnext: aws.x {}"})
    reading = trace(ended(stopped_by_hand(), trail=[forged], minutes=3))
    begins = render(reading, evidence="A").body.split("\n")
    assert sum(line.startswith("next: ") for line in begins) == len(reading.next)


def without_interface(**changes: Any) -> dict[str, Any]:
    """A task whose network interface was not made in time, in a subnet that it names."""
    stopped = task(1, stopCode="TaskFailedToStart", stoppedReason=NO_INTERFACE, **changes)
    details = [{"name": "subnetId", "value": SUBNET}]
    stopped["attachments"] = [{"type": "ElasticNetworkInterface", "details": details}]
    return stopped


SUBNET = "subnet-0a1b2c3d4e5f60718"
NO_INTERFACE = "Timeout waiting for network interface provisioning to complete."


def test_the_subnet_of_an_interface_that_was_not_made_is_looked_at_and_claims_no_more() -> None:
    free = Subnet(SUBNET, "ap-northeast-1a", "10.0.0.0/26", 3)
    reading = trace(ended(without_interface(), subnet_list=[free]))
    assert look(reading, "subnet ").told == "ap-northeast-1a 10.0.0.0/26: 3 free addresses now"
    trail = look(reading, "cloudtrail ")
    assert "writes that list it as their resource" in trail.place
    # Who takes addresses of it names it deep in a request, which no lookup finds.
    assert trail.coverage is Coverage.PARTIAL
    assert trail.told == (
        "none of these in the 7 days before; what others asked for with it was not looked at"
    )
    assert any(
        call.tool == "find_changes" and call.arguments["resource"] == SUBNET
        for call in reading.next
    )


def test_an_attempt_that_could_not_start_is_explained_though_the_next_one_did() -> None:
    told = Told()
    told.enter()
    told.tried(1, "TaskFailed", ended=without_interface(), error="States.TaskFailed")
    told.tried(2, "TaskSucceeded", ended=task(2, exit_code=0, startedAt=at(2.2)))
    told.add("ExecutionSucceeded", 3)
    free = Subnet(SUBNET, "ap-northeast-1a", "10.0.0.0/26", 3)
    reading = trace(RecordedAws(told, status="SUCCEEDED", minutes=3, subnet_list=[free]))
    assert reading.lead[1] == "task run-my-module succeeded in 2 attempts"
    assert reading.lead[2].startswith(
        "task run-my-module failed, attempt 1 of 2, no container started"
    )
    assert [one for one in reading.tail if "cause network-interface" in one]
    assert look(reading, "subnet ").told.endswith("3 free addresses now")
    assert "other tasks" not in reading.facts
