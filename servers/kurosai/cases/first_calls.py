"""The calls that an alert or a question itself leads to, before anything was read: best first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai import alerts, calls
from kurosai.library import notices
from kurosai.resource_map import Location, ResourceMap, locate
from kurosai.vocabulary import Call

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger

SEARCHED_CHARACTERS = 300
PODS = ("k8s_pod", "k8s_job")
_RUNS = ("sfn_execution", "ecs_task")
_FIELD = re.compile(r"\\\{(\w+)\\\}")


def of(told: Trigger, logs: Location | None, workflows: Sequence[str]) -> Iterator[Call]:
    """`logs` is where what it names writes its log; `workflows` are the ids that it names."""
    at = worth_seeing(told)
    if logs is not None and logs.source == "aws_logs":
        # What an alert says in sentences stands in no log: the search would find nothing.
        logged = told.line if not told.alert or alerts.logged(told.line) else ""
        yield calls.find_logs(logs.group, logged[:SEARCHED_CHARACTERS], around=at)
    if told.alarm:
        # It says when and where; what crossed, and what else fired, the alarms say.
        yield calls.find_alarms(told.alarm, around=at)
    if logs is not None and logs.source == "aws_sqs":
        # A queue has no log: whether it grows, and whether somebody takes from it, is measured.
        yield calls.read_metrics([f"sqs:{logs.name}"], around=at)
    if told.kind in PODS:
        yield calls.trace_pod(told.name, around=at)
    if told.kind in _RUNS:
        yield from (calls.trace_job(job) for job in told.jobs[:1])
    yield from (calls.describe_job(job) for job in told.jobs[:1])
    yield from (calls.describe_workflow(one) for one in workflows[:1])


def notes(told: Trigger, title: str = "") -> Call:
    """The list of the notes on call; those are marked that speak of what the alert names."""
    return calls.search_docs((told.name or title)[:SEARCHED_CHARACTERS], notices.folder())


def place(resources: ResourceMap, told: Trigger) -> Location | None:
    """Where the resource that the alert names writes its log, None if the map does not tell."""
    if not told.name:
        return None
    if told.kind == "log_group":
        return Location(told.kind, told.name, "aws_logs", told.name)
    job = {"job_id": told.jobs[0]} if len(told.jobs) == 1 else {}
    for template in resources.templates:
        fields = {"env": told.environment, **job}
        if template.kind == told.kind:
            shape = _FIELD.sub(r"(?P<\1>.+?)", re.escape(template.name))
            match = re.fullmatch(shape, told.name)
            if match is None:
                continue
            fields |= match.groupdict()
        elif not (job and template.kind.startswith(f"{told.kind}_")):
            # What is told of a job's tasks (ecs_task_events) is told of each of them.
            continue
        for place in locate(resources, {**fields, "kind": template.kind}):
            if not place.missing:
                return place
    return None


def names_nothing(told: Trigger, place: Location | None) -> bool:
    """Whether an alert names nothing that leads to a log: no resource of a known place, no job."""
    return told.alert and place is None and not told.jobs and told.kind not in (*PODS, *_RUNS)


def log(resources: ResourceMap, place: Location) -> str:
    """Where something logs, with what find_logs takes as it stands; of what has no log group of
    its own the call that reads it instead."""
    if place.source == "aws_states":
        fields = {"kind": "sfn_log", "state_machine": place.group}
        logs = (one for one in locate(resources, fields) if not one.missing)
        own = next((one.group for one in logs if one.source == "aws_logs"), "")
        kept = f"{own}, if it logs; " if own else ""
        return f"{kept}runs of state machine {place.group}: trace_job"
    if place.source == "aws_sqs":
        return f"a queue has none; read_metrics takes sqs:{place.group}"
    return place.group if place.source == "aws_logs" else f"{place.group} ({place.source})"


def there(told: Trigger, call: Call) -> Call:
    """A call of `aws` asks the account and region that the alert names, if it names one.

    Else it would look into the default one, and find nothing of it there.
    """
    return calls.at_place(call, told.where) if told.where and call.server == "aws" else call


def worth_seeing(told: Trigger) -> datetime | None:
    """When what happened shows in the logs: an alarm's beginning, but a run's end."""
    if told.period is None:
        return None
    return told.period.end if told.kind in _RUNS else told.period.start
