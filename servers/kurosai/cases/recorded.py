"""What a reading records of one thing, field by field.

A record is a row that is an object, `{"task": "normal-1", "started_at": null}`, or `key=value`; it
is called by its first value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_PAIR = re.compile(r"(?<![\w.])(?P<key>[\w.]+)=(?P<value>\S*)", re.ASCII)
NULL = ("null", "none", "")
"""How an empty field is written."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing as a reading recorded it; a value of None is an empty field."""

    name: str
    fields: Mapping[str, str | None]


def of(evidence: Evidence) -> Iterator[Record]:
    """The records of a reading."""
    for row in evidence.rows:
        fields = _object(row.text) if row.text.startswith("{") else _pairs(row.text)
        if fields:
            name = next(iter(fields.values()))
            if name:
                yield Record(name, fields)


def _object(text: str) -> dict[str, str | None]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {key: _plain(one) for key, one in cast("dict[str, Any]", read).items()}


def _plain(value: object) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _pairs(text: str) -> dict[str, str | None]:
    found = {match["key"]: match["value"] for match in _PAIR.finditer(text)}
    whole = bool(found) and text.startswith(f"{next(iter(found))}=")
    return {key: None if one in NULL else one for key, one in found.items()} if whole else {}
