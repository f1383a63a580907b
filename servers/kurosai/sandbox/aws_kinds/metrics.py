"""CloudWatch metrics as a scenario tells them: points written out, or series that go on as usual
until something changes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Name, Problem, Recurring, Strict, Time
from kurosai.vocabulary import stamp

Unit = Literal[
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Samples = Annotated[int, Field(ge=1, le=1000)]
Namespace = Annotated[str, StringConstraints(pattern=r"^[^:]{1,255}$")]
Dimension = Annotated[str, StringConstraints(min_length=1, max_length=255)]
MAX_POINTS: Final = 200_000


class StatisticSet(Strict):
    """A point that sums up `count` samples, as an agent or a service sends it."""

    count: Annotated[int, Field(ge=1)]
    sum: Finite
    min: Finite
    max: Finite

    @model_validator(mode="after")
    def _fits(self) -> StatisticSet:
        mean = self.sum / self.count
        if not (self.min <= mean or math.isclose(self.min, mean)):
            raise ValueError("its average is below its min")
        if not (mean <= self.max or math.isclose(mean, self.max)):
            raise ValueError("its average is above its max")
        return self


class Course(Strict):
    """How a series goes from one time `until` another (only then if left out): another value, one
    that goes evenly `to` another, or none at all (`absent`)."""

    until: Time | None = None
    value: Finite | None = None
    to: Finite | None = None
    jitter: Share | None = None
    samples: Samples | None = None
    absent: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Course:
        told = self.model_fields_set - {"until", "absent"}
        if self.absent and told:
            raise ValueError("what is absent has no value")
        if not self.absent and not told:
            raise ValueError("say what differs: value, to, jitter, samples or absent")
        if self.to is not None and self.until is None:
            raise ValueError("`to` needs `until`: when it gets there")
        return self


class MetricSeries(Recurring):
    """Points that are alike: `value`, each sample off by up to the share `jitter` of it."""

    value: Finite
    jitter: Share = 0.0
    samples: Samples = 1
    whole: bool = False
    changes: Mapping[Time, Course] = {}


class Metric(Strict):
    """One metric: what it is called, and its points. `whole` of a series rounds each sample."""

    namespace: Namespace
    name: Dimension
    dimensions: Annotated[Mapping[Dimension, Dimension], Field(max_length=30)] = {}
    unit: Unit = "None"
    values: Mapping[Time, Finite | StatisticSet] = {}
    series: Mapping[Name, MetricSeries] = {}

    @property
    def identity(self) -> Identity:
        """What tells it from all others."""
        return self.namespace, self.name, tuple(sorted(self.dimensions.items()))


Identity: TypeAlias = "tuple[str, str, tuple[tuple[str, str], ...]]"
"""Namespace, name, and dimensions in the order of their names."""


def misfits(metrics: Mapping[str, Metric]) -> Iterator[Problem]:
    """What of metrics cannot be; steps from `metrics` on."""
    seen: dict[Identity, str] = {}
    for key, metric in metrics.items():
        if other := seen.get(metric.identity):
            yield ("metrics", key), f"the same namespace, name and dimensions as {other!r}"
        seen[metric.identity] = key
        if not metric.values and not metric.series:
            yield ("metrics", key), "it has no points: write values, series or both"
        for name, series in metric.series.items():
            for at, text in _courses(series):
                yield ("metrics", key, "series", name, *at), text


def _courses(series: MetricSeries) -> Iterator[Problem]:
    if (series.last - series.first) / series.every > MAX_POINTS:
        yield ("every",), f"more than {MAX_POINTS:,} points"
    if series.last < series.first:
        yield ("last",), "it ends before it begins"
    spans = sorted((at, one.until or at) for at, one in series.changes.items())
    for at, until in spans:
        if not series.first <= at <= series.last:
            yield ("changes", stamp(at)), "the series has no point at this time"
        if until < at:
            yield ("changes", stamp(at), "until"), "before the change begins"
    for (_, until), (at, _) in pairwise(spans):
        if at <= until:
            yield ("changes", stamp(at)), f"the change before it goes on until {stamp(until)}"


def course_at(series: MetricSeries, at: datetime) -> tuple[datetime, Course] | None:
    """The change of a series that holds at a time, with when it began."""
    for begun, one in series.changes.items():
        if begun <= at <= (one.until or begun):
            return begun, one
    return None
