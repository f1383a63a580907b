"""A pair of a key and its value, told in another notation than where it was read.

`max_try=7`, `max_try = "7"` and `"max_try": 7` say the same: files write it one way, answers of an
API another, and a result a third. What is compared is the whole key and the whole value, each as
they stand; where one ends is not told (`timeout = 5 min`), there is no pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kurosai.cases.sentences.kept import kept

_KEY = r"[A-Za-z_][\w.-]*"
_STRING = r'"[^"\n]*"' + r"|'[^'\n]*'"
_BARE = r"[^\s,;\"'`(){}\[\]<>|&=:#][^\s,;\"'`(){}\[\]<>|&]*"
_NEXT = rf"[\"']?{_KEY}[\"']?\s*(?:=|:\s)"
_END = rf"(?=\s*(?:$|,(?!\d)|[;)}}\]]|\n|&(?!&))|\s+(?:#|//|·\s|{_NEXT}))"
"""Where a value ends: the line, a mark between pairs, a remark, or the next key."""
_PAIR = re.compile(
    rf"(?<![\w./$@\"'-])(?:(?P<name>{_KEY})[ \t]*(?:=(?![=>~])|:(?=[ \t\"']))"
    rf"|(?P<mark>[\"'])(?P<key>{_KEY})(?P=mark)[ \t]*[:=])"
    rf"[ \t]*(?P<value>{_STRING}|{_BARE}){_END}",
    re.ASCII,
)
_LINE = re.compile(rf"^[ \t-]*(?P<key>{_KEY}):[ \t]+(?P<value>[^\n]*?)[ \t]*$", re.M | re.ASCII)
_BETWEEN = re.compile(r"\s*[,;&]?\s*")
_AROUND = " \t\n{}(),;"


@dataclass(frozen=True, slots=True)
class Pair:
    """A key with its value, without the quotation marks around either."""

    key: str
    value: str


@kept
def pairs(quote: str) -> tuple[Pair, ...]:
    """The pairs that a quote consists of; none where it says anything else."""
    bare = quote.strip(_AROUND)
    found = [*_PAIR.finditer(bare)]
    if not found or found[0].start() or found[-1].end() != len(bare):
        return ()
    gaps = pairwise(found)
    if not all(_BETWEEN.fullmatch(bare, one.end(), other.start()) for one, other in gaps):
        return ()
    return tuple(map(_of, found))


def stand(text: str, wanted: tuple[Pair, ...]) -> bool:
    """Whether these pairs stand in a text as it was written, each beside the next."""
    text = text.replace('\\"', '"')
    if not wanted or not all(one.key in text and one.value in text for one in wanted):
        return False
    size = len(wanted)
    for run in _runs(text):
        if any(run[at : at + size] == wanted for at in range(len(run))):
            return True
    # The rest of a line of its own is the value, however many words it has.
    return size == 1 and any(_of(match) == wanted[0] for match in _LINE.finditer(text))


def _runs(text: str) -> Iterator[tuple[Pair, ...]]:
    """The pairs of a text, those together between which nothing else stands."""
    run: list[Pair] = []
    end = 0
    for match in _PAIR.finditer(text):
        if run and not _BETWEEN.fullmatch(text, end, match.start()):
            yield tuple(run)
            run = []
        run.append(_of(match))
        end = match.end()
    yield tuple(run)


def _of(match: re.Match[str]) -> Pair:
    groups = match.groupdict()
    value = match["value"]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return Pair(groups.get("name") or match["key"], value)
