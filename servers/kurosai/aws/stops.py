"""Why an ECS task stopped, in AWS's own words, and what may be said of an exit code.

AWS writes the reason at one of three places; which one depends on what went wrong.
"""

from __future__ import annotations

import re

from kurosai.aws.ecs_task import EcsTask

_PULL = re.compile(r"CannotPull\w*Error|pull image manifest|image Manifest does not contain")
_SIGNALS = {137: "SIGKILL", 139: "SIGSEGV", 143: "SIGTERM"}


def reason(task: EcsTask) -> str:
    """The most telling words: a container's reason, else the task's; "" when AWS gives none."""
    for container in task.containers:
        if container.reason:
            return container.reason
    return task.stopped_reason


def pull_failed(task: EcsTask) -> bool:
    """Whether it stopped because an image could not be had."""
    return any(_PULL.search(text) for text in _texts(task))


def exit_code(task: EcsTask) -> int | None:
    """The first exit code that is not 0, else 0, None when no container ended by itself."""
    codes = [one.exit_code for one in task.containers if one.exit_code is not None]
    return next((code for code in codes if code), codes[0] if codes else None)


def told(task: EcsTask) -> str:
    """One line: stop code, exit code, and each reason that AWS gives, once."""
    code = exit_code(task)
    parts = [task.status, task.stop_code]
    if code is not None:
        signal = _SIGNALS.get(code)
        parts.append(f"exit code {code}{f' ({signal})' if signal else ''}")
    said = list(dict.fromkeys(text for text in _texts(task) if text))
    # The task's reason often repeats its container's with a prefix.
    said = [one for one in said if not any(one != two and one in two for two in said)]
    return " ".join(part for part in parts if part) + (f": {' | '.join(said)}" if said else "")


def caution(task: EcsTask) -> str:
    """What an exit code alone does not prove, "" where AWS says the reason."""
    if exit_code(task) != 137 or any("OutOfMemory" in text for text in _texts(task)):
        return ""
    return (
        "exit code 137 is a kill, not by itself out of memory: a cancel, a Spot interruption or "
        "a stop timeout look the same; memory metrics would tell"
    )


def _texts(task: EcsTask) -> tuple[str, ...]:
    return (*(one.reason for one in task.containers), task.stopped_reason)
