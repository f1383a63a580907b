"""What stands in the places of one pattern over all of its lines: how many values, which numbers.

Condensing keeps the first few values of a place, for most lines are counted without being read.
Where the lines of a pattern are at hand, all of their values are told apart by its template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kurosai.logs.condensed import Pattern
from kurosai.logs.message import said

_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Varied:
    """How many different values one place has; the lowest and the highest, as they were written,
    where all are numbers."""

    count: int
    ends: tuple[str, str] | None = None


def of(pattern: Pattern, texts: Sequence[str]) -> tuple[Varied, ...]:
    """For each place of the template that varies; nothing where not all of the lines, or not all
    of the values that are known, are found again by the template."""
    form = _form(pattern)
    if form is None or len(texts) != pattern.count:
        return ()
    values: list[dict[str, None]] = [{} for _ in pattern.varied]
    for text in texts:
        found = form.fullmatch(said(text).message.strip())
        if found is None:
            return ()
        for kept, value in zip(values, found.groups(), strict=True):
            kept[value] = None
    for kept, known in zip(values, pattern.varied, strict=True):
        if not set(known) <= kept.keys():
            return ()
    return tuple(Varied(len(kept), _ends([*kept])) for kept in values)


def _form(pattern: Pattern) -> re.Pattern[str] | None:
    """The template as a pattern with a group for each place; None where none varies, or two stand
    side by side. A value ends where what stands behind it begins, so that no line is tried twice:
    one that has the same character in it is not found."""
    first, *others = _constants(pattern)
    if not others or not all(others[:-1]):
        return None
    values = (f"([^\\s{re.escape(one[:1].strip())}]++)" for one in others)
    places = zip(values, map(_plain, others), strict=True)
    return re.compile(_plain(first) + "".join(f"{value}{then}" for value, then in places))


def _constants(pattern: Pattern) -> Iterator[str]:
    """What stands before, between and behind the places."""
    start = 0
    for end in pattern.ends:
        yield pattern.template[start : pattern.template.rindex("<", 0, end)]
        start = end + 1
    yield pattern.template[start:]


def _plain(text: str) -> str:
    return r"\s+".join(map(re.escape, _SPACE.split(text)))


def _ends(values: Sequence[str]) -> tuple[str, str] | None:
    if not all(map(_NUMBER.fullmatch, values)):
        return None
    return min(values, key=float), max(values, key=float)
