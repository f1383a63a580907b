"""Which task of a job is meant where none is named: the one that a question is likely about."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai import calls
from kurosai.crois.job_record import RUNNING, Task
from kurosai.errors import BadInput

MOST_OFFERED = 3


def of(tasks: Sequence[Task], job_id: str, name: str) -> Task:
    """The task that is named, else the one that failed, else the only one, or that runs alone.

    Raises BadInput for a name that the job does not have, and where one has to be named."""
    names = ", ".join(task.name for task in tasks)
    if name:
        named = [task for task in tasks if task.name == name]
        if not named:
            raise BadInput(f"Job {job_id} has no task {name!r}.", f"It has {names or 'none yet'}.")
        return named[0]
    if failed := [task for task in tasks if task.failed]:
        return failed[0]
    for alone in (tasks, [task for task in tasks if task.status == RUNNING]):
        if len(alone) == 1:
            return alone[0]
    raise BadInput(
        f"Job {job_id} has {len(tasks)} tasks, and none failed.",
        f"Name one of {names}: {_each(job_id, tasks)}" if names else "It has no task yet.",
    )


def _each(job_id: str, tasks: Sequence[Task]) -> str:
    """The calls of the first of them, ready to be made."""
    shown = (calls.read_task_log(job_id, task.name) for task in tasks[:MOST_OFFERED])
    return "; ".join(map(calls.line, shown))
