"""The rows of a traced job: its attempts, log lines and end, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kurosai.aws.changes import kept_changes
from kurosai.aws.jobs import job_seen, job_story, kept_attempts, under_way
from kurosai.aws.jobs.job_seen import Story
from kurosai.aws.jobs.task import container_log, stops
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.logs.lines import json_lines
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Row

SHOWN_LINES = 12
"""Of a log that speaks of no trouble, so many of the last lines."""


SHORT = 60
"""A reason of so many characters may stand there twice."""


def rows(story: Story) -> tuple[Row, ...]:
    """Attempts, log lines and the end in order of time; what AWS wrote whole is kept unshown."""
    decisive = {one.attempt.work for one in story.traced if one.attempt.outcome != "succeeded"}
    whole = {one.attempt for one in story.traced}
    told = [job_story.reason(one.attempt) for one in story.traced]
    found = list(_attempt_rows(job_seen.listed(story), decisive, whole, told))
    for one in story.traced:
        found += _log_rows(one.log.events if one.log else ())
    for one in story.changed:
        found += one.rows
    ran = story.execution
    if ran.stopped is not None:
        text = f"execution {ran.status}{job_story.cause(ran)}"
        found.append(Row(text, ran.stopped, brief=_brief(text, told, told)))
    return tuple(sorted(found, key=lambda row: (row.at is None, row.at or story.now)))


def kept(story: Story) -> tuple[Row, ...]:
    """What is kept beside the rows: attempts as AWS tells them, and changes."""
    whole = {one.attempt for one in story.traced}
    changes = (change for one in story.changed for change in one.changes)
    return (*kept_attempts.rows(story, whole), *kept_changes.rows(changes))


def task_rows(tasks: Iterable[EcsTask]) -> tuple[Row, ...]:
    """Tasks without an execution around them."""
    return tuple(Row(f"task {_placed(one)} {stops.told(one)}", one.stopped, ">") for one in tasks)


def _placed(task: EcsTask) -> str:
    return f"{task.id} in {task.lay_in}" if task.lay_in else task.id


def _attempt_rows(
    attempts: Sequence[Attempt],
    decisive: set[tuple[str, int]],
    whole: set[Attempt],
    told: Sequence[str],
) -> Iterator[Row]:
    """`told` are the reasons that stand above the rows already: there they are long enough."""
    said: dict[tuple[str, str], int] = {}
    for one in attempts:
        head = f"{one.task} attempt {one.number} {one.outcome}"
        since = f", scheduled {one.scheduled:%H:%M:%S}Z"
        task = f" · task {_placed(one.ecs)}" if one.ecs else ""
        why = " ".join(part for part in (one.error, one.cause) if part)
        why = f"{why} {stops.told(one.ecs)}".strip() if one.ecs else why
        why = " · ".join(filter(None, (under_way.held(one), why)))
        text = f"{head}{since}{task}{f' · {why}' if why else ''}"
        known = (one.task, why)
        again = bool(why) and known in said
        brief = f"{head}{since}{task} · the same as attempt {said[known]}" if again else text
        if not again:
            brief = _brief(text, [stops.reason(one.ecs) if one.ecs else one.cause], told)
        said.setdefault(known, one.number)
        bad = one.work in decisive and one.outcome != "succeeded"
        yield Row(text, one.ended or one.scheduled, ">" if bad and not again else "", brief)
        if one.raw and one in whole:
            yield Row(one.raw, one.ended, ".")


def _brief(text: str, reasons: Sequence[str], told: Sequence[str]) -> str:
    """The text without those reasons that are told above it."""
    for one in reasons:
        if len(one) > SHORT and any(one in above for above in told):
            text = text.replace(one, "as said above")
    return text


def _log_rows(events: Sequence[LogEvent]) -> Iterator[Row]:
    first_shown = len(events) - SHOWN_LINES
    for number, event in enumerate(events):
        trouble = container_log.is_trouble(event.message)
        mark = ">" if trouble else "" if number >= first_shown else "."
        text, told = event.message.rstrip("\n"), json_lines.flat(event.message)
        yield Row(text, event.at, mark, "" if told == text else told)
