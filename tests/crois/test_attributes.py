"""What a failed and a good job are said to have in common with others."""

from __future__ import annotations

from typing import Any

from kurosai.crois import attributes
from kurosai.crois.attributes import Catalogue
from kurosai.crois.job_record import job_of, tasks_of


def body(status: str, **tasks: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": 1,
        "status": status,
        "created_at": "2026-11-10T18:30:00Z",
        "workflow": {"id": 15201, "name": "load"},
        "trigger": {"kind": "ui", "by": "k-mori"},
        "tasks": {
            name: {"status": state, "module": module, "module_version": "1"}
            for name, (state, module) in tasks.items()
        },
    }


def modules(told: dict[str, Any]) -> frozenset[str]:
    found = attributes.of(job_of(told), tasks_of(told), Catalogue(), hours=False)
    return found.get("module", frozenset())


def test_of_a_failed_job_the_tasks_that_failed_count() -> None:
    told = body("FAILED", a=("SUCCEEDED", "ma"), b=("FAILED", "mb"), c=("SKIPPED", "mc"))
    assert modules(told) == {"mb"}


def test_of_a_job_whose_tasks_did_not_fail_those_that_ran_count() -> None:
    assert modules(body("TIMED_OUT", a=("RUNNING", "ma"), b=("WAITING", "mb"))) == {"ma"}
    assert modules(body("TIMED_OUT", b=("WAITING", "mb"))) == {"mb"}


def test_of_a_good_job_every_task_that_ran_counts() -> None:
    told = body("SUCCEEDED", a=("SUCCEEDED", "ma"), b=("SUCCEEDED", "mb"), c=("SKIPPED", "mc"))
    assert modules(told) == {"ma", "mb"}


def test_without_its_tasks_only_the_job_itself_is_known() -> None:
    found = attributes.of(job_of(body("FAILED")), None, Catalogue(), hours=True)
    assert dict(found) == {
        "trigger": {"ui"},
        "by": {"k-mori"},
        "job attempt": {"1"},
        "workflow": {"15201 load"},
        "hour (JST)": {"03"},
    }
