"""What has not ended yet, in words: what was handed to somebody else, what waits for others."""

from __future__ import annotations

from kurosai.aws.jobs.job_seen import MOST_NAMED, Story
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.jobs.time_spent import span
from kurosai.vocabulary import stamp


def handed_over(story: Story, attempt: Attempt) -> str:
    """Of what runs where AWS does not look, since when, and that its end is not known there; "" of
    all else."""
    goes_on = attempt.outcome == "unfinished" and story.execution.stopped is None
    if not (goes_on and attempt.by_token and attempt.ecs is None):
        return ""
    to = f"to {attempt.engine} " if attempt.engine else ""
    return (
        f", handed {to}{stamp(attempt.scheduled)}, {span(story.now - attempt.scheduled)} ago; "
        "Step Functions has not had its token back (SendTaskSuccess, SendTaskFailure) and sees "
        "nothing of it before"
    )


def beside(story: Story) -> list[str]:
    """What waits for other tasks beside those that are told: by itself it is no trouble."""
    whole = {one.attempt for one in story.traced}
    waits = [one for one in story.attempts if one.holds and one.only_waited and one not in whole]
    if not waits or story.execution.stopped is not None:
        return []
    more = f"; {len(waits) - MOST_NAMED} more wait" if len(waits) > MOST_NAMED else ""
    return [f"beside it {'; '.join(map(held, waits[:MOST_NAMED]))}{more}"]


def held(attempt: Attempt) -> str:
    """Which task waits, or waited, for which; "" of what ran itself."""
    if not attempt.holds:
        return ""
    names = attempt.upstream
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    waits = "waits" if attempt.outcome == "unfinished" else "waited"
    return f"{attempt.holds} {waits} for {', '.join(names[:MOST_NAMED])}{more}"
