"""World S01 as it must be, the same every time, and nothing of its future."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from kurosai.sandbox.cron import next_fire
from kurosai.sandbox.lambdas import milliseconds
from kurosai.sandbox.records import LogEvent
from kurosai.sandbox.scenario import alter, bundled, load
from kurosai.sandbox.world import World, build
from kurosai.vocabulary import moment

CHECKER = "/aws/lambda/core-v2-crois-gke-health-checker"
REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"
S01 = bundled("s01-started-at-missing")
SMALL = "noise: {jobs: 400, log_events: 800}"


@pytest.fixture(scope="module")
def world() -> World:
    return build(load(S01))


def checker(world: World) -> list[LogEvent]:
    streams = [one for one in world.log_streams if one.group == CHECKER]
    return sorted((e for one in streams for e in one.events), key=lambda event: event.at_ms)


def test_finding_is_work(world: World) -> None:
    groups = {stream.group for stream in world.log_streams}
    aside = sum(len(one.events) for one in world.log_streams if one.group != CHECKER)
    assert aside >= 20_000
    assert len(world.jobs) >= 2_000
    assert len(groups) == 6
    errors = [
        event.message
        for stream in world.log_streams
        for event in stream.events
        if event.message.startswith("[ERROR]\t")
    ]
    assert len(errors) > 20
    assert sum("started_at has no value" in one for one in errors) == 2
    alike = [
        event.message
        for stream in world.log_streams
        if stream.group != CHECKER
        for event in stream.events
        if re.search(r"has no value|started_at", event.message)
    ]
    assert len(alike) > 20
    assert {job.status for job in world.jobs.values()} >= {"SUCCEEDED", "FAILED", "RUNNING"}


def test_the_failing_request_reads_as_lambda_writes_it(world: World) -> None:
    events = checker(world)
    first = next(
        i for i, e in enumerate(events) if e.message.startswith(f"START RequestId: {REQUEST}")
    )
    messages = [event.message for event in events[first : first + 11]]
    assert messages[0] == f"START RequestId: {REQUEST} Version: $LATEST\n"
    assert "job_id=16852935" in messages[2]
    assert messages[4] == (
        f"[WARN]\t2025-11-04T18:14:12.114Z\t{REQUEST}\tretrying Crois API (502)\n"
    )
    assert "GET /v1/jobs/16852935/ 200" in messages[5]
    assert messages[7] == (
        f"[ERROR]\t2025-11-04T18:14:40.914Z\t{REQUEST}\t"
        "[healthcheck] error: started_at has no value tasks:normal-1\n"
    )
    assert messages[8].startswith(
        "[ERROR] AssertionError: started_at has no value tasks:normal-1\nTraceback"
    )
    assert '\n\u00a0\u00a0File "/var/task/main.py", line 300, in handler\n' in messages[8]
    assert messages[9] == f"END RequestId: {REQUEST}\n"
    assert re.fullmatch(
        rf"REPORT RequestId: {REQUEST}\tDuration: 378\d\d\.\d\d ms\tBilled Duration: 378\d\d ms\t"
        r"Memory Size: 256 MB\tMax Memory Used: 91 MB\t\n",
        messages[10],
    )
    assert events[first + 7].at_ms == milliseconds(moment("2025-11-04T18:14:40.914Z"))


def test_streams_are_named_as_lambda_names_them(world: World) -> None:
    names = [one.name for one in world.log_streams if one.group == CHECKER]
    assert all(re.fullmatch(r"2025/1[01]/\d\d/\[\$LATEST\][0-9a-f]{32}", name) for name in names)
    assert len(set(names)) == len(names) > 10
    for stream in world.log_streams:
        assert stream.events[0].message.startswith("INIT_START"), stream.name


def test_every_hourly_run_has_its_own_job_with_all_times(world: World) -> None:
    jobs = [job for job in world.jobs.values() if job.workflow_id == 13723]
    assert len(jobs) == 141
    odd = [job for job in jobs if any(task.started_at is None for task in job.tasks)]
    assert [f"{job.created_at:%Y-%m-%d %H:%M}" for job in odd] == [
        "2025-10-30 07:00",
        "2025-11-04 18:00",
    ]
    named = re.findall(r"check job workflow=13723 .*job_id=(\d{8})", _all(checker(world)))
    assert sorted(map(int, named)) == sorted(job.id for job in jobs)
    assert len({job.finished_at - job.created_at for job in jobs if job.finished_at}) > 10


def _all(events: list[LogEvent]) -> str:
    return "".join(event.message for event in events)


def test_job_ids_grow_with_time_and_are_unique(world: World) -> None:
    ids = list(world.jobs)
    assert ids == sorted(set(ids))
    at = {job.id: job.created_at for job in world.jobs.values()}
    slow = [n for n, m in pairwise(ids) if at[n] - at[m] > timedelta(seconds=30)]
    assert slow == []


@pytest.mark.parametrize(
    "now", ["2025-11-04T21:00:00Z", "2025-11-04T18:01:30Z", "2025-11-04T06:30:45Z"]
)
def test_nothing_later_than_now_is_known(now: str) -> None:
    arrives = "arrives: {at: 2025-11-04T06:00:00Z}\n"
    world = build(alter(S01, f"now: {now}\n{arrives}{SMALL}"))
    limit = milliseconds(moment(now))
    for stream in world.log_streams:
        for event in stream.events:
            assert event.at_ms <= limit
            assert event.ingested_ms <= limit
    under_way = 0
    for job in world.jobs.values():
        times = [job.created_at, job.started_at, job.finished_at]
        times += [at for task in job.tasks for at in (task.started_at, task.finished_at)]
        times += [event.at for event in job.events]
        times += [line.at for task in job.tasks for line in task.log]
        assert max(at for at in times if at is not None) <= moment(now)
        if job.status in {"QUEUED", "RUNNING"}:
            under_way += 1
            assert job.finished_at is None
            assert job.error is None
            assert all(task.status != "SKIPPED" for task in job.tasks)
    assert under_way > 0


def test_a_job_under_way_shows_no_more_than_has_happened() -> None:
    world = build(
        alter(S01, f"now: 2025-11-04T18:01:20Z\narrives: {{at: 2025-11-04T18:00:00Z}}\n{SMALL}")
    )
    job = world.jobs[16852935]
    assert (job.status, job.finished_at) == ("RUNNING", None)
    states = {task.name: task.status for task in job.tasks}
    assert states == {
        "normal-1": "RUNNING",  # its container has written, though started_at was lost
        "normal-2": "RUNNING",
        "normal-3": "WAITING",
        "normal-4": "WAITING",
        "module-error-retry": "RUNNING",
    }
    assert [event.kind for event in job.events if event.kind.endswith("FINISHED")] == []


STOPPED_EARLY = """
noise: !remove
world:
  crois:
    jobs:
      16855001:
        created_at: 2025-11-04T20:58:00Z
        workflow: 13731
        trigger: { kind: ui, by: crois-sre }
        status: FAILED
        started: 2s
        finished: 3m
        error: Task normal-1 exited with code 1
        tasks:
          normal-1: { status: FAILED, started: 9s, finished: 2m58s, error: exited with code 1 }
          normal-2: { status: SKIPPED }
