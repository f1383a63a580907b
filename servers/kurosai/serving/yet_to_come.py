"""A question whose `until` is yet to come: the answer ends now, and says that it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai import windows
from kurosai.errors import BadInput
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.vocabulary import Json, Reading


def told(asked: Mapping[str, Json], reading: Reading, now: datetime) -> Reading:
    """`reading` with a line on the part of its time that has not happened, if there is one.

    The header shows the time that was seen, and who asked for more reads over it.
    """
    until = asked.get("until")
    if reading.window is None or not isinstance(until, str) or not until.strip():
        return reading
    try:
        end = windows.when(until, now)
    except BadInput:
        # Not a time as these are written: then the tool itself has understood it.
        return reading
    if end <= now:
        return reading
    seen = stamp(reading.window.end)
    line = f"asked until {stamp(end)}, which is yet to come: nothing after {seen} was seen"
    return replace(reading, tail=(*reading.tail, line))
