"""What the operators and functions of metric math do: numbers, series, and lists of series.

Two series meet where both have a point; a function over several takes those that have one.
"""

from __future__ import annotations

import math
import operator
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

from kurosai.sandbox.aws_json import NotHere
from kurosai.sandbox.aws_kinds.metric_math import (
    Applied,
    Listed,
    Named,
    Node,
    Number,
    Unreadable,
    Words,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its points by time (seconds since 1970), on the grid of its periods."""

    label: str
    period: int
    points: Mapping[int, float]


Value: TypeAlias = "float | Line | tuple[Line, ...]"
Plain: TypeAlias = "Callable[[float], float]"

ELSEWHERE: Final = frozenset(
    {
        *("ANOMALY_DETECTION_BAND", "DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC", "LAMBDA", "SEARCH"),
        *("SERVICE_QUOTA", "SLICE", "SORT", "EPOCH", "MINUTE", "HOUR", "DAY", "DATE", "MONTH"),
        "YEAR",
    }
)
"""Functions that CloudWatch has and this world has not."""

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


_FILLINGS: Final = ("REPEAT", "LINEAR")


def _truth(test: Callable[[float, float], bool]) -> Callable[[float, float], float]:
    return lambda one, two: float(test(one, two))


_SIGNS: Final[Mapping[str, Callable[[float, float], float]]] = {
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


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Evaluates trees: `named` answers the result of a query by its id (Unreadable for none),
    `metrics` are those of the request by id, `start` and `until` bound the grid."""

    named: Callable[[str], Value]
    metrics: Callable[[], Mapping[str, Line]]
    start: int
    until: float

    def value(self, node: Node) -> Value:
        """What a tree comes to. Raises Unreadable, and NotHere for what this world has not."""
        match node:
            case Number():
                return node.value
            case Named():
                return self.named(node.id)
            case Listed():
                return tuple(line for one in node.items for line in _lines(self.value(one)))
            case Words():
                raise Unreadable(f"Unexpected '{node.value}'")
            case Applied() if node.name in _SIGNS:
                one, two = (self.value(argument) for argument in node.arguments)
                return _joined(node.name, one, two)
            case Applied():
                return self._function(node)

    def _function(self, node: Applied) -> Value:
        name, given = node.name, node.arguments
        if name in ELSEWHERE:
            raise NotHere(f"the function {name} of metric math")
        if name == "METRICS":
            words = _words(given)
            return tuple(one for key, one in self.metrics().items() if words in key)
        if name == "FILL":
            return self._filled(*_several(name, given, 2))
        if name == "IF":
            condition, one, two = (self.value(it) for it in _several(name, given, 3))
            return _chosen(condition, one, two)
        if name == "TIME_SERIES":
            number = self.value(*_several(name, given, 1))
            if not isinstance(number, int | float):
                raise Unreadable("TIME_SERIES takes a scalar")
            period = min((one.period for one in self.metrics().values()), default=60)
            return Line("", period, dict.fromkeys(self._grid(period), number))
        if name in _OVER or name in _EACH or name in _ONE:
            return _of(name, self.value(*_several(name, given, 1)))
        raise Unreadable(f"Unsupported function: {name}")

    def _grid(self, period: int) -> range:
        return range(self.start, math.ceil(self.until), period)

    def _filled(self, node: Node, by: Node) -> Value:
        how = by.value if isinstance(by, Words) else self.value(by)
        if isinstance(how, Line | tuple) or (isinstance(how, str) and how not in _FILLINGS):
            raise Unreadable("FILL takes a number, REPEAT or LINEAR")
        value = self.value(node)
        if isinstance(value, int | float):
            raise Unreadable("FILL takes a time series")
        filled = tuple(self._full(line, how) for line in _lines(value))
        return filled[0] if isinstance(value, Line) else filled

    def _full(self, line: Line, how: str | float) -> Line:
        grid = self._grid(line.period)
        if isinstance(how, int | float):
            return replace(line, points={at: line.points.get(at, how) for at in grid})
        full = dict(line.points)
        for (begin, one), (end, two) in pairwise(sorted(line.points.items())):
            for at in range(begin + line.period, end, line.period):
                share = (at - begin) / (end - begin) if how == "LINEAR" else 0.0
                full[at] = one + (two - one) * share
        if how == "REPEAT" and line.points:
            last = max(line.points)
            full |= {at: line.points[last] for at in grid if at > last}
        return replace(line, points=dict(sorted(full.items())))


def _several(name: str, given: Sequence[Node], count: int) -> Sequence[Node]:
    if len(given) != count:
        raise Unreadable(f"{name} takes {count} argument{'s' if count > 1 else ''}")
    return given


def _words(given: Sequence[Node]) -> str:
    match given:
        case []:
            return ""
        case [Words(value)]:
            return value
        case _:
            raise Unreadable("METRICS takes nothing, or a text in quotes")


def _lines(value: Value) -> tuple[Line, ...]:
    if isinstance(value, int | float):
        raise Unreadable("A list holds time series, not scalars")
    return (value,) if isinstance(value, Line) else value


def _joined(sign: str, one: Value, two: Value) -> Value:
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
        found = _SIGNS[sign](one, two)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _chosen(condition: Value, one: Value, two: Value) -> Value:
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


def _of(name: str, value: Value) -> Value:
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
        found = of(value)
        if found is None:
            raise Unreadable(f"{name}({value}) has no result")
        return found
    lines = tuple(
        replace(
            line, points={at: it for at, one in line.points.items() if (it := of(one)) is not None}
        )
        for line in _lines(value)
    )
    return lines[0] if isinstance(value, Line) else lines


def _steps(name: str, value: Value) -> Value:
    """From each point to the one before it: their difference, its time, or their quotient."""
    if isinstance(value, int | float):
        raise Unreadable(f"{name} takes a time series or a list")
    found: list[Line] = []
    for line in _lines(value):
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
    for line in _lines(value):
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
