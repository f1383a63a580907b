"""All that was seen of a traced job, before it is put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.aws.jobs.cause.behind import Thing
from kurosai.aws.jobs.cause.beside import Beside
from kurosai.aws.jobs.cause.changed_before import Changed
from kurosai.aws.jobs.stop.decode import Decoded
from kurosai.aws.jobs.task.container_log import ContainerLog
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.jobs.task.image import ImageSeen
from kurosai.aws.jobs.task.image_ran import ImageRan
from kurosai.aws.wire.states import Execution
from kurosai.vocabulary import Again, Coverage, Look

MOST_TRACED = 3
"""Of so many tasks that did not succeed the log is read."""

MOST_LISTED = 100
"""So many attempts are listed, the last ones and those that are traced."""

MOST_NAMED = 6
SOON = timedelta(minutes=5)
_RANKS = {"failed": 0, "timed out": 0, "unfinished": 1, "aborted": 2}
"""What others ended, or nobody, is not what ended the execution."""


@dataclass(frozen=True, slots=True)
class Traced:
    """An attempt whose log, and whose image if it could not be pulled, were looked at.

    `cause` is why it ended, None where it went well or nobody knows yet; `beside` what was looked
    at for that; `behind` the things whose change may be why; `ran` the image of a program that
    failed by itself.
    """

    attempt: Attempt
    log: ContainerLog | None = None
    image: ImageSeen | None = None
    cause: Decoded | None = None
    beside: tuple[Beside, ...] = ()
    behind: tuple[Thing, ...] = ()
    ran: ImageRan | None = None

    @property
    def looks(self) -> tuple[Look, ...]:
        """Where that was."""
        own = tuple(one.look for one in (self.log, self.image, *self.beside) if one)
        return (*own, *(self.image.unread if self.image else ()))


@dataclass(frozen=True, slots=True)
class Story:
    """All that was seen of one attempt of a job; `stood_in` is the state that it did not leave,
    and that it had entered at `stood_since`.

    `named` is the task that was asked for, "" for all; `changed` what was changed before on what
    the first cause names.
    """

    job_id: str
    number: int
    named: str
    execution: Execution
    stood_in: str
    stood_since: datetime | None
    attempts: tuple[Attempt, ...]
    traced: tuple[Traced, ...]
    now: datetime
    changed: tuple[Changed, ...] = ()

    @property
    def again(self) -> Again | None:
        """When to look again at an execution that is still under way."""
        if self.execution.stopped is not None:
            return None
        call = calls.trace_job(self.job_id)
        return Again(self.now + SOON, call, "the execution is still under way")

    @property
    def untraced(self) -> tuple[Attempt, ...]:
        """Tasks that did not succeed either, and whose logs were not read."""
        return telling(self.attempts)[MOST_TRACED:]

    @property
    def unread(self) -> tuple[Look, ...]:
        """Where nobody looked for them."""
        tasks = list(dict.fromkeys(one.task for one in self.untraced))
        if not tasks:
            return ()
        place = f"logs of {', '.join(tasks[:MOST_NAMED])}"
        more = f" and {len(tasks) - MOST_NAMED} more" if len(tasks) > MOST_NAMED else ""
        return (Look(f"{place}{more}", Coverage.PARTIAL, "not read: ask for each with `task`"),)


def telling(attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The last attempt of each task that has not succeeded, that which failed first in front;
    of all that have, the very last, and the last that was refused before it could run.

    What only waited until another one's end aborted it is no task that failed.
    """
    last = {one.work: one for one in attempts}
    failed = [one for one in last.values() if one.outcome != "succeeded"]
    failed = [one for one in failed if not one.only_waited] or failed
    failed.sort(key=lambda one: (_RANKS[one.outcome], one.ended or one.scheduled))
    refused = [one for one in attempts[:-1] if one.outcome == "failed" and _never_ran(one)]
    return tuple(failed) or (*attempts[-1:], *refused[-1:])


def _never_ran(attempt: Attempt) -> bool:
    if attempt.ecs is None:
        return attempt.error.startswith("ECS.")
    return attempt.ecs.never_ran


def listed(story: Story) -> tuple[Attempt, ...]:
    """The attempts that are listed."""
    traced = {one.attempt for one in story.traced}
    first = len(story.attempts) - MOST_LISTED
    return tuple(
        one for number, one in enumerate(story.attempts) if number >= first or one in traced
    )
