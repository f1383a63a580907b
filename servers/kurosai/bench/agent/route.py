"""Which runbook entry was followed, and whether its flowchart was walked as the key walks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.bench.agent.marks import Judged, Mark
from kurosai.errors import Fault
from kurosai.library import mermaid
from kurosai.library.path_text import retrace

if TYPE_CHECKING:
    from kurosai.bench.agent.record import Case, Record
    from kurosai.library.flowchart import Flowchart
    from kurosai.sandbox.schema_key import Key


def entry(key: Key, record: Record) -> Judged:
    """Whether the last case follows the entry that fits; none, where none does; and has left one
    whose flowchart asks for what is gone."""
    if not record.cases:
        return Judged(Mark.NONE, "no case was opened")
    case = record.cases[-1]
    if key.left:
        if case.left:
            return Judged(Mark.RIGHT)
        return Judged(Mark.WRONG, f"did not leave {key.entry}: {key.left}")
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
    """Decision by decision: what has one exit is passed without an answer, and says nothing."""
    chart = mermaid.parse(case.chart)
    wanted, walked = (_decided(chart, text) for text in (key.path, case.path))
    for one, other in zip(wanted, walked, strict=False):
        if one != other:
            apart = f"began at {other[0]}, not at {one[0]}"
            return Judged(Mark.WRONG, f"diverged at {one[0]}" if one[0] == other[0] else apart)
    if len(walked) < len(wanted):
        return Judged(Mark.WRONG, f"stopped before {wanted[len(walked)][0]}")
    if len(walked) > len(wanted):
        return Judged(Mark.WRONG, f"went on to decide {walked[len(wanted)][0]}")
    return Judged(Mark.RIGHT)


def _decided(chart: Flowchart, text: str) -> list[tuple[str, int | None]]:
    return [
        (step.node.id, step.edge)
        for step in retrace(chart, text)
        if step.edge is not None and len(chart.exits[step.node.id]) > 1
    ]
