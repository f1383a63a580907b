"""Who acted, where an alert or a question names a session of a role: what it did, and whose it is.

`assumed-role/ROLE/SESSION`, in an ARN or alone, is how AWS names whoever calls it as a role.
CloudTrail looks callers up by the session. ECS names the sessions of its tasks' roles after the
tasks, so that the log of task events tells whose such a session is. Where calls of AWS were refused
and no session is named, a role or an address is who acted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.resource_map import ResourceMap, locate
from kurosai.vocabulary import Call

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger

_SESSION = re.compile(
    r"\bassumed-role/[\w+=,.@-]{1,64}/(?P<session>[\w+=,.@-]{1,63}[\w+=@-])", re.ASCII
)
_ROLE = re.compile(
    r"(?P<arn>\barn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]*[\w+=@-])"
    r"|\bassumed-role/(?P<name>[\w+=,.@-]{0,63}[\w+=@-])",
    re.ASCII,
)
_ADDRESS = re.compile(r"(?<![\w.:/-])(?:\d{1,3}\.){3}\d{1,3}(?![\w/-]|\.\d)", re.ASCII)
_REFUSED = re.compile(
    r"AccessDenied|UnauthorizedOperation|not authorized to perform|CloudTrail", re.IGNORECASE
)
"""What AWS says of a refused call; an address beside other words is mostly one that was called."""

_TASK = re.compile(r"[0-9a-f]{32}")
_EVENTS = "ecs_task_events"
_BEFORE, _AFTER = timedelta(hours=6), timedelta(hours=1)
"""A task's credentials hold for six hours at most, and what it did may be told while it runs."""


def of(resources: ResourceMap | None, told: Trigger) -> Iterator[Call]:
    """The calls for the first session that the text names; where it names none and tells of refused
    calls, those for the first role and the first address; else none.

    `resources` is None where no map is configured.
    """
    found = _SESSION.search(told.text)
    if found is None:
        around = told.period.start if told.period else None
        yield from (calls.find_changes(by=one, around=around) for one in _refused(told.text))
        return
    session, period = found["session"], told.period
    yield calls.find_changes(by=session, around=period.start if period else None)
    group = _events(resources, told.environment) if resources is not None else ""
    if group and _TASK.fullmatch(session):
        since = period.start - _BEFORE if period else None
        until = period.end + _AFTER if period else None
        yield calls.find_logs(group, session, since=since, until=until)


def _refused(text: str) -> Iterator[str]:
    """The role and the address of refused calls, as far as a text names them."""
    if not _REFUSED.search(text):
        return
    if role := _ROLE.search(text):
        yield role["arn"] or role["name"]
    for found in _ADDRESS.finditer(text):
        try:
            yield str(ip_address(found[0]))
        except ValueError:  # A version, say.
            continue
        return


def _events(resources: ResourceMap, environment: str) -> str:
    """The log group of the events of tasks, "" where the map has none."""
    # It is the group of all tasks' events; which job's stands in the filter alone.
    fields = {"kind": _EVENTS, "env": environment, "job_id": "0"}
    places = (one for one in locate(resources, fields) if one.source == "aws_logs")
    return next((one.group for one in places if "{" not in one.group), "")
