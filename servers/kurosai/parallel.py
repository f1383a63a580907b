"""Several questions at once, each under the deadline of the call that asks them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
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


def each(ask: Callable[[A], B], several: Sequence[A]) -> tuple[B, ...]:
    """What `ask` says of each, in order; the first exception of any. Few are expected."""
    if len(several) < 2:
        return tuple(ask(one) for one in several)
    with ThreadPoolExecutor(max_workers=len(several)) as pool:
        asked = [pool.submit(contextvars.copy_context().run, ask, one) for one in several]
        return tuple(one.result() for one in asked)
