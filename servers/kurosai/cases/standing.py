"""Whether the answers of a walk stand on their evidence. The rules, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai.cases import counting, later_notes, outlook, proof, retried, scope, valued, written
from kurosai.cases.sentences import wordings
from kurosai.cases.trigger import Trigger
from kurosai.errors import Refused
from kurosai.evidence.record import Evidence
from kurosai.library import words
from kurosai.library.flowchart import NodeKind
from kurosai.library.walk import Answer, Step, Walk, is_negative
from kurosai.vocabulary import Again, Coverage, stamp

Cited = Mapping[str, Evidence]

_OVER_TIME = re.compile(
    r"連続|再発|繰り返|頻発|複数回|他に(?:も)?発生"
    r"|(?i:recur|repeat|consecutive|more than once|again)"
)
"""Questions about what happened besides: one look at one thing cannot deny them."""
_IN_A_ROW = re.compile(r"連続|(?i:consecutive|in a row)")


@dataclass(frozen=True, slots=True)
class Held:
    """How it stands with an end node that depends on the future.

    `true` once the evidence shows it, `false` once it shows the contrary; neither while it is
    open, and then `why` says what is missing and `again` when and how to look (None if no
    evidence tells).
    """

    true: bool = False
    false: bool = False
    why: str = ""
    again: Again | None = None


def check(
    walk: Walk,
    cited: Cited,
    trigger: Trigger,
    others: Callable[[], Sequence[Evidence]] = tuple,
) -> None:
    """Raise Refused, naming node, rule and mend, for the first answer that does not stand.

    `others` are the readings of the case, among which one may be that would decide.
    """
    for step in walk.path:
        answer = step.answer
        if answer is None:
            continue
        found = _evidence(answer, cited)
        if answer.quote and not any(_quotes(answer.quote, one) for one in found):
            raise Refused(
                f"{answer.node}: the quote stands in none of {_ids(answer.evidence)}.",
                "Copy it from the result, or leave it out.",
            )
        if step.node.kind is NodeKind.DECISION:
            _decision(step, answer, found)
            later_notes.check(step, answer, found, _quotes, others)
            valued.check(walk, step, found, trigger.text)
            retried.check(step, found, trigger.text)
            counting.check(step, found, trigger, others)


def condition(walk: Walk, cited: Cited, trigger: Trigger) -> Held:
    """How it stands with the condition of the end that the walk has come to."""
    answer = walk.path[-1].answer
    again = _latest_again(walk, cited)
    if answer is None:
        return Held(why=f"{walk.at.id} is not answered yet", again=again)
    side = words.shipped().side(answer.choice)
    if side is None:
        raise Refused(
            f"{answer.node} asks whether 「{walk.condition}」 has come true, not "
            f"{answer.choice[:60]!r}.",
            "Answer はい (it has), いいえ (it has not), or leave it out until it can be seen.",
        )
    found = _evidence(answer, cited)
    fitting = [one for one in found if proof.decides(one) and one.coverage.proves_absence]
    if not fitting:
        raise Refused(
            f"{answer.node}: none of {_ids(answer.evidence)} saw everything it asked for "
            f"({_coverages(found)}).",
            "Narrow the question until the result says complete or empty, then answer.",
        )
    if side is False:
        return Held(false=True)
    return _held(answer, fitting, trigger, again)


def _held(
    answer: Answer, fitting: Sequence[Evidence], trigger: Trigger, again: Again | None
) -> Held:
    """Whether the evidence saw what came after the alert."""
    after = _came_last(trigger)
    later = [one for one in fitting if one.window and (after is None or one.window.end > after)]
    if not later:
        what = f"after {stamp(after)}" if after else "of a window"
        return Held(why=f"no complete evidence for {answer.node} {what}", again=again)
    related = [one for one in later if scope.speaks_of(one, trigger)]
    if not related:
        raise Refused(
            f"{answer.node}: none of {_ids(answer.evidence)} speaks of {trigger.name}.",
            "Cite a reading of what the alert is about, after it.",
        )
    final = [one for one in related if one.again is None]
    if not final:
        waiting = max((one.again for one in related if one.again), key=lambda one: one.at)
        return Held(why=waiting.why, again=waiting)
    return Held(true=True)


def _decision(step: Step, answer: Answer, found: Sequence[Evidence]) -> None:
    if not found:
        raise Refused(
            f"{answer.node} 「{step.node.words}」 needs the id of the evidence that decides it.",
            "Add evidence: the ids at the start of the results you rest on.",
        )
    deciding = [one for one in found if proof.decides(one) or _saw(answer.quote, one)]
    if not deciding:
        if written.decides(step, answer, found, _quotes):
            return
        saw = any(one.coverage is Coverage.PARTIAL and one.rows for one in found)
        raise Refused(
            f"{answer.node}={step.choice}: {_coverages(found)} cannot decide it alone: a look-up "
            "that failed or found nothing does not tell how the thing is.",
            ("Give a quote from what it did see, or read" if saw else "Read")
            + " it another way, or close_case with verdict unknown and say what would decide it.",
        )
    _in_a_row(step, answer, found)
    if not is_negative(step.choice):
        return
    whole = [one for one in deciding if one.coverage.proves_absence]
    if whole and _OVER_TIME.search(step.node.words) and not any(one.window for one in whole):
        raise Refused(
            f"{answer.node}={step.choice} denies that something happened over time, but "
            f"{_ids([one.id for one in whole])} is a look at one thing, not a search.",
            "Cite the search over the time in question.",
        )
    if whole:
        return
    if _OVER_TIME.search(step.node.words) and not any(proof.decides(one) for one in deciding):
        raise Refused(
            f"{answer.node}={step.choice} denies that something happened over time, but "
            f"{_coverages(deciding)}: the part that was not read may show it.",
            "Narrow the search to the part that can be read whole.",
        )
    if answer.quote and any(_quotes(answer.quote, one) for one in deciding):
        return
    raise Refused(
        f"{answer.node}={step.choice} says that something is not so, but {_coverages(deciding)}: "
        "what was not read may show it.",
        "Narrow the question until it is complete, or give a quote from it that shows the answer.",
    )


def _in_a_row(step: Step, answer: Answer, found: Sequence[Evidence]) -> None:
    """A question about failures in a row is answered as the newest reading counted them."""
    side = words.shipped().side(step.choice)
    counted = [one for one in found if outlook.in_a_row(one).isdigit()]
    if side is None or not counted or not _IN_A_ROW.search(step.node.words):
        return
    newest = max(counted, key=lambda one: one.sequence)
    count, least = int(outlook.in_a_row(newest)), wordings.threshold(step.node.words)
    if side is not (count >= least):
        raise Refused(
            f"{answer.node}={step.choice}, but {newest.id} recorded {count} in a row.",
            "Answer as the record says; or cite the later reading that counted otherwise.",
        )


def _evidence(answer: Answer, cited: Cited) -> list[Evidence]:
    unknown = [one for one in answer.evidence if one not in cited]
    if unknown:
        raise Refused(
            f"{answer.node}: there is no evidence {_ids(unknown)}.",
            "Use the ids at the start of results, as they stand there.",
        )
    return [cited[one] for one in answer.evidence]


def _saw(quote: str, evidence: Evidence) -> bool:
    """Whether a reading of which a part failed shows the quoted words: what was seen was seen."""
    return evidence.coverage is Coverage.PARTIAL and bool(quote) and _quotes(quote, evidence)


def _quotes(quote: str, evidence: Evidence) -> bool:
    return bool(proof.Proof((evidence,), alert="").quoted(quote))


def _came_last(trigger: Trigger) -> datetime | None:
    return trigger.period.end if trigger.period else None


def _latest_again(walk: Walk, cited: Cited) -> Again | None:
    """The latest of the rechecks that the evidence of this walk itself asks for."""
    found = [
        evidence.again
        for step in walk.path
        if step.answer
        for one in step.answer.evidence
        if (evidence := cited.get(one)) is not None and evidence.again is not None
    ]
    return max(found, key=lambda one: one.at, default=None)


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "the evidence given"


def _coverages(found: Sequence[Evidence]) -> str:
    return ", ".join(
        f"{one.id} is {one.coverage.value}"
        + (" (a look-up, not a search)" if _is_lookup(one) else "")
        + (f" ({kind}, not an observation)" if one.server == proof.RUNBOOKS else "")
        for one in found
        for kind in ["documents" if one.tool == "search_docs" else "a runbook's page"]
    )


def _is_lookup(evidence: Evidence) -> bool:
    return evidence.coverage is Coverage.EMPTY and evidence.window is None
