"""What throttles a Lambda function: its own reservation, or whoever uses up the account's runs.

AWS counts all functions of an account and region against one limit, less what is reserved: then the
function that is throttled is seldom the one that has to be looked at.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
RUNS: Final = "ConcurrentExecutions"
LIMITED: Final = ("Throttles", RUNS)
"""The metrics of a function, or of the account, that a limit of runs is behind."""

REACH: Final = timedelta(minutes=15)
MOST: Final = 500
"""So many series one GetMetricData takes."""

NAMED: Final = 3
FULL: Final = 0.9
"""With a smaller share of the runs in use than this, they are not used up, however short it was."""

PERIOD: Final = 300
"""Seconds; CloudWatch keeps it for 63 days."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one question brought: `unreserved` runs that all may share, the most that the account
    `used` at once, and how many the function has `reserved`; None where that was not asked."""

    suspects: Suspects
    unreserved: int | None = None
    used: float | None = None
    reserved: int | None = None


def of(
    metrics: Metrics, limits: Concurrency, function: str, at: datetime, now: datetime
) -> Suspects:
    """The limits as they are now and who had most runs around a time: each asked beside the others,
    none without the others' answers. `function` is the one that was throttled, "" for none. Where
    it has runs of its own, or the account had room, no other function is suspected."""
    middle = at.replace(second=0, microsecond=0)
    window = Window.clipped(middle - REACH, middle + REACH, now)
    asks: list[tuple[str, Callable[[], _Answer]]] = [
        ("Lambda for the limit of runs", lambda: _account(limits)),
        ("AWS/Lambda for who ran most", lambda: _busiest(metrics, window)),
    ]
    if function:
        place = f"Lambda for the runs that {function} has reserved"
        asks.insert(0, (place, lambda: _reserved(limits, function)))

    def ask(one: tuple[str, Callable[[], _Answer]]) -> _Answer:
        place, find = one
        try:
            return find()
        except FAILURES as error:
            return _Answer(Suspects(looks=(failed_look.at(place, error),)))

    found = Suspects()
    answers = each(ask, asks)
    for one in answers:
        found = found.and_of(one.suspects)
    unreserved = next((one.unreserved for one in answers if one.unreserved is not None), None)
    used = next((one.used for one in answers if one.used is not None), None)
    own = any(one.reserved is not None for one in answers)
    if used is not None and unreserved is not None and used < FULL * unreserved:
        room = f"the account has room: {used:,.0f} of {unreserved:,} runs at once {window}"
        return replace(found, functions=(), told=(room, *found.told))
    return replace(found, functions=()) if own else found


def _reserved(limits: Concurrency, function: str) -> _Answer:
    most = limits.reserved(function)
    if most is None:
        told = f"lambda:{function} has no runs reserved now: it shares those that nobody reserved"
    else:
        told = f"lambda:{function} has {most:,} runs at once reserved now, and may have no more"
    return _Answer(Suspects(told=(told,)), reserved=most)


def _account(limits: Concurrency) -> _Answer:
    found = limits.account()
    told = f"the account may have {found.most:,} runs at once now, {found.unreserved:,} unreserved"
    return _Answer(Suspects(told=(told,)), unreserved=found.unreserved)


def _busiest(metrics: Metrics, window: Window) -> _Answer:
    """Who ran most at once: of all functions, for SEARCH brings the first hundred it finds."""
    known = metrics.known(NAMESPACE, RUNS)
    names = [
        one.dimensions[0][1]
        for one in known.names
        if len(one.dimensions) == 1 and one.dimensions[0][0] == "FunctionName"
    ]
    if not names:
        return _Answer(Suspects(told=("no function has a metric of its runs",)))
    asked = [
        Query(
            id=f"c{number}",
            period=PERIOD,
            namespace=NAMESPACE,
            name=RUNS,
            dimensions=(("FunctionName", name),) if name else (),
            statistic="Maximum",
        )
        # Without a function it is that of the account.
        for number, name in enumerate(["", *names[: MOST - 1]])
    ]
    series = metrics.data(asked, window)
    by_id = {one.id: name for one, name in zip(asked, ["", *names], strict=False)}
    peaks = {by_id[one.id]: max(v for _, v in one.points) for one in series if one.points}
    used = peaks.pop("", None)
    whole = known.complete and len(names) < MOST
    whole = whole and all(one.status == "Complete" for one in series)
    look = Look("AWS/Lambda for who ran most", Coverage.PARTIAL, "not all functions were compared")
    looks = () if whole else (look,)
    if not peaks:
        return _Answer(Suspects(told=(f"by its metric no function ran {window}",), looks=looks))
    first = sorted(peaks, key=lambda name: (-peaks[name], name))[:NAMED]
    told = ", ".join(f"lambda:{name} {peaks[name]:,.0f}" for name in first)
    said = f"most runs at once {window}: {told}"
    return _Answer(Suspects(tuple(first[:1]), (said,), looks=looks), used=used)
