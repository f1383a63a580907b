"""How a moment in a log group, or in Cloud Logging, becomes the key of a row.

Rows that are read together lie together, in the order of time, and need no index beside them. The
times of everything built count from the first midnight (UTC) of the week, so that a world of any
date can be laid over it.
"""

from __future__ import annotations

from typing import Final

DAY_MS: Final = 86_400_000
BEFORE: Final = 1 << 41
"""Added to times, which may lie before the week: what a scenario tells may be years old."""

SAME: Final = 1 << 10
"""How many events of a group may be at the same millisecond; each part has one half of them."""

GROUP_SHIFT: Final = 52
TIME_SHIFT: Final = 10
TIME_MASK: Final = (1 << 42) - 1


def place(group: int, ms: int, nth: int = 0) -> int:
    """The place of an event of a group, `ms` after the start of the week."""
    return group << GROUP_SHIFT | (ms + BEFORE) << TIME_SHIFT | nth


def sql_place(group: str, ms: str) -> str:
    """The same in SQL."""
    # In SQL << and | bind alike.
    return f"((({group}) << {GROUP_SHIFT}) | ((({ms}) + {BEFORE}) << {TIME_SHIFT}))"


def sql_ms(column: str) -> str:
    """The milliseconds in a place, in SQL."""
    return f"(((({column}) >> {TIME_SHIFT}) & {TIME_MASK}) - {BEFORE})"


ENTRY_SHIFT: Final = 12
ENTRIES_AT_ONCE: Final = 1 << ENTRY_SHIFT
"""How many entries of Cloud Logging may be at the same millisecond."""
