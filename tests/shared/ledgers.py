"""What tests write into a ledger, here and in processes of their own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from postgres_server import Server

from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import Again, Call, Coverage, Reading, Row, Window

NOW = datetime(2025, 11, 4, 21, 0, tzinfo=UTC)
READING = Reading(
    source="/aws/lambda/x",
    identity="aws 111122223333 ap-northeast-1",
    coverage=Coverage.COMPLETE,
    rows=(Row("行 one", NOW, ">", "one"), Row("two")),
    window=Window(NOW - timedelta(hours=1), NOW),
    total=2,
    again=Again(NOW, Call("aws", "find_logs", {"group": "x"}), "later"),
    facts={"request": "2291eeee"},
)

_PREAMBLE = """
import sys
from datetime import datetime, UTC
from kurosai.evidence.ids import new_id
from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import Coverage, Reading, Row
book = Ledger(sys.argv[1], operator='p', clock=lambda: datetime.now(UTC))
def record(size=16_000):
    told = Reading('s', 'i', Coverage.COMPLETE, rows=(Row('x' * (size // 2)),))
    book.record(new_id(), told, server='aws', tool='t', asked={}, shown=1, text='y' * (size // 2))
"""


@dataclass(frozen=True)
class Place:
    """Where a ledger may be: `at` is what KUROSAI_LEDGER would say."""

    at: Path | str
    server: Server | None = None
    schema: str = ""

    def sql(self, *statements: str) -> list[Any]:
        """What whoever owns the database can do to it; the rows of the last statement."""
        if self.server is not None:
            return self.server.sql(*statements, schema=self.schema)
        with closing(sqlite3.connect(self.at)) as connection:
            cursors = [connection.execute(statement) for statement in statements]
            connection.commit()
            return cursors[-1].fetchall()

    def unguarded(self, *statements: str) -> None:
        """The same, without the guards for as long as it takes."""
        if self.server is not None:
            self.sql("SET session_replication_role = replica", *statements)
            return
        triggers = self.sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        self.sql(
            *(f"DROP TRIGGER {name}" for name, _ in triggers),
            *statements,
            *(made for _, made in triggers),
        )


def ledger(place: Path | str, *, operator: str = "tester", at: datetime = NOW) -> Ledger:
    return Ledger(place, operator=operator, clock=lambda: at)


def record(to: Ledger, evidence: str, reading: Reading = READING) -> None:
    to.record(
        evidence,
        reading,
        server="aws",
        tool="find_logs",
        asked={"group": "x"},
        shown=1,
        text="as shown",
    )


@contextmanager
def process(place: Path | str, code: str) -> Generator[subprocess.Popen[str]]:
    """A process that runs `code` with `book` and `record`; killed at the end of the block."""
    running = subprocess.Popen(
        [sys.executable, "-c", _PREAMBLE + code, str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate(timeout=10)


def at_once(place: Path | str, code: str, *, times: int) -> Sequence[tuple[str, str]]:
    """(output, errors) of that many processes that are let off together."""
    gate = "\nprint('ready', flush=True); sys.stdin.readline()\n"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _PREAMBLE + gate + code, str(place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(times)
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    return [one.communicate(timeout=120) for one in running]
