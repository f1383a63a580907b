"""What a task asks for, and what it asked for when its workflow last went well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from crois_world import Trouble, crois, failed, job, numbered, workflow, world

from kurosai.crois import jobs, sizes
from kurosai.vocabulary import Coverage, Reading

AT = "2026-11-10T09:00:00Z"
GOOD = job(15205, "2026-11-09T01:00:02Z")
WAITS = {"status": "QUEUED", "started": None, "finished": None}
QUEUED = job(15205, AT, **WAITS, task=WAITS)
RUNS = job(15205, AT, status="RUNNING", finished=None, task=WAITS)
BAD = failed(15205, AT, "OutOfMemoryError")
THEN = "last success of this workflow before: job 17000001, 2026-11-09 01:00:02Z, ran 2m58s"


def described(second: Mapping[str, Any], memory: int, trouble: Trouble | None = None) -> Reading:
    """Of a success with 512 MiB, and a second job behind it with `memory`."""
    workflows = {15205: workflow("pos", "good-load", cpu=256, memory_mb=512)}
    built = world({"jobs": numbered([GOOD, second]), "workflows": workflows})
    several = dict(built.jobs)
    last = several[17_000_002]
    tasks = tuple(replace(one, memory_mb=memory) for one in last.tasks)
    several[17_000_002] = replace(last, tasks=tasks)
    with crois(replace(built, jobs=several), trouble) as api:
        return jobs.describe(api, "17000002")


def test_a_task_that_waits_tells_what_it_asks_for_and_what_it_asked_for_then() -> None:
    reading = described(QUEUED, 1024)
    (waiting,) = [row.brief or "" for row in reading.rows if (row.brief or "").startswith("run ")]
    assert "worker group ecs-default cpu 256 memory 1024 MiB" in waiting
    said = f"{THEN}, good-load v1 (the same version), memory 512 MiB (here 1024 MiB)"
    assert said in reading.tail
    # Who changed it stands with its workflow; of what has not run there is no log to compare.
    assert [call.tool for call in reading.next] == ["find_jobs", "trace_job", "describe_workflow"]


def test_of_one_that_waits_as_it_always_asked_that_is_said() -> None:
    reading = described(QUEUED, 512)
    assert any(one.endswith("the same worker group, cpu and memory") for one in reading.tail)
    assert [call.tool for call in reading.next] == ["find_jobs", "trace_job"]


def test_one_of_which_a_task_waits_while_it_runs_is_compared_too() -> None:
    assert any("memory 512 MiB (here 1024 MiB)" in one for one in described(RUNS, 1024).tail)


def test_a_task_that_failed_tells_what_it_asked_for_too() -> None:
    reading = described(BAD, 256)
    assert any("memory 512 MiB (here 256 MiB)" in one for one in reading.tail)
    assert [one.tool for one in reading.next] == ["trace_job", "describe_workflow", "read_task_log"]


@pytest.mark.parametrize("target", ["status=SUCCEEDED", "/v1/jobs/17000001/"])
def test_what_cannot_be_read_takes_nothing_from_one_that_waits(target: str) -> None:
    reading = described(QUEUED, 1024, Trouble({target: 403}))
    assert reading.coverage is Coverage.COMPLETE
    assert [one.coverage for one in reading.looks].count(Coverage.DENIED) == 1


def test_what_the_api_does_not_tell_is_neither_shown_nor_compared() -> None:
    assert sizes.told({"cpu": None, "workergroup": ""}) == []
    assert sizes.changed({"cpu": 256}, {"memory_mb": 512}) == ""
