"""What an English sentence makes of a phrase: a "not" stands before it, or with a verb after."""

from __future__ import annotations

import re
from typing import Literal

Stance = Literal["claimed", "denied", "unsure"]

_CLAUSE = (
    r"\b(?:but|because|since|although|though|while|so|and|which|whereas|however|yet|as|after|before|"
    r"therefore|hence)\b|[,;:—]| - "
)
_BOUNDARY = re.compile(_CLAUSE, re.IGNORECASE)
_NOT_BEFORE = re.compile(
    r"\b(?:not|never|nobody|no one|no|nor|neither|none|nothing|without|cannot|hardly|unlikely|"
    r"instead of|"
    r"rather than|rul(?:es?|ed|ing) out|exclud\w+|den(?:y|ied|ies)|refut\w+|dispro\w+|false|wrong|"
    r"untrue|incorrect|contradict\w*|far from)\b|n['’]t\b",
    re.IGNORECASE,
)
_NEITHER = re.compile(r"\bneither\b(.*)\bnor\b", re.IGNORECASE)
_NOT_AFTER = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|did|do|can|could|would|should)"
    r"(?: \w+){0,2}? (?:not|never|no)\b|\w+n['’]t\b|\bcannot\b|\bruled out\b|\bexcluded\b|\bfalse\b"
    r"|\bwrong\b|\buntrue\b|\bincorrect\b|\bunsupported\b|\bcontradicted\b|\brefuted\b|\bdisproved\b"
    r"|\bunlikely\b|\bimplausible\b|\bnothing to do\b|\bno evidence\b|\bunrelated\b",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"\bno (?:doubt|question)\b|\bnot (?:only|just|merely|surprising\w*|in doubt)\b"
    r"|\bwithout (?:a |any )?doubt\b|\bundoubtedly\b|\bno other\b|\bnothing (?:but|else)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|unless|whether|in case|suppos\w+|assuming|in the event)\b|^\s*had\b", re.IGNORECASE
)
_PERHAPS = re.compile(
    r"\b(?:may|might|could|possibl[ey]|possibility|perhaps|maybe|suspect\w*|potentially|suggests?|"
    r"seems?|appears?|hypothes\w+|speculat\w+|would)\b",
    re.IGNORECASE,
)
_ASSUMED = re.compile(
    r"\bis what (?:the|some|they)\b|\b(?:was|were|is) (?:assumed|suspected|claimed|reported)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:user|asker|reporter|customer|alert|ticket|runbook|operator|they|he|she)s?\b[^,;]{0,30}"
    r"\b(?:sa(?:y|ys|id)|th(?:ink|inks|ought)|claim\w*|report\w*|believ\w+|suspect\w*|assum\w+|"
    r"suggest\w*|states?|stated)\b",
    re.IGNORECASE,
)


def stance(before: str, after: str) -> Stance:
    """What is made of a phrase, by what stands before and after it in its sentence."""
    # Two words, one denial.
    left = _NEITHER.sub(r"\1 nor", _BOUNDARY.split(before)[-1])
    right = _BOUNDARY.split(after, maxsplit=1)[0]
    if _SUPPOSED.search(left):
        return "denied"
    if _CERTAIN.search(left) or _CERTAIN.search(right):
        return "claimed"
    if _OTHERS.search(left) or _ASSUMED.search(right):
        return "unsure"
    denied = len(_NOT_BEFORE.findall(left)) + len(_NOT_AFTER.findall(right))
    if denied > 1:
        return "unsure"
    if denied:
        return "denied"
    return "unsure" if _PERHAPS.search(left) or _PERHAPS.search(right) else "claimed"
