"""What a time limit was spent on: a task that waited for a container for most of it was not slow.

Only of what AWS tells of every try: a task that nobody remembers may have run all the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai import calls
from kurosai.aws.jobs.job_seen import Story, Traced
from kurosai.aws.jobs.stop.causes import Cause
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.vocabulary import Call

WORTH_SAYING: Final = timedelta(minutes=1)
SHARE: Final = 3
"""Of a limit, a wait of more than one part in so many asks for its own reason."""

_OPEN: Final = frozenset({None, Cause.TASK_TIMEOUT, Cause.CAPACITY, Cause.UNKNOWN})
"""Causes that leave open why no container began; the others say it themselves."""


@dataclass(frozen=True, slots=True)
class Spent:
    """One limit and what went by within it, all from `queued`, when the task was first asked for.

    `limit` is that of `whose` (its state, or the execution); `before` what of it had gone by at
    `queued`; `started` the beginning of the last container, None where none began in time; `pulled`
    what of `waited` went into getting images; `unexplained` that no cause says why it waited;
    `over` that its last try had ended long before the limit.
    """

    task: str
    whose: str
    limit: timedelta
    before: timedelta
    queued: datetime
    started: datetime | None
    tries: int
    waited: timedelta
    pulled: timedelta
    ran: timedelta
    unexplained: bool
    over: bool

    @property
    def mostly_waited(self) -> bool:
        """Whether the wait for a place, not for an image, is what has to be explained."""
        return self.unexplained and (self.waited - self.pulled) * SHARE > self.limit


def of(story: Story) -> tuple[Spent, ...]:
    """Of each traced task that a limit ended; none of a task of which AWS does not tell enough."""
    found = (_of(story, one) for one in story.traced)
    return tuple(one for one in found if one is not None and (one.started or one.unexplained))


def told(story: Story) -> Iterator[str]:
    """`task build: limit 1h00m00s of its state, of which 47m00s waited for a container ...`"""
    for one in of(story):
        before = f"{span(one.before)} before it was asked for, " if one.before else ""
        times = f"queued {one.queued:%H:%M:%S}Z"
        times += f", started {one.started:%H:%M:%S}Z" if one.started else ", none started"
        between = f" and between its {one.tries} tries" if one.tries > 1 else ""
        between = between or " and for another try" * one.over
        image = f"; {span(one.pulled)} of it for the image" if one.pulled > WORTH_SAYING else ""
        yield (
            f"task {one.task}: limit {span(one.limit)} of {one.whose}, of which {before}"
            f"{span(one.waited)} waited for a container{between} ({times}{image}), "
            f"ran {span(one.ran)}"
        )


def next_calls(story: Story) -> tuple[Call, ...]:
    """Who else waited or failed in that time, and what AWS says of itself then."""
    slow = next((one for one in of(story) if one.mostly_waited), None)
    if slow is None:
        return ()
    since = slow.queued.replace(microsecond=0)
    until = slow.started or since + slow.waited
    return (calls.find_jobs(since=since, until=until), calls.find_alarms(around=since))


def span(lasted: timedelta) -> str:
    """`3m17s`, `1h02m05s`."""
    minutes, seconds = divmod(int(lasted.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m{seconds:02}s" if hours else f"{minutes}m{seconds:02}s"


def _of(story: Story, traced: Traced) -> Spent | None:
    attempt, ran = traced.attempt, story.execution
    tries: Sequence[Attempt] = (attempt,)
    begun, end, whose = attempt.scheduled, attempt.ended, "its state"
    if attempt.outcome != "timed out" and ran.status == "TIMED_OUT":
        tries = [one for one in story.attempts if one.work == attempt.work]
        begun, end, whose = ran.started, ran.stopped, "the execution"
    elif attempt.outcome != "timed out" or "Heartbeat" in attempt.error:
        return None
    if end is None or attempt.outcome == "succeeded":
        return None
    spans = [_ran(one, end) for one in tries]
    known = [one for one in spans if one is not None]
    if len(known) < len(spans) or not any(one.ecs for one in tries):
        return None
    # AWS tells the limit of a state; that of an execution is how long it had run when it ended.
    told_limit = attempt.limit if whose == "its state" else 0
    limit = timedelta(seconds=told_limit) or end - begun
    queued = tries[0].scheduled
    running = sum(known, timedelta())
    before = queued - begun
    return Spent(
        task=attempt.task,
        whose=whose,
        limit=limit,
        before=before if before >= WORTH_SAYING else timedelta(),
        queued=queued,
        started=max((at for one in tries if (at := _started(one, end))), default=None),
        tries=len(tries),
        waited=max(end - queued - running, timedelta()),
        pulled=sum((_pulled(one, end) for one in tries), timedelta()),
        ran=running,
        unexplained=(traced.cause.cause if traced.cause else None) in _OPEN,
        over=end - (tries[-1].ended or end) >= WORTH_SAYING,
    )


def _ran(one: Attempt, end: datetime) -> timedelta | None:
    """How long its container ran until the limit; None where nobody knows."""
    task = one.ecs
    if task is None:
        # RunTask itself was refused: then there was nothing that could run.
        return timedelta() if one.error.startswith("ECS.") else None
    started = _started(one, end)
    if started is None:
        late = task.started is not None
        return timedelta() if task.never_ran or late else None
    over = task.ended or task.stopped or one.ended or end
    return max(min(over, end) - started, timedelta())


def _started(one: Attempt, end: datetime) -> datetime | None:
    started = one.ecs.started if one.ecs else None
    return started if started is not None and started <= end else None


def _pulled(one: Attempt, end: datetime) -> timedelta:
    task = one.ecs
    if task is None or task.pull_started is None:
        return timedelta()
    over = min(task.pull_stopped or task.started or end, end)
    return max(over - task.pull_started, timedelta())
