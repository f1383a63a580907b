"""Runs a tool's body: in a thread, under a deadline, and so that nothing it does ends the server.

A body may block on a socket for longer than its caller waits. It is then abandoned: the caller
gets its answer on time, the thread ends at its next wire request, and it records nothing. Bodies
that never come back are counted; at the limit the server says that it is busy instead of
collecting threads until the machine falls over.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread

from kurosai import deadline as deadlines
from kurosai import parallel
from kurosai.deadline import Deadline
from kurosai.errors import Busy

T = TypeVar("T")

WRITING_SECONDS = 8.0
"""How long a body that has begun to write may take; the ledger itself waits 5 s for a lock."""

MOST_ORPHANS = 8
GRACE_SECONDS = 0.25
"""A body that watches its deadline gets this long to say itself what it was waiting for."""


class BodyEnded(Exception):
    """A body raised something that would have ended the process; the text is its type."""


class Calling:
    """The abandoned bodies of one process, and the running of new ones."""

    def __init__(self) -> None:
        self._abandoned: list[threading.Event] = []
        self._threads = parallel.threads()

    @property
    def orphans(self) -> int:
        """Abandoned bodies whose threads still run."""
        self._abandoned = [ended for ended in self._abandoned if not ended.is_set()]
        return len(self._abandoned)

    async def run(self, body: Callable[[], T], deadline: Deadline) -> T:
        """The body's value, or its exception; Unavailable at the deadline, Busy when full.

        A body must call `deadline.claim()` before it writes anything that lasts.
        """
        if self.orphans >= MOST_ORPHANS:
            raise Busy(
                f"{MOST_ORPHANS} earlier calls still hang in their backends.",
                "Wait a minute and try again; restart this server if it stays so.",
            )
        ended = threading.Event()

        def guarded() -> tuple[T] | BaseException:
            try:
                with deadlines.running(deadline), parallel.lent(self._threads):
                    return (body(),)
            except BaseException as error:  # noqa: BLE001 - whatever it is, it must not end us
                return error
            finally:
                ended.set()

        thread = asyncio.ensure_future(anyio.to_thread.run_sync(guarded, abandon_on_cancel=True))
        try:
            await asyncio.wait({thread}, timeout=deadline.seconds + GRACE_SECONDS)
            if not thread.done() and not deadline.abandon():
                # It is writing down what it has read: to deny that now would be untrue.
                await asyncio.wait({thread}, timeout=WRITING_SECONDS)
        finally:
            if not thread.done():
                deadline.abandon()
                self._abandoned.append(ended)
                thread.cancel()
        if not thread.done() or thread.cancelled():
            raise deadline.missed()
        outcome = thread.result()
        if isinstance(outcome, tuple):
            return outcome[0]
        if not isinstance(outcome, Exception):
            # SystemExit, KeyboardInterrupt, a cancellation: each would end more than this call.
            raise BodyEnded(type(outcome).__name__) from outcome
        raise outcome
