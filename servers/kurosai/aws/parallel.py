"""Two questions at once, each under the deadline of the call that asks them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def both(one: Callable[[], A], other: Callable[[], B]) -> tuple[A, B]:
    """The values of both; the first exception of either."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        # The deadline travels in a context variable, which a new thread does not see by itself.
        second = pool.submit(contextvars.copy_context().run, other)
        first = one()
        return first, second.result()
