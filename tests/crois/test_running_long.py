"""Of the jobs that run, those that have run far longer than their workflow's last good runs."""

from __future__ import annotations

from typing import Any

from crois_world import NOW, Trouble, crois, job, numbered, world

from kurosai import calls
from kurosai.crois import find_jobs
from kurosai.crois.job_search import Asked
from kurosai.rendering import render
from kurosai.vocabulary import Coverage, Reading, moment

RUNS: dict[str, Any] = {"status": "RUNNING", "finished": None}
GOOD = [job(flow, f"2026-11-0{day}T18:00:00Z") for day in range(4, 10) for flow in (15201, 15204)]
SLOW = "5h"
"""Of a workflow that always takes so long."""

LONG = [job(15203, f"2026-11-0{day}T12:00:00Z", finished=SLOW) for day in range(4, 10)]
NOW_RUNNING = [
    job(15201, "2026-11-10T18:00:00Z", **RUNS, task=RUNS),
    job(15203, "2026-11-10T20:00:00Z", **RUNS, task=RUNS),
    *(job(15204, f"2026-11-11T01:1{n}:00Z", **RUNS, task=RUNS) for n in range(6)),
]
HANGS = str(17_000_001 + len(GOOD) + len(LONG))


def found(trouble: Trouble | None = None, **asked: Any) -> Reading:
    given: dict[str, Any] = {"status": "RUNNING", "since": "2026-11-10T02:00:00Z", **asked}
    with crois(world({"jobs": numbered([*GOOD, *LONG, *NOW_RUNNING])}), trouble) as api:
        return find_jobs.find(api, moment(NOW), Asked(**given))


def test_the_one_that_hangs_is_marked_though_it_is_none_of_the_newest() -> None:
    reading = found()
    (row,) = [row.text for row in reading.rows if row.mark == ">"]
    assert row == (
        f"job {HANGS} has run 7h19m58s: far beyond the 2m58s of the last 5 good runs · workflow "
        "15201 pos good-load"
    )
    assert any(line.startswith("1 of the 2 that ran longest (of 8): ") for line in reading.lead)
    assert reading.next[0] == calls.describe_job(HANGS)
    assert (reading.coverage, reading.found) == (Coverage.COMPLETE, 8)
    assert row in render(reading, evidence="AAAAAAAA").body


def test_one_that_always_takes_so_long_is_not() -> None:
    reading = found(workflow_id="15203")
    assert not [row for row in reading.rows if row.mark == ">"]
    assert not any("ran longest" in line for line in reading.lead)


def test_it_costs_one_read_for_each_that_has_run_for_long_and_none_for_other_lists() -> None:
    trouble = Trouble()
    found(trouble)
    assert sum("page_size=5&" in f"{one}&" and "SUCCEEDED" in one for one in trouble.asked) == 2
    other = Trouble()
    found(other, status="SUCCEEDED")
    assert not any("until=2026-11-10T17:59" in one for one in other.asked)


def test_what_cannot_be_read_is_named() -> None:
    reading = found(Trouble({"workflow_id=15201": 503}))
    assert any(line.endswith("(workflow 15201)") for line in reading.tail)
    assert (reading.coverage, reading.found) == (Coverage.COMPLETE, 8)
