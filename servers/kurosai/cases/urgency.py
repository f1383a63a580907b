"""How bad it is and how soon, as far as somebody said so: the alert, and the page about it.

Nothing is judged here. What is said is repeated with who says it; else it is "not said".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai.cases.faults import short

if TYPE_CHECKING:
    from kurosai.library.page import Entry

MOST_SAID = 3
MOST_VALUE = 60

_LABEL = (
    r"severity|priority|urgency|impact|sev|重大度|深刻度|重要度|優先度|緊急度|影響範囲|影響度|影響"
)
_KEYED = re.compile(
    # `Severity: critical`, `| 緊急度 | 高 |`, `"priority": "P1"`; not `"severity": {`.
    rf"(?im)(?:^|[\s|,{{(・*\"'-])(?P<label>{_LABEL})[\"'*]{{0,3}}\s*[:：=|]\s*[\"'*]{{0,3}}"
    r"(?P<value>[^\s\"'*|,{}\[\]][^\n\"*|,{}\[\]]*)"
)
_LEVEL = re.compile(r"(?<![\w-])(?:SEV-?\d|\[P[0-5]\]|\(P[0-5]\))(?![\w-])")
_COUNTED = re.compile(
    r"(?i:\b(?:affected|impacted)\s+[a-z]+\s*[:=]\s*\d[\d,]*"
    r"|\b\d[\d,]*\s+[a-z]+\s+(?:(?:are|were|is|was)\s+)?(?:affected|impacted)\b)"
    r"|\d[\d,]*\s?(?:件|人|名|ユーザー?|ジョブ|社)(?:の\w{1,8})?(?:に|が|へ)影響"
)
_NOTHING = ("null", "none", "unknown", "n/a", "false", "不明", "なし", "未定")
_HEADING = re.compile(
    rf"(?im)^#{{2,6}}\s*[\d.\s]*(?P<label>(?:{_LABEL})(?:[・と/]\s*(?:{_LABEL}))*)\s*$"
)


def of_text(text: str) -> tuple[str, ...]:
    """What an alert or a question says itself: `severity critical`, `120 jobs affected`."""
    return _first((*_keyed(text), *(found.group() for found in _told(text))))


def of_entry(entry: Entry) -> tuple[str, ...]:
    """What a page says in a section or a line for it."""
    return _first((*_sections(entry.text), *_keyed(entry.text)))


def said(text: str, entry: Entry | None) -> str:
    """Both on one line, or that neither says it."""
    own = ", ".join(of_text(text))
    page = ", ".join(of_entry(entry)) if entry is not None else ""
    told = [own, f"{entry.id} says: {page}" if entry is not None and page else ""]
    return "; ".join(one for one in told if one) or "not said"


def _keyed(text: str) -> Iterator[str]:
    for match in _KEYED.finditer(text):
        value = " ".join(match["value"].split())
        if re.search(r"\w", value) and value.lower() not in _NOTHING:
            yield f"{match['label'].lower()} {short(value, MOST_VALUE)}"


def _told(text: str) -> Iterator[re.Match[str]]:
    yield from _LEVEL.finditer(text)
    yield from _COUNTED.finditer(text)


def _sections(text: str) -> Iterator[str]:
    """The first line below each heading for it."""
    for match in _HEADING.finditer(text):
        below = (line.strip(" -*") for line in text[match.end() :].split("\n"))
        first = next((line for line in below if line), "")
        if first and not first.startswith(("#", "```", "|")):
            yield f"{match['label'].lower()} {short(first, 2 * MOST_VALUE)}"


def _first(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given))[:MOST_SAID]
