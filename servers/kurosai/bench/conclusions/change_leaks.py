"""What must not be said, and what says nothing: secrets, inner names, wrong causes, gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from kurosai.bench.conclusions import composing, parts
from kurosai.bench.conclusions.mutants import Change, Kind
from kurosai.bench.conclusions.parts import Conclusion, Sentence, Slot
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground
    from kurosai.bench.conclusions.parts import Field

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_ACTING = (Verdict.ESCALATE, Verdict.OPERATOR_ACTION, Verdict.USER_FIX)


def secret(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A credential in one of its usual forms, in any field."""
    del ground
    told = (
        f"AKIA{_drawn(dice, 16).upper().replace('0', 'A')}",
        f"ghp_{_drawn(dice, 36)}",
        f"xoxb-{_drawn(dice, 24)}",
        f"AIza{_drawn(dice, 35)}",
        f"password={_drawn(dice, 14)}",
        f"Authorization: Bearer {_drawn(dice, 30)}",
        f"postgres://crois:{_drawn(dice, 12)}@db-1/crois",
        f"AWS_SECRET_ACCESS_KEY={_drawn(dice, 40)}",
    )
    fields: tuple[Field, ...] = ("cause", "actions", "not_looked_at")
    for one in told:
        field = dice.choice(fields)
        text = f"{one} で確かめた。" if good.language == "ja" else f"It was checked with {one} ."
        yield Change(
            f"+ {one[:6]}... in {field}", good.with_more(_added(field, text)), "it is a secret"
        )


def inner_name(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A name of the platform's insides, to a user who asked."""
    if ground.scenario.arrives.kind != "inquiry":
        return
    names = [value for sight in ground.inner for _, value in sight.slots.values()]
    for name in dice.sample(names, min(3, len(names))):
        text = f"記録は {name} にある。" if good.language == "ja" else f"See {name} for it."
        changed = good.with_more(_added("cause", text))
        yield Change(f"+ {name}", changed, "the asker must not read it")


def innocent(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """What misleads, by the key, called the cause; its quote is true."""
    del dice
    for wrong in ground.scenario.key.distractors.values():
        sight = composing.distracting(ground, wrong.shows)
        if sight is None:
            continue
        quote = sight.slots["quote"][1]
        said = f"`{quote}` が根本原因である" if good.language == "ja" else f"The cause is `{quote}`"
        end = "。" if good.language == "ja" else "."
        changed = good.with_more(_added("cause", f"{said} [{sight.read}]{end}"))
        yield Change(f"+ {quote} is the cause", changed, wrong.why_wrong)


def ungrounded(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A cause that names nothing that was read."""
    del ground
    told = (
        ("一時的なネットワークの遅延と考えられる。", "The network was slow for a while."),
        ("リソース不足のためである。", "There were too few resources."),
        ("外部の要因による。", "It came from outside."),
    )
    japanese, english = dice.choice(told)
    text = japanese if good.language == "ja" else english
    kept = tuple(one for one in good.sentences if one.field != "cause")
    changed = replace(good, sentences=(_added("cause", text), *kept))
    yield Change(f"cause -> {text}", changed, "nothing that was read says so")


def apology(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Nothing but that it could not be found out."""
    del ground
    told = (
        ("申し訳ありません。調査できませんでした。", "Sorry, this could not be investigated."),
        ("原因は特定できませんでした。", "I could not determine the cause."),
        ("現時点では分かりかねます。", "It is not possible to say at this time."),
    )
    japanese, english = dice.choice(told)
    text = japanese if good.language == "ja" else english
    bare = replace(good, verdict=Verdict.UNKNOWN, sentences=(_added("cause", text),), recheck="")
    yield Change(f"all -> {text}", bare, "it says nothing")


def idle(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Somebody has to act, and nothing says what."""
    del ground, dice
    kept = tuple(one for one in good.sentences if one.field != "actions")
    if good.verdict in _ACTING and kept != good.sentences:
        yield Change("no actions", replace(good, sentences=kept), "something has to be done")


def gap(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A place that could not be read, and nothing says so."""
    del ground, dice
    for place, sentence in enumerate(good.sentences):
        if sentence.about == "open":
            names = [part.value for part in sentence.parts if part.slot is Slot.PLACE]
            yield Change(f"{names} not named", composing.untold(good, place), "it was not read")


def undecided(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Unknown, and nothing says what would decide it."""
    del ground, dice
    kept = tuple(one for one in good.sentences if one.field != "not_looked_at")
    if good.verdict is Verdict.UNKNOWN and kept != good.sentences:
        changed = replace(good, sentences=kept, recheck="")
        yield Change("nothing would decide it", changed, "something would")


def _added(field: Field, text: str) -> Sentence:
    return Sentence(field, "added", (parts.words(text),))


def _drawn(dice: Random, length: int) -> str:
    return "".join(dice.choice(_LETTERS) for _ in range(length))


KINDS = (
    Kind("secret", "block", "secret", secret),
    Kind("inner name, to a user", "warn", "internal name", inner_name),
    Kind("cause: what misleads, truly quoted", "none", "", innocent),
    Kind("cause: names nothing", "warn", "ungrounded", ungrounded),
    Kind("cause: an apology", "warn", "ungrounded", apology),
    Kind("actions: none", "warn", "no action", idle),
    Kind("not looked at: a gap left out", "warn", "gap", gap),
    Kind("not looked at: nothing decides", "warn", "open question", undecided),
)
