"""Of a long list, how often each value comes: whose things fill a subnet is a count, which nobody
reads off a thousand rows of which thirty are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MOST_LISTED = 12
"""So many rows are read one by one."""

MOST_FIELDS = 4
MOST_VALUES = 4
MOST_CHARACTERS = 80


def told(items: Sequence[Sequence[str]]) -> str:
    """`of 1000: by null x590, amazon-ecs x410; what Attached to Glue x590, 410 others`, of `a=b`
    pairs an item; the fields of which few values are most. "" for a short list, or where no value
    comes often."""
    if len(items) <= MOST_LISTED:
        return ""
    fields: dict[str, Counter[str]] = {}
    for said in items:
        for pair in dict.fromkeys(said):
            name, _, value = pair.partition("=")
            fields.setdefault(name, Counter())[value] += 1
    parts = [part for name, counts in fields.items() if (part := _field(name, counts, len(items)))][
        :MOST_FIELDS
    ]
    return f"of {len(items)}: {'; '.join(parts)}" if parts else ""


def _field(name: str, counts: Counter[str], items: int) -> str:
    """Nothing of what all have alike, which is told once, and of what mostly differs."""
    often = [one for one in counts.most_common(MOST_VALUES) if one[1] > 1]
    covered = sum(count for _, count in often)
    if counts.most_common(1)[0][1] == items or covered * 2 < items:
        return ""
    rest = counts.total() - covered
    others = f", {rest} other{'s' if rest > 1 else ''}" if rest else ""
    return f"{name} {', '.join(f'{_short(value)} x{count}' for value, count in often)}{others}"


def _short(value: str) -> str:
    return value if len(value) <= MOST_CHARACTERS else f"{value[:MOST_CHARACTERS]}…"
