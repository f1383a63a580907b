"""Reading a SQLite ledger where nothing can be written beside it.

In WAL mode even a reader needs an index beside the file, which a read-only folder or a full disk
refuses to whoever comes first. Without an index the file alone can be read, as long as nothing
stands in the log that is not in the file; else file and log are copied to where an index can be.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import quote

import sqlalchemy as sa

from kurosai.evidence.store import Work

T = TypeVar("T")


def read(path: Path, work: Work[T]) -> T:
    """What `work` reads; nothing is kept open, because the file may change before the next time."""
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return _read(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", work)
    with TemporaryDirectory(prefix="kurosai-ledger-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(log.name))
        return _read(f"file:{quote(str(copy))}", work)


def _read(address: str, work: Work[T]) -> T:
    engine = sa.create_engine(f"sqlite:///{address}{'&' if '?' in address else '?'}uri=true")
    try:
        with engine.connect() as connection:
            return work(connection)
    finally:
        engine.dispose()
