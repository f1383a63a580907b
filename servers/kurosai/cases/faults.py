"""A fault of a conclusion: which rule, where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    """All blocks and all warnings; of more than five warnings those of a kind in one line."""
    warnings = [one for one in found if not one.blocks]
    if len(warnings) > MOST_WARNINGS:
        kinds: dict[tuple[str, str], list[Finding]] = {}
        for one in warnings:
            kinds.setdefault((one.rule, one.mend), []).append(one)
        warnings = [_as_one(kind) for kind in kinds.values()]
    return tuple(map(str, (*blocks(found), *warnings)))


def _as_one(kind: Sequence[Finding]) -> Finding:
    """Warnings that are mended alike: each place, and what is wrong at the first of them."""
    places = ", ".join(dict.fromkeys(one.place for one in kind))
    told = list(dict.fromkeys(one.what for one in kind))
    left = len(told) - MOST_WARNINGS
    what = "; ".join(told[:MOST_WARNINGS]) + (f"; and {left} more like these" if left > 0 else "")
    return replace(kind[0], place=places, what=what)


def short(text: str, most: int = 70) -> str:
    """A text for one line: enough of it to find it again."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
