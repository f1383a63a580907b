"""A traced job as a reader wants it: what ended it and why first, then attempts and log lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kurosai import calls
from kurosai.aws import attempt_cause, causes, container_log
from kurosai.aws.beside import Beside
from kurosai.aws.container_log import ContainerLog
from kurosai.aws.execution import Attempt
from kurosai.aws.image import ImageSeen
from kurosai.aws.stop.decode import Decoded
from kurosai.aws.wire.states import Execution
from kurosai.vocabulary import Again, Call, Coverage, Look, stamp

MOST_TRACED = 3
"""Of so many tasks that did not succeed the log is read."""

MOST_LISTED = 100
"""So many attempts are listed, the last ones and those that are traced."""

MOST_NAMED = 6
_RANKS = {"failed": 0, "timed out": 0, "unfinished": 1, "aborted": 2}
"""What others ended, or nobody, is not what ended the execution."""


SEARCHED_CHARACTERS = 300

SOON = timedelta(minutes=5)

MOST_PHRASE = 120
_SENTENCE = re.compile(r"[^.(\n]{10,}")
"""The first sentence of what AWS says; what follows differs from request to request."""


@dataclass(frozen=True, slots=True)
class Traced:
    """An attempt whose log, and whose image if it could not be pulled, were looked at.

    `cause` is why it ended, None where it went well or nobody knows yet; `beside` what was looked
    at for that.
    """

    attempt: Attempt
    log: ContainerLog | None = None
    image: ImageSeen | None = None
    cause: Decoded | None = None
    beside: tuple[Beside, ...] = ()

    @property
    def looks(self) -> tuple[Look, ...]:
        """Where that was."""
        return tuple(one.look for one in (self.log, self.image, *self.beside) if one)


@dataclass(frozen=True, slots=True)
class Story:
    """All that was seen of one attempt of a job; `stood_in` is the state that it did not leave,
    and that it had entered at `stood_since`.

    `named` is the task that was asked for, "" for all.
    """

    job_id: str
    number: int
    named: str
    execution: Execution
    stood_in: str
    stood_since: datetime | None
    attempts: tuple[Attempt, ...]
    traced: tuple[Traced, ...]
    now: datetime

    @property
    def again(self) -> Again | None:
        """When to look again at an execution that is still under way."""
        if self.execution.stopped is not None:
            return None
        call = calls.trace_job(self.job_id)
        return Again(self.now + SOON, call, "the execution is still under way")

    @property
    def untraced(self) -> tuple[Attempt, ...]:
        """Tasks that did not succeed either, and whose logs were not read."""
        return telling(self.attempts)[MOST_TRACED:]

    @property
    def unread(self) -> tuple[Look, ...]:
        """Where nobody looked for them."""
        tasks = list(dict.fromkeys(one.task for one in self.untraced))
        if not tasks:
            return ()
        place = f"logs of {', '.join(tasks[:MOST_NAMED])}"
        more = f" and {len(tasks) - MOST_NAMED} more" if len(tasks) > MOST_NAMED else ""
        return (Look(f"{place}{more}", Coverage.PARTIAL, "not read: ask for each with `task`"),)


def telling(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The last attempt of each task that has not succeeded, that which failed first in front;
    of all that have, the very last."""
    last = {one.work: one for one in attempts}
    failed = [one for one in last.values() if one.outcome != "succeeded"]
    failed.sort(key=lambda one: (_RANKS[one.outcome], one.ended or one.scheduled))
    return tuple(failed or attempts[-1:])


def lead(story: Story) -> tuple[str, ...]:
    """How the execution ended, and for each task that did not succeed why."""
    lines = [_ended(story), *(_why(story, one.attempt) for one in story.traced)]
    if story.named and not story.attempts:
        lines.append(f"No attempt at a task or state {story.named} was seen in it.")
    if story.untraced:
        count = len(story.untraced)
        lines.append(f"{count} more did not succeed: {_outcomes(story.untraced)}")
    return tuple(lines)


def tail(story: Story) -> tuple[str, ...]:
    """What follows: the cause, a build that can be pulled, how it was tried again."""
    lines = [*_causes(story), *_retries(story)]
    lines += [line for one in story.traced if one.image for line in one.image.told]
    for one in story.traced:
        task = one.attempt.ecs
        if task is None:
            continue
        if task.ran and task.size and one.attempt.outcome != "succeeded":
            lines.append(f"task {one.attempt.task} may take {task.size}")
    if story.execution.status == "TIMED_OUT" and _never_ran(story):
        lines.append("the time limit ended the wait; it is not why no container started")
    if unlisted := len(story.attempts) - len(listed(story)):
        lines.append(f"{unlisted} earlier attempts are not listed")
    if story.again is not None:
        lines.append(f"still under way: ask again after {stamp(story.again.at)}")
    return tuple(dict.fromkeys(lines))


def _causes(story: Story) -> list[str]:
    """One line for each traced task, those of the same cause in one."""
    named: dict[str, list[str]] = {}
    for one in story.traced:
        said = attempt_cause.told(one.cause, one.attempt) if one.cause else ""
        for line in (said, *(told for beside in one.beside for told in beside.told)):
            if line:
                named.setdefault(line, []).append(one.attempt.task)
    if len(story.traced) == 1:
        return list(named)
    return [f"{line} [{', '.join(dict.fromkeys(tasks))}]" for line, tasks in named.items()]


