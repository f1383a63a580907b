"""Which runbook entry was followed, and whether its flowchart was walked as the key walks it."""

from __future__ import annotations

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
    for one, other in zip(wanted, walked, strict=False):
        if one != other:
            return Judged(Mark.WRONG, _parted(one, other))
    return Judged(Mark.RIGHT)


def _parted(wanted: _Step, walked: _Step) -> str:
    """Where two ways part; the last step of a way has no arrow, so one that ends parts too."""
    node = wanted[0]
    if walked[0] != node:
        return f"began at {walked[0]}, not at {node}"
    if walked[1] is None:
        return f"stopped at {node}"
    return f"went on behind {node}" if wanted[1] is None else f"diverged at {node}"
