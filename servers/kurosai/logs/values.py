"""Words that are values though few of them came: told by how they stand in several statements.

A variable's values come again where other words stand around them, and combine freely with the
values beside them. What tells two statements apart does not: `hit` and `miss` stand in one place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from kurosai.logs.places import FIRST, Place, blanked, places
from kurosai.logs.ranges import Ranges
from kurosai.logs.statements import ANY, SEPARATORS, Key
from kurosai.logs.trouble import speaks_of_trouble
from kurosai.logs.value_words import (
    happened,
    is_event,
    is_joined,
    is_logger,
    stands_by_values,
    tells,
)

# How many values make a place one of values: in a place that comes again elsewhere, and in one
# with so many words around it. Chosen on small formats written for it, and checked against half
# of the public log sets (benchmarks/condense.py).
_FEWEST = 3
_STATEMENTS = 2
_CONTEXT = 3
_CONTEXT_OF_NAMES = 2
_CONTEXT_OF_VARYING = 2
_LEVELS_OF_TROUBLE = frozenset(("WARN", "ERROR", "FATAL"))
_EVERYWHERE = 200
"""What alternates in more contexts than this says nothing of any one."""

_PLACES_OF_LOGGERS = (FIRST, FIRST + 1)

_MANY = "\1"
"""In a context, a place where other words stand as well."""

_Context: TypeAlias = tuple[int, Key]
"""Where words alternate: the place, and what stands around it."""


@dataclass(slots=True)
class _Alternation:
    """Words that alternate in one context: all of them, and those that may be values. `varies`:
    other lines have there what varies by its looks."""

    words: set[str] = field(default_factory=set[str])
    places: list[Place] = field(default_factory=list[Place])
    values: frozenset[str] = frozenset()
    varies: bool = False


def with_values(keys: Collection[Key]) -> dict[Key, Key]:
    """For each key (a level, then words) in which values stand, the key with ANY there."""
    found = _alternations(places(keys))
    contexts = _contexts_of_words(found)
    ranges = Ranges()
    varies: defaultdict[Key, set[int]] = defaultdict(set)
    for context, one in found.items():
        if _are_values(context, one, found, contexts):
            ranges.add(one.values)
            for place in one.places:
                for key in place.those:
                    if key[place.at] in one.values:
                        varies[key].add(place.at)
    for key, at in ranges.vary(keys):
        varies[key].add(at)
    return {key: blanked(key, at) for key, at in varies.items()}


def _alternations(those: Iterable[Place]) -> dict[_Context, _Alternation]:
    """What alternates, by context; only what may be values."""
    alternates: defaultdict[Key, set[int]] = defaultdict(set)
    those = list(those)
    for place in those:
        for key in place.those:
            alternates[key].add(place.at)
    found: defaultdict[_Context, _Alternation] = defaultdict(_Alternation)
    for place in those:
        around = list(place.those[0])
        for at in set[int]().union(*(alternates[key] for key in place.those)):
            around[at] = _MANY
        one = found[place.at, tuple(around)]
        one.words.update(place.words())
        one.places.append(place)
        one.varies |= place.varies
    for context, one in found.items():
        one.values = _values(context, one.words)
    return {
        context: one
        for context, one in found.items()
        if len(one.values) > 1 or (one.values and one.varies)
    }


def _values(context: _Context, words: Collection[str]) -> frozenset[str]:
    at, around = context
    following = around[at + 1] if at + 1 < len(around) else ""
    program = at == FIRST and following == "["
    if program or is_event(around, at, FIRST) or _has_loggers(at, words):
        return frozenset()
    values = frozenset(word for word in words if not tells(word))
    # Both what tells and what looks like it are few among values.
    doubted = len(words) - len(values) + sum(map(happened, words))
    return values if 3 * doubted <= len(words) else frozenset()


def _has_loggers(at: int, words: Iterable[str]) -> bool:
    """Whether names of loggers stand there: what they wrote is not of one statement."""
    return at in _PLACES_OF_LOGGERS and any(map(is_logger, words))


def _contexts_of_words(found: Mapping[_Context, _Alternation]) -> dict[str, list[_Context]]:
    contexts: defaultdict[str, list[_Context]] = defaultdict(list)
    for context, one in found.items():
        for word in one.values:
            contexts[word].append(context)
    return {word: those for word, those in contexts.items() if len(those) <= _EVERYWHERE}


def _are_values(
    context: _Context,
    one: _Alternation,
    found: Mapping[_Context, _Alternation],
    contexts: Mapping[str, list[_Context]],
) -> bool:
    at, around = context
    following = around[at + 1] if at + 1 < len(around) else ""
    constant = sum(word not in (ANY, _MANY) and word not in SEPARATORS for word in around[FIRST:])
    names = all(map(is_joined, one.values))
    few = len(one.values) < 2
    if one.varies and constant >= (1 if names else _CONTEXT_OF_VARYING) and (names or not few):
        return True
    if len(one.values) < _FEWEST:
        return False
    if not _is_trouble(around):
        named = names or stands_by_values(around[at - 1], following)
        if constant >= (_CONTEXT_OF_NAMES if named else _CONTEXT):
            return True
    return constant > 0 and _statements(one, found, contexts) >= _STATEMENTS


def _is_trouble(around: Key) -> bool:
    """Whether what stands around a place went wrong: each word there may be the cause."""
    return around[0] in _LEVELS_OF_TROUBLE or speaks_of_trouble(" ".join(around[FIRST:]))


def _statements(
    one: _Alternation,
    found: Mapping[_Context, _Alternation],
    contexts: Mapping[str, list[_Context]],
) -> int:
    """In how many statements these words alternate; those of one length and place count as one."""
    common: defaultdict[_Context, int] = defaultdict(int)
    for word in one.values:
        for context in contexts.get(word, ()):
            common[context] += 1
    return len(
        {
            (at, len(around))
            for (at, around), count in common.items()
            if count > 1 and 2 * count >= min(len(one.values), len(found[at, around].values))
        }
    )
