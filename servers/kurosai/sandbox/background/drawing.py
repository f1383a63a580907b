"""What happened to one job of the platform: drawn from its place among all, the same every time."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from kurosai.sandbox.background.catalogue import Flow
from kurosai.sandbox.background.scale import SEED
from kurosai.sandbox.dice import dice
from kurosai.sandbox.schema_base import JobStatus, TaskStatus

FAILED, TIMED_OUT, CANCELED = 0.03, 0.003, 0.009
"""Shares of the jobs that end otherwise than well."""
TRIED_AGAIN = 0.01
"""The share of the tasks on ECS whose first attempt ended with exit code 1."""

REASONS = (
    ("exited with code 1", "ERROR invalid record, see the row above"),
    ("exited with code 1: Access Denied (s3:PutObject)", "AccessDenied: s3:PutObject"),
    ("exited with code 2: KeyError: 'target_date'", "KeyError: 'target_date'"),
    ("exited with code 137: OutOfMemoryError: container killed due to memory usage", ""),
)
"""Why a task failed, and its last line if it came to say one."""


class DrawnTask(NamedTuple):
    """A task; times in seconds from the creation of its job, those of lines in milliseconds.

    One that never began has no `started`.
    """

    name: str
    status: TaskStatus
    started: int = -1
    finished: int = -1
    attempt: int = 1
    error: str = ""
    log: tuple[tuple[int, str], ...] = ()


class Drawn(NamedTuple):
    """A job as it ended, whatever `now` is; `by` is who started it by hand or through the API."""

    status: JobStatus
    started: int
    finished: int
    error: str
    tasks: tuple[DrawnTask, ...]
    kind: str
    by: str


def troubled(job: Drawn) -> bool:
    """Whether anything of a job went wrong, be it mended by another attempt."""
    return job.status != "SUCCEEDED" or any(task.attempt > 1 for task in job.tasks)


def drawn(flow: Flow, number: int) -> Drawn:
    """The job of this number (from 0), which is one of that workflow."""
    chance = dice(SEED, number)
    draw = chance.random
    status = _outcome(draw())
    count = len(flow.tasks)
    stop = count if status == "SUCCEEDED" else 1 + int(draw() * count)
    started = 1 + int(draw() * 6)
    clock, error = started, ""
    tasks: list[DrawnTask] = []
    for place, name in enumerate(flow.tasks):
        if place >= stop:
            tasks.append(DrawnTask(name, "SKIPPED"))
            continue
        start = clock + 8 + int(draw() * 62)
        took = max(6, int(chance.lognormvariate(4.3, 0.8)))
        ending, last = "", ""
        outcome: TaskStatus = "SUCCEEDED"
        if place == stop - 1 and status != "SUCCEEDED":
            outcome = status
            if status == "TIMED_OUT":
                took = max(took, flow.timeout_minutes * 60 - start)
            ending, last = _ending(status, name, draw())
            error = ending
        clock = start + took
        again = flow.engines[place] == "ecs" and draw() < TRIED_AGAIN
        log = _log(chance, name, start, took, outcome == "SUCCEEDED", last)
        attempt = 2 if again else 1
        tasks.append(DrawnTask(name, outcome, start, clock, attempt, ending, log))
    kind = "ui" if draw() < 0.4 else "api"
    by = flow.people[int(draw() * len(flow.people))]
    return Drawn(status, started, clock + 2, error, tuple(tasks), kind, by)


def _outcome(drawn: float) -> JobStatus:
    if drawn < FAILED:
        return "FAILED"
    if drawn < FAILED + TIMED_OUT:
        return "TIMED_OUT"
    return "CANCELED" if drawn < FAILED + TIMED_OUT + CANCELED else "SUCCEEDED"


def _ending(status: JobStatus, task: str, drawn: float) -> tuple[str, str]:
    if status == "TIMED_OUT":
        return "The job reached its time limit", ""
    if status == "CANCELED":
        return "Canceled by its owner", ""
    reason, last = REASONS[int(drawn * len(REASONS))]
    return f"Task {task} {reason}", last


def _log(
    chance: Random, task: str, start: int, took: int, ended_well: bool, last: str
) -> tuple[tuple[int, str], ...]:
    draw = chance.random
    rows = 1_000 + int(draw() * 4_000_000)
    ms, span = start * 1000, took * 1000
    said = [
        (ms + 500, f"{task}: start"),
        (ms + 600 + int(draw() * 300), f"{task}: {rows} rows to read"),
        (ms + int(span * 0.5), f"{task}: {rows // 2} rows read, {int(draw() * 90)} rejected"),
    ]
    if ended_well:
        said.append((ms + int(span * 0.9), f"{task}: peak memory {300 + int(draw() * 3000)} MB"))
        said.append((ms + span - 1000, f"{task}: done in {took} s"))
    elif last:
        said.append((ms + span - 1000, f"{task}: {last}"))
    return tuple(said)
