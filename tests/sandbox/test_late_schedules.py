"""Jobs of a schedule say when they should have fired, each of a series its own time."""

from __future__ import annotations

import pytest

from kurosai.errors import BadInput
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.world import build
from kurosai.vocabulary import stamp

S27 = bundled("s27-cron-in-utc")
WORKFLOW = 15240


def trigger(changes: str) -> str:
    """An overlay of the report's trigger."""
    return f"world: {{ crois: {{ series: {{ report: {{ job: {{ trigger: {changes} }} }} }} }} }}"


def fired(name: str) -> list[tuple[str | None, str]]:
    jobs = build(alter(bundled(name), "noise: !remove")).jobs.values()
    return [
        (job.trigger.fire_at and stamp(job.trigger.fire_at), stamp(job.created_at))
        for job in jobs
        if job.workflow_id == WORKFLOW
    ]


def test_each_job_of_a_series_was_due_that_much_earlier() -> None:
    found = fired("s27-cron-in-utc")
    assert len(found) == 8
    assert found[0] == ("2026-11-13T09:00:00Z", "2026-11-13T09:00:02Z")
    assert found[-1] == ("2026-11-20T09:00:00Z", "2026-11-20T09:00:02Z")


def test_in_the_twin_the_same_jobs_were_due_nine_hours_earlier() -> None:
    here, there = fired("s27-cron-in-utc"), fired("s27-scheduler-late")
    assert [created for _, created in here] == [created for _, created in there]
    assert there[-1][0] == "2026-11-20T00:00:00Z"


def test_a_series_that_does_not_say_has_none() -> None:
    world = build(alter(S27, f"noise: !remove\n{trigger('{ late: !remove }')}"))
    assert {job.trigger.fire_at for job in world.jobs.values() if job.workflow_id == WORKFLOW} == {
        None
    }


def test_a_time_and_a_span_at_once_are_refused() -> None:
    with pytest.raises(BadInput, match="or how `late` it was"):
        alter(S27, trigger("{ late: 2s, fire_at: 2026-11-20T09:00:00Z }"))
