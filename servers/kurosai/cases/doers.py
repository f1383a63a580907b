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
_HIM = re.compile(
    r"(?:ご?利用者|ユーザー?|お客様|ご?依頼者|ご?質問者)(?:側|様|さま|さん)?"
    r"|(?i:(?:the )?(?:users?|askers?|customers?)|you)"
)
# What somebody else does or what comes by itself; not what he does himself before the rest.
_CONDITION = re.compile(
    r"^[^。\n]*?(?:連絡|案内|通知|復旧|解消|完了|再発|再確認|失敗|確認でき)[ぁ-ん]{0,8}?"
    r"(?:たら|次第|[後あ][とに、で]|後|場合|れば|てから)"
    r"|^\s*(?i:(?:only )?(?:if|when|once|after|in case)\b(?! you\b))"
)


def on_condition(action: str) -> bool:
    """Whether an action is for later alone: where something comes true, or once we say so."""
    begins = _BEGINS.match(action)
    said = begins["who"] if begins else ""
    rest = action[begins.end() :] if begins else action
    return any(_CONDITION.search(one) for one in (said, rest))


def without_him(action: str) -> str:
    """An action as he reads it himself: without that it is his, where nothing else stands there."""
    begins = _BEGINS.match(action)
    if begins is None or _HIM.fullmatch(begins["who"].strip(" *_")) is None:
        return action
    return action[begins.end() :].lstrip(" *_") or action


def is_ours(action: str) -> bool:
    """Whether an action is for those who run the platform, by its first words alone."""
    begins = _BEGINS.match(action)
    if begins is None or _ASKER.search(begins["who"]):
        return False
    who = re.sub(r"[(（][^)）]*[)）]", "", begins["who"]).strip(" *_")
    return _OURS.fullmatch(who) is not None
