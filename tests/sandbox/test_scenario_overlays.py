"""Altered worlds: each overlay changes what it says and nothing else."""

from __future__ import annotations

import pytest

from kurosai.sandbox.records import Job, LogStream
from kurosai.sandbox.scenario import alter, bundled, load
from kurosai.sandbox.world import World, build
from kurosai.vocabulary import Verdict, stamp

CHECKER = "/aws/lambda/core-v2-crois-gke-health-checker"
JOB = 16852935
S01 = bundled("s01-started-at-missing")


LITTLE_NOISE = "noise: {jobs: 60, log_events: 600}"


@pytest.fixture(scope="module")
def base() -> World:
    return world("s01-started-at-missing")


def world(name: str) -> World:
    return build(alter(bundled(name), LITTLE_NOISE))


def lines(world: World, words: str, group: str = CHECKER) -> list[str]:
    return [
        event.message
        for stream in world.log_streams
        if stream.group == group
        for event in stream.events
        if words in event.message
    ]


def started(job: Job, task: str = "normal-1") -> str | None:
    at = next(one for one in job.tasks if one.name == task).started_at
    return stamp(at) if at else None


def noise(world: World) -> list[LogStream]:
    return [one for one in world.log_streams if "health-checker" not in one.group]


def test_the_value_is_set_after_all(base: World) -> None:
    altered = world("s01-value-set-later")
    assert started(base.jobs[JOB]) is None
    assert started(altered.jobs[JOB]) == "2025-11-04T18:00:44Z"
    assert {n: j for n, j in altered.jobs.items() if n != JOB} == {
        n: j for n, j in base.jobs.items() if n != JOB
    }
    assert altered.log_streams == base.log_streams


def test_the_third_failure_in_a_row_has_three_jobs() -> None:
    altered = world("s01-third-in-a-row")
    errors = lines(altered, "error: started_at has no value tasks:normal-1")
    times = [line.split("\t")[1][:16] for line in errors]
    assert times == [
        "2025-10-30T07:14",
        "2025-11-04T16:14",
        "2025-11-04T17:14",
        "2025-11-04T18:14",
    ]
    missing = [
        job for job in altered.jobs.values() if job.workflow_id == 13723 and started(job) is None
    ]
    assert len({job.id for job in missing}) == 4
    assert [stamp(job.created_at)[:13] for job in missing][1:] == [
        "2025-11-04T16",
        "2025-11-04T17",
        "2025-11-04T18",
    ]
    named = lines(altered, "check job workflow=13723")
    for job in missing:
        assert any(f"job_id={job.id} " in line for line in named)


def test_three_minutes_after_the_alert_there_is_no_later_run(base: World) -> None:
    altered = world("s01-three-minutes-after")
    reports = lines(altered, "REPORT RequestId")
    assert len(lines(base, "REPORT RequestId")) - len(reports) == 2
    assert "2291eeee" in reports[-1]
    assert max(job.created_at for job in altered.jobs.values()) <= altered.now
    assert altered.jobs[JOB] == base.jobs[JOB]


def test_the_job_that_is_gone_left_no_trace_but_the_line_that_names_it() -> None:
    altered = world("s01-job-not-found")
    assert JOB not in altered.jobs
    found = [
        event.message
        for stream in altered.log_streams
        for event in stream.events
        if str(JOB) in event.message
    ]
    assert len(found) == 1
    assert "check job workflow=13723" in found[0]


def test_where_no_line_names_a_job_its_id_occurs_nowhere() -> None:
    altered = world("s01-no-job-id")
    assert JOB not in altered.jobs
    everything = [event.message for stream in altered.log_streams for event in stream.events]
    assert [one for one in everything if str(JOB) in one] == []
    failing = lines(altered, "2291eeee")
    assert failing
    assert [one for one in failing if "job_id" in one or "/v1/jobs/" in one] == []


def test_the_look_alike_is_about_finished_at() -> None:
    altered = world("s01-finished-at")
    assert len(lines(altered, "error: finished_at has no value tasks:normal-1")) == 1
    assert len(lines(altered, "error: started_at has no value")) == 1  # that of 2025-10-30
    job = altered.jobs[JOB]
    assert started(job) == "2025-11-04T18:00:44Z"
    assert job.status == "SUCCEEDED"
    (task,) = [one for one in job.tasks if one.name == "normal-1"]
    assert (task.status, task.finished_at) == ("SUCCEEDED", None)
    assert "finished_at has no value" in load(bundled("s01-finished-at")).arrives.text


def test_no_overlay_moves_the_noise(base: World) -> None:
    for name in ("s01-value-set-later", "s01-third-in-a-row", "s01-finished-at"):
        assert noise(world(name)) == noise(base), name


def test_verdicts_follow_the_world() -> None:
    assert {
        name: load(bundled(name)).key.verdict
        for name in ("s01-started-at-missing", "s01-third-in-a-row", "s01-no-job-id")
    } == {
        "s01-started-at-missing": Verdict.NO_ACTION,
        "s01-third-in-a-row": Verdict.ESCALATE,
        "s01-no-job-id": Verdict.UNKNOWN,
    }


def test_an_overlay_merges_replaces_and_removes() -> None:
    changes = "key: {must_mention: [a]}\nnoise: !remove\nnow: 2025-11-04T20:00:00Z\n"
    altered = alter(S01, changes)
    assert altered.key.must_mention == ("a",)
    assert altered.key.cause_code == "STARTED_AT_MISSING_SINGLE"
    assert altered.noise is None
    assert stamp(altered.now) == "2025-11-04T20:00:00Z"
    assert len(build(altered).jobs) < 500
