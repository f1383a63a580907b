"""A job of the week from its row: drawn again, with the id and the times that it has in a world."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.sandbox import records
from kurosai.sandbox.background.catalogue import TICK, flows, schedule_number, workflow_number
from kurosai.sandbox.background.drawing import Drawn, DrawnTask, drawn
from kurosai.sandbox.jobs import of_run
from kurosai.sandbox.records import Job
from kurosai.sandbox.schema import World as Told
from kurosai.sandbox.schema_crois import JobRun, LogLine, TaskRun, Trigger


@dataclass(frozen=True, slots=True)
class Row:
    """What a list knows of a job: its number, when it was created, its workflow (by index), when it
    was due (-1: never) and when it started, in seconds of the week."""

    number: int
    created: int
    flow: int
    due: int
    started: int


def whole(told: Told, job_id: int, start: datetime, row: Row) -> Job:
    """The job of a row as it will have been."""
    flow = flows()[row.flow]
    what = drawn(flow, row.number)
    why = _trigger(start, row, what)
    trigger = Trigger(kind=why.kind, by=why.by, schedule=why.schedule_id, fire_at=why.fire_at)
    run = JobRun(
        workflow=workflow_number(row.flow),
        trigger=trigger,
        status=what.status,
        started=timedelta(seconds=what.started),
        finished=timedelta(seconds=what.finished),
        error=what.error or None,
        tasks={one.name: _task(one) for one in what.tasks},
    )
    return of_run(told, job_id, start + timedelta(seconds=row.created), run)


def brief(told: Told, job_id: int, start: datetime, row: Row) -> Job:
    """The job of a row as it will have been, without its tasks and events: for lists."""
    what = drawn(flows()[row.flow], row.number)
    at = start + timedelta(seconds=row.created)
    aws = told.aws
    arn = f"arn:aws:states:{aws.region}:{aws.account}:execution"
    return Job(
        id=job_id,
        status=what.status,
        project=flows()[row.flow].project,
        workflow_id=workflow_number(row.flow),
        workflow_name=flows()[row.flow].title,
        trigger=_trigger(start, row, what),
        attempt=1,
        execution_arn=f"{arn}:crois-v2-prd-job-runner:job-{job_id}-1",
        created_at=at,
        started_at=at + timedelta(seconds=what.started),
        finished_at=at + timedelta(seconds=what.finished),
        error=what.error or None,
        tasks=(),
        events=(),
    )


def _trigger(start: datetime, row: Row, what: Drawn) -> records.Trigger:
    if row.due < 0:
        return records.Trigger("ui" if what.kind == "ui" else "api", what.by, None, None)
    return records.Trigger(
        "schedule", TICK, schedule_number(row.flow), start + timedelta(seconds=row.due)
    )


def _task(one: DrawnTask) -> TaskRun:
    if one.started < 0:
        return TaskRun(status=one.status)
    return TaskRun(
        status=one.status,
        started=timedelta(seconds=one.started),
        finished=timedelta(seconds=one.finished),
        attempt=one.attempt,
        error=one.error or None,
        log=tuple(LogLine(after=timedelta(milliseconds=ms), text=text) for ms, text in one.log),
    )
