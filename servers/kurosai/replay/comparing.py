"""What differs between two readings of one question, row by row, the decisive ones first."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, cast

from kurosai import flatten
from kurosai.vocabulary import Coverage, Row

if TYPE_CHECKING:
    from kurosai.replay.seen import Seen

ALIKE = 0.6
"""Two texts that share so much are one that changed, not one that went and another that came."""

MOST_PAIRED = 200
"""Rows on each side that are held against each other; more would take seconds."""

_NAMES = ("insertId", "eventID", "task", "id", "kind", "sha", "name", "arn")
"""What names an item in JSON, the best first."""

_DECISIVE = {">": 0, "": 1, ".": 2}


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is another now; `what` says it in words ("started_at: null -> ...")."""

    then: str
    now: str
    what: str
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs. `later` are rows of a time that the first reading could not see.

    `facts`, `looks` and `said` are what a report states, the places, and lines of ours. `reordered`
    is no difference: the same rows in another order.
    """

    coverage: tuple[Coverage, Coverage] | None = None
    changed: tuple[Changed, ...] = ()
    gone: tuple[Row, ...] = ()
    new: tuple[Row, ...] = ()
    later: tuple[Row, ...] = ()
    facts: tuple[Changed, ...] = ()
    looks: tuple[Changed, ...] = ()
    said: tuple[Changed, ...] = ()
    same_rows: int = 0
    reordered: bool = False

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not any(
            (
                self.coverage,
                self.changed,
                self.gone,
                self.new,
                self.later,
                self.facts,
                self.looks,
                self.said,
            )
        )

    @property
    def only_later(self) -> bool:
        """Whether all that was read then still reads the same, and more has happened since."""
        return bool(self.later) and not any(
            (self.coverage, self.changed, self.gone, self.new, self.looks)
        )


def compare(then: Seen, now: Seen) -> Difference:
    """Everything that differs between two sides of one question."""
    gone, came, same = _apart(then, now)
    later = tuple(row for row in came if row.at is not None and row.at > then.at)
    changed, gone, new = _paired(gone, [row for row in came if row not in later])
    facts = tuple(_facts(then, now))
    looks = tuple(_looks(then, now))
    coverage = None if then.coverage is now.coverage else (then.coverage, now.coverage)
    told = bool(coverage or changed or gone or new or later or facts or looks)
    return Difference(
        coverage=coverage,
        changed=tuple(changed),
        gone=tuple(gone),
        new=tuple(new),
        later=later,
        facts=facts,
        looks=looks,
        # What we say follows from what we saw: said alone it is a difference, else a repetition.
        said=() if told else tuple(_said(then, now)),
        same_rows=same,
        reordered=not came and not gone and not changed and _texts(then) != _texts(now),
    )


def _texts(seen: Seen) -> list[str]:
    return [unordered(row.text) for row in seen.rows]


def _apart(then: Seen, now: Seen) -> tuple[list[Row], list[Row], int]:
    """The rows of only one side, decisive ones first, and how many both have."""
    before, after = (Counter(_key(row) for row in side.rows) for side in (then, now))
    both = before & after
    return (
        _first_decisive(_beyond(then.rows, both)),
        _first_decisive(_beyond(now.rows, both)),
        both.total(),
    )


def _key(row: Row) -> tuple[str, str]:
    return ("" if row.at is None else row.at.isoformat(), unordered(row.text))


def unordered(text: str) -> str:
    """The text with the fields of an entry (`severity=INFO pod_name=x ...`) in one order.

    Labels come from a map, and what answers them gives them in another order every time.
    """
    return "\n".join(
        " ".join(sorted(line.split(" "))) if len(_FIELD.findall(line)) >= MANY_FIELDS else line
        for line in text.split("\n")
    )


MANY_FIELDS = 4
"""A line with so many is an entry, not a sentence in which the order of words says something."""

_FIELD = re.compile(r"(?:^| )[\w./-]+=")


def _beyond(rows: Iterable[Row], both: Counter[tuple[str, str]]) -> Iterator[Row]:
    left = both.copy()
    for row in rows:
        if left[_key(row)] > 0:
            left[_key(row)] -= 1
        else:
            yield row


def _first_decisive(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: _DECISIVE.get(row.mark, 1))


def _paired(gone: list[Row], came: list[Row]) -> tuple[list[Changed], list[Row], list[Row]]:
    """What went and what came, as one thing that changed where it is one."""
    changed: list[Changed] = []
    gone, came = [*gone], [*came]
    for alike in (_same_item, _same_moment, _similar):
        for row in gone[:MOST_PAIRED]:
            other = _best(row, came[:MOST_PAIRED], alike)
            if other is not None:
                gone.remove(row)
                came.remove(other)
                decisive = ">" in (row.mark, other.mark)
                changed.append(Changed(row.text, other.text, _between(row, other), decisive))
    changed.sort(key=lambda one: not one.decisive)
    return changed, gone, came


def _best(row: Row, among: Sequence[Row], alike: Callable[[Row, Row], float]) -> Row | None:
    best = max(among, key=lambda other: alike(row, other), default=None)
    return best if best is not None and alike(row, best) >= ALIKE else None


def _same_item(row: Row, other: Row) -> float:
    one, two = _object(row.text), _object(other.text)
    if one is None or two is None:
        return 0.0
    shared = [name for name in _NAMES if name in one and name in two]
    return float(bool(shared) and one[shared[0]] == two[shared[0]] and row.at == other.at)


def _same_moment(row: Row, other: Row) -> float:
    return _similar(row, other) / 2 + 0.5 if row.at is not None and row.at == other.at else 0.0


def _similar(row: Row, other: Row) -> float:
    matcher = SequenceMatcher(None, row.text[:400], other.text[:400], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _object(text: str) -> Mapping[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        body = json.loads(text)
    except ValueError:
        return None
    return cast("Mapping[str, Any]", body) if isinstance(body, dict) else None


def _between(row: Row, other: Row) -> str:
    """In words, what of an item is another now."""
    one, two = _object(row.text), _object(other.text)
    if one is not None and two is not None:
        return "; ".join(_fields(one, two))
    if row.text == other.text and row.at and other.at:
        return f"at {row.at:%H:%M:%S.%f}Z -> at {other.at:%H:%M:%S.%f}Z: {row.text[:80]}"
    return between(row.text, other.text)


def _fields(one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[str]:
    named = [f"{name} {one[name]}" for name in _NAMES[2:4] if name in one][:1]
    before, after = (dict(_split(pair) for pair in flatten.pairs(side)) for side in (one, two))
    lead = f"{named[0]}: " if named else ""
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield f"{lead}{name}: {before.get(name, '(none)')} -> {after.get(name, '(none)')}"


def _split(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return name, value


AROUND = 24
"""Characters shown before and after the place where two texts part."""


def between(then: str, now: str) -> str:
    """The place where two texts part: `retrying Crois API (502) -> (503)`."""
    start = 0
    while start < min(len(then), len(now)) and then[start] == now[start]:
        start += 1
    end = 0
    while end < min(len(then), len(now)) - start and then[-1 - end] == now[-1 - end]:
        end += 1
    # Whole words: a half number says nothing.
    while start and not then[start - 1].isspace():
        start -= 1
    while end and not then[-end].isspace():
        end -= 1
    before = then[max(0, start - AROUND) : start]
    after = then[len(then) - end : len(then) - end + AROUND]
    one, two = then[start : len(then) - end].strip(), now[start : len(now) - end].strip()
    lead = f"{'…' if start > AROUND else ''}{before}"
    tail = f"{after.rstrip()}{'…' if end > AROUND else ''}"
    return " ".join(f"{lead}{one or '(nothing)'} -> {two or '(nothing)'}{tail}".split())


def _facts(then: Seen, now: Seen) -> Iterator[Changed]:
    if not (then.whole and now.whole):
        return
    for label in dict.fromkeys([*then.facts, *now.facts]):
        before, after = then.facts.get(label, ""), now.facts.get(label, "")
        if then.settled(before) != now.settled(after) and before != after:
            what = f"{label}: {before or '(not said)'} -> {after or '(not said)'}"
            yield Changed(before, after, what)


def _looks(then: Seen, now: Seen) -> Iterator[Changed]:
    for place in dict.fromkeys([*then.looks, *now.looks]):
        before, after = then.looks.get(place, ("not looked at", "")), now.looks.get(place)
        after = after or ("not looked at", "")
        if before[0] != after[0]:
            yield Changed(before[0], after[0], f"{place}: {before[0]} -> {after[0]}")
        elif then.settled(before[1]) != now.settled(after[1]) and before[1] != after[1]:
            yield Changed(before[1], after[1], f"{place}: {between(before[1], after[1])}")


def _said(then: Seen, now: Seen) -> Iterator[Changed]:
    before, after = [*then.said], [*now.said]
    if before == after:
        return
    one, two = [then.settled(line) for line in before], [now.settled(line) for line in after]
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            was, is_ = "\n".join(before[a:b]), "\n".join(after[c:d])
            yield Changed(was, is_, between(was, is_))
