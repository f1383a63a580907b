"""Whether a sentence speaks of the place that a reading left open: by its id, or by its name.

Nobody writes a log's stream or the parameters of a call. The group that could not be read, or the
table with the service it is of, says as well which place is meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.evidence.record import Evidence
    from kurosai.vocabulary import Look

_PATH = re.compile(r"(?<![\w.:-])/?[\w.#-]+(?:/[\w.#-]+)+", re.ASCII)
_NAME = re.compile(r"(?<![\w./:-])(?=[\w.-]*[A-Za-z])\w+(?:[._-]\w+)+(?![\w/-])", re.ASCII)
_SHORTEST = 6
_OUR_WORDS = re.compile(r"\b(?:of|for|on|from|at)\s")
"""A place so called is one of several of the same thing: its log, its images."""
_LOGS = re.compile(r"ログ(?!イン)|(?i:\blogs?\b)")
_CHANGES = re.compile(r"CloudTrail|証跡|(?i:\bcloudtrail\b)")
_METRICS = re.compile(r"メトリ|CloudWatch|(?i:\bmetrics?\b|\bcloudwatch\b)")


def is_told(one: Evidence, look: Look, text: str) -> bool:
    """Whether `text` names this place of a reading: its id, the place as it is told, the path that
    it begins with; or the last part of that, or its name, beside what kind of place it is.
    """
    if one.id in text or look.place in text:
        return True
    if _OUR_WORDS.search(look.place):
        return False
    path = _PATH.search(look.place)
    if path is not None:
        if _stands(path.group(), text):
            return True
        last = path.group().rpartition("/")[2]
        logs = path.group().startswith("/") and one.server in ("aws", "gcp")
        return logs and _is_name(last) and _stands(last, text) and bool(_LOGS.search(text))
    kind = look.place.split(" ", 1)[0]
    return _is_called(kind, text) and any(_stands(name, text) for name in _names(look.place, kind))


def _is_called(kind: str, text: str) -> bool:
    known = {"cloudtrail": _CHANGES, "cloudwatch": _METRICS}.get(kind)
    if known is not None:
        return bool(known.search(text))
    return kind.isascii() and kind.isalnum() and _stands(kind.lower(), text.lower())


def _names(place: str, kind: str) -> Iterator[str]:
    found = (match.group() for match in _NAME.finditer(place, len(kind)))
    return (name for name in found if _is_name(name))


def _is_name(text: str) -> bool:
    """Whether it is made of parts, as names are, and not a word or a number."""
    return len(text) >= _SHORTEST and _NAME.fullmatch(text) is not None


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text as it is: `crm-mail` not in `crm-mail-2`, `/a/b` in no
    longer path."""
    form = rf"(?<![A-Za-z0-9_/.-]){re.escape(name)}(?![A-Za-z0-9_-]|[./][A-Za-z0-9])"
    return re.search(form, text) is not None
