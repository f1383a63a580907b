"""How much work an expression can cost a machine that goes back and forth.

Wherever a repetition may go on with the same character with which what follows it may begin,
such a machine has to try both. The estimate counts those places; it errs to the dear side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from kurosai.sandbox.cloudwatch.regular.nodes import (
    Capture,
    Choice,
    Node,
    One,
    Place,
    Repeat,
    Sequence,
)

_SAMPLE = "".join(map(chr, range(128))) + "é深"
"""Characters by which sets are compared: all of ASCII, and two others for all others."""
_ANY = (1 << len(_SAMPLE)) - 1


@dataclass(frozen=True, slots=True)
class Cost:
    """Steps for a text of n characters: about `scale` * n ** `degree`; infinite if exponential."""

    scale: float
    degree: float

    def is_within(self, steps: float, length: int) -> bool:
        """Whether a text of `length` characters costs no more than that many steps."""
        if math.isinf(self.degree) or math.isinf(self.scale):
            return False
        # In logarithms, because these numbers can be larger than any. n of something in order
        # can be chosen in n! fewer ways than freely.
        ways = self.degree * math.log(max(length, 1)) - math.lgamma(self.degree + 1)
        return math.log(max(self.scale, 1)) + ways <= math.log(steps)


@dataclass(frozen=True, slots=True)
class _Part:
    first: int
    """The characters (bits over the sample) that it can begin with."""
    empty: bool
    """Whether it can match nothing."""
    length: float = 0
    branches: float = 1
    degree: float = 0
    endless: bool = False


def cost(node: Node) -> Cost:
    """What searching for `node` costs at worst."""
    part = _measure(node, 0)
    degree = max(part.degree, 1 if part.endless else 0)
    return Cost(part.length * part.branches, degree if _anchored(node) else degree + 1)


def _measure(node: Node, follow: int) -> _Part:
    match node:
        case One():
            return _Part(_mask(node), empty=False, length=1)
        case Place():
            return _Part(0, empty=True, length=1)
        case Capture(body):
            return _measure(body, follow)
        case Sequence(parts):
            return _sequence(parts, follow)
        case Choice(branches):
            return _choice([_measure(branch, follow) for branch in branches], follow)
        case Repeat():
            return _repeat(node, follow)


def _sequence(parts: tuple[Node, ...], follow: int) -> _Part:
    whole = _Part(0, empty=True)
    for node in reversed(parts):
        part = _measure(node, whole.first | (follow if whole.empty else 0))
        whole = _Part(
            first=part.first | (whole.first if part.empty else 0),
            empty=part.empty and whole.empty,
            length=part.length + whole.length,
            branches=part.branches * whole.branches,
            degree=part.degree + whole.degree,
            endless=part.endless or whole.endless,
        )
    return whole


def _choice(parts: list[_Part], follow: int) -> _Part:
    first, seen, shared = 0, 0, False
    for part in parts:
        begin = part.first | (follow if part.empty else 0)
        shared = shared or bool(seen & begin)
        first, seen = first | part.first, seen | begin
    return _Part(
        first=first,
        empty=any(part.empty for part in parts),
        length=sum(part.length for part in parts),
        branches=max(part.branches for part in parts) * (len(parts) if shared else 1),
        degree=max(part.degree for part in parts),
        endless=any(part.endless for part in parts),
    )


def _repeat(node: Repeat, follow: int) -> _Part:
    most = node.most
    loops = most is None or most > 1
    first = _measure(node.body, 0).first
    body = _measure(node.body, follow | (first if loops else 0))
    unsure = most != node.least and (bool(first & follow) or body.empty)
    empty = body.empty or node.least == 0
    if most is None:
        wild = body.degree > 0 or body.branches > 1 or body.empty
        return _Part(
            first,
            empty,
            length=body.length * max(node.least, 1),
            degree=math.inf if wild else int(unsure),
            endless=True,
        )
    choices = most - node.least + 1 if unsure else 1
    return _Part(
        first,
        empty,
        length=body.length * most,
        branches=_power(body.branches, most) * choices,
        degree=body.degree * most,
        endless=body.endless,
    )


def _power(base: float, exponent: int) -> float:
    try:
        return float(base) ** exponent
    except OverflowError:
        return math.inf


@cache
def _mask(node: One) -> int:
    if node.source == ".":
        return _ANY
    return sum(1 << bit for bit, character in enumerate(_SAMPLE) if node.has(character))


def _anchored(node: Node) -> bool:
    match node:
        case Place(source, multiline):
            return source in ("^", "\\A") and not multiline
        case Sequence(parts):
            return bool(parts) and _anchored(parts[0])
        case Capture(body):
            return _anchored(body)
        case _:
            return False
