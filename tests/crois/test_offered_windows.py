"""What find_jobs offers next is accepted, however old the window is that it was asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from crois_world import crois, failed, job, numbered, world

from kurosai import windows
from kurosai.crois import describe_workflow, find_jobs
from kurosai.crois.job_search import Asked
from kurosai.vocabulary import Call, moment

LATER = moment("2026-12-20T00:00:00Z")


def offered(told: dict[str, Any], **asked: Any) -> Call:
    with crois(world(told)) as api:
        reading = find_jobs.find(api, LATER, Asked(**asked))
    return next(call for call in reading.next if call.tool == "find_jobs")


@pytest.mark.parametrize("workflow_id", ["15201", "15202"])
def test_an_offered_search_has_both_ends(workflow_id: str) -> None:
    two = [failed(one, "2026-11-05T09:00:00Z", "x") for one in (15202, 15203)]
    good = [job(15204, f"2026-11-05T08:{minute:02}:00Z") for minute in range(10)]
    asked = {"workflow_id": "15201"} if workflow_id == "15201" else {}
    call = offered({"jobs": numbered(two + good)}, around="2026-11-05T09:00:00Z", **asked)
    given = {name: str(call.arguments[name]) for name in ("since", "until")}
    window = windows.of("", given["since"], given["until"], 60, LATER)
    assert window.end == moment("2026-11-05T10:00:00Z")
    assert window.end - window.start <= timedelta(days=7)


def test_of_a_workflow_too() -> None:
    with crois(world({"jobs": numbered([failed(15202, "2026-11-05T09:00:00Z", "x")])})) as api:
        reading = describe_workflow.describe(api, LATER, "15202")
    call = next(call for call in reading.next if call.tool == "find_jobs")
    assert call.arguments["until"] == "2026-12-20T00:00:00Z"
