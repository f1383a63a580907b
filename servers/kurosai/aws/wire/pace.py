"""How fast a backend may be asked, kept by waiting: to be throttled costs more than to wait."""

from __future__ import annotations

import threading
import time

from kurosai import deadline


class Pace:
    """So many requests a second, of which as many may come at once after a pause."""

    def __init__(self, per_second: int) -> None:
        self._each = 1.0 / per_second
        self._burst = per_second
        self._lock = threading.Lock()
        self._free = 0.0

    def wait(self, *, doing: str) -> None:
        """Wait for the next turn. Raises Unavailable when the call's time is over before it."""
        with self._lock:
            now = time.monotonic()
            # An unused turn is kept, but no more of them than may come at once.
            self._free = max(self._free, now - self._each * (self._burst - 1))
            turn = self._free
            self._free += self._each
        late = turn - now
        if late > 0:
            time.sleep(deadline.remaining(late, doing=doing))
        deadline.remaining(doing=doing)
