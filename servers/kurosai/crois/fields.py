"""Values of the API's JSON, read without trusting it: what is missing is said to be missing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from kurosai.clock import jst
from kurosai.crois.variables import without_secrets
from kurosai.errors import BadInput
from kurosai.safety.redact import redact
from kurosai.vocabulary import Json, moment

Object: TypeAlias = "Mapping[str, Json]"


def raw(value: Object) -> str:
    """The object as compact JSON, without the secrets of an environment."""
    told = without_secrets(value)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)


def obj(value: Json) -> Object:
    """The mapping; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def objects(value: Json) -> tuple[Object, ...]:
    """The mappings of a list; none for anything else."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(one for one in value if isinstance(one, Mapping))


def text(value: Json) -> str:
    """As it is written; `null` stays `null`, because a missing value is a finding."""
    return "null" if value is None else str(value)


def known(value: Json) -> str:
    """As it is written; "" for a missing value."""
    return "" if value is None else str(value)


def number(value: Json) -> int | None:
    """A whole number; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def time(value: Json) -> datetime | None:
    """The time in UTC; None for what is none."""
    try:
        return moment(value) if isinstance(value, str) else None
    except BadInput:
        return None


def day(at: datetime | None) -> str:
    """`2025-11-04 18:00:37Z (2025-11-05 03:00:37 JST)`."""
    return "at an unknown time" if at is None else f"{at:%Y-%m-%d %H:%M:%S}Z ({jst(at)})"


def lasted(span: timedelta) -> str:
    """`3m17s`, `1h02m05s`; a negative span with its sign."""
    total = int(span.total_seconds())
    sign, total = ("-", -total) if total < 0 else ("", total)
    minutes, seconds = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{sign}{hours}h{minutes:02}m{seconds:02}s"
    return f"{sign}{minutes}m{seconds:02}s"


def short(told: str, most: int = 100) -> str:
    """One line of at most so many characters; what is cut is redacted before, because half a secret
    has no form by which it would be known afterwards."""
    line = " ".join(told.split())
    if len(line) <= most:
        return line
    line = redact(line)[0]
    return line if len(line) <= most else f"{line[: most - 1]}…"
