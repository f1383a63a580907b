"""What the owner wrote about a workflow: it decides whether a job of it may be run again."""

from __future__ import annotations

from typing import Any

from crois_world import NOW, Trouble, crois, failed, job, numbered, workflow, world

from kurosai import rendering
from kurosai.crois import describe_workflow, jobs
from kurosai.vocabulary import Coverage, Reading, moment

AT = "2026-11-10T09:00:00Z"
WORDS = "not idempotent, do not run twice for one day"


def told(body: dict[str, Any], said: str = WORDS, trouble: Trouble | None = None) -> Reading:
    of = {15201: {**workflow("tutorial", "tutorial_20260910"), "description": said}}
    with crois(world({"jobs": numbered([body]), "workflows": of}), trouble) as api:
        return jobs.describe(api, "17000001")


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def test_a_job_that_failed_tells_what_its_workflow_is_described_as() -> None:
    body = shown(told(failed(15201, AT, "exit code 1")))
    # The words are somebody's: inside the fence.
    inside = body[body.index("<<data") : body.index(">>")]
    assert f"its workflow's description: {WORDS}" in inside


def test_nothing_is_said_where_nobody_wrote_anything_or_all_went_well() -> None:
    assert "description" not in shown(told(failed(15201, AT, "exit code 1"), ""))
    trouble = Trouble()
    assert "description" not in shown(told(job(15201, AT), WORDS, trouble))
    assert not any("workflows" in target for target in trouble.asked)


def test_a_description_that_may_not_be_read_is_named_and_takes_nothing() -> None:
    reading = told(failed(15201, AT, "exit code 1"), trouble=Trouble({"/v1/workflows/15201/": 403}))
    assert "exit code 1" in shown(reading)
    (look,) = [one for one in reading.looks if "workflows" in one.place]
    assert look.coverage is Coverage.DENIED


def test_a_workflow_tells_it_itself() -> None:
    of = {15201: {**workflow("tutorial", "tutorial_20260910"), "description": WORDS}}
    with crois(world({"jobs": numbered([job(15201, AT)]), "workflows": of})) as api:
        reading = describe_workflow.describe(api, moment(NOW), "15201")
    assert f" · description: {WORDS}" in shown(reading)
