"""What a sentence claims by its usual wording, Japanese and English: absences, spans, counts,
outcomes of what is yet to come. What is worded otherwise is not found; see `docs/honesty.md`.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

from kurosai.cases.sentences.kept import kept

_SENTENCE = re.compile(r"(?<=[。!?！？])|(?<=[.!?])\s|\n")
_CLAUSE = re.compile(r"[、。,;]")

_ONCE = r"単発|一度だけ|(?<!\d)[1１]回(?:のみ|だけ|限り)|(?i:\bonly once\b|\bsingle occurrence\b)"
_NOT_HAPPENED = re.compile(
    r"(?:発生|再発|検出|検知|観測|連続)(?:は|も|が|を)?(?:し|され)?て?(?:い|お)?(?:ない|ません|らず|りません)"
    r"|(?:発生|再発|検出|検知|観測|連続)(?:は|も)?(?:なし|なく|無し|無く|していな)"
    rf"|{_ONCE}"
    r"|(?i:\b(?:did|has|have|was|were) not "
    r"(?:recur|occur|happen|repeat|appear|been (?:seen|logged))"
    r"|(?<!\bhas )(?<!\bhave )\b(?:no|without) "
    r"(?:other|further|more|similar|such|repeated|recurr\w+|later|earlier) "
    r"|\bnever (?:recurred|happened|occurred|appeared))"
)
_NOT_THERE = re.compile(
    r"(?:出力|記録)(?:は|も|が)?(?:され)?て?(?:い|お)?(?:ない|ません|らず|りません|なし)"
    r"|見つから(?:ない|ず|ません|なかった)|見当たら(?:ない|ず|ません|なかった)"
    r"|存在し(?:ない|ません|なかった|ておらず|ていない)|該当(?:なし|無し|はありません)"
    r"|(?:エラー|ログ|記録|警告|イベント|変更|WARN(?:ING)?|ERROR)(?:の行|行)?(?:は|が|も)?\s?"
    r"(?:あり?ません|ない(?!し)|なく|なかった|なし|空)"
    r"|(?i:\bthere (?:is|was|are|were|has been) no (?:\w+ )?"
    r"(?:error|warning|log|line|record|entry|event|change)s?\b"
    r"|\bno (?:\w+ )?(?:error|warning|line|record|entry|event)s? (?:was|were|is|are)\b"
    r"|\bnothing (?:was|is) (?:logged|recorded|written|found)\b|\bnever logged\b)"
    r"|\b(?:was|were|is|are|could) not (?:be )?found\b|\bdoes not exist\b|\bdid not exist\b"
)

_DENIES = re.compile(
    r"(?:[0０一1１]|ゼロ)(?:件|回|度|行|本)(?:も|で(?:す|した)|だ|。|$)"
    r"|一切|(?:は|が|も|に|て|で|し|ら|さ)(?:な[いくかし]|ま?せん|ず|ありません)|なし(?:。|、|$)"
    r"|(?i:\b(?:no|not|none|never|nothing|nobody|neither|nor|without|zero)\b|n't\b)"
)
_OF_THE_LOOK = re.compile(
    r"読め|見え|確認|取得|参照|分か|わか|不明|判断|特定|辿|たど|追え|残って|保存|期限|権限|拒否|一部"
    r"|(?i:\b(?:read|see|seen|tell|told|known?|looked|kept|denied|expired|allowed|access|cannot|"
    r"could|unknown|visible|determin\w+|confirm\w+|answer\w*|retention|partial|truncated)\b|can't)"
)
LOOKED = re.compile(r"調べ|検索|探し|見た|(?i:\b(?:searched|looked|checked|up to)\b)")
"""A sentence about a look, whose end is not to be taken for a due time."""

_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DIGITS = {
    word: value
    for words in ("一二三四五六七八九十", _ENGLISH)
    for value, word in enumerate(words, 1)
}
_NUMBER = rf"\d{{1,3}}|[一二三四五六七八九十]|(?i:{'|'.join(_ENGLISH)})"

_DAY = timedelta(days=1)
_LENGTHS = {"時h": _DAY / 24, "日d": _DAY, "週w": 7 * _DAY, "月m": 30 * _DAY}
_UNITS = {letter: length for letters, length in _LENGTHS.items() for letter in letters}
_SPANS = (
    re.compile(
        rf"(?:過去|直近|ここ|最近)の?\s?(?P<number>{_NUMBER})\s?[かカヵヶケ箇]?(?P<unit>時(?=間)|日|週|月)"
    ),
    # Without such a word in front only where it cannot be an interval or a delay.
    re.compile(
        rf"(?P<number>{_NUMBER})\s?[かカヵヶケ箇]?(?P<unit>時(?=間)|日|週|月)間?"
        r"(?:以内|の間|にわた|(?<=日間)|(?<=週間)|(?<=月間))(?!後|前|隔|ごと|おき)"
    ),
    re.compile(
        rf"(?i:\b(?:last|past|previous)\s(?:(?P<number>{_NUMBER})\s)?(?P<unit>[hdwm])"
        r"(?:ours?|ays?|eeks?|onths?)\b)"
    ),
)

_COUNT = re.compile(
    rf"(?<![\d.])(?P<before>{_NUMBER})\s?回?(?:目|の)?\s?連続"
    rf"|連続(?:して|で|し)?\s?(?P<after>{_NUMBER})\s?回"
    rf"|(?i:\b(?P<row>{_NUMBER})\s(?:\w+\s)?in\sa\srow\b"
    rf"|\b(?P<english>{_NUMBER})\s(?:consecutive|successive|straight)\b"
    rf"|\bconsecutive\s(?:fail|warn)\w*\s?(?:is|was|:|=)?\s?(?P<recorded>{_NUMBER})\b)"
)
_SUPPOSED = re.compile(
    r"場合|なら|れば|たら|以上|未満|とき|(?i:\b(?:if|when|unless|until|or more|at least)\b)"
)
_FINE = re.compile(r"正常|成功|(?i:\b(?:ok|fine|success\w*|succeeded|healthy)\b)")
_BAD = re.compile(r"失敗|エラー|異常|(?i:fail|error)")
_NOT = re.compile(r"ない|なく|なかった|ません|(?i:\bnot\b|n't\b)")

# An outcome is said as a fact: "した", "している", "正常。"; not "したら", "したか", "したことを".
_FACT = (
    r"(?:(?:し|でき)(?:た|ました)|(?:し|でき)て(?:いる|います|おり)|済み?|だった|でした|である|です|で(?=、)"
    r"|(?=[。、]|$))(?!か|ら|場合|こと|とき|時|の[かをは]|とは|まで|後)"
)
_FREE = r"(?:問題|エラー|異常)(?:は|も|が)?(?:出)?"
_WENT = (
    rf"(?:(?:正常|成功|終了|完了|失敗|OK|{_FREE}な[くし])"
    rf"(?:[^。、にへ]{{0,4}}に)?(?:稼働|動作|終了|完了|実行|通過|処理)?(?:が|を|は)?(?:確認)?{_FACT}"
    rf"|{_FREE}(?:なかった|ていない|ておらず)(?!場合|こと|か))"
)
_NEXT_RUN = (
    r"(?:次回|(?:次|後続|以降|翌時間)の[^。、]{0,8}?(?:実行|ヘルスチェック|回|起動|監視|定期))"
)
_WENT_ENGLISH = (
    r"\b(?:succeeded|passed|completed|finished|(?:was|were|is|went|came\sback|looks|looked)\s"
    r"(?:\w+\s)?(?:fine|ok|okay|successful|normal|clean|green|healthy|well)"
    r"|(?:had|showed|shows|has)\sno\s(?:errors?|failures?))\b"
)
_OUTCOME = re.compile(rf"{_WENT}|(?i:{_WENT_ENGLISH})")
_OUTCOMES = (
    re.compile(rf"{_NEXT_RUN}[^。]{{0,40}}?{_WENT}"),
    re.compile(
        rf"{_NEXT_RUN}(?:(?!まだ)[^。]){{0,30}}?(?:発生|失敗|再現)(?:は|も)?し"
        r"(?:ていない|なかった|ておらず|ていません|ませんでした)(?!場合|こと|か)"
    ),
    re.compile(
        r"再発(?:は|も|が)?(?:し(?:て)?(?:い|お)?|見られ|あり?|認められ|確認され(?:て)?(?:い|お)?)?"
        r"(?:ない|なく|なかった|ません|らず|ず|なし|無し)(?!場合|こと|か(?!った)|よう|限り|け?れば)"
    ),
    re.compile(
        r"(?:その後|以後|それ以降|アラート以降)(?:は|も|の)?[^。]{0,30}?"
        r"(?:発生|再発|検出|検知|観測|出力|失敗|エラー)(?:は|も|が)?(?:し|され)?て?(?:い|お)?"
        r"(?:ない|なかった|ません|らず|なし|無し)(?!場合|こと|か(?!った)|よう|限り|け?れば)"
    ),
    re.compile(
        r"(?i:\b(?:next|following|subsequent)\s(?:[\w-]+\s){0,2}?(?:run|check|execution|invocation|"
        rf"attempt)s?\b(?:(?!\bnot\b|n't|[.;]).){{0,30}}?{_WENT_ENGLISH})"
    ),
    re.compile(
        r"(?i:\b(?:did|has|have|does)(?:\snot|n't)\s(?:recur(?:red)?|re-?occur(?:red)?|repeat(?:ed)?|"
        r"happen(?:ed)?\sagain)\b|\bno\s(?:further\s)?recurrence\b|\bnever\srecurred\b)"
    ),
)
_CONDITIONAL = re.compile(r"(?i:\b(?:if|once|until|unless|whether|when|wait|before)\b)")

_APOLOGY = re.compile(
    r"申し訳|すみません|お詫び|(?:でき|分か|わか|至り|なり)(?:ま?せん|ない|なかった|かねます)"
    r"|(?i:\b(?:sorry|apolog\w+|unable|unfortunately|could not|cannot|not possible)\b"
    r"|\b(?:can|could|do|did)n't\b)"
)
_LEAST_WORDS = 10
_LEAST_LETTERS = 5
_WORD = re.compile(r"[^\W_]")


class Absence(StrEnum):
    """What a sentence says is missing: an event over time, or a thing."""

    NOT_HAPPENED = "not happened"
    NOT_THERE = "not there"


@kept
def sentences(text: str) -> tuple[str, ...]:
    """A text's sentences, with empty ones between some."""
    return tuple(_SENTENCE.split(text))


