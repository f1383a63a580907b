"""The files of the week at a connection to SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path


def attach(db: sqlite3.Connection, files: Sequence[Path], taken: Collection[int]) -> None:
    """Attach the files to a connection that takes URIs, as `part0` and so on, and put the numbers
    of jobs that are taken out into the table `temp.taken`."""
    for number, path in enumerate(files):
        # Nobody writes them again, so nobody needs to look for locks.
        db.execute(f"ATTACH ? AS part{number}", (f"{path.as_uri()}?mode=ro&immutable=1",))
        db.execute(f"PRAGMA part{number}.cache_size = -16384")
    db.execute("CREATE TEMP TABLE taken (number INTEGER PRIMARY KEY)")
    db.executemany("INSERT INTO taken VALUES (?)", [(one,) for one in taken])


def opened(files: Sequence[Path], taken: Collection[int]) -> sqlite3.Connection:
    """A connection of its own, with the jobs that are left as the view `seen`."""
    db = sqlite3.connect("file::memory:", uri=True, check_same_thread=False, isolation_level=None)
    attach(db, files, taken)
    parts = " UNION ALL ".join(
        f"SELECT * FROM part{number}.jobs WHERE number NOT IN (SELECT number FROM temp.taken)"  # noqa: S608
        for number in range(len(files))
    )
    db.execute(f"CREATE TEMP VIEW seen AS {parts}")
    return db
