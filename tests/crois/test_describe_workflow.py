"""A workflow with its schedules in their time zones, over the API of worlds on loopback."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from crois_world import NOW, Trouble, crois, failed, job, numbered, world

from kurosai import calls, rendering
from kurosai.crois import describe_workflow, schedule
from kurosai.crois.job_record import job_of
from kurosai.vocabulary import Coverage, Reading, moment, stamp


def described(
    told: dict[str, Any], trouble: Trouble | None = None, workflow_id: str = "15201"
) -> Reading:
    with crois(world(told), trouble) as api:
        return describe_workflow.describe(api, moment(NOW), workflow_id)


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def scheduled(hour: int, days: range, *, lag: int = 2, **told: Any) -> list[dict[str, Any]]:
    """A job a day in November, each `lag` seconds after its schedule's time."""
    jobs: list[dict[str, Any]] = []
    for day in days:
        due = moment(f"2026-11-{day:02}T{hour:02}:30:00Z")
        trigger = {"kind": "schedule", "by": "core-v2-scheduler-tick", "schedule": 9301}
        created = stamp(due + timedelta(seconds=lag))
        jobs.append(job(15201, created, trigger={**trigger, "fire_at": due}, **told))
    return jobs


def daily(timezone: str, jobs: list[dict[str, Any]], **schedule: Any) -> dict[str, Any]:
    told = {"workflow": 15201, "cron": "30 7 * * *", "timezone": timezone, "created_via": "api"}
    return {"schedules": {9301: {**told, **schedule}}, "jobs": numbered(jobs)}


def test_a_cron_in_utc_is_nine_hours_from_what_is_meant_in_japan() -> None:
    reading = described(daily("UTC", scheduled(7, range(4, 11))))
    text = shown(reading)
    assert (
        "schedule 9301 enabled: cron '30 7 * * *' in UTC · created_via api · "
        "last due 11-10 07:30 UTC = 16:30 JST · next 11-11 07:30 UTC = 16:30 JST" in text
    )
    assert (
        "cron '30 7 * * *' is read in UTC, not in Asia/Tokyo: its last time was 16:30 JST, where "
        "Asia/Tokyo would have given 07:30 JST (22:30 UTC): +9 h, each time" in text
    )
    assert "7 jobs created median 0m02s after fire_at, at most 0m02s: the scheduler was not" in text
    assert "brought no job" not in text
    assert reading.coverage is Coverage.COMPLETE
    assert reading.facts["schedules"] == "9301: 30 7 * * * UTC, created_via api"


def test_a_cron_in_japan_is_what_is_meant() -> None:
    text = shown(described(daily("Asia/Tokyo", scheduled(22, range(4, 10)))))
    assert "last due 11-10 22:30 UTC = 11-11 07:30 JST" in text
    assert "Asia/Tokyo has the time of Japan" in text
    assert "not in Asia/Tokyo" not in text
    # 11-10T22:30Z was due and brought none.
    assert "1 of 6 due times brought no job: 11-10 22:30 UTC" in text


def test_a_third_zone_is_told_in_its_own_time_and_its_change_of_clocks() -> None:
    told = daily("America/New_York", [], cron="0 2 1 * *")
    text = shown(described(told))
    assert "11-01 02:00 America/New_York = 11-01 07:00 UTC = 16:00 JST" in text
    assert "where Asia/Tokyo would have given 02:00 JST (17:00 UTC): +14 h" in text
    march = shown(described(daily("America/New_York", [], cron="0 2 15 3 *")))
    assert "clocks" not in march
    summer = daily("America/New_York", [], cron="0 2 15 1,7 *")
    assert "the clocks of America/New_York change before its next time" in shown(described(summer))


def test_what_fires_at_every_hour_is_the_same_in_every_zone() -> None:
    text = shown(described(daily("UTC", [], cron="*/10 * * * *")))
    assert "read in Asia/Tokyo it would fire at the same minutes" in text


@pytest.mark.parametrize(
    ("cron", "same"), [("0 0,9,18 * * *", False), ("0 */3 * * *", True), ("0 9 * * 1", False)]
)
def test_the_same_minutes_are_all_of_them(cron: str, same: bool) -> None:
    # At 09:00 UTC it is 18:00 in Japan: one time fits both, and the others do not.
    now = moment("2026-11-11T09:30:00Z")
    one = schedule.of({"id": 1, "cron": cron, "timezone": "UTC", "enabled": True})
    text = " ".join(schedule.findings((one,), (), now, now))
    assert ("at the same minutes" in text) is same
    assert ("is read in UTC, not in Asia/Tokyo" in text) is not same


