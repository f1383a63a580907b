"""What time it is. A frozen clock exists only for a local world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]

JST = timezone(timedelta(hours=9), "JST")


def now() -> datetime:
    """The machine's time, UTC."""
    return datetime.now(UTC)


def jst(at: datetime) -> str:
    """`2025-11-05 03:14:40 JST`."""
    return f"{at.astimezone(JST):%Y-%m-%d %H:%M:%S} JST"
