"""Whether a field that an alert speaks of has a value, as the cited readings have recorded it.

    alert      [healthcheck] error: started_at has no value tasks:normal-1
    reading    {"task":"normal-1","started_at":null,...}
    question   値が設定済み?

Only of a thing and a field that the alert names itself; a question that asks for anything else than
whether there is a value is not judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from kurosai.cases.source import find

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_ASKED = re.compile(
    r"(?:値|データ)[がは]?(?:設定|入|ある|あり|存在|記録)|設定済み|記録済み"
    r"|(?i:\b(?:has|have) (?:a |any |its )?value|\b(?:value )?is set\b)"
)
_DENIED = re.compile(
    r"な[いくし]|未設定|空\b|空[かで]|ません|(?i:\b(?:no|not|without|missing|null|empty)\b)"
)
_FIELD = re.compile(r"(?<![\w.-])[a-z]+(?:_[a-z]+)+(?![\w-])")
_NAMING = ("task", "name")
_DEEP = 4
_LEAST_NAME = 3


def contrary(
    question: str, *, says: bool, alert: str, found: Sequence[Evidence]
) -> tuple[Evidence, str] | None:
    """The reading that recorded otherwise than `says`, and what; None where none did.

    Of several readings of one place the newest counts. Where some of what is named has a value and
    some has none, either answer stands.
    """
    if not _ASKED.search(question) or _DENIED.search(question):
        return None
    newest = {one.source: one for one in sorted(found, key=lambda one: one.sequence)}
    for one in newest.values():
        values = dict(_values(one, alert))
        there = {value is not None for value in values.values()}
        if there == {not says}:
            told = ", ".join(
                f"{name} {'null' if value is None else value}" for name, value in values.items()
            )
            return one, told
    return None


def _values(evidence: Evidence, alert: str) -> Iterator[tuple[str, Any]]:
    """`normal-1 started_at` with its value, for what the alert names."""
    fields = set(_FIELD.findall(alert))
    for row in evidence.rows if fields else ():
        if not row.text.lstrip().startswith("{") or not any(one in row.text for one in fields):
            continue
        try:
            read = json.loads(row.text)
        except ValueError:
            continue
        for name, thing in _things(read, "", _DEEP):
            if len(name) >= _LEAST_NAME and find(alert, name) >= 0:
                yield from (
                    (f"{name} {field}", thing[field]) for field in sorted(fields & thing.keys())
                )


def _things(value: object, called: str, deep: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each object inside, with what it is called: by a key of its own, else by where it stands."""
    if isinstance(value, Mapping) and deep:
        thing = cast("Mapping[str, Any]", value)
        own = next((thing[one] for one in _NAMING if isinstance(thing.get(one), str)), called)
        yield own, thing
        for key, inner in thing.items():
            yield from _things(inner, key, deep - 1)
    elif isinstance(value, list) and deep:
        for inner in cast("list[object]", value):
            yield from _things(inner, "", deep - 1)
