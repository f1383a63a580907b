"""A message as what is constant in it and the pieces that have a digit: cheap, and exact.

Which pieces these are depends on where digits stand and never on which they are. Codes
(`codes.py`) and names (s3, ipv6) are kept in the mark: they tell lines of one statement apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from kurosai.logs.codes import NAMES, is_code, is_name

SLOT = "\0"
"""Stands for a piece that was taken out. Messages have no such character."""

RUN = r"[0-9][\-0-9A-Za-z.]*+(?::[0-9][\-0-9A-Za-z.]*+)*+"
"""A digit and what belongs to it: of a number, a time, an address, the rest of an id."""

_RUN = re.compile(RUN)
# What a piece is made of: printable ASCII but separators. It begins only where one can, so that a
# long piece is read once. A date or a unit belongs to its numbers.
_INSIDE = r"!#$%&*+\-./?@A-Z\\^_`a-z~"
_UNIT = (
    r" (?:[KMGT]i?B|B|bytes?|ms|[smh]|%|(?:milli|micro)?sec(?:ond)?s?|min(?:ute)?s?|hours?|days?)"
    r"(?!\w)"
)
_DAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE = rf"{_DAY}{_MONTH} {RUN} {RUN}(?: [A-Z]{{3,4}})?(?: [0-9]++(?![\w.:]))?"
_PIECE = re.compile(
    rf"(?<![{_INSIDE}0-9])("
    rf"(?=[ADFJMNOSTW][a-z]){_DATE}|{RUN}{_UNIT}"
    rf"|[{_INSIDE}]*+[0-9][{_INSIDE}0-9]*+(?::[0-9][{_INSIDE}0-9]*+)*+)"
)
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|[0-9]+(?:[.,][0-9]+)*")
# Where none of these stands, few numbers can be codes: asked first, because it is cheaper.
_WORDS_BEFORE_CODES = (
    *("status", "exit", "code", "errno", "rc", "signal", "http", "error", "respon", "return"),
    *("got", "answered", "=>", "->", "tls", "ssl", "sqlstate", "hresult", "hr"),
)
_LIKE_NAMES = frozenset(_RUN.sub("0", name) for name in NAMES)
_DIGITS = frozenset("0123456789")
# A piece with letters like these decides by itself: what else stands there may not.
_DECIDES = re.compile(
    r"(?i:status|exit|code|errno|rc|signal|http|error|tls|ssl|sqlstate|hr)"
    r"|(?<![A-Za-z0-9_])[A-Z]{1,8}-?[0-9]"
)
_REASON = re.compile(r" [BUFNCTISG][a-z]")
_LONGEST_CODE = 24
_MOST_PIECES = 60
"""Behind so many pieces none is looked at: a line with that many numbers is a table."""

_NO_NUMBER = "a"
_CONTEXT = 40
_ANY_CODE = "404"


def cut(message: str) -> tuple[str, list[str]]:
    """What is constant in a message, SLOT for each piece, and the pieces in order."""
    parts = _PIECE.split(message)
    return SLOT.join(parts[::2]), parts[1::2]


def letters(pieces: Sequence[str]) -> tuple[str, ...]:
    """The letters of those pieces that may be kept for their letters; of all others only whether
    they are numbers: where an id is no code, a number may be one.

    With the same constant part and these, the same pieces are `deciding`.
    """
    return tuple([_telling(piece) for piece in pieces[:_MOST_PIECES]])


def runs(text: str) -> list[str]:
    """The runs of digits in a text, in order; none is in two pieces."""
    return _RUN.findall(text)


def deciding(constant: str, pieces: Sequence[str]) -> tuple[int, ...]:
    """Which pieces may be kept in the mark, according to which digits they have."""
    return _those(constant, pieces, _may_be_kept)


def kept(constant: str, pieces: Sequence[str]) -> tuple[int, ...]:
    """Which pieces are kept in the mark."""
    return _those(constant, pieces, _is_kept)


def mark(constant: str, pieces: Sequence[str], keep: Sequence[int]) -> str:
    """The constant part of a message with the pieces in it that are kept."""
    if not keep:
        return constant
    parts = constant.split(SLOT)
    between = [piece if at in keep else SLOT for at, piece in enumerate(pieces)]
    return "".join(a + b for a, b in zip(parts, (*between, ""), strict=True))


def _telling(piece: str) -> str:
    if len(piece) > _LONGEST_CODE:
        return _NO_NUMBER
    if piece[0] in _DIGITS and piece[-1] not in "xX":
        return "" if piece.isdigit() or _RUN.fullmatch(piece) else _NO_NUMBER
    return _letters(_RUN.sub("0", piece), piece[-2:])


@lru_cache(maxsize=16_384)
def _letters(piece: str, end: str) -> str:
    """Of a piece with 0 for each run, and its last two characters."""
    some = end.lower() == "xx" or _DECIDES.search(piece) or piece.lower() in _LIKE_NAMES
    return f"{piece}{end}" if some else _NO_NUMBER


def _those(
    constant: str, pieces: Sequence[str], wanted: Callable[[str, str, str, bool], bool]
) -> tuple[int, ...]:
    lower = "".join((constant, *pieces)).lower()
    words = any(word in lower for word in _WORDS_BEFORE_CODES)
    parts = constant.split(SLOT)
    before = ""
    found: list[int] = []
    for at, piece in enumerate(pieces[:_MOST_PIECES]):
        before = (before + parts[at])[-_CONTEXT:]
        behind = "".join((parts[at + 1], *pieces[at + 1 : at + 2]))[:_CONTEXT]
        if len(piece) <= _LONGEST_CODE and wanted(before, piece, behind, words):
            found.append(at)
        before += piece
    return tuple(found)


def _is_kept(before: str, piece: str, behind: str, words: bool) -> bool:
    if is_name(piece):
        return True
    return (words or _stands_alone(before, piece, behind)) and _is_code(before, piece, behind)


def _may_be_kept(before: str, piece: str, behind: str, words: bool) -> bool:
    """Whether it would be kept with these or with other digits."""
    if _RUN.sub("0", piece).lower() in _LIKE_NAMES:
        return True
    if not words and not _stands_alone(before, piece, behind):
        return False
    other = _RUN.sub(_ANY_CODE, piece)
    return _is_code(before, piece, behind) or _is_code(before, other, behind)


def _stands_alone(before: str, piece: str, behind: str) -> bool:
    """`(404)`, `404 Not Found`, ORA-00942, 5xx: what is a code without a word before it."""
    if piece[0].isalpha():
        return piece[0].isupper()
    return before[-1:] == "(" or piece[-2:].lower() == "xx" or _REASON.match(behind) is not None


def _is_code(before: str, piece: str, behind: str) -> bool:
    if piece[0] in _DIGITS and not _RUN.fullmatch(piece):
        return False
    line = before + piece + behind
    numbers = list(_NUMBER.finditer(line, len(before), len(before) + len(piece)))
    return bool(numbers) and all(is_code(number) for number in numbers)
