"""The store that KUROSAI_LEDGER names."""

from __future__ import annotations

from pathlib import Path

from kurosai.evidence import address
from kurosai.evidence.sqlite import SqliteStore
from kurosai.evidence.store import Store


def at(place: Path | str, *, seconds: float | None = None) -> Store:
    """The store at a file or URL; nothing is opened yet.

    `seconds` is how long one answer of a server may take, if not as long as a tool can wait.
    Raises NotConfigured for a URL of another database, or without the driver for it.
    """
    if not address.is_url(place):
        return SqliteStore(Path(place))
    # The driver is an extra, and a fifth of a second.
    from kurosai.evidence.postgres import SECONDS, PostgresStore  # noqa: PLC0415

    return PostgresStore(str(place), seconds=seconds or SECONDS)
