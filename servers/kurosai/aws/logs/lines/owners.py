"""Which request wrote a line that does not say so: an uncaught exception, a print, an import error.

A stream serves one request at a time, so the run of its stream around the line is its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from kurosai.aws.logs.lines import lambda_lines
from kurosai.aws.wire.logs import LogEvent


class Owners:
    """The requests of lines, by the starts and ends of runs (`frames`, in any order)."""

    def __init__(self, frames: Iterable[LogEvent]) -> None:
        self._starts: dict[str, list[tuple[datetime, str]]] = {}
        self._ends: dict[str, list[tuple[datetime, str]]] = {}
        for event in sorted(frames, key=lambda event: event.at):
            line = lambda_lines.parse(event.message)
            if line.frame in ("START", "REPORT"):
                side = self._starts if line.frame == "START" else self._ends
                side.setdefault(event.stream, []).append((event.at, line.request))

    def of(self, event: LogEvent) -> str:
        """The line's own request id, else that of the run it lies in; "" when none is known."""
        own = lambda_lines.parse(event.message).request
        if own:
            return own
        starts = self._starts.get(event.stream, [])
        ends = self._ends.get(event.stream, [])
        started = bisect_right(starts, event.at, key=lambda frame: frame[0])
        if not started:
            # The run began before what was read: the end that follows is its end.
            return next((request for at, request in ends if at >= event.at), "")
        at, request = starts[started - 1]
        over = any(at <= end < event.at and request == ended for end, ended in ends)
        # Between two runs a container starts anew, for the one that follows.
        return starts[started][1] if over and started < len(starts) else request
