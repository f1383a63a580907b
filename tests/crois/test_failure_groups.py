"""Failures grouped by what they say, and which of them have a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.crois import failure_groups
from kurosai.crois.job_record import Job, job_of


def job(number: int, error: str, status: str = "FAILED") -> Job:
    return job_of(
        {
            "id": number,
            "status": status,
            "workflow": {"id": 15201, "name": "load"},
            "created_at": f"2026-11-10T09:{number:02}:00Z",
            "error": error or None,
        }
    )


def test_the_name_of_the_task_does_not_make_another_kind() -> None:
    jobs = [job(1, "Task load exited with code 1"), job(2, "Task clean-up exited with code 1")]
    (group,) = failure_groups.of(jobs)
    assert group.told().startswith(
        "2 x FAILED: Task clean-up exited with code 1 (and 1 other task) · "
        "11-10 09:01:00Z to 09:02:00Z · workflow 15201 · e.g. job 2"
    )


def test_exit_codes_and_statuses_stay_apart() -> None:
    jobs = [
        job(1, "Task load exited with code 1"),
        job(2, "Task load exited with code 137"),
        job(3, "Task load exited with code 1", "TIMED_OUT"),
        job(4, ""),
    ]
    groups = failure_groups.of(jobs)
    assert [len(one.jobs) for one in groups] == [1, 1, 1, 1]
    assert "(no error recorded)" in groups[0].told()


@given(st.lists(st.sampled_from(["", "code 1", "code 2", "a 7", "a 8", "Task x b", "Task y b"])))
def test_every_failure_is_in_exactly_one_group(errors: list[str]) -> None:
    jobs = [job(number % 60, error) for number, error in enumerate(errors)]
    groups = failure_groups.of(jobs)
    assert sum(len(one.jobs) for one in groups) == len(jobs)
    sizes = [len(one.jobs) for one in groups]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("text", "error", "has"),
    [
        ("code 1", "Task load exited with code 1", True),
        ("CODE 1", "Task load exited with code 1: Access Denied", True),
        ("code 1", "Task load exited with code 137", False),
        ("code", "Task load exited with code 137", True),
        ("no row 17 in table", "KeyError: no row 4711 in table x", True),
        ("17", "KeyError: no row 4711 in table x", False),
        ("", "", True),
        ("(", "KeyError", False),
    ],
)
def test_whether_an_error_has_a_text(text: str, error: str, has: bool) -> None:
    assert failure_groups.says(job(1, error), text) is has
