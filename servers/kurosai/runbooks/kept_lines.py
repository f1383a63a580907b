"""Where in its page each shown line stands: empty lines are not shown, and may mean much there."""

from __future__ import annotations

from collections.abc import Iterable

from kurosai import kept
from kurosai.library.page import Entry
from kurosai.vocabulary import Json, Row


def of(entry: Entry, numbers: Iterable[int]) -> Row:
    """`runs` are first number and count of lines that follow each other, in the order of rows."""
    runs: list[list[Json]] = []
    last = None
    for number in numbers:
        if last is not None and number == last + 1:
            runs[-1][1] = number - int(str(runs[-1][0])) + 1
        else:
            runs.append([number, 1])
        last = number
    told: dict[str, Json] = {"page": entry.path, "entry": entry.id, "last": entry.lines.end}
    return kept.row("runbooks.lines", {**told, "runs": runs})
