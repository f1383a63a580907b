"""Any other read of the API: found by words in its document, called by its id, GET only."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from kurosai import calls, flatten
from kurosai.crois.answers import without_content
from kurosai.crois.platform import Crois
from kurosai.crois.variables import without_secrets
from kurosai.errors import BadInput, Unavailable
from kurosai.openapi import answers
from kurosai.openapi.arguments import allowed, validate
from kurosai.openapi.document import Document, Operation
from kurosai.vocabulary import Call, Coverage, Json, Reading, Row, Statement, moment

MOST_FOUND = 6
MOST_WORDS = 100
_WORD = re.compile(r"[a-z0-9]+")
_NEVER = datetime.min.replace(tzinfo=UTC)
_TIME_KEYS = ("at", "created_at", "started_at", "fire_at", "changed_at")


def find(document: Document, words: str) -> Statement:
    """The operations that fit the words best, with their arguments; all of them for no words."""
    reads = document.read_operations()
    wanted = set(_WORD.findall(words.lower()))
    scored = [(_score(one, wanted), -place, one) for place, one in enumerate(reads)]
    best = [one for score, _, one in sorted(scored, key=lambda s: s[:2], reverse=True) if score > 0]
    if not wanted or not best:
        head = f"{document.title} {document.version}: {len(reads)} reads" + (
            f"; none fits {words[:80]!r}, so all of them:" if wanted else ":"
        )
        return Statement(head, tuple(f"{one.operation_id}: {one.summary}" for one in reads))
    shown = best[:MOST_FOUND]
    return Statement(
        f"{document.title} {document.version}: {len(shown)} of {len(reads)} reads, best first",
        tuple(line for one in shown for line in _described(one)),
    )


def call(
    crois: Crois, document: Document, operation_id: str, arguments: Mapping[str, Json]
) -> Reading:
    """The reading of one GET; BadInput when the document has no such read or the arguments fail."""
    operation = document.operation(operation_id)
    if not operation.reads:
        raise BadInput(
            f"{operation_id} is {operation.method}, and this server only reads.",
            "Tell the person what to do; do not try to do it.",
        )
    request = validate(operation, arguments)
    answer = crois.get(request.path, request.query)
    source = f"GET {request.target}"
    nothing = without_content(
        answer,
        source=source,
        identity=crois.identity,
        unit="item",
        missing=f"There is nothing under {request.path}.",
        instead=(calls.find_operations(operation.tags[0] if operation.tags else ""),),
    )
    if nothing is not None:
        return nothing
    if why := answers.misfit(document, operation, answer.body):
        raise Unavailable(
            f"{source} answers with {why}.",
            "This shows neither presence nor absence: see whether CROIS_API_URL is the API itself "
            "and CROIS_OPENAPI its document.",
        )
    reading = _listed(crois.identity, source, operation, without_secrets(answer.body))
    return replace(reading, next=_further(operation_id, arguments))


def _further(operation_id: str, arguments: Mapping[str, Json]) -> tuple[Call, ...]:
    """Of names alone few are found: what a workflow is for stands in its description."""
    name = arguments.get("name")
    if operation_id != "list_workflows" or not isinstance(name, str) or not name.strip():
        return ()
    return (calls.describe_workflow(name.strip()[:MOST_WORDS]),)


def _listed(identity: str, source: str, operation: Operation, body: Json) -> Reading:
    items, page = _items(body)
    if items is None:
        rows = tuple(Row(text=line) for line in flatten.pairs(body))
        return Reading(
            source, identity, Coverage.COMPLETE, rows=rows, total=len(rows), unit="field"
        )
    count = page.get("count")
    total = count if isinstance(count, int) else None
    follows = page.get("next")
    lead = [
        f"{key}={flatten.scalar(value)}"
        for key, value in page.items()
        if key not in ("count", "next", "previous")
    ]
    coverage = _coverage(len(items), total, follows, page.get("previous"))
    if coverage is Coverage.EMPTY:
        looked = f"{operation.operation_id} looked and found nothing with these arguments"
        lead.append(f"{looked}; drop a filter to see what there is.")
    elif len(items) > 1 and _timed(items):
        lead.append("oldest first within this page" if follows else "oldest first")
    return Reading(
        source=source,
        identity=identity,
        coverage=coverage,
        rows=_rows(items) if items else (),
        found=len(items),
        total=total,
        unit="item",
        lead=tuple(lead),
        cursor=_page(follows) if isinstance(follows, str) else "",
    )


def _coverage(shown: int, total: int | None, follows: Json, before: Json) -> Coverage:
    """Complete only when nothing stands before or behind: the last page is not the list."""
    if follows or before or (total is not None and shown < total):
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if shown else Coverage.EMPTY


def _items(body: Json) -> tuple[list[Json] | None, Mapping[str, Json]]:
    """The list a paged answer carries, and what stands beside it."""
    if isinstance(body, list):
        return body, {}
    if isinstance(body, Mapping) and ("count" in body or "next" in body):
        for key in ("results", *body):
            value = body.get(key)
            if isinstance(value, Sequence) and not isinstance(value, str):
                return list(value), {k: v for k, v in body.items() if k != key}
    return None, {}


def _rows(items: Sequence[Json]) -> tuple[Row, ...]:
    """One row an item, oldest first where all have a time; what all share is said once."""
    told = [list(flatten.pairs(item)) for item in items]
    shared = set(told[0]).intersection(*told[1:]) if len(told) > 1 else set[str]()
    rows = [
        Row(
            text=json.dumps(item, ensure_ascii=False, separators=(",", ":"), default=str),
            at=at,
            brief=" ".join(pair for pair in pairs if pair not in shared and not _said(pair, key)),
        )
        for item, pairs, (key, at) in zip(items, told, map(_time, items), strict=True)
    ]
    if _timed(items):
        rows.sort(key=lambda row: row.at or _NEVER)
    if not shared:
        return tuple(rows)
    common = " ".join(pair for pair in told[0] if pair in shared)
    return (Row(text=f"in all {len(rows)}: {common}"), *rows)


def _timed(items: Sequence[Json]) -> bool:
    return all(_time(item)[1] for item in items)


def _time(item: Json) -> tuple[str, datetime | None]:
    """The item's own time and the key it stands under, which the row then need not repeat."""
    if isinstance(item, Mapping):
        for key in _TIME_KEYS:
            value = item.get(key)
            if isinstance(value, str):
                try:
                    return key, moment(value)
                except BadInput:
                    continue
    return "", None


