"""Which jobs failed and what sets them apart, over the API of worlds on loopback."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from typing import Any

import pytest
from crois_world import HOST, NOW, Trouble, crois, failed, job, numbered, workflow, world
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai import deadline, rendering
from kurosai.crois import find_jobs, pages
from kurosai.crois.job_search import Asked
from kurosai.crois.wire.api import CroisApi
from kurosai.deadline import Deadline
from kurosai.errors import BadInput, Unavailable
from kurosai.vocabulary import Call, Coverage, Reading, moment

AT = "2026-11-10T09:00:00Z"
PULL = "CannotPullContainerError: pull access denied for {}"


def found(told: Mapping[str, Any], trouble: Trouble | None = None, **asked: Any) -> Reading:
    with crois(world(told), trouble) as api:
        return find_jobs.find(api, moment(NOW), Asked(**asked))


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def marked(reading: Reading) -> list[str]:
    return [row.brief or row.text for row in reading.rows if row.mark == ">"]


def minutes(hour: int, count: int, step: int = 2) -> list[str]:
    return [f"2026-11-10T{hour:02}:{minute:02}:10Z" for minute in range(0, count * step, step)]


def planted() -> dict[str, Any]:
    """Eight failures of two projects share a registry that no success uses."""
    bad = [failed(15202, at, PULL.format("x")) for at in minutes(9, 4)]
    bad += [failed(15203, at, PULL.format("y")) for at in minutes(10, 4)]
    good = [job(15201, at) for at in minutes(11, 10)] + [job(15204, at) for at in minutes(12, 10)]
    return {"jobs": numbered(bad + good)}


@pytest.fixture(scope="module")
def api() -> Generator[CroisApi]:
    with crois(world(planted())) as found:
        yield found


def test_a_planted_cause_is_the_first_line() -> None:
    reading = found(planted())
    first = marked(reading)[0]
    assert first == f"all 8 failures, 0 of 20 successes: image host {HOST}"
    assert (reading.found, reading.total, reading.coverage) == (8, 8, Coverage.COMPLETE)
    assert "compared with 20 successes in the window (tasks read of 20)" in shown(reading)
    assert reading.facts["contrast"] == first


def test_what_fails_only_together_with_the_cause_is_said_to_be_explained() -> None:
    told = planted()
    for body in told["jobs"].values():
        good = body.get("status") != "FAILED"
        scheduled = not good or body["created_at"].minute < 6
        body["trigger"] = {"kind": "api" if scheduled else "ui", "by": "crois-sre"}
    told["jobs"] |= numbered([job(15201, at) for at in minutes(13, 8)], 17_100_001)
    for body in [*told["jobs"].values()][-8:]:
        body["trigger"] = {"kind": "ui", "by": "k-mori"}
    first = marked(found(told))[0]
    assert first.startswith(f"all 8 failures, 0 of 28 successes: image host {HOST}")
    assert first.endswith("fails only with it: trigger api")


def test_what_cannot_be_told_apart_is_said_to_be_so() -> None:
    bad = [failed(15203, at, PULL.format("y")) for at in minutes(10, 5)]
    good = [job(15201, at) for at in minutes(11, 10)]
    first = marked(found({"jobs": numbered(bad + good)}))[0]
    assert first.startswith(f"all 5 failures, 0 of 10 successes: image host {HOST}")
    assert "cannot be told apart here: image repository" in first
    assert "workflow 15203" in first or "and 3 more" in first


def test_of_too_few_no_one_says_that_nothing_sets_them_apart() -> None:
    bad = [failed(15203, at, PULL.format("y")) for at in minutes(10, 3)]
    reading = found({"jobs": numbered(bad + [job(15201, at) for at in minutes(11, 5)])})
    first, body = marked(reading)[0], shown(reading)
    assert first.startswith(f"all 3 failures, 0 of 5 successes: image host {HOST}")
    assert first.endswith("too few to tell from chance")
    assert "3 failures and 5 successes in the window (tasks read of 5) are too few to tell" in body
    assert "nothing sets" not in body
    assert "compared were" not in body


def test_what_was_known_of_too_few_successes_is_not_compared() -> None:
    bad = [failed(15203, at, PULL.format("y")) for at in minutes(10, 6)]
    good = [job(15203, at) for at in minutes(11, 10)]
    told = {"jobs": numbered(bad + good)}
    unread = {f"/v1/jobs/{number}/": 403 for number in [*told["jobs"]][8:]}
    body = shown(found(told, Trouble(unread)))
    assert "compared were module" not in body
    assert "known of too few jobs: image host" in body


@pytest.mark.parametrize(
    ("expected", "bad", "good"),
    [
        ("zone ap-northeast-1c", {"zone": "ap-northeast-1c"}, {"zone": "ap-northeast-1a"}),
        ("env TARGET stg", {"environment": {"TARGET": "stg"}}, {"environment": {"TARGET": "prd"}}),
    ],
)
def test_attributes_of_tasks(expected: str, bad: dict[str, Any], good: dict[str, Any]) -> None:
    jobs = [failed(15201, at, "exit code 1", task=bad) for at in minutes(9, 6)]
    jobs += [job(15201, at, task=good) for at in minutes(10, 12)]
    first = marked(found({"jobs": numbered(jobs)}, workflow_id="15201"))[0]
    assert first.startswith(f"all 6 failures, 0 of 12 successes: {expected}")


RETRIED = {"attempt": 2, "zone": "ap-northeast-1c"}


def test_what_a_retry_brings_about_sets_nothing_apart() -> None:
    jobs = [
        failed(15201, at, "exit code 1", attempt=2, task={"attempt": 3}) for at in minutes(9, 6)
    ]
    jobs += [job(15201, at) for at in minutes(10, 12)]
    reading = found({"jobs": numbered(jobs)}, workflow_id="15201")
    assert any("nothing sets the failures apart from 12 successes" in one for one in reading.lead)
    assert "attempt" not in shown(reading)


def test_where_a_retry_ran_comes_behind_what_was_there_before_it() -> None:
    bad = {**RETRIED, "environment": {"TARGET": "stg"}}
    good = {"zone": "ap-northeast-1a", "environment": {"TARGET": "prd"}}
    jobs = [failed(15201, at, "exit code 1", task=bad) for at in minutes(9, 6)]
    jobs += [job(15201, at, task=good) for at in minutes(10, 12)]
    first = marked(found({"jobs": numbered(jobs)}, workflow_id="15201"))[0]
    assert first.startswith("all 6 failures, 0 of 12 successes: env TARGET stg")
    alone = [failed(15201, at, "exit code 1", task=RETRIED) for at in minutes(9, 6)]
    alone += [job(15201, at, task={"zone": "ap-northeast-1a"}) for at in minutes(10, 12)]
    first = marked(found({"jobs": numbered(alone)}, workflow_id="15201"))[0]
    assert "zone ap-northeast-1c · of their last try: where the first one failed is not" in first


def test_one_that_was_retried_elsewhere_differs_in_nothing_by_that() -> None:
    jobs = [job(15201, "2026-11-10T09:00:00Z", task={"zone": "ap-northeast-1a"})]
    jobs += [failed(15201, "2026-11-10T10:00:00Z", "exit code 1", task=RETRIED)]
    first = marked(found({"jobs": numbered(jobs)}, workflow_id="15201"))[0]
    assert first.startswith("nothing differs from the last success before it, job 17000001")


def test_the_hour_of_one_day_is_only_when_it_happened() -> None:
    good = [job(15201, f"2026-11-{day:02}T18:00:00Z") for day in range(5, 10)]
    jobs = [failed(15201, at, "exit code 1") for at in minutes(0, 8)]
    reading = found({"jobs": numbered([*good, *jobs])}, since="6d", workflow_id="15201")
    assert "hour (JST)" not in shown(reading)


def test_images_are_looked_up_of_what_is_compared() -> None:
    jobs = [job(15202, "2026-11-10T08:30:00Z"), job(15201, "2026-11-10T09:00:00Z")]
    jobs += [failed(15201, "2026-11-10T10:00:00Z", "exit code 1")]
    trouble = Trouble()
    found({"jobs": numbered(jobs)}, trouble)
    looked = {one.partition("?")[0] for one in trouble.asked if "/versions/" in one}
    assert looked == {"/v1/modules/good-load/versions/"}


def test_size_and_worker_group_are_those_of_the_workflow() -> None:
    small = {
        "workflows": {15205: workflow("pos", "good-load", cpu=256, memory_mb=512)},
        "jobs": numbered(
            [failed(15205, at, "exit code 137") for at in minutes(9, 6)]
            + [job(15201, at) for at in minutes(10, 12)]
        ),
    }
    assert "size 256 cpu / 512 MiB" in marked(found(small))[0]
    group = {
        "workergroups": {
            "ecs-spot": {
                "engine": "ecs",
                "cluster": "crois-v2-prd-worker",
                "region": "ap-northeast-3",
            }
        },
        "workflows": {15205: workflow("pos", "good-load", workergroup="ecs-spot")},
        "jobs": small["jobs"],
    }
    first = marked(found(group))[0]
    assert "region ap-northeast-3" in first
    assert "worker group ecs-spot" in first


def test_a_version_that_came_in_between_is_the_difference() -> None:
    versions = {
        "v2": {
            "image": "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/pos/good-load:v2",
            "created_at": moment("2026-11-10T10:30:00Z"),
            "created_by": "k-mori",
        }
    }
    jobs = [job(15201, at, task={"zone": "z"}) for at in minutes(10, 12)]
    jobs += [failed(15201, at, "exit code 1", task={"zone": "z"}) for at in minutes(11, 6)]
    reading = found({"modules": {"good-load": {"versions": versions}}, "jobs": numbered(jobs)})
    assert marked(reading)[0].startswith(
        "all 6 failures, 0 of 12 successes: module version good-load v2"
    )
    assert "nothing succeeded since the first failure" in reading.tail[0]


def test_without_a_common_cause_none_is_claimed() -> None:
    jobs = [failed(15201, at, "exit code 1") for at in minutes(9, 5)]
    jobs += [failed(15204, at, "exit code 1") for at in minutes(10, 5)]
    jobs += [job(15201, at) for at in minutes(11, 10)] + [job(15204, at) for at in minutes(12, 10)]
    reading = found({"jobs": numbered(jobs)})
    assert "nothing sets the failures apart from 20 successes" in reading.lead[1]
    assert "image host" in reading.lead[1]
    assert [one for one in marked(reading) if "successes" in one] == []


def test_what_the_filter_holds_equal_is_no_finding() -> None:
    reading = found(planted(), project="pos")
    assert "held equal by the filter: project" in shown(reading)
    assert "project pos" not in marked(reading)[0]


def test_too_few_are_not_contrasted_but_one_is_compared_with_the_last_success() -> None:
    jobs = [job(15201, "2026-11-10T09:00:00Z", task={"zone": "a"})]
    jobs += [failed(15201, "2026-11-10T10:00:00Z", "exit code 1", task={"zone": "b"})]
    reading = found({"jobs": numbered(jobs)}, workflow_id="15201")
    assert "too few failures to contrast (1; 3 needed)" in reading.lead[1]
    assert marked(reading)[0].startswith("unlike the last success before it, job 17000001")
    assert marked(reading)[0].endswith("zone b (was a)")


def test_when_all_fail_the_successes_before_the_window_are_the_measure() -> None:
    jobs = [job(15201, at, task={"zone": "a"}) for at in minutes(1, 10)]
    jobs += [failed(15201, at, "exit code 1", task={"zone": "b"}) for at in minutes(9, 6)]
    reading = found({"jobs": numbered(jobs)}, workflow_id="15201", since="2026-11-10T08:00:00Z")
    assert "10 successes before the window" in reading.lead[1]
    assert marked(reading)[0].startswith("all 6 failures, 0 of 10 successes: zone b")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 8),
        ({"workflow_id": "15202"}, 4),
        ({"project": "lab"}, 4),
        ({"module": "bad-load"}, 4),
        ({"status": "TIMED_OUT"}, 0),
        ({"status": "FAILED"}, 8),
        ({"status": "SUCCEEDED"}, 20),
        ({"text": "denied for X"}, 4),
        ({"text": "CannotPullContainerError: pull access denied for y"}, 4),
        ({"since": "2026-11-10T09:03:00Z", "until": "2026-11-10T09:06:30Z"}, 2),
        ({"around": "2026-11-10T10:00:00Z", "minutes": 3}, 2),
        ({"around": "2026-11-10 19:00 JST", "minutes": 3}, 2),
        ({"since": "15h30m"}, None),
        ({"since": "15h"}, 0),
        ({"since": "930m", "until": "2026-11-10T10:03:00Z"}, 2),
    ],
)
def test_each_filter(asked: dict[str, Any], count: int | None, api: CroisApi) -> None:
    if count is None:
        with pytest.raises(BadInput):
            find_jobs.find(api, moment(NOW), Asked(**asked))
    else:
        assert find_jobs.find(api, moment(NOW), Asked(**asked)).found == count


def test_groups_add_up_and_tell_first_last_and_an_example() -> None:
    reading = found(planted())
    said = "group {}: 4 x FAILED: CannotPullContainerError: pull access denied for {}"
    y, x = "10:00:10Z to 10:06:10Z · workflow 15203", "09:00:10Z to 09:06:10Z · workflow 15202"
    assert marked(reading)[1:] == [
        f"{said.format(1, 'y')} · 11-10 {y} · e.g. job 17000008",
        f"{said.format(2, 'x')} · 11-10 {x} · e.g. job 17000004",
    ]
    assert reading.facts["errors"].startswith("4 x CannotPull")


def test_nothing_at_all_says_what_was_searched_and_where_to_look() -> None:
    reading = found(planted(), workflow_id="15999")
    assert (reading.coverage, reading.found, reading.total) == (Coverage.EMPTY, 0, 0)
    assert "no job at all was created in this window for these filters" in reading.lead[0]
    assert "workflow_id=15999" in reading.source
    assert [call.tool for call in reading.next] == ["describe_workflow", "find_jobs"]


def test_a_text_that_no_failure_has_shows_what_they_say_instead() -> None:
    reading = found(planted(), text="OutOfMemoryError")
    assert reading.coverage is Coverage.EMPTY
    assert "CannotPullContainerError" in shown(reading)
    lead = reading.lead[0]
    assert lead.startswith("none of 8 failed jobs (all were read) has this text in its own error")
    assert "no proof that nobody else was hit" in lead


def test_where_no_job_is_there_a_text_asks_of_none() -> None:
    reading = found(planted(), text="OutOfMemoryError", workflow_id="15999")
    assert "in its own error" not in shown(reading)
    assert [call.tool for call in reading.next] == ["describe_workflow", "find_jobs"]


def groups_of(reading: Reading) -> list[str]:
    return [one for one in marked(reading) if " x FAILED" in one]


def alike(*of_tasks: str) -> dict[str, Any]:
    """Jobs that failed alike for the platform, each with what its task says of it."""
    error = "Task crawl exited with code 137"
    bad = [
        failed(15203, at, error, task={"error": said})
        for at, said in zip(minutes(10, len(of_tasks)), of_tasks, strict=True)
    ]
    return {"jobs": numbered(bad + [job(15201, at) for at in minutes(11, 10)])}


def test_what_the_task_of_one_says_is_not_said_of_all() -> None:
    memory = "OutOfMemoryError: Container killed due to memory usage"
    (group,) = groups_of(found(alike(memory, "stopped by user")))
    assert group.startswith("2 x FAILED: Task crawl exited with code 137 · its task, in 1 of 2 ")
    assert f"its task, in 1 of 2 read (job 17000001): run: {memory}" in group
    assert "its task, in 1 of 2 read (job 17000002): run: stopped by user" in group


def test_what_one_of_several_says_alone_is_said_of_that_one() -> None:
    memory = "OutOfMemoryError: Container killed due to memory usage"
    silent = "exited with code 137"
    (group,) = groups_of(found(alike(memory, silent)))
    assert "its task, in 1 of 2 read (job 17000001): run: Out" in group
    assert group.count("its task") == 1


def test_what_all_tasks_say_is_said_once() -> None:
    (group,) = groups_of(found(alike("lost 7", "lost 9")))
    assert " · its task: run: lost 9 · " in group


def test_which_workflows_of_a_project_go_well_is_said() -> None:
    of = {number: workflow("tutorial", "tutorial_20260910") for number in (15203, 15204)}
    good = [job(15203, at) for at in minutes(11, 6)] + [job(15204, at) for at in minutes(12, 5)]
    bad = [failed(15203, at, PULL.format("y")) for at in minutes(10, 4)]
    told = {"jobs": numbered(bad + good), "workflows": of}
    lead = found(told, project="tutorial").lead
    name = "tutorial tutorial_20260910"
    assert lead[-1] == f"those successes by workflow: 6 of 15203 {name}, 5 of 15204 {name}"
    assert "by workflow" not in str(found(told, workflow_id="15203").lead)


def test_where_nothing_failed_the_newest_jobs_are_shown() -> None:
    reading = found(planted(), workflow_id="15201", limit=3)
    assert reading.coverage is Coverage.EMPTY
    assert "no job failed; 10 SUCCEEDED; the newest" in reading.lead[0]
    assert len([row for row in reading.rows if row.mark != "."]) == 3


def many(count: int) -> dict[str, Any]:
    return {
        "series": {
            "many": {
                "first": moment("2026-11-10T02:00:00Z"),
                "last": moment("2026-11-10T02:00:00Z").replace(hour=2) + _steps(count - 1),
                "every": "30s",
                "job": {
                    key: value
                    for key, value in failed(15202, "2026-11-10T02:00:00Z", "exit code 1").items()
                    if key != "created_at"
                },
            }
        }
    }


def _steps(count: int) -> Any:
    return 30 * count * (moment("2026-11-10T00:00:01Z") - moment("2026-11-10T00:00:00Z"))


def test_the_last_success_is_the_last_though_many_others_are_listed_in_part() -> None:
    """Of many successes some pages are listed: the last of a workflow there is not its last."""
    series = many(9 * pages.PAGE_SIZE)
    series["series"]["many"]["job"] |= {"status": "SUCCEEDED", "error": ""}
    own = [job(15201, f"2026-11-10T0{hour}:17:00Z", task={"zone": "a"}) for hour in range(2, 8)]
    own += [failed(15201, "2026-11-10T08:30:00Z", "exit code 1", task={"zone": "b"})]
    for count in (3, 4, 5, 6):
        kept = [*own[:count], own[-1]]
        reading = found({**series, "jobs": numbered(kept)}, text="exit code 1")
        assert f"before it, job {17000000 + count} of" in marked(reading)[0]


def test_more_than_can_be_read_is_truncated_and_the_cursor_brings_exactly_the_rest() -> None:
    most = 10 * pages.PAGE_SIZE
    with crois(world(many(most + 150))) as api:
        first = find_jobs.find(api, moment(NOW), Asked(workflow_id="15202"))
        assert first.coverage is Coverage.TRUNCATED
        assert first.total == most + 150
        since, until = (part.partition("=")[2] for part in first.cursor.split(" "))
        rest = find_jobs.find(
            api, moment(NOW), Asked(workflow_id="15202", since=since, until=until)
        )
    assert rest.coverage is Coverage.COMPLETE
    assert (first.found or 0) + (rest.found or 0) == most + 150


def test_successes_before_the_window_that_cannot_be_read_are_named() -> None:
    jobs = [failed(15201, at, "exit code 1") for at in minutes(9, 6)]
    told = {"jobs": numbered(jobs)}
    # The list of the window has a `since`, that of the time before it has none.
    trouble = Trouble(statuses={"workflow_id=15201&status=SUCCEEDED&until": 403})
    reading = found(told, trouble, workflow_id="15201")
    assert reading.coverage is Coverage.PARTIAL
    assert "not read: successes before the window: the API answers 403" in reading.tail


def test_a_text_that_was_looked_for_in_a_part_only_is_not_denied_for_the_whole() -> None:
    with crois(world(many(10 * pages.PAGE_SIZE + 20))) as api:
        reading = find_jobs.find(api, moment(NOW), Asked(text="nothing like it"))
    assert reading.coverage is Coverage.TRUNCATED
    assert "among those after 2026-11-10T02:10:00Z, which were read" in reading.lead[0]


def test_denied_is_no_empty_list() -> None:
    reading = found(planted(), Trouble(statuses={"status=FAILED": 403}))
    assert reading.coverage is Coverage.DENIED
    assert "shows neither presence nor absence" in shown(reading)


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("status=SUCCEEDED&", "not read: SUCCEEDED jobs: the API answers 403"),
        ("status=CANCELED", "not read: CANCELED jobs: the API answers 403"),
    ],
)
def test_a_list_beside_that_cannot_be_read_is_named(target: str, says: str) -> None:
    reading = found(planted(), Trouble(statuses={target: 403}))
    assert reading.coverage is Coverage.PARTIAL
    assert reading.found == 8
    assert says in reading.tail
    assert "states that could not be read" in reading.lead[0] or "CANCELED" in target


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("/versions/", "images of module"),
        ("/v1/workergroups/", "regions of worker groups: the API answers 403"),
        ("/v1/jobs/17000003/", "tasks of job 17000003: the API answers 403"),
    ],
)
def test_what_could_not_be_compared_is_named(target: str, says: str) -> None:
    reading = found(planted(), Trouble(statuses={target: 403}))
    assert any(says in line for line in reading.tail)
    assert reading.coverage is Coverage.COMPLETE


def test_a_page_that_fails_leaves_a_part_and_a_cursor() -> None:
    trouble = Trouble(statuses={"&page=3&": 503})
    reading = found(many(900), trouble, workflow_id="15202")
    assert reading.coverage is Coverage.PARTIAL
    assert "page 3 of 5" in reading.tail[-1]
    assert reading.cursor
    assert reading.found == 2 * pages.PAGE_SIZE - 1


def test_a_deadline_that_runs_short_still_brings_what_was_read() -> None:
    trouble = Trouble(slow={"/v1/jobs/17": 0.4})
    started = time.monotonic()
    with deadline.running(Deadline(2.0)):
        reading = found(planted(), trouble)
    assert time.monotonic() - started < 3.5
    assert reading.found == 8
    assert any("more jobs: the time ran short" in line for line in reading.tail)


def test_a_list_that_never_comes_is_a_fault() -> None:
    with deadline.running(Deadline(0.6)), pytest.raises(Unavailable):
        found(planted(), Trouble(slow={"status=FAILED": 3.0}))


def test_hours_of_the_day_and_minutes() -> None:
    days = [f"2026-11-{day:02}T18:{minute:02}:00Z" for day in (6, 7, 8, 9) for minute in (1, 2)]
    jobs = [failed(15201, at, "exit code 1") for at in days]
    jobs += [
        job(15201, f"2026-11-{day:02}T{hour:02}:00:00Z") for day in (6, 7, 8) for hour in (1, 9)
    ]
    reading = found({"jobs": numbered(jobs)}, since="6d", workflow_id="15201")
    assert "8 of 8 in the hour 03:00 JST, on 4 days; of 6 successes 0 then" in reading.tail[0]
    burst = [failed(15201, f"2026-11-10T09:00:{second:02}Z", "x") for second in (1, 9, 20, 40)]
    told = found({"jobs": numbered(burst)}).tail[0]
    assert "all 4 created within one minute from 09:00:01Z (2026-11-10 18:00:01 JST)" in told
    assert "failed after" in told


def test_next_calls_are_of_the_example() -> None:
    reading = found(planted(), workflow_id="15202")
    assert reading.next == (
        Call("crois", "describe_job", {"job_id": "17000004"}),
        Call("aws", "trace_job", {"job_id": "17000004"}),
        # Nothing of this workflow succeeded: others did.
        Call(
            "crois",
            "find_jobs",
            {"since": "2026-11-10T01:20:00Z", "until": "2026-11-11T01:20:00Z"},
        ),
    )
    jobs = [job(15202, at) for at in minutes(8, 6)] + [failed(15202, AT, "exit code 1")]
    again = found({"jobs": numbered(jobs)}, workflow_id="15202")
    assert again.next[-1] == Call("crois", "describe_workflow", {"workflow_id": "15202"})


ERRORS = st.sampled_from(["exit code 1", "exit code 137", "timed out after 12 s", ""])
JOBS = st.lists(
    st.tuples(
        st.sampled_from([15201, 15202, 15203]),
        st.integers(0, 3_000),
        st.sampled_from(["SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED"]),
        ERRORS,
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=10, deadline=None)
@given(JOBS)
def test_counts_add_up(drawn: list[tuple[int, int, str, str]]) -> None:
    jobs = [
        failed(
            number,
            f"2026-11-10T{9 + after // 3600:02}:{after // 60 % 60:02}:{after % 60:02}Z",
            error,
            status=status,
            task={"status": status},
        )
        for number, after, status, error in drawn
    ]
    reading = found({"jobs": numbered(jobs)}, since="2026-11-10T09:00:00Z", limit=50)
    failures = [one for one in drawn if one[2] in ("FAILED", "TIMED_OUT")]
    assert reading.found == len(failures)
    assert reading.total == len(failures)
    counted = [
        int(one.rpartition("group ")[2].partition(": ")[2].split(" x ")[0] or 0)
        if one.startswith("group ")
        else int(one.split(" x ")[0])
        for one in marked(reading)
        if " x " in one
    ]
    more = [one for one in marked(reading) if "more groups with" in one]
    rest = int(more[0].split(" with ")[1].split()[0]) if more else 0
    assert sum(counted) + rest == len(failures)
    recorded = [row for row in reading.rows if "job 17" in row.text or '"id":17' in row.text]
    assert len([row for row in recorded if row.mark != ">"]) == (len(failures) or len(drawn))


def test_jobs_that_are_only_listed_say_whose_most_of_them_are() -> None:
    flood = [job(15202, at) for at in minutes(9, 9)]
    told = {"jobs": numbered([*flood, *(job(one, AT) for one in (15201, 15203, 15204, 15201))])}
    reading = found(told, status="SUCCEEDED", limit=5)
    assert reading.lead[0] == "13 SUCCEEDED"
    assert reading.lead[1].startswith("by workflow: 9 of 15202 ")
    assert ", 2 of 15201 " in reading.lead[1]
    assert reading.lead[1].endswith(", 1 of 1 other")
    assert reading.lead[2] == "the first of them was created 2026-11-10T09:00:00Z"
    assert [call.tool for call in reading.next] == ["describe_workflow", "describe_job"]
    assert reading.next[0].arguments == {"workflow_id": "15202"}


def test_few_jobs_that_are_all_shown_are_not_counted_by_workflow() -> None:
    told = {"jobs": numbered([job(15202, AT), job(15201, AT)])}
    reading = found(told, status="SUCCEEDED", limit=5)
    assert reading.lead == ("2 SUCCEEDED",)
    assert [call.tool for call in reading.next] == ["describe_job"]
