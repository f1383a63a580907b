"""Which other workflows of the project failed, over the API of worlds on loopback."""

from __future__ import annotations

from typing import Any

from crois_world import NOW, Trouble, crois, failed, job, numbered, workflow, world

from kurosai import rendering
from kurosai.crois import describe_workflow
from kurosai.vocabulary import Coverage, Reading, moment

BAD = failed(15202, "2026-11-10T23:00:00Z", "exit code 1")


def described(*jobs: dict[str, Any], trouble: Trouble | None = None) -> Reading:
    more = {number: workflow("pos", "bad-load") for number in (15205, 15206, 15207)}
    told = {"jobs": numbered(jobs), "workflows": more}
    with crois(world(told), trouble) as api:
        return describe_workflow.describe(api, moment(NOW), "15201")


def said(reading: Reading) -> list[str]:
    return [one for one in reading.tail if "of project" in one]


def test_another_workflow_of_the_project_that_failed_is_told_with_its_job() -> None:
    reading = described(job(15201, "2026-11-10T22:00:00Z"), BAD)
    (line,) = said(reading)
    assert line == (
        "1 other workflow of project pos failed since 2026-11-10 01:20Z: 15202 pos bad-load "
        "(job 17000002 FAILED at 11-10 23:00Z)"
    )
    assert [call.arguments for call in reading.next] == [
        {"job_id": "17000001"},
        {"job_id": "17000002"},
    ]
    assert reading.coverage is Coverage.COMPLETE


def test_its_own_failures_those_of_other_projects_and_old_ones_are_none() -> None:
    reading = described(
        failed(15201, "2026-11-10T22:00:00Z", "exit code 1"),
        failed(15203, "2026-11-10T22:30:00Z", "exit code 1"),
        failed(15202, "2026-11-09T22:30:00Z", "exit code 1"),
    )
    assert said(reading) == []


def test_of_many_the_newest_are_told_and_find_jobs_has_all() -> None:
    late = {"status": "TIMED_OUT"}
    reading = described(
        BAD,
        failed(15205, "2026-11-10T23:10:00Z", "exit code 1"),
        failed(15206, "2026-11-10T23:20:00Z", "too late", **late, task=late),
        failed(15207, "2026-11-10T23:30:00Z", "exit code 1"),
    )
    (line,) = said(reading)
    assert line.startswith("4 other workflows of project pos failed since")
    assert "15206 pos bad-load (job 17000003 TIMED_OUT" in line
    assert line.endswith("and 1 more")
    assert reading.next[-1].tool == "find_jobs"
    assert reading.next[-1].arguments["project"] == "pos"


def test_failures_that_were_not_read_are_counted() -> None:
    several = [failed(15202, f"2026-11-10T20:{minute:02}:00Z", "x") for minute in range(59)]
    assert said(described(*several))[0].endswith("(9 older failures were not read)")


def test_what_cannot_be_read_is_named_and_takes_nothing_away() -> None:
    trouble = Trouble({"status=TIMED_OUT": 403})
    reading = described(job(15201, "2026-11-10T22:00:00Z"), BAD, trouble=trouble)
    assert said(reading)
    text = rendering.render(reading, evidence="K7Q2M4XA").body
    assert "looked GET /v1/jobs/ project=pos status=TIMED_OUT denied: whether its other" in text
    assert reading.coverage is Coverage.COMPLETE