def _said(pair: str, key: str) -> bool:
    """Only a plain `at` goes: `created_at` tells which time it is."""
    return key == "at" and pair.startswith("at=")


def _page(address: object) -> str:
    """`page=3` of the address of the following page."""
    number = parse_qs(urlsplit(str(address)).query).get("page", ["?"])[0]
    return f"page={number}"


def _score(operation: Operation, wanted: set[str]) -> float:
    """How many wanted words the operation has; its id and summary weigh more than the rest."""
    named = set(_WORD.findall(f"{operation.operation_id} {operation.summary}".lower()))
    names = " ".join(parameter.name for parameter in operation.parameters)
    told = set(_WORD.findall(f"{operation.description} {names} {operation.path}".lower()))
    return sum(2.0 * _has(word, named) + _has(word, told) for word in wanted)


def _has(word: str, among: set[str]) -> bool:
    """Whether the word or its singular or plural is there."""
    return not among.isdisjoint({word, word.removesuffix("s"), f"{word}s"})


def _described(operation: Operation) -> list[str]:
    lines = [f"{operation.operation_id}: {operation.summary}"]
    for parameter in operation.parameters:
        need = "required" if parameter.required else "optional"
        lines.append(f"  {parameter.name} ({need}; {allowed(parameter)})")
    return lines
