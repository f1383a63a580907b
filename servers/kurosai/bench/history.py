"""An earlier run of the benchmark, and what is better or worse since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kurosai.errors import BadInput

if TYPE_CHECKING:
    from kurosai.bench.conclusions.layer import Layer
    from kurosai.vocabulary import Json

_WORSE = -0.005
"""Of a share: less is a rounding."""


def read(path: Path) -> Mapping[str, Json]:
    """A run as `--json` wrote it. BadInput for anything else."""
    try:
        body = json.loads(path.read_text("utf-8"))
        _by_scenario(body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            f"{path} is no earlier result ({type(error).__name__}).",
            "Name a file that `kurosai bench --json` wrote.",
        ) from None
    return cast("Mapping[str, Json]", body)


def write(path: Path, run: Mapping[str, Json]) -> None:
    """Keep a run. BadInput where that cannot be written."""
    try:
        path.write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error}.", "Name another file.") from None


def brief(layer: Layer) -> dict[str, Json]:
    """Of the layer of conclusions what is compared: counts, without the texts."""
    return {
        "scenarios": list(layer.scenarios),
        "seed": layer.seed,
        "good": len(layer.goods),
        "false_blocks": layer.false_blocks,
        "false_warnings": layer.false_warnings,
        "claimed": len(layer.claimed),
        "caught": layer.caught,
        "kinds": {
            row.name: {"claim": row.claim, "n": row.n, "caught": row.caught}
            for row in layer.by_kind()
        },
    }


def of_those(run: Mapping[str, Json], measured: Mapping[str, Json]) -> dict[str, Json]:
    """A run with only the scenarios that the other one has measured."""
    known = _by_scenario(measured)
    rows: list[Json] = [dict(row) for name, row in _by_scenario(run).items() if name in known]
    return {**run, "rows": rows}


def differences(now: Mapping[str, Json], before: Mapping[str, Json]) -> Iterator[tuple[str, bool]]:
    """What changed against an earlier run, in words, and whether it is worse."""
    yield from _conclusions(now.get("conclusions"), before.get("conclusions"))
    olds, news = _by_scenario(before), _by_scenario(now)
    for name in sorted(olds.keys() - news.keys()):
        yield f"{name}: no longer measured", True
    for name, new in news.items():
        old = olds.get(name)
        if old is None:
            yield f"{name}: new", False
            continue
        for key in ("within", "by_calls", "by_kilobytes"):
            for bound, value in cast("Mapping[str, float]", new[key]).items():
                was = cast("Mapping[str, float]", old[key]).get(bound, value)
                if value != was:
                    yield f"{name} {key} {bound}: {was:.0%} -> {value:.0%}", value - was < _WORSE
        for key in _COMPARED:
            if new[key] != old[key]:
                yield f"{name} {key}: {old[key]} -> {new[key]}", _worse(key, old[key], new[key])
        size, was_size = cast("int", new["bytes"]), cast("int", old["bytes"])
        if abs(size - was_size) > 0.05 * was_size:
            yield f"{name} bytes: {was_size:,} -> {size:,}", False


def _conclusions(now: Json, before: Json) -> Iterator[tuple[str, bool]]:
    """What the check of a conclusion catches more or less of, kind by kind."""
    if not isinstance(before, Mapping):
        return
    if not isinstance(now, Mapping):
        yield "conclusions: no longer measured", True
        return
    for name in ("false_blocks", "false_warnings"):
        new, old = cast("int", now[name]), cast("int", before[name])
        if new != old:
            yield f"conclusions {name}: {old} -> {new}", new > old
    olds = cast("Mapping[str, Mapping[str, Json]]", before["kinds"])
    news = cast("Mapping[str, Mapping[str, Json]]", now["kinds"])
    for kind in dict.fromkeys((*news, *olds)):
        row = news.get(kind, {})
        new_rate, old_rate = _rate(row), _rate(olds.get(kind, {}))
        if old_rate is None:
            continue
        if new_rate is None:
            yield f"conclusions {kind}: no longer tried", True
        elif new_rate != old_rate:
            worse = row["claim"] != "none" and new_rate - old_rate < _WORSE
            yield f"conclusions {kind}: {old_rate:.1%} -> {new_rate:.1%} caught", worse


def _rate(row: Mapping[str, Json]) -> float | None:
    """The share that was caught; None where nothing was tried."""
    tried = cast("int", row.get("n", 0))
    return cast("int", row["caught"]) / tried if tried else None


def _by_scenario(run: Mapping[str, Json]) -> dict[str, Mapping[str, Json]]:
    rows = cast("Sequence[Mapping[str, Json]]", run["rows"])
    return {str(one["scenario"]): one for one in rows}


_COMPARED = ("entry", "path", "changed", "faults", "leaks", "missing", "refused", "misleading")
_ENTRIES: Sequence[Json] = ("right", "listed", "later", "missed", "wrong")
"""Best first: matched, named among others, found only later, not found, another one followed."""

_GOOD: Mapping[str, Sequence[Json]] = {"path": ("same", ""), "changed": ("",)}


def _worse(key: str, old: Json, new: Json) -> bool:
    if key in ("faults", "leaks", "missing"):
        return len(cast("Sequence[str]", new)) > len(cast("Sequence[str]", old))
    if key == "refused":
        return cast("int", new) > cast("int", old)
    if key == "misleading":
        # A share of what few facts say: it moves with every good change, too.
        return False
    if key == "entry":
        return _rank(new) > _rank(old)
    good = _GOOD[key]
    return old in good and new not in good


def _rank(entry: Json) -> int:
    """The place of an entry; one that nobody knows is the last."""
    known = "right" if entry == "rightly none" else entry
    return _ENTRIES.index(known) if known in _ENTRIES else len(_ENTRIES)
