"""One allowed read of any AWS service: named, checked, asked page by page, told within bounds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kurosai import rendering
from kurosai.aws.any_call import allowed, call_cursor, call_fields, call_list, call_rows
from kurosai.aws.any_call.call_cursor import Place
from kurosai.aws.platform import AnyOperation
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.vocabulary import Coverage, Json, Reading, Row

MOST_ITEMS = 100
MOST_PICKED = 1_000
MOST_PAGES = 10
MOST_CHARACTERS = 200_000
"""Of what was read in one call: a little under what a reading may carry."""

_MOST_SOURCE = 240


@dataclass(frozen=True, slots=True)
class Asked:
    """What the tool was given."""

    service: str
    operation: str
    parameters: Mapping[str, Json]
    fields: str = ""
    cursor: str = ""


@dataclass
class _Read:
    """What the pages brought so far."""

    items: list[Json] = field(default_factory=list[Json])
    rest: Mapping[str, Json] = field(default_factory=dict[str, Json])
    path: str = ""
    listed: bool = False
    hidden: int = 0
    pages: int = 0
    characters: int = 0
    going_on: Place | None = None
    more: bool = False
    begun: bool = False


def call(door: AnyOperation, asked: Asked) -> Reading:
    """The reading of one operation, or the list of what there is for a `?`."""
    table = allowed.table()
    if asked.service.strip() == call_list.MARK:
        return call_list.services(table, asked.operation)
    service = table.service(asked.service.strip())
    if call_list.asked_for(asked.operation):
        return call_list.operations(door, table, service, asked.operation)
    try:
        operation = table.operation(service, asked.operation)
    except allowed.Unlisted as fault:
        raise allowed.explained(fault, door.operations(service.name), table.botocore) from None
    expression = call_fields.compiled(asked.fields)
    identity = door.identity
    source = _source(service.name, operation, asked.parameters)
    same = (identity, service.name, operation, dict(asked.parameters), asked.fields)
    place = call_cursor.read(asked.cursor, same)
    try:
        read = _pages(door, (service.name, operation), asked.parameters, expression, place)
    except Denied as denied:
        return _without(Coverage.DENIED, identity, source, f"AWS does not allow it: {denied}")
    except Missing as missing:
        return _without(Coverage.EMPTY, identity, source, f"AWS says it is not there: {missing}")
    facts = {"operation": f"{service.name} {operation}", "place": identity}
    cursor = call_cursor.written(read.going_on, same) if read.going_on else ""
    return _told(read, identity, source, facts, cursor, asked.fields)


def _pages(
    door: AnyOperation,
    name: tuple[str, str],
    parameters: Mapping[str, Json],
    expression: Any,
    place: Place,
) -> _Read:
    """Pages from `place` until there are enough items, or no more."""
    read = _Read()
    most = MOST_PICKED if expression else MOST_ITEMS
    mark, skip = place.mark, place.skip
    while True:
        page = door.page(*name, parameters, mark)
        if not read.pages:
            read.begun = page.begun or skip > 0
        read.pages += 1
        read.hidden += page.hidden
        read.more = read.more or page.more
        items, rest = _split(page.body, page.lists, expression)
        if not read.listed:
            read.listed, read.rest = items is not None, rest
            read.path = f"{page.lists[0]}[]" if page.lists else ""
        left = (items or [])[skip:]
        while left and len(read.items) < most and read.characters < MOST_CHARACTERS:
            read.characters += len(" ".join(call_rows.pairs(left[0])))
            read.items.append(left.pop(0))
            skip += 1
        if left:
            read.going_on = Place(mark, skip)
            return read
        if not page.following:
            return read
        mark, skip = page.following, 0
        enough = len(read.items) >= most or read.characters >= MOST_CHARACTERS
        if enough or read.pages >= MOST_PAGES:
            read.going_on = Place(mark)
            return read


def _split(
    body: Mapping[str, Json], lists: Sequence[str], expression: Any
) -> tuple[list[Json] | None, Mapping[str, Json]]:
    """The items of a page (None: it is no list), and what stands beside them."""
    if expression is not None:
        value = call_fields.picked(expression, body)
        if isinstance(value, list):
            return list(value), {}
        return None, value if isinstance(value, Mapping) else {"value": value}
    if not lists:
        return None, body
    items = list(_at(body, lists[0]))
    for path in lists[1:]:
        # `DeleteMarkers.Key=x`: what is not of the main list says so.
        items += [{path: one} for one in _at(body, path)]
    heads = {path.partition(".")[0] for path in lists}
    return items, {name: value for name, value in body.items() if name not in heads}


def _at(body: Mapping[str, Json], path: str) -> Sequence[Json]:
    found: Json = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else ()


def _told(
    read: _Read,
    identity: str,
    source: str,
    facts: Mapping[str, str],
    cursor: str,
    fields: str,
) -> Reading:
    rows = call_rows.rows(read.items, read.rest)
    found = len(read.items) if read.listed else len(rows)
    cut = read.begun or read.more or bool(cursor)
    return Reading(
        source=source,
        identity=identity,
        coverage=_coverage(read, cut=cut),
        rows=rows,
        found=found,
        total=None if cut else found,
        unit="item" if read.listed else "field",
        lead=_lead(read, cursor),
        tail=_tail(read, rows, fields),
        cursor=cursor,
        facts=facts,
    )


def _coverage(read: _Read, *, cut: bool) -> Coverage:
    """The last page of a list is not the list."""
    if cut:
        return Coverage.TRUNCATED
    if read.listed and not read.items:
        return Coverage.EMPTY
    return Coverage.COMPLETE


def _lead(read: _Read, cursor: str) -> tuple[str, ...]:
    if read.listed and not read.items:
        more = "none so far; more pages follow." if cursor else "there is none."
        return (f"AWS looked with these parameters: {more}",)
    if not read.listed and not read.rest:
        return ("AWS answers with nothing but success.",)
    return ()


def _tail(read: _Read, rows: tuple[Row, ...], fields: str) -> tuple[str, ...]:
    lines: list[str] = []
    if read.more:
        lines.append("AWS says that there is more: ask with its own parameters for the next part.")
    if read.hidden:
        lines.append(f"{read.hidden} values are hidden: secrets, environments, signed addresses.")
    cost = sum(rendering.estimate_tokens((row.brief or row.text)[:1_200]) for row in rows)
    if cost > rendering.ROW_BUDGET:
        shorter = "" if fields or not read.listed else call_rows.suggestion(read.items, read.path)
        lines.append(f"Shorter with fields: {shorter}" if shorter else "Shorter with `fields`.")
    return tuple(lines)


def _without(coverage: Coverage, identity: str, source: str, why: str) -> Reading:
    return Reading(
        source=source,
        identity=identity,
        coverage=coverage,
        total=0 if coverage is Coverage.EMPTY else None,
        unit="item",
        lead=(why,),
        facts={"place": identity},
    )


def _source(service: str, operation: str, parameters: Mapping[str, Json]) -> str:
    """`ecs DescribeTasks {"cluster":"x"}`, cut when it is long: the record has all of it."""
    body = json.dumps(parameters, ensure_ascii=False, separators=(",", ":"), default=str)
    cut = f"{body[:_MOST_SOURCE]}... [+{len(body) - _MOST_SOURCE} characters]"
    return f"{service} {operation} {body if len(body) <= _MOST_SOURCE else cut}"
