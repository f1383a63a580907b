"""The functions of metric math that take one argument: over a series or a list, or each point.

A function over several series takes, at each time, those that have a point.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeAlias

from kurosai.sandbox.aws_kinds.metric_math import Unreadable
from kurosai.sandbox.aws_kinds.metric_operators import Line, Value, lines

Plain: TypeAlias = "Callable[[float], float]"

_EACH: Final[Mapping[str, Plain]] = {
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
    "LOG": math.log,
    "LOG10": math.log10,
}
_OVER: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    "AVG": statistics.fmean,
    "MAX": max,
    "MIN": min,
    "SUM": math.fsum,
    "STDDEV": statistics.pstdev,
    "DATAPOINT_COUNT": lambda values: float(len(values)),
}


def applied(name: str, value: Value) -> Value:
    """A function of one argument: over a series a number, over a list a series; or each point."""
    if name in _EACH:
        return _each(name, value)
    if name in _ONE:
        return _ONE[name](value)
    if isinstance(value, int | float):
        raise Unreadable(f"{name} takes a time series or a list")
    if isinstance(value, Line):
        return float(_OVER[name]([*value.points.values()])) if value.points else 0.0
    times = sorted({at for line in value for at in line.points})
    points = {
        at: float(_OVER[name]([line.points[at] for line in value if at in line.points]))
        for at in times
    }
    return Line("", max((line.period for line in value), default=60), points)


def _each(name: str, value: Value) -> Value:
    def of(one: float) -> float | None:
        try:
            return float(_EACH[name](one))
        except ValueError:
            return None

    if isinstance(value, int | float):
        number = of(value)
        if number is None:
            raise Unreadable(f"{name}({value}) has no result")
        return number
    found: list[Line] = []
    for line in lines(value):
        values = {at: of(one) for at, one in line.points.items()}
        points = {at: one for at, one in values.items() if one is not None}
        found.append(replace(line, points=points))
    return found[0] if isinstance(value, Line) else tuple(found)


def _steps(name: str, value: Value) -> Value:
    """From each point to the one before it: their difference, its time, or their quotient."""
    if isinstance(value, int | float):
        raise Unreadable(f"{name} takes a time series or a list")
    found: list[Line] = []
    for line in lines(value):
        points: dict[int, float] = {}
        for (before, one), (at, two) in pairwise(sorted(line.points.items())):
            rise, run = two - one, float(at - before)
            points[at] = {"DIFF": rise, "DIFF_TIME": run, "RATE": rise / run}[name]
        found.append(replace(line, points=points))
    return found[0] if isinstance(value, Line) else tuple(found)


def _summed(value: Value) -> Value:
    if isinstance(value, int | float):
        raise Unreadable("RUNNING_SUM takes a time series or a list")
    found: list[Line] = []
    for line in lines(value):
        points: dict[int, float] = {}
        total = 0.0
        for at, one in sorted(line.points.items()):
            points[at] = total = total + one
        found.append(replace(line, points=points))
    return found[0] if isinstance(value, Line) else tuple(found)


def _listed(name: str, value: Value) -> tuple[Line, ...]:
    if not isinstance(value, tuple):
        raise Unreadable(f"{name} takes a list of time series")
    return value


def _end(name: str, value: Value) -> Line:
    several = _listed(name, value)
    if not several:
        raise Unreadable(f"{name} of an empty list")
    return several[0 if name == "FIRST" else -1]


def _period(value: Value) -> float:
    if not isinstance(value, Line):
        raise Unreadable("PERIOD takes a time series")
    return float(value.period)


_ONE: Final[Mapping[str, Callable[[Value], Value]]] = {
    "DIFF": lambda value: _steps("DIFF", value),
    "DIFF_TIME": lambda value: _steps("DIFF_TIME", value),
    "RATE": lambda value: _steps("RATE", value),
    "RUNNING_SUM": _summed,
    "FIRST": lambda value: _end("FIRST", value),
    "LAST": lambda value: _end("LAST", value),
    "METRIC_COUNT": lambda value: float(len(_listed("METRIC_COUNT", value))),
    "PERIOD": _period,
    "REMOVE_EMPTY": lambda value: tuple(
        one for one in _listed("REMOVE_EMPTY", value) if one.points
    ),
}

NAMES: Final = frozenset({*_EACH, *_OVER, *_ONE})
"""The functions of this file."""
