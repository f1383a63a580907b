"""Values of Logs Insights: how they are read, compared, ordered and printed.

A value is a text, a number, a time, or None where the event has no such field. Fields that
`parse` makes are texts, and count as numbers wherever a number is asked for.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_402_300_799_999
"""The last millisecond of the year 9999, after which there is no calendar."""
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?"
)
_CHUNK = re.compile(r"[0-9]+|[^0-9]", re.DOTALL)
_LARGEST_WHOLE = 2**63
_MEAN_PLACES = 4


class Instant(int):
    """A time in milliseconds since 1970; a number that prints as a time."""


class Mean(float):
    """A computed average, which prints with four decimal places."""


Number = int | float
Value = str | int | float | Instant | None
Call: TypeAlias = "Callable[[list[Value]], Value]"
"""A function of the language, over its arguments."""


def number_of(value: Value) -> Number | None:
    """The number that a value is, or that the whole of its text is; else None."""
    if not isinstance(value, str):
        return value
    if not _NUMBER.fullmatch(value):
        return None
    if value.lstrip("+-").isdigit() and len(value) < 19:
        return int(value)
    return tidy(float(value))


def tidy(number: float) -> Number | None:
    """A whole number where it is one; None for what is no number, as of a division by zero."""
    if not math.isfinite(number):
        return None
    if isinstance(number, int):
        return number if abs(number) < _LARGEST_WHOLE else float(number)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def shown(value: Value) -> str:
    """A value as a row shows it: numbers without a trailing .0, times to the millisecond."""
    if isinstance(value, Instant):
        return spoken_time(value)
    if isinstance(value, Mean):
        value = round(value, _MEAN_PLACES)
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value))
        return format(Decimal(f"{value:.15g}"), "f")
    return "" if value is None else str(value)


def text_of(value: Value) -> str | None:
    """A value as text functions and `like` see it; a time is its milliseconds."""
    if value is None:
        return None
    return str(int(value)) if isinstance(value, Instant) else shown(value)


def spoken_time(at_ms: int) -> str:
    """A time as Insights prints it: `2025-11-04 18:14:40.914`."""
    if not 0 <= at_ms <= _LATEST_MS:
        return str(int(at_ms))
    at = _EPOCH + timedelta(milliseconds=at_ms)
    return f"{at:%Y-%m-%d %H:%M:%S}.{at_ms % 1000:03d}"


def equal(left: Value, right: Value) -> bool:
    """Equal as numbers if one is a number and the other can be one, else as texts."""
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    one, other = number_of(left), number_of(right)
    if one is not None and other is not None:
        return one == other
    return text_of(left) == text_of(right)


def before(left: Value, right: Value) -> bool | None:
    """Whether `left` is less than `right`, as numbers if both can be; None if one is missing."""
    if left is None or right is None:
        return None
    one, other = number_of(left), number_of(right)
    if one is not None and other is not None:
        return one < other
    return (text_of(left) or "") < (text_of(right) or "")


Order = tuple[int, float, tuple[tuple[int, int, str], ...]]


def order_of(value: Value) -> Order:
    """The place of a value in AWS's natural sorting, ascending.

    What is missing comes first, then texts by their characters, in which a run of digits counts
    as one character: the shorter first, then the smaller. Numbers come last, by size.
    """
    if value is None:
        return (0, 0, ())
    number = number_of(value)
    if number is not None:
        return (2, number, ())
    chunks = _CHUNK.findall(str(value))
    return (
        1,
        0,
        tuple((ord("0"), len(c), c) if c[0].isdigit() else (ord(c), 0, "") for c in chunks),
    )
