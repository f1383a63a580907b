"""Answers of AWS as rows: one an item, flattened, and what would have been shorter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

from kurosai import flatten
from kurosai.aws.any_call import call_counts
from kurosai.vocabulary import Json, Row

MOST_PAIRS = 2_000
"""Of one item; no answer has so many, a picked one could."""

_TELLING = ("id", "name", "arn", "state", "status", "type", "time", "date", "reason", "code", "at")
_MOST_PICKED = 6


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


def suggestion(items: Sequence[Json], path: str) -> str:
    """`fields` that make rows like these short: ids, names, states, times; "" for none."""
    item = items[0] if items else None
    for _ in range(3):
        if not isinstance(item, Mapping):
            return ""
        inner = _main_list(item)
        if not inner:
            break
        path, item = f"{path}.{inner}[]", cast("Sequence[Json]", item[inner])[0]
    if not isinstance(item, Mapping):
        return ""
    leaves = dict(islice(_leaves(item), 200))
    ranked = sorted(leaves, key=lambda name: (_rank(leaves[name]), leaves[name].count(".")))
    picked = [name for name in ranked if _rank(leaves[name]) < len(_TELLING)][:_MOST_PICKED]
    body = ",".join(f"{name}:{leaves[name]}" for name in picked)
    return f"{path}.{{{body}}}" if len(picked) > 1 else ""


def pairs(item: Json) -> list[str]:
    """`a=1 b.c=2` of an item, at most `MOST_PAIRS` of them."""
    if isinstance(item, Mapping | list):
        return list(islice(flatten.pairs(item), MOST_PAIRS))
    return [flatten.scalar(item)]


def _main_list(item: Mapping[str, Json]) -> str:
    """The list of objects that is more than all else of the item: Instances of a reservation."""
    sizes = {
        name: len(pairs(value))
        for name, value in item.items()
        if isinstance(value, list) and value and isinstance(value[0], Mapping)
    }
    # What has a state of its own is what was asked for: a reservation has none, a task has.
    if any("state" in name.lower() or "status" in name.lower() for name in item):
        return ""
    best = max(sizes, key=lambda name: sizes[name], default="")
    return best if best.isidentifier() and sizes[best] * 2 > len(pairs(item)) else ""


def _leaves(item: Mapping[str, Json], path: str = "") -> Iterator[tuple[str, str]]:
    """A short name and the path of each plain value, two levels deep."""
    for name, value in item.items():
        if not name.isidentifier():
            continue
        where = f"{path}.{name}".lstrip(".")
        if isinstance(value, Mapping):
            if not path:
                yield from _leaves(value, where)
        elif not isinstance(value, list):
            yield where.replace(".", ""), where


def _rank(path: str) -> int:
    last = path.rpartition(".")[2].lower()
    whole = path.lower()
    for rank, word in enumerate(_TELLING):
        if last.endswith(word) or (word in ("state", "status") and word in whole):
            return rank
    return len(_TELLING)
