"""Which keys are of one statement: where many differ in one word only, names stand there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from kurosai.logs.places import FIRST, blanked, fitting, places
from kurosai.logs.statements import ANY, SEPARATORS, Key
from kurosai.logs.value_words import happened, is_code, is_event, is_source, raised
from kurosai.logs.values import with_values

_PROSE = re.compile(r"[^\W\d_]+[.!?*]*")

# How many different words make a place one of names, whatever else there is. Tuned on half of the
# public log sets (benchmarks/condense.py), reported on the other half.
_IDENTIFIERS = 4
_NAMES = 6
_CONTEXT = 2
"""So many words must stand around such a place."""

_ROUNDS = 4


def merged(keys: Collection[Key], known: Collection[Key] = ()) -> Mapping[Key, Key]:
    """For each key (a level, then words) that of its statement: itself, or one with ANY in places
    where names or values stand.

    `known` are those of an earlier answer, which take in what fits them. The answer depends on
    which keys there are, not on their order.
    """
    now = {one: one for one in keys}
    for _ in range(_ROUNDS):
        changed = _widen(now, fitting(set(now.values()), known))
        changed |= _widen(now, with_values(set(now.values())))
        changed |= _widen(now, _with_names(set(now.values())))
        if not changed:
            break
    return now


def _widen(now: dict[Key, Key], wider: Mapping[Key, Key]) -> bool:
    for one, other in now.items():
        now[one] = wider.get(other, other)
    return bool(wider)


def _with_names(keys: Collection[Key]) -> dict[Key, Key]:
    joined: dict[Key, Key] = {}
    found = sorted(places(keys), key=lambda one: (-len(one.those), min(one.those), one.at))
    for place in found:
        alike = [key for key in place.those if key not in joined]
        if alike and _holds_names(alike, place.at):
            joined |= {key: blanked(key, (place.at,)) for key in alike}
    return joined


def _holds_names(alike: Sequence[Key], at: int) -> bool:
    if len(alike) < _IDENTIFIERS:
        return False
    names = [one[at] for one in alike]
    if any(raised(name) or is_code(name) or is_source(name) for name in names):
        return False
    if is_event(alike[0], at, FIRST):
        return False
    around = (word for place, word in enumerate(alike[0]) if place not in (at, *range(FIRST)))
    if sum(word != ANY and word not in SEPARATORS for word in around) < _CONTEXT:
        return False
    identifiers = sum(not _PROSE.fullmatch(name) for name in names)
    if 2 * identifiers >= len(names):
        return True
    return len(names) >= _NAMES and 3 * sum(map(happened, names)) <= len(names)
