"""A text about a failure to the calls that decide what it comes from: the table, filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from kurosai import calls
from kurosai.aws.leads import things
from kurosai.aws.leads.answers import ANSWERS
from kurosai.aws.leads.kinds import Changes, Lead, Lines, Metrics, Read, Sign
from kurosai.aws.leads.signs import SIGNS
from kurosai.vocabulary import Call, Json

MOST: Final = 2
"""So many are offered of one failure, beside what else is to be asked."""

MOST_OF_EACH: Final = 3
"""So many where there is one of each of several things that an answer names."""

MOST_CHARACTERS: Final = 20_000
"""Of one text: what names a failure stands at the front of an error, and an error in its line."""

_NAME: Final = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class When:
    """When it failed, None where nobody knows; `home` is the `where` of us-east-1, "" where that is
    here, None where it is not asked."""

    at: datetime | None
    home: str | None = None


def of_any(
    told: Iterable[tuple[str, datetime | None]],
    home: str | None = None,
    known: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Call, ...]:
    """The calls of the first text that leads anywhere, each with its time; none where none does.
    `known` is what is named beside them."""
    return next(filter(None, (of(text, When(at, home), known) for text, at in told)), ())


def of(
    text: str,
    when: When,
    known: Mapping[str, str] = MappingProxyType({}),
    *,
    but: Collection[str] = (),
) -> tuple[Call, ...]:
    """The first calls for the sign of a failure, as its text and what is `known` besides name the
    things of the table, without changes of what is in `but`; none where no sign fits, or nothing
    is named that could be asked about."""
    text = text[:MOST_CHARACTERS]
    found = sign(text)
    if found is None:
        return ()
    said = found.says.search(text)
    told = {**things.named(text), **known, "said": said.group() if said else ""}
    offered = _offered(found.leads, when, told)
    return tuple(one for one in offered if one.arguments.get("resource") not in but)[:MOST]


def after(operation: str, text: str, home: str | None = None) -> tuple[Call, ...]:
    """The first calls that an answer of an operation ("sqs GetQueueAttributes") calls for; `text`
    is what was asked and what came, as pairs."""
    named = things.answered(text[:MOST_CHARACTERS])
    leads = ANSWERS.get(operation, ())
    told = ((lead, values) for lead in leads for values in _values(lead, named))
    found = [call for lead, values in told for call in _offered((lead,), When(None, home), values)]
    return tuple(found[: MOST_OF_EACH if any(map(_each, leads)) else MOST])


def _values(lead: Lead, named: Mapping[str, Sequence[str]]) -> Iterator[Mapping[str, str]]:
    """What to fill a lead in with: of what an answer names several none is meant, but where the
    lead is of each."""
    alone = {name: values[0] for name, values in named.items() if len(values) == 1}
    each = _each(lead)
    if not each:
        yield alone
    for one in named.get(each, ()):
        yield {**alone, each: one}


def _each(lead: Lead) -> str:
    return lead.each if isinstance(lead, Read) else ""


def sign(text: str) -> Sign | None:
    """The first sign that fits."""
    return next((one for one in SIGNS if one.says.search(text)), None)


def needs(found: Sign | None, name: str) -> bool:
    """Whether a lead of the sign is about the thing of that name."""
    return found is not None and any(name in _names(lead) for lead in found.leads)


def _offered(leads: Iterable[Lead], when: When, told: Mapping[str, str]) -> Iterator[Call]:
    """The calls of those leads whose things are named."""
    for lead in leads:
        if _names(lead) <= told.keys() and (call := _call(lead, when, told)):
            yield call


def _names(lead: Lead) -> set[str]:
    """What a text has to name for a lead."""
    return {name for text in _templates(lead) for name in _NAME.findall(text)}


def _templates(lead: Lead) -> Iterator[str]:
    match lead:
        case Metrics():
            yield from lead.lines
        case Changes():
            yield lead.resource
        case Lines():
            yield from (lead.group, lead.text)
        case Read():
            yield from (*_texts(lead.parameters), lead.fields)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def _call(lead: Lead, when: When, told: Mapping[str, str]) -> Call | None:
    def filled(text: str) -> str:
        return _NAME.sub(lambda match: told[match[1]], text)

    def deep(value: Json) -> Json:
        if isinstance(value, str):
            return filled(value)
        if isinstance(value, Mapping):
            return {name: deep(one) for name, one in value.items()}
        return [deep(one) for one in value] if isinstance(value, Sequence) else value

    match lead:
        case Metrics():
            return calls.read_metrics([*map(filled, lead.lines)], around=when.at)
        case Changes(resource, home):
            call = calls.find_changes(filled(resource), around=when.at)
            if home and when.home is None:
                return None
            return calls.at_place(call, when.home) if home and when.home else call
        case Lines(group, pattern, text):
            where = filled(group)
            return calls.find_logs(where, filled(text), pattern=pattern, around=when.at)
        case Read(service, operation, parameters, fields):
            given = {name: deep(value) for name, value in parameters.items()}
            return calls.call_aws(service, operation, given, fields=filled(fields))
