"""Times that are not so: minutes, hours, days off, the other zone, windows that never were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from kurosai.bench.conclusions import parts
from kurosai.bench.conclusions.ground import NINE
from kurosai.bench.conclusions.mutants import Change, Kind
from kurosai.bench.conclusions.parts import Conclusion, Part, Slot

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground

_SEEN = ("cause", "ruled_out")


def minutes(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Some minutes off, where nothing is recorded."""
    for place, inside, part, at in _times(good):
        other = at + timedelta(minutes=dice.choice((-1, 1)) * dice.randint(3, 28))
        yield _moved(good, place, inside, part, other, untrue=ground.unrecorded(other))


def seconds(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Some seconds off, where they are written."""
    for place, inside, part, at in _times(good):
        if part.clock in ("iso", "jst"):
            other = at + timedelta(seconds=dice.choice((-1, 1)) * dice.randint(3, 50))
            clear = not any(f"{one:%H:%M:%S}" in ground.corpus for one in (other, other + NINE))
            yield _moved(good, place, inside, part, other, untrue=clear)


def hours(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """Some hours early, where nothing is recorded in either zone."""
    for place, inside, part, at in _times(good):
        other = at + timedelta(hours=dice.choice((-5, -4, -3, -2, -1)))
        yield _moved(good, place, inside, part, other, untrue=ground.unrecorded(other))


def days(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """The right clock on a wrong day; a time without a day has none."""
    for place, inside, part, at in _times(good):
        if part.clock != "short":
            other = at - timedelta(days=dice.randint(1, 3))
            yield _moved(good, place, inside, part, other, untrue=not ground.dated(other))


def as_jst(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """The digits of UTC called JST."""
    del dice
    for place, inside, part, at in _times(good):
        said = {
            "iso": f"{at:%Y-%m-%d %H:%M:%S} JST",
            "jst": f"{at:%Y-%m-%d %H:%M:%S} JST",
            "short": f"{at:%H:%M} JST",
            "kanji": f"{at.month}月{at.day}日{at.hour}時{at.minute:02d}分(JST)",
            "noon": f"日本時間 {at:%H:%M}",
            "ampm": f"{at:%Y-%m-%d %H:%M} JST",
        }[part.clock]
        # Nine hours earlier than it was: no mutation where something happened then, too.
        other = at - NINE
        clear = f"{other:%H:%M}" not in ground.corpus
        yield _said(good, place, inside, part, said, f"{at:%H:%M}Z is not that in JST", clear)


def as_utc(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """The digits of JST called UTC."""
    del dice
    for place, inside, part, at in _times(good):
        there = at + NINE
        said = f"{there:%H:%M}Z" if part.clock == "short" else f"{there:%Y-%m-%dT%H:%M:%S}Z"
        clear = f"{there:%H:%M}" not in ground.utc
        yield _said(good, place, inside, part, said, f"{at:%H:%M}Z is not that in UTC", clear)


def another_event(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A time that was read, of something else."""
    known = sorted({at for sight in ground.sights for at in sight.times.values()})
    for place, inside, part, at in _times(good):
        others = [one for one in known if abs((one - at).total_seconds()) >= 60]
        if others:
            yield _moved(good, place, inside, part, dice.choice(others), untrue=True)


def window_ahead(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A search that reached past now."""
    for place, sentence in enumerate(good.sentences):
        ends = [i for i, part in enumerate(sentence.parts) if part.slot is Slot.TIME]
        if sentence.about in ("searched", "total") and len(ends) == 2:
            part = sentence.parts[ends[1]]
            if part.clock != "short":
                later = ground.world.now + timedelta(hours=dice.randint(2, 30))
                yield _moved(good, place, ends[1], part, later, untrue=later > ground.world.now)


def window_wider(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A search that began earlier than it did."""
    for place, sentence in enumerate(good.sentences):
        starts = [i for i, part in enumerate(sentence.parts) if part.slot is Slot.TIME]
        if sentence.about in ("searched", "total", "only") and starts:
            part = sentence.parts[starts[0]]
            at = part.at
            if at is not None:
                other = at - timedelta(hours=dice.randint(2, 7), minutes=dice.randint(1, 9))
                clear = ground.unrecorded(other)
                yield _moved(good, place, starts[0], part, other, untrue=clear)


def window_moved(good: Conclusion, ground: Ground, dice: Random) -> Iterator[Change]:
    """A search that was some hours earlier, as long as it was."""
    for place, sentence in enumerate(good.sentences):
        ends = [(i, p, p.at) for i, p in enumerate(sentence.parts) if p.slot is Slot.TIME and p.at]
        if sentence.about not in ("searched", "total", "only") or len(ends) != 2:
            continue
        back = timedelta(hours=dice.randint(2, 7), minutes=dice.randint(1, 9))
        moved, told = good, [f"{part.text} -> " for _, part, _ in ends]
        for number, (inside, part, at) in enumerate(ends):
            other = replace(part, text=parts.written(at - back, part.clock), at=at - back)
            moved = moved.with_part(place, inside, other)
            told[number] += other.text
        clear = all(ground.unrecorded(at - back) for _, _, at in ends)
        yield Change(", ".join(told), moved, "it was not searched then", clear)


def _times(good: Conclusion) -> Iterator[tuple[int, int, Part, datetime]]:
    for place, inside, part in good.slots(Slot.TIME):
        if part.at is not None and good.sentences[place].field in _SEEN:
            yield place, inside, part, part.at


def _moved(
    good: Conclusion, place: int, inside: int, part: Part, other: datetime, *, untrue: bool
) -> Change:
    moved = replace(part, text=parts.written(other, part.clock), at=other)
    return Change(
        f"{part.text} -> {moved.text}",
        good.with_part(place, inside, moved),
        f"it was {part.text}",
        untrue and moved.text != part.text,
    )


def _said(
    good: Conclusion, place: int, inside: int, part: Part, said: str, wrong: str, untrue: bool
) -> Change:
    return Change(
        f"{part.text} -> {said}",
        good.with_part(place, inside, replace(part, text=said)),
        wrong,
        untrue and said != part.text,
    )


KINDS = (
    Kind("time: seconds off", "block", "time", seconds),
    Kind("time: minutes off", "block", "time", minutes),
    Kind("time: hours off", "block", "time", hours),
    Kind("time: another day", "block", "time", days),
    Kind("time: UTC called JST", "block", "time", as_jst),
    Kind("time: JST called UTC", "block", "time", as_utc),
    Kind("time: of another event", "none", "", another_event),
    Kind("window: in the future", "block", "future", window_ahead, draws=2),
    Kind("window: wider than searched", "block", "time", window_wider),
    Kind("window: moved as a whole", "block", "time", window_moved, draws=2),
)
