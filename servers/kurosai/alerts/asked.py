"""Whether a person asks something in the lines of a text, about the alert that he quotes there.

Machines' mails have sentences, but no questions: their words for people end in a full stop, and
what a team wrote of its alarm stands behind a name (`Description:`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kurosai.alerts.lines import undecorated

_URL = re.compile(r"https?://\S+")
_OWN = re.compile(
    r"(?i)^(?:alarm ?)?(?:description|summary|message|reason\b[^:]{0,20}|説明)\s*[:：=]"
)
_QUESTION = re.compile(
    r"[?\uff1f](?:$|[\s)\"'」）])"
    r"|(?:です|ます|でしょう|ません|した|ない|よい|良い|いい)か(?:ね|な)?(?:$|[。．\s!！])"
    r"|教えて|ご?教示"
    r"|\b(?i:could|can|would) (?i:you|someone|somebody|anyone)\b|\b(?i:let|tell) (?:me|us)\b"
    r"|^(?i:why|what (?:does|is|should)|how (?:do|can|should)|should (?:i|we))\b"
)


def asked(lines: Iterable[str]) -> bool:
    """Whether one of them is a question."""
    plain = (_URL.sub("", undecorated(line)).strip() for line in lines)
    return any(_QUESTION.search(line) and not _OWN.match(line) for line in plain)
