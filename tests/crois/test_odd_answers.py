"""An answer that is no list is no empty list: whoever stands in between also answers 200."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kurosai.crois import describe_workflow, find_jobs, jobs, pages, read_task_log
from kurosai.crois.job_search import Asked
from kurosai.crois.wire.api import Answer
from kurosai.errors import Unavailable
from kurosai.vocabulary import Coverage, Json, moment

NOW = moment("2026-11-11T01:20:00Z")
ODD: tuple[Json, ...] = (
    [],
    {},
    {"detail": "maintenance"},
    [{"id": 1, "status": "FAILED"}],
    {"count": 5, "results": None},
    {"count": 5, "results": "none"},
)
COUNTED: Json = {"count": 5, "next": None, "results": []}
EMPTY: Json = {"count": 0, "next": None, "results": []}
WORKFLOW: Json = {"id": 15201, "name": "load", "tasks": {}}
JOB: Json = {
    "id": 17000001,
    "status": "FAILED",
    "tasks": {"run": {"status": "FAILED", "engine": "gke", "started_at": "2026-11-10T09:00:00Z"}},
}


class Answering:
    """A Crois that answers by path, and what is not named with an empty list."""

    identity = "crois test"

    def __init__(self, bodies: Mapping[str, Json], otherwise: Json = EMPTY) -> None:
        self._bodies = bodies
        self._otherwise = otherwise

    def get(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Answer:
        numbered = f"{path}?page={dict(query).get('page')}"
        return Answer(200, self._bodies.get(numbered, self._bodies.get(path, self._otherwise)))


@pytest.mark.parametrize("body", ODD)
def test_no_list_of_jobs_is_no_empty_list(body: Json) -> None:
    with pytest.raises(Unavailable, match="without a list") as caught:
        find_jobs.find(Answering({}, body), NOW, Asked())
    assert "neither presence nor absence" in caught.value.do


def test_a_list_that_counts_and_lists_none_is_partial() -> None:
    reading = find_jobs.find(Answering({}, COUNTED), NOW, Asked(status="FAILED"))
    assert reading.coverage is Coverage.PARTIAL
    assert reading.lead[0].startswith("none of the 5 jobs that are asked for could be read")
    assert any("counts 5 and lists none" in line for line in reading.tail)


@pytest.mark.parametrize("body", [*ODD, COUNTED])
def test_of_a_workflow_it_is_said_which_list_is_none(body: Json) -> None:
    crois = Answering({"/v1/workflows/15201/": WORKFLOW}, body)
    reading = describe_workflow.describe(crois, NOW, "15201")
    assert reading.coverage is Coverage.PARTIAL
    assert reading.lead == ("its jobs could not be read",)
    assert "it has no schedule" not in reading.tail
    assert len([look for look in reading.looks if look.coverage is Coverage.PARTIAL]) == 3


@pytest.mark.parametrize("body", ODD)
def test_no_log_is_no_empty_log(body: Json) -> None:
    with pytest.raises(Unavailable, match="without a list"):
        read_task_log.read(
            Answering({"/v1/jobs/17000001/": JOB}, body), read_task_log.Asked("17000001")
        )


def test_a_log_that_counts_and_lists_no_line_is_partial() -> None:
    crois = Answering({"/v1/jobs/17000001/": JOB}, COUNTED)
    reading = read_task_log.read(crois, read_task_log.Asked("17000001"))
    assert reading.coverage is Coverage.PARTIAL
    assert reading.tail == ("not read: the API counts 5 and lists none",)


@pytest.mark.parametrize("body", [[], {}, {"detail": "maintenance"}, {"id": 2}])
def test_what_is_not_the_thing_asked_for_is_not_told(body: Json) -> None:
    with pytest.raises(Unavailable, match="answers with job"):
        jobs.describe(Answering({}, body), "17000001")
    with pytest.raises(Unavailable, match="answers with job"):
        read_task_log.read(Answering({}, body), read_task_log.Asked("17000001"))
    with pytest.raises(Unavailable, match="answers with workflow"):
        describe_workflow.describe(Answering({}, body), NOW, "15201")


def test_a_later_page_that_is_none_leaves_a_hole() -> None:
    first = {"count": 4, "next": "x", "results": [{"id": 1}, {"id": 2}]}
    crois = Answering({"/v1/jobs/?page=1": first}, {"detail": "maintenance"})
    found = pages.read(crois, "/v1/jobs/", (), most=5, size=2)
    assert not found.whole
    assert found.fault == "page 2 of 2: it is 200 without a list"


def test_tasks_that_are_those_of_nothing_are_said_not_to_be_compared() -> None:
    failed = {
        "id": 17000001,
        "status": "FAILED",
        "error": "x",
        "created_at": "2026-11-11T00:00:00Z",
    }
    listed: Json = {"count": 1, "next": None, "results": [failed]}
    crois = Answering({"/v1/jobs/": listed, "/v1/jobs/17000001/": {"detail": "maintenance"}})
    reading = find_jobs.find(crois, NOW, Asked(status="FAILED"))
    assert "not compared: tasks of job 17000001: the API answers with something else" in (
        reading.tail
    )


def test_of_jobs_without_a_time_more_than_fit_are_partial() -> None:
    several = [{"id": one, "status": "FAILED", "error": "x"} for one in range(200)]
    listed: Json = {"count": 5000, "next": "x", "results": several}
    reading = find_jobs.find(Answering({"/v1/jobs/": listed}), NOW, Asked(status="FAILED"))
    assert (reading.coverage, reading.found, reading.total) == (Coverage.PARTIAL, 200, None)
    assert any("200 of 5000 were read, without created_at" in line for line in reading.tail)
