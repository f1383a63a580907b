"""Stopped tasks to causes: AWS's words, its stop codes, memory, exit codes; and what stays open."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from stop_texts import HELD_OUT, LATER, WRITTEN_WITH

from kurosai.aws.jobs.stop import advice
from kurosai.aws.jobs.stop.causes import IMAGE, Cause
from kurosai.aws.jobs.stop.decode import decode
from kurosai.aws.jobs.stop.facts import Facts, Memory

FAILED = "TaskFailedToStart"
EXITED = Facts("EssentialContainerExited", "Essential container in task exited")
FULL = Memory(used=4051, limit=4096)
LATE = timedelta(seconds=30)


@pytest.mark.parametrize(("text", "meant", "source"), [*WRITTEN_WITH, *HELD_OUT, *LATER])
def test_what_aws_writes_is_the_cause_that_it_means(text: str, meant: Cause, source: str) -> None:
    """Wherever it stands: as the task's reason, a container's, or Step Functions' cause.

    Of HELD_OUT 17 of 22 came out right before the rules had seen them, of LATER 15 of 20; what
    did not came out as unknown or as a coarser cause.
    """
    assert decode(Facts(FAILED, text)).cause is meant, source
    assert decode(Facts(FAILED, "Task failed to start", (text,))).cause is meant
    assert decode(Facts(error="States.TaskFailed", cause=text)).cause is meant


def test_many_texts_of_many_causes_are_tried() -> None:
    texts = [text for text, _, _ in (*WRITTEN_WITH, *HELD_OUT, *LATER)]
    assert len(set(texts)) == len(texts) >= 80
    assert len(Counter(meant for _, meant, _ in WRITTEN_WITH)) >= 18


@pytest.mark.parametrize(
    "text",
    [
        "The frobnicator of the task has been recalibrated",
        "Task failed to start",
        "InternalError: ",
        "An error occurred (TooManyRequestsException): slow down",
        "image",
        "memory",
        "network",
        "was not found",
        "タスクは停止しました",
    ],
)
def test_words_that_no_rule_knows_are_shown_and_not_guessed(text: str) -> None:
    found = decode(Facts(FAILED, text))
    assert (found.cause, found.said) == (Cause.UNKNOWN, text)


FLAG = "-XX:+ExitOnOutOfMemoryError"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            (
                "CannotStartContainerError: ResourceInitializationError: failed to create new "
                f'container runtime task: exec: "java {FLAG}": executable file not found in $PATH'
            ),
            Cause.CONTAINER_START,
        ),
        (
            (
                f'CannotStartContainerError: OCI runtime create failed: exec: "java {FLAG} -jar": '
                f"stat java {FLAG} -jar: no such file or directory: unknown"
            ),
            Cause.CONTAINER_START,
        ),
        (
            (
                "CannotPullContainerError: pull image manifest has been retried 1 time(s): image "
                "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/OutOfMemory:1 not found"
            ),
            Cause.IMAGE_NOT_FOUND,
        ),
        (
            (
                "CannotPullContainerError: pull image manifest has been retried 1 time(s): image "
                "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/oomkilled-exporter:1 not found"
            ),
            Cause.IMAGE_NOT_FOUND,
        ),
        (
            (
                "CannotPullContainerError: pull image manifest has been retried 1 time(s): image "
                "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/tests:OOMKilled not found"
            ),
            Cause.IMAGE_NOT_FOUND,
        ),
        ('{"OOMKilled":false,"Reason":"x"}', Cause.UNKNOWN),
        (
            '{"Environment":[{"Name":"JAVA_OPTS","Value":"-XX:+HeapDumpOnOutOfMemoryError"}]}',
            Cause.UNKNOWN,
        ),
        ("Invalid override: JAVA_OPTS=-XX:+HeapDumpOnOutOfMemoryError", Cause.UNKNOWN),
        ("container terminated: OOMKilled (exit code 137)", Cause.OUT_OF_MEMORY),
    ],
)
def test_a_name_with_out_of_memory_in_it_is_not_an_end_by_it(text: str, meant: Cause) -> None:
    assert decode(Facts(FAILED, text)).cause is meant
    assert decode(Facts(FAILED, "Task failed to start", (text,))).cause is meant
    ended = replace(EXITED, exit_code=1, error="States.TaskFailed", cause=text)
    assert decode(ended).cause is (Cause.EXITED if meant is Cause.UNKNOWN else meant)


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        (Facts("UserInitiated", "Task stopped by user", exit_code=143), Cause.USER_STOP),
        (Facts("UserInitiated", "wrong parameters, k-ito"), Cause.USER_STOP),
        # What somebody writes as a reason proves nothing of what AWS did.
        (Facts("UserInitiated", "OutOfMemoryError suspected", exit_code=137), Cause.USER_STOP),
        (
            Facts("UserInitiated", "x", ("OutOfMemoryError: Container killed",), 137),
            Cause.OUT_OF_MEMORY,
        ),
        (Facts("SpotInterruption", "", exit_code=137), Cause.SPOT),
        (Facts("TerminationNotice", "Your Spot Task was interrupted."), Cause.SPOT),
        (Facts("TerminationNotice", ""), Cause.HOST),
        (Facts("ServiceSchedulerInitiated", "Scaling activity initiated by x"), Cause.SCHEDULER),
        (Facts("ServiceSchedulerInitiated", "Task failed ELB health checks"), Cause.HEALTH_CHECK),
        (Facts("ServiceSchedulerInitiated", "words of next year"), Cause.SCHEDULER),
        (Facts(error="States.Timeout"), Cause.TASK_TIMEOUT),
        (Facts(error="States.HeartbeatTimeout"), Cause.TASK_TIMEOUT),
        (Facts(error="States.DataLimitExceeded"), Cause.DATA_SIZE),
        (Facts(error="States.Runtime"), Cause.STATE_DATA),
        (Facts(error="States.ParameterPathFailure"), Cause.STATE_DATA),
        (Facts(error="States.ResultPathMatchFailure"), Cause.STATE_DATA),
        (Facts(error="States.IntrinsicFailure"), Cause.STATE_DATA),
        (Facts(error="States.QueryEvaluationError"), Cause.STATE_DATA),
        (Facts(error="States.NoChoiceMatched"), Cause.STATE_DATA),
        (Facts(error="States.ItemReaderFailed"), Cause.MAP_DATA),
        (Facts(error="States.ResultWriterFailed"), Cause.MAP_DATA),
        (Facts(error="States.Permissions"), Cause.STATE_FORBIDDEN),
        # What follows from others' failures is told of them.
        (Facts(error="States.ExceedToleratedFailureThreshold"), Cause.UNKNOWN),
        (Facts(error="States.BranchFailed"), Cause.UNKNOWN),
        # The data that it quotes is no word of AWS's about why.
        (
            Facts(error="States.Runtime", cause='in the input \'{"e":"OOMKilled"}\''),
            Cause.STATE_DATA,
        ),
        # Of a container that went well, and told too much.
        (replace(EXITED, exit_code=0, error="States.DataLimitExceeded"), Cause.DATA_SIZE),
        (Facts(FAILED, "ItemCollectionSizeLimitExceededException"), Cause.UNKNOWN),
        (Facts(FAILED, "VcpuLimitExceeded: more vCPU than your limit"), Cause.QUOTA),
        (Facts(error="ECS.LimitExceededException", cause="x"), Cause.QUOTA),
        (Facts(error="Boom", cause="it went wrong"), Cause.UNKNOWN),
        (Facts(error="ECS.AmazonECSException", cause="words of next year"), Cause.REFUSED),
        (Facts(error="ECS.AmazonECSException", cause="Capacity is unavailable"), Cause.CAPACITY),
        (Facts("TaskFailedToStart", "x", error="ECS.AmazonECSException"), Cause.UNKNOWN),
        (replace(EXITED, exit_code=1), Cause.EXITED),
        (replace(EXITED, exit_code=0), Cause.EXITED),
        (replace(EXITED, exit_code=139), Cause.EXITED),
        (Facts(), Cause.UNKNOWN),
    ],
)
def test_a_stop_code_or_an_exit_code_says_what_it_says(facts: Facts, cause: Cause) -> None:
    assert decode(facts).cause is cause


def test_a_kill_is_out_of_memory_only_where_something_proves_it() -> None:
    killed = replace(EXITED, exit_code=137)
    assert decode(killed).cause is Cause.KILLED
    assert decode(replace(killed, memory=Memory(2000, 4096))).cause is Cause.KILLED
    assert decode(replace(killed, memory=Memory(0, 0))).cause is Cause.KILLED
    proven = decode(replace(killed, memory=FULL))
    assert (proven.cause, proven.proof) == (
        Cause.OUT_OF_MEMORY,
        "4051 of 4096 MiB used at the end",
    )
    # A full memory kills nobody by itself: not one that failed by its own code, nor one stopped.
    assert decode(replace(EXITED, exit_code=1, memory=FULL)).cause is Cause.EXITED
    stopped = Facts("UserInitiated", "x", exit_code=137, memory=FULL)
    assert decode(stopped).cause is Cause.USER_STOP
    assert decode(replace(EXITED, exit_code=143)).cause is Cause.KILLED


@pytest.mark.parametrize(("stopping", "late"), [(LATE, True), (LATE / 2, False), (None, False)])
def test_a_kill_after_the_stop_timeout_is_told_apart(stopping: timedelta, *, late: bool) -> None:
    stopped = Facts("UserInitiated", "x", exit_code=137, stopping=stopping)
    found = decode(stopped)
    assert (found.cause, found.late) == (Cause.USER_STOP, late)
    unsaid = decode(replace(EXITED, exit_code=137, stopping=stopping))
    assert unsaid.cause is (Cause.STOP_TIMEOUT if late else Cause.KILLED)
    longer = replace(stopped, stop_timeout=timedelta(minutes=2))
    assert not decode(longer).late
    assert not decode(replace(stopped, exit_code=143)).late


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("unable to retrieve secret from asm: AccessDeniedException: KMS", "access denied"),
        ("unable to retrieve secrets from ssm: invalid ssm parameters: /x", "not there"),
        (
            "unable to retrieve secret from asm: connection issue between the task and x",
            "no way there",
        ),
        ("failed to validate logger args: The specified log group does not exist", "not there"),
        ("failed to fetch secret x", ""),
        # Of an image the cause itself says it.
        ("CannotPullContainerError: pull access denied for x", ""),
    ],
)
def test_what_could_not_be_had_says_why_where_the_text_does(text: str, why: str) -> None:
    assert decode(Facts(FAILED, text)).why == why


def test_every_cause_has_its_advice() -> None:
    assert set(advice.OF) == set(Cause)
    texts = [part for one in advice.OF.values() for part in (one.means, one.look)]
    assert all(texts)
    assert max(map(len, texts)) <= 90
    assert len({one.means for one in advice.OF.values()}) == len(Cause)
    assert {one for one in Cause if one.startswith("image-")} == IMAGE


def test_the_page_names_every_cause_as_the_traces_do() -> None:
    page = (Path(__file__).parents[2] / "docs" / "stop-causes.md").read_text("utf-8")
    rows = [line for line in page.split("\n") if line.startswith("| `")]
    assert rows == [f"| `{one}` | {told.means} | {told.look} |" for one, told in advice.OF.items()]


def test_long_texts_are_read_in_time() -> None:
    begun = time.process_time()
    for piece in ("CannotPull ", "mount ", "manifest for ", "a b ", "(", "pull image "):
        decode(Facts(FAILED, piece * 50_000))
    assert time.process_time() - begun < 1


def test_the_page_names_files_that_are_there() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "stop-causes.md").read_text("utf-8")
    named = re.findall(r"`((?:servers|tests)/[\w/.]+)`", page)
    assert named
    assert [path for path in named if not (root / path).exists()] == []
