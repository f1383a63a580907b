"""Which runbook entry was followed, and whether its flowchart was walked as the key walks it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from kurosai.bench.agent.marks import Judged, Mark
from kurosai.errors import Fault
from kurosai.library import mermaid
from kurosai.library.path_text import retrace

if TYPE_CHECKING:
    from kurosai.bench.agent.record import Case, Record
    from kurosai.sandbox.schema_key import Key

_Step = tuple[str, int | None]


def entry(key: Key, record: Record) -> Judged:
    """Whether the last case follows the entry that fits; none, where none does."""
    if not record.cases:
        return Judged(Mark.NONE, "no case was opened")
    case = record.cases[-1]
    if case.entry == key.entry:
        return Judged(Mark.RIGHT)
    if case.left:
        return Judged(Mark.WRONG, f"left {key.entry}: {case.left}")
    return Judged(Mark.WRONG, f"followed {case.entry or 'none'}, not {key.entry or 'any'}")


def path(key: Key, record: Record) -> Judged:
    """Whether the last case was walked as the key is; else where it left that way."""
    if not key.path:
        return Judged(Mark.NOT_DUE)
    if not record.cases:
        return Judged(Mark.NONE, "no case was opened")
    case = record.cases[-1]
    if not case.path:
        return Judged(Mark.NONE, "no path was walked")
    if case.entry != key.entry:
        return Judged(Mark.WRONG, f"another entry's: {case.entry or 'none'}")
    if case.path == key.path:
        return Judged(Mark.RIGHT)
    try:
        return _compared(key, case)
    except Fault as fault:
        return Judged(Mark.UNJUDGED, f"{case.path} cannot be held against {key.path}: {fault}")


def _compared(key: Key, case: Case) -> Judged:
    chart = mermaid.parse(case.chart)
    wanted, walked = (
        [(step.node.id, step.edge) for step in retrace(chart, text)]
        for text in (key.path, case.path)
    )
    for number, (one, other) in enumerate(zip_longest(wanted, walked)):
        if one != other:
            return Judged(Mark.WRONG, _parted(number, one, other, walked))
    return Judged(Mark.RIGHT)


def _parted(number: int, wanted: _Step | None, walked: _Step | None, way: list[_Step]) -> str:
    """In words: it stopped, it went on, or it took another arrow."""
    if wanted is None:
        return f"went on behind {way[number - 1][0]}"
    if walked is None or walked == (wanted[0], None):
        return f"stopped at {way[-1][0]}"
    return f"diverged at {wanted[0] if walked[0] == wanted[0] else way[number - 1][0]}"
