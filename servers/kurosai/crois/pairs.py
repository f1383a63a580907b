"""Of one or two failures nothing can be counted: what one of them has otherwise than the last good
job of its workflow before it. A pair shows a change, not a cause."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai.crois import attributes, variables
from kurosai.crois.failure_groups import Group, created
from kurosai.crois.fields import short
from kurosai.crois.job_details import Details
from kurosai.crois.job_record import Job

MOST = 5
_MOMENTARY = frozenset({attributes.ZONE, "trigger", "by"})
"""What differs between any two jobs; it is told last."""


def good_before(groups: Sequence[Group], good: Sequence[Job]) -> Job | None:
    """The last good job of the newest failure's workflow before it, if one was listed."""
    failure = groups[0].example
    earlier = [
        job for job in good if job.workflow == failure.workflow and created(job) < created(failure)
    ]
    return max(earlier, key=created, default=None)


def told(group: Group, before: Job, details: Details) -> tuple[str, ...]:
    """One line of what differs; none when the tasks of either could not be read."""
    failure = group.example
    if failure.id not in details.tasks or before.id not in details.tasks:
        return ()
    here, there = (
        attributes.of(job, details.tasks[job.id], details.catalogue, hours=False)
        for job in (failure, before)
    )
    unlike = {name for name in here if name in there and not here[name] <= there[name]}
    # Who failed is tried again, and that may be elsewhere: what came of it is no difference.
    later = {attributes.ZONE} if attributes.TASK_ATTEMPT in unlike else set[str]()
    differing = sorted(
        unlike - attributes.AFTERWARDS - later,
        key=lambda one: (one in _MOMENTARY, attributes.rank(one)),
    )
    said = "; ".join(
        _told(name, here[name] - there[name], there[name] - here[name]) for name in differing[:MOST]
    )
    which = f"unlike the last success before it, job {before.id} of {before.created:%m-%d %H:%M}Z"
    if not differing:
        return (
            f"nothing differs from the last success before it, job {before.id}, as far as read",
        )
    return (f"{which}: {said}",)


def _told(name: str, here: frozenset[str], there: frozenset[str]) -> str:
    if any(variables.unmarked(one) != one for one in here | there):
        return f"{name} differs {variables.HIDDEN}"
    return f"{name} {_of(here)} (was {_of(there)})"


def _of(values: frozenset[str]) -> str:
    return short(", ".join(sorted(values)), 100) or "something else beside it"
