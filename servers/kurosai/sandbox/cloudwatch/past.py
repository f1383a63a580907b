"""Events that lie in files which were built before, as the store needs to know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from kurosai.sandbox.cloudwatch.conditions import Condition
    from kurosai.sandbox.cloudwatch.records import Group


class Past(Protocol):
    """Files beside the store's own database. `views` have the columns of its view `lines`.

    In all of them `place` grows with group and time, and is the key that rows lie in order of.
    """

    @property
    def views(self) -> tuple[str, ...]:
        """The views to read beside the store's own `lines`."""
        ...

    def lay(self, db: sqlite3.Connection) -> None:
        """Attach the files to the store's connection, and make the views."""
        ...

    def sizes(self, db: sqlite3.Connection) -> list[tuple[str, int]]:
        """Every group in the order of the ids that it has in the files, from 1, with its bytes."""
        ...

    def own_place(self, at: str, group: str) -> str:
        """SQL: the place of one of the store's own events, from SQL for its time and group."""
        ...

    def within(self, several: Sequence[Group], start_ms: int, end_ms: int) -> Condition:
        """True for the events of these groups in start..end (closed) that retention keeps."""
        ...

    def streams(
        self, db: sqlite3.Connection, group: int
    ) -> Iterable[tuple[int, str, int, int, int, int]]:
        """The streams of a group that exist: id, name, first, last, ingested (ms), events."""
        ...
