"""Several questions at once, each under the deadline of the call that asks them.

A call of many requests asks in half a dozen threads, and to start one costs as much as a tenth of
a request: a server keeps those that it has, and lends them to each call.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

MOST_THREADS = 1024
"""A question may ask others and wait for them: at a bound that could be met all would wait."""

_lent: ContextVar[ThreadPoolExecutor | None] = ContextVar("threads", default=None)


def threads() -> ThreadPoolExecutor:
    """Threads to be lent: as many as were ever needed at once."""
    return ThreadPoolExecutor(MOST_THREADS, thread_name_prefix="asking")


@contextmanager
def lent(pool: ThreadPoolExecutor) -> Generator[None]:
    """Ask in the threads of `pool` inside the block, and in whatever it begins."""
    before = _lent.set(pool)
    try:
        yield
    finally:
        _lent.reset(before)


def both(one: Callable[[], A], other: Callable[[], B]) -> tuple[A, B]:
    """The values of both; the first exception of either."""
    with _asking() as pool:
        second = _begun(pool, other)
        try:
            first = one()
        finally:
            wait((second,))
        return first, second.result()


def each(ask: Callable[[A], B], several: Sequence[A]) -> tuple[B, ...]:
    """What `ask` says of each, in order; the first exception of any. Few are expected."""
    if len(several) < 2:
        return tuple(ask(one) for one in several)
    with _asking() as pool:
        others = [_begun(pool, partial(ask, one)) for one in several[1:]]
        try:
            first = ask(several[0])
        finally:
            wait(others)
        return (first, *(one.result() for one in others))


@contextmanager
def _asking() -> Generator[ThreadPoolExecutor]:
    """The threads that are lent; without a server (a script, a test of knowledge), some others."""
    pool = _lent.get()
    if pool is not None:
        yield pool
        return
    with threads() as pool, lent(pool):
        yield pool


def _begun(pool: ThreadPoolExecutor, ask: Callable[[], B]) -> Future[B]:
    # The deadline travels in a context variable, which another thread does not see by itself.
    return pool.submit(contextvars.copy_context().run, ask)
