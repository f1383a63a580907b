"""CloudWatch's metrics on the wire: ListMetrics, GetMetricStatistics, GetMetricData."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, get_args

from kurosai.sandbox.aws_json import (
    AnyShape,
    AwsError,
    Given,
    Moment,
    NotHere,
    Operation,
    Pages,
    Service,
    Structure,
    Structures,
)
from kurosai.sandbox.aws_kinds.metric_data import MetricData
from kurosai.sandbox.aws_kinds.metric_points import (
    SIMPLE,
    Point,
    periods,
    points,
    recently,
    start_of,
    statistic,
)
from kurosai.sandbox.aws_kinds.metric_search import MOST, Search
from kurosai.sandbox.aws_kinds.metrics import Identity, Metric, Unit
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.cloudwatch.parameters import Flag, Number, Text, Texts
from kurosai.vocabulary import Json

PREFIX: Final = "GraniteServiceVersion20100801."
LISTED: Final = timedelta(days=14)
MOST_POINTS: Final = 1_440
_PAGE: Final = 500

NAMESPACE: Final = Text(1, 255, "[^:].*")
NAME: Final = Text(1, 255)
UNIT: Final = Text(values=get_args(Unit))
PERIOD: Final = Number(1)
_DIMENSION: Final[Mapping[str, AnyShape]] = {"Name": Text(1, 255), "Value": Text(1, 1024)}
DIMENSIONS: Final = Structures(_DIMENSION, None, 30, ("Name", "Value"))
_METRIC: Final = Structure({"Namespace": NAMESPACE, "MetricName": NAME, "Dimensions": DIMENSIONS})
METRIC_STAT: Final = Structure(
    {"Metric": _METRIC, "Period": PERIOD, "Stat": Text(), "Unit": UNIT},
    ("Metric", "Period", "Stat"),
)
QUERIES: Final = Structures(
    {
        "Id": Text(1, 255),
        "MetricStat": METRIC_STAT,
        "Expression": Text(1, 2048),
        "Label": Text(),
        "ReturnData": Flag(),
        "Period": PERIOD,
        "AccountId": Text(1, 255),
    },
    required=("Id",),
)


class Store:
    """The metrics of a world with their points, each made when it is first asked for."""

    def __init__(self, metrics: Mapping[str, Metric], place: Place) -> None:
        self.metrics = metrics
        self.place = place
        self._made: dict[str, Sequence[Point]] = {}

    @cached_property
    def _keys(self) -> Mapping[Identity, str]:
        return {one.identity: key for key, one in self.metrics.items()}

    def points(self, key: str) -> Sequence[Point]:
        """The points of the metric told under a key."""
        if key not in self._made:
            latest = self.place.now - self.place.sources.metrics.delay
            self._made[key] = points(key, self.metrics[key], latest)
        return self._made[key]

    def found(self, asked: Mapping[str, Any], unit: str | None) -> Sequence[Point]:
        """The points of the one metric with exactly these dimensions; none in another unit."""
        dimensions = {one["Name"]: one["Value"] for one in asked.get("Dimensions") or ()}
        identity = asked["Namespace"], asked["MetricName"], tuple(sorted(dimensions.items()))
        key = self._keys.get(identity)
        if key is None or unit not in (None, self.metrics[key].unit):
            return ()
        return self.points(key)

    def searched(self, search: Search) -> Sequence[tuple[Metric, Sequence[Point]]]:
        """The metrics that a search finds, of those that had a point lately, with their points."""
        fits = [key for key, one in self.metrics.items() if search.finds(one)]
        there = [key for key in fits if recently(self.points(key), self.place.now, LISTED)]
        there.sort(key=lambda key: self.metrics[key].identity)
        return [(self.metrics[key], self.points(key)) for key in there[:MOST]]

    def unit(self, asked: Mapping[str, Any]) -> str:
        """The unit of a metric that is there."""
        dimensions = {one["Name"]: one["Value"] for one in asked.get("Dimensions") or ()}
        identity = asked["Namespace"], asked["MetricName"], tuple(sorted(dimensions.items()))
        return self.metrics[self._keys[identity]].unit


def service(metrics: Mapping[str, Metric], place: Place) -> Service:
    """CloudWatch over the metrics that can be read at `now`."""
    store = Store(metrics, place)
    answers = _Metrics(store)
    data = MetricData(store.found, store.searched, place)
    return Service(
        "CloudWatch",
        PREFIX,
        "1.0",
        "ValidationError",
        {
            "ListMetrics": Operation(
                answers.listed,
                {
                    "Namespace": NAMESPACE,
                    "MetricName": NAME,
                    "Dimensions": Structures(_DIMENSION, None, 10, ("Name",)),
                    "NextToken": Text(),
                    "RecentlyActive": Text(values=("PT3H",)),
                    "IncludeLinkedAccounts": Flag(),
                    "OwningAccount": Text(1, 255),
                },
            ),
            "GetMetricStatistics": Operation(
                answers.statistics,
                {
                    "Namespace": NAMESPACE,
                    "MetricName": NAME,
                    "Dimensions": DIMENSIONS,
                    "StartTime": Moment(),
                    "EndTime": Moment(),
                    "Period": PERIOD,
                    "Statistics": Texts(Text(values=tuple(SIMPLE)), 1, 5),
                    "ExtendedStatistics": Texts(Text(), 1, 10),
                    "Unit": UNIT,
                },
                ("Namespace", "MetricName", "StartTime", "EndTime", "Period"),
            ),
            "GetMetricData": Operation(
                data.answer,
                {
                    "MetricDataQueries": QUERIES,
                    "StartTime": Moment(),
                    "EndTime": Moment(),
                    "NextToken": Text(),
                    "ScanBy": Text(values=("TimestampDescending", "TimestampAscending")),
                    "MaxDatapoints": Number(),
                    "LabelOptions": Structure({"Timezone": Text()}),
                },
                ("MetricDataQueries", "StartTime", "EndTime"),
            ),
        },
        had_query=True,
    )


class _Metrics:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._place = store.place

    def listed(self, given: Given) -> Mapping[str, Json]:
        """ListMetrics: those that had a point lately, by namespace, name and dimensions."""
        if given.get("IncludeLinkedAccounts") or "OwningAccount" in given:
            raise NotHere("metrics of linked accounts")
        within = timedelta(hours=3) if "RecentlyActive" in given else LISTED
        wanted = [(one["Name"], one.get("Value")) for one in given.get("Dimensions") or ()]
        found: list[Json] = []
        for key, one in sorted(self._store.metrics.items(), key=lambda it: it[1].identity):
            known = one.dimensions
            fits = (
                given.get("Namespace", one.namespace) == one.namespace
                and given.get("MetricName", one.name) == one.name
                and all(name in known and value in (None, known[name]) for name, value in wanted)
            )
            if fits and recently(self._store.points(key), self._place.now, within):
                dimensions: list[Json] = [
                    {"Name": name, "Value": value} for name, value in known.items()
                ]
                found.append(
                    {
                        "Namespace": one.namespace,
                        "MetricName": one.name,
                        "Dimensions": dimensions,
                    }
                )
        refusal = invalid("Request parameter NextToken is invalid")
        pages = Pages(self._place.tokens, refusal, "NextToken", "MaxResults")
        asked = {name: one for name, one in given.items() if name != "NextToken"}
        page, more = pages.cut(found, given, _PAGE, "metrics", repr(sorted(asked.items())))
        return {"Metrics": list(page), **more}

    def statistics(self, given: Given) -> Mapping[str, Json]:
        """GetMetricStatistics: no more than 1,440 points, in no order, as AWS says of them."""
        period, start, end = given["Period"], given["StartTime"], given["EndTime"]
        plain, extended = given.get("Statistics"), given.get("ExtendedStatistics")
        if plain is None and extended is None:
            raise AwsError(
                "MissingRequiredParameterException",
                "Must specify either Statistics or ExtendedStatistics",
                older="MissingParameter",
            )
        if plain is not None and extended is not None:
            raise combination("Must specify either Statistics or ExtendedStatistics, not both")
        if start >= end:
            raise invalid("The parameter StartTime must be less than the parameter EndTime.")
        if period % 60 and period not in (1, 5, 10, 20, 30):
            raise invalid(
                "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60 seconds."
            )
        if (asked := (end - start) / period) > MOST_POINTS:
            raise combination(
                f"You have requested up to {int(asked):,} datapoints, which exceeds the limit of"
                f" {MOST_POINTS:,}. You may reduce the datapoints requested by increasing Period,"
                " or decreasing the time range."
            )
        for name in extended or ():
            if statistic(name) is None or name in SIMPLE:
                raise NotHere(f"the statistic {name[:40]}")
        known = self._store.found(given, given.get("Unit"))
        now = self._place.now
        shown: list[Json] = [
            self._datapoint(one, given, plain or (), extended or ())
            for one in periods(known, start_of(start, period, now), end, period, now)
        ]
        shown.sort(key=lambda one: sha256(repr(one).encode()).digest())
        return {"Label": given["MetricName"], "Datapoints": shown}

    def _datapoint(
        self, one: Point, given: Given, plain: Sequence[str], extended: Sequence[str]
    ) -> Json:
        body: dict[str, Json] = {"Timestamp": one.at, "Unit": self._store.unit(given)}
        body |= {name: SIMPLE[name](one) for name in plain}
        more: dict[str, Json] = {}
        for name in extended:
            of = statistic(name)
            value = None if of is None else of(one)
            if value is not None:
                more[name] = value
        return {**body, "ExtendedStatistics": more} if more else body


def invalid(text: str) -> AwsError:
    """The refusal of a value that cannot be."""
    return AwsError("InvalidParameterValueException", text, older="InvalidParameterValue")


def combination(text: str) -> AwsError:
    """The refusal of values that cannot be together."""
    return AwsError(
        "InvalidParameterCombinationException", text, older="InvalidParameterCombination"
    )