"""


def test_that_a_task_will_be_skipped_is_not_known_before() -> None:
    before = build(alter(S01, STOPPED_EARLY)).jobs[16855001]
    assert [(task.status, task.error) for task in before.tasks] == [
        ("RUNNING", None),
        ("WAITING", None),
    ]
    after = build(alter(S01, f"{STOPPED_EARLY}now: 2025-11-04T21:01:00Z\n")).jobs[16855001]
    assert [task.status for task in after.tasks] == ["FAILED", "SKIPPED"]
    assert after.error == "Task normal-1 exited with code 1"


def test_the_same_seed_gives_the_same_world_in_any_process(world: World) -> None:
    program = (
        "from kurosai.sandbox.scenario import bundled, load\n"
        "from kurosai.sandbox.world import build\n"
        "print(build(load(bundled('s01-started-at-missing'))).digest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "4711"},
    )
    assert done.stdout.strip() == world.digest()


def test_another_seed_gives_another_world_around_the_same_story() -> None:
    one, two = (
        build(alter(S01, f"{SMALL}\n")),
        build(alter(S01, "noise: {seed: 5, jobs: 400, log_events: 800}\n")),
    )
    assert one.digest() != two.digest()
    assert checker(one) == checker(two)
    assert one.jobs[16852935] == two.jobs[16852935]


def test_what_is_written_out_is_served_as_written() -> None:
    changes = """
world:
  aws:
    log_groups:
      /crois/v2/prd/audit:
        retention_days: 7
        streams:
          main:
            - { at: 2025-11-04T20:00:01Z, message: second }
            - { at: 2025-11-04T20:00:00Z, message: first, delay: 2s }
            - { at: 2025-11-04T20:59:59.900Z, message: still on its way }
            - { at: 2025-11-04T21:00:01Z, message: not yet }
"""
    world = build(alter(S01, changes + SMALL))
    (stream,) = [one for one in world.log_streams if one.group == "/crois/v2/prd/audit"]
    first = milliseconds(moment("2025-11-04T20:00:00Z"))
    assert stream.events == (
        LogEvent(first, "first", first + 2_000),
        LogEvent(first + 1_000, "second", first + 1_420),
    )
    assert world.log_groups["/crois/v2/prd/audit"] == 7


@pytest.mark.parametrize(
    ("cron", "zone", "after", "fires"),
    [
        ("0 9 * * *", "UTC", "2026-11-20T10:20:00Z", "2026-11-21T09:00:00Z"),
        ("0 9 * * *", "Asia/Tokyo", "2026-11-20T10:20:00Z", "2026-11-21T00:00:00Z"),
        ("*/15 * * * *", "UTC", "2026-11-20T10:15:00Z", "2026-11-20T10:30:00Z"),
        ("30 8-18/5 * * 1-5", "UTC", "2026-11-20T18:30:00Z", "2026-11-23T08:30:00Z"),
        ("0 0 29 2 *", "UTC", "2026-11-20T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 1 * 7", "UTC", "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"),
        ("0 0 31 2 *", "UTC", "2026-11-20T00:00:00Z", None),
    ],
)
def test_the_next_fire_of_a_schedule(cron: str, zone: str, after: str, fires: str | None) -> None:
    expected = moment(fires) if fires else None
    assert next_fire(cron, zone, moment(after)) == expected
    assert expected is None or expected > datetime(2026, 11, 20, tzinfo=UTC)