def test_a_scheduler_that_was_late_is_told_with_the_worst_job() -> None:
    jobs = scheduled(7, range(4, 10)) + scheduled(7, range(10, 11), lag=1_500)
    text = shown(described(daily("UTC", jobs)))
    assert "1 later than 5m00s, worst job 17000007 by 25m00s" in text
    assert "was not late" not in text


def twice(*, later: int = 122, before: int = 10, **second: Any) -> list[dict[str, Any]]:
    """A job a day until `before`, of the last day a second one `later` seconds after its time."""
    days = scheduled(7, range(4, before + 1))
    return [*days, *scheduled(7, range(before, before + 1), lag=later, **second)]


@pytest.mark.parametrize(("later", "told"), [(122, "2m00s"), (4_000, "1h06m38s")])
def test_a_second_job_for_one_time_is_one_too_many_and_not_late(later: int, told: str) -> None:
    reading = described(daily("UTC", twice(later=later)))
    line = (
        "schedule 9301 fired twice for 2026-11-10T07:30:00Z: jobs 17000007, 17000008 "
        f"({told} later)"
    )
    assert reading.tail[0] == line
    assert (
        "schedule 9301: 7 jobs, the first of each time, created median 0m02s after fire_at, at "
        "most 0m02s: the scheduler was not late" in shown(reading)
    )
    assert reading.facts["fired twice"] == line
    assert reading.facts["lag"] == "at most 0m02s over 7 jobs"
    assert [(call.tool, *call.arguments.values()) for call in reading.next] == [
        ("describe_job", "17000008"),
        ("describe_job", "17000007"),
        (
            "find_logs",
            "/aws/lambda/core-v2-scheduler-tick",
            "9301",
            stamp(moment("2026-11-10T07:30:00Z") + timedelta(seconds=later)),
        ),
    ]


def test_what_fired_twice_is_told_although_no_schedule_could_be_read() -> None:
    reading = described(daily("UTC", twice()), Trouble({"/v1/schedules/": 403}))
    assert reading.tail[0].startswith("schedule 9301 fired twice for 2026-11-10T07:30:00Z: jobs")


def test_a_job_that_was_run_again_is_none_that_was_fired() -> None:
    again = {"kind": "rerun", "by": "k-mori", "schedule": 9301, "fire_at": "2026-11-10T07:30:00Z"}
    jobs = scheduled(7, range(4, 11))
    reading = described(
        daily("UTC", [*jobs, job(15201, "2026-11-10T23:00:00Z", trigger={**again})])
    )
    assert "fired twice" not in shown(reading)
    assert "the scheduler was not late" in shown(reading)


def test_of_many_times_that_fired_twice_the_newest_are_told() -> None:
    several = [one for day in range(6, 10) for one in twice(before=day)[-2:]]
    three = scheduled(7, range(9, 10), lag=50)
    reading = described(daily("UTC", [*several, *three]))
    fired, third = "schedule 9301 fired", "17000009 (0m48s later)"
    assert list(reading.tail[:3]) == [
        f"{fired} 3 times for 2026-11-09T07:30:00Z: jobs 17000007, {third}, 17000008 (2m00s later)",
        f"{fired} twice for 2026-11-08T07:30:00Z: jobs 17000005, 17000006 (2m00s later)",
        "more than one job came for 2 earlier times as well",
    ]


def test_jobs_of_one_time_are_shown_behind_newer_ones_and_a_newer_failure_leads() -> None:
    jobs = [*twice(before=5), *scheduled(7, range(6, 11))]
    reading = described(daily("UTC", jobs))
    shown_jobs = [row.brief.split()[1] for row in reading.rows if row.brief.startswith("job ")]
    assert [row.mark for row in reading.rows if row.brief.startswith("job 17000002 ")] == [""]
    assert shown_jobs[1:3] == ["17000002", "17000003"]
    assert reading.next[0].arguments == {"job_id": "17000003"}
    failure = failed(15201, "2026-11-10T22:00:00Z", "exit code 1")
    assert described(daily("UTC", [*jobs, failure])).next[0].arguments == {"job_id": "17000009"}
    earlier = failed(15201, "2026-11-04T22:00:00Z", "exit code 1")
    assert described(daily("UTC", [*jobs, earlier])).next[0].arguments == {"job_id": "17000003"}


def test_jobs_of_another_cron_say_that_it_was_changed() -> None:
    jobs = scheduled(3, range(4, 8)) + scheduled(7, range(8, 11))
    text = shown(described(daily("UTC", jobs)))
    assert (
        "fire_at of 4 of 7 jobs does not fit cron and zone of today, last of job 17000004" in text
    )


