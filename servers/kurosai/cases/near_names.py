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
    from kurosai.evidence.case_index import CaseIndex

MOST_NAMES = 200
"""Of the resources with a part in their name, those that are looked for together."""

MOST_NEAR = 3
MOST_COMPARED = 2_000
"""Each comparison takes some 20 µs."""

LEAST = 3
"""Fewer letters stand in most names."""


def widened(
    desk: Desk, index: CaseIndex, held: Conditions, resource: str
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


def unknown(desk: Desk, index: CaseIndex, held: Conditions, asked: Asked) -> Iterator[str]:
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
    """Those that are spelled most like it: as a whole, or without what stands before the name."""
    wanted = _bare(wrong)
    compared = {_bare(one): one for one in names[:MOST_COMPARED]}
    return [compared[one] for one in get_close_matches(wanted, compared, MOST_NEAR)]


def listed(names: Sequence[str]) -> str:
    """Some of them, and how many more there are."""
    more = len(names) - MOST_NEAR
    return ", ".join(names[:MOST_NEAR]) + (f" and {more} more" if more > 0 else "")


def _bare(name: str) -> str:
    """`crois-v2:prd:lambda core-merge` as people call it: `core-merge`."""
    return re.split(r"\s", name.strip())[-1].casefold()
