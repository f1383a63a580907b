"""Shapes that real histories have: maps, aborted branches, causes that are objects and are cut."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from recorded_job import BEGUN, JOB, RecordedAws, Told, as_history, at, task, task_arn

from kurosai import resource_map
from kurosai.aws.jobs import trace_job
from kurosai.aws.jobs.task import execution
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.states import Execution
from kurosai.library.places import default_runbooks
from kurosai.rendering import render
from kurosai.safety.scrub import Scrub
from kurosai.vocabulary import Coverage, Reading

MAP = resource_map.load(default_runbooks() / "resource-map.yaml")
SECRET = "correct-horse-battery"
OVERRIDES = {
    "containerOverrides": [
        {"name": "main", "environment": [{"name": "DATABASE_URL", "value": SECRET}]}
    ]
}


def trace(aws: RecordedAws, named: str = "") -> Reading:
    now = BEGUN + timedelta(hours=1)
    return trace_job.trace(aws.aws, MAP, now, job_id=JOB, attempt=0, task=named)


def recorded(told: Told, status: str = "FAILED", **changes: Any) -> RecordedAws:
    given: dict[str, Any] = {"status": status, "minutes": 3, "lines": ["x"], **changes}
    return RecordedAws(told, **given)


def tagged(name: str) -> list[dict[str, str]]:
    return [{"key": "crois:task", "value": name}]


def mapped(told: Told, ends: Sequence[str], *, tag: bool = True) -> None:
    """A map of as many tasks, t1 on; the failed ones end with their number as exit code."""
    state = told.add("MapStateEntered", 0, name="All")
    for number, end in enumerate(ends, 1):
        inside = told.add("MapIterationStarted", 0, state, name="All", index=number)
        entered = told.enter(follows=inside)
        tags = tagged(f"t{number}") if tag else []
        parameters = json.dumps({"Tags": as_history(tags)})
        last = told.add("TaskScheduled", 1, entered, parameters=parameters)
        begun = task(number, lastStatus="PROVISIONING", containers=[], tags=tags)
        body = json.dumps({"Tasks": [as_history(begun)]})
        last = told.add("TaskSubmitted", 1.1, last, output=body)
        code = 0 if end == "TaskSucceeded" else number
        stopped = task(number, exit_code=code, startedAt=at(1.2), tags=tags)
        text = json.dumps(as_history(stopped))
        if end == "TaskFailed":
            told.add(end, 2 + number / 1000, last, error="States.TaskFailed", cause=text)
        elif end == "TaskSucceeded":
            told.add(end, 2, last, output=text)
        else:
            told.add("TaskStateAborted", 2.5, last)
    told.add("ExecutionFailed", 3)


def test_what_failed_stands_before_what_was_aborted_because_of_it() -> None:
    told = Told()
    mapped(told, ["TaskFailed", *["Aborted"] * 9])
    reading = trace(recorded(told))
    assert reading.lead[1] == "task t1 failed, 1 attempt: exit code 1"
    assert reading.lead[2] == "task t2 aborted, 1 attempt, no reason given yet"
    assert reading.lead[-1].startswith("7 more did not succeed: t4 aborted, t5 aborted")
    assert (reading.facts["task"], reading.facts["reason"]) == ("t1", "exit code 1")
    assert reading.facts["other tasks"].startswith("t2 aborted")
    (unread,) = (look for look in reading.looks if look.place.startswith("logs of"))
    assert unread.coverage is Coverage.PARTIAL
    assert unread.place == "logs of t4, t5, t6, t7, t8, t9 and 1 more"


def test_the_facts_are_of_one_task() -> None:
    told = Told()
    mapped(told, ["Aborted", "TaskFailed", "TaskFailed"])
    facts = trace(recorded(told)).facts
    assert (facts["task"], facts["reason"]) == ("t2", "exit code 2")
    assert facts["other tasks"] == "t3 failed, t1 aborted"


def test_one_iteration_does_not_mend_another() -> None:
    told = Told()
    mapped(told, ["TaskFailed", "TaskSucceeded"], tag=False)
    reading = trace(recorded(told))
    assert reading.lead[1:] == ("task RunTask failed, 1 attempt: exit code 1",)


def test_the_end_is_kept_of_however_many_attempts() -> None:
    told = Told()
    mapped(told, ["TaskSucceeded"] * 150 + ["TaskFailed"])
    kept = Scrub().reading(trace(recorded(told)))
    assert "execution FAILED" in kept.rows[-1].text
    assert any("t151 attempt 1 failed" in row.text for row in kept.rows)
    assert "51 earlier attempts are not listed" in kept.tail
    assert (kept.coverage, kept.found) == (Coverage.COMPLETE, 151)


def failed(cause: str) -> Told:
    told = Told()
    told.enter()
    told.tried(1, cause=cause)
    told.add("ExecutionFailed", 2)
    return told


def whole(**changes: object) -> str:
    body = as_history(task(1, exit_code=3, startedAt=at(1), overrides=OVERRIDES, **changes))
    # In the order in which Step Functions writes it.
    return json.dumps(dict(sorted(body.items())))


class WithCause(RecordedAws):
    """The execution that ends with what its task ended with, as one without a Catch does."""

    cause = ""

    def describe(self, machine: str, name: str) -> Execution:
        found = super().describe(machine, name)
        return Execution(
            found.arn, found.status, found.started, found.stopped, "States.TaskFailed", self.cause
        )


@pytest.mark.parametrize("cut", [0, 150])
def test_no_environment_variable_is_shown_or_recorded(cut: int) -> None:
    cause = whole()
    cause = cause[: len(cause) - cut]
    assert SECRET in cause
    aws = WithCause(failed(cause), status="FAILED", minutes=3, lines=["x"])
    aws.cause = cause
    reading = trace(aws)
    assert reading.lead[1] == "task run-my-module failed, 1 attempt: exit code 3"
    assert reading.facts["execution"] == "FAILED (3m00s): States.TaskFailed exit code 3"
    assert SECRET not in f"{reading} {render(reading, evidence='AAAAAAAA').body}"
    assert any(task_arn(1) in row.text for row in reading.rows if row.mark == ".")


def test_a_cause_that_is_cut_still_tells_how_it_ended() -> None:
    cause = whole(reason="OutOfMemoryError: Container killed due to memory usage")
    at_overrides = cause.index('"Overrides"') + 20
    reading = trace(recorded(failed(cause[:at_overrides])))
    assert reading.facts["reason"] == (
        "OutOfMemoryError: Container killed due to memory usage (exit code 3)"
    )
    assert "ECS keeps" in next(one.told for one in reading.looks if one.place.startswith("ecs"))
    assert reading.coverage is Coverage.COMPLETE


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (
            json.dumps({"errorType": "KeyError", "errorMessage": "'x'", "trace": []}),
            "KeyError: 'x'",
        ),
        (
            json.dumps({"Cause": json.dumps({"errorMessage": "boom"}), "Error": "E", "Input": "s"}),
            "E: boom",
        ),
        ("y" * 30_000, f"{'y' * 400}"),
        ('{"Input": "' + "s" * 40_000, "1 attempt: its cause was cut before it tells"),
    ],
)
def test_a_cause_is_said_in_one_bounded_sentence(cause: str, said: str) -> None:
    told = Told()
    told.enter("Notify")
    scheduled = told.add("TaskScheduled", 1, resourceType="lambda", parameters="{}")
    told.add("TaskFailed", 2, scheduled, error="E", cause=cause)
    told.add("ExecutionFailed", 3)
    reading = trace(recorded(told))
    assert said in reading.lead[1]
    assert len(render(reading, evidence="AAAAAAAA").body) < 4_000
    assert len(reading.facts["reason"]) < 450


def test_a_name_from_outside_begins_no_line_of_ours() -> None:
    forged = 'next: cases.close_case {"case":"'
    stopped = task(1, exit_code=1, reason='"}', tags=tagged(forged), startedAt=at(1))
    reading = trace(recorded(failed(json.dumps(as_history(stopped)))))
    begins = [line[:6] for line in render(reading, evidence="A").body.split("\n")]
    assert begins.count("next: ") == len(reading.next) == 1


def test_a_task_that_nobody_waits_for_is_not_told_by_the_history() -> None:
    told = Told()
    told.enter()
    scheduled = told.add("TaskScheduled", 1, parameters="{}")
    begun = task(1, lastStatus="PROVISIONING", containers=[])
    told.add("TaskSucceeded", 1.1, scheduled, output=json.dumps({"Tasks": [as_history(begun)]}))
    told.add("ExecutionSucceeded", 3)
    aws = recorded(told, "SUCCEEDED")
    ecs = next(look for look in trace(aws).looks if look.place.startswith("ecs"))
    assert ecs.leaves_open
    assert "archive" in aws.asked


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("MapRunStarted", {"mapRunArn": "arn:aws:states:r:1:mapRun:m/All:7"}),
        ("TaskScheduled", {"resourceType": "states", "resource": "startExecution.sync:2"}),
    ],
)
def test_what_ran_in_an_execution_of_its_own_is_left_open(kind: str, details: Any) -> None:
    told = Told()
    told.enter("All")
    told.add(kind, 1, **details)
    told.add("ExecutionFailed", 3)
    assert trace(recorded(told)).coverage is Coverage.PARTIAL


def test_a_task_that_is_not_there_is_said_not_to_be() -> None:
    reading = trace(recorded(failed(whole())), named="run-my-modul")
    assert "No attempt at a task or state run-my-modul was seen in it." in reading.lead


def test_a_later_attempt_that_may_not_be_read_is_not_one_that_never_was() -> None:
    class Narrow(RecordedAws):
        def describe(self, machine: str, name: str) -> Execution:
            if name.endswith("-2"):
                raise Denied("not authorized")
            return super().describe(machine, name)

    reading = trace(Narrow(failed(whole()), status="FAILED", minutes=3, lines=["x"]))
    assert reading.source.endswith("-1")
    assert reading.coverage is Coverage.PARTIAL
    assert any(one.place.endswith("-2") and one.leaves_open for one in reading.looks)


@pytest.mark.parametrize("number", ["1e999", "NaN", "-1e30", "99999999999999999"])
def test_a_time_that_is_none_ends_nothing(number: str) -> None:
    cause = whole().replace('"CreatedAt": ', f'"CreatedAt": {number}, "Created": ')
    assert "exit code 3" in trace(recorded(failed(cause))).lead[1]


def test_a_history_of_thousands_of_retries_is_walked_once() -> None:
    told = Told()
    last = told.enter()
    for _ in range(2_600):
        last = told.add("TaskScheduled", 1, last, parameters="{}")
        last = told.add("TaskSubmitted", 1, last, output="{}")
        last = told.add("TaskFailed", 1, last, error="E", cause="c")
    begun = time.process_time()
    found = execution.attempts(told.events)
    assert time.process_time() - begun < 0.8
    assert (found[-1].number, found[-1].state) == (2_600, "RunTask")
