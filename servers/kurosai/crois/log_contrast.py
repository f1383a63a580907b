"""What the log of a task that failed says otherwise than that of its last good run.

What changed shows in ordinary lines (a version, a setting) that nobody would look at: neither run
complains in them. Times, ids and counts differ in any two runs and say nothing; a version and a
word do. A kind of line that comes again and again speaks of the data, which differs too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from kurosai.logs.likeness import most_alike
from kurosai.logs.signature import signature
from kurosai.logs.trouble import speaks_of_trouble

MOST_OTHERWISE: Final = 4
MOST_MISSING: Final = 2
MOST_CANDIDATES: Final = 30
MOST_OF_LINE: Final = 240
"""Characters: the beginning tells a statement, and what it says."""

FIRST, LAST = 700, 300
"""Of a longer log so many lines are compared: how it began, and how it ended."""

FEW: Final = 3
"""A kind of which there are more lines in a log is one of those that come with the data."""

# Of three parts, and of two where a name, a comparison or a word for it stands before.
_VERSION: Final = re.compile(
    r"(?<![\d.])(\d+\.\d+\.\d+)(?!\.?\d)"
    r"|(?i:(?:==|@|[a-z]-|\bv|\b(?:release|version|python|java|node|ruby|go|spark)[ :=/]{1,2}v?))"
    r"(\d+\.\d+)(?!\.?\d)",
    re.ASCII,
)

_Said: TypeAlias = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Contrast:
    """Indices of lines. `here` of the failed run say what no line of the good one does; `there` of
    the good one are their counterparts; `missing` are lines of it whose like never came. `whole`:
    all lines of both were compared."""

    here: tuple[int, ...] = ()
    there: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    whole: bool = True


def of(ours: Sequence[str], theirs: Sequence[str], *, whole: bool, whole_there: bool) -> Contrast:
    """The contrast of two logs; `whole` and `whole_there` say whether all of each was read: of a
    part nobody knows what it lacks."""
    said, said_there = _all(ours), _all(theirs)
    whole, whole_there = (
        whole and len(said) == len(ours),
        whole_there and len(said_there) == len(theirs),
    )
    many = _many(said) | _many(said_there)
    known, known_here = set(said_there.values()), set(said.values())
    new = [
        index
        for index, one in said.items()
        if one not in known and one[0] and one[0] not in many and not speaks_of_trouble(ours[index])
    ]
    left = [
        index
        for index, one in said_there.items()
        if one not in known_here and one[0] and one[0] not in many
    ]
    found: list[tuple[int, int, int | None]] = []
    for index in new[:MOST_CANDIDATES]:
        other = _counterpart(said[index], left, said_there)
        if other is not None:
            left.remove(other)
            found.append((int(said_there[other][0] != said[index][0]), index, other))
        elif whole_there:
            found.append((2, index, None))
    # Another version first, then other words, then what the good one has nothing like.
    pairs = sorted(found)[:MOST_OTHERWISE]
    # A run that failed ends early: where it left the good one's way says more than the rest.
    missing = list(_first_of_each(left, said_there)) if whole else []
    return Contrast(
        tuple(sorted(index for _, index, _ in pairs)),
        tuple(sorted(other for _, _, other in pairs if other is not None)),
        tuple(missing[:MOST_MISSING]),
        whole and whole_there,
    )


def _all(texts: Sequence[str]) -> Mapping[int, _Said]:
    """What the lines say, by index."""
    end = max(FIRST, len(texts) - LAST)
    return {n: _said(one) for n, one in enumerate(texts) if n < FIRST or n >= end}


def _said(text: str) -> _Said:
    """What a line says but for times, ids and counts: its signature, and its versions."""
    text = text[:MOST_OF_LINE]
    return signature(text), tuple(one or other for one, other in _VERSION.findall(text))


def _many(said: Mapping[int, _Said]) -> set[str]:
    counts = Counter(kind for kind, _ in said.values())
    return {kind for kind, count in counts.items() if count > FEW}


def _counterpart(one: _Said, among: Sequence[int], every: Mapping[int, _Said]) -> int | None:
    """The line of the same statement in the other log: the same but for its versions, else one
    that is alike."""
    same = next((index for index in among if every[index][0] == one[0]), None)
    if same is not None:
        return same
    likely = among[:MOST_CANDIDATES]
    best = most_alike(one[0], [every[index][0] for index in likely])
    return None if best is None else likely[best]


def _first_of_each(indices: Sequence[int], every: Mapping[int, _Said]) -> Iterator[int]:
    seen: set[_Said] = set()
    for index in indices:
        if every[index] not in seen:
            seen.add(every[index])
            yield index
