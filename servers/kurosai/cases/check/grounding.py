"""Whether a sentence names anything that was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.sentences import mentions

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof


def is_grounded(text: str, proof: Proof) -> bool:
    """Whether a sentence names something that stands in evidence."""
    if mentions.evidence_ids(text) or any(proof.quoted(one) for one in mentions.quotes(text)):
        return True
    if any(proof.knows_time(one) for one in times.mentions(text)):
        return True
    words = re.findall(r"[A-Za-z_][\w.-]{5,}|\d{4,}", text, re.ASCII)
    return any(proof.quoted(word) for word in words)
