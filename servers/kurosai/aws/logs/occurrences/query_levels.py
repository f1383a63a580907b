"""Numbers that a query has by time, where one of them changes its level once and stays there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from kurosai import levels
from kurosai.aws.logs.occurrences import query_rows
from kurosai.aws.wire.insights import QueryRow

MOST: Final = 3
_BIN: Final = re.compile(r"\bbin\s*\(", re.IGNORECASE)


def told(query: str, rows: Sequence[QueryRow]) -> tuple[str, ...]:
    """A sentence on each such number, by the times of all rows. Of counts by time none, where a row
    is missing between two others: a bin without a row may be none or nothing that was counted."""
    found = [dict(row) for row in rows]
    clock = query_rows.clock_of(found)
    if not clock:
        return ()
    found.sort(key=lambda one: one[clock])
    times = [query_rows.at(one[clock]) for one in found]
    if _BIN.search(query):
        if len({later - earlier for earlier, later in pairwise(times)}) != 1:
            return ()
        # The window begins and ends within a bin.
        found, times = found[1:-1], times[1:-1]
    return tuple(_told(found, times))[:MOST]


def _told(rows: Sequence[dict[str, str]], times: Sequence[datetime]) -> Iterator[str]:
    for name in rows[0] if rows else ():
        values = [_number(row.get(name, "")) for row in rows]
        known = [one for one in values if one is not None]
        step = levels.step(known) if len(known) == len(values) else None
        if step is not None:
            yield f"{name} changed level: {step.told(f'{times[step.at]:%m-%d %H:%M}Z')}"


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
