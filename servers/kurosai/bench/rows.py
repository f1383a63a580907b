"""What the benchmark keeps of each scenario, and what it adds up to: plain values, as JSON too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import TYPE_CHECKING

from kurosai.bench.curve import AIMS, CALLS, KILOBYTES, Curve

if TYPE_CHECKING:
    from kurosai.bench.hints import Followed
    from kurosai.vocabulary import Json


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario. Shares are 0 to 1, keyed by the bound: calls, kilobytes, or both (`6/16`).

    `plain_...` is the same of the baseline. `missing` are decisive facts that were never read.
    """

    scenario: str
    title: str
    kind: str
    language: str
    blind: bool
    facts: int
    by_calls: Mapping[str, float]
    by_kilobytes: Mapping[str, float]
    within: Mapping[str, float]
    misleading: float
    missing: tuple[str, ...]
    calls: int
    bytes: int
    refused: int
    entry: str
    path: str
    faults: tuple[str, ...]
    leaks: tuple[str, ...]
    changed: str
    plain_by_calls: Mapping[str, float]
    plain_by_kilobytes: Mapping[str, float]
    plain_within: Mapping[str, float]
    plain_bytes: int
    plain_calls: int

    @property
    def honest(self) -> bool:
        """Whether every word was true, nothing leaked, and a second run said the same."""
        return not self.faults and not self.leaks and not self.changed


def row(followed: Followed) -> Row:
    """The row of a scenario that was followed."""
    scenario, curve, plain = followed.scenario, followed.curve, followed.plain
    return Row(
        scenario=scenario.id,
        title=scenario.title,
        kind=scenario.arrives.kind,
        language=scenario.arrives.language,
        blind=scenario.blind,
        facts=len(curve.decisive),
        by_calls=_by_calls(curve),
        by_kilobytes=_by_kilobytes(curve),
        within=_within(curve),
        misleading=curve.misleading(calls=AIMS[-1][0]),
        missing=curve.missing,
        calls=followed.calls,
        bytes=followed.bytes,
        refused=followed.refused,
        entry=followed.entry,
        path=followed.path,
        faults=followed.faults,
        leaks=followed.leaks,
        changed=followed.changed,
        plain_by_calls=_by_calls(plain),
        plain_by_kilobytes=_by_kilobytes(plain),
        plain_within=_within(plain),
        plain_bytes=plain.points[-1].bytes,
        plain_calls=len(plain.points),
    )


def _by_calls(curve: Curve) -> dict[str, float]:
    return {str(calls): round(curve.share(calls=calls), 4) for calls in CALLS}


def _by_kilobytes(curve: Curve) -> dict[str, float]:
    return {str(size): round(curve.share(kilobytes=size), 4) for size in KILOBYTES}


def _within(curve: Curve) -> dict[str, float]:
    return {
        f"{calls}/{size}": round(curve.share(calls=calls, kilobytes=size), 4)
        for calls, size, _ in AIMS
    }


def totals(rows: Sequence[Row]) -> dict[str, Json]:
    """What some rows come to: means of shares over scenarios, counts of the rest."""
    if not rows:
        return {"scenarios": 0}
    found: dict[str, Json] = {"scenarios": len(rows), "facts": sum(one.facts for one in rows)}
    for name in ("by_calls", "by_kilobytes", "within"):
        for prefix in ("", "plain_"):
            shares: list[Mapping[str, float]] = [getattr(one, prefix + name) for one in rows]
            found[prefix + name] = {
                bound: round(mean(share[bound] for share in shares), 4) for bound in shares[0]
            }
    walked = [one for one in rows if one.path]
    return found | {
        "misleading": round(mean(one.misleading for one in rows), 4),
        "calls": round(mean(one.calls for one in rows), 2),
        "bytes": round(mean(one.bytes for one in rows)),
        "plain_calls": round(mean(one.plain_calls for one in rows), 2),
        "plain_bytes": round(mean(one.plain_bytes for one in rows)),
        "entry_right": sum(one.entry in ("right", "rightly none") for one in rows),
        "entry_listed": sum(one.entry == "listed" for one in rows),
        "entry_wrong": sum(one.entry == "wrong" for one in rows),
        "paths": len(walked),
        "paths_same": sum(one.path == "same" for one in walked),
        "refused": sum(one.refused for one in rows),
        "true": sum(not one.faults for one in rows),
        "tight": sum(not one.leaks for one in rows),
        "honest": sum(one.honest for one in rows),
        "repeated": sum(not one.changed for one in rows),
    }


def _told(row: Row) -> dict[str, Json]:
    """A row as JSON has it, so that it equals one that was read back."""
    told: dict[str, Json] = json.loads(json.dumps({**asdict(row), "honest": row.honest}))
    return told


def as_json(rows: Sequence[Row]) -> dict[str, Json]:
    """Rows and totals: all, those of blind authors, the others."""
    blind = [one for one in rows if one.blind]
    return {
        "rows": [_told(one) for one in rows],
        "totals": {
            "all": totals(rows),
            "blind": totals(blind),
            "others": totals([one for one in rows if not one.blind]),
        },
    }
