"""When a job ran and where its tasks write, by its execution: what a search of its logs needs."""

from __future__ import annotations

from datetime import datetime, timedelta

from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs import job_execution
from kurosai.aws.jobs.task import execution, task_plan
from kurosai.aws.logs.groups.log_groups import JobLogs
from kurosai.aws.platform import Aws
from kurosai.errors import NotConfigured
from kurosai.parallel import each
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Coverage, Look, Window

BEFORE = timedelta(minutes=5)
AFTER = timedelta(minutes=10)
"""It was dispatched a little before its execution began, and is told of a little after its end."""

MOST_TASKS = 6


def of(aws: Aws, resources: ResourceMap, now: datetime, job_id: str) -> JobLogs:
    """The time of the job's last attempt, and the streams of its ECS tasks, the last ones where
    they are many."""
    place = f"execution of job {job_id}"
    try:
        found = job_execution.find(aws.states, resources, job_id, 0)
    except (NotConfigured, *FAILURES) as error:
        return _unknown(place, str(error))
    if found.execution is None:
        told = found.look.told if found.look else "there is none"
        return _unknown(found.look.place if found.look else place, told)
    ran = found.execution
    window = Window.clipped(min(ran.started, now) - BEFORE, (ran.stopped or now) + AFTER, now)
    events, look = job_execution.history(aws.states, ran)
    tasks = {one.ecs.arn: one.ecs for one in execution.attempts(events) if one.ecs}
    ran_once = [task for task in tasks.values() if not task.never_ran]
    plans = each(lambda task: task_plan.of(aws.containers, task), ran_once[-MOST_TASKS:])
    looks = [plan.unknown for plan in plans if plan.unknown is not None]
    if look.leaves_open:
        looks.append(look)
    if len(ran_once) > MOST_TASKS:
        told = f"the logs of {len(ran_once) - MOST_TASKS} earlier tasks were not searched"
        looks.append(Look(place, Coverage.TRUNCATED, told))
    streams = tuple((plan.group, plan.stream) for plan in plans if plan.unknown is None)
    return JobLogs(window, streams, tuple(looks))


def _unknown(place: str, why: str) -> JobLogs:
    """Nobody knows when it ran: the last hour, in which it was not, must not pass for its time."""
    told = f"when the job ran is not known ({why}): give `around` or `since`, and a group"
    return JobLogs(looks=(Look(place, Coverage.PARTIAL, told),))
