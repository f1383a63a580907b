"""Between the ledger's rows and the types: JSON text with stable keys, ISO times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kurosai import kept
from kurosai.evidence.record import Event, Evidence
from kurosai.vocabulary import Again, Call, Coverage, Json, Look, Row, Window, moment, stamp


def dump(value: Mapping[str, Json]) -> str:
    """Compact JSON that keeps Japanese readable in the file."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def dump_rows(rows: tuple[Row, ...]) -> str:
    """Rows as a list of [time or null, text, mark]."""
    return json.dumps(
        [[stamp(row.at) if row.at else None, row.text, row.mark] for row in rows],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def dump_looks(looks: tuple[Look, ...]) -> str:
    """Looks as a list of [place, coverage, told, instead]."""
    return json.dumps(
        [[look.place, look.coverage.value, look.told, look.instead] for look in looks],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def dump_again(again: Again | None) -> str | None:
    """A recheck as JSON, or None."""
    return None if again is None else dump(again_body(again))


def again_body(again: Again) -> dict[str, Json]:
    """A recheck as a JSON object; `load_again` reads it back."""
    call = again.call
    return {
        "at": stamp(again.at),
        "why": again.why,
        "server": call.server,
        "tool": call.tool,
        "arguments": dict(call.arguments),
    }


def load_again(body: Mapping[str, Any]) -> Again:
    """What `again_body` wrote."""
    call = Call(body["server"], body["tool"], body["arguments"])
    return Again(moment(body["at"]), call, body["why"])


def evidence(row: Mapping[str, Any]) -> Evidence:
    """One table row as Evidence."""
    window = None
    if row["window_start"] is not None:
        window = Window(moment(row["window_start"]), moment(row["window_end"]))
    rows = tuple(
        Row(text, moment(at) if at else None, mark) for at, text, mark in json.loads(row["rows"])
    )
    return Evidence(
        id=row["id"],
        sequence=row["sequence"],
        read_at=moment(row["read_at"]),
        operator=row["operator"],
        server=row["server"],
        tool=row["tool"],
        asked=json.loads(row["asked"]),
        source=row["source"],
        identity=row["identity"],
        coverage=Coverage(row["coverage"]),
        window=window,
        rows=tuple(one for one in rows if not kept.is_kept(one)),
        kept=tuple(one for one in rows if kept.is_kept(one)),
        shown=row["shown"],
        total=row["total"],
        text=row["text"],
        again=None if row["again"] is None else load_again(json.loads(row["again"])),
        facts=json.loads(row["facts"]),
        looks=tuple(
            Look(place, Coverage(coverage), told, instead)
            for place, coverage, told, instead in json.loads(row["looks"])
        ),
    )


def event(row: Mapping[str, Any]) -> Event:
    """One table row as an Event."""
    return Event(
        sequence=row["sequence"],
        case=row["case_id"],
        kind=row["kind"],
        at=moment(row["at"]),
        operator=row["operator"],
        body=json.loads(row["body"]),
    )
