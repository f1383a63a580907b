"""What a cause says in words, and what of it is kept.

Step Functions writes whole objects into a cause: the ECS task with its environment variables, a
Lambda's stack trace, a nested execution with its input; and cuts them at 32,768 characters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from kurosai.aws import json_objects
from kurosai.aws.jobs.task import ecs_task, stops
from kurosai.aws.jobs.task.ecs_task import EcsTask

MOST_SAID = 400
MOST_KEPT = 8_000
_LEFT_OUT = frozenset({"overrides", "environment", "environmentfiles", "secrets", "input"})
"""Keys whose values may be secrets, and tell nothing of why something ended."""


def said(text: str) -> str:
    """A cause as one bounded sentence."""
    body = json_objects.parse(text) or json_objects.salvaged(text)
    task = ecs_task.of(body)
    if task.arn:
        words = of_task(task)
    elif "errorMessage" in body:
        words = _joined(body.get("errorType"), body.get("errorMessage"))
    elif body.get("Error") or body.get("Cause"):
        words = _joined(body.get("Error"), said(str(body.get("Cause") or "")))
    else:
        words = kept(text) or ("its cause was cut before it tells anything" if text else "")
    return words if len(words) <= MOST_SAID else f"{words[:MOST_SAID]}…"


def of_task(task: EcsTask) -> str:
    """Why a task stopped: AWS's reason, and the exit code."""
    reason, code = stops.reason(task), stops.code_told(task)
    return f"{reason} ({code})" if reason and code else reason or code


def kept(text: str) -> str:
    """A cause as it may be recorded: bounded, without environment variables and inputs."""
    body = json_objects.parse(text) or json_objects.salvaged(text)
    if body:
        text = json.dumps(_kept(body), ensure_ascii=False, default=str)
    elif text.lstrip().startswith("{"):
        return ""  # cut so early that nothing tells what it is
    return text if len(text) <= MOST_KEPT else f"{text[:MOST_KEPT]}…"


def _kept(value: object) -> Any:
    if isinstance(value, Mapping):
        told = cast("Mapping[str, object]", value)
        return {key: _kept(one) for key, one in told.items() if key.lower() not in _LEFT_OUT}
    if isinstance(value, list):
        return [_kept(one) for one in cast("list[object]", value)]
    return value


def _joined(kind: object, words: object) -> str:
    return ": ".join(str(one) for one in (kind, words) if one)
