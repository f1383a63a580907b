"""What the platform recorded beside a job's own times, and which schedule started it."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import Trouble, crois, failed, job, numbered, world

from kurosai import rendering
from kurosai.crois import job_events, jobs
from kurosai.vocabulary import Coverage, Reading, moment

AT = "2026-11-10T09:00:00Z"


def described(body: dict[str, Any], trouble: Trouble | None = None) -> Reading:
    with crois(world({"jobs": numbered([body])}), trouble) as api:
        return jobs.describe(api, "17000001")


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def event(after: str, kind: str, detail: str) -> dict[str, str]:
    return {"after": after, "kind": kind, "task": "run", "detail": detail}


def test_retries_are_folded_and_the_plain_events_left_out() -> None:
    events = [
        event("30s", "TASK_RETRIED", "attempt 2 after exit code 1"),
        event("60s", "TASK_RETRIED", "attempt 3 after exit code 1"),
        event("90s", "TASK_RETRIED", "attempt 4 after exit code 1"),
        event("100s", "TASK_RESCHEDULED", "moved to ecs-spot"),
    ]
    reading = described(failed(15201, AT, "exit code 1", events=events))
    text = shown(reading)
    assert "09:00:30Z TASK_RETRIED run x 3 (last 09:01:30Z): attempt 2 after exit code 1" in text
    assert "09:01:40Z TASK_RESCHEDULED run: moved to ecs-spot" in text
    assert "also recorded" not in text
    assert "TASK_FINISHED" not in text
    assert reading.coverage is Coverage.COMPLETE


def test_events_beyond_those_shown_are_counted() -> None:
    kinds = [chr(ord("A") + one) for one in range(job_events.MOST_KINDS)]
    events = [event(f"{10 + at}s", f"TASK_{kind}", "") for at, kind in enumerate(kinds)]
    events += [event(f"{60 + at}s", "TASK_LATE", f"by worker {'xy'[at % 2]}") for at in range(4)]
    reading = described(failed(15201, AT, "exit code 1", events=events))
    assert "the platform also recorded 4 TASK_LATE" in reading.tail


def test_an_ordinary_job_costs_no_second_request() -> None:
    trouble = Trouble()
    reading = described(job(15201, AT), trouble)
    assert [target for target in trouble.asked if "events" in target] == []
    assert "recorded" not in shown(reading)


def test_a_job_that_went_well_at_the_second_attempt_is_not_ordinary() -> None:
    trouble = Trouble()
    described(job(15201, AT, task={"attempt": 2}), trouble)
    assert [target for target in trouble.asked if "events" in target]


@pytest.mark.parametrize(("status", "says"), [(403, "denied"), (503, "partial")])
def test_events_that_cannot_be_read_are_named_and_the_job_is_told(status: int, says: str) -> None:
    reading = described(failed(15201, AT, "exit code 1"), Trouble({"/events/": status}))
    assert reading.coverage is Coverage.PARTIAL
    text = shown(reading)
    assert f"looked GET /v1/jobs/17000001/events/ {says}" in text
    assert "run FAILED" in text


def test_the_schedule_of_a_job_and_how_late_it_was() -> None:
    trigger = {"kind": "schedule", "by": "core-v2-scheduler-tick", "schedule": 9301}
    told = {
        "schedules": {9301: {"workflow": 15201, "cron": "0 9 * * *", "timezone": "UTC"}},
        "jobs": numbered(
            [job(15201, "2026-11-10T09:00:02Z", trigger={**trigger, "fire_at": moment(AT)})]
        ),
    }
    with crois(world(told)) as api:
        reading = jobs.describe(api, "17000001")
    assert "by schedule 9301, 0m02s after its time 09:00:00Z" in shown(reading)
    assert [call.tool for call in reading.next] == ["trace_job", "describe_workflow"]
