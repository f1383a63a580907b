"""What the ledger keeps: readings that were recorded, and the events of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kurosai.vocabulary import Again, Coverage, Json, Look, Row, Window


@dataclass(frozen=True, slots=True)
class Evidence:
    """A recorded reading. `text` is what the model was shown; `rows` all that was read.

    `sequence` orders the table (the clock does not); `read_at` is UTC; `shown` of `total` rows
    are in `text` (`total` None when the backend did not tell). `operator` is who ran the server.
    `looks` are its places, where it looked at several. `kept` is what the backend told beside the
    rows: nobody was shown it and nothing may be cited from it.
    """

    id: str
    sequence: int
    read_at: datetime
    operator: str
    server: str
    tool: str
    asked: Mapping[str, Json]
    source: str
    identity: str
    coverage: Coverage
    window: Window | None
    rows: tuple[Row, ...]
    shown: int
    total: int | None
    text: str
    again: Again | None
    facts: Mapping[str, str]
    looks: tuple[Look, ...] = ()
    kept: tuple[Row, ...] = ()

    @property
    def looked(self) -> tuple[Look, ...]:
        """Each place that it looked at; its source where it looked at one."""
        return self.looks or (Look(self.source, self.coverage),)

    @property
    def saw_something_whole(self) -> bool:
        """Whether "it is not there" may rest on it, for one of its places at least."""
        return any(look.coverage.proves_absence for look in self.looked)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry in a case's history (`opened`, `walked`, `closed`, ...); never changed."""

    sequence: int
    case: str
    kind: str
    at: datetime
    operator: str
    body: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to append. `unless_after`: not if its case has an event later than that one."""

    case: str
    kind: str
    body: Mapping[str, Json]
    unless_after: int | None = None
