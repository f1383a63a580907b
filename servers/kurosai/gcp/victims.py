"""Who else a node cost, and how much of it each of them used: the one that filled it is among them
as often as not."""

from __future__ import annotations

import re
from collections.abc import Collection

from kurosai.gcp import lines
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Source
from kurosai.vocabulary import Coverage

MOST = 5
_USED = re.compile(
    r"was using (?P<used>(?P<number>\d+)(?P<unit>[KMGT]?i?)),"
    r" (?:request is|which exceeds its request of) (?P<asked>\d+[KMGT]?i?)"
)
_UNITS = {"": 1, "K": 1000, "Ki": 1 << 10, "M": 10**6, "Mi": 1 << 20, "G": 10**9, "Gi": 1 << 30}


def told(others: Source, main: Pod, own: Collection[str]) -> tuple[str, ...]:
    """One sentence, who used the most first; none where nobody else ended."""
    if others.coverage is Coverage.DENIED:
        return (f"others on {main.node}: not known, {others.why}",)
    found: dict[str, tuple[int, str]] = {}
    for entry in others.entries:
        event = lines.event_of(entry)
        if event is None or event.kind != "Pod" or event.name in own:
            continue
        used = _used(event.message)
        if event.name not in found or used[0] > found[event.name][0]:
            found[event.name] = used
    if not found:
        return ()
    # The sort is stable: those of whom nothing is known stay in the order of their end.
    several = sorted(found, key=lambda name: -found[name][0])
    listed = ", ".join(name + found[name][1] for name in several[:MOST])
    more = f" and {len(several) - MOST} more" if len(several) > MOST else ""
    return (f"also ended on {main.node} then: {listed}{more}",)


def _used(message: str) -> tuple[int, str]:
    """The most that a container of it used, in bytes and as its eviction says it."""
    most, words = 0, ""
    for match in _USED.finditer(message):
        size = int(match["number"]) * _UNITS.get(match["unit"], 1 << 40)
        if size > most:
            most, words = size, f" (was using {match['used']}, request is {match['asked']})"
    return most, words
