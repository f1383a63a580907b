"""Whether a text claims what a pattern names, denies it, or leaves open which.

By wording only, sentence by sentence, in Japanese and English. Where the wording does not settle
it (a "may", somebody else's opinion, two negations) the answer is UNSURE: a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from kurosai.bench.agent import saying_en, saying_ja

Known = Callable[[str], bool]
"""Whether a quoted text stands in what was read or in what arrived."""


class Said(IntEnum):
    """What a text makes of a pattern; of several sentences the greatest counts."""

    ABSENT = 0
    QUOTED = 1
    DENIED = 2
    UNSURE = 3
    CLAIMED = 4


@dataclass(frozen=True, slots=True)
class Saying:
    """The verdict over a text, and the sentence that decided it ("" where the pattern is not)."""

    said: Said
    sentence: str = ""


_SENTENCE = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s+(?=\S)")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
_QUOTES = re.compile(r"「([^」]*)」|『([^』]*)』|`([^`]*)`|\"([^\"]*)\"|“([^”]*)”")
_LABELLED = re.compile(
    r"^\W*(?:除外(?:した(?:こと|もの|可能性))?|原因では(?:ない|なかった)(?:こと|もの)?|否定|確認していないこと|"
    r"ruled[ -]out|not (?:the|a) cause|excluded|not looked at|rejected)\W*[:：]",
    re.IGNORECASE,
)
_ASKED = re.compile(r"[?？]\s*$|(?:です|ます|だろう|でしょう)か。?\s*$")


def nothing_known(_: str) -> bool:
    """No quote is one: what is quoted is judged as if it were said."""
    return False


def of(pattern: str, text: str, known: Known = nothing_known) -> Saying:
    """What `text` makes of the regular expression `pattern`."""
    return max(_each(pattern, text, known), key=lambda one: one.said, default=Saying(Said.ABSENT))


def _each(pattern: str, text: str, known: Known) -> Iterator[Saying]:
    for raw in _SENTENCE.split(text):
        sentence = raw.strip()
        for match in re.finditer(pattern, sentence, re.IGNORECASE):
            yield Saying(_one(sentence, match.start(), match.end(), known), sentence)


def _one(sentence: str, start: int, end: int, known: Known) -> Said:
    for quote in _QUOTES.finditer(sentence):
        if quote.start() < start and end < quote.end() and known(quote[0][1:-1]):
            return Said.QUOTED
    if _LABELLED.search(sentence[:start]) or _ASKED.search(sentence[end:]):
        return Said.DENIED
    language = saying_ja if _JAPANESE.search(sentence) else saying_en
    stance = language.stance(sentence[:start], sentence[end:])
    return {"claimed": Said.CLAIMED, "denied": Said.DENIED, "unsure": Said.UNSURE}[stance]
