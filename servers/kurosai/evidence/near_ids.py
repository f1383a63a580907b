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
    meant = set(_meant(name)) if set(name) <= set(ALPHABET) else set[str]()
    if not meant:
        return ()
    # A few hundred looks at an index: a pattern would be held against every case there is.
    query = sa.select(rows.c.case_id).where(rows.c.case_id.in_(meant))
    try:
        found = ledger.select(query.order_by(rows.c.number.desc()).limit(MOST))
    except LedgerFailed:
        # A ledger of an older version has no such table; that there is none near is all it costs.
        return ()
    return tuple(str(one["case_id"]) for one in found)


def _meant(name: str) -> Iterator[str]:
    size = len(name)
    for at in range(size + 1):
        if size == LENGTH and at < size:
            yield from (f"{name[:at]}{one}{name[at + 1 :]}" for one in ALPHABET)
        elif size == LENGTH + 1 and at < size:
            yield f"{name[:at]}{name[at + 1 :]}"
        elif size == LENGTH - 1:
            yield from (f"{name[:at]}{one}{name[at:]}" for one in ALPHABET)
