"""Keys that differ in one word only, and keys that fit one in which some words vary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kurosai.logs.statements import ANY, SEPARATORS, Key

FIRST = 1
"""Where the words of a key begin: before them stands its level, which never varies."""

# A prime, and a number whose powers make the same words in another order another sum: Python's
# hashes of pairs nearly add up to the same.
_PRIME = (1 << 61) - 1
_BASE = 1_000_003_001
_MOST_MASKS = 64
"""So many ways in which places of known keys of one length vary are tried."""


@dataclass(frozen=True, slots=True)
class Place:
    """Keys of which only the words at `at` differ; none of those is ANY. There are two or more of
    them, or `varies`: one more key has ANY there."""

    at: int
    those: tuple[Key, ...]
    varies: bool

    def words(self) -> list[str]:
        """What stands there, a word for each key."""
        return [key[self.at] for key in self.those]


def places(keys: Iterable[Key]) -> list[Place]:
    """All places of the keys, in no order.

    What is around a place is told by a sum of hashes: tuples of all that is around each place of
    a long key would be the square of its length.
    """
    found: list[Place] = []
    for those in _by_length(keys).values():
        powers = [pow(_BASE, at, _PRIME) for at in range(len(those[0]))]
        sums = [_sum(key, powers) for key in those]
        for at in range(FIRST, len(powers)):
            around: defaultdict[int, list[Key]] = defaultdict(list)
            varying: set[int] = set()
            for key, total in zip(those, sums, strict=True):
                word = key[at]
                if word in SEPARATORS:
                    continue
                rest = (total - hash(word) * powers[at]) % _PRIME
                if word == ANY:
                    varying.add(rest)
                else:
                    around[rest].append(key)
            for rest, one in around.items():
                if len(one) > 1 or rest in varying:
                    found.append(Place(at, tuple(one), rest in varying))
    return found


def fitting(keys: Collection[Key], known: Iterable[Key]) -> dict[Key, Key]:
    """For each key that has words where a known one has ANY, and else is the same, the known one
    with the fewest of these."""
    found: dict[Key, Key] = {}
    by_length = _by_length(known)
    for length, those in _by_length(keys).items() if by_length else ():
        masks: defaultdict[tuple[int, ...], set[Key]] = defaultdict(set)
        for one in by_length.get(length, ()):
            masks[tuple(at for at, word in enumerate(one) if word == ANY)].add(one)
        often = Counter({mask: len(some) for mask, some in masks.items()})
        most = sorted(often, key=lambda mask: (-often[mask], mask))[:_MOST_MASKS]
        for mask in sorted(most, key=lambda mask: (len(mask), mask)):
            for key in those:
                if key in found or any(key[at] in SEPARATORS for at in mask):
                    continue
                wider = blanked(key, mask)
                if wider in masks[mask] and wider != key:
                    found[key] = wider
    return found


def blanked(key: Key, at: Collection[int]) -> Key:
    """The key with ANY at these places."""
    words = list(key)
    for place in at:
        words[place] = ANY
    return tuple(words)


def _by_length(keys: Iterable[Key]) -> dict[int, list[Key]]:
    lengths: defaultdict[int, list[Key]] = defaultdict(list)
    for one in keys:
        lengths[len(one)].append(one)
    return lengths


def _sum(key: Key, powers: Sequence[int]) -> int:
    return sum(hash(word) * power for word, power in zip(key, powers, strict=True)) % _PRIME
