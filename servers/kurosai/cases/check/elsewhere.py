"""Readings that a conclusion means and may not rest on: made for another case, or for none.

A fault that says "stands in no evidence" would be wrong for whoever has just read it. What he needs
to know is which reading holds it, and that it counts as soon as it is cited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai.cases import scope
from kurosai.cases.check import claims
from kurosai.cases.faults import Finding, short

if TYPE_CHECKING:
    from kurosai.cases.basis import Basis
    from kurosai.cases.judgement import Judgement
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST = 5
_LOOKED_AT = 30
_BEFORE = timedelta(hours=1)
"""Who has looked before he opened the case did not do it yesterday."""
_MENDED = frozenset({"quote", "log line", "id", "time", "state", "count", "future", "absence"})
_WORDED = frozenset({"absence"})
"""Rules whose faults say what was searched, and so differ from reading to reading."""


def lines(
    ledger: Ledger, judgement: Judgement, basis: Basis, found: Sequence[Finding]
) -> tuple[str, ...]:
    """Of the faults that a citation would mend: which reading of its operator holds what."""
    faults = [one for one in found if one.blocks and one.rule in _MENDED and _is_missing(one)]
    if not faults:
        return ()
    since = basis.told.opened_at - _BEFORE
    counted = {one.id for one in basis.proof.evidence}
    others = [
        one
        for one in scope.of_the_world(ledger.since(0, most=_LOOKED_AT))
        if one.id not in counted and one.read_at >= since
    ]
    return tuple(dict.fromkeys(_told(judgement, basis, faults, others)))[:MOST]


def _told(
    judgement: Judgement, basis: Basis, faults: Sequence[Finding], others: Sequence[Evidence]
) -> Iterator[str]:
    left = list(faults)
    for one in reversed(others):
        alone = replace(basis, proof=replace(basis.proof, evidence=(one,)), shown=(one,))
        still = {_key(fault) for fault in claims.check(judgement, alone)}
        for fault in [fault for fault in left if _key(fault) not in still]:
            left.remove(fault)
            yield (
                f"{fault.place}: [{one.id}] {one.tool} {short(one.source)} would carry it; it was "
                "read for another case or before this one, and counts once the sentence cites it"
            )


def _is_missing(fault: Finding) -> bool:
    """Whether nothing holds it; what the cited readings say otherwise no other one mends."""
    return fault.rule in ("absence", "future") or "stands in no" in fault.what


def _key(fault: Finding) -> tuple[str, str, str]:
    return (fault.rule, fault.place, "" if fault.rule in _WORDED else fault.what)
