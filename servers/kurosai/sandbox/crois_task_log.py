"""Which lines of a task the API still has: of one attempt or of all, and why there are none."""

from __future__ import annotations

from datetime import datetime, timedelta

from kurosai.sandbox.records import LogLine, Task


class NoAttempt(Exception):
    """The task has not been tried so often."""


def of(
    task: Task, attempt: int, now: datetime, kept: timedelta
) -> tuple[tuple[LogLine, ...], str | None]:
    """The lines of an attempt (0: of all), oldest first; the reason when none can be had.

    They are `kept` so long after the task's end. Raises NoAttempt. A line belongs to the latest
    attempt that had been submitted by then.
    """
    tried = max(task.attempt, len(task.attempts))
    if attempt > tried:
        raise NoAttempt(f"Task {task.name!r} has {tried} attempt(s), not {attempt}.")
    # The platform reads the same logs: what has not arrived there is not here either.
    lines = tuple(line for line in task.log if line.at + line.delay <= now)
    if attempt and task.attempts:
        lines = tuple(line for line in lines if _attempt(task, line.at) == attempt)
        began = task.attempts[attempt - 1].started is not None or bool(lines)
    elif attempt and attempt < tried:
        return (), "only the log of the last attempt is kept"
    else:
        began = task.started_at is not None or bool(lines)
    if not began:
        return (), "the container has not started"
    ended = task.finished_at or (task.log[-1].at if task.log else None)
    if ended is not None and ended < now - kept:
        shown = f"{kept.days} days" if kept.days else f"{kept // timedelta(minutes=1)} minutes"
        return (), f"logs are kept for {shown}"
    return lines, None


def _attempt(task: Task, at: datetime) -> int:
    return sum(1 for one in task.attempts if one.submitted <= at) or 1
