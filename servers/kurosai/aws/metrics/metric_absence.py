"""A series without a value: nothing in this window, no such metric, or not to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Final

from kurosai.aws.failed_look import FAILURES
from kurosai.aws.metrics import metric_shorthand
from kurosai.aws.metrics.metric_item import Item
from kurosai.aws.platform import Metrics
from kurosai.aws.wire.metrics import MetricName

LISTED: Final = timedelta(days=14)
"""ListMetrics knows what had data within so long."""

MOST_NEAR: Final = 4


@dataclass(frozen=True, slots=True)
class Why:
    """Why there is no value; `unknown`: nothing at all has a metric of this name, which may be
    wrong; `lost`: what would tell could not be read."""

    told: str
    unknown: bool = False
    lost: str = ""


def why(metrics: Metrics, item: Item, end: datetime, now: datetime) -> Why:
    """Why a series has no value in a window that ends so."""
    if item.searches:
        return Why("the search found no series with a value in this window")
    if item.expression:
        return Why("the expression has no value in this window")
    try:
        there = metrics.known(item.namespace, item.name, item.dimensions)
        if any(set(one.dimensions) == set(item.dimensions) for one in there.names):
            return Why("the metric exists and has no data in this window (no data is not zero)")
        alike = metrics.known(item.namespace, item.name).names
        near = _told(_near(item, alike)) or _others(metrics, item)
    except FAILURES as error:
        lost = f"whether there is such a metric is not known: {error}"
        return Why(f"no data in this window; {lost}", lost=lost)
    if not there.complete:
        lost = f"it is not among the first {len(there.names)}, and there are more"
        told = f"no data in this window; whether there is such a metric: {lost}{near}"
        return Why(told, lost=lost)
    if now - end > LISTED:
        return Why(f"no data; such a metric had none in the last 14 days either{near}")
    if alike or metric_shorthand.is_metric(item.namespace, item.name):
        # What never failed has no metric of its failures: that is an answer, and no wrong name.
        return Why(f"no data in this window, nor any in the last 14 days (not zero){near}")
    return Why(f"there is no such metric (none had data in the last 14 days){near}", unknown=True)


def _others(metrics: Metrics, item: Item) -> str:
    """Where nothing has the metric, what else there is. Of a name that AWS has what the thing has
    itself, or things of that kind with data, as its own name may be written wrong."""
    there = metrics.known(item.namespace).names
    if not metric_shorthand.is_metric(item.namespace, item.name):
        return _told(_named(item, there))
    own = [one for one in there if set(one.dimensions) == set(item.dimensions)]
    if own:
        return f"; of it there are {', '.join(_named(item, own))}"
    return _told(_near(item, there))


def _told(near: Sequence[str]) -> str:
    return f"; there are {', '.join(near)}" if near else ""


def _near(item: Item, there: Sequence[MetricName]) -> list[str]:
    """The same metric with other dimensions, the most similar first."""
    wanted = _pairs(item.dimensions)
    return _best([_pairs(one.dimensions) for one in there], wanted)


def _named(item: Item, there: Sequence[MetricName]) -> list[str]:
    """Other metrics of the namespace, the most similar names first."""
    return _best([one.name for one in there], item.name)


def _best(names: Sequence[str], wanted: str) -> list[str]:
    scored = {name: SequenceMatcher(None, wanted, name).ratio() for name in names}
    near = sorted(scored.items(), key=lambda one: (-one[1], one[0]))
    return [name for name, _ in near[:MOST_NEAR]]


def _pairs(dimensions: Sequence[tuple[str, str]]) -> str:
    return (
        " ".join(f"{key}={value}" for key, value in sorted(dimensions)) or "one without dimensions"
    )
