"""The log of a task that runs and has written nothing for long, beside its last good run's; and
which task is meant where none is named."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import NOW, Trouble, crois, job, numbered, workflow, world

from kurosai import calls, rendering
from kurosai.crois import read_task_log
from kurosai.crois.read_task_log import Asked
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Reading, moment

DAY = "2026-11-09T18:00:00Z"
AT = "2026-11-10T18:00:00Z"
GOOD = [(21, "start v1"), (60, "manifest written a/1"), (511, "ack received after 451 s")]
BEGUN: dict[str, Any] = {"started": "20s", "finished": None, "status": "RUNNING"}


def lines(*told: tuple[int, str]) -> list[dict[str, str]]:
    return [{"after": f"{at}s", "text": text} for at, text in told]


def read(
    good: list[tuple[int, str]] | None,
    ours: list[tuple[int, str]],
    trouble: Trouble | None = None,
    *,
    now: str = NOW,
    **asked: Any,
) -> Reading:
    ended = {"finished": "600s", "log": lines(*(good or ()))}
    before = [] if good is None else [job(15201, DAY, finished="11m", task=ended)]
    runs = job(15201, AT, status="RUNNING", finished=None, task={**BEGUN, "log": lines(*ours)})
    several = [*before, runs]
    number = str(17_000_000 + len(several))
    with crois(world({"jobs": numbered(several)}), trouble) as api:
        return read_task_log.read(api, Asked(number, **asked), moment(now))


OURS = [(21, "start v1"), (60, "manifest written a/2")]


def test_what_the_good_run_wrote_next_is_told_of_one_that_is_silent() -> None:
    reading = read(GOOD, OURS)
    assert reading.lead[-1] == (
        "silent for 7h19m00s since its last line; the last good job 17000001 (2026-11-09 "
        "18:00:00Z) wrote 1 line after one like it, 7m31s later"
    )
    theirs = [row.text for row in reading.rows if "good job" in row.text]
    assert theirs == ["(good job 17000001) ack received after 451 s"]
    assert (reading.coverage, reading.found) == (Coverage.COMPLETE, 2)
    assert calls.read_task_log("17000001", "run") in reading.next
    # What it lacks may still come.
    assert "never came" not in rendering.render(reading, evidence="A").body


@pytest.mark.parametrize(
    ("good", "says"),
    [
        (GOOD[:2], "wrote nothing after one like it"),
        ([(21, "quite another statement here")], "wrote no line like it, as far as it was read"),
        ([*GOOD[:2], *((70 + n, f"step {n} x") for n in range(6))], "6 lines after one like it"),
        # The version before wrote the same otherwise.
        ([(21, "start"), (60, "manifest written"), (61, "done")], "wrote 1 line after one like it"),
    ],
)
def test_how_the_good_run_went_on_is_said_as_it_is(good: list[tuple[int, str]], says: str) -> None:
    assert says in read(good, OURS).lead[-1]


def test_of_a_kind_that_comes_again_the_same_place_is_meant() -> None:
    good = [(20 + 10 * n, f"part {n} of 9 loaded") for n in range(9)]
    reading = read([*good, (300, "done")], [(20 + 10 * n, f"part {n} of 9 loaded") for n in (0, 1)])
    theirs = [row.text for row in reading.rows if "good job" in row.text]
    assert theirs[0].endswith("part 2 of 9 loaded")


def test_one_that_wrote_a_moment_ago_is_held_against_nothing() -> None:
    reading = read(GOOD, OURS, now="2026-11-10T18:04:00Z")
    assert not any("silent" in line for line in reading.lead)
    assert not any("good job" in row.text for row in reading.rows)


def test_without_a_good_run_the_silence_is_told_alone() -> None:
    assert read(None, OURS).lead[-1] == "silent for 7h19m00s since its last line"


def test_a_part_of_its_log_is_not_held_against_another() -> None:
    trouble = Trouble()
    assert not any("silent" in line for line in read(GOOD, OURS, trouble, text="start").lead)
    assert len(trouble.asked) == 2


def test_a_good_run_that_cannot_be_read_is_named() -> None:
    path = "/v1/jobs/17000001/tasks/run/log/"
    reading = read(GOOD, OURS, Trouble(statuses={path: 403}))
    assert reading.lead[-1] == "silent for 7h19m00s since its last line"
    (look,) = reading.looks
    assert (look.coverage, look.place) == (Coverage.DENIED, f"GET {path}")


def of_tasks(**tasks: dict[str, Any]) -> Reading:
    flow: dict[str, Any] = workflow("pos", "good-load")
    flow["tasks"] = dict.fromkeys(tasks, flow["tasks"]["run"])
    told = {**job(15201, AT, status="RUNNING", finished=None), "tasks": tasks}
    with crois(world({"jobs": numbered([told]), "workflows": {15201: flow}})) as api:
        return read_task_log.read(api, Asked("17000001"), moment(NOW))


def test_the_task_that_runs_alone_is_meant() -> None:
    ended = {"started": "20s", "finished": "2m"}
    assert of_tasks(a=ended, b=BEGUN).facts["task"] == "b RUNNING"
    failed = {"started": "20s", "finished": "2m", "status": "FAILED", "error": "x"}
    assert of_tasks(a=failed, b=BEGUN).facts["task"] == "a FAILED"


def test_of_several_alike_one_is_to_be_named_and_the_calls_are_there() -> None:
    with pytest.raises(BadInput, match="has 2 tasks, and none failed") as caught:
        of_tasks(a=BEGUN, b=BEGUN)
    assert 'crois.read_task_log {"job_id":"17000001","task":"b"}' in caught.value.do
