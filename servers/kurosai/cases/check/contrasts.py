"""What a sentence says that a seen thing is, and what it says that it is not: X で、Y ではない.

That denies no occurrence, where a cited row shows the X. `denials` knows it by its grammar alone,
and where it stands alone ("it is not Y") nothing shows what it is instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.sentences import mentions
from kurosai.cases.source import Source, find, lower

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.vocabulary import Row

_NOUN = (
    r"(?P<other>[^、。,;は\s](?:[^、。,;は]{0,40}[^、。,;はのたるうい\s])?)"
    r"(?<!わけ)(?<!こと)(?<!もの)(?<!はず)(?<!だけ)(?<!ばかり)"
)
_IS_NOT = r"(?:のもの)?\s?(?:では|じゃ)(?:な[いく](?!か)|なかった|あり?ません)"
_FORMS = (
    # X で、Y ではない
    re.compile(
        rf"(?P<thing>[^、。]+?)\s?(?:で|であり|であって|だが|ですが)[、,]\s?{_NOUN}{_IS_NOT}"
        r"(?=[。\s\[(（]|$)"
    ),
    # Y ではなく X
    re.compile(rf"{_NOUN}\s?(?:では|じゃ)なく[、,て]?\s?(?P<thing>[^、。]+)"),
    # X, not Y
    re.compile(
        r"(?P<thing>[^,;]+),\s(?:and\s|but\s)?not\s(?:(?:to|of|in|on|at|from|by|for)\s)?"
        r"(?:the\s)?(?P<other>[\w.-]+)(?=[.;]?\s*(?:\[|$))"
    ),
)
_NAME = re.compile(r"(?<![\w.-])[A-Za-z][\w-]*(?:[._-]\w+)+", re.ASCII)
"""What is made of parts: no word of a language stands for what it is."""


def without(sentence: str, near: Proof) -> str:
    """The sentence without what it says of a thing, in `near`, that it is not."""
    said = [one for one in times.mentions(sentence) if one.hour is not None]
    for form in _FORMS:
        sentence = form.sub(lambda found: _left(found, said, near), sentence)
    return sentence


def _left(found: re.Match[str], said: list[times.Mention], near: Proof) -> str:
    names = _NAME.findall(mentions.unquoted(found["thing"]))
    others = _NAME.findall(found["other"])
    shown = any(_shows(row, names, others, said) for one in near.evidence for row in one.rows)
    return found["thing"] if names and shown else found.group()


def _shows(row: Row, names: list[str], others: list[str], said: list[times.Mention]) -> bool:
    """Whether one row has every name and time, and nothing of what it is said not to be."""
    text = lower(row.text)
    if any(find(text, lower(one)) >= 0 for one in others):
        return False
    return all(find(text, lower(one)) >= 0 for one in names) and all(
        (row.at is not None and one.fits(row.at)) or Source("", text).writes(times.written(one))
        for one in said
    )
