"""A window is of the time of creation: what only ended in it is told apart."""

from __future__ import annotations

import time
from typing import Any

from crois_world import NOW, Trouble, crois, failed, job, numbered, world

from kurosai import deadline
from kurosai.crois import find_jobs
from kurosai.crois.job_search import Asked
from kurosai.deadline import Deadline
from kurosai.rendering import render
from kurosai.vocabulary import Coverage, Reading, moment

SINCE, UNTIL = "2026-11-10T02:00:00Z", "2026-11-10T03:00:00Z"
BEFORE = "until=2026-11-10T02%3A00%3A00Z"
EXIT = "Task run exited with code 1"


def found(told: list[dict[str, Any]], trouble: Trouble | None = None, **asked: Any) -> Reading:
    given: dict[str, Any] = {"since": SINCE, "until": UNTIL, **asked}
    with crois(world({"jobs": numbered(told)}), trouble) as api:
        return find_jobs.find(api, moment(NOW), Asked(**given))


def long(at: str, ran: str, workflow: int = 15201) -> dict[str, Any]:
    return failed(workflow, f"2026-11-{at}Z", EXIT, finished=ran)


OVER_MIDNIGHT = long("09T23:50:00", "160m")
"""It failed at 02:30."""

INSIDE = long("10T02:10:00", "3m")
ENDED_LATER = long("10T02:50:00", "90m")
ENDED_BEFORE = long("10T01:00:00", "10m")


def test_a_job_that_failed_in_the_window_is_told_though_it_was_created_before() -> None:
    reading = found([OVER_MIDNIGHT, ENDED_BEFORE, INSIDE])
    assert (reading.found, reading.coverage) == (1, Coverage.COMPLETE)
    assert (
        "the window is of creation: 1 more job failed in it, created before it, told apart and not "
        "counted (those created after 2026-11-09T02:00:00Z were read)"
    ) in reading.lead
    body = render(reading, evidence="K7Q2M4XA").body
    assert "created before (11-09 23:50:00Z): job 17000001 FAILED after 2h39m58s" in body
    assert "job 17000002" not in body
    assert not any("after the window" in one for one in reading.lead)


def test_where_only_such_a_job_failed_that_is_no_empty_answer() -> None:
    reading = found([OVER_MIDNIGHT, job(15201, "2026-11-10T02:05:00Z")])
    assert (reading.found, reading.coverage) == (0, Coverage.COMPLETE)
    assert reading.lead[0].startswith("no job failed")
    assert "1 more job failed in it, created before it" in reading.lead[1]
    assert reading.next[0].tool == "describe_job"
    assert reading.next[0].arguments == {"job_id": "17000001"}


def test_where_none_did_it_is_said_how_far_back_that_was_looked_for() -> None:
    good = job(15201, "2026-11-10T02:05:00Z")
    assert not any("nor did" in one for one in found([ENDED_BEFORE]).lead)
    reading = found([ENDED_BEFORE, good])
    assert reading.coverage is Coverage.EMPTY
    assert (
        "nor did one that was created before it fail in this window (those created after "
        "2026-11-09T02:00:00Z were read)"
    ) in reading.lead


def test_failures_that_ended_after_the_window_are_counted_as_such() -> None:
    reading = found([INSIDE, ENDED_LATER])
    assert "1 of the failures ended after the window, which is of creation" in reading.lead


def test_filters_and_the_text_hold_for_them_too() -> None:
    other = long("09T23:55:00", "160m", 15203)
    reading = found([OVER_MIDNIGHT, other, INSIDE], workflow_id="15201", text="code 1")
    assert "1 more job failed in it" in " ".join(reading.lead)
    none = found([OVER_MIDNIGHT, INSIDE], text="code 137")
    assert none.coverage is Coverage.EMPTY


def test_of_a_long_list_it_is_said_back_to_when_it_was_read() -> None:
    several = [long(f"10T01:{n // 20:02}:{n % 20 * 3:02}", "1m") for n in range(410)]
    reading = found([OVER_MIDNIGHT, *several, INSIDE])
    assert "more job" not in " ".join(reading.lead)
    none = found([OVER_MIDNIGHT, *several, job(15201, "2026-11-10T02:05:00Z")])
    assert "(those created after 2026-11-10T01:00:30Z were read)" in " ".join(none.lead)


def test_a_read_that_fails_is_named_and_takes_nothing_away() -> None:
    reading = found([OVER_MIDNIGHT, INSIDE], Trouble({BEFORE: 403}))
    assert (reading.found, reading.coverage) == (1, Coverage.COMPLETE)
    body = render(reading, evidence="K7Q2M4XA").body
    assert "partial: FAILED jobs created before the window: the API answers 403" in body
    good = job(15201, "2026-11-10T02:05:00Z")
    nothing = found([OVER_MIDNIGHT, good], Trouble({BEFORE: 403}))
    assert "nor did" not in " ".join(nothing.lead)


def test_a_slow_read_of_them_does_not_hold_up_the_jobs_of_the_window() -> None:
    slow = Trouble(slow={"FAILED&since=2026-11-09": 8})
    with crois(world({"jobs": numbered([OVER_MIDNIGHT, INSIDE])}), slow) as api:
        started = time.monotonic()
        with deadline.running(Deadline(30)):
            asked = Asked(since=SINCE, until=UNTIL)
            reading = find_jobs.find(api, moment(NOW), asked)
        assert time.monotonic() - started < 7.5
    assert reading.found == 1
    assert any(one.told.startswith("FAILED jobs created before") for one in reading.looks)


def test_of_another_status_nothing_more_is_read() -> None:
    trouble = Trouble()
    found([OVER_MIDNIGHT, INSIDE], trouble, status="SUCCEEDED")
    assert not any(BEFORE in one for one in trouble.asked)
