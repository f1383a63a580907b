"""Which words are values of one variable, and keys that differ in such values only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from kurosai.logs.places import FIRST, blanked
from kurosai.logs.statements import ANY, SEPARATORS, Key

_RANGE = "\2"


class Ranges:
    """Sets of words that have none in common: what was found in one statement tells which words
    of a rare one are values, where few of their combinations came."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def add(self, values: Collection[str]) -> None:
        """These are values of one variable."""
        roots = {self._root(word) for word in values}
        first = min(roots)
        for root in roots:
            self._parent[root] = first

    def vary(self, keys: Collection[Key]) -> Iterator[tuple[Key, int]]:
        """Places of keys that differ only in values of one range, and not in all places where
        such a value stands."""
        alike: defaultdict[Key, list[Key]] = defaultdict(list)
        for key in keys:
            shape = (*key[:FIRST], *map(self._range, key[FIRST:]))
            if any(map(_is_constant, shape[FIRST:])):
                alike[shape].append(key)
        known = frozenset(keys)
        for shape, those in alike.items():
            for at, word in enumerate(shape):
                if not word.startswith(_RANGE):
                    continue
                if len({key[at] for key in those}) > 1:
                    yield from ((key, at) for key in those)
                else:
                    yield from ((key, at) for key in those if blanked(key, (at,)) in known)

    def _range(self, word: str) -> str:
        return _RANGE + self._root(word) if word in self._parent else word

    def _root(self, word: str) -> str:
        while (parent := self._parent.setdefault(word, word)) != word:
            word = parent
        return word


def _is_constant(word: str) -> bool:
    return word != ANY and word not in SEPARATORS and not word.startswith(_RANGE)
