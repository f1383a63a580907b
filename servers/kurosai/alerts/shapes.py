"""Looking into JSON that may have any shape: what is not of the expected type is not there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from kurosai.safety.clean import clean

MOST_TEXT = 4_000
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:[.,](?P<part>\d{1,9}))?\s?"
    r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_HTML = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))


def at(value: object, *path: str) -> object:
    """What stands at a path of keys, None where there is none."""
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = cast("Mapping[str, Any]", value).get(key)
    return value


def text(value: object, *path: str) -> str:
    """The text at a path; a number as it would be written; "" for anything else."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    if isinstance(found, float):
        # As many digits as are written: a threshold in bytes has more than six.
        return f"{found:.15g}" if math.isfinite(found) else ""
    return plain(str(found)[:MOST_TEXT])


def mapping(value: object, *path: str) -> Mapping[str, Any]:
    """The object at a path, empty for anything else."""
    found = at(value, *path)
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def items(value: object, *path: str) -> list[Any]:
    """The list at a path, empty for anything else."""
    found = at(value, *path)
    return cast("list[Any]", found) if isinstance(found, list) else []


def texts(value: object, *path: str) -> dict[str, str]:
    """The object at a path with those values that are texts or numbers."""
    found = mapping(value, *path)
    return {plain(key): text(found, key) for key in found if text(found, key)}


def instant(value: object) -> datetime | None:
    """A moment: ISO 8601 with its zone, or seconds (milliseconds) since 1970."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(float(value))
    if not isinstance(value, str):
        return None
    match = _ISO.match(value.strip())
    if match is None:
        return _epoch(float(value)) if re.fullmatch(r"\d{10}(?:\d{3})?", value) else None
    zone = match["zone"]
    if zone is None:
        return None
    zone = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    part = f".{match['part'][:6]:0<6}" if match["part"] else ""
    try:
        moment = datetime.fromisoformat(f"{match['day']}T{match['clock']}{part}{zone}")
        return _sane(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def plain(found: str) -> str:
    """A text without what is invisible, and with `&lt;` as the character it stands for."""
    found = clean(found).strip()
    if "&" in found:
        for entity, character in _HTML:
            found = found.replace(entity, character)
    return found


def inside(value: object, *, most: int = 200, depth: int = 6) -> Iterator[object]:
    """What a value holds, from the outside in: its parts, their parts, to a bound."""
    level: list[object] = [value]
    for _ in range(depth):
        below: list[object] = []
        for one in level:
            if isinstance(one, Mapping):
                below += cast("Mapping[str, object]", one).values()
            elif isinstance(one, list):
                below += cast("list[object]", one)
        below = below[:most]
        yield from below
        level = below


def _epoch(number: float) -> datetime | None:
    if not math.isfinite(number) or number < 0:
        return None
    try:
        return _sane(datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _sane(moment: datetime) -> datetime | None:
    # Go writes the year 1 for "not yet"; some clients write the year 9999.
    return moment if _EARLIEST <= moment <= _LATEST else None
