"""Where the attempts at a task lay: whether what failed failed in one availability zone only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kurosai.aws.jobs.job_seen import Story
from kurosai.aws.jobs.task.execution import Attempt


def told(story: Story) -> tuple[str, ...]:
    """Of each traced task that failed in several attempts where those lay, if any is known."""
    lines: list[str] = []
    for one in story.traced:
        tries = _ended_badly(story, one.attempt)
        places = _places(tries)
        known = places.total()
        if one.attempt.outcome == "succeeded" or known < 2:
            continue
        whose = f"{one.attempt.task}: " if len(story.traced) > 1 else ""
        unknown = f", where {len(tries) - known} more lay is not known" * (known < len(tries))
        many = "" if unknown or len(places) > 1 else "both " if known == 2 else f"all {known} "
        lines.append(
            f"{whose}{many}attempts that did not succeed lay in {_counted(places)}{unknown}"
        )
    return tuple(lines)


def facts(story: Story, attempt: Attempt) -> dict[str, str]:
    """The `zone` of the attempts at this one's task that did not succeed; nothing if unknown."""
    places = _places(_ended_badly(story, attempt))
    return {"zone": _counted(places)} if places else {}


def _ended_badly(story: Story, attempt: Attempt) -> Sequence[Attempt]:
    return [
        one for one in story.attempts if one.work == attempt.work and one.outcome != "succeeded"
    ]


def _places(tries: Sequence[Attempt]) -> Counter[str]:
    """How many lay in which zone, or subnet where no zone is told."""
    return Counter(place for one in tries if one.ecs and (place := one.ecs.zone or one.ecs.subnet))


def _counted(places: Counter[str]) -> str:
    """`ap-northeast-1a (1), ap-northeast-1c (2)`; of one place its name alone."""
    if len(places) == 1:
        return next(iter(places))
    return ", ".join(f"{place} ({count})" for place, count in sorted(places.items()))
