"""Several series of which AWS refuses one: the others are asked for without it.

GetMetricData refuses a whole question for one expression that it cannot read, or for one metric
with an impossible name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from kurosai.aws.metrics import metric_plan
from kurosai.aws.wire import errors
from kurosai.aws.wire.metrics import Query, Series
from kurosai.errors import BadInput, Fault, NotConfigured
from kurosai.parallel import each

REFUSED: Final = "Refused"
"""The status, of ours, of a series that could not be asked for; its message says why."""

_Ask: TypeAlias = "Callable[[Sequence[Query]], Sequence[Series]]"


def data(ask: _Ask, queries: Sequence[Query]) -> tuple[Series, ...]:
    """The series of all queries, those that are refused with no value and the reason. Raises what
    `ask` raises where that is about all of them."""
    try:
        return tuple(ask(queries))
    except (BadInput, NotConfigured) as fault:
        if len(queries) == 1 or not _of_one(fault):
            raise
        found = _apart(ask, queries)
        if all(one.status == REFUSED for one in found):
            raise
        return found


def _apart(ask: _Ask, queries: Sequence[Query]) -> tuple[Series, ...]:
    plain = [one for one in queries if not one.expression]
    found = list(_together(ask, plain)) if plain else []
    refused = {one.id for one in found if one.status == REFUSED}
    known = [one for one in plain if one.id not in refused]
    for one in queries:
        if not one.expression:
            continue
        lost = sorted(metric_plan.named(one.expression) & refused)
        if lost:
            found.append(_lost(one, f"it names {', '.join(lost)}, which could not be read"))
            refused.add(one.id)
            continue
        # What it names stands before it, and some functions take all that is asked with it.
        hidden = [replace(other, shown=False) for other in known]
        answered = _each(ask, one, hidden)
        found += answered
        if any(it.status == REFUSED for it in answered):
            refused.add(one.id)
        else:
            known.append(one)
    return tuple(found)


def _together(ask: _Ask, plain: Sequence[Query]) -> Sequence[Series]:
    try:
        return ask(plain)
    except (BadInput, NotConfigured) as fault:
        if not _of_one(fault):
            raise
    return [series for found in each(lambda one: _each(ask, one), plain) for series in found]


def _each(ask: _Ask, one: Query, beside: Sequence[Query] = ()) -> Sequence[Series]:
    try:
        return ask([*beside, one])
    except (BadInput, NotConfigured) as fault:
        if not _of_one(fault):
            raise
        unread = one.expression and isinstance(fault, BadInput)
        form = f"{fault.what.rstrip('.')}. Metric math looks like {metric_plan.MATH}"
        return [_lost(one, form if unread else str(fault))]


def _of_one(fault: Fault) -> bool:
    """Whether it may be about one of several: a setting that is missing is about all."""
    return isinstance(fault, BadInput) or errors.unknown_call(errors.code(fault))


def _lost(one: Query, why: str) -> Series:
    return Series(one.id, "", (), REFUSED, (why,))
