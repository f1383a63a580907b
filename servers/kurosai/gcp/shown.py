"""A line as results of ours show it, taken apart: what we put before and behind what was written.

What is pasted into a search has these on it, and no entry holds them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SEVERITIES = ("WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY")
"""Those that lines.said puts before a text."""

_CLOCK = r"(?:\d\d-\d\d )?\d\d:\d\d(?::\d\d)?"
_RUN = re.compile(rf"x[\d,]+ {_CLOCK}(?:-{_CLOCK})? (?:(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) )?")
_TIME = re.compile(r"(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:\.\d+)?Z ")
_DECIDES = re.compile(r"DECIDES ")
_PROJECT = re.compile(r"[a-z][a-z0-9.:-]{4,99} (?=\[)")
_PLACE = re.compile(r"\[(?P<inside>[^\]\n]{1,300})\] ")
_SEVERITY = re.compile(rf"(?P<name>{'|'.join(SEVERITIES)}) (?=\S)")
_BEHIND = re.compile(
    r" (?:\[and \d+ alike, [^\n]*\]|\[came [^\]]*\]|\[\+\d+ characters\]|~\d{6,24})$"
)
_SAME = re.compile(r"  the same \d+ more")
_DATE = re.compile(r"\d{4}-\d\d-\d\d$")


@dataclass(frozen=True, slots=True)
class Shown:
    """`place` is what stood in brackets, `severity` the one before the text, `rest` what was
    written; `run`: many lines as one pattern; `peeled`: whether anything of ours was on it."""

    rest: str
    place: str = ""
    severity: str = ""
    run: bool = False
    peeled: bool = False


def apart(text: str) -> Shown:
    """The first row of a text, whether or not anything of ours is on it."""
    left = _first(text)
    run = _RUN.match(left)
    for shape in (_RUN, _TIME, _DECIDES, _PROJECT):
        left = _without(shape, left)
    place = _PLACE.match(left)
    left = _without(_PLACE, left)
    severity = _SEVERITY.match(left)
    left = _without(_SEVERITY, left)
    while behind := _BEHIND.search(left):
        left = left[: behind.start()]
    return Shown(
        left.strip(),
        place["inside"] if place else "",
        severity["name"] if severity else "",
        run is not None,
        left.strip() != text.strip(),
    )


def _first(text: str) -> str:
    """The first row with the lines that belong to it: a row is one entry."""
    rows = [one for one in text.strip("\n").split("\n") if not _DATE.match(one)]
    found: list[str] = []
    for one in rows:
        if found and any(shape.match(one) for shape in (_RUN, _TIME, _SAME)):
            break
        found.append(one.removeprefix("  ") if found else one.lstrip())
    return "\n".join(found).rstrip()


def _without(shape: re.Pattern[str], text: str) -> str:
    match = shape.match(text)
    return text[match.end() :] if match else text
