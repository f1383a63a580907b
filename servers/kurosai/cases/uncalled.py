"""What could be asked next and nobody has: offered by readings, told by the page, or led to by the
alert itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from kurosai import calls
from kurosai.cases import first_calls, told_reads
from kurosai.errors import Fault, NotConfigured
from kurosai.evidence import case_readings
from kurosai.library import notices
from kurosai.resource_map import ResourceMap, identify
from kurosai.vocabulary import Call

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.story import Story
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST = 2
_TIMES = ("around", "since", "until")
OURS = ("cases", "runbooks")
"""Servers of what is written already: they show nothing of the world."""


def of(desk: Desk, told: Story, question: str) -> tuple[Call, ...]:
    """For who stands at a question: first the notes, if it is for a notice; then what the alert
    leads to, what the page says to read, and what the newest readings offered. Each was made where
    the thing was known that it asks for, and nobody called it.
    """
    ledger = desk.ledger()
    read = case_readings.of(ledger, told.id, acting=ledger.operator)
    known = made(ledger, told, read)
    notes: list[Call] = []
    if notices.asks(question) and desk.noted() and not any(map(_listed, known)):
        notes = [first_calls.notes(told.trigger)]
    first = [one for one in _first(desk, told) if not any(_asked(one, other) for other in known)]
    page = [one for one in _told(desk, told) if not any(_same(one, other) for other in known)]
    rest = [one for one in offered(read, known) if one.server not in OURS]
    return tuple({calls.line(one): one for one in (*notes, *first, *page, *rest)}.values())[:MOST]


def made(ledger: Ledger, told: Story, read: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What was read for a case, and whatever else its people read since it was opened: a call that
    was made for another case was made.
    """
    people = dict.fromkeys((*told.people, *(one.operator for one in read), ledger.operator))
    others = (one for who in people for one in ledger.since(told.position, operator=who))
    return tuple({one.id: one for one in (*read, *others)}.values())


def _first(desk: Desk, told: Story) -> list[Call]:
    trigger, resources = told.trigger, resource_map(desk)
    if resources is None:
        return []
    named = identify(resources, trigger.text)
    workflows = [one.value for one in named if one.kind == "workflow"]
    found = first_calls.of(trigger, first_calls.place(resources, trigger), workflows)
    return [first_calls.there(trigger, one) for one in found]


def resource_map(desk: Desk) -> ResourceMap | None:
    """What is known of where things log, None where no map can be used."""
    try:
        return desk.resources()
    except NotConfigured:
        return None


def _told(desk: Desk, told: Story) -> list[Call]:
    """What the page that is walked tells its reader to read."""
    if told.pin is None:
        return []
    try:
        entry = desk.library().entry(told.pin.entry)
    except Fault:
        # Whether it still is what was pinned, the walk itself says.
        return []
    found = told_reads.of(entry, told.trigger, resource_map(desk))
    return [
        first_calls.there(told.trigger, one) for one in found if one.server not in desk.absent()
    ]


def _same(call: Call, other: Evidence) -> bool:
    """Whether a reading asked for the same, whenever."""
    asked = {name: value for name, value in call.arguments.items() if name not in _TIMES}
    return answers(other, Call(call.server, call.tool, asked))


def _listed(one: Evidence) -> bool:
    """Whether it is a list of the notes."""
    return "listed" in one.facts and notices.is_note(one.facts.get("documentation", ""))


def _asked(call: Call, other: Evidence) -> bool:
    """Whether the thing that the call is about, its first argument, was asked for so already."""
    about = next(iter(call.arguments.items()), None)
    same = (call.server, call.tool) == (other.server, other.tool)
    return same and (about is None or other.asked.get(about[0]) == about[1])


def offered_by(one: Evidence) -> list[Call]:
    """The next calls that a reading offered, in its order."""
    return [call for line in one.text.split("\n") if (call := _call(line)) is not None]


def offered(read: Sequence[Evidence], known: Sequence[Evidence]) -> list[Call]:
    """The next calls that readings offered and none of `known` made, those of the newest reading
    first.
    """
    found: dict[str, Call] = {}
    for one in reversed(read):
        for call in offered_by(one):
            if not any(answers(other, call) for other in known):
                found.setdefault(calls.line(call), call)
    return list(found.values())


def _call(line: str) -> Call | None:
    if not line.startswith("next: "):
        return None
    name, _, body = line.removeprefix("next: ").partition(" ")
    server, _, tool = name.partition(".")
    try:
        arguments = json.loads(body)
    except ValueError:
        return None
    if not isinstance(arguments, dict):
        return None
    return Call(server, tool, cast("Mapping[str, Any]", arguments))


def answers(other: Evidence, call: Call) -> bool:
    """Whether a reading is what the call asks for."""
    return (call.server, call.tool) == (other.server, other.tool) and all(
        other.asked.get(name) == value for name, value in call.arguments.items()
    )
