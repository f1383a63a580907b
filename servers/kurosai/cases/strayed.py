"""Readings that name what only another open case of their reader names: they went to the wrong one.

A reading goes to the case on which its operator worked last (docs/decisions/0014). Whoever has two
cases open and reads for the one without going back to it gives them to the other, and nothing but
what they name shows it. Nothing is moved: it is said, and a citation makes them count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai.cases import source, story
from kurosai.evidence import case_readings

if TYPE_CHECKING:
    from kurosai.cases.story import Story
    from kurosai.cases.trigger import Trigger
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

LATELY = timedelta(days=1)
MOST_CASES = 8
MOST_NAMED = 6
Named = Mapping[str, list["Evidence"]]


def lines(
    ledger: Ledger,
    told: Story,
    own: Sequence[Evidence],
    away: Sequence[Evidence],
    cited: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """What is to be said of it in `told`; nothing where its operator has no other case open.

    `own` are the readings that count there, `away` the others of its operator since it was opened.
    Raises LedgerFailed.
    """
    since = told.opened_at - LATELY
    others = case_readings.undone(ledger, ledger.operator, but=told.id, since=since)[:MOST_CASES]
    if not others:
        return ()
    cases = {told.id: told.trigger}
    cases |= {one: story.load(ledger, one).trigger for one in others}
    gone = _named([one for one in away if one.id not in cited], cases)
    kept = [one for one in own if one.operator == ledger.operator and one.id not in cited]
    return (*_gone(told, gone), *_kept(told, _named(kept, cases)))


def _gone(told: Story, found: Mapping[str, Named]) -> Iterator[str]:
    for name, readings in found.get(told.id, {}).items():
        yield (
            f"{_listed(readings)}: of {name}, which no other open case of yours names, but read "
            "while you worked on another one; they count here once they are cited"
        )


def _kept(told: Story, found: Mapping[str, Named]) -> Iterator[str]:
    for case, named in found.items():
        if case == told.id:
            continue
        for name, readings in named.items():
            yield (
                f"{_listed(readings)}: of {name}, which only your open case {case} names, but "
                f"read for this one; cite them there, and open_case {case} before you read on for "
                "it"
            )


def _named(
    readings: Sequence[Evidence], cases: Mapping[str, Trigger]
) -> dict[str, dict[str, list[Evidence]]]:
    """By case and name: the readings that name what exactly one of the cases names."""
    found: dict[str, dict[str, list[Evidence]]] = {}
    for one in readings:
        owner = _owner(source.source(one).all, cases)
        if owner is not None:
            found.setdefault(owner[0], {}).setdefault(owner[1], []).append(one)
    return found


def _owner(text: str, cases: Mapping[str, Trigger]) -> tuple[str, str] | None:
    """The one case of whose jobs, else of whose resource, a text speaks; None for none or more."""
    jobs = [
        (case, f"job {job}")
        for case, trigger in cases.items()
        for job in trigger.jobs
        if source.find(text, job) >= 0
    ]
    names = [
        (case, trigger.name)
        for case, trigger in cases.items()
        if trigger.name and source.find(text, source.lower(trigger.name)) >= 0
    ]
    found = jobs or names
    return found[0] if len({case for case, _ in found}) == 1 else None


def _listed(readings: Sequence[Evidence]) -> str:
    shown = ", ".join(f"[{one.id}] {one.tool}" for one in readings[:MOST_NAMED])
    more = len(readings) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
