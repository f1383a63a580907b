"""Texts that name a job: of what is looked for by such a text, only what that job left is made."""

from __future__ import annotations

import re
from typing import Final

_JOB: Final = re.compile(r"(?<![0-9A-Za-z])job-([0-9]{1,12})(?![0-9A-Za-z+*?{])")
_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z.])([0-9]{8,9})(?![0-9A-Za-z.+*?{])")
"""A number by itself; those of eight digits that are none of a job are parts of hashes at most."""


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
