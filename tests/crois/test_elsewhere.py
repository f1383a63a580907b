"""Where a text is looked for that no job has in its own error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from crois_world import NOW, Trouble, crois, failed, job, numbered, workflow, world

from kurosai import resource_map
from kurosai.crois import find_jobs
from kurosai.crois.job_search import Asked
from kurosai.errors import NotConfigured
from kurosai.library.places import default_runbooks
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Coverage, Reading, moment

TEXT = "OutOfMemoryError"
RESOURCES = resource_map.load(default_runbooks() / "resource-map.yaml")
MACHINE = "/aws/vendedlogs/states/crois-v2-prd-job-runner"
SINCE, UNTIL = "2026-11-10T09:00:00Z", "2026-11-10T13:00:00Z"

ON_GKE = {15203: workflow("lab", "bad-train", engine="gke")}


def jobs(*several: dict[str, Any]) -> dict[str, Any]:
    return {"jobs": numbered(several), "workflows": ON_GKE}


def found(
    told: dict[str, Any],
    trouble: Trouble | None = None,
    resources: Callable[[], ResourceMap] | None = lambda: RESOURCES,
    **asked: Any,
) -> Reading:
    with crois(world(told), trouble) as api:
        given: dict[str, Any] = {"text": TEXT, "since": SINCE, "until": UNTIL, **asked}
        return find_jobs.find(api, moment(NOW), Asked(**given), resources)


def on_ecs(hour: int = 10) -> dict[str, Any]:
    return failed(15202, f"2026-11-10T{hour}:00:00Z", "exit code 1")


def on_gke(hour: int = 10) -> dict[str, Any]:
    return failed(15203, f"2026-11-10T{hour}:10:00Z", "exit code 1")


def test_the_text_is_looked_for_in_the_logs_of_where_the_failed_jobs_ran() -> None:
    reading = found(jobs(on_ecs(10), on_ecs(11)))
    assert reading.coverage is Coverage.EMPTY
    lead = " ".join(reading.lead)
    assert lead.startswith("none of 2 failed jobs (all were read) has this text in its own error")
    (call,) = reading.next
    assert (call.server, call.tool) == ("aws", "find_logs")
    assert call.arguments == {
        "group": f"{MACHINE},/crois/v2/prd/ecs/pos",
        "text": TEXT,
        "since": SINCE,
        "until": UNTIL,
    }


def test_of_pods_cloud_logging_is_asked_and_of_both_both() -> None:
    reading = found(jobs(on_gke()))
    (call,) = reading.next
    assert (call.server, call.tool) == ("gcp", "find_entries")
    assert call.arguments == {"text": TEXT, "since": SINCE, "until": UNTIL}
    both = found(jobs(on_ecs(), on_gke()), limit=0)
    assert [call.tool for call in both.next] == ["find_logs", "find_entries"]


def test_of_a_search_of_one_workflow_the_workflow_comes_after_the_logs() -> None:
    reading = found(jobs(on_ecs()), workflow_id="15202")
    assert [call.tool for call in reading.next] == ["find_logs", "describe_workflow"]


def test_where_nothing_failed_the_logs_of_those_that_went_well_are_offered() -> None:
    reading = found(jobs(job(15201, "2026-11-10T10:00:00Z")))
    assert reading.lead[0].startswith("no job failed, so none has this text in its own error")
    (call,) = reading.next
    assert call.arguments["group"] == f"{MACHINE},/crois/v2/prd/ecs/pos"


def test_a_job_that_cannot_be_read_is_named_and_takes_neither_place_away() -> None:
    reading = found(jobs(on_ecs()), Trouble({"/v1/jobs/17000001/": 403}))
    assert reading.coverage is Coverage.EMPTY
    assert [call.tool for call in reading.next] == ["find_logs", "find_entries"]
    assert "not read: tasks of job 17000001: the API answers 403" in reading.tail


def test_without_a_map_the_trace_of_one_of_them_names_the_groups() -> None:
    def broken() -> ResourceMap:
        raise NotConfigured("The resource map m.yaml cannot be used: m.yaml:3: no such key.")

    reading = found(jobs(on_ecs()), resources=broken)
    (call,) = reading.next
    assert (call.server, call.tool) == ("aws", "trace_job")
    assert any(one.startswith("not known: where the jobs log: The reso") for one in reading.tail)
    (call,) = found(jobs(on_ecs()), resources=None).next
    assert call.tool == "trace_job"


@pytest.mark.parametrize("text", ["", "exit code 1"])
def test_nothing_more_is_read_where_the_jobs_themselves_answer(text: str) -> None:
    def never() -> ResourceMap:
        raise AssertionError

    reading = found(jobs(on_ecs()), resources=never, text=text)
    assert reading.found == 1


def test_of_many_workflows_all_groups_are_named_or_it_is_said_that_they_are_not() -> None:
    projects = [f"team-{number:02}" for number in range(15)]
    numbers = range(15_301, 15_316)
    several = [
        failed(number, f"2026-11-10T10:{minute:02}:00Z", "exit code 1")
        for minute, number in enumerate(numbers)
    ]
    told = {
        "jobs": numbered(several),
        "projects": {one: {"owner": "k-mori", "description": one} for one in projects},
        "workflows": {
            number: workflow(project, "bad-train")
            for number, project in zip(numbers, projects, strict=True)
        },
    }
    reading = found(told, limit=0)
    groups = str(reading.next[0].arguments["group"]).split(",")
    assert len(groups) == 12
    assert groups[1] == "/crois/v2/prd/ecs/team-14"
    assert "such jobs log to 16 log groups: the call below looks in the 12" in " ".join(
        reading.lead
    )


def test_of_what_could_not_be_read_it_is_not_said_that_all_was() -> None:
    told = jobs(*(on_ecs() for _ in range(201)))
    reading = found(told, Trouble({"13%3A00%3A00Z&page=2": 500}))
    assert reading.coverage is Coverage.PARTIAL
    assert "all were read" not in reading.lead[0]
