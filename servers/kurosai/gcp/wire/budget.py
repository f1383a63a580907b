"""The reads of Cloud Logging that are left: its quota is counted by the minute and project, and one
process must not use up in a second what all who ask share."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from kurosai.errors import Unavailable

READS = 60
"""What Google grants a project for reading entries, unless somebody has had it raised."""

MINUTE = 60.0


class Budget:
    """Counts the reads of each project over the last minute; shared by all calls of a process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._times: dict[str, deque[float]] = {}

    def left(self, project: str, reads: int = READS) -> int:
        """How many reads of this minute are left."""
        with self._lock:
            return reads - len(self._recent(project))

    def take(self, project: str, reads: int = READS) -> None:
        """Count one read. Raises Unavailable, with the seconds to wait, when none is left."""
        with self._lock:
            times = self._recent(project)
            if len(times) < reads:
                times.append(self._clock())
                return
            wait = MINUTE - (self._clock() - times[0])
        raise Unavailable(
            f"This server has read project {project} {reads} times within a minute, which is all "
            "that Google's quota for reading logs allows; nobody was asked.",
            f"Ask again in {max(1, round(wait))} s, once, for what matters most.",
            after=wait,
        )

    def _recent(self, project: str) -> deque[float]:
        times = self._times.setdefault(project, deque())
        while times and self._clock() - times[0] >= MINUTE:
            times.popleft()
        return times
