"""What waits for a container: jobs that are queued, and queued tasks of jobs that run."""

from __future__ import annotations

from typing import Any

from crois_world import NOW, Trouble, crois, job, numbered, workflow, world

from kurosai import calls
from kurosai.crois import find_jobs, waiting
from kurosai.crois.job_search import Asked
from kurosai.rendering import render
from kurosai.vocabulary import Coverage, Reading, moment

SINCE, UNTIL = "2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z"
AT = "2026-11-10T{:02}:00:00Z"
TWO = workflow("pos", "good-load")
TWO["tasks"] = {
    "first": TWO["tasks"]["run"],
    "second": {**TWO["tasks"]["run"], "depends_on": ["first"]},
}
BEGUN: dict[str, Any] = {"started": "20s", "finished": None, "status": "RUNNING"}
QUEUED: dict[str, Any] = {"started": None, "finished": None, "status": "QUEUED"}


def running(hour: int, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    whole = job(15201, AT.format(hour), status="RUNNING", finished=None)
    return {**whole, "tasks": {"first": first, "second": second}}


def told(count: int = 1) -> dict[str, Any]:
    """One job in the queue; of those that run some with a task in it, one without."""
    ended = {"started": "20s", "finished": "10m"}
    queue = job(15204, AT.format(9), status="QUEUED", started=None, finished=None, task=QUEUED)
    waits = [running(10, ended, QUEUED) for _ in range(count)]
    several = [queue, *waits, running(11, BEGUN, {**QUEUED, "status": "WAITING"})]
    return {"jobs": numbered(several), "workflows": {15201: TWO}}


def found(status: str, trouble: Trouble | None = None, count: int = 1, **asked: Any) -> Reading:
    given: dict[str, Any] = {"status": status, "since": SINCE, "until": UNTIL, **asked}
    with crois(world(told(count)), trouble) as api:
        return find_jobs.find(api, moment(NOW), Asked(**given))


def test_the_queue_of_jobs_says_that_tasks_may_be_queued_too_and_where_they_are() -> None:
    trouble = Trouble()
    reading = found("QUEUED", trouble)
    assert (reading.found, reading.coverage) == (1, Coverage.COMPLETE)
    assert (
        "2 more jobs are RUNNING, of which tasks may be queued too: their list tells which"
    ) in reading.lead
    again = calls.find_jobs(status="RUNNING", since=moment(SINCE), until=moment(UNTIL))
    assert reading.next[0] == again
    assert sum("status=RUNNING" in one for one in trouble.asked) == 1


def test_an_empty_queue_of_jobs_is_not_told_as_if_nothing_waited() -> None:
    reading = found("QUEUED", project="pos")
    assert reading.coverage is Coverage.EMPTY
    assert "2 more jobs are RUNNING" in render(reading, evidence="A").body
    assert reading.next[0].arguments["project"] == "pos"
    assert not any("RUNNING" in line for line in found("QUEUED", project="lab").lead[1:])


def test_running_jobs_tell_which_of_their_tasks_wait_and_since_when() -> None:
    reading = found("RUNNING")
    assert "1 of 2 have a task that waits for a container (QUEUED)" in reading.lead
    assert [row.text for row in reading.rows if row.mark == ">"] == [
        "job 17000002 waits: second QUEUED in ecs-default since 11-10 10:10:00Z"
    ]
    assert reading.found == 2
    assert reading.next == (calls.describe_job("17000002"), calls.describe_job("17000003"))


def test_of_many_running_jobs_a_part_is_read_and_told_as_such() -> None:
    reading = found("RUNNING", count=40)
    assert f"35 of the {waiting.MOST_READ} whose tasks were read (of 41) have" in reading.lead[-1]
    assert sum(row.mark == ">" for row in reading.rows) == waiting.MOST_SHOWN
    assert "23 more of those are not shown" in reading.tail


def test_what_cannot_be_read_beside_them_is_named_and_takes_nothing() -> None:
    reading = found("QUEUED", Trouble({"status=RUNNING": 403}))
    assert reading.found == 1
    assert "not read: RUNNING jobs: the API answers 403" in reading.tail
    reading = found("RUNNING", Trouble({"/v1/jobs/17000002/": 500}))
    assert reading.found == 2
    assert reading.lead[-1].startswith("0 of the 1 whose tasks were read (of 2) have")
    assert reading.tail[0].startswith("not read: tasks of job 17000002: ")
