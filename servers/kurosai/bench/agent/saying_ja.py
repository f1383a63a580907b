"""What a Japanese sentence makes of a phrase in it: the predicate, and so a "not", comes after."""

from __future__ import annotations

import re
from typing import Literal

Stance = Literal["claimed", "denied", "unsure"]

# Where another clause begins, whose "not" is about something else. A comma after a topic (は、)
# or before what is said of the phrase (、とは) begins none.
_BOUNDARY = re.compile(
    r"[たるいだすん]が、|けれど|けど|ものの|一方|のに|ので(?!は)|(?:ため|(?<=[たるいだす])から)(?!では|とは)|た(?:後|あと|のち)"
    r"|(?:により|によって)(?!\S*(?:のでは|わけでは|ではな|とは|否定|除外))|で(?=[一-龥ァ-ヶA-Za-z0-9]+[はが])(?!終了|完了|停止)"
    r"|まで(?!は)|[際](?:に|は|、)|時(?:に|は|、)|(?<![はもに])、(?!とは|という|と(?:言|い|考|み|見|判))|[;；]"
)
# Perhaps another clause: 障害で再発していない. What stays with a status is none: SUCCEEDED で終了.
_SOFT = re.compile(r"で(?=[一-龥ァ-ヶA-Za-z0-9])(?!終了|完了|停止)|[てし](?=[一-龥ァ-ヶ])")
_NOT = re.compile(
    r"(?<![少危切幼])な(?:い|く|かっ|かろ|さそ|し(?=[。、]|$))|無[いく]|ません|ず(?=に|、|。|$)|無関係|別物"
    r"|除外|否定|誤り|誤解|間違い|違う|違い(?=ます)|あり得|考え(?:にく|づら|難)|言い(?:難|がた)|低い|薄い"
    r"|不正確|反する|矛盾"
)
_CERTAIN = re.compile(
    r"(?:間違い|違い|疑い|疑う余地|異論)(?:は|が|も)?(?:な|あ?りません)|(?:ほか|他)な(?:らな|りませ)"
    r"|(?:だけ|のみ|ばかり)(?:で(?:は|も)?な|なら[ずな])|しかな|以外(?:に|の|は|では)?(?:は|考)?\S{0,6}な"
)
_TWICE = re.compile(
    r"否(?:定|め)\S{0,4}(?:な|ません)|な(?:い|く)(?:とは|わけで|も|は)\S{0,6}(?:な|ません)"
)
_WONDERED = re.compile(r"(?:では|じゃ)ない(?:か|だろうか|でしょうか)|のではと")
_WAS_SUSPECTED = re.compile(
    r"^(?:\S*?ないか(?:と|とも)|(?:が原因|の可能性)?を?)(?:疑った|思った|考えた|見た|想定した)(?:が|もの|けれど)"
)
_SUPPOSED = re.compile(
    r"^\S{0,12}?(?:場合|なら(?!な)|たら|れば|としたら|とすれば|ときは)|か(?:どうか|否か)"
    r"|か(?:は|を)?(?:確認|不明|分か|わか|判断|調べ)"
)
_UNLIKELY = re.compile(
    r"(?:可能性|疑い|おそれ|恐れ)(?:は|が|も)?(?:極めて|ごく)?(?:低|な[いくか]|あ?りません|否定され)"
)
_PERHAPS = re.compile(
    r"可能性|かもしれ|かも知れ|おそれ|恐れ|疑い|疑われ|疑わし|思われ|推測され|らしい|と見え|ように見え"
)
_REPORTED = re.compile(
    r"^\S{0,12}?(?:という|との|と)(?:こと|報告|問い合わせ|申告|指摘|主張|連絡|記載|書か|言わ|説明)"
)
_OTHERS = re.compile(
    r"(?:利用者|ユーザー?|問い合わせ|依頼者|申告者|質問者|担当者|ランブック|ドキュメント)(?:は|によ|で|に|から)"
)
_THOUGHT = re.compile(r"と(?:考えて|思って|見て|推測して|書い|述べ|言って|主張|報告|ある)")
_IF = re.compile(r"(?:もし|仮に|万一)[^。]*$")
_ALL = re.compile(r"(?:いずれ|どちら|どれ)も\S*")


def stance(before: str, after: str) -> Stance:
    """What is made of a phrase, by what stands before and after it in its sentence."""
    boundary = _BOUNDARY.search(after)
    clause = after[: boundary.start()] if boundary else after
    if _IF.search(before) or _SUPPOSED.search(clause):
        return "denied"
    if _WAS_SUSPECTED.search(after):
        return "denied"
    if _CERTAIN.search(clause):
        return "claimed"
    if _TWICE.search(clause) or _WONDERED.search(clause):
        return "unsure"
    if _UNLIKELY.search(clause):
        return "denied"
    if _REPORTED.search(clause) and not _NOT.search(clause):
        return "unsure"
    if _OTHERS.search(before) and _THOUGHT.search(clause):
        return "unsure"
    return _by_negation(clause, after)


def _by_negation(clause: str, after: str) -> Stance:
    soft = _SOFT.search(clause)
    near = clause[: soft.start()] if soft else clause
    found = len(_NOT.findall(clause))
    if found > 1:
        return "unsure"
    if _NOT.search(near):
        return "denied"
    if found or _PERHAPS.search(clause):
        return "unsure"
    listed = _ALL.search(after)
    return "unsure" if listed and _NOT.search(listed[0]) else "claimed"
