"""The calls of a case as the steps of a procedure, and the places they looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kurosai.cases.drafts.general import General
from kurosai.cases.phrasing import Phrasing
from kurosai.cases.proof import RUNBOOKS
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
    """Each call once, in the order made; of too many those that were cited, and the first."""
    world = [one for one in read if one.server != RUNBOOKS and one.coverage not in _FAILED]
    found: dict[str, Made] = {}
    if len(world) > MOST:
        ranked = sorted(world, key=lambda one: (one.id not in cited, one.sequence))[:MOST]
        world = sorted(ranked, key=lambda one: one.sequence)
    for one in world:
        body = json.dumps(_arguments(one.asked), ensure_ascii=False, separators=(",", ":"))
        call = general.text(f"{one.server}.{one.tool} {body}").replace("`", "'")
        title = words.reading(one) or f"{one.server}.{one.tool}"
        found.setdefault(call, Made(title, call, general.text(one.source)))
    return tuple(found.values())


def _arguments(asked: Mapping[str, Json]) -> dict[str, Json]:
    """What was asked, without what is a default or of this one page of a result."""
    return {
        name: value
        for name, value in asked.items()
        if name not in _ONLY_HERE and value not in (None, "", False, 0, [], {}, ())
    }
