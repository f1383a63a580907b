"""Why an ECS task stopped, in AWS's own words, and what may be said of an exit code.

AWS writes the reason at one of three places; which one depends on what went wrong.
"""

from __future__ import annotations

import re

from kurosai.aws.jobs.task.ecs_task import Container, EcsTask

_PULL = re.compile(r"CannotPull\w{0,40}Error|pull image manifest|image Manifest does not contain")
_SIGNALS = {137: "SIGKILL", 139: "SIGSEGV", 143: "SIGTERM"}
_ASKED = ("UserInitiated", "SpotInterruption", "ServiceSchedulerInitiated")
"""Why a task is stopped that had not ended by itself: then when that began tells what asked."""

_FOLLOWING = (137, 143)
"""How a container ends that is stopped because another one ended."""


def guilt(container: Container) -> int:
    """Where a container stands among those that may have ended the task, the likeliest first."""
    if container.reason:
        return 0
    if not container.exit_code:
        return 3
    return 2 if container.exit_code in _FOLLOWING else 1


def reason(task: EcsTask) -> str:
    """The most telling words: a container's reason, else the task's; "" when AWS gives none."""
    for container in task.containers:
        if container.reason:
            return container.reason
    return task.stopped_reason


def unpulled(task: EcsTask) -> str:
    """The image that could not be pulled, "" where none is named or nobody says which."""
    named = {one.image: one for one in task.containers if one.image}
    for image, one in named.items():
        if _PULL.search(one.reason):
            return image
    said = [image for image in named if image in task.stopped_reason]
    if said:
        return max(said, key=len)
    return next(iter(named)) if len(named) == 1 else ""


def pull_failed(task: EcsTask) -> bool:
    """Whether it stopped because an image could not be had."""
    return any(_PULL.search(text) for text in _texts(task))


def exit_code(task: EcsTask) -> int | None:
    """That of the container that ended the task; None when none ended by itself."""
    one = exited(task)
    return one.exit_code if one else None


def exited(task: EcsTask) -> Container | None:
    """The container whose exit code tells most: one that failed, not one that was stopped then."""
    ended = [one for one in task.containers if one.exit_code is not None]
    return min(ended, key=lambda one: (not one.exit_code, guilt(one)), default=None)


def code_told(task: EcsTask) -> str:
    """`exit code 9`, of several containers with the name of the one; "" for none or 0."""
    one = exited(task)
    if one is None or not one.exit_code:
        return ""
    return f"exit code {one.exit_code}{f' of {one.name}' if len(task.containers) > 1 else ''}"


def told(task: EcsTask) -> str:
    """One line: stop code, exit code, and each reason that AWS gives, once."""
    code = exit_code(task)
    parts = [task.status, task.stop_code]
    if code is not None:
        signal = _SIGNALS.get(code)
        parts.append(f"exit code {code}{f' ({signal})' if signal else ''}")
    if task.stopping and task.stop_code in _ASKED:
        parts.append(f"asked to stop {task.stopping:%H:%M:%S}Z")
    said = list(dict.fromkeys(text for text in _texts(task) if text))
    # The task's reason often repeats its container's with a prefix.
    said = [one for one in said if not any(one != two and one in two for two in said)]
    return " ".join(part for part in parts if part) + (f": {' | '.join(said)}" if said else "")


def _texts(task: EcsTask) -> tuple[str, ...]:
    return (*(one.reason for one in task.containers), task.stopped_reason)
