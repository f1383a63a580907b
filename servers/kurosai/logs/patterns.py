"""Many lines as few patterns: lines of one signature, counted, in the order they first came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kurosai.logs.signature import signature

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


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines of one signature: the places of the first and the last, and how many there are."""

    mark: str
    first: int
    last: int
    count: int


def of(lines: Sequence[str]) -> tuple[Pattern, ...]:
    """The patterns of some lines; every line is of exactly one."""
    found: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        found.setdefault(signature(line), []).append(place)
    return tuple(
        Pattern(mark, places[0], places[-1], len(places)) for mark, places in found.items()
    )


def speaks_of_trouble(line: str) -> bool:
    """Whether a line says that something went wrong."""
    return _TROUBLE.search(_FINE.sub("", line)) is not None
