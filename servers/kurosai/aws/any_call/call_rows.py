"""Answers of AWS as rows: one an item, flattened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from kurosai import flatten
from kurosai.aws.any_call import call_counts
from kurosai.vocabulary import Json, Row

MOST_PAIRS = 2_000
"""Of one item; no answer has so many, a picked one could."""


def rows(items: Sequence[Json], rest: Mapping[str, Json]) -> tuple[Row, ...]:
    """One row an item in AWS's order, what all share said once and what most have counted, then
    what stands beside them."""
    told = [pairs(item) for item in items]
    shared = set(told[0]).intersection(*told[1:]) if len(told) > 1 else set[str]()
    found = [
        Row(
            text=" ".join(said),
            brief=" ".join(pair for pair in said if pair not in shared) if shared else "",
        )
        for said in told
    ]
    if shared:
        common = " ".join(pair for pair in told[0] if pair in shared)
        found.insert(0, Row(text=f"in all {len(items)}: {common}"))
    if counted := call_counts.told(told):
        found.insert(1 if shared else 0, Row(text=counted))
    beside = {name: value for name, value in rest.items() if value not in (None, [], {}, "")}
    if not beside:
        return tuple(found)
    if items:
        found.append(Row(text=f"beside them: {' '.join(pairs(beside))}"))
    else:
        found += [Row(text=pair) for pair in pairs(beside)]
    return tuple(found)


def pairs(item: Json) -> list[str]:
    """`a=1 b.c=2` of an item, at most `MOST_PAIRS` of them."""
    if isinstance(item, Mapping | list):
        return list(islice(flatten.pairs(item), MOST_PAIRS))
    return [flatten.scalar(item)]
