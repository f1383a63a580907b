"""How a task of a job ran on ECS: its attempts with every time that AWS records.

A scenario tells an attempt (`ecs`) or says nothing; then the attempts follow from the task's
status, times, error and log. Times are whole truth: they may lie after the world's `now`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kurosai.sandbox.aws_kinds.capacity import for_want_of_room
from kurosai.sandbox.jobs import ecs_task_id
from kurosai.sandbox.records import NEVER_RAN, Job, LogLine, Task, ToldAttempt
from kurosai.sandbox.schema_ecs import Refusal, StopCode

STOPPED_BY_THE_JOB = frozenset({"TIMED_OUT", "CANCELED"})
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
EXITED = "Essential container in task exited"
REASONS: dict[str, str] = {
    "EssentialContainerExited": EXITED,
    "UserInitiated": "Task stopped by user",
    "SpotInterruption": "Your Spot Task was interrupted.",
    "ServiceSchedulerInitiated": "Scaling activity initiated by the scheduler",
    "TerminationNotice": "Task stopped because its host is being retired",
}

_NO_NETWORK = re.compile(
    r"network interface|RESOURCE:ENI|InsufficientFreeAddresses|insufficient free addresses",
    re.IGNORECASE,
)
_EXIT = re.compile(r"exited with code (\d{1,3})")
_TICK = timedelta(milliseconds=10)
_REPORTED = timedelta(milliseconds=600)  # from STOPPED until Step Functions knows
_STOP_TIMEOUT = timedelta(seconds=30)  # from SIGTERM to SIGKILL


@dataclass(frozen=True, slots=True)
class End:
    """Why an ECS task stopped, in ECS's words; `reason` and `exit_code` are the container's."""

    stop_code: StopCode
    stopped_reason: str
    reason: str
    exit_code: int | None


@dataclass(frozen=True, slots=True)
class EcsRun:
    """One attempt. `task_id` is "" where RunTask was refused; what never happened is None.

    `zone` is "" where nobody tells it.
    """

    task_id: str
    submitted: datetime
    connected: datetime | None = None
    pull_started: datetime | None = None
    pull_stopped: datetime | None = None
    started: datetime | None = None
    stopping: datetime | None = None
    exited: datetime | None = None
    stopped: datetime | None = None
    end: End | None = None
    spot: bool = False
    refused: Refusal | None = None
    zone: str = ""
    log: tuple[LogLine, ...] = ()

    @property
    def created(self) -> datetime:
        """When ECS made the task."""
        return self.submitted + 15 * _TICK

    @property
    def reported(self) -> datetime | None:
        """When Step Functions learnt how it ended; None while it has not."""
        if self.refused is not None:
            return self.submitted + 25 * _TICK
        return None if self.stopped is None else self.stopped + _REPORTED

    @property
    def went_well(self) -> bool:
        """Whether it ended with exit code 0."""
        return self.end is not None and self.end.exit_code == 0


def attempts(job: Job, task: Task, ready: datetime) -> tuple[EcsRun, ...]:
    """The attempts of a task on ECS, first to last; `ready` is when the tasks before it ended."""
    if task.attempts:
        several = [_told(one, task) for one in task.attempts]
        last = len(several) - 1
        ended = [
            one if index < last or one.stopped or one.refused else _cut_short(one, job, task)
            for index, one in enumerate(several)
        ]
        return _with_logs(ended, task)
    if task.status in NEVER_RAN:
        return ()
    return _with_logs(list(_derived(job, task, ready)), task)


def _told(one: ToldAttempt, task: Task) -> EcsRun:
    told = one.told
    run = EcsRun(one.task_id, one.submitted, spot=told.spot, refused=told.refused, zone=told.zone)
    if told.refused is not None:
        return run
    started, stopped = one.started, one.stopped
    if task.status == "SUCCEEDED" and one is task.attempts[-1]:
        started = started or task.started_at
        stopped = stopped or (task.finished_at and task.finished_at - _REPORTED)
    unplaced = started is None and never_connected(told.reason, told.stopped_reason)
    if not unplaced:
        run = _brought_up(run, started, one.stopping or stopped)
    if stopped is None:
        return run
    stop_code = told.stop_code
    if stop_code is None:
        stop_code = "TaskFailedToStart" if started is None else "EssentialContainerExited"
    stopped_reason = told.stopped_reason or REASONS.get(stop_code) or told.reason or ""
    exit_code = told.exit_code
    if exit_code is None and started is not None:
        exit_code = 0 if task.status == "SUCCEEDED" and one is task.attempts[-1] else 1
    end = End(stop_code, stopped_reason, told.reason or "", exit_code)
    return _brought_down(run, stopped, end, one.stopping)


def never_connected(*reasons: str | None) -> bool:
    """Whether one of the reasons is that a task was given no place, or no network interface."""
    return for_want_of_room(*reasons) or any(_NO_NETWORK.search(one) for one in reasons if one)


def _derived(job: Job, task: Task, ready: datetime) -> Iterator[EcsRun]:
    """One run, after as many failed ones as the platform counted."""
    started = task.started_at
    if started is None and (task.log or task.status not in STOPPED_BY_THE_JOB):
        # The container ran; only the platform lost when.
        begun = task.log[0].at if task.log else task.finished_at
        started = None if begun is None else ready + (begun - ready) * 0.3
    anchor = started or ready + timedelta(seconds=60)
    ready = min(ready, anchor - timedelta(seconds=2))
    slot = (anchor - ready) / task.attempt
    for number in range(1, task.attempt):
        begin = ready + slot * (number - 1)
        run = EcsRun(ecs_task_id(job.id, task.name, number), begin + slot * 0.05)
        run = _brought_up(run, begin + slot * 0.5, None)
        end = End("EssentialContainerExited", EXITED, "", 1)
        yield _brought_down(run, begin + slot * 0.9, end, None)
    begin = anchor - slot
    submitted = begin + min(timedelta(seconds=1), slot * 0.2)
    run = EcsRun(ecs_task_id(job.id, task.name, task.attempt), submitted)
    run = _brought_up(run, started, None)
    if task.status in STOPPED_BY_THE_JOB:
        yield _cut_short(run, job, task)
    elif task.finished_at is not None or task.status in ("SUCCEEDED", "FAILED"):
        finished = task.finished_at or job.finished_at or anchor
        earliest = (started or submitted) + _TICK
        yield _brought_down(run, max(finished - _REPORTED, earliest), _end_of(task), None)
    else:
        yield run


def _end_of(task: Task) -> End:
    """How a container ended, from what the platform says of its task."""
    if task.status == "SUCCEEDED":
        return End("EssentialContainerExited", EXITED, "", 0)
    error = task.error or ""
    found = _EXIT.search(error)
    killed = OUT_OF_MEMORY if "OutOfMemoryError" in error else ""
    code = int(found[1]) if found else 137 if killed else 1
    return End("EssentialContainerExited", EXITED, killed, code)


def _cut_short(run: EcsRun, job: Job, task: Task) -> EcsRun:
    """The run as the end of its job stops it; as it is while the job goes on."""
    asked = job.finished_at if task.attempts else task.finished_at or job.finished_at
    if asked is None or task.status not in STOPPED_BY_THE_JOB:
        return run
    asked = max(asked, run.started or run.submitted)
    end = End("UserInitiated", REASONS["UserInitiated"], "", None if run.started is None else 137)
    return _brought_down(run, asked + _STOP_TIMEOUT * 1.2, end, asked)


def _brought_up(run: EcsRun, started: datetime | None, over: datetime | None) -> EcsRun:
    """With the times of a start: network, pull, container. `over`: when it stopped trying.

    One that began late waited for its place: network and image take a minute at most.
    """
    until = started or over
    lead = min((until - run.created) if until else timedelta(seconds=60), timedelta(seconds=60))
    placed = started - lead if started else run.created
    connected = placed + lead * 0.3
    pull = placed + lead * 0.45
    pulled = started - lead * 0.1 if started else None
    return replace(
        run, connected=connected, pull_started=pull, pull_stopped=pulled, started=started
    )


def _brought_down(run: EcsRun, stopped: datetime, end: End, asked: datetime | None) -> EcsRun:
    """With the times of a stop. A container that was told to stop may take until it is killed."""
    begun = run.started or run.created
    tail = min((stopped - (asked or begun)) * 0.3, timedelta(seconds=20))
    if asked is not None:
        exited = min(asked + _STOP_TIMEOUT, stopped - _TICK) if end.exit_code == 137 else None
        exited = max(exited or asked + tail, asked)
    else:
        exited = stopped - tail
        asked = exited + tail * 0.1
        if end.stop_code in ("UserInitiated", "SpotInterruption", "TerminationNotice"):
            exited, asked = asked, exited
    failed_pull = end.stop_code == "TaskFailedToStart" and run.pull_started is not None
    pull_stopped = asked - _TICK if failed_pull else run.pull_stopped
    return replace(
        run, pull_stopped=pull_stopped, stopping=asked, exited=exited, stopped=stopped, end=end
    )


def _with_logs(several: list[EcsRun], task: Task) -> tuple[EcsRun, ...]:
    """Each line given to the latest container that had been started by then."""
    lines: list[list[LogLine]] = [[] for _ in several]
    begun = [(index, run) for index, run in enumerate(several) if run.started is not None]
    for line in task.log:
        before = [index for index, run in begun if run.submitted <= line.at]
        if before or begun:
            lines[before[-1] if before else begun[0][0]].append(line)
    return tuple(_heard(run, tuple(said)) for run, said in zip(several, lines, strict=True))


def _heard(run: EcsRun, log: tuple[LogLine, ...]) -> EcsRun:
    """The run with its log; a container cannot have ended before its last line."""
    if not log or run.exited is None or run.stopped is None:
        return replace(run, log=log)
    exited = min(max(run.exited, log[-1].at + _TICK), run.stopped)
    stopping = run.stopping
    if stopping is not None and stopping > run.exited:
        stopping = min(max(stopping, exited), run.stopped)
    return replace(run, log=log, exited=exited, stopping=stopping)
