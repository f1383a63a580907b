"""A traced job as a reader wants it: what ended it and why first, then attempts and log lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.aws import container_log, stops
from kurosai.aws.container_log import ContainerLog
from kurosai.aws.ecs_task import EcsTask
from kurosai.aws.execution import Attempt
from kurosai.aws.image import ImageSeen
from kurosai.aws.wire.logs import LogEvent
from kurosai.aws.wire.states import Execution
from kurosai.vocabulary import Again, Call, Look, Row, stamp

SHOWN_LINES = 12
"""Of a log that speaks of no trouble, so many of the last lines."""

SEARCHED_CHARACTERS = 300

SOON = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Traced:
    """An attempt whose log, and whose image if it could not be pulled, were looked at."""

    attempt: Attempt
    log: ContainerLog | None = None
    image: ImageSeen | None = None

    @property
    def looks(self) -> tuple[Look, ...]:
        """Where that was."""
        return tuple(one.look for one in (self.log, self.image) if one)


@dataclass(frozen=True, slots=True)
class Story:
    """All that was seen of one attempt of a job; `stood_in` is the state that it did not leave."""

    job_id: str
    number: int
    execution: Execution
    stood_in: str
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


def telling(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The last attempt of each task that has not succeeded; of all that have, the very last."""
    last = {one.task: one for one in attempts}
    failed = [one for one in last.values() if one.outcome != "succeeded"]
    return tuple(failed or attempts[-1:])


def lead(story: Story) -> tuple[str, ...]:
    """How the execution ended, and for each task that did not succeed why."""
    return (_ended(story), *(_why(story, one.attempt) for one in story.traced))


def tail(story: Story) -> tuple[str, ...]:
    """What follows: a build that can be pulled, what a code does not prove."""
    lines = [line for one in story.traced if one.image for line in one.image.told]
    for one in story.traced:
        if one.attempt.ecs and (caution := stops.caution(one.attempt.ecs)):
            lines.append(caution)
    if story.execution.status == "TIMED_OUT" and _never_ran(story):
        lines.append("the time limit ended the wait; it is not why no container started")
    if story.again is not None:
        lines.append(f"still under way: ask again after {stamp(story.again.at)}")
    return tuple(dict.fromkeys(lines))


def rows(story: Story) -> tuple[Row, ...]:
    """Attempts, log lines and the end in order of time; what AWS wrote whole is kept unshown."""
    decisive = {one.attempt for one in story.traced if one.attempt.outcome != "succeeded"}
    found = list(_attempt_rows(story.attempts, {one.task for one in decisive}))
    for one in story.traced:
        found += _log_rows(one.log.events if one.log else ())
    ran = story.execution
    if ran.stopped is not None:
        found.append(Row(f"execution {ran.status}{_cause(ran)}", ran.stopped))
    return tuple(sorted(found, key=lambda row: (row.at is None, row.at or story.now)))


def task_rows(tasks: Iterable[EcsTask]) -> tuple[Row, ...]:
    """Tasks without an execution around them."""
    return tuple(Row(f"task {one.id} {stops.told(one)}", one.stopped, ">") for one in tasks)


def next_calls(story: Story) -> tuple[Call, ...]:
    """What is known about the reason, which nobody could ask before it was read."""
    for one in story.traced:
        said = _reason(one.attempt) or _first_trouble(one.log)
        if said and one.attempt.outcome != "succeeded":
            return (calls.find_runbook(said[:SEARCHED_CHARACTERS]),)
    return ()


def facts(story: Story) -> dict[str, str]:
    """What a report states."""
    ran = story.execution
    found = {"job": story.job_id, "execution": f"{ran.status} ({_lasted(story)}){_cause(ran)}"}
    for one in story.traced:
        attempt = one.attempt
        if attempt.outcome != "succeeded":
            found |= {"task": attempt.task, "attempts": str(_tries(story, attempt))}
            found |= {"reason": said} if (said := _reason(attempt)) else {}
        if one.log is not None and one.log.look.coverage.proves_absence and not one.log.events:
            found["log"] = one.log.look.told
        found |= one.image.facts if one.image else {}
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
    return f", in state {story.stood_in}" if story.stood_in else ""


def _lasted(story: Story) -> str:
    span = (story.execution.stopped or story.now) - story.execution.started
    return _span(span)


def _cause(ran: Execution) -> str:
    said = " ".join(part for part in (ran.error, ran.cause) if part)
    return f": {said}" if said else ""


def _why(story: Story, attempt: Attempt) -> str:
    if attempt.outcome == "succeeded":
        return f"{attempt.task} succeeded in {_count(story, attempt)}"
    task = attempt.ecs
    started = "" if task is None or task.ran else ", no container started"
    said = _reason(attempt)
    known = f": {said}" if said else ", no reason given yet"
    return f"{attempt.task} {attempt.outcome}, {_count(story, attempt)}{started}{known}"


def _count(story: Story, attempt: Attempt) -> str:
    tries = _tries(story, attempt)
    return f"{tries} attempt{'' if tries == 1 else 's'}"


def _tries(story: Story, attempt: Attempt) -> int:
    return sum(one.task == attempt.task for one in story.attempts)


def _reason(attempt: Attempt) -> str:
    task = attempt.ecs
    said = stops.reason(task) if task else ""
    code = stops.exit_code(task) if task else None
    if code:
        said = f"{said} (exit code {code})" if said else f"exit code {code}"
    return said or attempt.cause or attempt.error


def _first_trouble(log: ContainerLog | None) -> str:
    lines = [event.message for event in log.events] if log else []
    return next((line for line in reversed(lines) if container_log.is_trouble(line)), "")


def _never_ran(story: Story) -> bool:
    tasks = [one.attempt.ecs for one in story.traced]
    return bool(tasks) and all(task is not None and not task.ran for task in tasks)


def _attempt_rows(attempts: Sequence[Attempt], decisive: set[str]) -> Iterator[Row]:
    said: dict[str, int] = {}
    for one in attempts:
        head = f"{one.task} attempt {one.number} {one.outcome}"
        since = f", scheduled {one.scheduled:%H:%M:%S}Z"
        task = f" · task {one.ecs.id}" if one.ecs else ""
        why = " ".join(part for part in (one.error, one.cause) if part)
        why = f"{why} {stops.told(one.ecs)}".strip() if one.ecs else why
        text = f"{head}{since}{task}{f' · {why}' if why else ''}"
        again = bool(why) and why in said
        brief = f"{head}{since}{task} · the same as attempt {said[why]}" if again else text
        said.setdefault(why, one.number)
        bad = one.task in decisive and one.outcome != "succeeded"
        yield Row(text, one.ended or one.scheduled, ">" if bad and not again else "", brief)
        if one.raw:
            yield Row(one.raw, one.ended, ".")


def _log_rows(events: Sequence[LogEvent]) -> Iterator[Row]:
    first_shown = len(events) - SHOWN_LINES
    for number, event in enumerate(events):
        trouble = container_log.is_trouble(event.message)
        mark = ">" if trouble else "" if number >= first_shown else "."
        yield Row(event.message.rstrip("\n"), event.at, mark)


def _span(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m{seconds:02}s" if hours else f"{minutes}m{seconds:02}s"
