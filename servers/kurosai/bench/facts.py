"""Whether what was read shows a fact of the key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.bench.plain import Seen
    from kurosai.sandbox.schema_key import Fact

_EMPTY = re.compile(r"\bempty\b")


def in_plain(fact: Fact, seen: Seen) -> bool:
    """Whether a plain read shows it."""
    if fact.nothing:
        return seen.empty and _all(fact.shows, f"{seen.asked}\n{seen.text}")
    if fact.times is not None and often(fact, seen.text) != fact.times:
        return False
    return _all(fact.shows, seen.text)


def in_result(fact: Fact, server: str, text: str) -> bool:
    """Whether a tool's result shows it; `server` is where the tool is."""
    if server not in fact.sources:
        return False
    if any(re.search(pattern, text, re.M) for pattern in fact.told):
        return True
    if fact.nothing:
        # The place and the word stand in one line: of the header, or of one place of several.
        lines = text.split("\n")
        return any(_EMPTY.search(line) and _all(fact.shows, line) for line in lines)
    return fact.times is None and _all(fact.shows, text)


def often(fact: Fact, text: str) -> int:
    """How often the first pattern of a fact is in a text."""
    return sum(1 for _ in re.finditer(fact.shows[0], text, re.M))


def _all(patterns: tuple[str, ...], text: str) -> bool:
    return all(re.search(pattern, text, re.M) for pattern in patterns)