def _retries(story: Story) -> list[str]:
    """Who tried again, and after how long: the state machine, the platform, or both."""
    lines: list[str] = []
    for one in story.traced:
        tries = [two for two in story.attempts if two.work == one.attempt.work]
        waits = [
            (_span(later.scheduled - early.ended), later.entry == early.entry)
            for early, later in pairwise(tries)
            if early.ended is not None
        ]
        if not waits:
            continue
        by = "its Retry" if all(same for _, same in waits) else "entering the state again"
        listed = ", ".join(span for span, _ in waits[:MOST_NAMED])
        more = ", …" if len(waits) > MOST_NAMED else ""
        task = one.attempt.task
        lines.append(f"{task} was tried again by the state machine ({by}) after {listed}{more}")
    if story.number > 1:
        lines.append(f"the platform ran the job again: this is its attempt {story.number}")
    return lines


def next_calls(story: Story, machine_log: str) -> tuple[Call, ...]:
    """What is known about the reason, which nobody could ask before it was read; and whom else
    the platform refused the same, where its state machine logs that (`machine_log`)."""
    found: list[Call] = []
    for one in story.traced:
        said = _reason(one.attempt) or _first_trouble(one.log)
        if said and one.attempt.outcome != "succeeded":
            found.append(calls.find_runbook(said[:SEARCHED_CHARACTERS]))
            break
    first = refused(story)
    if machine_log and first is not None:
        phrase = _SENTENCE.match(first.cause)
        text = phrase.group() if phrase else first.cause
        at = first.ended or first.scheduled
        found.append(calls.find_logs(machine_log, text[:MOST_PHRASE], around=at))
    return tuple(found)


def refused(story: Story) -> Attempt | None:
    """The first attempt that ended before there was a task: the platform, not the task, was why."""
    return next(
        (
            one
            for one in story.attempts
            if one.outcome == "failed" and one.ecs is None and one.cause
        ),
        None,
    )


def facts(story: Story) -> dict[str, str]:
    """What a report states."""
    ran = story.execution
    found = {"job": story.job_id, "execution": f"{ran.status} ({_lasted(story)}){cause(ran)}"}
    # Of one task only: what is true of another must not stand beside its name.
    for one in story.traced[:1]:
        attempt = one.attempt
        if attempt.outcome != "succeeded":
            found |= {"task": attempt.task, "attempts": str(_tries(story, attempt))}
            found |= {"reason": said} if (said := _reason(attempt)) else {}
            if attempt.ecs and attempt.ecs.ran and attempt.ecs.size:
                found["size"] = attempt.ecs.size
        if one.log is not None and one.log.look.coverage.proves_absence and not one.log.events:
            found["log"] = one.log.look.told
        found |= {"cause code": str(one.cause.cause)} if one.cause else {}
        found |= one.image.facts if one.image else {}
        for beside in one.beside:
            found |= beside.facts
    also = [one.attempt for one in story.traced[1:]] + [*story.untraced]
    if also:
        found["other tasks"] = _outcomes(also)
    return found


def _ended(story: Story) -> str:
    ran = story.execution
    if ran.stopped is None:
        return (
            f"attempt {story.number} of the job is still running after {_lasted(story)}"
            f"{_where(story)}"
        )
    silent = "" if ran.status == "SUCCEEDED" or ran.error else "; AWS gives no error and no cause"
    return (
        f"attempt {story.number} of the job {ran.status} after {_lasted(story)}"
        f"{_where(story)}{silent}"
    )


def _where(story: Story) -> str:
    if not story.stood_in:
        return ""
    since = f" since {story.stood_since:%H:%M:%S}Z" if story.stood_since else ""
    return f", in state {story.stood_in}{since}"


def _lasted(story: Story) -> str:
    span = (story.execution.stopped or story.now) - story.execution.started
    return _span(span)


def cause(ran: Execution) -> str:
    """What AWS says of why it ended, with a colon; "" for nothing."""
    said = " ".join(part for part in (ran.error, causes.said(ran.cause)) if part)
    return f": {said}" if said else ""


def _why(story: Story, attempt: Attempt) -> str:
    # A name from outside never begins a line: it could pass for a line of ours.
    if attempt.outcome == "succeeded":
        return f"task {attempt.task} succeeded in {_count(story, attempt)}"
    task = attempt.ecs
    started = ", no container started" if task is not None and task.never_ran else ""
    said = _reason(attempt)
    known = f": {said}" if said else ", no reason given yet"
    return f"task {attempt.task} {attempt.outcome}, {_count(story, attempt)}{started}{known}"


def _outcomes(attempts: Sequence[Attempt]) -> str:
    named = ", ".join(f"{one.task} {one.outcome}" for one in attempts[:MOST_NAMED])
    return f"{named} …" if len(attempts) > MOST_NAMED else named


def _count(story: Story, attempt: Attempt) -> str:
    tries = _tries(story, attempt)
    return f"{tries} attempt{'' if tries == 1 else 's'}"


def _tries(story: Story, attempt: Attempt) -> int:
    return sum(one.work == attempt.work for one in story.attempts)


def _reason(attempt: Attempt) -> str:
    said = causes.of_task(attempt.ecs) if attempt.ecs else ""
    return (said or attempt.cause or attempt.error)[: causes.MOST_SAID]


def _first_trouble(log: ContainerLog | None) -> str:
    lines = [event.message for event in log.events] if log else []
    return next((line for line in reversed(lines) if container_log.is_trouble(line)), "")


def _never_ran(story: Story) -> bool:
    tasks = [one.attempt.ecs for one in story.traced]
    return bool(tasks) and all(task is not None and task.never_ran for task in tasks)


def _span(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m{seconds:02}s" if hours else f"{minutes}m{seconds:02}s"


def listed(story: Story) -> tuple[Attempt, ...]:
    """The attempts that are listed."""
    traced = {one.attempt for one in story.traced}
    first = len(story.attempts) - MOST_LISTED
    return tuple(
        one for number, one in enumerate(story.attempts) if number >= first or one in traced
    )
