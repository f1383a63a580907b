"""A connection to PostgreSQL that gives up in time.

The server ends what it knows to be too slow. A server that stands still, or a network that
swallows packets, says nothing at all: then only this side can count the seconds.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

from kurosai.errors import NotConfigured

try:
    import psycopg
except ImportError as missing:
    raise NotConfigured(
        "KUROSAI_LEDGER names PostgreSQL, and its driver is not installed.",
        "Install it: pip install 'kurosai[postgres]'",
    ) from missing

if TYPE_CHECKING:
    from psycopg.abc import PQGen

T = TypeVar("T")

IDLE_SECONDS = 10
"""Whoever stops with the lock in hand (a laptop that sleeps) may keep the others so long."""


class Timed(psycopg.Connection[Any]):
    """Waits at most `seconds` for each answer; after that it is closed."""

    seconds: float = 5.0

    def wait(self, gen: PQGen[T], *given: Any, **named: Any) -> T:
        """See psycopg; raises OperationalError when the time is over."""
        return super().wait(self._timed(gen), *given, **named)

    def _timed(self, gen: PQGen[T]) -> Generator[Any, Any, T]:
        ends = time.monotonic() + self.seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > ends:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"no answer within {self.seconds:g} s")
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value


def connect(url: str, seconds: float) -> Timed:
    """A connection for which server and client give up after `seconds`."""
    connection = Timed.connect(
        url, connect_timeout=max(2, round(seconds)), application_name="kurosai"
    )
    connection.seconds = seconds + 1  # the server's own words come first, and say more
    milliseconds = round(seconds * 1000)
    try:
        limits = (
            # What is asked takes milliseconds, and so does compiling it.
            "SET jit = off; "
            f"SET statement_timeout = {milliseconds}; SET lock_timeout = {milliseconds}; "
            f"SET idle_in_transaction_session_timeout = {max(IDLE_SECONDS, round(seconds)) * 1000}"
        )
        connection.execute(limits.encode())
        connection.commit()
    except psycopg.Error:
        connection.close()
        raise
    return connection
