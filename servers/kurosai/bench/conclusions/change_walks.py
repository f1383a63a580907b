"""Walks and verdicts that do not follow from what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from kurosai.bench.conclusions import parts
from kurosai.bench.conclusions.mutants import Change, Kind
from kurosai.bench.conclusions.parts import Conclusion, Sentence, Slot
from kurosai.errors import Refused
from kurosai.library.walk import Answer, Walk, is_negative, walk
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground
    from kurosai.bench.conclusions.parts import Answers
    from kurosai.library.flowchart import Flowchart

_STEP = re.compile(r"=([^>]+)")
_ROW = re.compile(r"連続|(?i:in a row|consecutive)")
_REASONS = {
    "ja": "手順書の想定と異なり、利用者から個別の依頼があったため。",
    "en": "Other than the runbook expects, the user has asked for it himself.",
}


def path_swapped(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A written path with one answer the other way."""
    for place, inside, part in good.slots(Slot.PATH):
        for match in _STEP.finditer(part.value):
            node = part.value[: match.start()].rpartition(">")[2]
            others = [one for one in _choices(ground, node) if one != match[1]]
            if others:
                before, after = part.value[: match.start()], part.value[match.end() :]
                said = f"{before}={dice.choice(others)}{after}"
                yield _said(good, place, inside, said)


