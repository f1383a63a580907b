"""The rate at which an account and region may be asked, shared by all calls of this process.

AWS counts the requests of an operation per account and region, whoever sends them: several
searches at once must not throttle each other, and what is throttled all the same is asked again
while there is time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from kurosai import deadline
from kurosai.aws.wire import refusals
from kurosai.aws.wire.pace import Pace
from kurosai.errors import Unavailable

T = TypeVar("T")

FIRST_PAUSE = 0.4
LONGEST_PAUSE = 4.0
LEAST_LEFT = 4.0
"""Seconds, of which botocore's own tries take most: with less to go, the caller is better told now
that it was throttled."""

_THROTTLED = frozenset(
    {"Throttling", "ThrottlingException", "TooManyRequestsException", "LimitExceededException"}
)


class Quotas:
    """The paces of all places that this process asks; a place is an identity ("aws ACCOUNT REGION")
    and what is asked of it."""

    def __init__(self, per_second: int = 10) -> None:
        self._per_second = per_second
        self._lock = threading.Lock()
        self._paces: dict[str, Pace] = {}

    def ask(self, place: str, ask: Callable[[], T], *, doing: str) -> T:
        """What `ask` answers, in its turn; when throttled, again until the deadline is near."""
        with self._lock:
            pace = self._paces.setdefault(place, Pace(self._per_second))
        pause = FIRST_PAUSE
        while True:
            pace.wait(doing=doing)
            try:
                return ask()
            except Unavailable as fault:
                if not throttled(fault) or deadline.remaining(doing=doing) < pause + LEAST_LEFT:
                    raise
                if deadline.current() is None and pause > LONGEST_PAUSE:
                    raise
            time.sleep(min(pause, LONGEST_PAUSE))
            pause *= 2


def throttled(fault: Unavailable) -> bool:
    """Whether AWS refused for the number of requests or queries, which passes by itself."""
    return refusals.code(fault) in _THROTTLED