def test_times_before_the_cron_was_changed_were_never_due() -> None:
    """Until the 7th at 03:30, since the 9th at 07:30; whether on the 8th, nobody tells."""
    jobs = scheduled(3, range(1, 8)) + scheduled(7, range(9, 10))
    text = shown(described(daily("UTC", jobs)))
    assert "fire_at of 7 of 8 jobs does not fit" in text
    assert "1 of 1 due times brought no job: 11-10 07:30 UTC (if it was enabled all" in text
    none_fits = shown(described(daily("UTC", scheduled(3, range(1, 10)))))
    assert "fire_at of 9 of 9 jobs does not fit" in none_fits
    assert "brought no job" not in none_fits


def test_times_before_the_workflow_was_changed_are_not_counted() -> None:
    change = {"at": moment("2026-11-09T12:00:00Z"), "by": "k-mori", "summary": "schedule on"}
    told = daily("UTC", scheduled(7, range(1, 4)))
    told["workflows"] = {15201: {"history": [change]}}
    text = shown(described(told))
    assert "1 of 1 due times brought no job: 11-10 07:30 UTC" in text


@pytest.mark.parametrize(
    ("updated", "says"),
    [
        ("2026-11-09T12:00:00Z", "1 of 1 due times brought no job: 11-10 07:30 UTC"),
        ("2026-11-10T12:00:00Z", ""),
    ],
)
def test_a_schedule_that_tells_when_it_was_changed_counts_since_then(
    updated: str, says: str
) -> None:
    trigger = {"kind": "schedule", "schedule_id": 9301, "fire_at": "2026-11-03T03:30:00Z"}
    created = "2026-11-03T03:30:02Z"
    told = {"id": 1, "status": "SUCCEEDED", "trigger": trigger, "created_at": created}
    old = job_of(told)
    body = {"id": 9301, "cron": "30 7 * * *", "timezone": "UTC", "enabled": True}
    one = schedule.of({**body, "updated_at": updated})
    now = moment(NOW)
    found = [
        line
        for line in schedule.findings((one,), (old,), now, now - timedelta(days=20))
        if "brought no job" in line
    ]
    assert found == ([f"schedule 9301: {says}"] if says else [])


def test_a_schedule_that_is_off_fires_no_more() -> None:
    reading = described(daily("UTC", scheduled(7, range(4, 8)), enabled=False))
    text = shown(reading)
    assert "schedule 9301 DISABLED" in text
    assert "fires no more" in text
    assert "brought no job" not in text


def test_jobs_and_changes_are_told_and_failures_lead_on() -> None:
    history = [
        {"at": moment("2026-11-09T01:00:00Z"), "by": "k-mori", "summary": "timeout 60 -> 10"},
    ]
    told = {
        "workflows": {15201: {"history": history}},
        "jobs": numbered(
            [
                job(15201, "2026-11-08T01:00:00Z"),
                failed(15201, "2026-11-10T01:00:00Z", "exit code 1"),
            ]
        ),
    }
    reading = described(told)
    text = shown(reading)
    assert "all its jobs: 1 SUCCEEDED, 1 FAILED" in reading.lead[0]
    assert "changed by k-mori: timeout 60 -> 10" in text
    assert "it has no schedule" in text
    assert [call.tool for call in reading.next] == ["describe_job", "find_jobs"]
    assert reading.next[0].arguments == {"job_id": "17000002"}


@pytest.mark.parametrize(
    ("target", "status", "coverage"),
    [
        ("/v1/schedules/", 403, Coverage.PARTIAL),
        ("/history/", 403, Coverage.PARTIAL),
        ("/v1/jobs/", 503, Coverage.PARTIAL),
        ("/v1/workflows/15201/?", 403, Coverage.DENIED),
    ],
)
def test_what_cannot_be_read_is_named(target: str, status: int, coverage: Coverage) -> None:
    reading = described(daily("UTC", scheduled(7, range(4, 8))), Trouble({target: status}))
    assert reading.coverage is coverage
    assert "it has no schedule" not in shown(reading)
    if coverage is Coverage.PARTIAL:
        assert any(look.leaves_open for look in reading.looks)


