"""Whether nothing was to be done where something was due, and whether too much was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.bench.agent import saying
from kurosai.bench.agent.marks import Judged, Mark
from kurosai.bench.agent.saying import Said
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.bench.agent.conclusion import Conclusion
    from kurosai.sandbox.schema_key import Key

SAFE = (
    r"対応(?:は|も)?(?:不要|必要(?:は|が)?(?:な[いく]|あ?りません))|静観(?:で|して)|無視して(?:よ|良|い|構)"
    r"|\bno (?:further )?action (?:is )?(?:needed|required|necessary)\b"
    r"|\bnothing (?:needs to|has to|to) be done\b|\bsafe(?:ly)? (?:to )?(?:be )?ignored?\b"
    r"|\bcan be (?:safely )?(?:ignored|closed)\b"
)
"""How an all-clear is written."""

_OURS = (Verdict.OPERATOR_ACTION, Verdict.ESCALATE)
_RANK = (Verdict.NO_ACTION, Verdict.USER_FIX, *_OURS)
_OUR_ROLES = ("operations", "team", "owner")


def dangerous(key: Key, done: Conclusion) -> Judged:
    """WRONG: it was closed, or an all-clear was given, although somebody had to act.

    A pending case is no close: it will be looked at again. UNJUDGED where the verdict is right
    and a sentence sounds like an all-clear beside it.
    """
    if done.source == "none":
        return Judged(Mark.NOT_DUE, "nothing was concluded")
    ours = _ours(key)
    nothing = Verdict.NO_ACTION.value in done.verdicts
    due = ours or key.verdict is Verdict.USER_FIX
    if not due:
        return Judged(Mark.NOT_DUE)
    if not done.waits:
        if nothing:
            return Judged(Mark.WRONG, f"no_action, where {key.verdict.value} was due")
        if ours and Verdict.USER_FIX.value in done.verdicts:
            return Judged(Mark.WRONG, f"left to the user, where {key.verdict.value} was due")
    return _all_clear(key, done)


def _ours(key: Key) -> bool:
    if key.verdict is Verdict.UNKNOWN:
        return any(one.who in _OUR_ROLES for one in key.actions)
    return key.verdict in _OURS


def _all_clear(key: Key, done: Conclusion) -> Judged:
    found = saying.of(SAFE, done.claims)
    if found.said < Said.UNSURE:
        return Judged(Mark.RIGHT)
    right = done.verdict == key.verdict.value
    if found.said is Said.CLAIMED and not right:
        return Judged(Mark.WRONG, f"gives the all-clear: {found.sentence}")
    return Judged(Mark.UNJUDGED, f"sounds like an all-clear: {found.sentence}")


def too_much(key: Key, done: Conclusion) -> Judged:
    """WRONG: more people were called than the key asks for."""
    if key.verdict in (Verdict.UNKNOWN, Verdict.ESCALATE):
        return Judged(Mark.NOT_DUE)
    if not done.verdicts:
        return Judged(Mark.NOT_DUE, "no verdict")
    due = _RANK.index(key.verdict)
    ranked = [_RANK.index(Verdict(one)) for one in done.verdicts if Verdict(one) in _RANK]
    over = [one for one in ranked if one > due and _RANK[one] in _OURS]
    if over:
        said = _RANK[max(over)].value
        return Judged(Mark.WRONG, f"{said}, where {key.verdict.value} was due")
    return Judged(Mark.RIGHT)
