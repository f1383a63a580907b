"""What of a job takes far longer than in its last good runs, over the API of worlds on loopback."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import NOW, Trouble, crois, job, numbered, workflow, world

from kurosai import calls
from kurosai.crois import jobs, usual
from kurosai.rendering import render
from kurosai.vocabulary import Coverage, Reading, moment

DAYS = [f"2026-11-{day:02}T18:00:00Z" for day in range(4, 10)]
AT = "2026-11-10T18:00:00Z"
FLOW: dict[str, Any] = workflow("pos", "good-load", engine="gke")
FLOW["timeout_minutes"] = 720
FLOW["tasks"] = {
    "first": FLOW["tasks"]["run"],
    "second": {**FLOW["tasks"]["run"], "depends_on": ["first"]},
}


def run(at: str, *, end: str = "31m", wait: str = "10m40s", **told: Any) -> dict[str, Any]:
    """A run of which `second` is ready after ten minutes and starts after `wait`."""
    whole = job(15201, at, **{"finished": end, **told})
    second = {"started": wait, "finished": end}
    if told.get("status") == "RUNNING":
        second |= {"status": "RUNNING", "finished": None}
    return {**whole, "tasks": {"first": {"started": "20s", "finished": "10m"}, "second": second}}


def described(last: dict[str, Any], trouble: Trouble | None = None, good: int = 6) -> Reading:
    several = [run(at, end=f"{31 + day}m") for day, at in enumerate(DAYS[:good])]
    told = {"jobs": numbered([*several, last]), "workflows": {15201: FLOW}}
    with crois(world(told), trouble) as api:
        return jobs.describe(api, str(17_000_001 + good), moment(NOW))


RUNS = run(AT, status="RUNNING", finished=None)


def test_a_task_that_runs_on_is_held_against_the_last_good_runs() -> None:
    trouble = Trouble()
    reading = described(RUNS, trouble)
    # Of the six before it the last five.
    assert (
        "second has run 7h09m20s: far beyond the 21m20s to 25m20s of the last 5 good runs"
        in reading.tail
    )
    assert (
        "limit 720m (of its workflow, as it is now), from its start: reached 2026-11-11 06:00:02Z "
        "(2026-11-11 15:00:02 JST), in 4h40m02s" in reading.tail
    )
    assert any(line.startswith("last success of this workflow before") for line in reading.tail)
    assert reading.coverage is Coverage.COMPLETE
    assert reading.looks == ()
    # What still runs is looked for up to now, and its execution waits whatever runs it.
    assert reading.next == (
        calls.trace_pod("job-17000007-second"),
        calls.read_task_log("17000007", "second"),
        calls.trace_job("17000007"),
    )
    assert sum(one.startswith("/v1/jobs/170000") for one in trouble.asked) < 10
    assert "far beyond" in render(reading, evidence="AAAAAAAA").body


def test_one_that_runs_as_long_as_always_is_not_called_far() -> None:
    early = run("2026-11-11T01:00:00Z", status="RUNNING", finished=None)
    (line,) = [one for one in described(early).tail if one.startswith("second has run")]
    assert line == "second has run 9m20s, against the 21m20s to 25m20s of the last 5 good runs"


def test_one_run_before_it_is_told_and_is_no_measure() -> None:
    (line,) = [one for one in described(RUNS, good=1).tail if one.startswith("second has run")]
    assert line == "second has run 7h09m20s, against the 20m20s of the last good run"


def test_a_limit_that_is_over_is_said_to_be_over() -> None:
    old = run("2026-11-10T12:00:00Z", status="RUNNING", finished=None)
    (line,) = [one for one in described(old).tail if one.startswith("limit 720m")]
    assert line.endswith("1h19m58s ago, and it still runs")


def test_a_wait_between_two_tasks_that_succeeded_is_told() -> None:
    reading = described(run(AT, wait="73m", end="1h34m"))
    assert reading.tail[1:] == (
        "the job ran 1h33m58s: far beyond the 31m58s to 35m58s of the last 5 good runs",
        "second began 1h03m00s after first had ended: far beyond the 0m40s of the last 5 good runs",
    )
    assert reading.next[:2] == (
        calls.trace_pod("job-17000007-second", around=moment("2026-11-10T19:13:00Z")),
        calls.find_jobs(since=moment("2026-11-10T18:10:00Z"), until=moment("2026-11-10T19:13:00Z")),
    )


def test_a_task_that_ran_far_longer_is_told_with_its_log() -> None:
    reading = described(run(AT, end="2h"))
    assert "second ran 1h49m20s: far beyond the 21m20s to 25m20s" in " ".join(reading.tail)
    assert calls.read_task_log("17000007", "second") in reading.next


def test_a_good_job_that_took_what_it_takes_costs_one_read_or_none() -> None:
    trouble = Trouble()
    assert len(described(run(AT, end="33m"), trouble).tail) == 1
    assert len(trouble.asked) == 2
    short = Trouble()
    described(run(AT, end="4m", wait="3m"), short)
    assert len(short.asked) == 1


def test_a_long_wait_is_told_where_nothing_says_what_is_usual() -> None:
    reading = described(run(AT, wait="73m", end="1h34m"), good=0)
    assert reading.tail[1:] == ("second began 1h03m00s after first had ended",)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("page_size=5", "how long its last good runs took: the API answers 403"),
        ("/v1/jobs/17000003/", "how long its last good runs took: tasks of 1 of them: the API"),
    ],
)
def test_what_cannot_be_read_is_named_and_takes_nothing(target: str, says: str) -> None:
    reading = described(run(AT, wait="73m", end="1h34m"), Trouble({target: 403}))
    assert reading.coverage is Coverage.COMPLETE
    assert any(says in look.told for look in reading.looks)
    assert any(line.startswith("second began 1h03m00s after first") for line in reading.tail)


def test_a_list_that_hangs_has_a_part_of_the_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usual, "SECONDS", 0.3)
    reading = described(RUNS, Trouble(slow={"page_size=5": 2}))
    assert "second has run 7h09m20s" in reading.tail
    assert any("No answer within 0.3 s" in look.told for look in reading.looks)


def test_of_many_tasks_that_run_a_few_are_told_and_how_many_more() -> None:
    names = [f"part-{n}" for n in range(5)]
    flow = {**FLOW, "tasks": dict.fromkeys(names, FLOW["tasks"]["first"])}
    begun = {"started": "20s", "finished": None, "status": "RUNNING"}
    whole = {
        **job(15201, AT, status="RUNNING", finished=None),
        "tasks": dict.fromkeys(names, begun),
    }
    with crois(world({"jobs": numbered([whole]), "workflows": {15201: flow}})) as api:
        reading = jobs.describe(api, "17000001", moment(NOW))
    assert sum("has run 7h19m40s" in line for line in reading.tail) == 3
    assert "2 more that run, wait or were slow are not told" in reading.tail
