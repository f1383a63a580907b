"""`world.aws.metrics` of a scenario, from the values that were kept: a point for each period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from kurosai.vocabulary import moment, stamp

Tree: TypeAlias = dict[Any, Any]
Statistics: TypeAlias = "dict[str, float]"
_PLAIN = ("Average", "Sum", "Minimum", "Maximum")


def metrics(series: Iterable[Mapping[str, Any]]) -> Tree:
    """Each metric with the values of all its series, those of the shortest periods first."""
    found: dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[datetime, Statistics]] = {}
    for one in sorted(series, key=lambda one: int(one["period"])):
        dimensions = tuple(sorted(dict(one["dimensions"]).items()))
        points = found.setdefault((one["namespace"], one["name"], dimensions), {})
        step = timedelta(seconds=int(one["period"]))
        inside = sorted(points)
        for at, value in _values(one, step):
            # A value that sums up others that were read is none besides them.
            if at in points or not any(at <= other < at + step for other in inside):
                points.setdefault(at, {})[str(one["statistic"])] = value
    return {
        f"m{number}": {
            "namespace": namespace,
            "name": name,
            **({"dimensions": dict(dimensions)} if dimensions else {}),
            "values": {stamp(at): _point(told) for at, told in sorted(points.items())},
        }
        for number, ((namespace, name, dimensions), points) in enumerate(found.items(), 1)
    }


def _values(one: Mapping[str, Any], step: timedelta) -> Iterator[tuple[datetime, float]]:
    start = moment(str(one["start"]))
    for number, value in enumerate(one["values"]):
        if value is not None:
            yield start + number * step, float(value)


def _point(told: Statistics) -> float | Tree:
    """One sample where one statistic is known; else samples that have all of them."""
    plain = {name: told[name] for name in _PLAIN if name in told}
    if "SampleCount" not in told and len(plain) < 2:
        return next(iter(plain.values() or told.values()))
    average = plain.get("Average")
    count = round(told.get("SampleCount", 0))
    if not count and "Sum" in plain and average:
        count = round(plain["Sum"] / average)
    count = max(1, count)
    total = plain.get("Sum", average * count if average is not None else None)
    if total is None:
        total = count * plain.get("Maximum", plain.get("Minimum", 0.0))
    mean = total / count
    least, most = plain.get("Minimum", mean), plain.get("Maximum", mean)
    return {"count": count, "sum": total, "min": min(least, mean), "max": max(most, mean)}
