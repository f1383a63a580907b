"""Japanese quotes of a reading that has no line at all: there is nothing that they could copy.

What such a reading tells is only the answer of its backend, in English; who quotes that in Japanese
has translated it. Whether rightly code cannot know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.cases.sentences import mentions, wordings

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof

_KANA = re.compile("[\u3041-\u30fe]")

_SAYS = " says: "
"""Before what a backend answered in words."""


def is_translated(quote: str, text: str, proof: Proof) -> bool:
    """Whether a quote is Japanese, and its sentence cites only readings without a line."""
    if not _KANA.search(quote):
        return False
    sentence = next((one for one in wordings.sentences(text) if quote in one), "")
    cited = proof.of(mentions.evidence_ids(sentence)).evidence
    return any(_SAYS in one.text for one in cited) and not any(
        one.rows or _KANA.search(one.text) for one in cited
    )
