"""Ids of cases that a mistyped one may mean: one character is another, missing, or too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kurosai.errors import LedgerFailed
from kurosai.evidence.case_rows import rows
from kurosai.evidence.ids import ALPHABET, LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.evidence.ledger import Ledger

MOST = 3
_READ_AS = str.maketrans("OILU", "011V")
"""Letters that no id has, and what they were copied from."""


def of(ledger: Ledger, wrong: str) -> tuple[str, ...]:
    """At most three, the newest first; none for what is more than one character off."""
    name = wrong.upper().translate(_READ_AS)
    if not set(name) <= set(ALPHABET):
        return ()
    alike = [rows.c.case_id.like(one) for one in dict.fromkeys(_patterns(name))]
    if not alike:
        return ()
    query = sa.select(rows.c.case_id).where(sa.or_(*alike))
    try:
        found = ledger.select(query.order_by(rows.c.number.desc()).limit(MOST))
    except LedgerFailed:
        # A ledger of an older version has no such table; that there is none near is all it costs.
        return ()
    return tuple(str(one["case_id"]) for one in found)


def _patterns(name: str) -> Iterator[str]:
    """As `LIKE` has them: `_` is any character. An id has neither `_` nor `%`."""
    size = len(name)
    for at in range(size + 1):
        if size == LENGTH and at < size:
            yield f"{name[:at]}_{name[at + 1 :]}"
        elif size == LENGTH + 1 and at < size:
            yield f"{name[:at]}{name[at + 1 :]}"
        elif size == LENGTH - 1:
            yield f"{name[:at]}_{name[at:]}"
