"""Counted grades as a document for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from kurosai.cases.grade import AXES, WHOLE
from kurosai.cases.grades.counting import Counted, Group, Kind, Low
from kurosai.vocabulary import Json, stamp

if TYPE_CHECKING:
    from kurosai.cases.grades.tally import Tally

RULE: Final = (
    "A case counts once. Each axis is the middle of what its graders last gave (of two the lower); "
    "the whole is its lowest axis. As good: 3 or 4. Weeks begin on Monday in JST, by when the case "
    "was opened."
)
"""How the numbers come about, for whoever reads them."""


def document(counted: Counted) -> dict[str, Json]:
    """Shares are 0 to 1, null of nothing; `few` marks those of so few that they mislead."""
    period = counted.period
    return {
        "rule": RULE,
        "since": stamp(period.since) if period.since else None,
        "until": stamp(period.until) if period.until else None,
        "entry": counted.entry or None,
        "kinds": {kind.name: _kind(kind) for kind in counted.kinds},
        "low": [_low(one) for one in counted.low],
        "low_in_all": counted.low_in_all,
    }


def _kind(kind: Kind) -> Mapping[str, Json]:
    by = {by: [_group(by, one) for one in groups] for by, groups in kind.groups.items()}
    return {**_tally(kind.all), "by": by}


def _group(by: str, group: Group) -> Mapping[str, Json]:
    first, *way = group.key
    if by != "branch":
        return {by: first, **_tally(group.tally)}
    return {"entry": first, "branch": "".join(way), "ends": group.end, **_tally(group.tally)}


def _tally(tally: Tally) -> dict[str, Json]:
    return {
        "concluded": tally.cases,
        "graded": tally.graded,
        "few": tally.share().few,
        "waived": tally.waived,
        "corrected": tally.corrected,
        "graded_early": tally.early,
        "axes": {axis: _axis(tally, axis) for axis in (*AXES, WHOLE)},
    }


def _axis(tally: Tally, axis: str) -> Mapping[str, Json]:
    share = tally.share(axis)
    low, high = share.interval
    return {
        "grades": {str(level): count for level, count in tally.counts[axis].items()},
        "as_good": share.good,
        "share": None if share.value is None else round(share.value, 4),
        "interval_95": [round(low, 4), round(high, 4)],
    }


def _low(low: Low) -> Mapping[str, Json]:
    return {
        "case": low.case,
        "opened_at": stamp(low.opened_at),
        "kind": low.kind,
        "entry": low.entry or None,
        "branch": low.way,
        "grades": dict(low.marks),
        "comments": list(low.comments),
        "remarks": list(low.remarks),
    }