def test_a_workflow_that_is_not_there_is_empty() -> None:
    reading = described({}, workflow_id="15999")
    assert reading.coverage is Coverage.EMPTY
    assert "There is no workflow 15999" in reading.lead[0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"timezone": "Mars/Base"}, "is no time zone known here"),
        ({"timezone": "../../etc"}, "is no time zone known here"),
        ({"timezone": ""}, "is no time zone known here"),
        ({"cron": "cron(0 9 * * ? *)"}, "is no cron expression"),
        ({"cron": None}, "is no cron expression"),
    ],
)
def test_a_zone_and_a_cron_that_cannot_be_read_are_said(change: dict[str, Any], says: str) -> None:
    body = {"id": 1, "cron": "0 9 * * *", "timezone": "UTC", "enabled": True, **change}
    one = schedule.of(body)
    (line,) = schedule.findings((one,), (), moment(NOW), moment(NOW))
    assert says in line
    assert "last due" not in schedule.row((one,), moment(NOW)).brief


def test_of_a_late_job_the_scheduler_is_asked_at_the_time_that_was_due() -> None:
    late = described(daily("Asia/Tokyo", scheduled(22, range(4, 10), lag=3600)))
    asked = late.next[0]
    assert (asked.tool, dict(asked.arguments)) == (
        "find_logs",
        {
            "group": "/aws/lambda/core-v2-scheduler-tick",
            "text": "9301",
            "around": "2026-11-09T22:30:00Z",
        },
    )
    prompt = described(daily("Asia/Tokyo", scheduled(22, range(4, 10))))
    assert [call.tool for call in prompt.next] == ["describe_job"]


def several(count: int, crons: int = 1) -> dict[str, Any]:
    told = {"workflow": 15201, "timezone": "UTC", "created_via": "api"}
    return {
        "schedules": {
            9301 + number: {**told, "cron": f"*/5 {number % crons}-23 * * *"}
            for number in range(count)
        },
        "jobs": {},
    }


def test_schedules_that_are_alike_are_one_row_with_their_number() -> None:
    reading = described(several(6))
    rows = [row for row in reading.rows if row.brief.startswith(("schedule", "6 schedules"))]
    (row,) = rows
    assert row.brief.startswith(
        "6 schedules 9301, 9302, 9303 and 3 more enabled: each cron '*/5 0-23 * * *' in UTC"
    )
    assert row.brief.endswith(" · fires each 12 times an hour")
    assert all(str(9301 + number) in row.text for number in range(6))
    assert len([line for line in reading.tail if "is read in UTC" in line]) <= 1
    assert not any("not shown" in line for line in reading.tail)
    assert "list_schedules" not in shown(reading)


def test_schedules_that_are_not_shown_are_said_with_the_call_that_shows_them() -> None:
    reading = described(several(9, crons=9))
    assert sum(row.brief.startswith("schedule ") for row in reading.rows) == 6
    assert "3 more schedules are not shown: call_operation list_schedules has all" in reading.tail
    call = reading.next[-1]
    assert (call.tool, dict(call.arguments)) == (
        "call_operation",
        {"operation": "list_schedules", "arguments": {"workflow_id": "15201"}},
    )


def test_a_job_that_took_far_longer_than_the_good_ones_before_it_is_marked_and_asked_for() -> None:
    jobs = [job(15201, f"2026-11-{day:02}T01:00:00Z", finished=f"{day}m") for day in range(1, 4)]
    jobs.append(job(15201, "2026-11-04T01:00:00Z", finished="15m"))
    later = [job(15201, f"2026-11-{day:02}T01:00:00Z", finished="5m") for day in range(5, 11)]
    reading = described({"jobs": numbered([*jobs, *later])})
    far = "job 17000004 SUCCEEDED after 14m58s · by api crois-sre · far beyond the 0m58s to 2m58s"
    assert f"{far} of the last 3 good runs" in shown(reading)
    assert shown(reading).count("far beyond") == 1
    assert reading.next == (calls.describe_job("17000004"),)


def test_a_job_that_runs_tells_how_long_and_comes_before_an_older_failure() -> None:
    jobs = [job(15201, f"2026-11-{day:02}T01:00:00Z") for day in range(1, 5)]
    bad = failed(15201, "2026-11-05T01:00:00Z", "exit code 1")
    runs = {"status": "RUNNING", "finished": None}
    now = job(15201, "2026-11-10T21:00:00Z", **runs, task=runs)
    reading = described({"jobs": numbered([*jobs, bad, now])})
    text = "job 17000006 RUNNING for 4h19m58s · by api crois-sre · far beyond the 2m58s of the last"
    assert f"{text} 4 good runs" in shown(reading)
    assert reading.next[:2] == (calls.describe_job("17000006"), calls.describe_job("17000005"))