@kept
def absence(sentence: str) -> Absence | None:
    """What a sentence says is missing; None when it says nothing of the kind."""
    if _NOT_HAPPENED.search(sentence):
        return Absence.NOT_HAPPENED
    return Absence.NOT_THERE if _NOT_THERE.search(sentence) else None


def is_counted(sentence: str) -> bool:
    """Whether an absence only says how many there were: once. Who lists all of them can tell."""
    return not _NOT_HAPPENED.search(re.sub(_ONCE, "", sentence))


@kept
def denies(sentence: str) -> bool:
    """Whether it says in any words that something is not so, and does not speak of the look."""
    return bool(_DENIES.search(sentence)) and not _OF_THE_LOOK.search(sentence)


def span(sentence: str) -> timedelta | None:
    """The longest time back that a sentence speaks of (過去7日間, "in the last 24 hours")."""
    text = unicodedata.normalize("NFKC", sentence)
    found = [
        _number(match["number"] or "1") * _UNITS[match["unit"].lower()]
        for pattern in _SPANS
        for match in pattern.finditer(text)
    ]
    return max(found, default=None)


@kept
def in_a_row(sentence: str) -> tuple[int, ...]:
    """How often something is said to have gone wrong in a row.

    Left out: what is supposed (3回以上連続した場合), denied, or said of runs that were fine.
    """
    text = unicodedata.normalize("NFKC", sentence)
    if _SUPPOSED.search(text):
        return ()
    found: list[int] = []
    for match in _COUNT.finditer(text):
        start = max((one.end() for one in _CLAUSE.finditer(text, 0, match.start())), default=0)
        ends = _CLAUSE.search(text, match.end())
        clause = text[start : ends.start() if ends else len(text)]
        if _NOT.search(clause) or (_FINE.search(clause) and not _BAD.search(clause)):
            continue
        found.append(_number(next(one for one in match.groups() if one)))
    return tuple(found)


def threshold(question: str) -> int:
    """From how many in a row a question means yes: the number it names, else two."""
    match = re.search(rf"({_NUMBER})\s?(?:回|times|runs)", unicodedata.normalize("NFKC", question))
    return _number(match[1]) if match else 2


def foretold(sentence: str) -> str:
    """The words that state how the next run went, or that nothing came after; "" for none."""
    for pattern in _OUTCOMES:
        match = pattern.search(sentence)
        if match and not _CONDITIONAL.search(sentence[: match.end()]):
            return match.group()
    return ""


def outcome(sentence: str) -> str:
    """The words that state how any run went; "" for none."""
    match = _OUTCOME.search(sentence)
    return match.group() if match and not _CONDITIONAL.search(sentence[: match.end()]) else ""


def is_apology(sentence: str) -> bool:
    """Whether it only says that something could not be found out."""
    return bool(_APOLOGY.search(sentence))


def has_substance(text: str) -> bool:
    """Whether a reason is more than a filler: ten letters or more, five of them different."""
    letters = _WORD.findall(text)
    return len(letters) >= _LEAST_WORDS and len(set(letters)) >= _LEAST_LETTERS


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS[text.lower()]
