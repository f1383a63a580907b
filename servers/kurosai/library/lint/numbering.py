"""Numbers that do not count, and code blocks that do not say what they are."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from kurosai.library import fences
from kurosai.library.lint.finding import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from markdown_it.token import Token

    from kurosai.library.lint.sheet import Sheet
    from kurosai.library.page import Entry


def steps(sheet: Sheet) -> Iterator[Found]:
    """Numbered lists with a gap, a repeat or a step back. All the same number is a style."""
    for numbers in _lists(sheet.outline.tokens):
        values = [value for value, _ in numbers]
        if len(set(values)) == 1 or (values[0] == 0 and set(values[1:]) == {1}):
            continue
        for (before, _), (value, line) in pairwise(numbers):
            if value != before + 1:
                yield Found("broken_numbering", line, f"{value} follows {before}")
                break


def _lists(tokens: Iterable[Token]) -> Iterator[list[tuple[int, int]]]:
    """The numbers as written, with their lines, of each list."""
    open_lists: list[list[tuple[int, int]]] = []
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            open_lists.append([])
        elif token.type == "list_item_open" and open_lists and token.map:
            if token.info.isdecimal():
                open_lists[-1].append((int(token.info), token.map[0] + 1))
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            done = open_lists.pop()
            if len(done) > 1:
                yield done


def shared_numbers(entries: Iterable[Entry]) -> Mapping[str, int]:
    """Numbers that several entries have, and how many, where a library numbers across its pages.

    Where many are shared, each page counts from 001 for itself.
    """
    counts = Counter(entry.number for entry in entries if entry.number)
    shared = {number: count for number, count in counts.items() if count > 1}
    own = len(counts) - len(shared)
    return shared if sum(shared.values()) <= own else {}


def numbers(sheet: Sheet, shared: Mapping[str, int]) -> Iterator[Found]:
    """Entries whose number another entry has as well."""
    for entry in sheet.page.entries:
        if entry.number in shared:
            what = f"{shared[entry.number]} entries are {entry.number}"
            yield Found("duplicate_number", entry.lines.start, what)


def languages(sheet: Sheet) -> Iterator[Found]:
    """Fences that name no language."""
    for place, code in sheet.outline.codes:
        token = sheet.outline.tokens[place]
        if token.type == "fence" and token.map and not code.language and code.text.strip():
            yield Found("fence_language", token.map[0] + 1, "the code block names no language")


def open_fences(sheet: Sheet) -> Iterator[Found]:
    """Fences that are never closed; those that take a heading with them are the page's faults."""
    known = {fault.line for fault in sheet.page.faults if fault.rule == "open_fence"}
    for start, end in fences.unclosed(sheet.outline):
        if start not in known:
            yield Found("open_fence", start, f"the code block is not closed (up to line {end})")
