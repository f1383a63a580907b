"""Whether a sentence denies something that a look would have shown: grammar, not wordings.

A negation is found by what negates (ない, ません, no, never, ...). It is no denial of this kind
where it denies what a thing is ("is not the cause"), tells what nobody could do or see ("cannot
tell"), or stands in a condition. Those are told by the words beside it.
"""

from __future__ import annotations

import re

from kurosai.cases.sentences.kept import kept

_NEGATION = re.compile(
    r"な(?:い|かった|く(?!な[るりっれ])|し(?=[。、,)）]|\s|$))|無(?:い|かった|し)|あり?ません"
    r"|(?<=[てでしえけせれべめみきちりびぎい])ま?せん|(?:て|で)(?:い|お)(?:ない|らず|りません)"
    r"|(?<=[さしれえけせわかまらたばみきちりびぎい])ず(?=[、。に]|\s|$)"
)
_ZERO = re.compile(
    r"(?<![\d.])[0０](?:件|行|回|本)(?=[でだの。、,\s]|$)|皆無|ゼロ(?=件|[でだ。、]|$)"
)
_BESIDE = 12
"""How many characters before a negation say what kind of one it is."""
_OTHER_BEFORE = re.compile(
    # What it is not, or what it does not come from.
    r"(?:では|じゃ|とは|(?<![たてん])で)(?:な|あり|無)?$"
    r"|(?:関係|関連)し(?:て(?:い|お)?)?$|関わ(?:ら|って(?:い)?)$"
    r"|(?:原因|理由|関係|関連|関わり|無関係|必要|違い|意味|わけ|はず|問題に(?:は)?なら?|足り|当ては[まめ]ら|及ば|限ら)"
    r"(?:には|にも|とは|では|は|が|も|に|と)?(?:なら|なり|あり|な)?$|(?<!見)当た(?:ら|り)$"
    # What could not be done, told or seen, or was not tried.
    r"|(?:でき|出来|読(?:め|ん)|見(?:え|られ|て)?|得(?:られ)?|調べ|追(?:え|っ)|辿れ|たどれ|試し|判ら|わから|わかり|分から|分かり|知ら|言え|言い切れ"
    r"|いえ|聞い|訊い|待っ|決め|残ら|残り|残っ|見当)(?:て)?(?:は|も)?(?:い|お)?(?:て)?$"
    r"|(?:確認|参照|判断|特定|把握|検証|断定|確定|検索|調査|検討|考慮)(?:は|が|も|を)?(?:し|でき|とれ|取れ)?"
    r"(?:て)?(?:い|お)?$"
    r"|かもしれ$|(?:に|でしか)(?:過ぎ|すぎ)$|しか(?:確定|確認|読め|見).{0,6}$"
)
_OTHER_AFTER = re.compile(
    r"(?:場合|とき|時は|なら|限り|うち|よう(?:に|な)|か(?:どうか|を|は|も|の|、|。|$)|けれ?ば|ければ|と(?:き|すれば|したら)"
    r"|ことを確|かもしれ|とは(?:限|言|い)|はず|とも(?:限|言))"
)

_NO = re.compile(
    r"\b(?:no|not|none|never|nothing|nobody|nowhere|neither|nor|without|zero|empty)\b|n't\b", re.I
)
_OTHER_ENGLISH_BEFORE = re.compile(
    r"\b(?:can|could|would|will|may|might|should|must|if|unless|whether)(?:\s\w+)?\s?$", re.I
)
_OTHER_ENGLISH = re.compile(
    r"(?:(?:not|n't)\s(?:(?:the|an?|its?|that|this|because|due|related|relevant|connected|what|why|how|about|only"
    r"|even|enough|yet\s)\b"
    r"|(?:been\s)?(?:known|clear|sure|certain|possible|looked|read|checked|seen|searched"
    r"|established|determined|decided"
    r"|shown|told|visible|readable|kept|final|asked|tried|look|read|check|see|search|know|say"
    r"|tell|mean|matter|explain|fit"
    r"|apply|need|decide|prove|answer)\b)"
    r"|no\s(?:action|need|reason|matter|longer|doubt|way|evidence|answer|access|permission|idea"
    r"|one\scan|\w+\scan\s|\w+\s(?:is|are|was|were)\sknown)"
    r"|nothing\s(?:can|is\sknown|says|tells|shows|decides|to\b)|none\s(?:can|tells|says)"
    r"|nobody\s(?:can|knows|looked)"
    r"|without\s(?:it|that|them|access|permission|\w+ing)\b|never\s(?:mind|looked|read))",
    re.I,
)
_THROUGHOUT = re.compile(
    r"(?:終日|一日中|一日を通して|ずっと|常に|一貫して)[^。、]{0,10}?(?:正常|問題な|安定|成功)"
    r"|\b(?:is|are|was|were|came back|comes back|stayed|looks|looked)\s(?:all\s)?clean\b"
    r"|\b(?:all day|all (?:after|fore)noon|all week|throughout|always|the whole (?:day|time"
    r"|week))\b",
    re.I,
)
"""That all of it was well denies that any of it was not."""
_SUPPOSED = re.compile(r"\b(?:if|unless|whether|in case|should)\b", re.I)

_LIMITED = re.compile(
    r"権限(?!の?(?:不足|エラー)|(?:には?|は)不足)|拒否され|期限|保存期間|保持期間|一部|途中|打ち切|切れて|未確認|不明|確認でき(?:た|る)範囲|見(?:た|える)範囲|読めた|限りでは"
    r"|\b(?:truncated|partial(?:ly)?|denied|expired|incomplete|cut (?:off|short)|not final"
    r"|retention|as far as|so far as"
    r"|that I can see|of what (?:was|is) shown|in what (?:was|is) shown|allowed|permission"
    r"|unknown)\b",
    re.I,
)


# Four rules ask of the same sentence.
@kept
def denial(sentence: str) -> str:
    """The words around the first denial of something that could be seen; "" where there is none."""
    for match in _NEGATION.finditer(sentence):
        before = sentence[max(0, match.start() - _BESIDE) : match.start()]
        if _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(sentence, match.end()):
            continue
        return sentence[max(0, match.start() - _BESIDE) : match.end()].strip()
    if zero := _ZERO.search(sentence):
        return zero.group()
    for match in _NO.finditer(sentence):
        begins = sentence[: match.start()]
        if _OTHER_ENGLISH.match(sentence, match.start()) or _OTHER_ENGLISH_BEFORE.search(begins):
            continue
        if _SUPPOSED.search(begins):
            continue
        return sentence[match.start() : match.end() + 2 * _BESIDE].strip()
    throughout = _THROUGHOUT.search(sentence)
    return throughout.group() if throughout else ""


@kept
def tells_limits(sentence: str) -> bool:
    """Whether it says itself that something was seen in part only, or not at all."""
    return bool(_LIMITED.search(sentence))
