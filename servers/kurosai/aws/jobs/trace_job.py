"""One call for what AWS ran for a job: execution, states, attempts, ECS tasks, log, image.

Each place is looked at where the one before left off, and says for itself how much was seen
there: that ECS has forgotten a task is no failure when the execution's history tells its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.aws import failed_look
from kurosai.aws.changes import home_region
from kurosai.aws.jobs import job_execution, job_next, job_rows, job_seen, job_story
from kurosai.aws.jobs.cause import attempt_cause, behind, dispatch_queue
from kurosai.aws.jobs.job_execution import Found
from kurosai.aws.jobs.job_seen import MOST_TRACED, Story, Traced
from kurosai.aws.jobs.nearby import Nearby
from kurosai.aws.jobs.task import container_log, execution, image, image_ran, stops, task_plan
from kurosai.aws.jobs.task import task_records as records
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.platform import Aws, Places
from kurosai.aws.wire.states import Execution
from kurosai.parallel import both, each
from kurosai.resource_map import Location, ResourceMap, locate
from kurosai.vocabulary import Call, Coverage, Look, Reading, Window, overall

ARCHIVED = timedelta(days=7)
"""How far back the event archive is searched for a job whose execution may not be read."""


NOT_THERE = (
    "Not handed to AWS (it waits in the queue, or was canceled there), older than 90 days, or of "
    "another environment; whether there is such a job at all the platform knows."
)


def trace(
    aws: Aws,
    resources: ResourceMap,
    now: datetime,
    *,
    job_id: str,
    attempt: int,
    task: str,
    places: Places | None = None,
) -> Reading:
    """The reading of one attempt of a job (0: the last one), of one of its tasks if named.

    `places` lead to where IAM is recorded; without them it is not asked.
    """
    found = job_execution.find(aws.states, resources, job_id, attempt)
    archive = _archive(resources, job_id)
    if found.execution is None:
        return _without_execution(aws, resources, found, job_id, archive, now)
    ran = found.execution
    # AWS's clock may be ahead of ours by a moment.
    window = Window.clipped(min(ran.started, now), ran.stopped or now, now)
    events, at_history = job_execution.history(aws.states, ran)
    tried = _tried(execution.attempts(events), task)
    reach = Window.clipped(window.start, window.end + records.LATE, now)
    known = records.of(aws, tried, job_id, archive, reach)
    attempts = tuple(_newest(one, known.tasks) for one in tried)
    telling = job_seen.telling(attempts)
    nearby = Nearby(aws, places, now)
    traced, early = both(lambda: _traced(aws, ran, telling, now), lambda: nearby.early(telling))
    story = Story(
        job_id=job_id,
        number=found.number,
        named=task,
        execution=ran,
        stood_in=execution.stopped_in(events),
        stood_since=execution.stopped_since(events),
        attempts=attempts,
        traced=traced,
        now=now,
        changed=nearby.all(traced, early),
    )
    later = (found.look,) if found.look else ()
    looks = (*later, at_history, *execution.elsewhere(events), *known.looks)
    refused = job_next.refused(story) is not None
    machine = {"kind": "sfn_log", "state_machine": ran.arn.split(":")[-2]}
    machine_log = _log(aws, resources, machine) if refused else ""
    done = ran.status == "SUCCEEDED"
    after_log = _log(aws, resources, {"kind": "after_job", "job_id": job_id}) if done else ""
    offered = job_next.next_calls(
        story,
        machine_log,
        after_log,
        lambda one: _pod(resources, job_id, one),
        home_region.where(aws.trail),
        lambda: _stops_log(aws, resources, archive, machine),
    )
    return _reading(aws, story, looks, window, offered)


def _pod(resources: ResourceMap, job_id: str, attempt: Attempt) -> str:
    """The Kubernetes Job that ran an attempt, by the map; "" of one that ran nowhere there."""
    if not attempt.engine or attempt.ecs is not None:
        return ""
    fields = {"job_id": job_id, "task": attempt.task, "engine": attempt.engine, "kind": "k8s_job"}
    places = (one for one in locate(resources, fields) if "task" not in one.missing)
    return next((one.name for one in places if "{" not in one.name), "")


def _log(aws: Aws, resources: ResourceMap, fields: Mapping[str, str]) -> str:
    """The log group that the map names for something; "" where it does not tell, or there is no
    such group."""
    places = (one for one in locate(resources, fields) if not one.missing)
    return _there(aws, next((one.group for one in places if one.source == "aws_logs"), ""))


def _stops_log(
    aws: Aws, resources: ResourceMap, archive: Location | None, machine: Mapping[str, str]
) -> str:
    """Where the reasons stand by which all tasks stopped: the archive of ECS's events, else the log
    of the state machine; "" for neither."""
    kept = archive.group if archive and archive.source == "aws_logs" else ""
    return _there(aws, kept) or _log(aws, resources, machine)


def _there(aws: Aws, group: str) -> str:
    """The group, "" where there is no such one."""
    try:
        known = {one.name for one in aws.logs.groups(group)} if group else set[str]()
    except failed_look.FAILURES:
        return ""
    return group if group in known else ""


def _tried(attempts: Sequence[Attempt], task: str) -> list[Attempt]:
    """Those at a task, by its name or its state's; of one that has none its wait for others."""
    own = [one for one in attempts if not task or task in (one.task, one.state)]
    return own or [one for one in attempts if one.holds == task]


