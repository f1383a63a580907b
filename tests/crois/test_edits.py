"""Of a job that failed, what was changed since its workflow last went well: the definition, and
what its task is told by its environment."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import Trouble, crois, failed, job, numbered, world

from kurosai import rendering
from kurosai.crois import edits, environments, jobs
from kurosai.vocabulary import Reading

GOOD, BAD = "2026-11-10T07:00:00Z", "2026-11-10T09:00:00Z"


def change(at: str, summary: str) -> dict[str, str]:
    return {"at": at, "by": "k-mori", "summary": summary}


def described(*history: dict[str, str], trouble: Trouble | None = None) -> Reading:
    several = numbered([job(15201, GOOD), failed(15201, BAD, "exit code 1")])
    told = world({"jobs": several, "workflows": {15201: {"history": list(history)}}})
    with crois(told, trouble) as api:
        return jobs.describe(api, "17000002")


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def test_a_change_between_the_last_success_and_the_failure_is_shown_among_the_data() -> None:
    reading = described(
        change("2026-11-10T06:59:00Z", "one before both"),
        change("2026-11-10T08:52:00Z", "run: MODE added"),
        change("2026-11-10T09:00:01Z", "one after both"),
    )
    assert reading.tail[-1] == "its workflow was changed in between, 8m00s before this job"
    data, _, after = shown(reading).partition(">>")
    assert "08:52:00Z changed by k-mori: run: MODE added" in data
    assert "MODE added" not in after, "what a user wrote stands with the data"
    assert "one before both" not in data
    assert "one after both" not in data


def test_that_nothing_was_changed_is_said() -> None:
    reading = described(change("2026-11-10T06:59:00Z", "one before both"))
    assert reading.tail[-1] == "its workflow was not changed in between"


def test_of_many_changes_the_last_are_shown_and_all_recorded() -> None:
    reading = described(*(change(f"2026-11-10T08:0{at}:00Z", f"edit {at}") for at in range(6)))
    assert reading.tail[-1].startswith("its workflow was changed in between, 6 times, the last 55m")
    text = shown(reading)
    assert [at for at in range(6) if f"edit {at}" in text] == [3, 4, 5]
    assert sum("edit" in row.text for row in reading.rows) == 6


def test_more_changes_than_are_read_are_no_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "NEWEST", 2)
    reading = described(*(change(f"2026-11-10T10:0{at}:00Z", f"edit {at}") for at in range(3)))
    assert not any("in between" in line for line in reading.tail)
    assert "truncated: the newest 2 of 3 changes, all since 11-10 07:00Z" in shown(reading)


@pytest.mark.parametrize(("status", "says"), [(403, "denied"), (503, "partial")])
def test_a_history_that_cannot_be_read_is_named(status: int, says: str) -> None:
    reading = described(trouble=Trouble({"/history/": status}))
    assert not any("in between" in line for line in reading.tail)
    assert f"looked GET /v1/workflows/15201/history/ {says}" in shown(reading)
    assert any("last success of this workflow" in line for line in reading.tail)


def task(**environment: Any) -> dict[str, Any]:
    return {"environment": environment}


def test_variables_that_differ_are_named_and_their_values_are_data() -> None:
    then, now = task(DAY="1", MODE="full", GONE="x"), task(DAY="2", MODE="full", NEW="y")
    assert environments.changed(then, now) == (
        "DAY had another value, GONE set then, not here, NEW not set then"
    )
    assert environments.were(then, now) == "DAY=1"
    assert environments.changed(now, now) == "the same environment"
    assert environments.changed({}, {}) == ""


def test_a_value_that_is_nobodys_to_read_is_told_to_differ_and_not_shown() -> None:
    then, now = task(API_TOKEN="made-up-one"), task(API_TOKEN="made-up-two")
    assert environments.changed(then, now) == "API_TOKEN had another value"
    assert "made-up" not in environments.were(then, now)


def test_a_job_that_is_told_something_else_says_so() -> None:
    several = numbered([job(15201, GOOD), failed(15201, BAD, "exit code 1")])
    for one, day in zip(several.values(), "12", strict=True):
        one["tasks"]["run"]["environment"] = {"DAY": day}
    with crois(world({"jobs": several})) as api:
        reading = jobs.describe(api, "17000002")
    (line,) = (line for line in reading.tail if "(the same version" in line)
    assert line.endswith("), DAY had another value")
    assert "run of job 17000001: DAY=1\n" in shown(reading)
