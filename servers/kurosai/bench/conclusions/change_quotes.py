"""Words that were not read, set as if they were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from kurosai.bench.conclusions import parts
from kurosai.bench.conclusions.mutants import Change, Kind
from kurosai.bench.conclusions.parts import Conclusion, Part, Sentence, Slot

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground

_INVENTED = (
    "connection reset by peer (errno 104)",
    "worker ran out of memory, giving up",
    "deadline exceeded after 540 seconds",
    "接続先から応答がありませんでした",
    "no space left on device: /var/task/tmp",
)
_LINES = (
    "[ERROR] connection pool exhausted after 30 s",
    "[WARN] falling back to the second region",
    "ConnectionResetError: peer closed the stream",
)
_STANDINS = ("timeout", "database", "retry", "network", "quota", "memory")
_DENY = (
    (re.compile(r"\bhas no\b"), "has a"),
    (re.compile(r"\bno\b"), "one"),
    (re.compile(r"\bnot\b ?"), ""),
    (re.compile(r"\b(is|was|has|were|are|can) "), r"\1 not "),
    (re.compile(r"\b(failed|refused|denied|preempted)\b"), r"not \1"),
    (re.compile(r"\b(ok|done|SUCCEEDED|start)\b"), r"not \1"),
)


def invented(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Words that nobody ever wrote."""
    for place, inside, part in good.slots(Slot.QUOTE):
        yield _other(good, ground, place, inside, part, dice.choice(_INVENTED), "invented")


def token(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """One word of a quote replaced."""
    for place, inside, part in good.slots(Slot.QUOTE):
        tokens = list(re.finditer(r"[A-Za-z]{3,}", part.value))
        if tokens:
            match, other = dice.choice(tokens), dice.choice(_STANDINS)
            said = part.value[: match.start()] + other + part.value[match.end() :]
            yield _other(good, ground, place, inside, part, said, "one word is another")


def number(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """One number in a quote changed."""
    for place, inside, part in good.slots(Slot.QUOTE):
        numbers = list(re.finditer(r"\d+", part.value))
        if numbers:
            match = dice.choice(numbers)
            other = str(int(match.group()) + dice.randint(1, 7)).rjust(len(match.group()), "0")
            said = part.value[: match.start()] + other + part.value[match.end() :]
            yield _other(good, ground, place, inside, part, said, "a number is another")


def negated(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """The contrary of what a quote says."""
    del dice
    for place, inside, part in good.slots(Slot.QUOTE):
        for pattern, instead in _DENY:
            if pattern.search(part.value):
                said = " ".join(pattern.sub(instead, part.value, count=1).split())
                yield _other(good, ground, place, inside, part, said, "it says the contrary")
                break


def shorter(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A word left out of the middle of a quote, and nothing that says so."""
    for place, inside, part in good.slots(Slot.QUOTE):
        tokens = part.value.split(" ")
        if len(tokens) >= 4:
            del tokens[dice.randrange(1, len(tokens) - 1)]
            said = " ".join(tokens)
            yield _other(good, ground, place, inside, part, said, "a word is left out")


def joined(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Words of two readings made one quote with `...` between."""
    quotes = [
        (sight.read, value)
        for sight in ground.sights
        for slot, value in sight.slots.values()
        if slot is Slot.QUOTE
    ]
    texts = {one.id: f"{one.answer.text} {one.rows}" for one in ground.reads}
    for place, inside, part in good.slots(Slot.QUOTE):
        strangers = [
            value
            for read, value in quotes
            if read != part.read and not any(value in t and part.value in t for t in texts.values())
        ]
        if strangers:
            said = f"{part.value} ... {dice.choice(strangers)}"
            yield _other(good, ground, place, inside, part, said, "no one text holds both")


def unread(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A real line of this world that is in no evidence of the case."""
    for place, inside, part in good.slots(Slot.QUOTE):
        if ground.unread_lines:
            said = dice.choice(ground.unread_lines)
            yield _other(good, ground, place, inside, part, said, "nobody has read it")


def sample(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A line of the runbook's samples, which are of other days."""
    lines = [one for one in ground.samples if not ground.stands(one)]
    for place, inside, part in good.slots(Slot.QUOTE):
        if lines:
            said = dice.choice(lines)
            yield _other(good, ground, place, inside, part, said, "it is the runbook's sample")


def unmarked(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A quote with one word replaced, said without marks."""
    for change in token(good, ground, dice):
        said = change.change.partition(" -> ")[2]
        sentences = tuple(
            replace(one, parts=tuple(_bare(part) for part in one.parts)) if one != was else one
            for one, was in zip(change.conclusion.sentences, good.sentences, strict=True)
        )
        yield replace(
            change,
            change=f"{change.change}, without marks: {said}",
            conclusion=replace(change.conclusion, sentences=sentences),
        )


def lines(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A log line that nobody wrote, in a sentence and without marks."""
    for said in dice.sample(_LINES, len(_LINES)):
        text = f"{said} が出ている。" if good.language == "ja" else f"We see {said}."
        sentence = Sentence("cause", "added", (parts.words(text),))
        clear = not ground.stands(said)
        yield Change(f"+ {said}", good.with_more(sentence), "nobody has read it", clear)


def _bare(part: Part) -> Part:
    return replace(part, text=part.value) if part.slot is Slot.QUOTE else part


def _other(
    good: Conclusion, ground: Ground, place: int, inside: int, part: Part, said: str, wrong: str
) -> Change:
    changed = replace(part, text=part.text.replace(part.value, said), value=said)
    clear = said != part.value and not ground.stands(said)
    return Change(f"{part.value} -> {said}", good.with_part(place, inside, changed), wrong, clear)


KINDS = (
    Kind("quote: invented", "block", "quote", invented),
    Kind("quote: one word replaced", "block", "quote", token),
    Kind("quote: a number changed", "block", "quote", number),
    Kind("quote: negated", "block", "quote", negated),
    Kind("quote: a word left out", "block", "quote", shorter),
    Kind("quote: joined of two readings", "block", "quote", joined),
    Kind("quote: a real line, not read", "block", "quote", unread),
    Kind("quote: the runbook's sample", "block", "quote", sample),
    Kind("log line: invented", "block", "log line", lines),
    Kind("words: replaced, without marks", "none", "", unmarked),
)
