"""How much a pattern tells of something that went wrong."""

from __future__ import annotations

import re
from enum import IntEnum

_TROUBLE = re.compile(
    r"(?i:error|exception|traceback|fatal|critical|panic|killed|fail(?:ed|ure)|denied|refused"
    r"|timed? ?out|no space left|cannot |could not|not found|segmentation|abort)"
)
# `0 errors`, `errors=0`, `without error`, `error_rate` speak of nothing that happened.
_FINE = re.compile(
    r"(?i:\b(?:0|no|without) (?:error|failure|exception)s?\b"
    r"|\b(?:error|failure|failed|exception|timeout)s?[_a-z]*[\"']?\s?[=:]\s?(?:0(?:\.0+)?%?|none|null|\[\])"
    r"(?![\w.])|\berror_rate\b|--?\w*(?:error|fail|timeout)\w*=)"
)
_EXIT = re.compile(r"(?i)\b(?:exit(?:ed)?|return|rc)\b[^\d\-]{0,20}(-?\d{1,5})\b")
_STATUS = re.compile(
    r"(?i)\b(?:status|http|HTTP/\S{1,6}|code)\b\W{0,4}(?:code\W{0,3})?([1-5]\d\d)\b"
)
_ANSWERED = re.compile(r"\" ([1-5]\d\d)\b|\((\d{3})\)")


class Weight(IntEnum):
    """From nothing to what ended a run."""

    NONE = 0
    MENTIONED = 1
    WARNED = 2
    FAILED = 3
    DIED = 4


_LEVELS = {"FATAL": Weight.DIED, "ERROR": Weight.FAILED}


def weight(level: str, message: str) -> Weight:
    """A level is believed where there is one; else what the words and the codes say."""
    if level in _LEVELS:
        return _LEVELS[level]
    coded = _coded(message)
    speaks = speaks_of_trouble(message)
    if level == "WARN":
        return Weight.WARNED
    if coded is Weight.FAILED:
        return coded
    if level:
        return Weight.MENTIONED if speaks or coded else Weight.NONE
    if speaks:
        return Weight.FAILED if coded is None else Weight.WARNED
    return coded or Weight.NONE


def speaks_of_trouble(line: str) -> bool:
    """Whether a line says that something went wrong."""
    return _TROUBLE.search(_FINE.sub("", line)) is not None


def _coded(message: str) -> Weight | None:
    """What an exit code or a status says; None where there is none."""
    ended = _EXIT.search(message)
    if ended:
        return Weight.FAILED if ended[1].strip("-0") else Weight.NONE
    status = _STATUS.search(message) or _ANSWERED.search(message)
    if status:
        first = next(group for group in status.groups() if group)[0]
        return {"5": Weight.FAILED, "4": Weight.WARNED}.get(first, Weight.NONE)
    return None