def path_impossible(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A written path with two nodes in the wrong order."""
    del ground
    for place, inside, part in good.slots(Slot.PATH):
        steps = part.value.split(">")
        if len(steps) >= 3:
            at = dice.randrange(len(steps) - 1)
            steps[at], steps[at + 1] = steps[at + 1], steps[at]
            yield _said(good, place, inside, ">".join(steps))


def branch_kept(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another branch, which does not end with the verdict that is given all the same."""
    del dice
    for changed, walked, what in _branches(good, ground):
        ends = walked.verdict if walked.ended else None
        if ends is not good.verdict:
            yield Change(what, changed, "the evidence says otherwise")


def branch_same(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another branch, which leads to the same end."""
    del dice
    for changed, walked, what in _branches(good, ground):
        if walked.ended and walked.verdict is good.verdict and not _counted(what, ground):
            yield Change(what, changed, "the evidence says otherwise")


def branch_taken(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another branch, and the verdict it ends with."""
    del dice
    for changed, walked, what in _branches(good, ground):
        another = walked.ended and walked.verdict not in (None, good.verdict)
        if another and not _counted(what, ground):
            yield _taken(changed, walked, what)


def branch_counted(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another answer to how often in a row than was counted, and the verdict it ends with."""
    del dice
    for changed, walked, what in _branches(good, ground):
        if walked.ended and walked.verdict is not None and _counted(what, ground):
            yield _taken(changed, walked, what)


def undecided(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A decision without evidence."""
    del ground, dice
    for place, answer in enumerate(good.answers):
        bare = {**answer, "evidence": ()}
        yield Change(
            f"{answer['node']} without evidence", _answered(good, place, bare), "nothing decides it"
        )


def cut_decision(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A no that rests on the first page of many."""
    del dice
    for place, answer in enumerate(good.answers):
        if ground.cut is not None and is_negative(str(answer["choice"])):
            cut = {**answer, "evidence": [ground.cut.id]}
            changed = _answered(good, place, cut)
            yield Change(f"{answer['node']} by a page of many", changed, "most was not read")


def strange_decision(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A decision that rests on a complete reading of another job."""
    del dice
    for place, answer in enumerate(good.answers):
        asks = ground.chart is not None and len(ground.chart.exits[str(answer["node"])]) > 1
        if asks and ground.stray is not None and ground.stray.whole:
            other = {**answer, "evidence": [ground.stray.id]}
            changed = _answered(good, place, other)
            yield Change(f"{answer['node']} by another job", changed, "it is about another job")


def not_walked(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """The verdict of a runbook that the alert was matched to and nobody has walked.

    One that somebody chose is none of the case until it is walked: without it any verdict is legal.
    """
    del dice
    if good.answers and not good.entry and good.verdict is not Verdict.UNKNOWN:
        kept = tuple(
            one for one in good.sentences if not any(p.slot is Slot.PATH for p in one.parts)
        )
        bare = replace(good, answers=(), own_case="", evidence=ground.reading.ids, sentences=kept)
        yield Change("not walked", bare, "no decision was made")


def nothing_read(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A verdict, and nothing was read."""
    del ground, dice
    if good.verdict is Verdict.UNKNOWN:
        return
    bare = replace(good, sentences=good.sentences[:0], evidence=(), answers=(), own_case="")
    first = next((one for one in good.sentences if one.field == "cause"), None)
    if first is not None:
        kept = tuple(p for p in first.parts if p.slot is not Slot.CITED)
        bare = bare.with_more(replace(first, parts=kept))
        yield Change("nothing read", replace(bare, reason=good.reason), "nobody looked")


def other_verdict(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another verdict than the runbook's, without a reason."""
    del ground
    if good.answers:
        yield _verdict(good, dice, "")


def no_action_free(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Nothing to be done, by no runbook and without a reason."""
    del ground, dice
    if not good.answers and good.verdict is not Verdict.NO_ACTION:
        changed = replace(good, verdict=Verdict.NO_ACTION, reason="")
        yield Change(f"{good.verdict.value} -> no_action", changed, "something has to be done")


def free_verdict(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another verdict where no runbook says one."""
    del ground
    if not good.answers:
        yield _verdict(good, dice, good.reason, without=Verdict.NO_ACTION)


def empty_reason(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another verdict than the runbook's, with a reason that says nothing."""
    del ground
    if good.answers:
        yield _verdict(good, dice, dice.choice(("念のため", "-", "n/a", "as agreed")))


def waived(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A verdict against the runbook's, waived by nobody or for no reason."""
    del ground
    for waiver in ("急ぎ", "山田太郎:", ": 承認済みのため", "approved", "J. Doe: ok"):
        changed = _verdict(good, dice, "").conclusion
        yield Change(f"waiver {waiver}", replace(changed, waiver=waiver), "nobody answers for it")


def made_up_reason(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another verdict than the runbook's, with a reason that is not so."""
    del ground
    if good.answers:
        # An action, so that nothing else is wrong with it.
        text = (
            "運用担当: 内容を確認する。" if good.language == "ja" else "Operations: look into it."
        )
        acting = good.with_more(Sentence("actions", "added", (parts.words(text),)))
        yield _verdict(acting, dice, _REASONS[good.language])


def late_recheck(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """To look again at a time that is past."""
    del dice
    past = f"{ground.world.now:%Y-%m-%d}T00:00:00Z"
    yield Change(f"recheck {past}", replace(good, recheck=f"{past} aws.find_logs"), "it is past")


def vague_recheck(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """To look again, nobody knows when."""
    del ground, dice
    text = "しばらくしてから再確認する" if good.language == "ja" else "look again some time later"
    yield Change(f"recheck {text}", replace(good, recheck=text), "it says no time")


def _branches(good: Conclusion, ground: Ground) -> Iterator[tuple[Conclusion, Walk, str]]:
    """The walk with one answer the other way, as far as the others still apply."""
    if ground.chart is None:
        return
    for place, answer in enumerate(good.answers):
        for choice in _choices(ground, str(answer["node"])):
            if choice == answer["choice"]:
                continue
            answers = (*good.answers[:place], {**answer, "choice": choice})
            # Behind it another way begins; what was answered on the old one may be on it too.
            for later in good.answers[place + 1 :]:
                if _walked(ground.chart, (*answers, later)) is not None:
                    answers = (*answers, later)
            walked = _walked(ground.chart, answers)
            if walked is None:
                continue
            kept = tuple(
                one for one in good.sentences if not any(p.slot is Slot.PATH for p in one.parts)
            )
            changed = _own(replace(good, answers=answers, sentences=kept), ground)
            yield changed, walked, f"{answer['node']}={answer['choice']} -> {choice}"


def _walked(chart: Flowchart, answers: Answers) -> Walk | None:
    """Where these answers lead; None where they are none of this chart's."""
    try:
        return walk(chart, [_answer(one) for one in answers])
    except Refused:
        return None


def _own(good: Conclusion, ground: Ground) -> Conclusion:
    """In a case of its own, as another walk has to be."""
    return replace(good, own_case="", evidence=ground.reading.ids)


def _answered(good: Conclusion, place: int, answer: Mapping[str, Any]) -> Conclusion:
    answers = (*good.answers[:place], answer, *good.answers[place + 1 :])
    read = {one: None for answer in good.answers for one in answer["evidence"]}
    evidence = good.evidence or tuple(read)
    return replace(good, answers=answers, own_case="", evidence=evidence)


def _answer(answer: Mapping[str, Any]) -> Answer:
    return Answer(str(answer["node"]), str(answer["choice"]), tuple(answer["evidence"]))


def _choices(ground: Ground, node: str) -> tuple[str, ...]:
    if ground.chart is None or node not in ground.chart.exits:
        return ()
    return ground.chart.choices(node)


def _counted(what: str, ground: Ground) -> bool:
    """Whether it is an answer to how often in a row, which a reading has counted."""
    node = what.partition("=")[0]
    words = ground.chart.by_id[node].words if ground.chart else ""
    return bool(_ROW.search(words)) and any(sight.name == "row" for sight in ground.sights)


def _taken(changed: Conclusion, walked: Walk, what: str) -> Change:
    ends = walked.verdict or changed.verdict
    return Change(
        f"{what}, {ends.value}", replace(changed, verdict=ends), "the evidence says otherwise"
    )


def _verdict(good: Conclusion, dice: Random, reason: str, without: Verdict | None = None) -> Change:
    others = [one for one in Verdict if one not in (good.verdict, Verdict.UNKNOWN, without)]
    other = dice.choice(others)
    return Change(
        f"{good.verdict.value} -> {other.value}"
        + (f", because {reason}" if reason and reason != good.reason else ""),
        replace(good, verdict=other, reason=reason),
        f"the answer is {good.verdict.value}",
    )


def _said(good: Conclusion, place: int, inside: int, said: str) -> Change:
    part = good.sentences[place].parts[inside]
    changed = good.with_part(place, inside, replace(part, text=said, value=said))
    return Change(f"{part.text} -> {said}", changed, "it was not walked so", said != part.text)


KINDS = (
    Kind("path: one answer the other way", "block", "path", path_swapped),
    Kind("path: impossible", "block", "path", path_impossible),
    Kind("walk: another branch, verdict kept", "block", "verdict", branch_kept),
    Kind("walk: another branch, same end", "none", "", branch_same),
    Kind("walk: another branch, its verdict", "none", "", branch_taken),
    Kind("walk: against what was counted", "block", "refused", branch_counted),
    Kind("walk: without evidence", "block", "refused", undecided),
    Kind("walk: a no by a page of many", "block", "refused", cut_decision),
    Kind("walk: by another job", "none", "", strange_decision),
    Kind("verdict: runbook not walked", "block", "verdict", not_walked),
    Kind("verdict: nothing read", "block", "evidence", nothing_read),
    Kind("verdict: against the end node", "block", "verdict", other_verdict),
    Kind("verdict: no action, no runbook", "block", "verdict", no_action_free),
    Kind("verdict: another, no runbook", "none", "", free_verdict),
    Kind("verdict: with an empty reason", "block", "verdict", empty_reason),
    Kind("waiver: without a name or a reason", "block", "refused", waived),
    Kind("verdict: with a false reason", "none", "", made_up_reason),
    Kind("recheck: in the past", "block", "recheck", late_recheck),
    Kind("recheck: no time", "block", "recheck", vague_recheck),
)
