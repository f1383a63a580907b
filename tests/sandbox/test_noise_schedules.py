"""The other teams' schedules and jobs agree: each time of a schedule brings its job, no other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kurosai.sandbox.cron import next_fire
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.world import World, build

FIRST = 8_300
"""The first schedule of the other teams."""

LAG = timedelta(seconds=20)


@pytest.fixture(scope="module", params=["s03-no-manifest", "s01-started-at-missing"])
def told(request: pytest.FixtureRequest) -> Scenario:
    return load(bundled(request.param))


@pytest.fixture(scope="module")
def world(told: Scenario) -> World:
    return build(told)


def test_each_job_of_a_schedule_was_due(world: World) -> None:
    scheduled = [job for job in world.jobs.values() if (job.trigger.schedule_id or 0) >= FIRST]
    assert len(scheduled) > 400
    for job in scheduled:
        assert job.trigger.schedule_id is not None
        assert job.trigger.fire_at is not None
        one = world.crois.schedules[job.trigger.schedule_id]
        due = job.trigger.fire_at
        assert one.enabled
        assert one.workflow == job.workflow_id
        assert next_fire(one.cron, one.timezone, due - timedelta(seconds=1)) == due
        assert timedelta(0) < job.created_at - due <= LAG


def test_each_time_of_a_schedule_that_is_on_brought_a_job(told: Scenario, world: World) -> None:
    started: dict[int, set[object]] = {}
    for job in world.jobs.values():
        if job.trigger.schedule_id is not None:
            started.setdefault(job.trigger.schedule_id, set()).add(job.trigger.fire_at)
    assert told.noise is not None
    on = [
        number for number, one in world.crois.schedules.items() if one.enabled and number >= FIRST
    ]
    assert on
    for number in on:
        one = world.crois.schedules[number]
        at = next_fire(one.cron, one.timezone, told.noise.start)
        while at is not None and at <= world.now - LAG:
            assert at in started[number]
            at = next_fire(one.cron, one.timezone, at)
