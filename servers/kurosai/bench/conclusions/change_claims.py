"""States, counts, spans and absences that the readings do not carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from kurosai.bench.conclusions import composing, parts, phrases
from kurosai.bench.conclusions.mutants import Change, Kind
from kurosai.bench.conclusions.parts import Conclusion, Part, Sentence, Slot

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground

_STATES = ("SUCCEEDED", "FAILED", "TIMED_OUT", "RUNNING", "ABORTED", "CANCELLED")


def unseen_state(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A state in capitals that nothing has."""
    for place, inside, part in good.slots(Slot.STATE):
        if part.value in _STATES:
            other = dice.choice([one for one in _STATES if one != part.value])
            yield _other(good, place, inside, part, other, not ground.written(other))


def other_state(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A state in capitals that something else has."""
    for place, inside, part in good.slots(Slot.STATE):
        others = [one for one in _STATES if one != part.value and ground.written(one)]
        if part.value in _STATES and others:
            yield _other(good, place, inside, part, dice.choice(others), untrue=True)


def outcome(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Success said of a failure, or the reverse, in words."""
    del ground, dice
    for place, inside, part in good.slots(Slot.OUTCOME):
        said = phrases.OUTCOMES[good.language]
        value = "FAILED" if part.value == "SUCCEEDED" else "SUCCEEDED"
        changed = replace(part, text=said[value], value=value)
        moved = good.with_part(place, inside, changed)
        yield Change(f"{part.text} -> {changed.text}", moved, f"it was {part.value}")


def exit_code(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """An exit code that nothing ended with."""
    code = dice.choice((2, 3, 126, 127, 134, 139))
    for place, inside, part in good.slots(Slot.STATE):
        if part.value.isdigit():
            clear = str(code) != part.value and not _exited(ground, code)
            yield _other(good, place, inside, part, str(code), untrue=clear)
    text = f"終了コードは {code} である。" if good.language == "ja" else f"It had exit code {code}."
    clear = not _exited(ground, code)
    yield Change(f"+ {text}", _with(good, text), "nothing that was read says so", clear)


def in_a_row(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another number in a row than a reading counted."""
    del ground
    for place, inside, part in good.slots(Slot.IN_A_ROW):
        other = str(int(part.value) + dice.randint(1, 4))
        yield _other(good, place, inside, part, other, untrue=True)


def total(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Another number in all than a reading counted."""
    del ground
    for place, inside, part in good.slots(Slot.TOTAL):
        other = str(int(part.value) + dice.randint(1, 9))
        yield _other(good, place, inside, part, other, untrue=True)


def duration(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A duration that is some minutes longer."""
    del ground
    for place, inside, part in good.slots(Slot.DURATION):
        longer = re.sub(
            r"(\d+)m", lambda match: f"{int(match[1]) + dice.randint(2, 9)}m", part.value, count=1
        )
        if longer == part.value:
            longer = f"{dice.randint(2, 9)}m{part.value}"
        said = composing.duration(longer, good.language)
        changed = good.with_part(place, inside, replace(part, text=said, value=longer))
        yield Change(f"{part.text} -> {said}", changed, f"it took {part.value}")


def absent_cut(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """That nothing else is there, from the first page of many."""
    del dice
    if ground.cut is None:
        return
    told = (
        ("他に失敗したジョブは存在しない", "No other failed job was found"),
        ("該当するジョブは見つからない", "Other failed jobs were not found"),
    )
    for japanese, english in told:
        said = f"{japanese} [{ground.cut.id}]。"
        text = said if good.language == "ja" else f"{english} [{ground.cut.id}]."
        what = japanese if good.language == "ja" else english
        yield Change(f"+ {what}, from a page of many", _with(good, text), "most was not read")


def absent_open(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """That nothing is at a place that was denied, cut off or read in part."""
    del dice
    for sight in ground.sights:
        if sight.name != "open":
            continue
        place = sight.slots["place"][1]
        what = "イメージ" if place.startswith("image ") else "ログ"
        name = place.removeprefix("image ").removeprefix("ecs ")
        text = (
            f"{name} の{what}は存在しない [{sight.read}]。"
            if good.language == "ja"
            else f"There is no log of {name}; it does not exist [{sight.read}]."
        )
        yield Change(f"+ {name} is not there", _with(good, text), "it was not read whole")


def absent_lookup(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """That it did not happen again, from a look at one thing."""
    del dice
    for read in ground.reads:
        if read.whole and read.window is None:
            text = (
                f"同様のエラーは他に発生していない [{read.id}]。"
                if good.language == "ja"
                else f"The same error did not happen again [{read.id}]."
            )
            yield Change("+ not again, by a look at one thing", _with(good, text), "no search")


def absent_longer(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """That it did not happen for longer than was searched."""
    days = dice.choice((14, 30, 60))
    spans = [one.window for one in ground.reads if one.whole and one.window]
    text = (
        f"過去{days}日間、同様のエラーは発生していない。"
        if good.language == "ja"
        else f"It did not happen in the last {days} days."
    )
    clear = all((end - start).days < days for start, end in spans)
    yield Change(f"+ not in {days} days", _with(good, text), "nobody looked so far back", clear)


def absent_elsewhere(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """That nothing is in a log group that nobody has read."""
    groups = [one for one in sorted(ground.world.log_groups) if not ground.stands(one)]
    for group in dice.sample(groups, min(2, len(groups))):
        text = (
            f"{group} にエラーの記録はない。"
            if good.language == "ja"
            else f"There were no errors in {group}."
        )
        yield Change(f"+ nothing in {group}", _with(good, text), "nobody looked there")


def absent_seen(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """That a line which was read is not there."""
    del ground, dice
    for _, _, part in good.slots(Slot.QUOTE):
        text = (
            f"{part.text}というログは出力されていない。"
            if good.language == "ja"
            else f"{part.text} was not found."
        )
        yield Change(f"+ no {part.value}", _with(good, text), "it was read")


def absent_unread(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """That it did not happen again, and nothing was read at all."""
    del ground, dice
    text = (
        "同様のエラーは他に発生していない。"
        if good.language == "ja"
        else "The same error did not happen again."
    )
    sentence = Sentence("cause", "added", (parts.words(text),))
    bare = replace(
        good, sentences=(sentence,), evidence=(), answers=(), leave="", own_case="", reason=""
    )
    yield Change("+ not again, nothing read", bare, "nobody looked")


def foretold(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """How the next run went, while it is still to come."""
    del dice
    if not any(sight.name == "waits" for sight in ground.sights):
        return
    told = (
        ("次回の実行は正常に終了した。", "The next run was fine."),
        ("その後、同様のエラーは発生していない。", "It has not happened again since."),
        ("再発はない。", "The error did not recur."),
    )
    for japanese, english in told:
        text = japanese if good.language == "ja" else english
        yield Change(f"+ {text}", _with(good, text), "that run is still to come")


def _with(good: Conclusion, text: str) -> Conclusion:
    return good.with_more(Sentence("cause", "added", (parts.words(text),)))


def _exited(ground: Ground, code: int) -> bool:
    return re.search(rf"exit\D{{0,16}}{code}\b", ground.corpus) is not None


def _other(
    good: Conclusion, place: int, inside: int, part: Part, other: str, untrue: bool
) -> Change:
    changed = good.with_part(place, inside, replace(part, text=other, value=other))
    return Change(f"{part.text} -> {other}", changed, f"it is {part.value}", untrue)


KINDS = (
    Kind("state: of nothing", "block", "state", unseen_state),
    Kind("state: of something else", "none", "", other_state),
    Kind("state: success for failure, in words", "none", "", outcome),
    Kind("exit code: of nothing", "block", "state", exit_code),
    Kind("count: another in a row", "block", "count", in_a_row),
    Kind("count: another in all", "none", "", total),
    Kind("duration: longer", "warn", "duration", duration),
    Kind("absence: from a page of many", "block", "absence", absent_cut),
    Kind("absence: from a place not read whole", "block", "absence", absent_open, draws=3),
    Kind("absence: over time, from one look", "block", "absence", absent_lookup),
    Kind("absence: longer than searched", "block", "absence", absent_longer),
    Kind("absence: of a place nobody read", "block", "absence", absent_elsewhere),
    Kind("absence: without any reading", "block", "absence", absent_unread),
    Kind("absence: of what was read", "none", "", absent_seen),
    Kind("outcome: of a run to come", "block", "future", foretold, draws=3),
)
