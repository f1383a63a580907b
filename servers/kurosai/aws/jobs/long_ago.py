"""How long something was before something else, as a reader counts it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)


def span(between: timedelta) -> str:
    """`98 days`, `4 h 48 min`, `7 min`."""
    if between >= 2 * _DAY:
        return f"{between.days} days"
    hours, minutes = divmod(int(between.total_seconds()) // 60, 60)
    return f"{hours} h {minutes} min" if between >= _HOUR else f"{minutes} min"
