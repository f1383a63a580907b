"""A run of a function that had all of its memory in use: what Lambda reports at its end, and says
nowhere else. Such a run may have been killed for it."""

from __future__ import annotations

import re

_TEXT = re.compile(r"Memory Size: (?P<size>\d+) MB\s+Max Memory Used: (?P<used>\d+) MB")
_SIZE, _USED = (re.compile(rf'"{key}"\s*:\s*(\d+)') for key in ("memorySizeMB", "maxMemoryUsedMB"))


def used_up(report: str) -> str:
    """`1024 of 1024 MB` of a report of a run that used all it had; "" of any other line."""
    if text := _TEXT.search(report):
        size, used = int(text["size"]), int(text["used"])
    elif (most := _SIZE.search(report)) and (its := _USED.search(report)):
        size, used = int(most[1]), int(its[1])
    else:
        return ""
    return f"{used} of {size} MB" if used >= size > 0 else ""
