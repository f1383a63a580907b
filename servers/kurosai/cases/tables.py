"""Tables of Markdown whose cells may hold anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

MOST_CHARACTERS = 300
_MEANT = re.compile(r"([\\|`*\[\]<])")


def table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table."""
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from (_row([cell(one) for one in row]) for row in rows)


def more(count: int, where: str) -> Iterator[str]:
    """That rows were left out, and where they are; nothing if none were."""
    if count > 0:
        yield ""
        yield f"And {count} more: {where}."


def cell(text: str) -> str:
    """Words of people and of alerts, on one line, without a meaning in Markdown."""
    flat = " ".join(text.split())
    if len(flat) > MOST_CHARACTERS:
        flat = f"{flat[: MOST_CHARACTERS - 1]}…"
    return _MEANT.sub(r"\\\1", flat)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
