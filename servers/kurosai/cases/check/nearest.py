"""Of the readings that hold something, the one to propose: what is about the same thing.

The exit code of a rerun, read last, is no proof of what the first run ended with.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kurosai.cases.check.likenames import subject
from kurosai.cases.sentences import mentions

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.evidence.record import Evidence


def holding(carried: Callable[[Proof], bool], sentence: str, proof: Proof) -> Evidence | None:
    """The newest reading that holds it, of those that are most about what the sentence names and
    what its cited readings were asked for; None where none holds it.
    """
    found = [one.evidence[0] for one in proof.alone if carried(one)]
    if len(found) < 2:
        return found[0] if found else None
    named = {one.text for one in mentions.names(sentence)}
    cited = proof.of(mentions.evidence_ids(sentence)).evidence
    asked = {value for one in cited for value in _asked(one)}
    # The last of those alike is the newest.
    return max(
        reversed(found),
        key=lambda one: (len(named & {*subject(one)}), len(asked & {*_asked(one)})),
    )


def _asked(evidence: Evidence) -> list[str]:
    return [value for value in map(str, evidence.asked.values()) if len(value) > 1]
