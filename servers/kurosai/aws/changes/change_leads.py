"""What to ask after a look for changes: the code, what a setting did; one wider window at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from kurosai import calls, windows
from kurosai.aws.changes import named_things
from kurosai.aws.changes.change_rows import Change
from kurosai.vocabulary import Call, Window

WIDER: Final = timedelta(days=7)
"""So much before a window is looked at where nothing was found in it, and only once."""

MOST_PARTS: Final = 3
"""A window that takes more calls than this to be seen is not offered part by part."""

_CODE: Final = ("UpdateFunctionCode", "UpdateFunctionConfiguration", "PutImage")
_CODE_TOO: Final = ("UpdateService", "RegisterTaskDefinition", "UpdateStateMachine")
_MEASURED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "lambda.amazonaws.com": ("lambda", ("functionName",)),
    "sqs.amazonaws.com": ("sqs", ("queueUrl",)),
    "ecs.amazonaws.com": ("ecs", ("cluster", "service")),
    "rds.amazonaws.com": ("rds", ("dBInstanceIdentifier",)),
    "states.amazonaws.com": ("states", ("stateMachineArn",)),
    "events.amazonaws.com": ("events", ("rule",)),
}
"""Whose metrics show what a setting did, and the parameters that name it."""


def after(changes: Sequence[Change], top: Change | None) -> tuple[Call, ...]:
    """What the newest change of code brought with it, and how what was set went since."""
    done = [one for one in changes if not one.event.error and not _scales(one)]
    code = [one for one in done if one.event.name.startswith((*_CODE, *_CODE_TOO))]
    found: list[Call] = []
    measured = metrics_of(top)
    if measured and top is not None:
        found.append(calls.read_metrics([measured], around=top.event.at))
    if code:
        last = code[-1]
        found.append(calls.find_commits("", around=last.event.at))
        names = last.touched if last.event.source == "lambda.amazonaws.com" else ()
        found += [calls.find_logs(f"/aws/lambda/{one}", "", around=last.event.at) for one in names]
    return tuple(found[:3])


def of_thing(change: Change, window: Window, oldest: datetime) -> tuple[Call, ...]:
    """What else was done to the thing that a change is about, from a week before it on; none where
    its record does not name it."""
    named = [*change.event.resources, *named_things.names(change.event)]
    if not named:
        return ()
    since = max(change.event.at - WIDER, oldest)
    return (calls.find_changes(named[0], since=since, until=window.end),)


def _scales(one: Change) -> bool:
    """Whether it is a service of AWS that only sets a number: that is no code."""
    return one.caller.machine and not one.caller.deploys


def metrics_of(change: Change | None) -> str:
    """What read_metrics calls the thing that was set; "" where it has no such name."""
    if change is None or change.event.source not in _MEASURED:
        return ""
    kind, keys = _MEASURED[change.event.source]
    names = [named_things.named(change.event, key) for key in keys]
    if len(names) == 1 and not names[0]:
        names = list(change.touched[:1])
    return f"{kind}:{'/'.join(names)}" if names and all(names) else ""


def wider(resource: str, by: str, window: Window, oldest: datetime) -> tuple[Call, ...]:
    """The week before too, where that was not looked at: a window so long was widened before."""
    since = window.start - WIDER
    long = window.end - window.start
    if long >= WIDER or since < oldest or long + WIDER > windows.LONGEST:
        return ()
    return (calls.find_changes(resource, by=by, since=since, until=window.end),)


def unseen(
    resource: str, by: str, window: Window, back: datetime, moment: datetime | None
) -> tuple[Call, ...]:
    """The part of the window before `back`; where that would take call after call, as much of it
    as one call sees, up to shortly after the moment that matters."""
    seen, rest = window.end - back, back - window.start
    if not seen or not rest:
        return ()
    if rest <= MOST_PARTS * seen:
        # Of the second where it was cut some may be on the other side.
        until = back + timedelta(seconds=1)
        return (calls.find_changes(resource, by=by, since=window.start, until=until),)
    if moment is None or moment >= back:
        return ()
    # Somewhat less than was seen, or the next answer would be cut a little before its end too.
    since, until = moment - seen / 2, moment + seen / 4
    return (calls.find_changes(resource, by=by, since=since, until=until),)
