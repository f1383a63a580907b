"""Ids that are not so: of nothing, of something else, of evidence that says nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from kurosai.bench.conclusions import parts
from kurosai.bench.conclusions.ground import flat
from kurosai.bench.conclusions.mutants import Change, Kind
from kurosai.bench.conclusions.parts import Conclusion, Part, Sentence, Slot

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground
    from kurosai.bench.conclusions.parts import Field

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def invented_job(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A job that nobody has read and this world does not have."""
    for place, inside, part in good.slots(Slot.JOB):
        other = str(int(part.value) + dice.choice((-1, 1)) * dice.randint(1, 90_000))
        clear = not ground.stands(other) and int(other) not in ground.world.jobs
        yield _other(good, place, inside, part, other, "there is no such job", clear)


def unread_job(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A job of this world that nobody has read."""
    if not ground.unread_jobs:
        return
    for place, inside, part in good.slots(Slot.JOB):
        other = dice.choice(ground.unread_jobs)
        clear = other != part.value
        yield _other(good, place, inside, part, other, "it is about another job", clear)


def cut_job(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A digit lost."""
    for place, inside, part in good.slots(Slot.JOB):
        at = dice.randrange(len(part.value))
        other = part.value[:at] + part.value[at + 1 :]
        clear = not ground.stands_as_word(other)
        yield _other(good, place, inside, part, other, "a digit is missing", clear)


def invented_id(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """One hexadecimal digit of a request's id, or of an ARN, changed."""
    for place, inside, part in good.slots(Slot.ID):
        digits = [i for i, letter in enumerate(part.value) if letter in "0123456789"]
        if digits:
            at = dice.choice(digits)
            digit = dice.choice([one for one in "0123456789" if one != part.value[at]])
            other = part.value[:at] + digit + part.value[at + 1 :]
            clear = not ground.stands(other)
            yield _other(good, place, inside, part, other, "there is no such id", clear)


def invented_task(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another number of a task that has siblings."""
    for place, inside, part in good.slots(Slot.TASK):
        other = f"{part.value.rpartition('-')[0]}-{dice.randint(6, 60)}"
        clear = not ground.stands_as_word(other)
        yield _other(good, place, inside, part, other, "the job has no such task", clear)


def sibling_task(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another task of the same job, that was read."""
    for place, inside, part in good.slots(Slot.TASK):
        stem = part.value.rpartition("-")[0]
        seen = sorted(set(re.findall(rf"(?<![\w-]){re.escape(stem)}-\d+(?![\w-])", ground.corpus)))
        others = [one for one in seen if one != part.value]
        if others:
            other = dice.choice(others)
            yield _other(good, place, inside, part, other, "it is about another task", True)


def strangers(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Ids of nothing at all: a commit, an address, a change, an ARN."""
    ja = good.language == "ja"
    commit = "".join(dice.choice("0123456789abcdef") for _ in range(5)) + "4f7e1c2"
    address = f"10.{dice.randint(1, 254)}.{dice.randint(1, 254)}.{dice.randint(1, 254)}"
    change = f"#{dice.randint(900, 9999)}"
    arn = f"arn:aws:lambda:ap-northeast-1:111122223333:function:f{dice.randint(100, 999)}"
    told = (
        (commit, f"原因はコミット {commit} である。", f"The cause is commit {commit}."),
        (address, f"{address} への接続が切れている。", f"The connection to {address} is gone."),
        (change, f"原因は {change} の変更である。", f"Change {change} is why."),
        (arn, f"{arn} が止まっている。", f"{arn} has stopped."),
    )
    for what, japanese, english in told:
        sentence = _sentence("cause", japanese if ja else english)
        clear = not ground.stands(what)
        yield Change(f"+ {what}", good.with_more(sentence), "nobody has read of it", clear)


def action_elsewhere(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Something done to a job that this is not about."""
    for other in dice.sample(ground.unread_jobs, min(3, len(ground.unread_jobs))):
        text = (
            f"運用担当: ジョブ {other} を再実行する。"
            if good.language == "ja"
            else f"Operations: run job {other} again."
        )
        changed = good.with_more(_sentence("actions", text))
        yield Change(f"+ {text}", changed, "that job has nothing to do with it")


def forged_evidence(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A citation of nothing."""
    for place, inside, part in good.slots(Slot.CITED):
        if part.value:
            forged = "".join(dice.choice(_CROCKFORD) for _ in range(6)) + "7Q"
            cited = replace(part, text=f" [{forged}]", value=forged)
            clear = forged not in ground.reading.ids
            changed = good.with_part(place, inside, cited)
            yield Change("citation -> one of nothing", changed, "there is no such evidence", clear)


def strange_evidence(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A citation of a reading of another job, from before the case."""
    del dice
    if ground.stray is None:
        return
    for place, inside, part in good.slots(Slot.CITED):
        yield from _recited(good, ground, place, inside, part, ground.stray.id, "another case's")


def other_evidence(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A citation of a reading of this case that does not say so."""
    for place, inside, part in good.slots(Slot.CITED):
        others = [one.id for one in ground.reads if one.id != part.value]
        if others:
            yield from _recited(
                good, ground, place, inside, part, dice.choice(others), "another reading's"
            )


def _recited(
    good: Conclusion, ground: Ground, place: int, inside: int, part: Part, other: str, whose: str
) -> Iterator[Change]:
    """The sentence with this citation, if what it quotes is not there."""
    quoted = [one for one in good.sentences[place].parts if one.slot is Slot.QUOTE]
    if not part.value or not quoted:
        return
    there = next((one for one in (*ground.reads, ground.stray) if one and one.id == other), None)
    text = flat(f"{there.answer.text} {there.rows}") if there else ""
    changed = good.with_part(place, inside, replace(part, text=f" [{other}]", value=other))
    clear = not any(flat(one.value) in text for one in quoted)
    yield Change(f"citation -> {whose}", changed, "its quote does not stand there", clear)


def dropped_evidence(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """One of the readings that the conclusion rests on left out, its citations too."""
    del dice
    for dropped in good.evidence:
        if any(dropped in answer["evidence"] for answer in good.answers):
            continue
        sentences = tuple(_uncited(one, dropped) for one in good.sentences)
        kept = tuple(one for one in good.evidence if one != dropped)
        changed = replace(good, sentences=sentences, evidence=kept)
        number = good.evidence.index(dropped) + 1
        yield Change(
            f"reading {number} left out",
            changed,
            "its words stand in no reading that is given",
            _alone(good, ground, dropped),
        )


def _alone(good: Conclusion, ground: Ground, dropped: str) -> bool:
    """Whether some quote of the conclusion stands in this reading and in no other."""
    texts = {one.id: flat(f"{one.answer.text} {one.rows}") for one in ground.reads}
    rest = " ".join(text for one, text in texts.items() if one != dropped)
    rest += flat(ground.scenario.arrives.text)
    quotes = [flat(part.value) for _, _, part in good.slots(Slot.QUOTE)]
    return any(quote in texts[dropped] and quote not in rest for quote in quotes)


def _uncited(sentence: Sentence, dropped: str) -> Sentence:
    parts_ = tuple(
        replace(part, text="", value="")
        if part.slot is Slot.CITED and part.value == dropped
        else part
        for part in sentence.parts
    )
    return replace(sentence, parts=parts_)


def _sentence(field: Field, text: str) -> Sentence:
    return Sentence(field, "added", (parts.words(text),))


def _other(
    good: Conclusion, place: int, inside: int, part: Part, other: str, wrong: str, untrue: bool
) -> Change:
    changed = good.with_part(place, inside, replace(part, text=other, value=other))
    return Change(f"{part.text} -> {other}", changed, wrong, untrue)


KINDS = (
    Kind("job: of nothing", "block", "id", invented_job),
    Kind("job: one of the world, not read", "block", "id", unread_job),
    Kind("job: a digit lost", "block", "id", cut_job),
    Kind("id: one digit changed", "block", "id", invented_id),
    Kind("id: of nothing that was read", "block", "id", strangers),
    Kind("task: of nothing", "block", "id", invented_task),
    Kind("task: another of the job", "none", "", sibling_task),
    Kind("action: on another job", "block", "id", action_elsewhere),
    Kind("evidence: of nothing", "block", "id", forged_evidence),
    Kind("evidence: of another case", "none", "", strange_evidence),
    Kind("evidence: another of the case", "none", "", other_evidence),
    Kind("evidence: left out", "block", "quote", dropped_evidence, draws=4),
)
