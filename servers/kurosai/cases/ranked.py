"""What a reading left open, without what no place was asked for: the best few of a search by rank.

A search by words shows the entries that fit best, a search of code sees what GitHub has indexed,
and a list of what may be asked is not of the world at all. All say that there may be more, so none
proves an absence; nobody can look there any better either, so none is a gap of an investigation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai.vocabulary import Coverage, Look

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_BY_RANK = (("runbooks", "find_runbook"), ("runbooks", "search_docs"))
_INDEXED = ("github", "search_code")
_LISTS = ("services that can be asked", "allowed reads of ")
"""How the lists of `call_aws` are called: what AWS may be asked for, and no answer of AWS."""


def left_open(evidence: Evidence) -> Iterator[Look]:
    """The places of a reading where something may be that nobody has seen."""
    if evidence.coverage is Coverage.TRUNCATED and _is_ranked(evidence):
        return
    if evidence.coverage is Coverage.PARTIAL and _made_by(evidence) == _INDEXED:
        return
    yield from (look for look in evidence.looked if look.leaves_open)


def _is_ranked(evidence: Evidence) -> bool:
    listed = evidence.tool == "call_aws" and evidence.source.startswith(_LISTS)
    return _made_by(evidence) in _BY_RANK or listed


def _made_by(evidence: Evidence) -> tuple[str, str]:
    return evidence.server, evidence.tool
