"""What throttles a Lambda function: its own reservation, or whoever uses up the account's runs.

AWS counts all functions of an account and region against one limit, less what is reserved: then the
function that is throttled is seldom the one that has to be looked at.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Concurrency, Metrics
from kurosai.aws.suspects.suspects import Suspects
from kurosai.aws.wire.metrics import Query
from kurosai.parallel import each
from kurosai.vocabulary import Coverage, Look, Window

NAMESPACE: Final = "AWS/Lambda"
LIMITED: Final = ("Throttles", "ConcurrentExecutions")
"""The metrics of a function, or of the account, that a limit of runs is behind."""

REACH: Final = timedelta(minutes=15)
MOST: Final = 500
"""So many series one GetMetricData takes."""

NAMED: Final = 3
PERIOD: Final = 300
"""Seconds; CloudWatch keeps it for 63 days."""


def of(
    metrics: Metrics, limits: Concurrency, function: str, at: datetime, now: datetime
) -> Suspects:
    """The limits as they are now and who had most runs around a time: each asked beside the others,
    none without the others' answers. `function` is the one that was throttled, "" for none."""
    middle = at.replace(second=0, microsecond=0)
    window = Window.clipped(middle - REACH, middle + REACH, now)
    asks: list[tuple[str, Callable[[], Suspects]]] = [
        ("Lambda for the limit of runs", lambda: _account(limits)),
        ("AWS/Lambda for who ran most", lambda: _busiest(metrics, window)),
    ]
    if function:
        place = f"Lambda for the runs that {function} has reserved"
        asks.insert(0, (place, lambda: _reserved(limits, function)))

    def ask(one: tuple[str, Callable[[], Suspects]]) -> Suspects:
        place, find = one
        try:
            return find()
        except FAILURES as error:
            return Suspects(looks=(failed_look.at(place, error),))

    found = Suspects()
    for one in each(ask, asks):
        found = found.and_of(one)
    return found


def _reserved(limits: Concurrency, function: str) -> Suspects:
    most = limits.reserved(function)
    if most is None:
        told = f"lambda:{function} has no runs reserved now: it shares those that nobody reserved"
    else:
        told = f"lambda:{function} has {most:,} runs at once reserved now, and may have no more"
    return Suspects(told=(told,))


def _account(limits: Concurrency) -> Suspects:
    found = limits.account()
    told = f"the account may have {found.most:,} runs at once now, {found.unreserved:,} unreserved"
    return Suspects(told=(told,))


def _busiest(metrics: Metrics, window: Window) -> Suspects:
    """Who ran most at once: of all functions, for SEARCH brings the first hundred it finds."""
    known = metrics.known(NAMESPACE, "ConcurrentExecutions")
    names = [
        one.dimensions[0][1]
        for one in known.names
        if len(one.dimensions) == 1 and one.dimensions[0][0] == "FunctionName"
    ]
    if not names:
        return Suspects(told=("no function has a metric of its runs",))
    asked = [
        Query(
            id=f"c{number}",
            period=PERIOD,
            namespace=NAMESPACE,
            name="ConcurrentExecutions",
            dimensions=(("FunctionName", name),),
            statistic="Maximum",
        )
        for number, name in enumerate(names[:MOST])
    ]
    series = metrics.data(asked, window)
    by_id = {one.id: name for one, name in zip(asked, names, strict=False)}
    peaks = {by_id[one.id]: max(v for _, v in one.points) for one in series if one.points}
    whole = known.complete and len(names) <= MOST
    whole = whole and all(one.status == "Complete" for one in series)
    look = Look("AWS/Lambda for who ran most", Coverage.PARTIAL, "not all functions were compared")
    looks = () if whole else (look,)
    if not peaks:
        return Suspects(told=(f"by its metric no function ran {window}",), looks=looks)
    first = sorted(peaks, key=lambda name: (-peaks[name], name))[:NAMED]
    told = ", ".join(f"lambda:{name} {peaks[name]:,.0f}" for name in first)
    return Suspects(tuple(first[:1]), (f"most runs at once {window}: {told}",), looks=looks)
