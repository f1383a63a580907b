"""CloudWatch's metrics over the session: series of values, and what metrics there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from kurosai import deadline
from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession
from kurosai.vocabulary import Window

MOST_PAGES: Final = 8
MOST_LISTED_PAGES: Final = 4


@dataclass(frozen=True, slots=True)
class Query:
    """One query of GetMetricData: a metric with its statistic, or an expression over others."""

    id: str
    period: int
    expression: str = ""
    namespace: str = ""
    name: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    statistic: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of time, in UTC; periods without data have none. `status` is AWS's:
    "Complete", "PartialData", "Forbidden" or "InternalError"."""

    id: str
    label: str
    points: tuple[tuple[datetime, float], ...]
    status: str
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricName:
    """A metric that there is: it had data within the last two weeks."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MetricNames:
    """Metrics that there are; when not `complete`, there are more than were read."""

    names: tuple[MetricName, ...]
    complete: bool


class CloudWatchMetrics:
    """GetMetricData and ListMetrics."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._session.identity()

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something of this account and region."""
        return self._session.arn(service, resource)

    def data(self, queries: Sequence[Query], window: Window) -> tuple[Series, ...]:
        """The series of all shown queries. Raises BadInput (an expression), Denied, or a Fault."""
        arguments: dict[str, Any] = {
            "MetricDataQueries": [_asked(one) for one in queries],
            "StartTime": window.start,
            "EndTime": window.end,
            "ScanBy": "TimestampAscending",
        }
        found: dict[tuple[str, str], Series] = {}
        for _ in range(MOST_PAGES):
            doing = "reading metrics"
            deadline.remaining(doing=doing)
            answer = self._session.call("cloudwatch", "get_metric_data", arguments, doing=doing)
            for raw in answers.listed(answer, "MetricDataResults"):
                one = _series(raw)
                known = found.get((one.id, one.label))
                found[one.id, one.label] = _joined(known, one) if known else one
            token = answer.get("NextToken")
            if not token:
                return tuple(found.values())
            arguments["NextToken"] = token
        return tuple(
            Series(one.id, one.label, one.points, "PartialData", ("there are more pages",))
            for one in found.values()
        )

    def known(
        self,
        namespace: str = "",
        name: str = "",
        dimensions: Sequence[tuple[str, str]] = (),
    ) -> MetricNames:
        """The metrics that had data in the last 14 days, 2,000 at most. Raises as `data`."""
        arguments: dict[str, Any] = {}
        if namespace:
            arguments["Namespace"] = namespace
        if name:
            arguments["MetricName"] = name
        if dimensions:
            arguments["Dimensions"] = [{"Name": key, "Value": value} for key, value in dimensions]
        found: list[MetricName] = []
        for _ in range(MOST_LISTED_PAGES):
            doing = "looking for metrics"
            deadline.remaining(doing=doing)
            answer = self._session.call("cloudwatch", "list_metrics", arguments, doing=doing)
            found += [_known(raw) for raw in answers.listed(answer, "Metrics")]
            token = answer.get("NextToken")
            if not token:
                return MetricNames(tuple(found), complete=True)
            arguments["NextToken"] = token
        return MetricNames(tuple(found), complete=False)


def _asked(one: Query) -> dict[str, Any]:
    body: dict[str, Any] = {"Id": one.id, "ReturnData": one.shown}
    if one.expression:
        return {**body, "Expression": one.expression, "Period": one.period}
    dimensions = [{"Name": key, "Value": value} for key, value in one.dimensions]
    metric = {"Namespace": one.namespace, "MetricName": one.name, "Dimensions": dimensions}
    return {**body, "MetricStat": {"Metric": metric, "Period": one.period, "Stat": one.statistic}}


def _series(raw: Mapping[str, Any]) -> Series:
    with answers.shaped("series of a metric"):
        # A series without a value has both lists too, empty: what has none was not read.
        times = [one.astimezone(UTC) for one in raw["Timestamps"]]
        points = sorted(zip(times, map(float, raw["Values"]), strict=True))
        messages = tuple(
            f"{one.get('Code', '')}: {one.get('Value', '')}" for one in raw.get("Messages", ())
        )
        return Series(
            str(raw["Id"]),
            str(raw.get("Label") or ""),
            tuple(points),
            str(raw["StatusCode"]),
            messages,
        )


def _joined(known: Series, more: Series) -> Series:
    points = tuple(sorted({*known.points, *more.points}))
    return Series(known.id, known.label, points, more.status, (*known.messages, *more.messages))


def _known(raw: Mapping[str, Any]) -> MetricName:
    with answers.shaped("name of a metric"):
        # One without dimensions may have no list of them.
        told = raw.get("Dimensions", ())
        dimensions = tuple((str(one["Name"]), str(one["Value"])) for one in told)
        return MetricName(str(raw["Namespace"]), str(raw["MetricName"]), dimensions)
