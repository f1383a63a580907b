"""Good conclusions of one scenario: the key's verdict, and sentences that are true as read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from kurosai.bench.conclusions import parts, phrases, sights
from kurosai.bench.conclusions.parts import Clock, Conclusion, Field, Language, Part, Sentence, Slot
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground
    from kurosai.bench.conclusions.sights import Sight
    from kurosai.bench.conclusions.walks import Walked

MOST_LINES = 3
_MARKS = {"code": "`{}`", "corner": "「{}」", "straight": '"{}"'}


@dataclass(frozen=True, slots=True)
class Style:
    """How somebody writes: times, marks around quotes, whether he cites, what he repeats.

    `adopted`: everything was read before the case was opened, and is given as `evidence`.
    `key`: in the words of the key, whose author did not write for any check.
    """

    name: str
    language: Language
    clock: Clock = "iso"
    marks: str = "code"
    cites: bool = True
    adopted: bool = False
    key: bool = False


STYLES = (
    Style("plain", "ja"),
    Style("plain", "en"),
    Style("local", "ja", "kanji", "corner", cites=False),
    Style("local", "en", "jst", "straight", cites=False),
    Style("short", "ja", "short", "code", cites=False),
    Style("short", "en", "short"),
    Style("spoken", "ja", "noon", "corner"),
    Style("spoken", "en", "ampm"),
    Style("adopted", "ja", "jst", adopted=True),
    Style("adopted", "en", adopted=True, marks="straight"),
    Style("key", "en", key=True),
)


def compose(ground: Ground, walked: Walked, dice: Random) -> tuple[Conclusion, ...]:
    """Every style once, each with other sentences in another order; none where nothing was read."""
    made = [_conclusion(ground, walked, style, dice) for style in STYLES]
    return tuple(one for one in made if any(said.field == "cause" for said in one.sentences))


def _conclusion(ground: Ground, walked: Walked, style: Style, dice: Random) -> Conclusion:
    writer = _Writer(style, dice)
    cause = [*_facts(ground, writer), *_told(ground, writer)]
    # What was read is told in any order; what it is about comes first.
    head, rest = cause[:1], cause[1:]
    dice.shuffle(rest)
    sentences = [*head, *rest]
    if walked.path:
        slots = {"path": Part(Slot.PATH, walked.path, walked.path)}
        sentences.append(writer.say("walked", "cause", slots))
    sentences += [*_ruled_out(ground, writer), *_unseen(ground, writer), *_actions(ground, writer)]
    verdict = ground.scenario.key.verdict
    free = walked.open_end or (verdict is Verdict.NO_ACTION and not walked.answers)
    return Conclusion(
        f"{style.name} {style.language}",
        style.language,
        verdict,
        tuple(sentences),
        evidence=ground.reading.ids if style.adopted else (),
        reason=phrases.REASON[style.language] if free else "",
        answers=walked.answers,
        entry=walked.entry,
        leave=walked.leave,
        own_case="" if style.adopted else ground.reading.case,
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    style: Style
    dice: Random

    def say(
        self, name: str, field: Field, slots: dict[str, Part], read: str = "", most: int = 9
    ) -> Sentence:
        templates = phrases.SAID[name][self.style.language][:most]
        cited = f" [{read}]" if read and self.style.cites else ""
        slots = {**slots, "cited": Part(Slot.CITED, cited, read, read)}
        return Sentence(field, name, phrases.filled(self.dice.choice(templates), slots))

    def told(self, sight: Sight, field: Field = "cause", name: str = "") -> Sentence:
        slots = {
            key: parts.time(at, self.style.clock, sight.read) for key, at in sight.times.items()
        }
        for key, (slot, value) in sight.slots.items():
            slots[key] = Part(slot, self._written(slot, value), value, sight.read)
        return self.say(name or sight.name, field, slots, sight.read)

    def _written(self, slot: Slot, value: str) -> str:
        if slot is Slot.QUOTE:
            marks = self.style.marks
            # A short word in "..." is no quote to anybody.
            return _MARKS[marks].format(value)
        if slot is Slot.OUTCOME:
            return phrases.OUTCOMES[self.style.language][value]
        if slot is Slot.DURATION:
            return duration(value, self.style.language)
        return value


def duration(value: str, language: Language) -> str:
    """`3m17s` as it is said: 3分17秒, "3 min 17 s"."""
    units = {"ja": {"h": "時間", "m": "分", "s": "秒"}, "en": {"h": " h", "m": " min", "s": " s"}}
    joint = "" if language == "ja" else " "
    found = re.findall(r"(\d+)([hms])", value)
    return joint.join(f"{int(number)}{units[language][unit]}" for number, unit in found)


def _facts(ground: Ground, writer: _Writer) -> Iterator[Sentence]:
    """What decides, each by the line that shows it."""
    for fact in ground.scenario.key.decisive.values():
        read = ground.shown(fact)
        if read is None:
            continue
        if writer.style.key:
            text = f"{_clean(fact.what)}."
            if ground.covers(text):
                yield writer.say("key", "cause", {"what": parts.words(text)})
            continue
        for pattern in fact.shows:
            line = sights.matching(read, pattern)
            match = re.search(pattern, line.text) if line else None
            quote = sights.quotable(line.text, match.start()) if line and match else ""
            if not quote or line is None:
                continue
            slots = {"quote": (Slot.QUOTE, quote)}
            times = {"time": line.at} if line.at else {}
            sight = sights.Sight("line" if times else "record", read.id, times, slots)
            if ground.tells(sight):
                yield writer.told(sight)
                break


def _told(ground: Ground, writer: _Writer) -> Iterator[Sentence]:
    """What else the results say: one of each sort, a few lines."""
    if writer.style.key:
        return
    found: dict[str, list[Sight]] = {}
    for sight in ground.sights:
        if ground.tells(sight):
            found.setdefault(sight.name, []).append(sight)
    for name, those in found.items():
        if name == "line":
            chosen = writer.dice.sample(those, min(MOST_LINES, len(those)))
        elif name in ("record", "open"):
            chosen = []
        else:
            chosen = [writer.dice.choice(those)]
        yield from map(writer.told, chosen)


def _ruled_out(ground: Ground, writer: _Writer) -> Iterator[Sentence]:
    for wrong in ground.scenario.key.distractors.values():
        read = ground.shown(wrong)
        if read is None:
            continue
        if writer.style.key:
            text = f"{_clean(wrong.what)}: {_clean(wrong.why_wrong)}."
            if ground.covers(text):
                yield writer.say("key", "ruled_out", {"what": parts.words(text)})
        elif sight := distracting(ground, wrong.shows):
            yield writer.told(sight, "ruled_out", "innocent")


def distracting(ground: Ground, shows: Sequence[str]) -> Sight | None:
    """The line of a result that shows what misleads, to be quoted."""
    for read in ground.reads:
        for pattern in shows:
            line = sights.matching(read, pattern)
            match = re.search(pattern, line.text) if line else None
            quote = sights.quotable(line.text, match.start()) if line and match else ""
            if not quote:
                continue
            sight = sights.Sight("innocent", read.id, slots={"quote": (Slot.QUOTE, quote)})
            if ground.tells(sight):
                return sight
    return None


def _unseen(ground: Ground, writer: _Writer) -> Iterator[Sentence]:
    for text in ground.scenario.key.unseen:
        yield writer.say("unseen", "not_looked_at", {"what": parts.words(_clean(text))})
    places: set[str] = set()
    for sight in ground.sights:
        place = sight.slots["place"][1] if sight.name == "open" else ""
        if place and place not in places:
            places.add(place)
            yield writer.told(sight, "not_looked_at")


def _actions(ground: Ground, writer: _Writer) -> Iterator[Sentence]:
    for action in ground.scenario.key.actions:
        who = parts.words(phrases.WHO[action.who][writer.style.language])
        what = parts.words(literal(action.says))
        yield writer.say("action", "actions", {"who": who, "what": what})


def literal(pattern: str) -> str:
    """What a pattern of the key asks for, as one would write it: its first alternative."""
    first = pattern.split("|", maxsplit=1)[0]
    return re.sub(r"[\\^$?*+(){}\[\]]|\.\*", "", first).strip() or "this"


def _clean(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def untold(conclusion: Conclusion, place: int) -> Conclusion:
    """The same without a sentence."""
    kept = (*conclusion.sentences[:place], *conclusion.sentences[place + 1 :])
    return replace(conclusion, sentences=kept)
