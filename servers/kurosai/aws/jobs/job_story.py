"""A traced job in words: what ended it and why first, what follows from it last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from kurosai.aws.jobs import time_spent, under_way, zones
from kurosai.aws.jobs.cause import attempt_cause
from kurosai.aws.jobs.job_seen import MOST_NAMED, Story, listed
from kurosai.aws.jobs.task import causes, container_log
from kurosai.aws.jobs.task.container_log import ContainerLog
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.jobs.time_spent import span
from kurosai.aws.logs.lines import json_lines
from kurosai.aws.wire.states import Execution
from kurosai.vocabulary import stamp

WORTH_SAYING = timedelta(minutes=1)
"""A state that was entered sooner after the beginning was entered at the beginning."""


def lead(story: Story) -> tuple[str, ...]:
    """How the execution ended, and for each task that did not succeed why."""
    lines = [
        _ended(story),
        *(_why(story, one.attempt) for one in story.traced),
        *under_way.beside(story),
    ]
    if story.named and not story.attempts:
        lines.append(f"No attempt at a task or state {story.named} was seen in it.")
    if story.untraced:
        count = len(story.untraced)
        lines.append(f"{count} more did not succeed: {_outcomes(story.untraced)}")
    return tuple(lines)


def tail(story: Story) -> tuple[str, ...]:
    """What follows: the cause, a build that can be pulled, how it was tried again."""
    lines = [*_causes(story), *time_spent.told(story), *_retries(story), *zones.told(story)]
    lines += [line for one in story.traced if one.image for line in one.image.told]
    for one in story.traced:
        task = one.attempt.ecs
        if task is None:
            continue
        if task.ran and task.size and one.attempt.outcome != "succeeded":
            lines.append(f"task {one.attempt.task} may take {task.size}")
    if story.execution.status == "TIMED_OUT" and _never_ran(story):
        lines.append("the time limit ended the wait, and is not the cause")
    if unlisted := len(story.attempts) - len(listed(story)):
        lines.append(f"{unlisted} earlier attempts are not listed")
    if story.again is not None:
        lines.append(f"still under way: ask again after {stamp(story.again.at)}")
    return tuple(dict.fromkeys(lines))


def _causes(story: Story) -> list[str]:
    """One line for each traced task, those of the same cause in one."""
    named: dict[str, list[str]] = {}
    for one in story.traced:
        # What the registry has of an image says more than a sentence about such images.
        known = one.image is not None and not one.image.look.leaves_open
        said = attempt_cause.told(one.cause, one.attempt, brief=known) if one.cause else ""
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
            (span(later.scheduled - early.ended), later.entry == early.entry)
            for early, later in pairwise(tries)
            if early.ended is not None
        ]
        if not waits:
            continue
        anew = "" if all(same for _, same in waits) else " (the state entered again)"
        spans = ", ".join(lasted for lasted, _ in waits[:MOST_NAMED])
        more = ", …" if len(waits) > MOST_NAMED else ""
        whose = f"{one.attempt.task} " if len(story.traced) > 1 else ""
        lines.append(f"{whose}retries by the state machine{anew}: after {spans}{more}")
    if story.number > 1:
        lines.append(f"the platform ran the job again: this is its attempt {story.number}")
    return lines


def facts(story: Story) -> dict[str, str]:
    """What a report states."""
    ran = story.execution
    found = {"job": story.job_id, "execution": f"{ran.status} ({_lasted(story)}){cause(ran)}"}
    # Of one task only: what is true of another must not stand beside its name.
    for one in story.traced[:1]:
        attempt = one.attempt
        if attempt.outcome != "succeeded":
            found |= {
                "task": attempt.holds or attempt.task,
                "attempts": str(_tries(story, attempt)),
            }
            found |= {"reason": said} if (said := reason(attempt)) else {}
            found |= zones.facts(story, attempt)
            if attempt.ecs and attempt.ecs.ran and attempt.ecs.size:
                found["size"] = attempt.ecs.size
        if one.log is not None and one.log.look.coverage.proves_absence and not one.log.events:
            found["log"] = one.log.look.told
        found |= {"cause code": str(one.cause.cause)} if one.cause else {}
        found |= one.image.facts if one.image else {}
        found |= one.ran.facts if one.ran else {}
        for beside in one.beside:
            found |= beside.facts
    for one in story.changed:
        found |= one.facts
    also = [one.attempt for one in story.traced[1:] if not _followed(story, one.attempt)]
    also += story.untraced
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
    since = story.stood_since
    late = since is not None and since - story.execution.started >= WORTH_SAYING
    return f", in state {story.stood_in}{f' since {since:%H:%M:%S}Z' if since and late else ''}"


def _lasted(story: Story) -> str:
    return span((story.execution.stopped or story.now) - story.execution.started)


def cause(ran: Execution) -> str:
    """What AWS says of why it ended, with a colon; "" for nothing."""
    said = " ".join(part for part in (ran.error, causes.said(ran.cause)) if part)
    return f": {said}" if said else ""


def _why(story: Story, attempt: Attempt) -> str:
    # A name from outside never begins a line: it could pass for a line of ours.
    if attempt.outcome == "succeeded":
        return f"task {attempt.task} succeeded in {_count(story, attempt)}"
    if attempt.holds and attempt.only_waited:
        return (
            f"task {under_way.held(attempt)}, in {attempt.state} since {stamp(attempt.scheduled)}"
        )
    task = attempt.ecs
    started = ", no container started" if task is not None and task.never_ran else ""
    said = reason(attempt)
    known = (
        f": {said}" if said else under_way.handed_over(story, attempt) or ", no reason given yet"
    )
    count = _count(story, attempt)
    if _followed(story, attempt):
        count = f"attempt {attempt.number} of {_tries(story, attempt)}"
    return f"task {attempt.task} {attempt.outcome}, {count}{started}{known}"


def _followed(story: Story, attempt: Attempt) -> bool:
    """Whether the same was tried again after an attempt."""
    return attempt != [one for one in story.attempts if one.work == attempt.work][-1]


def _outcomes(attempts: Sequence[Attempt]) -> str:
    named = ", ".join(f"{one.task} {one.outcome}" for one in attempts[:MOST_NAMED])
    return f"{named} …" if len(attempts) > MOST_NAMED else named


def _count(story: Story, attempt: Attempt) -> str:
    tries = _tries(story, attempt)
    return f"{tries} attempt{'' if tries == 1 else 's'}"


def _tries(story: Story, attempt: Attempt) -> int:
    return sum(one.work == attempt.work for one in story.attempts)


def reason(attempt: Attempt) -> str:
    """Why an attempt ended, in AWS's words; "" where it gives none."""
    said = causes.of_task(attempt.ecs) if attempt.ecs else ""
    return (said or attempt.cause or attempt.error)[: causes.MOST_SAID]


def first_trouble(log: ContainerLog | None) -> str:
    """The last line of a log that speaks of trouble, as it is shown; "" for none."""
    lines = [event.message for event in log.events] if log else []
    found = next((line for line in reversed(lines) if container_log.is_trouble(line)), "")
    return json_lines.flat(found)


def _never_ran(story: Story) -> bool:
    tasks = [one.attempt.ecs for one in story.traced]
    return bool(tasks) and all(task is not None and task.never_ran for task in tasks)
