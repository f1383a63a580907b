"""The jobs of the platform at large, beside those of a scenario."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from large_worlds import Large, over

from kurosai.errors import BadInput
from kurosai.sandbox.background import calendar, catalogue
from kurosai.sandbox.background.scale import JOBS_A_DAY
from kurosai.sandbox.crois_answers import Answers, NotThere
from kurosai.sandbox.cron import next_fire
from kurosai.sandbox.footprints.history import History
from kurosai.sandbox.scenario import alter, bundled, load
from kurosai.sandbox.world import build
from kurosai.vocabulary import stamp

DAY = timedelta(days=1)


def test_a_day_has_the_jobs_that_the_article_counts() -> None:
    day = calendar.day(3)

    assert len(day) == JOBS_A_DAY
    assert [one.at for one in day] == sorted(one.at for one in day)
    hours = Counter(one.at // 3600 for one in day)
    assert set(hours.values()) <= {916, 917}


def test_schedules_are_due_when_their_cron_says(large: Large) -> None:
    week = large.world.week
    assert week is not None
    for flow in catalogue.flows()[::37]:
        schedule = large.world.crois.schedules[catalogue.schedule_number(flow.index)]
        at, found = week.start + DAY, list[int]()
        while at < week.start + 2 * DAY:
            after = at if found else at - timedelta(seconds=1)
            due = next_fire(schedule.cron, schedule.timezone, after)
            assert due is not None
            at = due
            if at < week.start + 2 * DAY:
                found.append(int((at - week.start - DAY).total_seconds()))
        assert found == sorted(calendar.dues(flow)), flow.cron


def test_a_list_has_both_in_order_and_every_page_of_it(large: Large) -> None:
    whole = large.listed()

    jobs = [*whole.items[0 : len(whole.items)]]
    places = [(job.created_at, job.id) for job in jobs]
    assert places == sorted(places, reverse=True)
    assert len({job.id for job in jobs}) == len(jobs)
    assert {job.id for job in jobs} > set(large.world.jobs)
    assert len(jobs) > len(large.world.jobs) + 250
    pages = [job for first in range(0, len(jobs), 50) for job in whole.items[first : first + 50]]
    assert [job.id for job in pages] == [job.id for job in jobs]


@pytest.mark.parametrize(
    "given",
    [
        {"status": "FAILED"},
        {"status": "RUNNING"},
        {"status": "SUCCEEDED", "project": "homes-mart"},
        {"project": "tutorial"},
        {"project": "pos-analytics", "status": "FAILED"},
        {"module": "homes-mart-fetch"},
        {"workflow_id": "3001"},
        {"workflow_id": "15102"},
        {"since": "2026-11-10T20:00:00Z", "until": "2026-11-10T23:30:00.500Z"},
    ],
)
def test_a_filter_is_about_both(large: Large, given: dict[str, str]) -> None:
    def fits(job: object) -> bool:
        body = json.loads(json.dumps(large.listed().show(job)))
        names = {task.module for task in job.tasks}  # type: ignore[attr-defined]
        return (
            given.get("status", body["status"]) == body["status"]
            and given.get("project", body["project"]) == body["project"]
            and given.get("workflow_id", str(body["workflow"]["id"])) == str(body["workflow"]["id"])
            and ("module" not in given or given["module"] in names)
            and given.get("since", "") <= body["created_at"]
            and body["created_at"] <= given.get("until", "9")
        )

    whole, found = large.listed(), large.listed(**given)

    wanted = [job.id for job in whole.items[0 : len(whole.items)] if fits(job)]
    assert [job.id for job in found.items[0 : len(found.items)]] == wanted


def test_nothing_is_known_that_has_not_happened(large: Large) -> None:
    now, whole = large.world.now, large.listed()

    jobs = whole.items[0 : len(whole.items)]
    assert max(job.created_at for job in jobs) <= now
    for job in jobs:
        times = [job.started_at, job.finished_at, *(event.at for event in job.events)]
        times += [one for task in job.tasks for one in (task.started_at, task.finished_at)]
        times += [line.at for task in job.tasks for line in task.log]
        assert all(one is None or one <= now for one in times)


def test_what_is_under_way_is_under_way(large: Large, files: tuple[Path, ...]) -> None:
    week = large.world.week
    assert week is not None
    arrived = week.seconds(load(bundled("s03-no-manifest")).arrives.at)
    ((number, started, finished),) = week.one(
        "SELECT number, started, finished FROM seen WHERE created > ? LIMIT 1", (arrived,)
    )
    assert started + 1 < finished
    now = week.at(started + 1)

    with over(files, "s03-no-manifest", f"now: {now.isoformat()}") as earlier:
        running, ended = earlier.listed(status="RUNNING"), earlier.listed(status="SUCCEEDED")
        job_id = week.first_id + number
        assert job_id in {job.id for job in running.items[0 : len(running.items)]}
        assert job_id not in {job.id for job in ended.items[0 : len(ended.items)]}
        (execution,) = earlier.world.trail.between(now, now, job_id)
        assert execution.status == "RUNNING"
        listed = earlier.world.trail.listed("RUNNING")
        assert execution.name in {one.name for one in listed[0 : len(listed)]}
        job = earlier.world.week.job(job_id) if earlier.world.week else None
        assert job is not None
        assert (job.status, job.finished_at) == ("RUNNING", None)


def test_a_job_is_the_same_by_its_id_in_a_list_and_on_aws(large: Large) -> None:
    answers, whole = Answers(large.world).by_operation, large.listed(project="homes-mart")

    for job in whole.items[0:5]:
        body = answers["get_job"]({"job_id": str(job.id)})
        assert isinstance(body, dict)
        brief = whole.show(job)
        assert isinstance(brief, dict)
        assert {name: body[name] for name in brief} == brief
        execution = large.world.trail.execution(job.execution_arn)
        assert execution is not None
        assert execution.status == body["status"]
        events = History(execution, large.world.trail.registries).events()
        assert events[-1]["type"] == f"Execution{str(body['status']).capitalize()}"


def test_executions_are_listed_with_those_of_the_scenario(large: Large) -> None:
    trail = large.world.trail
    several = trail.listed("FAILED")

    found = several[0 : len(several)]
    places = [(one.began, one.name) for one in found]
    assert places == sorted(places, reverse=True)
    assert {one.status for one in found} == {"FAILED"}
    own = {one.arn for one in trail.executions if one.status == "FAILED"}
    assert own < {one.arn for one in found}


def test_what_a_scenario_tells_is_the_same_over_the_week(large: Large) -> None:
    answers, alone = (Answers(one).by_operation for one in (large.world, large.alone))

    assert large.world.jobs.keys() == large.alone.jobs.keys()
    for number in [*list(large.alone.jobs)[::150], 16902244]:
        given = {"job_id": str(number)}
        assert answers["get_job"](given) == alone["get_job"](given)
    week = large.world.week
    assert week is not None
    # Its ids are its own: no job of the week has one.
    assert not any(week.job(number) for number in large.alone.jobs)
    with pytest.raises(NotThere):
        answers["get_job"]({"job_id": "17999999"})


def test_ids_stand_where_the_numbering_has_them(large: Large) -> None:
    week = large.world.week
    assert week is not None

    for row in week.rows()[::20]:
        numbering = large.world.crois.numbering
        expected = numbering.id + (week.at(row.created) - numbering.at) / DAY * numbering.per_day
        assert abs(week.id_of(row) - expected) < JOBS_A_DAY / 24


def test_a_workflow_of_the_same_number_is_refused(files: tuple[Path, ...]) -> None:
    moved = alter(
        bundled("s03-no-manifest"),
        "world: { crois: { workflows: { 3001: { name: x, project: tutorial, owner: k-mori,"
        " created_at: 2026-11-10T08:29:40Z,"
        " tasks: { a: { module: tutorial_20260910, engine: ecs } } } } } }",
    )

    with pytest.raises(BadInput, match=r"Workflow 3001 .* Give it a number above 9241"):
        build(moved, files)


def test_one_build_serves_worlds_of_other_dates(large: Large, on_gke: Large) -> None:
    first, second = large.world.week, on_gke.world.week
    assert first is not None
    assert second is not None
    assert first.files == second.files

    one, other = (week.whole(week.rows("number = 44000")[0]) for week in (first, second))

    assert f"{one.created_at:%H:%M:%S}" == f"{other.created_at:%H:%M:%S}"
    assert stamp(one.created_at) != stamp(other.created_at)
    assert [task.name for task in one.tasks] == [task.name for task in other.tasks]
    assert one.id != other.id


def test_a_job_that_is_named_and_not_there_is_not_there(files: tuple[Path, ...]) -> None:
    # The alert names it; every number of the week is a job's in a small part of it too.
    gone = load(bundled("s01-job-not-found"))
    first = build(gone, files).week
    assert first is not None
    named = 16852935 - first.first_id
    assert 0 <= named < 8 * JOBS_A_DAY
    assert named in first.taken
    assert first.job(16852935) is None
