"""How sure a match is: the bands, and the rule that puts candidates into one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kurosai.library.match.alike import same_statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.library.card import Card

# An unequal line matches only when it is the sample but for the names of things, or when the sample
# is covered this far, the next entry is this far behind, and no telling word differs; anything less
# is for a person or a model to judge.
MATCHED = 0.8
MARGIN = 0.1
LIKELY = 0.55
# One word in the place of another: likely, however much that word weighs.
ONE_WORD = 2
CANDIDATE = 0.35
# One more than is shown anywhere: only that proves whether there are more.
MAX_CANDIDATES = 6


class Band(StrEnum):
    """How sure a match is. Only `MATCHED` names one entry as the right one."""

    MATCHED = "matched"
    LIKELY = "likely"
    CANDIDATES = "candidates"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry near one line of a text, by its place among the entries.

    `score` is 0 to 1: how much of the sample, by weight, stands in the line. `equal` says that
    the signatures are the same, `shared` how many entries show that very signature.
    `differing` names the words in which page and line differ, `apart` counts them.
    """

    entry: int
    score: float
    differing: tuple[str, ...]
    line: str
    sample: str
    shared: int = 0
    apart: int = 0

    @property
    def equal(self) -> bool:
        """Whether line and sample have the same signature."""
        return self.shared > 0

    @property
    def rank(self) -> tuple[float, int, int]:
        """What orders hits, the best greatest; equal ranks are ties."""
        return self.score, -self.shared if self.equal else -1_000_000, -len(self.differing)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant. `score` is 0 to 1; `line` is the line that speaks for it.

    `differing` names each telling word in which page and line differ.
    """

    card: Card
    score: float
    differing: tuple[str, ...]
    line: str
    sample: str


@dataclass(frozen=True, slots=True)
class Match:
    """The band and the candidates, best first. Equal scores stay side by side.

    `why` says in one sentence why it is this band and no better one; "" for `MATCHED`.
    """

    band: Band
    candidates: tuple[Candidate, ...] = ()
    why: str = field(default="", compare=False)


def banded(hits: Sequence[Hit]) -> tuple[Band, Sequence[Hit], str]:
    """The band of the best hit of each entry, the hits that belong in it, and why no better."""
    near_enough = [hit for hit in hits if hit.score >= CANDIDATE]
    ranked = sorted(near_enough, key=lambda hit: (*hit.rank, -hit.entry), reverse=True)
    if not ranked:
        most = max((hit.score for hit in hits), default=0.0)
        return (
            Band.NONE,
            (),
            _too_little(most) if hits else "no sample shares a telling word with it",
        )
    first = ranked[0]
    equal = [hit for hit in ranked if hit.equal]
    # A line that one entry alone shows decides against lines that several show, such as the
    # head of an alert that stands in each of their samples.
    fewest = min((hit.shared for hit in equal), default=0)
    best = [hit for hit in equal if hit.shared == fewest]
    if len(best) == 1:
        return Band.MATCHED, best, ""
    near = [hit for hit in ranked if first.score - hit.score < MARGIN][:MAX_CANDIDATES]
    named = [] if equal else [hit for hit in ranked if same_statement(hit.line, hit.sample)]
    if len(named) == 1:
        return Band.MATCHED, named, ""
    if equal:
        each = "each show a line of it" if fewest == 1 else "show this very line"
        return Band.LIKELY, near, f"{len(best)} entries {each}"
    if first.score >= MATCHED and len(near) == 1 and not first.differing:
        return Band.MATCHED, near, ""
    if first.score >= LIKELY or first.apart <= ONE_WORD:
        return Band.LIKELY, near, _doubt(first, near)
    return Band.CANDIDATES, ranked[:MAX_CANDIDATES], _too_little(first.score)


def _too_little(covered: float) -> str:
    return f"the nearest sample is covered to {covered:.2f} only"


def _doubt(first: Hit, near: Sequence[Hit]) -> str:
    if first.differing:
        return "telling words differ"
    if len(near) > 1:
        return f"{len(near)} entries are equally near"
    return f"the sample is covered to {first.score:.2f} only"
