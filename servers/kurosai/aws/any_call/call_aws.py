"""One allowed read of any AWS service: named, checked, asked page by page, told within bounds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kurosai import rendering
from kurosai.aws.any_call import (
    allowed,
    call_cursor,
    call_fields,
    call_limits,
    call_list,
    call_pages,
    call_rows,
    call_suggestion,
)
from kurosai.aws.any_call.call_pages import Read
from kurosai.aws.leads import leads
from kurosai.aws.platform import AnyOperation
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.vocabulary import Call, Coverage, Json, Reading, Row

_MOST_SOURCE = 240


@dataclass(frozen=True, slots=True)
class Asked:
    """What the tool was given."""

    service: str
    operation: str
    parameters: Mapping[str, Json]
    fields: str = ""
    cursor: str = ""


def call(
    door: AnyOperation,
    asked: Asked,
    home: Callable[[], str | None] = lambda: None,
    now: datetime | None = None,
) -> Reading:
    """The reading of one operation, or the list of what there is for a `?`. `home` is where
    CloudTrail is asked about what belongs to no region (None: nowhere); `now` tells what is still
    on its way (None: that is not told)."""
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
        read = call_pages.pages(
            door, (service.name, operation), asked.parameters, expression, place
        )
    except Denied as denied:
        return _without(Coverage.DENIED, identity, source, f"AWS does not allow it: {denied}")
    except Missing as missing:
        limits = call_limits.of(service.name, operation, asked.parameters, now, missing=True)
        told = _without(
            Coverage.PARTIAL if limits.leaves_open else Coverage.EMPTY,
            identity,
            source,
            f"AWS says it is not there: {missing}",
        )
        told = replace(told, tail=limits.told)
        return replace(told, next=_next(service.name, operation, asked, (), home))
    facts = {"operation": f"{service.name} {operation}", "place": identity}
    cursor = call_cursor.written(read.going_on, same) if read.going_on else ""
    told = _told(read, identity, source, facts, cursor, asked.fields)
    limits = call_limits.of(service.name, operation, asked.parameters, now)
    told = replace(told, tail=(*limits.told, *told.tail))
    if limits.leaves_open and told.coverage in (Coverage.COMPLETE, Coverage.EMPTY):
        told = replace(told, coverage=Coverage.PARTIAL, total=None)
    return replace(told, next=_next(service.name, operation, asked, told.rows, home))


def _next(
    service: str,
    operation: str,
    asked: Asked,
    rows: Sequence[Row],
    home: Callable[[], str | None],
) -> tuple[Call, ...]:
    """What a failure that is told calls for, else what an answer of this kind does."""
    pairs = (*call_rows.pairs(dict(asked.parameters)), *(row.text for row in rows))
    where = home()
    failed = leads.of_any(((row.text, None) for row in rows), where)
    return failed or leads.after(f"{service} {operation}", "\n".join(pairs), where)


def _told(
    read: Read,
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


def _coverage(read: Read, *, cut: bool) -> Coverage:
    """The last page of a list is not the list."""
    if cut:
        return Coverage.TRUNCATED
    if read.listed and not read.items:
        return Coverage.EMPTY
    return Coverage.COMPLETE


def _lead(read: Read, cursor: str) -> tuple[str, ...]:
    if read.given and not read.items:
        so_far = " so far" if cursor else ""
        why = f": none has {read.strange}" if read.strange else ""
        items = "1 item" if read.given == 1 else f"{read.given} items"
        return (f"AWS gave {items}{so_far}; `fields` picks none of them{why}.",)
    if read.listed and not read.items:
        more = "none so far; more pages follow." if cursor else "there is none."
        return (f"AWS looked with these parameters: {more}",)
    if not read.listed and not read.rest:
        return ("AWS answers with nothing but success.",)
    return ()


def _tail(read: Read, rows: tuple[Row, ...], fields: str) -> tuple[str, ...]:
    lines: list[str] = []
    if read.strange and read.items:
        # A column of nothing would look as if AWS had said so of each.
        lines.append(f"No item read so far has {read.strange}.")
    if read.more:
        lines.append("AWS says that there is more: ask with its own parameters for the next part.")
    if read.hidden:
        lines.append(f"{read.hidden} values are hidden: secrets, environments, signed addresses.")
    cost = sum(rendering.estimate_tokens((row.brief or row.text)[:1_200]) for row in rows)
    if cost > rendering.ROW_BUDGET:
        shorter = "" if fields or not read.listed else call_suggestion.of(read.items, read.path)
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
