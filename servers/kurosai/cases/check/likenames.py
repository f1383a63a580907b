"""Names that stand nowhere, beside one that was read and differs in one part.

A name has no form of its own: `batch-0001-pc66`, `tutorial_20260901:latest` and `linux/s390x` are
words in pieces, and so are "read-only" and "two/three". What tells them apart is what was read: a
word in pieces that stands nowhere is a slip where a name was read that is the same but for one
piece. Who writes English joins plain words by hyphens as he likes; those are only warned of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.faults import Finding
from kurosai.cases.sentences import mentions, wordings
from kurosai.cases.source import lower

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.evidence.record import Evidence

_JOINED = re.compile(r"(?<![\w/.:@#-])\w+(?:[-_./:@]+\w+)+(?![\w@-])", re.ASCII)
_LINK = re.compile(r"https?://\S+", re.ASCII)
_PIECE = re.compile(r"[^\W_]+", re.ASCII)
_JAPANESE = re.compile("[\u3041-\u30fe\u3400-\u9fff]")
_COMPOUND = re.compile(r"\d*-?[A-Za-z]+(?:-[A-Za-z]+)*|\d+(?:-[A-Za-z]+)+", re.ASCII)
"""Plain words joined by hyphens, with a number before them: "read-only", "two-hour", "5-minute"."""
_NUMBER = re.compile(
    r"(?:[A-Za-z]\s|[\u3041-\u30fe\u3400-\u9fff]\s?)(?P<number>\d{4,5})(?![\w.,:%-])", re.ASCII
)
_WORD = re.compile(r"#?[\w-]+", re.ASCII)
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,4}){2}")
_DENIED_BEFORE = re.compile(r"(?i:\b(?:no|not|never|without|nor|than)\b[^,.;]{0,20}$)")
_DENIED_AFTER = re.compile(r"[^、。,.;]{0,12}?(?:な[いくかし]|ありません)")
"""What is said not to be there need not have been read."""
_CLOCK = re.compile(r"\d:\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLIPS = 2
"""In so many digits a number may differ from the id that it was meant to be."""
_ENOUGH = 2
"""So many pieces in common are a name's, even in the middle of a longer one."""
_LEAST = 3
"""A piece that two names share has at least so many letters, or nothing is in common."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that stands nowhere, and the one most like it that was read."""

    said: str
    read: str
    plain: bool


def check(place: str, text: str, proof: Proof) -> Iterator[Finding]:
    """Block each such name; warn where it is plain English words."""
    # Of a place where nothing happened the rule of absences asks that it was read.
    said = " ".join(one for one in wordings.sentences(text) if not wordings.absence(one))
    for one in _unknown(said, proof):
        yield Finding(
            "id" if not one.plain else "name",
            place,
            f"{one.said} stands in no evidence; {one.read} does",
            "Copy the name from the result.",
            blocks=not one.plain,
        )


def _unknown(text: str, proof: Proof) -> Iterator[Unknown]:
    # Nearly all names of nearly all sentences were read.
    named = (lower(match.group()) for match in _JOINED.finditer(mentions.unquoted(text)))
    new = any(not (_CLOCK.search(one) or proof.stands(one)) for one in named)
    if not (new or _NUMBER.search(text)):
        return
    bare = _bare(text)
    japanese = bool(_JAPANESE.search(bare))
    for match in _JOINED.finditer(bare):
        said = match.group()
        low = lower(said)
        # What looks like a clock and is none (24:00Z) is no name either.
        if _CLOCK.search(low) or proof.stands(low) or all(map(proof.stands, _side_by_side(low))):
            continue
        if _DENIED_BEFORE.search(bare[: match.start()]) or _DENIED_AFTER.match(bare, match.end()):
            continue
        if read := _like(low, proof):
            yield Unknown(said, read, plain=bool(_COMPOUND.fullmatch(said)) and not japanese)
    for match in _NUMBER.finditer(bare):
        said = match["number"]
        if mentions.UNIT.match(bare, match.end()) or _YEAR.fullmatch(said) or proof.stands(said):
            continue
        for one in proof.evidence:
            if read := next((word for word in subject(one) if _is_slip(said, word)), ""):
                yield Unknown(said, read, plain=False)
                break


def subject(evidence: Evidence) -> Iterator[str]:
    """The words that say which thing a reading is of: what it was asked for, and its facts."""
    for value in (*evidence.asked.values(), *evidence.facts.values()):
        yield from _WORD.findall(str(value))


def _bare(text: str) -> str:
    """The text without what has a rule of its own: quotes, links, times, ids of any form."""
    bare = _LINK.sub(" ", unicodedata.normalize("NFKC", mentions.unquoted(text)))
    for mention in times.mentions(bare):
        bare = f"{bare[: mention.start]}{' ' * (mention.end - mention.start)}{bare[mention.end :]}"
    for name in mentions.names(bare):
        if not name.text.isdigit():
            bare = bare.replace(name.text, " " * len(name.text))
    return bare


def _side_by_side(said: str) -> list[str]:
    """The names of `startedAt/finishedAt`; a single one that stands nowhere where it is no pair."""
    parts = said.split("/")
    return parts if len(parts) > 1 and all(map(_JOINED.fullmatch, parts)) else [said]


def _like(said: str, proof: Proof) -> str:
    """A name that was read and is another in one piece only, or lacks this one's last; "" none."""
    pieces = [*_PIECE.finditer(said)]
    # Versions of one thing begin alike.
    version = bool(_VERSION.fullmatch(said))
    for piece in reversed(pieces[1:] if version else pieces):
        before, behind = said[: piece.start()], said[piece.end() :]
        shared = [one for one in _PIECE.findall(f"{before} {behind}") if len(one) >= _LEAST]
        if not shared and not version:
            continue
        for other in proof.written(before, behind, inside=len(shared) >= _ENOUGH):
            # "health-check" beside "health-checker" is a word in another form.
            if not (other.startswith(piece.group()) or piece.group().startswith(other)):
                return f"{before}{other}{behind}"
    begun = said[: pieces[-1].start() - 1]
    numbered = any(map(str.isdigit, pieces[-1].group())) and not version
    return begun if numbered and _JOINED.fullmatch(begun) and proof.stands(begun) else ""


def _is_slip(said: str, read: str) -> bool:
    same = len(said) == len(read) and read.isdigit()
    return same and sum(map(str.__ne__, said, read)) <= _SLIPS
