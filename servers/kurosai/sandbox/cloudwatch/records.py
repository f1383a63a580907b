"""What the store keeps, as values. All times are milliseconds since 1970 UTC."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

DAY_MS = 86_400_000
EVENT_OVERHEAD_BYTES = 26
"""What AWS adds to each event when it counts bytes, stored or paged."""


@dataclass(frozen=True, slots=True)
class Group:
    """One log group; `retention_days` is None when its events never expire."""

    id: int
    name: str
    created_ms: int
    retention_days: int | None
    stored_bytes: int

    def floor_ms(self, now_ms: int) -> int:
        """The oldest time that retention still keeps."""
        return 0 if self.retention_days is None else now_ms - self.retention_days * DAY_MS


@dataclass(frozen=True, slots=True)
class Stream:
    """One log stream; the last three times are None while it has no events."""

    id: int
    name: str
    created_ms: int
    first_ms: int | None
    last_ms: int | None
    ingested_ms: int | None


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where an event stands in AWS's order: its time, its ingestion, then as it was loaded.

    `place` is the time, or what grows with it within a group.
    """

    place: int
    ingested_ms: int
    id: int


@dataclass(frozen=True, slots=True)
class Event:
    """One stored event with the names of its places; `log` is `account:group`."""

    id: int
    at_ms: int
    ingested_ms: int
    ordinal: int
    message: str
    stream: str
    log: str
    place: int

    @property
    def position(self) -> Position:
        """Where it stands in the order of its group."""
        return Position(self.place, self.ingested_ms, self.id)

    @property
    def event_id(self) -> str:
        """56 digits that grow with time, as AWS's do: a function of place, time and ordinal.

        A stream that is loaded in the same order has the same ids in every world.
        """
        place = blake2b(f"{self.log}\0{self.stream}".encode(), digest_size=12).digest()
        number = self.at_ms << 144 | int.from_bytes(place, "big") << 48 | self.ordinal
        return f"{number:056d}"

    @property
    def size(self) -> int:
        """Bytes as AWS counts them against the size of a page."""
        return len(self.message.encode()) + EVENT_OVERHEAD_BYTES
