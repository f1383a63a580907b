"""One log entry as the API keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from kurosai.vocabulary import Json

SEVERITIES: Final = {
    "DEFAULT": 0,
    "DEBUG": 100,
    "INFO": 200,
    "NOTICE": 300,
    "WARNING": 400,
    "ERROR": 500,
    "CRITICAL": 600,
    "ALERT": 700,
    "EMERGENCY": 800,
}


@dataclass(slots=True)
class Entry:
    """`log` is the log's id ("events"); exactly one of `text`, `json` and `proto` is not None.

    `at` and `received` are its timestamp and receiveTimestamp. Never changed once it is stored;
    not frozen only because its searchable text is made when it is first asked for.
    """

    log: str
    at: datetime
    received: datetime
    insert_id: str
    resource: str
    resource_labels: Mapping[str, str]
    severity: int = 0
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    text: str | None = None
    json: Mapping[str, Json] | None = None
    proto: Mapping[str, Json] | None = None
    http: Mapping[str, Json] | None = None
    trace: str = ""
    span_id: str = ""
    operation: tuple[str, str] | None = None
    """Its id and its producer."""
    first: bool = False
    last: bool = False
    """Whether it is the first or the last entry of its operation."""
    _words: str | None = None

    def words(self) -> str:
        """All its values, lower case, one a line: what a search without a field looks through."""
        if self._words is None:
            values: list[str] = [self.log, self.insert_id, self.resource, self.trace, self.span_id]
            values += self.operation or ()
            values += [*self.resource_labels.values(), *self.labels.values()]
            if self.text is not None:
                values.append(self.text)
            for payload in (self.json, self.proto, self.http):
                if payload is not None:
                    values += [written(one) for one in leaves(payload)]
            self._words = "\n".join(values).casefold()
        return self._words


def leaves(value: Json) -> Iterator[Json]:
    """Every scalar in a value, at any depth."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def written(value: Json) -> str:
    """A scalar as a filter would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "NULL_VALUE" if value is None else str(value)
