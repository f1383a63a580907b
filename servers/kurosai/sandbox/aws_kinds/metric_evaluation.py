"""Expressions of metric math evaluated: trees over the results of the other queries."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kurosai.sandbox.aws_json import NotHere
from kurosai.sandbox.aws_kinds.metric_functions import NAMES, applied
from kurosai.sandbox.aws_kinds.metric_math import (
    Applied,
    Listed,
    Named,
    Node,
    Number,
    Unreadable,
    Words,
)
from kurosai.sandbox.aws_kinds.metric_operators import SIGNS, Line, Value, chosen, joined, lines
from kurosai.sandbox.aws_kinds.metric_search import Search, parse

ELSEWHERE: Final = frozenset(
    {
        *("ANOMALY_DETECTION_BAND", "DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC", "LAMBDA"),
        *("SERVICE_QUOTA", "SLICE", "SORT", "EPOCH", "MINUTE", "HOUR", "DAY", "DATE", "MONTH"),
        "YEAR",
    }
)
"""Functions that CloudWatch has and this world has not."""
_FILLINGS: Final = ("REPEAT", "LINEAR")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Evaluates trees: `named` answers the result of a query by its id (Unreadable for none),
    `metrics` are those of the request by id, `search` the series that a search finds by their
    statistic and period (None: that of its query); `start` and `until` bound the grid."""

    named: Callable[[str], Value]
    metrics: Callable[[], Mapping[str, Line]]
    search: Callable[[Search, str, int | None], tuple[Line, ...]]
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
                return tuple(line for one in node.items for line in lines(self.value(one)))
            case Words():
                raise Unreadable(f"Unexpected '{node.value}'")
            case Applied() if node.name in SIGNS:
                one, two = (self.value(argument) for argument in node.arguments)
                return joined(node.name, one, two)
            case Applied():
                return self._function(node)

    def _function(self, node: Applied) -> Value:
        name, given = node.name, node.arguments
        if name in ELSEWHERE:
            raise NotHere(f"the function {name} of metric math")
        if name == "SEARCH":
            return self._found(given)
        if name == "METRICS":
            words = _words(given)
            return tuple(one for key, one in self.metrics().items() if words in key)
        if name == "FILL":
            return self._filled(*_several(name, given, 2))
        if name == "IF":
            condition, one, two = (self.value(it) for it in _several(name, given, 3))
            return chosen(condition, one, two)
        if name == "TIME_SERIES":
            number = self.value(*_several(name, given, 1))
            if not isinstance(number, int | float):
                raise Unreadable("TIME_SERIES takes a scalar")
            period = min((one.period for one in self.metrics().values()), default=60)
            return Line("", period, dict.fromkeys(self._grid(period), number))
        if name in NAMES:
            return applied(name, self.value(*_several(name, given, 1)))
        raise Unreadable(f"Unsupported function: {name}")

    def _found(self, given: Sequence[Node]) -> tuple[Line, ...]:
        match given:
            case [Words(text), Words(statistic)]:
                return self.search(parse(text), statistic, None)
            case [Words(text), Words(statistic), Number(period)]:
                return self.search(parse(text), statistic, int(period))
            case _:
                raise Unreadable("SEARCH takes a text, a statistic and perhaps a period")

    def _grid(self, period: int) -> range:
        return range(self.start, math.ceil(self.until), period)

    def _filled(self, node: Node, by: Node) -> Value:
        how = by.value if isinstance(by, Words) else self.value(by)
        if isinstance(how, Line | tuple) or (isinstance(how, str) and how not in _FILLINGS):
            raise Unreadable("FILL takes a number, REPEAT or LINEAR")
        value = self.value(node)
        if isinstance(value, int | float):
            raise Unreadable("FILL takes a time series")
        filled = tuple(self._full(line, how) for line in lines(value))
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
