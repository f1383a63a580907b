"""The calls of a case as the steps of a procedure, and the places they looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kurosai.cases.drafts.general import General
from kurosai.cases.phrasing import Phrasing
from kurosai.evidence.record import Evidence
from kurosai.vocabulary import Coverage, Json

MOST = 8
_FAILED = (Coverage.DENIED, Coverage.EXPIRED)
_ONLY_HERE = frozenset({"cursor", "offset", "evidence", "answers", "case"})


@dataclass(frozen=True, slots=True)
class Made:
    """One kind of call: what it is for in a report's words, and the call with placeholders."""

    title: str
    call: str
    source: str


def made(
    read: Sequence[Evidence], cited: Sequence[str], general: General, words: Phrasing
) -> tuple[Made, ...]:
    """Each call once, in the order made: those that were cited, all if none was."""
    world = [one for one in read if one.server != "runbooks" and one.coverage not in _FAILED]
    chosen = [one for one in world if one.id in cited] or world
    found: dict[str, Made] = {}
    for one in chosen:
        body = json.dumps(_arguments(one.asked), ensure_ascii=False, separators=(",", ":"))
        call = general.text(f"{one.server}.{one.tool} {body}").replace("`", "'")
        title = words.readings.get(f"{one.server}.{one.tool}", "") or f"{one.server}.{one.tool}"
        found.setdefault(call, Made(title, call, general.text(one.source)))
    return tuple(found.values())[:MOST]


def _arguments(asked: Mapping[str, Json]) -> dict[str, Json]:
    """What was asked, without what is a default or of this one page of a result."""
    return {
        name: value
        for name, value in asked.items()
        if name not in _ONLY_HERE and value not in (None, "", False, 0, [], {}, ())
    }
