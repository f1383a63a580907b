"""What the ledger holds of a case, read without the server that wrote it.

Whoever looks at a case from outside needs what was read and what was cited, not how a case goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from kurosai.errors import Refused
from kurosai.evidence import case_readings, kinds
from kurosai.evidence.ids import ALPHABET, LENGTH
from kurosai.vocabulary import Json, stamp

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event, Evidence

_ENDS = (kinds.PENDING, kinds.CLOSED)
_ID = re.compile(rf"\b[{ALPHABET}]{{{LENGTH}}}\b")
_QUOTE = re.compile(r"`([^`\n]{4,})`|「([^」\n]{4,})」")


@dataclass(frozen=True, slots=True)
class Ended:
    """A conclusion: `judgement` are the arguments of close_case, `path` is the walk's."""

    at: datetime
    by: str
    state: str
    verdict: str
    judgement: Mapping[str, Json]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Every text of the judgement, in no order that means anything."""
        return tuple(texts(self.judgement))

    @property
    def quotes(self) -> tuple[str, ...]:
        """What it quotes."""
        found = (match for one in self.sentences for match in _QUOTE.finditer(one))
        return tuple(dict.fromkeys(match[1] or match[2] for match in found))


@dataclass(frozen=True, slots=True)
class Pin:
    """The runbook entry of a case as it was then; `chart` is its flowchart's text ("" for none)."""

    entry: str
    title: str
    digest: str
    chart: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it was opened and as far as it has come.

    `text` is what arrived; `readings` are those that it may rest on, in the order they were made;
    `cited` the ids among them that its walk or its conclusion names. `end` is None while it is
    open. `path` is its walk ("" for none), `pin` its runbook entry (None for none).
    """

    id: str
    opened_at: datetime
    alert: bool
    language: str
    text: str
    pin: Pin | None
    path: str
    end: Ended | None
    readings: tuple[Evidence, ...]
    cited: frozenset[str]


def load(ledger: Ledger, case: str) -> Case:
    """The case with this id.

    Raises Refused when there is no such case, or when nothing was read in it.
    """
    events = ledger.events(case)
    if not events or events[0].kind != kinds.OPENED:
        raise Refused(f"There is no case {case} in this ledger.", "Name its ledger: --ledger FILE.")
    first = cast("Mapping[str, Any]", events[0].body)
    told = first["trigger"]
    end = next((_ended(one) for one in reversed(events) if one.kind in _ENDS), None)
    pin, walk, path = _walked(events)
    named = dict.fromkeys(id_ for text in _named(walk, end) for id_ in _ID.findall(text))
    # Of a closed case what was read until then; whoever only graded it read nothing for it.
    found = {one.id: one for one in case_readings.of(ledger, case)} | ledger.get(named)
    readings = tuple(sorted(found.values(), key=lambda one: one.sequence))
    if not readings:
        raise Refused(f"Nothing was read in case {case}.", "There is nothing to repeat.")
    return Case(
        id=case,
        opened_at=events[0].at,
        alert=bool(told["alert"]),
        language=str(told["language"]),
        text=str(told["text"]),
        pin=pin,
        path=path,
        end=end,
        readings=readings,
        cited=frozenset(one.id for one in readings if one.id in named),
    )


def _walked(events: tuple[Event, ...]) -> tuple[Pin | None, list[str], str]:
    """The entry that holds at the end, the evidence of its walk, and the path."""
    pin = _pin(events[0])
    walk, path = list[str](), ""
    for event in events[1:]:
        if event.kind == kinds.WALKED:
            body = cast("Mapping[str, Any]", event.body)
            walk = [id_ for answer in body["answers"] for id_ in answer["evidence"]]
            path = str(body["path"])
        elif event.kind == kinds.CHOSEN:
            before, pin = pin, _pin(event)
            if before is None or pin is None or before.digest != pin.digest:
                walk, path = [], ""
        elif event.kind == kinds.LEFT:
            pin, path = None, ""
    return pin, walk, path


def _pin(event: Event) -> Pin | None:
    body = cast("Mapping[str, str] | None", event.body["pin"])
    if body is None:
        return None
    return Pin(body["entry"], body["title"], body["digest"], body["chart"])


def _named(walk: list[str], end: Ended | None) -> Iterator[str]:
    yield from walk
    if end is not None:
        yield from end.sentences


def _ended(event: Event) -> Ended:
    body = cast("Mapping[str, Any]", event.body)
    return Ended(
        event.at, event.operator, str(body["state"]), str(body["verdict"]), body["judgement"]
    )


def texts(value: object) -> Iterator[str]:
    """Every text in something JSON, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for held in cast("Mapping[str, object]", value).values():
            yield from texts(held)
    elif isinstance(value, list | tuple):
        for held in cast("list[object]", value):
            yield from texts(held)


def dated(case: Case) -> str:
    """When it was opened and how it stands, for a person."""
    if case.end is None:
        return f"opened {stamp(case.opened_at)}, open"
    return f"{case.end.state} {stamp(case.end.at)} with {case.end.verdict} by {case.end.by}"
