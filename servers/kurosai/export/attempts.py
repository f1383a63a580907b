"""The attempts of ECS tasks in the rows of a traced job, and the lines of a log among them.

A row of an attempt has a fixed form; the last attempt that matters has what ECS wrote whole behind
it. What fits neither is a line of a log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from kurosai import kept
from kurosai.vocabulary import Row, moment

SCHEDULED_AHEAD = timedelta(seconds=1)
"""A row tells whole seconds of when a task was scheduled, which is just before it is submitted."""

REPORTED_LATER = timedelta(milliseconds=600)
"""How much later than ECS the sandbox's Step Functions knows of an end."""

REFUSED_AFTER = timedelta(milliseconds=250)
MADE_AFTER = timedelta(milliseconds=150)

_ATTEMPT = re.compile(
    r"(?P<task>[\w.-]+) attempt (?P<number>\d+) (?P<outcome>[\w ]+?), scheduled "
    r"(?P<at>\d\d:\d\d:\d\d)Z(?: · task (?P<id>[0-9a-f]{32})(?: in [\w-]+)?)?"
    r"(?: · (?P<why>.*))?",
    re.DOTALL,
)
_STOPPED = re.compile(
    r"STOPPED (?P<code>[A-Za-z]+)(?: exit code (?P<exit>\d+)(?: \(\w+\))?)?: (?P<reason>.*)",
    re.DOTALL,
)
_END = re.compile(r"execution [A-Z_]+")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt. `ecs_task` is "" where RunTask was refused, with `error` and `cause`.

    `guessed` says that its container ran and no record tells from when; `zone` is where it lay, ""
    where nothing tells.
    """

    number: int
    outcome: str
    submitted: datetime
    ended: datetime | None
    ecs_task: str = ""
    error: str = ""
    cause: str = ""
    started: datetime | None = None
    stopping: datetime | None = None
    stop_code: str = ""
    stopped_reason: str = ""
    reason: str = ""
    exit_code: int | None = None
    guessed: bool = False
    zone: str = ""


@dataclass(slots=True)
class Read:
    """Attempts by task, in order, log lines, and the images that ran."""

    attempts: dict[str, list[Attempt]] = field(default_factory=dict[str, list[Attempt]])
    lines: list[tuple[datetime, str]] = field(default_factory=list["tuple[datetime, str]"])
    images: set[str] = field(default_factory=set[str])


def read(rows: Sequence[Row], beside: Sequence[Row] = ()) -> Read:
    """What the rows of a traced job tell, and what was kept beside them."""
    found = Read()
    told = {
        (str(one.told["task"]), int(one.told["number"])): one.told["ecs"]
        for row in beside
        if (one := kept.read(row)) is not None and one.kind == "aws.attempt" and "ecs" in one.told
    }
    whole = {str(one["TaskArn"]).rpartition("/")[2]: one for one in map(_ecs, rows) if one}
    for body in whole.values():
        found.images |= {str(one["Image"]) for one in body.get("Containers", ()) if "Image" in one}
    for row in rows:
        match = _ATTEMPT.fullmatch(row.text)
        if match is not None and row.at is not None:
            one = _attempt(match, row.at, whole)
            ecs = told.get((match["task"], one.number), {})
            one = _kept(one, ecs) if "created" in ecs and one.ecs_task not in whole else one
            found.attempts.setdefault(match["task"], []).append(one)
        elif row.at is not None and _ecs(row) is None and not _END.match(row.text):
            found.lines.append((row.at, row.text))
    for several in found.attempts.values():
        several.sort(key=lambda one: one.number)
    return found


def _kept(one: Attempt, ecs: Mapping[str, Any]) -> Attempt:
    """The same attempt with what ECS told of its task, to the millisecond."""
    times = {
        name: moment(str(ecs[name]))
        for name in ("created", "started", "stopping", "stopped")
        if ecs.get(name)
    }
    return replace(
        one,
        submitted=times["created"] - MADE_AFTER,
        started=times.get("started"),
        stopping=times.get("stopping"),
        ended=times.get("stopped"),
        stop_code=str(ecs.get("stop_code") or ""),
        stopped_reason=str(ecs.get("stopped_reason") or ""),
        reason=str(ecs.get("reason") or ""),
        exit_code=ecs.get("exit_code"),
        guessed=False,
        zone=str(ecs.get("zone") or ""),
    )


def _ecs(row: Row) -> Mapping[str, Any] | None:
    if row.mark != "." or not row.text.startswith("{"):
        return None
    try:
        body: Any = json.loads(row.text)
    except ValueError:
        return None
    return cast("Mapping[str, Any]", body) if isinstance(body, dict) and "TaskArn" in body else None


def _attempt(
    match: re.Match[str], ended: datetime, whole: Mapping[str, Mapping[str, Any]]
) -> Attempt:
    number, outcome, task = int(match["number"]), match["outcome"], match["id"] or ""
    why = match["why"] or ""
    if not task and outcome == "failed":
        error, _, cause = why.partition(" ")
        return Attempt(number, outcome, ended - REFUSED_AFTER, ended, error=error, cause=cause)
    if task in whole:
        return _recorded(number, outcome, task, whole[task])
    submitted = _scheduled(match["at"], ended) + SCHEDULED_AHEAD
    stop = _STOPPED.search(why)
    if stop is None:
        return Attempt(number, outcome, submitted, None, task)
    code = None if stop["exit"] is None else int(stop["exit"])
    return Attempt(
        number,
        outcome,
        submitted,
        ended - REPORTED_LATER,
        task,
        started=None if code is None else submitted + (ended - submitted) / 2,
        stop_code=stop["code"],
        reason=stop["reason"],
        exit_code=code,
        guessed=code is not None,
    )


def _recorded(number: int, outcome: str, task: str, body: Mapping[str, Any]) -> Attempt:
    containers = cast("list[Mapping[str, Any]]", body.get("Containers") or [{}])
    container = next((one for one in containers if one.get("Reason")), containers[0])
    stopped = _moment(body.get("StoppedAt"))
    return Attempt(
        number,
        outcome,
        (_moment(body.get("CreatedAt")) or datetime.now(UTC)) - MADE_AFTER,
        stopped,
        task,
        started=_moment(body.get("StartedAt")),
        stop_code=str(body.get("StopCode") or ""),
        stopped_reason=str(body.get("StoppedReason") or ""),
        reason=str(container.get("Reason") or ""),
        exit_code=container.get("ExitCode"),
        zone=str(body.get("AvailabilityZone") or ""),
    )


def _moment(at: Any) -> datetime | None:
    """A time of ECS: milliseconds since 1970."""
    return datetime.fromtimestamp(at / 1000, UTC) if isinstance(at, int | float) else None


def _scheduled(clock: str, ended: datetime) -> datetime:
    """The time of day that was last so before the end."""
    hours, minutes, seconds = map(int, clock.split(":"))
    at = ended.replace(hour=hours, minute=minutes, second=seconds, microsecond=0)
    return at if at <= ended else at - timedelta(days=1)
