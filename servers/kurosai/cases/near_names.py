"""Names of resources and entries that are nearly what somebody wrote: a part of them, or a typo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from kurosai.cases import asking, indexing
from kurosai.cases.faults import short
from kurosai.evidence import case_names
from kurosai.evidence.case_terms import Wanted
from kurosai.safety.clean import clean

if TYPE_CHECKING:
    from kurosai.cases.asking import Asked, Conditions
    from kurosai.cases.desk import Desk
    from kurosai.evidence.case_answers import Answers

MOST_NAMES = 200
"""Of the resources with a part in their name, those that are looked for together."""

MOST_NEAR = 3
MOST_COMPARED = 2_000
"""Each comparison takes some 20 µs."""

_PARTED = re.compile(r"[\s./:#_-]+")

LEAST = 3
"""Fewer letters stand in most names."""


def widened(
    desk: Desk, index: Answers, held: Conditions, resource: str
) -> tuple[Conditions, tuple[str, ...]]:
    """A resource that no case is called after is looked for by a part, or the words, of a name."""
    name = next((name for name in held.each if name.startswith("resource ")), "")
    if not name or index.count(held.each[name], most=0):
        return held, ()
    whole = f"note: no resource is called {short(resource)} in full: found by"
    names = holding(resource, case_names.known(desk.ledger(), "resource"))
    if names:
        group = tuple(indexing.term("r", one) for one in names[:MOST_NAMES])
        each = {**held.each, name: Wanted((group,))}
        return replace(held, each=each), (f"{whole} what has it in its name: {listed(names)}",)
    wanted = asking.by_words(resource)
    if not wanted.groups or not index.count(wanted, most=0):
        return held, ()
    return replace(held, each={**held.each, name: wanted}), (f"{whole} its words",)


def unknown(desk: Desk, index: Answers, held: Conditions, asked: Asked) -> Iterator[str]:
    """Of a name that no case has: those nearest to it."""
    given: tuple[tuple[Literal["resource", "entry"], str], ...] = (
        ("resource", asked.resource),
        ("entry", asked.entry),
    )
    for what, wrong in given:
        wanted = held.each.get(f"{what} {clean(wrong).strip()}")
        if wanted is None or index.count(wanted, most=0):
            continue
        names = case_names.known(desk.ledger(), what)
        near = holding(wrong, names) or nearest(wrong, names)
        alike = f"; nearest: {listed(near)}" if near else ", nor nearly so"
        yield f"{what}: no case is of one called {short(wrong)}{alike}"


def holding(part: str, names: Iterable[str]) -> list[str]:
    """Those with the part in them, whatever its capitals."""
    wanted = part.strip().casefold()
    return [one for one in names if len(wanted) >= LEAST and wanted in one.casefold()]


def nearest(wrong: str, names: Sequence[str]) -> list[str]:
    """Those that are spelled most like it in as many of their words."""
    wanted = _words(wrong)
    compared: dict[str, list[str]] = {}
    for name in names:
        words = _words(name)
        for at in range(max(1, len(words) - len(wanted) + 1)):
            part = "-".join(words[at : at + len(wanted)])
            if len(compared) < MOST_COMPARED or part in compared:
                compared.setdefault(part, []).append(name)
    found = get_close_matches("-".join(wanted), compared, MOST_NEAR)
    return list(dict.fromkeys(name for part in found for name in compared[part]))


def listed(names: Sequence[str]) -> str:
    """Some of them, and how many more there are."""
    more = len(names) - MOST_NEAR
    return ", ".join(names[:MOST_NEAR]) + (f" and {more} more" if more > 0 else "")


def _words(name: str) -> list[str]:
    return [one for one in _PARTED.split(name.casefold()) if one]
