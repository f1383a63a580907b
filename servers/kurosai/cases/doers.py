"""Whose an action is that begins with who does it, as the prompts ask: the asker's, or ours.

What we do has repositories, digests and commands in it that are of no use to whoever asked.
"""

from __future__ import annotations

import re

_BEGINS = re.compile(r"^[\s*_・-]*(?P<who>[^:：。\n`]{1,60}?)\s?[:：]")
_ASKER = re.compile(
    r"利用者|ユーザー?|お客様|依頼者|質問者|さん\b|(?i:\b(?:users?|askers?|you|customers?)\b)"
)
_OURS = re.compile(
    r"(?:Crois\s?|基盤|プラットフォーム|担当|運用|サポート|保守)(?:側|部門|の)?(?:運用)?(?:担当者?|チーム|当番)"
    r"|(?:運用|基盤)側?|担当者|当番"
    r"|(?i:(?:the )?(?:Crois|platform|operations?|ops|on-?call|support|responsible|owning)"
    r"(?: (?:team|engineers?|operators?))?|(?:the )?operators?)"
)


def is_ours(action: str) -> bool:
    """Whether an action is for those who run the platform, by its first words alone."""
    begins = _BEGINS.match(action)
    if begins is None or _ASKER.search(begins["who"]):
        return False
    who = re.sub(r"[(（][^)）]*[)）]", "", begins["who"]).strip(" *_")
    return _OURS.fullmatch(who) is not None
