"""One deadline for a whole call, from the tool down to every wire request.

The surface sets it; a wire asks `remaining()` for its own timeout. It travels in a context
variable because the bodies between the two should not have to carry it, and because worker
threads inherit the context of the call that started them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from kurosai.errors import Unavailable

DEFAULT_SECONDS = 30.0


class Deadline:
    """Seconds of a monotonic clock until the call must have answered.

    A call that was given up keeps running in its thread until its next wire request. `claim`
    makes sure that it leaves no trace: whoever comes first, the body that wants to record or the
    caller that gives up, wins, and the other is told.
    """

    def __init__(self, seconds: float = DEFAULT_SECONDS) -> None:
        self.seconds = seconds
        self.doing = ""
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._abandoned = False
        self._claimed = False

    def remaining(self, most: float | None = None) -> float:
        """Seconds left, at most `most`; raises Unavailable when none are, or when given up."""
        left = self._ends - time.monotonic()
        if left <= 0 or self._abandoned:
            raise self.missed()
        return left if most is None else min(left, most)

    def claim(self) -> bool:
        """Take the right to record; False when the caller has given up before."""
        with self._lock:
            self._claimed = not self._abandoned
            return self._claimed

    def abandon(self) -> bool:
        """Give up; False when the body has already claimed its right to record."""
        with self._lock:
            self._abandoned = not self._claimed
            return self._abandoned

    def missed(self) -> Unavailable:
        """The failure that says the time is over, and during what."""
        during = f" (while {self.doing})" if self.doing else ""
        return Unavailable(
            f"No answer within {self.seconds:g} s{during}.",
            "Narrow the question (shorter window, one place) or try again.",
        )


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def running(deadline: Deadline) -> Generator[Deadline]:
    """Make `deadline` the one that wires see inside the block."""
    token = _current.set(deadline)
    try:
        yield deadline
    finally:
        _current.reset(token)


def current() -> Deadline | None:
    """The running call's deadline; None outside a call (a script, a test of knowledge)."""
    return _current.get()


def remaining(most: float | None = None, *, doing: str = "") -> float:
    """Seconds the running call may still take, at most `most`; `doing` is said on a timeout."""
    deadline = _current.get()
    if deadline is None:
        return DEFAULT_SECONDS if most is None else most
    if doing:
        deadline.doing = doing
    return deadline.remaining(most)
