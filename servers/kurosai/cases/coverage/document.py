"""The gaps as a document for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kurosai.vocabulary import Json, stamp

if TYPE_CHECKING:
    from kurosai.cases.coverage.gaps import Gaps, LowWay, Unmatched, Wrong
    from kurosai.cases.coverage.using import Alike
    from kurosai.cases.period import Period


def document(gaps: Gaps, period: Period) -> dict[str, Json]:
    """Every gap; `not_told_apart` are unmatched alerts of more signatures than are kept."""
    return {
        "since": stamp(period.since) if period.since else None,
        "until": stamp(period.until) if period.until else None,
        "alerts": gaps.alerts,
        "inquiries": gaps.inquiries,
        "without_entry": [_unmatched(one) for one in gaps.unmatched],
        "not_told_apart": gaps.others,
        "chosen_by_hand": [{**_alike(one), "entry": one.entry} for one in gaps.chosen],
        "left": [_wrong(one) for one in gaps.wrong],
        "graded_low": [_low(one) for one in gaps.low],
        "not_taken": [
            {
                "entry": one.entry,
                "title": one.title,
                "walks": one.walks,
                "exits": [
                    {"decision": way.decision, "label": way.label, "leads_to": way.leads_to}
                    for way in one.exits
                ],
                "exits_in_all": one.in_all,
            }
            for one in gaps.untaken
        ],
        "unused": [
            {"entry": card.id, "title": card.title, "samples": card.samples, "chart": card.chart}
            for card in gaps.unused
        ],
        "without_sample_or_flowchart": gaps.silent,
        "changed": [
            {
                "entry": one.entry,
                "cases_before": one.before,
                "cases_since": one.now,
                "newest_before": one.newest,
                "gone": one.gone,
            }
            for one in gaps.changed
        ],
    }


def _unmatched(one: Unmatched) -> Mapping[str, Json]:
    return {**_alike(one.alike), "matches_now": one.now or None, "looked": one.looked}


def _alike(one: Alike) -> dict[str, Json]:
    at = stamp(one.newest_at) if one.newest_at else None
    return {
        "alerts": one.count,
        "signature": one.signature,
        "what": one.what,
        "newest": one.newest,
        "newest_at": at,
    }


def _wrong(one: Wrong) -> Mapping[str, Json]:
    return {
        "entry": one.entry,
        "cases": one.lefts,
        "edited_since": one.edited,
        "gone": one.gone,
        "reasons": [
            {"case": left.case, "at": stamp(left.at), "branch": left.way, "why": left.why}
            for left in one.reasons
        ],
    }


def _low(one: LowWay) -> Mapping[str, Json]:
    way = one.way
    return {
        "entry": one.entry or None,
        "branch": way.way,
        "ends": way.ends,
        "low": way.low,
        "graded": way.graded,
        "newest": way.newest,
        **{what.replace(" ", "_"): count for what, count in way.remarks.items()},
    }
