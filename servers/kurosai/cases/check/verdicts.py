"""Whether the verdict is the runbook's, and whether a reason is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kurosai.cases.check import grounding
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import wordings
from kurosai.cases.source import find
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.cases.basis import Basis
    from kurosai.cases.judgement import Judgement


def check(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    """The faults of the verdict and its reason."""
    if not basis.proof.evidence and judgement.verdict is not Verdict.UNKNOWN:
        yield Finding(
            "evidence",
            "verdict",
            f"{judgement.verdict.value} without a single reading",
            "Read first; or conclude unknown, with what would decide it.",
        )
    grounded = any(grounding.is_grounded(text, basis.proof) for text in judgement.cause)
    sorry = all(map(wordings.is_apology, judgement.cause))
    if sorry and not (grounded or judgement.not_looked_at or judgement.recheck):
        yield Finding(
            "apology",
            "cause",
            "it names nothing that was read, and nothing that would decide it",
            "Say what was read and what it shows; in not_looked_at what would decide it.",
        )
    against = list(_against(judgement, basis))
    yield from _reason(judgement, basis, against)
    if not judgement.reason:
        yield from against


def _against(judgement: Judgement, basis: Basis) -> Iterator[Finding]:
    """That the verdict is not where the walk of the runbook ends, if it has one."""
    told, place = basis.told, basis.place
    if told.pin is None or told.left or not told.pin.chart or basis.broken:
        return
    if place is None or not place.walk.ended:
        if judgement.verdict is not Verdict.UNKNOWN:
            at = place.walk.at if place else None
            stands = f"the walk stands at {at.id} 「{at.words}」" if at else "there is no walk"
            yield Finding(
                "verdict",
                "verdict",
                f"{judgement.verdict.value}, but {stands}, not at an end",
                "Walk on; or leave the runbook, or give the reason in reason.",
            )
        return
    if place.walk.verdict is None and (judgement.recheck or judgement.reason):
        # The page leaves it to whoever walks it: there is nothing to differ from.
        return
    if place.verdict is None or place.verdict is not judgement.verdict:
        ends = place.verdict.value if place.verdict else "no verdict of its own"
        mend = "Take the runbook's verdict, or say in reason why not."
        if place.verdict is None:
            mend = "The page leaves it open: say in reason why it is this one."
        yield Finding(
            "verdict",
            "verdict",
            f"{judgement.verdict.value}, but {place.walk.at.id} 「{place.walk.at.words}」 ends "
            f"with {ends}",
            mend,
        )


def _reason(judgement: Judgement, basis: Basis, against: Sequence[Finding]) -> Iterator[Finding]:
    """A reason that says nothing is none, and one against the runbook says what in it differs; no
    action without a runbook needs one.
    """
    reason, free = judgement.reason, judgement.verdict is Verdict.NO_ACTION
    if reason and not wordings.has_substance(reason):
        needed = bool(against) or (free and not _is_matched(basis))
        yield Finding(
            "verdict",
            "reason",
            f"「{short(reason)}」 names nothing that differs",
            "Write a whole sentence: what the runbook expects, and what was seen instead."
            if needed
            else 'The verdict needs no reason: leave it out (with a draft give "").',
            blocks=needed,
        )
    elif reason and against and not _points(reason, basis):
        yield Finding(
            "verdict",
            "reason",
            f"{against[0].what}; and the reason names no node and nothing that was read",
            "Say which node does not fit, by its id, and what was seen instead.",
        )
    if judgement.verdict is Verdict.NO_ACTION and not (basis.follows_runbook or judgement.reason):
        yield Finding(
            "verdict",
            "reason",
            "no_action, and no runbook says that nothing is to be done",
            "Say in reason why nothing is.",
        )
    elif judgement.verdict is Verdict.NO_ACTION and not judgement.reason:
        pin = basis.told.pin
        if pin is not None and pin.chosen and not (pin.chart and wordings.has_substance(pin.why)):
            yield Finding(
                "verdict",
                "reason",
                f"no_action by {pin.entry}, which was chosen, not matched"
                + (", without saying why it is the one" if pin.chart else "; nothing was walked"),
                "Say in reason why that page is about this, and why nothing is to be done.",
            )


def _is_matched(basis: Basis) -> bool:
    """Whether a runbook that was matched says what is to be done."""
    pin = basis.told.pin
    return basis.follows_runbook and pin is not None and not pin.chosen


def _points(reason: str, basis: Basis) -> bool:
    named = any(find(reason, node) >= 0 for node in basis.route.nodes)
    return named or grounding.is_grounded(reason, basis.proof)
