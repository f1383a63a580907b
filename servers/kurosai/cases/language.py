"""Which language a person should be answered in."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["ja", "en"]

LANGUAGES: tuple[Language, ...] = ("ja", "en")

_KANA = re.compile("[\u3041-\u30fe]")
_JAPANESE = re.compile("[\u3041-\u30fe\u3400-\u9fff]")
_PROSE = re.compile(r"(?<![\w./:=-])[A-Za-z']+(?![\w/:=-])")

ENGLISH_WORDS = 6
"""A person's English sentence has at least this many plain words; an alert's title has fewer."""


def of_text(text: str, *, machine: bool, default: Language) -> Language:
    """The language of what arrived; `default` where it does not tell.

    Machines write English to Japanese teams, so a text of a machine only tells when it is
    Japanese.
    """
    if len(_KANA.findall(text)) >= 3 or len(_JAPANESE.findall(text)) * 3 > len(text):
        return "ja"
    if not machine and len(_PROSE.findall(text)) >= ENGLISH_WORDS:
        return "en"
    return default


def of_sentence(text: str, default: Language) -> Language:
    """The language of one sentence of an answer, whatever the question was written in."""
    if _JAPANESE.search(text):
        return "ja"
    return "en" if len(_PROSE.findall(text)) >= ENGLISH_WORDS else default


def chosen(setting: str) -> Language:
    """The configured language; Japanese, which the runbooks are in, unless it says English."""
    wish = setting.strip().lower()[:2]
    return wish if wish in LANGUAGES else "ja"
