"""Series, and what the operators of metric math do with them: numbers, series, lists of series.

Two series meet where both have a point.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from kurosai.sandbox.aws_kinds.metric_math import Unreadable


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its points by time (seconds since 1970), on the grid of its periods."""

    label: str
    period: int
    points: Mapping[int, float]


Value: TypeAlias = "float | Line | tuple[Line, ...]"


def _truth(test: Callable[[float, float], bool]) -> Callable[[float, float], float]:
    return lambda one, two: float(test(one, two))


SIGNS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda one, two: one / two,
    "^": math.pow,
    "==": _truth(operator.eq),
    "!=": _truth(operator.ne),
    "<": _truth(operator.lt),
    "<=": _truth(operator.le),
    ">": _truth(operator.gt),
    ">=": _truth(operator.ge),
    "&&": lambda one, two: float(bool(one) and bool(two)),
    "||": lambda one, two: float(bool(one) or bool(two)),
}


def lines(value: Value) -> tuple[Line, ...]:
    """The series of a value, one or several. Raises Unreadable for a number."""
    if isinstance(value, int | float):
        raise Unreadable("A list holds time series, not scalars")
    return (value,) if isinstance(value, Line) else value


def joined(sign: str, one: Value, two: Value) -> Value:
    """An operator on two values. What has no result (a division by zero) has no point."""
    if isinstance(one, int | float) and isinstance(two, int | float):
        found = _result(sign, one, two)
        if found is None:
            raise Unreadable(f"{one} {sign} {two} has no result")
        return found
    if isinstance(one, tuple) and isinstance(two, tuple):
        raise Unreadable(f"Unsupported operand types for {sign}: two lists")
    if isinstance(one, tuple):
        return tuple(_met(sign, line, two, line) for line in one if not isinstance(two, tuple))
    if isinstance(two, tuple):
        return tuple(_met(sign, one, line, line) for line in two)
    return _met(sign, one, two, one if isinstance(one, Line) else two)


def _met(sign: str, one: float | Line, two: float | Line, like: float | Line) -> Line:
    assert isinstance(like, Line)
    times = [*like.points]
    points: dict[int, float] = {}
    for at in times:
        first = one.points.get(at) if isinstance(one, Line) else one
        second = two.points.get(at) if isinstance(two, Line) else two
        if first is not None and second is not None:
            found = _result(sign, first, second)
            if found is not None:
                points[at] = found
    return replace(like, points=points)


def _result(sign: str, one: float, two: float) -> float | None:
    try:
        found = SIGNS[sign](one, two)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def chosen(condition: Value, one: Value, two: Value) -> Value:
    """IF: at each time of the condition, what one or the other has then."""
    if isinstance(one, tuple) or isinstance(two, tuple) or isinstance(condition, tuple):
        raise Unreadable("IF takes time series and scalars, no lists")
    if isinstance(condition, int | float):
        return one if condition else two
    points: dict[int, float] = {}
    for at, true in condition.points.items():
        chosen = one if true else two
        found = chosen.points.get(at) if isinstance(chosen, Line) else chosen
        if found is not None:
            points[at] = found
    return replace(condition, points=points)
