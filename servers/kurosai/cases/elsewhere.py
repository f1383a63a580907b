"""Readings that a conclusion might mean and may not rest on: made for another case, or for none.

A fault that says "stands in no evidence" would be wrong for whoever has just read it; what he needs
to know is that it counts as soon as it is cited.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai.cases.faults import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.cases.basis import Basis
    from kurosai.cases.faults import Finding
    from kurosai.evidence.ledger import Ledger

MOST = 5
_LOOKED_AT = 50
_BEFORE = timedelta(hours=1)
"""Who has looked before he opened the case did not do it yesterday."""
_RULES = frozenset({"quote", "log line", "id", "time", "state", "count", "evidence", "absence"})


def lines(ledger: Ledger, basis: Basis, found: Sequence[Finding]) -> tuple[str, ...]:
    """What to say beside faults that a citation might mend; nothing where there are none."""
    if not any(one.blocks and one.rule in _RULES for one in found):
        return ()
    counted = {one.id for one in basis.proof.evidence} | basis.known
    since = basis.told.opened_at - _BEFORE
    others = [
        one
        for one in ledger.since(0, most=_LOOKED_AT)
        if one.id not in counted and one.read_at >= since
    ]
    if not others:
        return ()
    named = ", ".join(f"{one.id} {one.tool} {short(one.source)}" for one in others[-MOST:])
    more = f" and {len(others) - MOST} before" if len(others) > MOST else ""
    told = "your readings for another case, or before you worked on this one"
    return (f"{told}, count here once they are cited: {named}{more}",)
