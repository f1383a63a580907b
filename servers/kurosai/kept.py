"""What a backend told, kept beside what is shown of it, so that a world can be made of it again.

It is a row like any other: scrubbed, recorded, chained and never shown. Its first line is JSON with
its kind under `kept`; a text that must stay as it is written (a patch) follows behind that line,
because in JSON it would be escaped, and a secret in it would not be found as it is elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from kurosai.vocabulary import Json, Row

MARK: Final = "."
"""Of a row that is recorded without being shown."""

SHARE: Final = 3
USUAL: Final = 16 * 1024
"""Bytes of a record as they are measured (docs/ledger.md)."""

LEFT: Final = "left"
_BEGINS: Final = '{"kept":"'


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that was told: its kind ("github.patch"), its fields, and the text behind them."""

    kind: str
    told: Mapping[str, Any]
    body: str = ""


def row(kind: str, told: Mapping[str, Json], body: str = "") -> Row:
    """A row that keeps it."""
    head = json.dumps({"kept": kind, **told}, ensure_ascii=False, separators=(",", ":"))
    return Row(f"{head}\n{body}" if body else head, mark=MARK)


def beside(rows: Sequence[Row], more: Iterable[Row]) -> tuple[Row, ...]:
    """The rows, and of what is kept beside them the first that cost no more than a third of them,
    or of a usual record; how many did not find room is kept too."""
    room = max(sum(_size(one) for one in rows), USUAL) // SHARE
    kept: list[Row] = []
    left = 0
    for one in more:
        size = _size(one)
        if size > room:
            left += 1
            continue
        room -= size
        kept.append(one)
    lost = (row(LEFT, {"count": left}),) if left else ()
    return (*rows, *kept, *lost)


def is_kept(one: Row) -> bool:
    """Whether a recorded row is one that was kept beside those that were read."""
    return one.mark == MARK and one.text.startswith(_BEGINS)


def read(one: Row) -> Kept | None:
    """What a row keeps; None where it is another row, or was cut."""
    if not is_kept(one):
        return None
    head, _, body = one.text.partition("\n")
    try:
        told: Any = json.loads(head)
    except ValueError:
        return None
    if not isinstance(told, dict):
        return None
    fields = cast("dict[str, Any]", told)
    return Kept(str(fields.pop("kept")), fields, body)


def _size(one: Row) -> int:
    # With what a row costs around its text: its time, its mark, quotes and escapes.
    return len(one.text.encode()) + one.text.count('"') + 16
