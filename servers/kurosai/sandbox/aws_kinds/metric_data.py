"""GetMetricData: several metrics and expressions over them in one answer, cut into pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kurosai.sandbox.aws_json import AwsError, Given, NotHere
from kurosai.sandbox.aws_kinds.metric_evaluation import Evaluation
from kurosai.sandbox.aws_kinds.metric_math import Unreadable, parse
from kurosai.sandbox.aws_kinds.metric_operators import Line, Value
from kurosai.sandbox.aws_kinds.metric_points import Point, periods, start_of, statistic
from kurosai.sandbox.aws_kinds.metric_search import Search
from kurosai.sandbox.aws_kinds.metrics import Metric
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.cloudwatch.tokens import InvalidParameter
from kurosai.vocabulary import Json

MOST_QUERIES: Final = 500
MOST_POINTS: Final = 100_800
_ID: Final = re.compile(r"[a-z][A-Za-z0-9_]*")
_SELECT: Final = re.compile(r"\s*SELECT\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MetricData:
    """The operation over the metrics of a world: `found` answers the points of one, `searched`
    those that a search finds, with their points."""

    found: Callable[[Mapping[str, Any], str | None], Sequence[Point]]
    searched: Callable[[Search], Sequence[tuple[Metric, Sequence[Point]]]]
    place: Place

    def answer(self, given: Given) -> Mapping[str, Json]:
        """GetMetricData: newest first unless asked otherwise."""
        start, end = given["StartTime"], given["EndTime"]
        if start >= end:
            raise _invalid("The parameter StartTime must be less than the parameter EndTime.")
        queries: list[Mapping[str, Any]] = given["MetricDataQueries"]
        _check(queries)
        most = given.get("MaxDatapoints", MOST_POINTS)
        if not 1 <= most <= MOST_POINTS:
            raise _invalid(f"MaxDatapoints must be between 1 and {MOST_POINTS}.")
        results = _Results(self, queries, start, end)
        lines = [
            (query, line)
            for query in queries
            if query.get("ReturnData", True)
            for line in results.lines(query)
        ]
        backwards = given.get("ScanBy", "TimestampDescending") == "TimestampDescending"
        return self._page(lines, given, backwards=backwards, most=most)

    def _page(
        self,
        lines: Sequence[tuple[Mapping[str, Any], Line]],
        given: Given,
        *,
        backwards: bool,
        most: int,
    ) -> Mapping[str, Json]:
        """The points from where the page before ended; a line that goes on is PartialData."""
        asked = {name: one for name, one in given.items() if name != "NextToken"}
        bound = repr(sorted(asked.items()))
        begin = 0
        if (token := given.get("NextToken")) is not None:
            try:
                (begin,) = self.place.tokens.open(token, bound)
            except InvalidParameter:
                raise AwsError("InvalidNextToken", "Invalid NextToken.") from None
        end, passed = begin + most, 0
        total = sum(len(line.points) for _, line in lines)
        shown: list[Json] = []
        for query, line in lines:
            first, passed = passed, passed + len(line.points)
            # One without points belongs to the page of its place; the last has those of the end.
            empty_here = first == passed >= begin and (first < end or end >= total)
            if not empty_here and (passed <= begin or first >= end):
                continue
            ordered = sorted(line.points.items(), reverse=backwards)
            here = ordered[max(begin - first, 0) : end - first]
            shown.append(
                {
                    "Id": query["Id"],
                    "Label": line.label,
                    "Timestamps": [at for at, _ in here],
                    "Values": [value for _, value in here],
                    "StatusCode": "Complete" if passed <= end else "PartialData",
                }
            )
        body: dict[str, Json] = {"MetricDataResults": shown, "Messages": []}
        return {**body, "NextToken": self.place.tokens.seal([end], bound)} if total > end else body


@dataclass(slots=True)
class _Results:
    """What each query of one request comes to; expressions may name each other in any order."""

    data: MetricData
    queries: Sequence[Mapping[str, Any]]
    start: float
    end: float
    _known: dict[str, Value] = field(default_factory=dict[str, "Value"])
    _under_way: list[str] = field(default_factory=list[str])

    def lines(self, query: Mapping[str, Any]) -> Sequence[Line]:
        """The series that a query is answered with."""
        value = self._value(query["Id"])
        if isinstance(value, int | float):
            raise _unreadable(query["Id"], "The result of an expression must be a time series")
        if isinstance(value, Line):
            return [replace(value, label=query.get("Label") or value.label)]
        label = query.get("Label") or query["Id"]
        return [replace(one, label=f"{label} {one.label}".strip()) for one in value]

    def _value(self, key: str) -> Value:
        if key not in self._known:
            query = next((one for one in self.queries if one["Id"] == key), None)
            if query is None:
                raise Unreadable(f"Unknown id '{key}'")
            stat = query.get("MetricStat")
            self._known[key] = self._line(stat) if stat else self._expression(query)
        return self._known[key]

    def _line(self, stat: Mapping[str, Any]) -> Line:
        known = self.data.found(stat["Metric"], stat.get("Unit"))
        return self._of(stat["Metric"]["MetricName"], known, stat["Stat"], stat["Period"])

    def _searched(self, search: Search, name: str, period: int | None) -> tuple[Line, ...]:
        if period is None:
            raise NotHere("a SEARCH without a period")
        return tuple(
            self._of(" ".join((*one.dimensions.values(), one.name)), known, name, period)
            for one, known in self.data.searched(search)
        )

    def _of(self, label: str, known: Sequence[Point], name: str, period: int) -> Line:
        now, of = self.data.place.now, statistic(name)
        if of is None:
            raise NotHere(f"the statistic {name[:40]}")
        if period <= 0 or (period % 60 and period not in (1, 5, 10, 20, 30)):
            raise _validation("Period must be 1, 5, 10, 20, 30, or a multiple of 60")
        begin = start_of(self.start, period, now)
        found = {one.at: of(one) for one in periods(known, begin, self.end, period, now)}
        there = {at: value for at, value in found.items() if value is not None}
        return Line(label, period, there)

    def _metrics(self) -> Mapping[str, Line]:
        found: dict[str, Line] = {}
        for query in self.queries:
            value = self._value(query["Id"]) if "MetricStat" in query else None
            if isinstance(value, Line):
                found[query["Id"]] = replace(value, label=query.get("Label") or value.label)
        return found

    def _expression(self, query: Mapping[str, Any]) -> Value:
        key, text = query["Id"], query["Expression"]
        if _SELECT.match(text):
            raise NotHere("Metrics Insights queries")
        if key in self._under_way:
            raise Unreadable(f"'{key}' depends on itself")
        self._under_way.append(key)
        grain = min(
            (one["MetricStat"]["Period"] for one in self.queries if "MetricStat" in one), default=60
        )
        now = self.data.place.now
        evaluation = Evaluation(
            self._value,
            self._metrics,
            lambda search, name, period: self._searched(
                search, name, query.get("Period") if period is None else period
            ),
            start_of(self.start, grain, now),
            min(self.end, now.timestamp()),
        )
        try:
            value = evaluation.value(parse(text))
        except Unreadable as error:
            raise _unreadable(key, str(error)) from None
        finally:
            self._under_way.pop()
        return replace(value, label=key) if isinstance(value, Line) else value


def _check(queries: Sequence[Mapping[str, Any]]) -> None:
    ids = [one["Id"] for one in queries]
    if not 1 <= len(ids) <= MOST_QUERIES:
        raise _validation(f"The collection MetricDataQueries must have 1 to {MOST_QUERIES} members")
    for query in queries:
        key = query["Id"]
        if not _ID.fullmatch(key):
            raise _validation(
                f"The value {key[:60]!r} for parameter Id does not match the pattern {_ID.pattern}"
            )
        if ids.count(key) > 1:
            raise _validation(f"The Id {key!r} is not unique")
        if ("MetricStat" in query) == ("Expression" in query):
            raise _validation(f"{key}: exactly one of MetricStat and Expression must be specified")
        if "AccountId" in query:
            raise NotHere("metrics of other accounts")
    if not any(one.get("ReturnData", True) for one in queries):
        raise _validation("At least one query must have ReturnData true")


def _unreadable(key: str, why: str) -> AwsError:
    return _validation(f"Error in expression '{key}': {why}")


def _validation(text: str) -> AwsError:
    return AwsError("ValidationError", text)


def _invalid(text: str) -> AwsError:
    return AwsError("InvalidParameterValueException", text, older="InvalidParameterValue")
