"""A time at which something is said not to have been: "none at 18:00Z", 18:00Zのジョブは無い.

Such a time stands nowhere, and is right all the same where a search looked at it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kurosai.cases.check import absences, pairs
from kurosai.cases.sentences import mentions, wordings

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.times import Mention

_BEFORE = re.compile(
    r"(?i:\b(?:no|none|nothing|nobody|never|neither|without)\b[^,.;:()]{0,40}"
    r"\b(?:at|around|about|of|for)\s(?:the\s)?$)"
)
_BEHIND = re.compile(
    r"(?:頃|ごろ|前後|台|分|の回)?(?:に|には|の)[^、。,;()]{0,16}?(?:は|が|も|すら)"
    r"(?:一[件度]も|まったく|全く)?(?:無い|ない|無く|なく|無かった|なかった|無し|なし|ありません|見当たら|見つから)"
)


def is_denied(mention: Mention, text: str, proof: Proof) -> bool:
    """Whether nothing is said to have been then, and a reading that can be meant looked at it."""
    if mention.hour is None:
        return False
    # `started_at has no value` at 18:14Z denies nothing of that time.
    flat = mentions.blanked(unicodedata.normalize("NFKC", text))
    if not (_BEFORE.search(flat[: mention.start]) or _BEHIND.match(flat, mention.end)):
        return False
    rest = wordings.sentences(flat[mention.start :])[0]
    near = proof.only(mentions.evidence_ids(rest))
    searched = (window for one in near.evidence for window in absences.windows(one))
    return any(pairs.lies_in(mention, window) for window in searched)
