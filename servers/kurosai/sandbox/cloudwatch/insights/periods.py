"""Lengths of time as a query writes them: `5m`, `1h`, `30 seconds`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.insights.malformed import misplaced

if TYPE_CHECKING:
    from lark import Token

PERIOD = (
    r"PERIOD.2: /[0-9]{1,9}\s*(?:ms|msecs?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?"
    r"|h|hrs?|hours?|d|days?|w|weeks?|mo|mon|mos|mons|months?|q|qtrs?|quarters?|y|yrs?|years?)\b/i"
)
"""The terminal, with every unit that AWS has."""
_UNIT_MS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_LONGEST_MS = 366 * _UNIT_MS["d"]


def milliseconds(token: Token) -> int:
    """The length of a period.

    Raises MalformedQuery for weeks and longer units: AWS does not say where those begin.
    """
    count, unit = re.findall(r"[0-9]+|[a-z]+", token.lower())
    if unit[0] in "wqy" or unit.startswith("mo"):
        raise misplaced(token, "weeks, months, quarters and years are not in the local world.")
    known = "ms" if unit.startswith(("ms", "mil")) else unit[0]
    length = int(count) * _UNIT_MS[known]
    if not 0 < length <= _LONGEST_MS:
        raise misplaced(token, "a period is longer than nothing, and 366 days at most.")
    return length
