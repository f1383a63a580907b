"""Whether a waiver is a person's, with a reason: `name: reason`; what it lacks where it is not."""

from __future__ import annotations

import re

from kurosai.cases.faults import short

LEAST_REASON = 4
"""Characters. "ok" is no reason, 確認済み is one."""

MOST_NAME = 60
_COLON = re.compile(r"[:：]")
_LETTER = re.compile(r"[^\W\d_]")


def lacks(text: str) -> str:
    """What keeps a text from being a waiver, as a sentence; "" for one that is."""
    if not _COLON.search(text):
        return f"「{short(text, 40)}」 has no colon between a name and a reason"
    name, why = (part.strip() for part in _COLON.split(text, maxsplit=1))
    letters = _LETTER.findall(name)
    if not letters or (len(letters) < 2 and letters[0].isascii()):
        return "there is no name before the colon"
    if len(name) > MOST_NAME:
        return f"before the colon stand {len(name)} characters, which is no name"
    if not why:
        return f"there is no reason behind 「{short(name, 40)}」"
    if len(why) < LEAST_REASON:
        return f"the reason 「{why}」 is too short to say why ({LEAST_REASON} characters at least)"
    return ""
