"""Samples that cannot do their work: to lead one error to one entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.library import log_forms, log_lines
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
_SPAN = re.compile(r"`([^`]+)`")


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


def unseen(sheet: Sheet) -> Iterator[Found]:
    """Lines of text, and of blocks in another language, that a logger wrote and no sample holds."""
    outline = sheet.outline
    taken = {
        line
        for entry in sheet.page.entries
        for sample in entry.samples
        for line in range(sample.lines.start, sample.lines.end + 1)
    }
    for place, token in enumerate(outline.tokens):
        if not token.map or outline.tokens[place - 1].type in ("heading_open", "th_open"):
            continue
        code = outline.code(token)
        if code is None and token.type != "inline":
            continue
        start = code.lines.start if code else token.map[0] + 1
        for line, text in enumerate((code.text if code else token.content).split("\n"), start):
            spans = () if code else _SPAN.findall(text)
            if line not in taken and any(map(_is_logged, (text, *spans))):
                yield Found("unseen_sample", line, "the line looks like an error, but is no sample")


def _is_logged(text: str) -> bool:
    # A sentence that explains a level ends as sentences do.
    return (
        not text.rstrip().endswith((".", "。", ":", "："))
        and log_forms.is_stamped(text)
        and log_lines.is_error(text)
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
