"""The words of the product as types: pure, immutable, known to every room.

Times are timezone-aware UTC datetimes everywhere; `Window` refuses anything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from kurosai.errors import BadInput

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class Coverage(StrEnum):
    """How much of what was asked a reading saw. A failure is never `EMPTY`."""

    COMPLETE = "complete"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    PARTIAL = "partial"
    DENIED = "denied"
    EXPIRED = "expired"

    @property
    def proves_absence(self) -> bool:
        """Whether "it is not there" may rest on such a reading."""
        return self in (Coverage.COMPLETE, Coverage.EMPTY)


class Verdict(StrEnum):
    """What an investigation ends with."""

    NO_ACTION = "no_action"
    USER_FIX = "user_fix"
    OPERATOR_ACTION = "operator_action"
    ESCALATE = "escalate"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Window:
    """A closed span of UTC time, `start <= end`. Build it with `clipped` to keep it past."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() != timedelta(0) or self.end.utcoffset() != timedelta(0):
            raise ValueError("a Window is UTC")
        if self.end < self.start:
            raise BadInput(
                f"The window ends ({stamp(self.end)}) before it starts ({stamp(self.start)}).",
                "Swap the two times.",
            )

    @classmethod
    def clipped(cls, start: datetime, end: datetime, now: datetime) -> Window:
        """The part of start..end that has happened at `now`; a start in the future is refused."""
        if start > now:
            raise BadInput(
                f"The window starts at {stamp(start)}, which is in the future (now {stamp(now)}).",
                "Ask for a time that has happened.",
            )
        return cls(start, min(end, now))

    def __str__(self) -> str:
        end = f"{self.end:%H:%M:%S}Z" if self.start.date() == self.end.date() else stamp(self.end)
        return f"{self.start:%Y-%m-%d %H:%M:%S}Z-{end}"


@dataclass(frozen=True, slots=True)
class Call:
    """A next call, complete: `server` is the host-config key without prefix, e.g. "crois"."""

    server: str
    tool: str
    arguments: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Again:
    """When the same question will have a fuller answer, and the exact call that asks it."""

    at: datetime
    call: Call
    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item as the backend gave it: its time if it has one, and its text (may be many lines).

    `mark` is ">" for an item that was asked for, "" for what surrounds it, "." for one that is
    recorded and not shown. `brief` is shown instead of `text` where repeating the time and the
    ids of the line would only cost tokens; the ledger keeps `text`.
    """

    text: str
    at: datetime | None = None
    mark: str = ""
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One of several places that a reading looked at, how much it saw there, and what, in words.

    `instead` names the look that told what this one could not ("history"): then nothing is lost.
    """

    place: str
    coverage: Coverage
    told: str = ""
    instead: str = ""

    @property
    def leaves_open(self) -> bool:
        """Whether something may be there that nobody has seen."""
        return not (self.coverage.proves_absence or self.instead)


def overall(looks: Sequence[Look]) -> Coverage:
    """How much a reading of several places saw: `PARTIAL` when any place is left open."""
    if all(not look.leaves_open for look in looks):
        return Coverage.COMPLETE
    same = {look.coverage for look in looks}
    return same.pop() if len(same) == 1 else Coverage.PARTIAL


@dataclass(frozen=True, slots=True)
class Reading:
    """What one call saw.

    `source` is the place ("/aws/lambda/x", "GET /v1/jobs/1/"); `identity` who looked ("aws
    111122223333 ap-northeast-1"); `rows` are oldest first. It found `found` of `total` units
    (the number of rows if None; `total` None when the backend does not tell). `lead` and `tail`
    are our own sentences above and below the rows. `again` is set when the answer will be fuller
    later. `facts` is what a report states of this reading, label to value in reading order
    ({"request": "2291eeee-...", "status": "SUCCEEDED"}); it is recorded, not shown. `looks` says
    of each place how much was seen there, where a call looks at several. `chart` is a PNG for a
    person, beside the text and never instead of it; it is shown, not recorded. `kept` is what the
    backend told that the rows do not say: as much of it as has room is recorded, never shown.
    """

    source: str
    identity: str
    coverage: Coverage
    rows: tuple[Row, ...] = ()
    window: Window | None = None
    found: int | None = None
    total: int | None = None
    unit: str = "row"
    lead: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()
    cursor: str = ""
    again: Again | None = None
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    looks: tuple[Look, ...] = ()
    chart: bytes = b""
    kept: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        if len(self.next) > 3:
            raise ValueError("a reading offers at most three next calls, best first")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a tool says of our own records (a case, a walk, stored evidence); never evidence.

    `head` is one line, `lines` the rest. `refused` marks an answer that changed nothing.
    """

    head: str
    lines: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()
    refused: bool = False


def stamp(at: datetime) -> str:
    """`2025-11-04T18:14:40Z`, with milliseconds only when there are any."""
    at = at.astimezone(UTC)
    text = at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return text.replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Read an ISO 8601 time with its zone ("2025-11-04T18:14:00Z", "...+09:00") as UTC."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(
            f"{text[:60]!r} is not a time.", "Write it like 2025-11-04T18:14:00Z."
        ) from None
    if at.tzinfo is None:
        raise BadInput(
            f"{text[:60]!r} has no time zone.",
            "Append Z for UTC or +09:00 for JST: 2025-11-04T18:14:00Z.",
        )
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise BadInput(
            f"{text[:60]!r} is out of range.", "Write it like 2025-11-04T18:14:00Z."
        ) from None
