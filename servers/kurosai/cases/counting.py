"""A question with a count over a time is answered by what counted over such a time, and so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import asked_count, counted, scope
from kurosai.cases.asked_count import Claim
from kurosai.errors import Refused
from kurosai.vocabulary import Window, stamp

if TYPE_CHECKING:
    from kurosai.cases.counted import Counted
    from kurosai.cases.trigger import Trigger
    from kurosai.evidence.record import Evidence
    from kurosai.library.walk import Step

_OF_ATTEMPTS = re.compile(r"リトライ|再試行|試行|再起動|(?i:\battempts?\b|\bretr\w+|\brestart\w*)")
_MOST = 3


def check(
    step: Step,
    found: Sequence[Evidence],
    trigger: Trigger,
    others: Callable[[], Sequence[Evidence]] = tuple,
) -> None:
    """Raise Refused where none of the cited readings counted so, over the time that is asked for.

    `others` are the readings of the case, asked for only to say which of them would decide.
    """
    claim = asked_count.claimed(step)
    if claim is None or step.answer is None:
        return
    attempts = bool(_OF_ATTEMPTS.search(step.node.words))
    counts = [(one, each) for one in found for each in counted.of(one, attempts=attempts)]
    alert = when(trigger)
    if any(_stands(each, claim, alert) for _, each in counts):
        return
    other = _denied(claim)
    decided = [
        (one, each)
        for one, each in counts
        if _stands(each, other, alert) and (each.most is not None or each.least >= claim.least)
    ]
    asked = f"{step.node.id} 「{step.node.words}」"
    if decided:
        one, each = decided[-1]
        raise Refused(
            f"{step.node.id}={step.choice}, but {one.id} counted {each.told}, and {asked} asks "
            f"for {claim}.",
            "Answer as it counted; or cite the search that counted otherwise.",
        )
    told = "; ".join(f"{one.id} counted {each.told}" for one, each in counts[:_MOST])
    raise Refused(
        f"{asked} is about a count over a time ({claim}), and {', '.join(step.answer.evidence)} "
        f"does not tell it{f': {told}' if told else ' (no search that counted over a window)'}.",
        _mend(claim, trigger, list(_deciding(claim, others(), trigger, attempts=attempts))),
    )


def _stands(each: Counted, claim: Claim, alert: Window | None) -> bool:
    """Whether a count is as the answer says. What was not searched may hold more, never fewer."""
    least, most = each.within(claim.within)
    if claim.reached:
        return most is None or most >= claim.least
    near = alert is None or (each.window.start <= alert.end and each.window.end >= alert.start)
    return each.whole and each.covers(claim.within) and near and least < claim.least


def when(trigger: Trigger) -> Window | None:
    """When the alert says that it was; None where it tells no day."""
    if trigger.period is not None:
        return trigger.period
    said = [one for one in times.mentions(trigger.text) if one.year and one.hour is not None]
    known = [moment for one in said for moment in one.moments()]
    return Window(min(known), max(known)) if known else None


def _denied(claim: Claim) -> Claim:
    return Claim(claim.least, claim.within, not claim.reached)


def _deciding(
    claim: Claim, readings: Sequence[Evidence], trigger: Trigger, *, attempts: bool
) -> Iterator[str]:
    """The readings of what the alert names that counted over such a time, with their counts."""
    alert = when(trigger)
    for one in readings:
        if not scope.speaks_of(one, trigger):
            continue
        for each in counted.of(one, attempts=attempts):
            sides = [_stands(each, side, alert) for side in (claim, _denied(claim))]
            if any(sides) and each.most is not None:
                yield f"{one.id} ({each.told})"
                break


def _mend(claim: Claim, trigger: Trigger, deciding: Sequence[str]) -> str:
    if deciding:
        return f"Cite {' or '.join(deciding[-_MOST:])}, and answer as it counted."
    alert = when(trigger)
    since = f" (since {stamp(alert.start - claim.within)})" if alert else ""
    return (
        f"Count over {asked_count.length(claim.within)} or more that reach the alert{since}: a "
        "search whose header says N of N, with that window, and complete or empty."
    )
