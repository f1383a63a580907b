"""Texts that name a job: of what is looked for by such a text, only what that job left is made."""

from __future__ import annotations

import re
from typing import Final

_JOB: Final = re.compile(r"(?<![0-9A-Za-z])job-([0-9]{1,12})(?![0-9A-Za-z+*?{])")
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z.])([0-9]{8,9})(?![0-9A-Za-z.+*?{])")
"""A number by itself; those of eight digits that are none of a job are parts of hashes at most."""
_PLAIN: Final = re.compile(r"\^?(?:[\w /:-])*")


def names(text: str) -> bool:
    """Whether a text may name a job."""
    return bool(_JOB.search(text) or _NUMBER.search(text))


def job_in(text: str, ids: range) -> int | None:
    """The id of the one job that what has this text is about; -1 for none of `ids`; None where it
    may be about any."""
    if match := _JOB.search(text):
        number = int(match[1])
        return number if number in ids else -1
    match = _NUMBER.search(text)
    return int(match[1]) if match and int(match[1]) in ids else None


def beginning(expression: str) -> str:
    """The text that whatever fits a regular expression has in it, as far as that is plain at its
    beginning; "" where another alternative begins otherwise."""
    depth = 0
    for one in re.sub(r"\\.", "__", expression):
        depth += (one == "(") - (one == ")")
        if one == "|" and depth == 0:
            return ""
    match = _PLAIN.match(expression)
    found = match[0] if match else ""
    # What may be there several times, or not at all, is no part of it.
    rest = expression[len(found) :]
    return found[:-1] if rest[:1] in ("?", "*", "+", "{") else found
