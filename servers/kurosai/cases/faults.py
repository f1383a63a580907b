"""A fault of a conclusion: which rule, where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_WARNINGS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `place` is a field with its number ("cause 1"); `blocks` keeps a case open."""

    rule: str
    place: str
    what: str
    mend: str
    blocks: bool = True

    def __str__(self) -> str:
        weight = "block" if self.blocks else "warning"
        return f"{weight} {self.rule} · {self.place} · {self.what} · {self.mend}"


def blocks(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those that keep the case open."""
    return tuple(one for one in found if one.blocks)


def counted(found: Sequence[Finding]) -> str:
    """`1 block, 0 warnings`."""
    stops = len(blocks(found))
    rest = len(found) - stops
    return f"{stops} block{'' if stops == 1 else 's'}, {rest} warning{'' if rest == 1 else 's'}"


def lines(found: Sequence[Finding]) -> tuple[str, ...]:
    """All blocks and the first five warnings, and how many warnings were left out."""
    warnings = [one for one in found if not one.blocks]
    shown = [*blocks(found), *warnings[:MOST_WARNINGS]]
    left = len(warnings) - MOST_WARNINGS
    more = [f"{left} more warnings"] if left > 0 else []
    return (*map(str, shown), *more)


def short(text: str, most: int = 70) -> str:
    """A text for one line: enough of it to find it again."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
