"""One row on its way through a query: an event and what the query has made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.insights.discovery import discovered
from kurosai.sandbox.cloudwatch.insights.values import Instant

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.insights.values import Value
    from kurosai.sandbox.cloudwatch.records import Event


class Row:
    """Fields by name. A row of `stats` has no event: it is what was made and nothing else.

    Messages are looked into only when a field is asked for that is nowhere else.
    """

    __slots__ = ("_found", "event", "made")

    def __init__(self, event: Event | None, made: dict[str, Value]) -> None:
        self.event = event
        self.made = made
        self._found: dict[str, Value] | None = None

    def get(self, name: str) -> Value:
        """The value of a field, or None."""
        if name in self.made:
            return self.made[name]
        event = self.event
        if event is None:
            return None
        match name:
            case "@message":
                return event.message
            case "@timestamp":
                return Instant(event.at_ms)
            case "@ingestionTime":
                return Instant(event.ingested_ms)
            case "@logStream":
                return event.stream
            case "@log":
                return event.log
            case _:
                if self._found is None:
                    self._found = discovered(event.message, event.log)
                return self._found.get(name)


def record(event: Event) -> dict[str, str]:
    """Every field of one event, the whole message and times in milliseconds: GetLogRecord."""
    found = discovered(event.message, event.log)
    return {
        **{name: str(value) for name, value in found.items()},
        "@timestamp": str(event.at_ms),
        "@ingestionTime": str(event.ingested_ms),
        "@log": event.log,
        "@logStream": event.stream,
        "@message": event.message,
    }
