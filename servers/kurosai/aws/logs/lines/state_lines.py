"""Events as a state machine logs them: a task that could not be submitted is logged again as a
task that failed, with the same cause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeGuard

from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Json


def repeated(events: Iterable[LogEvent]) -> dict[str, str]:
    """By event id what is shown of an event whose cause an event before it has told, in its own
    execution; of events oldest first."""
    causes: dict[tuple[str, str], str] = {}
    shown: dict[str, str] = {}
    for event in events:
        found = _cause(event.message)
        if found is None:
            continue
        kind, execution, previous, cause = found
        # Another attempt may fail by the same cause: only the event right behind it repeats it.
        if causes.get((execution, previous)) == cause:
            shown[event.id] = f"type={kind}, of the same cause: the event after it"
        causes[execution, _id(event.message)] = cause
    return shown


def _cause(message: str) -> tuple[str, str, str, str] | None:
    """Type, execution, id of the event before, and cause."""
    body = _body(message)
    details = body.get("details")
    cause = details.get("cause") if _is_object(details) else None
    told = (body.get("type"), body.get("execution_arn"), body.get("previous_event_id"), cause)
    kind, execution, previous, why = (one if isinstance(one, str) else "" for one in told)
    return (kind, execution, previous, why) if kind and execution and previous and why else None


def _id(message: str) -> str:
    return str(_body(message).get("id"))


def _body(message: str) -> Mapping[str, Json]:
    if not message.startswith("{"):
        return {}
    try:
        body: Json = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return body if _is_object(body) else {}


def _is_object(value: Json) -> TypeGuard[Mapping[str, Json]]:
    return isinstance(value, dict)
