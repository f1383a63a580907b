"""The one line of an entry that names the error, where a stack stands around it."""

from __future__ import annotations

import re

_PYTHON = "Traceback (most recent call last):"
_FRAMES = re.compile(r"^\s*(?:at |goroutine \d)", re.MULTILINE)


def line(text: str) -> str:
    """Of a Python traceback what was raised last, which stands below its frames; of other stacks
    the line above theirs. Other text is told as it is: no line of it is the error for certain."""
    _, head, below = text.rpartition(_PYTHON)
    if head:
        # A message of several lines begins without an indent, where the frames end.
        told = [one for one in below.split("\n") if one.strip()]
        return next((one.strip() for one in told if not one[0].isspace()), text)
    if _FRAMES.search(text):
        return next(one for one in text.split("\n") if one.strip()).strip()
    return text
