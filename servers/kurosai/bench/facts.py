"""Whether what was read shows a fact of the key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.bench.plain import Seen
    from kurosai.sandbox.schema_key import Fact


def in_plain(fact: Fact, seen: Seen) -> bool:
    """Whether a plain read shows it."""
    if fact.nothing:
        return seen.empty and _all(fact.shows, f"{seen.asked}\n{seen.text}")
    if fact.times is not None and often(fact, seen.text) != fact.times:
        return False
    return _all(fact.shows, seen.text)


def in_result(fact: Fact, server: str, text: str) -> bool:
    """Whether a tool's result shows it; `server` is where the tool is.

    What a `next:` line asks was not seen, and a result that found nothing repeats what was asked.
    """
    if server not in fact.sources:
        return False
    head, _, rest = text.partition("\n")
    lines = [head, *(line for line in rest.split("\n") if not line.startswith("next: "))]
    said = "\n".join(lines)
    if any(re.search(pattern, said, re.M) for pattern in fact.told):
        return True
    if fact.nothing:
        word = "expired" if fact.nothing == "expired" else "empty"
        return any(_of_place(line, word) and _all(fact.shows, line) for line in lines)
    return fact.times is None and not _of_place(head, "empty") and _all(fact.shows, said)


def _of_place(line: str, word: str) -> bool:
    """Whether a line says so of its place: a header at its end, one place of several behind it."""
    return bool(re.search(rf" · {word}$|^looked \S.*? {word}\b", line))


def often(fact: Fact, text: str) -> int:
    """How often the first pattern of a fact is in a text."""
    return sum(1 for _ in re.finditer(fact.shows[0], text, re.M))


def _all(patterns: tuple[str, ...], text: str) -> bool:
    return all(re.search(pattern, text, re.M) for pattern in patterns)
