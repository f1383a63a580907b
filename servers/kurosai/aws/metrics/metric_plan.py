"""The lines that were asked for as the queries that answer them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kurosai.aws.metrics import metric_shorthand
from kurosai.aws.metrics.metric_item import Item
from kurosai.aws.metrics.metric_periods import Periods
from kurosai.aws.wire.metrics import Query
from kurosai.errors import BadInput

MOST_SERIES: Final = 20
_ID: Final = re.compile(r"\bm(\d+)\b")
_TEXT: Final = r"(?:'[^']*'|\"[^\"]*\")"
_SEARCH: Final = re.compile(rf"\bSEARCH\(\s*{_TEXT}\s*,\s*{_TEXT}\s*,\s*(\d{{1,6}})\s*\)")
MATH: Final = (
    "FILL(m1, 0), RATE(m1), SUM([m1, m2]), IF(m1 > 5, 1, 0), "
    "SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum')"
)
"""Forms of expressions."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One series that was asked for, by its id."""

    id: str
    item: Item


def plan(lines: Sequence[str], arn: Callable[[str, str], str]) -> tuple[Asked, ...]:
    """What the lines ask for, m1, m2, ... in their order, each once but for what is compared with
    several limits. Raises BadInput for what is none."""
    found: list[Asked] = []
    # An expression names what stands before it by its number: there everything keeps its place.
    numbered = any(line.lstrip().startswith("=") for line in lines)
    for line in lines:
        alone = metric_shorthand.is_alone(line)
        for item in metric_shorthand.items(line, arn):
            same = next((n for n, one in enumerate(found) if _is_same(one.item, item)), None)
            if same is not None and (alone or not numbered):
                if item.limit is None or item == found[same].item:
                    # Asked for before, perhaps with its limit.
                    continue
                if found[same].item.limit is None:
                    found[same] = replace(found[same], item=item)
                    continue
            if item.expression:
                _check(item.expression, len(found))
            found.append(Asked(f"m{len(found) + 1}", item))
    if not found:
        raise BadInput("No metric was named.", "Give lambda:NAME, sqs:NAME, or a metric.")
    if len(found) > MOST_SERIES:
        raise BadInput(f"These are {len(found)} series.", f"Ask for {MOST_SERIES} at most.")
    return tuple(found)


def _is_same(one: Item, other: Item) -> bool:
    return replace(one, limit=None, period=0) == replace(other, limit=None, period=0)


def period(asked: Sequence[Asked]) -> int:
    """The period (seconds) that limits and searches are of; 0 where none is said. Raises BadInput
    for several: one answer has one."""
    named = sorted({length for one in asked for length in _named(one.item)} - {0})
    if len(named) > 1:
        told = " and ".join(f"{one}s" for one in named)
        raise BadInput(f"These limits and searches are of {told}.", "Ask for each period apart.")
    return named[0] if named else 0


def _named(item: Item) -> list[int]:
    return [item.period, *map(int, _SEARCH.findall(item.expression))]


def check_searches(asked: Sequence[Asked], periods: Periods) -> None:
    """Raises BadInput for a SEARCH whose own period is not the one that is read: its values would
    be taken for others."""
    for one in asked:
        for found in _SEARCH.findall(one.item.expression):
            if int(found) != periods.length:
                raise BadInput(
                    f"={one.item.expression[:200]} searches by {found} s, and this window can be "
                    f"read by {periods.length} s.",
                    "Leave the period out of SEARCH, or ask for a shorter or younger window.",
                )


def queries(asked: Sequence[Asked], period: int) -> list[Query]:
    """The queries of all of them with one period (seconds)."""
    return [
        Query(
            id=one.id,
            period=period,
            expression=one.item.expression,
            namespace=one.item.namespace,
            name=one.item.name,
            dimensions=one.item.dimensions,
            statistic=one.item.statistic,
        )
        for one in asked
    ]


def named(expression: str) -> set[str]:
    """The ids of the series that an expression names."""
    # What is quoted is a text to search for, and may hold anything.
    return {match[0] for match in _ID.finditer(re.sub(_TEXT, "''", expression))}


def explained(asked: Sequence[Asked], fault: BadInput) -> BadInput:
    """Why AWS could not read an expression, with what stands behind its names."""
    known = "; ".join(f"{one.id} is {one.item}" for one in asked)
    return BadInput(f"{fault.what.rstrip('.')}.", f"Here {known}. Metric math looks like {MATH}.")


def _check(expression: str, before: int) -> None:
    # What is quoted is a text to search for, and may hold anything.
    for match in _ID.finditer(re.sub(_TEXT, "''", expression)):
        if not 1 <= int(match[1]) <= before:
            have = f"m1 to m{before}" if before > 1 else "m1" if before else "none"
            raise BadInput(
                f"={expression[:200]} names {match[0]}, and the series before it are {have}.",
                "Name in it only what stands before it; a resource alone stands for several.",
            )
