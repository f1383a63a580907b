"""A reading of which not all rows can be kept: the same question of the time of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kurosai.rendering import QUIET
from kurosai.vocabulary import Call, Json, Reading, Row, stamp

_OF_THE_TIME = frozenset({"around", "minutes", "since", "until", "cursor"})


def offered(
    server: str, tool: str, asked: Mapping[str, Json], reading: Reading, lost: Sequence[Row]
) -> Reading:
    """The reading with a call that goes on at the first of the `lost` rows, where the tool takes a
    window and the rows of it have times. `asked` are all of its arguments."""
    window = reading.window
    if window is None or not {"since", "until"} <= asked.keys():
        return reading
    # What is not shown is lost first: a reader misses none of it.
    missed = [one for one in lost if one.mark != QUIET] or lost
    times = [one.at for one in missed if one.at is not None and one.at <= window.end]
    since = min(times, default=window.start).replace(microsecond=0)
    if since <= window.start:
        return reading
    given = {name: one for name, one in asked.items() if name not in _OF_THE_TIME and one}
    span: dict[str, Json] = {"since": stamp(since), "until": stamp(window.end)}
    call = Call(server, tool, {**given, **span})
    return replace(reading, next=(*reading.next[:2], call))
