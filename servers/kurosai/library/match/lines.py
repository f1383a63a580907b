"""The lines of an alert or a sample that can identify an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LINES = 200

_FRAME = re.compile(
    r"Traceback \(most recent call last\)|\s*File \"|\s+at [\w.$<]+\(|\s*Caused by:$"
)


def identifying(lines: Iterable[str]) -> list[str]:
    """The lines that can identify an error: no stack frames, nothing indented below another."""
    found: list[str] = []
    for line in lines:
        if len(found) >= MAX_LINES:
            break
        inside = bool(found) and line[:2] in ("  ", "\t\t")
        if line.strip() and not inside and not _FRAME.match(line):
            found.append(line.strip())
    return found
