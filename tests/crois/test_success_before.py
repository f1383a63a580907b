"""Of a job that failed, when its workflow last went well before it, and with which version."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import ECR, Trouble, crois, failed, job, module, numbered, workflow, world

from kurosai import calls, rendering
from kurosai.crois import jobs, success_before
from kurosai.crois.job_record import job_of, tasks_of
from kurosai.crois.success_before import compared, failing
from kurosai.vocabulary import Coverage, Reading, moment

AT = "2026-11-10T09:00:00Z"
BEFORE = "last success of this workflow before: job"
GOOD = [job(15201, "2026-11-09T01:00:02Z"), failed(15201, "2026-11-10T07:00:00Z", "exit code 1")]


def described(
    *several: dict[str, Any], number: int, trouble: Trouble | None = None, **told: Any
) -> Reading:
    with crois(world({"jobs": numbered(several), **told}), trouble) as api:
        return jobs.describe(api, str(17_000_000 + number))


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT"])
def test_the_last_success_is_told_with_its_version_and_its_log_is_offered_last(status: str) -> None:
    bad = failed(15201, AT, "exit code 1", status=status, task={"status": status})
    later = job(15201, "2026-11-10T09:30:00Z")
    other = job(15204, "2026-11-10T08:30:00Z")
    trouble = Trouble()
    reading = described(*GOOD, other, bad, later, number=4, trouble=trouble)
    said = f"{BEFORE} 17000001, 2026-11-09 01:00:02Z, ran 2m58s, good-load v1 (the same version"
    # Its version is a tag, and that may be pushed anew.
    said += "; when its image was pushed trace_job tells)" if status == "FAILED" else ")"
    assert said in reading.tail
    assert reading.coverage is Coverage.COMPLETE
    assert reading.looks == ()
    assert reading.next == (calls.trace_job("17000004"), calls.read_task_log("17000004", "run"))
    # The job, then beside its events and its workflow the list and the good job: one trip more.
    asked = [target.partition("?")[0] for target in trouble.asked]
    assert asked[0] == "/v1/jobs/17000004/"
    assert sorted(asked[1:]) == [
        "/v1/jobs/",
        "/v1/jobs/17000001/",
        "/v1/jobs/17000004/events/",
        "/v1/workflows/15201/",
        "/v1/workflows/15201/history/",
    ]


def test_the_good_job_is_recorded_whole_and_not_shown() -> None:
    reading = described(*GOOD, failed(15201, AT, "exit code 1"), number=3)
    (kept,) = [row for row in reading.rows if row.mark == "."]
    assert '"id":17000001' in kept.text
    assert '"module_version":"v1"' in kept.text
    assert "17000001 SUCCEEDED" not in shown(reading)


def test_another_version_is_told() -> None:
    image = f"{ECR}/pos/good-load:v2"
    at = moment("2026-11-10T00:00:00Z")
    newest = {"v2": {"image": image, "created_at": at, "created_by": "k-mori"}}
    modules = {"good-load": {"versions": newest}}
    reading = described(*GOOD, failed(15201, AT, "exit code 1"), number=3, modules=modules)
    assert reading.tail[1].endswith(", ran 2m58s, good-load v1 (another version, here v2)")


def test_a_version_that_moves_is_not_called_the_same() -> None:
    modules = {"moving": module("pos", latest=f"{ECR}/pos/moving:latest")}
    workflows = {15201: {"tasks": {"run": {"module": "moving"}}}}
    bad = failed(15201, AT, "exit code 1")
    reading = described(*GOOD, bad, number=3, modules=modules, workflows=workflows)
    assert reading.tail[1].endswith(" moving latest (then too, which may be another image now)")


def test_a_task_that_was_not_there_then_is_told_and_its_log_not_offered() -> None:
    here, then = (tasks_of({"tasks": {name: {"module": "m"}}}) for name in ("run", "old"))
    assert failing(here) == here[0]
    told = compared(job_of({"id": 1, "status": "SUCCEEDED"}), then, here[0])
    assert told.told[0].endswith("job 1, at an unknown time, without a task run")
    assert told.next == ()


def test_where_none_succeeded_it_is_said_of_how_many() -> None:
    bad = [failed(15201, f"2026-11-10T0{hour}:00:00Z", "exit code 1") for hour in range(6, 10)]
    reading = described(*bad, number=4)
    assert reading.tail[1] == (
        "no success of this workflow before: none of the 3 earlier jobs that are kept"
    )
    assert [call.tool for call in reading.next] == ["trace_job"]
    first = described(*bad, number=1)
    assert first.tail[1] == "it is the first job of its workflow that is kept"


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("status=SUCCEEDED", "the last success of its workflow before: the API answers 403"),
        ("/v1/jobs/17000001/", "which versions it ran: the API answers 403"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_job_is_whole(target: str, says: str) -> None:
    reading = described(
        *GOOD, failed(15201, AT, "exit code 1"), number=3, trouble=Trouble({target: 403})
    )
    assert reading.coverage is Coverage.COMPLETE
    assert f" denied: {says}" in shown(reading)
    assert reading.tail[0] == "run: FAILED"
    assert reading.next == (calls.trace_job("17000003"),)
    assert any(BEFORE in line for line in reading.tail) is target.startswith("/v1")


def test_a_list_that_is_down_is_no_absence_of_a_success() -> None:
    bad = failed(15201, AT, "exit code 1")
    reading = described(*GOOD, bad, number=3, trouble=Trouble({"/v1/jobs/?": 503}))
    assert reading.tail == ("run: FAILED",)
    assert "looked GET /v1/jobs/ partial: the last success of its workflow" in shown(reading)


@pytest.mark.parametrize("status", ["CANCELED", "RUNNING"])
def test_of_a_job_that_did_not_fail_none_is_looked_for(status: str) -> None:
    trouble = Trouble()
    described(*GOOD, job(15201, AT, status=status), number=3, trouble=trouble)
    assert not any(target.startswith("/v1/jobs/?") for target in trouble.asked)


def test_a_list_that_hangs_has_a_part_of_the_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(success_before, "SECONDS", 0.3)
    slow = Trouble(slow={"status=SUCCEEDED": 2})
    reading = described(*GOOD, failed(15201, AT, "exit code 1"), number=3, trouble=slow)
    assert reading.tail == ("run: FAILED",)
    assert "before: No answer within 0.3 s" in shown(reading)


def test_a_log_that_is_offered_already_is_offered_once() -> None:
    pods = {15201: workflow("pos", "good-load", engine="gke")}
    reading = described(*GOOD, failed(15201, AT, "exit code 1"), number=3, workflows=pods)
    assert [one.tool for one in reading.next] == ["trace_pod", "read_task_log"]
    assert reading.next[1] == calls.read_task_log("17000003", "run")
