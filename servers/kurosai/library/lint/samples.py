"""Samples that cannot do their work: to lead one error to one entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.library.lint.finding import Found
from kurosai.library.match.lines import placed
from kurosai.library.match.telling import is_telling
from kurosai.logs.signature import signature, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kurosai.library.lint.sheet import Sheet
    from kurosai.library.page import Entry, Sample

# Fewer words than this match by equality only.
_MIN_WORDS = 3


def lines(sample: Sample) -> Iterator[tuple[int, str]]:
    """The lines by which a sample is matched, with their line in the page."""
    for place, line in placed(sample.log):
        yield sample.lines.start + place, line


def generic(sheet: Sheet) -> Iterator[Found]:
    """Samples none of whose lines has enough words of its own."""
    for entry in sheet.page.entries:
        for sample in entry.samples:
            held = list(lines(sample))
            if held and all(_words(line) < _MIN_WORDS for _, line in held):
                yield Found(
                    "generic_sample", held[0][0], "the sample has fewer than three telling words"
                )


Place = tuple[str, int, str]
"""Where a sample stands: the path, the line, and the entry's id."""


def by_signature(entries: Iterable[Entry]) -> Mapping[str, Place]:
    """Where each signature is shown first."""
    first: dict[str, Place] = {}
    for entry in entries:
        for sample in entry.samples:
            for number, line in lines(sample):
                first.setdefault(signature(line), (entry.path, number, entry.id))
    return first


def twice(sheet: Sheet, first: Mapping[str, Place]) -> Iterator[Found]:
    """Lines that an earlier entry shows as well."""
    for entry in sheet.page.entries:
        said: set[str] = set()
        for sample in entry.samples:
            for number, line in lines(sample):
                path, at, other = first[signature(line)]
                if other != entry.id and other not in said:
                    said.add(other)
                    what = f"{other} shows the same line ({path}:{at})"
                    yield Found("duplicate_sample", number, what)


def _words(line: str) -> int:
    found = {word for word in map(str.casefold, tokens(line)) if is_telling(word)}
    return sum(any(letter.isalpha() for letter in word) for word in found)
