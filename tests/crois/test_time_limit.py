"""A job that its limit ended: how long it waited for a container, and how long it ran."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import Trouble, crois, job, numbered, workflow, world

from kurosai import calls
from kurosai.crois import jobs
from kurosai.rendering import render
from kurosai.vocabulary import Reading, moment

AT = "2026-11-10T10:00:00Z"
JOB = 17_000_001


def told(
    of_task: dict[str, Any],
    *,
    limit: int | None = 60,
    trouble: Trouble | None = None,
    **of_job: Any,
) -> Reading:
    """What describe_job says of a job that timed out, whose one task is so."""
    of = workflow("pos", "good-load") | ({"timeout_minutes": limit} if limit else {})
    given = {"status": "TIMED_OUT", "finished": "60m2s", "error": "timed out", **of_job}
    late = job(15201, AT, **given, task={"status": "TIMED_OUT", "finished": "60m2s", **of_task})
    with crois(world({"jobs": numbered([late]), "workflows": {15201: of}}), trouble) as api:
        return jobs.describe(api, str(JOB))


def spent(reading: Reading) -> list[str]:
    return [line for line in reading.tail if "run waited" in line or "run was ready" in line]


def test_most_of_a_limit_went_by_in_the_wait_for_a_container() -> None:
    reading = told({"started": "47m2s"})
    assert spent(reading) == [
        (
            "limit 60m (of its workflow, as it is now): run waited 47m00s for a container (ready "
            "10:00:02Z, started 10:47:02Z), ran 13m00s"
        )
    ]
    others = calls.find_jobs(
        since=moment("2026-11-10T10:00:02Z"), until=moment("2026-11-10T10:47:02Z")
    )
    assert reading.next[:2] == (calls.trace_job(str(JOB)), others)
    assert spent(reading)[0] in render(reading, evidence="AAAAAAAA").body


def test_what_ran_all_the_time_did_not_wait() -> None:
    reading = told({"started": "32s"})
    (line,) = spent(reading)
    assert "run waited 0m30s for a container" in line
    assert line.endswith("ran 59m30s")
    assert "find_jobs" not in {call.tool for call in reading.next}


@pytest.mark.parametrize("status", ["TIMED_OUT", "CANCELED"])
def test_no_container_in_all_that_time_is_said_as_what_it_is(status: str) -> None:
    reading = told({"started": None, "status": status})
    (line,) = spent(reading)
    assert line.endswith(
        "run was ready at 10:00:02Z, and no container of it has reported that it runs in the "
        "1h00m00s since"
    )
    assert "find_jobs" in {call.tool for call in reading.next}


def test_the_wait_of_the_job_itself_is_told_too() -> None:
    (line,) = spent(told({"started": "21m", "finished": "80m"}, started="20m", finished="80m"))
    assert "the job was queued for 20m00s before it started; run waited 1m00s" in line


def test_a_limit_that_cannot_be_read_is_left_out() -> None:
    (line,) = spent(told({"started": "47m2s"}, trouble=Trouble({"/v1/workflows/15201/": 403})))
    assert line.startswith("run waited 47m00s")


@pytest.mark.parametrize(
    ("of_task", "of_job"),
    [
        # Its first try may have run for long: only the last start is told.
        ({"started": "47m2s", "attempt": 2}, {}),
        ({"started": "47m2s", "status": "FAILED", "error": "x"}, {"status": "FAILED"}),
    ],
)
def test_what_is_not_known_or_not_asked_is_not_said(
    of_task: dict[str, Any], of_job: dict[str, Any]
) -> None:
    reading = told(of_task, **of_job)
    assert spent(reading) == []
    assert "find_jobs" not in {call.tool for call in reading.next}


def test_a_task_is_ready_when_those_before_it_have_ended() -> None:
    late = job(15201, AT, status="TIMED_OUT", finished="60m2s", error="timed out")
    tasks = {
        "first": {"started": "20s", "finished": "20m"},
        "second": {"status": "TIMED_OUT", "started": "30m", "finished": "60m2s"},
    }
    of = workflow("pos", "good-load")
    of["tasks"] = {
        "first": of["tasks"]["run"],
        "second": {**of["tasks"]["run"], "depends_on": ["first"]},
    }
    told = {"jobs": numbered([{**late, "tasks": tasks}]), "workflows": {15201: of}}
    with crois(world(told)) as api:
        reading = jobs.describe(api, str(JOB))
    (line,) = (one for one in reading.tail if "second waited" in one)
    assert "second waited 10m00s for a container (ready 10:20:00Z, started 10:30:00Z)" in line
    assert line.endswith("ran 30m02s")
