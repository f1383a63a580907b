"""What Lambda counts of functions that are asked for more than they may run at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from kurosai.sandbox.aws_kinds.functions import FunctionSettings, Limits
from kurosai.sandbox.aws_kinds.over_time import held
from kurosai.sandbox.derived.steps import (
    Found,
    Window,
    by_minute,
    constant,
    counted,
    moments,
)

_MINUTE: Final = timedelta(minutes=1)
_RUNNING, _THROTTLED, _TAKEN = "ConcurrentExecutions", "Throttles", "Invocations"
Values: TypeAlias = "dict[datetime, float | None]"
"""What a metric is from a time on; None: it has no points."""


def metrics(functions: Mapping[str, FunctionSettings], limits: Limits, window: Window) -> Found:
    """Of each function whose `demand` is told, and of the account: how many run at once, how many
    calls a minute are taken, and how many are throttled. And what went wrong with asynchronous
    events."""
    found = [*_of_functions(functions, limits, window)]
    for name, metric, values in found:
        yield from _measured(name, metric, {"FunctionName": name}, values, window)
    for metric in (_RUNNING, _THROTTLED):
        several = [values for _, one, values in found if one == metric]
        if several:
            yield from _measured("lambda", metric, {}, _sum(several, metric, limits), window)
    yield from _asynchronous(functions, window)


def shares(
    functions: Mapping[str, FunctionSettings], limits: Limits, at: datetime
) -> Mapping[str, int]:
    """How many runs each function with a `demand` has at once at a time.

    What is reserved is its own; the others share what is left, each by what it asks for.
    """
    kept = {
        name: held(one.reserved, at, None)
        for name, one in functions.items()
        if one.reserved is not None
    }
    reserved = {name: one for name, one in kept.items() if one is not None}
    asked = {
        name: held(one.demand, at, 0) for name, one in functions.items() if one.demand is not None
    }
    room = limits.concurrent - sum(reserved.values()) - held(limits.others, at, 0)
    pooled = sum(one for name, one in asked.items() if name not in reserved)
    share = min(1.0, max(room, 0) / pooled) if pooled else 1.0
    return {
        name: min(one, reserved[name]) if name in reserved else int(one * share)
        for name, one in asked.items()
    }


def _of_functions(
    functions: Mapping[str, FunctionSettings], limits: Limits, window: Window
) -> Iterator[tuple[str, str, Values]]:
    """Name, metric and values. What nobody calls has no points."""
    asked = {
        name: window.steps(one.demand) for name, one in functions.items() if one.demand is not None
    }
    if not asked:
        return
    reserved = [
        window.steps(one.reserved) for one in functions.values() if one.reserved is not None
    ]
    times = moments([*asked.values(), *reserved, window.steps(limits.others)])
    running = {at: shares(functions, limits, at) for at in times}
    for name, steps in asked.items():
        calls = _MINUTE / (functions[name].lasts or _MINUTE)
        told: dict[str, Values] = {_RUNNING: {}, _TAKEN: {}, _THROTTLED: {}}
        for at in times:
            if at < min(steps):
                continue
            demand, share = held(steps, at, 0), running[at][name]
            told[_RUNNING][at] = float(share) if demand else None
            told[_TAKEN][at] = float(round(share * calls)) if demand else None
            told[_THROTTLED][at] = float(round((demand - share) * calls)) if demand else None
        yield from ((name, metric, values) for metric, values in told.items())


def _sum(several: list[Values], metric: str, limits: Limits) -> Values:
    """What the account has of it, with what the others run."""
    whole: Values = {}
    for at in moments(several):
        known = [one.get(at) or 0.0 for one in several]
        others = held(limits.others, at, 0) if metric == _RUNNING else 0
        whole[at] = sum(known) + others
    return whole


def _asynchronous(functions: Mapping[str, FunctionSettings], window: Window) -> Found:
    """Events that a function was to get some time and never did, and those that were not handed
    on."""
    for name, one in functions.items():
        lost = "DestinationDeliveryFailures" if one.on_failure else "DeadLetterErrors"
        for metric, told in (("AsyncEventsDropped", one.dropped), (lost, one.undelivered)):
            if told is not None:
                steps = {at: float(value) or None for at, value in window.steps(told).items()}
                yield from _measured(name, metric, {"FunctionName": name}, steps, window)


def _measured(
    name: str,
    metric: str,
    by: Mapping[str, str],
    values: Mapping[datetime, float | None],
    window: Window,
) -> Found:
    if series := by_minute(constant(values), window):
        yield f"{name}.{metric}", counted("AWS/Lambda", metric, by, series)
