"""A query that AWS cannot read, explained: where it breaks off, and what may stand there."""

from __future__ import annotations

from kurosai.aws.wire.insights import Malformed
from kurosai.errors import BadInput

MOST_SHOWN = 60
COMMANDS = (
    "Commands, joined by |: fields, display, filter, parse, stats ... by bin(5m), sort, limit, "
    "dedup, pattern. Texts in quotes, names with - in `backticks`, like /regex/."
)


def told(query: str, fault: Malformed) -> BadInput:
    """The place in the query with AWS's own words, on one line."""
    where = ""
    if 0 <= fault.start <= len(query):
        before = query[: fault.start]
        line = before.count("\n") + 1
        column = fault.start - (before.rfind("\n") + 1) + 1
        rest = query[fault.start :].split("\n", 1)[0].strip()[:MOST_SHOWN]
        left = before.rpartition("\n")[2][-MOST_SHOWN:].lstrip()
        where = f" at line {line}, column {column}: {left}>>>{rest or '(its end)'}"
    return BadInput(f"Logs Insights cannot read the query{where} ({fault.what}).", COMMANDS)


def is_of_time(fault: Malformed) -> bool:
    """Whether AWS means the window: of all that it asks for nothing is kept."""
    return "retention" in fault.what and "end date" in fault.what
