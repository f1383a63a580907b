"""Sentences that tell how it went afterwards: after the failure, or after what is still to be done.

How a run went that somebody shall start ("the rebuilt image was pulled") is known to nobody who
writes it among the actions; where it has run, its reading can be cited. That it is over is not
known while a reading waits for the next run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kurosai import times
from kurosai.cases.faults import Finding, short
from kurosai.cases.sentences import mentions, wordings

_WELL = re.compile(
    r"(?:成功|完了|解消|復旧|回復|終了|通過|失敗|SUCCEEDED)(?:に|と)?"
    r"(?:(?:し|な)(?:た|ました|って(?:いる|います)|りました|った|て(?:いる|います))|済み(?:です)?)。?\s*$"
)
_PROMISED = re.compile(r"(?:成功|完了|解消)(?:し|でき)ます")
_WELL_ENGLISH = re.compile(
    r"\b(?:succeeded|passed|worked|completed|recovered|failed (?:too|again|as well|the same way)"
    r"|(?:ran|went|came|got) (?:through|well|fine)"
    r"|(?:is|are|was|were|has been|came back) (?:\w+ ){0,2}?(?:fine|ok|okay|clean|good|green"
    r"|successful|healthy"
    r"|without (?:trouble|errors?|problems?)))\b",
    re.I,
)
_REDONE = re.compile(
    r"再(?:実行|ビルド|デプロイ|投入|アップロード)|やり直|流し直|入れ直|修正(?:した)?(?:後|あと)"
    r"|(?:直した|直し、|改めた|作り直した)[^。]{0,12}(?:実行|ジョブ|起動|回)"
    r"|\b(?:re-?runs?|re-?ran|re-?built|re-?deployed|re-?submitted|re-?uploaded)\b",
    re.I,
)
"""What a person does again. A platform tries again (再試行), which is a part of what was seen."""
_AFTER = re.compile(
    r"もう一度(?:実行|起動|流)|(?:変更|対応|対処)(?:した)?(?:後|あと)|再(?:起動|処理|送信)"
    r"|\bthen (?:succeeded|passed|worked|completed|ran through)\b|\b(?:run|ran) again\b"
    r"|\bafter (?:that|the (?:fix|change|restart|release)|it was (?:fixed|changed))\b",
    re.I,
)
"""After what an action tells to do; in a cause it may be after anything."""
_TOMORROW = re.compile(r"明日|明朝|明後日|翌営業日|来週|\btomorrow\b|\bnext week\b", re.I)
_SUPPOSED = re.compile(
    r"まだ|予定|してください|して下さい|ください|場合|なら|れば|たら|こと|か(?:を|確認|どうか)|見込"
    r"|\b(?:if|once|unless|until|whether|when|(?<!after )that|should|will|would|must|can|may|see"
    r"|check|confirm|make sure|tell|say|note|before|has to)\b",
    re.I,
)

_AS_FACT = r"(?!か|ら|こと|場合|とき|時|なら|れば|まで|後)"
_MENDED = re.compile(
    rf"(?:復旧|解消|回復|収束|終息|沈静化)(?:し(?:た|ました|て(?:いる|います|おり))|済み){_AS_FACT}"
    rf"|正常に(?:戻|復帰)(?:った|りました|って(?:いる|います|おり)|し(?:た|ました|て)){_AS_FACT}"
    r"|次回(?:以降)?[^。]{0,20}(?:確かめ|確認)(?:られ|され|でき)(?:た|て(?:いる|います|おり)|ました)"
    r"|\b(?:has |have |had )?(?:recovered|cleared (?:up|itself)|resolved itself|gone away"
    r"|healed)\b|\bback to normal\b",
    re.I,
)
_ENDED = re.compile(
    rf"確定し(?:た|ました|て(?:いる|います|おり)){_AS_FACT}"
    r"|(?:結局|最終的に)[^。]{0,30}(?:た|ました|です|いる|います)(?=[。\s]|$)"
    r"|\b(?:in the end|finally|eventually|ultimately)\b[^.;]{0,40}\b(?:was|were|ended|failed"
    r"|succeeded|timed out|gave up)\b"
    r"|\bended \w+ as expected\b",
    re.I,
)
_WITHIN = re.compile(
    r"再試行|再取得|リトライ|取り直|一時的|(?<!\d)[45]\d\d(?!\d)|\bretr(?:y|ies|ied|ying)\b", re.I
)
"""What a run got over by itself is over, whatever the next one does."""


def mended(sentence: str) -> str:
    """The words that say that a failure is over, before the next run; "" for none."""
    return "" if _WITHIN.search(sentence) else _said(_MENDED, sentence)


def ended(sentence: str) -> str:
    """The words that say how something came out that is under way; "" for none."""
    return _said(_ENDED, sentence)


def _said(pattern: re.Pattern[str], sentence: str) -> str:
    match = pattern.search(sentence)
    if match is None or _SUPPOSED.search(sentence[: match.start()]):
        return ""
    # What has a time is looked up as one.
    return "" if any(one.hour is not None for one in times.mentions(sentence)) else match.group()


def check(place: str, text: str, alert: str, *, action: bool) -> Iterator[Finding]:
    """Block the uncited outcome of what is still to be done.

    Whoever asked may have tried already, and told so in the alert.
    """
    if _REDONE.search(alert):
        return
    for sentence in wordings.sentences(mentions.unquoted(text)):
        if not mentions.evidence_ids(sentence) and _foretold(sentence, action=action):
            yield Finding(
                "future",
                place,
                f"「{short(sentence)}」 tells how something went that is still to be done",
                "Cite the reading of that run; or say in recheck when to look at it.",
            )


def _foretold(sentence: str, *, action: bool) -> bool:
    tomorrow = _TOMORROW.search(sentence)
    if _SUPPOSED.search(sentence):
        return False
    if tomorrow and _PROMISED.search(sentence):
        return True
    if not (_WELL_ENGLISH.search(sentence) or _WELL.search(sentence)):
        return False
    if tomorrow:
        return True
    again = _REDONE.search(sentence) or (action and _AFTER.search(sentence))
    # What has a time is looked up as one.
    return bool(again) and not any(one.hour is not None for one in times.mentions(sentence))
