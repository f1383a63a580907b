"""What people write before they say what it is about: a greeting, whom they mean, who they are.

A report titled by the first line of a question was titled "お疲れさまです。営業支援の大谷です。".
"""

from __future__ import annotations

import re

_END = r"(?:[。、,.!\uff01~〜\s]+|$)"
# お疲れさまです。 いつもお世話になっております、
_GREETED = (
    r"(?:いつも|大変|平素(?:より|は)|[、\s])*"
    r"(?:お?(?:疲|つか)れ(?:さま|様)(?:です|でございます|でした)?"
    r"|お世話(?:に|様に)なって(?:おり|い)ます|お世話になります|こんにち[はわ]|こんばんは"
    r"|おはようございます|(?:はじめ|初め)まして|失礼(?:いた)?します|恐れ入りますが?"
    rf"|(?:すみ|すい)ませんが?|突然(?:の|に)?ご?連絡[^。\n]{{0,16}}(?:ません|ます)){_END}"
)
# 運用チーム各位 基盤ご担当者様、
_MEANT = rf"[^\s。、,]{{0,20}}(?:各位|御中|ご?担当(?:者)?(?:様|さま)|皆(?:様|さま|さん)){_END}"
# 営業支援の大谷です。 No particle but の, and nothing of a job: it says who, not what.
_WHO = (
    r"(?![^。、\n]*(?:ジョブ|ログ|タスク|エラー|失敗|障害|以下|下記))"
    r"[^。、,?\uff1f!\uff01\n\dがはをにもで]{1,30}"
    r"(?:です|でございます|と申します|といいます)[。、\n]\s*"
)
# 1点質問です。
_ASKS = (
    r"(?:[\d一]点)?ご?(?:質問|相談|お願い|確認|問い合わせ)"
    r"(?:です|が(?:あり|ござい)ます|させて(?:ください|下さい|いただきます))[。、\n]\s*"
)
_HELLO = (
    r"(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b"
    r"(?: (?:all|team|there|everyone|folks|support|[A-Z][\w'-]{0,20})){0,3}\s*[,.!:\n]\s*"
)
_I_AM = (
    r"(?i:this is|i am|i'm|my name is) [A-Z][\w'-]*(?: [A-Z][\w'-]*)?"
    r"(?:,? (?:from|of|in|at) [^\n.,]{1,40})?[,.\n]\s*"
)
_BEFORE = re.compile("|".join((_GREETED, _MEANT, _WHO, _ASKS, _HELLO, _I_AM)))


def without(text: str) -> str:
    """`text` from where it says what it is about; the whole of it where it never does."""
    rest = text.lstrip()
    while found := _BEFORE.match(rest):
        rest = rest[found.end() :]
    return rest or text


_GOES_ON = re.compile(r"[、,はがをにでともの]$")
_ENDS = re.compile(r"[。.!?\uff01\uff1f:\uff1a]$")
_WRAPPED = 60
"""Characters of a line that a mail program may have broken."""


def first(text: str) -> str:
    """Its first line; with those that go on with it, where a person broke a sentence in two."""
    lines = text.split("\n")
    said = lines[0].rstrip()
    for line in lines[1:]:
        wrapped = len(said) >= _WRAPPED and not _ENDS.search(said)
        if not line.strip() or not (wrapped or _GOES_ON.search(said)):
            break
        gap = " " if said[-1:].isascii() and line.lstrip()[:1].isascii() else ""
        said += f"{gap}{line.strip()}"
    return said
