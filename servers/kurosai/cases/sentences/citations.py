"""What a sentence cites: in it, or, as many write it, behind its full stop."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kurosai.cases.sentences import mentions

_LEADING = re.compile(r"\s*(?:\[[^\]]*\]\s*)+")
"""The citations that a sentence begins with."""


def of(sentences: Sequence[str], place: int) -> tuple[str, ...]:
    """The ids of evidence that the sentence at `place` of a text is meant to rest on."""
    behind = _LEADING.match(sentences[place + 1]) if place + 1 < len(sentences) else None
    return mentions.evidence_ids(f"{sentences[place]} {behind.group() if behind else ''}")
