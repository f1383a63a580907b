"""All kinds of being wrong, in the order of the table."""

from __future__ import annotations

from kurosai.bench.conclusions import (
    change_claims,
    change_forms,
    change_ids,
    change_leaks,
    change_quotes,
    change_times,
    change_walks,
)

KINDS = (
    *change_times.KINDS,
    *change_ids.KINDS,
    *change_quotes.KINDS,
    *change_claims.KINDS,
    *change_walks.KINDS,
    *change_leaks.KINDS,
    *change_forms.KINDS,
)
