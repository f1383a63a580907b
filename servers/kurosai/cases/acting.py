"""Who acted, where an alert or a question names a session of a role: what it did, and whose it is.

`assumed-role/ROLE/SESSION`, in an ARN or alone, is how AWS names whoever calls it as a role.
CloudTrail looks callers up by the session. ECS names the sessions of its tasks' roles after the
tasks, so that the log of task events tells whose such a session is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.resource_map import ResourceMap, locate
from kurosai.vocabulary import Call

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger

_SESSION = re.compile(
    r"\bassumed-role/[\w+=,.@-]{1,64}/(?P<session>[\w+=,.@-]{1,63}[\w+=@-])", re.ASCII
)
_TASK = re.compile(r"[0-9a-f]{32}")
_EVENTS = "ecs_task_events"
_BEFORE, _AFTER = timedelta(hours=6), timedelta(hours=1)
"""A task's credentials hold for six hours at most, and what it did may be told while it runs."""


def of(resources: ResourceMap | None, told: Trigger) -> Iterator[Call]:
    """The calls for the first session that the text names, none where it names none.

    `resources` is None where no map is configured.
    """
    found = _SESSION.search(told.text)
    if found is None:
        return
    session, period = found["session"], told.period
    yield calls.find_changes(by=session, around=period.start if period else None)
    group = _events(resources, told.environment) if resources is not None else ""
    if group and _TASK.fullmatch(session):
        since = period.start - _BEFORE if period else None
        until = period.end + _AFTER if period else None
        yield calls.find_logs(group, session, since=since, until=until)


def _events(resources: ResourceMap, environment: str) -> str:
    """The log group of the events of tasks, "" where the map has none."""
    # It is the group of all tasks' events; which job's stands in the filter alone.
    fields = {"kind": _EVENTS, "env": environment, "job_id": "0"}
    places = (one for one in locate(resources, fields) if one.source == "aws_logs")
    return next((one.group for one in places if "{" not in one.group), "")
