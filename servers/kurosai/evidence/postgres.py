"""A ledger in a PostgreSQL database, for a team.

Writers take turns by an advisory lock that is held until the commit: so the order of the sequence
is that of the commits, and whoever asks for what came after N misses nothing. A lock on a table
would do the same, but autovacuum takes one too, and those who may only insert may not.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from kurosai.errors import LedgerFailed
from kurosai.evidence import address, chain, migrating, schema
from kurosai.evidence.postgres_connection import connect
from kurosai.evidence.store import Store, Work

T = TypeVar("T")

SECONDS = 5.0
# In one message: each answer that is waited for keeps all other writers waiting too.
_TURN = (
    "BEGIN ISOLATION LEVEL READ COMMITTED; "
    "SELECT pg_advisory_xact_lock(1263882835, hashtext(current_schema()))"
)

_URL = "Check KUROSAI_LEDGER: postgresql://user@host:port/database."
_BUSY = "Others hold it; try again."


class PostgresStore(Store):
    """The database at `url`; nothing waits longer than `seconds` for an answer of it."""

    mends = (
        ("password", "Mend the password: in ~/.pgpass, in PGPASSWORD, or in KUROSAI_LEDGER."),
        ("pg_hba.conf", "The server lets nobody in this way: ask whoever runs it."),
        ("starting up", "It is starting; try again in a moment."),
        ("recovery mode", "It is starting; try again in a moment."),
        ("shutting down", "It is being stopped; try again when it is back."),
        ("too many", "Others have taken all its connections; try again, or raise max_connections."),
        ("remaining connection slots", "Others have taken all its connections; try again."),
        ("relation", "Let its owner start Kurosai once: it is of an older version."),
        ("does not exist", "Create the database and its user, or mend KUROSAI_LEDGER."),
        (
            "read-only transaction",
            "It takes no writes: name the server that does.",
        ),
        ("No space left", "Free disk space on its server."),
        ("permission denied", "Grant this user SELECT and INSERT there (docs/ledger.md)."),
        ("must be owner", "Do it as the user who owns the tables."),
        ("lock timeout", _BUSY),
        ("statement timeout", _BUSY),
        ("QueuePool", _BUSY),
        ("no answer", "The server hangs, or something between; try again."),
        ("refused", f"Start the server, or mend the address. {_URL}"),
        ("No such file", f"Start the server, or mend the address. {_URL}"),
        ("resolve", f"No such host. {_URL}"),
        ("timeout expired", f"Nothing answers there. {_URL}"),
        ("taken over", "Restart this server: the one that runs is of the older version."),
        ("", f"Try again. {_URL}"),
    )

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        self._url = url
        self._seconds = seconds
        engine = sa.create_engine(
            "postgresql+psycopg://",
            creator=partial(connect, address.libpq(url), seconds),
            isolation_level="AUTOCOMMIT",  # who reads has one message, who writes begins himself
            pool_timeout=seconds,
        )
        super().__init__(address.shown(url), engine)

    def failure(self, what: str, error: Exception) -> LedgerFailed:
        """See Store; whatever an error quotes, the password is not in it."""
        found = super().failure(what, error)
        said = found.what
        for secret in sorted(address.passwords(self._url), key=len, reverse=True):
            said = said.replace(secret, "***")
        return LedgerFailed(said, found.do)

    def _cause(self, error: Exception) -> str:
        # Without its context (our own statements), and without the address, which stands before.
        primary = getattr(getattr(error, "diag", None), "message_primary", None)
        said = str(primary or error).removeprefix("connection failed: ")
        return said.partition("failed: ")[2] or said

    def _version(self) -> int:
        return self._read(schema.version)

    def _migrate(self) -> None:
        if self._version() != schema.VERSION:
            self._write(lambda connection: migrating.bring_up(connection, self.name))

    def _write(self, work: Work[T]) -> T:
        started = time.monotonic()
        made: tuple[T, chain.Link | None] | None = None
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql(_TURN)
                connection.info.pop(chain.ADDED, None)
                made = work(connection), connection.info.get(chain.ADDED)
                connection.commit()
                return made[0]
        except DBAPIError as error:
            if not self._once_more(error, started):
                raise
        with self.engine.connect() as connection:
            connection.exec_driver_sql(_TURN)
            if made and made[1] and chain.holds(connection, made[1]):
                # Only the answer to the commit was lost.
                return made[0]
            value = work(connection)
            connection.commit()
            return value

    def _read(self, work: Work[T]) -> T:
        started = time.monotonic()
        try:
            with self.engine.connect() as connection:
                return work(connection)
        except DBAPIError as error:
            if not self._once_more(error, started):
                raise
        with self.engine.connect() as connection:
            return work(connection)

    def _once_more(self, error: DBAPIError, started: float) -> bool:
        """Whether a kept connection was lost, and time is left for a new one."""
        return error.connection_invalidated and time.monotonic() - started < self._seconds

    def _stand_still(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
