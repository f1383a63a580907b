"""What is said of a query that cannot be run: the part, its place, and what would be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.faults import MalformedQuery

if TYPE_CHECKING:
    from lark import Token

    from kurosai.sandbox.cloudwatch.grammar import NotParsed

KNOWN = (
    "The local world knows the commands fields, display, filter, parse, stats, sort, limit, dedup"
    " and pattern."
)
_ELSEWHERE = {
    "anomaly",
    "addtotals",
    "diff",
    "filterindex",
    "head",
    "join",
    "lookup",
    "source",
    "subquery",
    "tail",
    "unmask",
    "unnest",
}
"""Commands that AWS has and the local world has not."""


def misplaced(token: Token, why: str) -> MalformedQuery:
    """The error of a token that cannot stand where it stands; `why` is a sentence."""
    start = token.start_pos or 0
    return _unexpected(str(token), why, start=start, end=token.end_pos or start + len(token))


def broken_off(text: str, stop: NotParsed) -> MalformedQuery:
    """The error of a query whose grammar breaks off."""
    if stop.token is not None:
        return misplaced(stop.token, _why(str(stop.token)))
    if stop.at == len(text):
        return MalformedQuery(
            "The query ends where more is needed.", KNOWN, start=stop.at, end=stop.at
        )
    word = re.match(r"\w+|.", text[stop.at :], re.DOTALL)
    part = word.group() if word else ""
    return _unexpected(part, _why(part), start=stop.at, end=stop.at + len(part))


def _why(part: str) -> str:
    if part.lower() in _ELSEWHERE:
        return f"the command {part} is not supported by the local world. {KNOWN}"
    return KNOWN


def _unexpected(part: str, why: str, *, start: int, end: int) -> MalformedQuery:
    shown = part if len(part) <= 60 else f"{part[:60]}..."
    return MalformedQuery(f"unexpected {shown!r} at position {start}: {why}", start=start, end=end)
