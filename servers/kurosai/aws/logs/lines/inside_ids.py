"""Hits that are none: three digits within a request id, which a result does not even show.

A whole id, or a whole part of one, is meant as such; so is a time. Whatever stands in the text of
a line is a hit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kurosai.aws.logs.lines import lambda_lines
from kurosai.aws.wire.logs import LogEvent

_PIECE = re.compile(r"[0-9a-f.:TZ-]+")
_WHOLE = re.compile(lambda_lines.UUID)


def apart(
    events: Sequence[LogEvent], text: str
) -> tuple[tuple[LogEvent, ...], tuple[LogEvent, ...]]:
    """The lines that have the text where a reader sees it, or as a whole id; and those that have it
    only inside of what stands before their text."""
    if not text or text.strip() != text or " " in text:
        return tuple(events), ()
    whole = re.compile(rf"(?<![0-9A-Za-z]){re.escape(text)}(?![0-9A-Za-z])")
    hidden = tuple(one for one in events if _is_inside(one.message, text, whole))
    ids = {one.id for one in hidden}
    return tuple(one for one in events if one.id not in ids), hidden


def may_be(text: str) -> bool:
    """Whether a text could be a piece of an id or of a time: where lines are only counted, those
    that have it nowhere else are counted too."""
    return _PIECE.fullmatch(text) is not None and _WHOLE.fullmatch(text) is None


def _is_inside(message: str, text: str, whole: re.Pattern[str]) -> bool:
    line = lambda_lines.parse(message)
    if not line.request or message.startswith("{"):
        return False
    # Of Lambda's own lines the id is all that differs: START and END say nothing else.
    said = line.text.replace(line.request, "")
    return text not in said and text != line.level and whole.search(message) is None
