"""The runbook entries that open_case named: a conclusion may say which of them did not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from kurosai.cases.story import Story
    from kurosai.evidence.ledger import Ledger


def words(ledger: Ledger, told: Story) -> str:
    """Their ids and titles, a line each; "" where none was named, or nothing says which."""
    opened = ledger.events(told.id)[:1]
    match = _object(opened[0].body).get("match") if opened else None
    if not match:
        return ""
    kept = _object(match)
    # Cases that were opened before there was such have only the candidates' ids.
    found = _object(kept.get("offered", {}))
    named = [f"{entry} {title}" for entry, title in found.items()]
    return "\n".join(named or [str(one["entry"]) for one in kept.get("candidates", ())])


def _object(body: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", body)
