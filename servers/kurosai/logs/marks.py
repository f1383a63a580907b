"""A message with every piece that has a digit taken out: cheap, and exact about what was there.

Which pieces these are depends on where the digits stand and never on which they are, but for
codes (`codes.py`) and names (s3, ipv6), which stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kurosai.logs.codes import is_code, is_name

SLOT = "\0"
"""Stands in a mark for a piece that was taken out. Entries have no such character."""

RUN = r"[0-9][\-0-9a-f.]*+(?::[0-9][\-0-9a-f.]*+)*+"
"""A run of digits and what belongs to it: of a number, a time, an address, a UUID."""

_RUN = re.compile(RUN)
_DIGIT = re.compile(r"[0-9]")
# What a piece is made of: printable ASCII but separators. The lookbehind makes a piece begin only
# where one can, so that a long piece is read once.
_INSIDE = r"!#$%&*+\-./?@A-Z\\^_`a-z~"
_PIECE = rf"(?<![{_INSIDE}0-9])[{_INSIDE}]*+[0-9][{_INSIDE}0-9]*+(?::[0-9][{_INSIDE}0-9]*+)*+"
_UNIT = r" (?:[KMGT]i?B|B|bytes|ms|[smh]|%)(?![\w])"
_DAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_HARD = re.compile(
    rf"(?<![A-Za-z0-9]){_DAY}{_MONTH} {RUN} {RUN}(?: [A-Z]{{3,4}})?(?: [0-9]++(?![\w.:]))?"
    rf"|(?<![{_INSIDE}0-9]){RUN}{_UNIT}|{_PIECE}"
)
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|[0-9]+(?:[.,][0-9]+)*")
# Where none of these stands, no number is a code: asked once of a message, because it is cheaper.
_MAY_HAVE_CODES = re.compile(
    r"(?i:status|exit|code|errno|\brc\b|signal|http|error|respon|return|got |answered|[=-]>"
    r"|tls|ssl|sqlstate|hresult|\bhr\b)|\([0-9]{3}\)|[0-9]{3} [BUFNCTISG]|[A-Z]{1,8}-?[0-9]{3}"
    r"|[0-9][xX]{2}"
)
_CONTEXT = 40
_ANY_CODE = "404"


@dataclass(frozen=True, slots=True)
class Mark:
    """A message as its constant text, and what was taken out of it, in order.

    `kept` are the runs of digits (counted over the message) that decide what stays: another value
    there may be another mark.
    """

    text: str
    taken: tuple[str, ...]
    kept: tuple[int, ...]


def mark(message: str) -> Mark:
    """The mark of a message."""
    taken: list[str] = []
    parts: list[str] = []
    deciding: list[tuple[int, int]] = []
    codes = _MAY_HAVE_CODES.search(message) is not None
    at = 0
    for piece in _HARD.finditer(message):
        start, end = piece.span()
        text = piece[0]
        name = is_name(text)
        if name or _like_a_name(text) or (codes and _may_be_code(message, start, end)):
            deciding.append((start, end))
            if name or (codes and _is_code(message, start, end)):
                continue
        parts += (message[at:start], SLOT)
        taken.append(text)
        at = end
    parts.append(message[at:])
    return Mark("".join(parts), tuple(taken), _runs(message, deciding) if deciding else ())


def runs(text: str) -> list[str]:
    """The runs of digits in a text, in order."""
    return _RUN.findall(text)


def _runs(message: str, deciding: list[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(
        place
        for place, run in enumerate(_RUN.finditer(message))
        if any(run.start() < end and start < run.end() for start, end in deciding)
    )


def _is_code(message: str, start: int, end: int) -> bool:
    numbers = list(_NUMBER.finditer(message, start, end))
    return bool(numbers) and all(is_code(number) for number in numbers)


def _may_be_code(message: str, start: int, end: int) -> bool:
    """Whether it would be one with other digits."""
    if _is_code(message, start, end):
        return True
    around = message[max(0, start - _CONTEXT) : start]
    piece = _RUN.sub(_ANY_CODE, message[start:end])
    other = around + piece + message[end : end + _CONTEXT]
    return _is_code(other, len(around), len(around) + len(piece))


@lru_cache(maxsize=4_096)
def _like_a_name(piece: str) -> bool:
    """Whether a name differs from it in digits only."""
    return len(piece) < 12 and is_name(_DIGIT.sub("", piece), digits=False)