def _count(story: Story) -> int:
    """Of the attempts at tasks: to wait for another one is none, where there are others."""
    return sum(not one.holds for one in story.attempts) or len(story.attempts)


def _reading(
    aws: Aws, story: Story, looks: tuple[Look, ...], window: Window, offered: tuple[Call, ...]
) -> Reading:
    looks = (*looks, *(look for one in story.traced for look in one.looks), *story.unread)
    beside = [one.ran.look for one in story.traced if one.ran]
    beside += [look for one in story.changed for look in one.looks]
    return Reading(
        source=":".join(story.execution.arn.split(":")[-2:]),
        identity=aws.logs.identity,
        coverage=overall(looks),
        rows=job_rows.rows(story),
        kept=job_rows.kept(story),
        window=window,
        found=_count(story),
        total=_count(story),
        unit="task attempt",
        lead=job_story.lead(story),
        tail=job_story.tail(story),
        next=offered,
        again=story.again,
        facts=job_story.facts(story),
        # What was changed nearby, and when its image was pushed, lies beside the question: it
        # leaves nothing of the job open.
        looks=tuple(dict.fromkeys((*looks, *beside))),
    )


def _traced(
    aws: Aws, ran: Execution, attempts: Sequence[Attempt], now: datetime
) -> tuple[Traced, ...]:
    """The log and the cause of each, and of an image that could not be pulled what there is."""

    def one(attempt: Attempt) -> Traced:
        task = attempt.ecs
        if task is None:
            cause, beside = attempt_cause.of(aws, ran, attempt, None, (), now)
            things = behind.things(cause, None, None)
            return Traced(attempt, cause=cause, beside=beside, behind=things)
        plan = task_plan.of(aws.containers, task)
        log, ran_image = both(
            lambda: container_log.read(aws.logs, task, plan, attempt.ended or now, now),
            lambda: _ran_image(aws, attempt, task),
        )
        cause, beside = attempt_cause.of(aws, ran, attempt, plan, log.events, now)
        seen = _image(aws, task, plan)
        things = behind.things(cause, task, plan, log.events)
        return Traced(attempt, log, seen, cause, beside, things, ran_image)

    return each(one, attempts[:MOST_TRACED])


def _ran_image(aws: Aws, attempt: Attempt, task: EcsTask) -> image_ran.ImageRan | None:
    """That of a program that ended by itself: of one that failed what it was built of may have
    changed, and what one that went well ran is what to go back to."""
    if attempt.outcome != "succeeded" and not attempt_cause.is_own(attempt):
        return None
    return image_ran.see(aws.images, task, attempt.scheduled)


def _image(aws: Aws, task: EcsTask, plan: task_plan.Plan) -> image.ImageSeen | None:
    """What the registry has of an image that could not be pulled; None where it could."""
    if not stops.pull_failed(task):
        return None
    if reference := stops.unpulled(task):
        return image.see(
            aws.images, reference, plan.platform, stops.reason(task), region=task.region
        )
    count = sum(bool(one.image) for one in task.containers)
    return image.unknown(task.id, count) if count else None


def _newest(attempt: Attempt, tasks: Mapping[str, EcsTask]) -> Attempt:
    """The attempt with the newest word on its task; an archived event does not carry the tag."""
    if attempt.ecs is None:
        return attempt
    return replace(attempt, ecs=tasks[attempt.ecs.arn], task_tag=attempt.task)


def _archive(resources: ResourceMap, job_id: str) -> Location | None:
    fields = {"job_id": job_id, "engine": "ecs", "kind": "ecs_task_events"}
    return next((one for one in locate(resources, fields) if not one.missing), None)


def _without_execution(
    aws: Aws,
    resources: ResourceMap,
    found: Found,
    job_id: str,
    archive: Location | None,
    now: datetime,
) -> Reading:
    """Not there, or not to be read: then the archive of task events may still tell the end.

    What was never handed to AWS may wait in a queue.
    """
    look = found.look or Look("states", Coverage.EMPTY)
    if look.coverage is Coverage.EMPTY:
        waiting = dispatch_queue.looks(aws, resources, job_id, now)
        return Reading(
            source=look.place,
            identity=aws.logs.identity,
            coverage=Coverage.EMPTY,
            found=0,
            total=0,
            unit="task attempt",
            lead=(
                f"There is no execution {look.place.rpartition(':')[2]}: {look.told}",
                NOT_THERE,
            ),
            next=job_next.without_execution(job_id, waiting),
            looks=waiting,
        )
    looks, tasks = [look], dict[str, EcsTask]()
    window = Window.clipped(now - ARCHIVED, now, now)
    if archive is not None:
        tasks, at_archive = records.archived(aws.logs, job_id, archive, window)
        looks.append(at_archive)
    return Reading(
        source=look.place,
        identity=aws.logs.identity,
        coverage=overall(looks),
        rows=job_rows.task_rows(tasks.values()),
        window=window,
        found=len(tasks),
        unit="task",
        lead=("The execution may not be read; what follows is from the archive of task events.",),
        next=(calls.describe_job(job_id),),
        looks=tuple(looks),
    )
