"""Log groups, streams and events of one frozen moment, in a SQLite database of their own.

What has not happened at `now` is not stored: a frozen world never needs it, and what is not
there cannot leak through a statistic. What retention has expired stays stored and is never
selected. All times are milliseconds since 1970 UTC.
"""

from __future__ import annotations

import heapq
import re
import threading
import time
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from kurosai.errors import BadInput
from kurosai.sandbox.cloudwatch.appending import Checked, RawEvent, append, checked
from kurosai.sandbox.cloudwatch.conditions import Bound, Condition, all_of, any_of
from kurosai.sandbox.cloudwatch.database import Database
from kurosai.sandbox.cloudwatch.faults import TooSlow
from kurosai.sandbox.cloudwatch.records import (
    DAY_MS,
    Event,
    Group,
    Position,
    Stream,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kurosai.sandbox.cloudwatch.past import Past

Promised: TypeAlias = "Callable[[], Iterable[tuple[str, Iterable[RawEvent]]]]"
"""Makes the streams of a group, each with its events."""

ByWindow: TypeAlias = (
    "Callable[[int, int, Sequence[str]], Iterable[tuple[str, Iterable[RawEvent]]]]"
)
"""Makes what streams of a group have between two times, if its texts are wanted, each once."""

LONGEST_S = 60.0
"""How long a search may take; far more than one of a million events needs."""
_AGE_DAYS = 400
"""How old a group is when nobody says: older than any window that an alert asks for."""

_GROUP_NAME = re.compile(r"[.\-_/#A-Za-z0-9]{1,512}")
_STREAM_NAME = re.compile(r"[^:*]{1,512}")

_SCHEMA = """
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -131072;
CREATE TABLE groups (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, log TEXT NOT NULL,
  created_ms INTEGER NOT NULL, retention_days INTEGER, stored_bytes INTEGER NOT NULL DEFAULT 0);
CREATE TABLE streams (
  id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL REFERENCES groups, name TEXT NOT NULL,
  created_ms INTEGER NOT NULL, first_ms INTEGER, last_ms INTEGER, ingested_ms INTEGER,
  events INTEGER NOT NULL DEFAULT 0, UNIQUE (group_id, name));
CREATE TABLE events (
  id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, ingested_ms INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  message TEXT NOT NULL);
"""
_VIEW = """
CREATE VIEW lines AS
  SELECT e.id, e.group_id, e.stream_id, e.at_ms, e.ingested_ms, e.ordinal, e.message,
         e.message AS raw, '' AS named, length(CAST(e.message AS BLOB)) AS bytes,
         s.name AS stream, g.log AS log, {place} AS place
  FROM events e JOIN streams s ON s.id = e.stream_id JOIN groups g ON g.id = e.group_id;
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS by_group ON events (group_id, at_ms, ingested_ms);
CREATE INDEX IF NOT EXISTS by_stream ON events (stream_id, at_ms, ingested_ms);
"""
_BY_PLACE = "CREATE INDEX IF NOT EXISTS by_place ON events ({place}, ingested_ms, id);"
_EVENT = "id, at_ms, ingested_ms, ordinal, message, stream, log, place"
_GROUP = "id, name, created_ms, retention_days, stored_bytes"
_STREAM = "id, name, created_ms, first_ms, last_ms, ingested_ms"


class Store:
    """Groups, streams and events. Callers may be many threads.

    A search that takes longer than `longest_s` seconds raises TooSlow. `past` are events that were
    built before: they are read like the store's own, and their streams when a group is first asked.
    """

    def __init__(
        self,
        *,
        account: str,
        now_ms: int,
        longest_s: float = LONGEST_S,
        past: Past | None = None,
    ) -> None:
        self.now_ms = now_ms
        self._account = account
        self._promised: dict[str, Promised] = {}
        self._by_window: dict[str, ByWindow] = {}
        self._keeping = threading.RLock()
        self._past = past
        self._streams_due: set[int] = set()
        self._longest_s = longest_s
        if past is None:
            self._db = Database(_SCHEMA + _VIEW.format(place="e.at_ms"), _INDEXES, longest_s)
            return
        self._db = Database(
            _SCHEMA + _VIEW.format(place=past.own_place("e.at_ms", "e.group_id")),
            _BY_PLACE.format(place=past.own_place("at_ms", "group_id")),
            longest_s,
        )
        with self._db.transaction(begin=False) as db:
            past.lay(db)
            sizes = past.sizes(db)
        for name, size in sizes:
            group = self.create_group(name)
            self._streams_due.add(group.id)
            self._db.rows("UPDATE groups SET stored_bytes = ? WHERE id = ?", (size, group.id))

    def close(self) -> None:
        """Delete the database."""
        self._db.close()

    def create_group(
        self, name: str, *, retention_days: int | None = None, created_ms: int | None = None
    ) -> Group:
        """Create a group, or set retention and creation time of one that exists.

        Raises BadInput for a name that AWS would not take.
        """
        if not _GROUP_NAME.fullmatch(name):
            raise BadInput(
                f"{name[:80]!r} is not a log group name.",
                "Use 1 to 512 of the characters a-z A-Z 0-9 . - _ / #.",
            )
        created = self.now_ms - _AGE_DAYS * DAY_MS if created_ms is None else created_ms
        self._db.rows(
            "INSERT INTO groups (name, log, created_ms, retention_days) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET created_ms = excluded.created_ms,"
            " retention_days = excluded.retention_days",
            (name, f"{self._account}:{name}", max(created, 0), retention_days),
        )
        group = self.group(name)
        assert group is not None
        return group

    def load(
        self, group: str, stream: str, events: Iterable[RawEvent], *, piecewise: bool = False
    ) -> int:
        """Append events to a stream, in any order of time; answers how many have happened.

        `piecewise`: other events may have come before them or not, which must not change their
        ids. Group and stream are created if need be; a stream whose events all lie in the future is
        not, since it does not exist yet. Raises BadInput for a name, time or message that AWS
        would not take, and then loads nothing.
        """
        if not _STREAM_NAME.fullmatch(stream):
            raise BadInput(
                f"{stream[:80]!r} is not a log stream name.",
                "Use 1 to 512 characters without ':' and '*'.",
            )
        place = self.group(group) or self.create_group(group)
        given = 0
        happened: list[Checked] = []
        for event in events:
            given += 1
            one = checked(event)
            if one[0] <= self.now_ms and one[1] <= self.now_ms:
                happened.append(one)
        if given and not happened:
            return 0
        with self._db.transaction() as db:
            append(db, place, stream, happened, self.now_ms, piecewise=piecewise)
        return len(happened)

    def promise(self, group: str, streams: Promised) -> None:
        """Load these streams into a group of this name when it is first asked for by name."""
        self._promised[group] = streams

    def group(self, name: str) -> Group | None:
        """The group of that exact name, with everything that was promised for it."""
        with self._keeping:  # whoever asks meanwhile must not see half of it
            if (promised := self._promised.pop(name, None)) is not None:
                for stream, events in promised():
                    self.load(name, stream, events)
        rows = self._db.rows(_sql("SELECT", _GROUP, "FROM groups WHERE name = ?"), (name,))
        return Group(*rows[0]) if rows else None

    def groups(self) -> list[Group]:
        """Every group, by name."""
        return [
            Group(*row) for row in self._db.rows(_sql("SELECT", _GROUP, "FROM groups ORDER BY 2"))
        ]

    def stream(self, group: Group, name: str) -> Stream | None:
        """The stream of that exact name."""
        self._load_streams(group)
        sql = _sql("SELECT", _STREAM, "FROM streams WHERE group_id = ? AND name = ?")
        rows = self._db.rows(sql, (group.id, name))
        return Stream(*rows[0]) if rows else None

    def streams(self, group: Group) -> list[Stream]:
        """Every stream of a group, by name."""
        self._load_streams(group)
        sql = _sql("SELECT", _STREAM, "FROM streams WHERE group_id = ? ORDER BY name")
        return [Stream(*row) for row in self._db.rows(sql, (group.id,))]

    def fill_by_window(self, group: str, source: ByWindow) -> None:
        """Load into a group of this name what `source` has for the times that are asked for."""
        self._by_window[group] = source

    def within(
        self,
        groups: Sequence[Group],
        start_ms: int | None = None,
        end_ms: int | None = None,
        *,
        texts: Sequence[str] = (),
    ) -> Condition:
        """True for the events of these groups in start..end (closed) that retention keeps.

        `texts` stand in every event that will be looked for. Raises TooSlow.
        """
        # Clipped to what can exist, because SQLite has no integers as long as JSON's.
        start = min(start_ms or 0, self.now_ms + 1)
        end = self.now_ms if end_ms is None else min(end_ms, self.now_ms)
        for group in groups:
            self._load_streams(group)
            self._load_window(group, max(start, group.floor_ms(self.now_ms)), end, texts)
        if self._past is not None:
            return self._past.within(groups, start, end)
        return any_of(
            Condition(
                "(group_id = ? AND at_ms BETWEEN ? AND ?)",
                (group.id, max(start, group.floor_ms(self.now_ms)), end),
            )
            for group in groups
        )

    def select(
        self,
        where: Condition,
        *,
        limit: int,
        ascending: bool = True,
        beyond: Position | None = None,
    ) -> list[Event]:
        """Up to `limit` events that lie beyond a position, in the order of positions."""
        if beyond is not None:
            sign = ">" if ascending else "<"
            edge = (beyond.place, beyond.ingested_ms, beyond.id)
            where = all_of(
                [
                    where,
                    # The first of the three by itself is a range of an index.
                    Condition(f"place {sign}= ?", (beyond.place,)),
                    Condition(f"(place, ingested_ms, id) {sign} (?, ?, ?)", edge),
                ]
            )
        return [
            Event(*row) for row in self._db.rows(*self._selection(where, ascending, "place", limit))
        ]

    def scan(
        self, where: Condition, *, ascending: bool, order: str = "", limit: int | None = None
    ) -> Iterator[Event]:
        """The events of `select`, read while they are asked for, so that any number may be.

        `order` (SQL of a parser's making, never a caller's text) sorts before position does.
        """
        most = -1 if limit is None else limit
        if order == f"at_ms {'ASC' if ascending else 'DESC'}":
            order = ""
        if order or not where.each:
            by = f"{order}, at_ms" if order else "at_ms"
            selection = self._selection(where, ascending, by, most)
            return (Event(*row) for row in self._db.stream(*selection))
        # Each group lies in the order of its places: nothing has to be sorted, nor read to its end.
        several = [
            (
                Event(*row)
                for row in self._db.stream(*self._selection(one, ascending, "place", most))
            )
            for one in where.each
        ]
        merged = heapq.merge(*several, key=_when, reverse=not ascending)
        return merged if limit is None else islice(merged, limit)

    def tally(self, columns: Sequence[str], where: Condition) -> list[tuple[Any, ...]]:
        """How many events there are of each combination of values: the values, then the count.

        `columns` are SQL of a parser's making over the columns of `lines`; without any, there is
        one row.
        """
        by = f"GROUP BY {', '.join(str(n) for n in range(1, len(columns) + 1))}" if columns else ""
        counts: dict[tuple[Any, ...], int] = {} if columns else {(): 0}
        for view, one in self._places(where):
            sql = _sql(
                "SELECT", ", ".join([*columns, "count(*)"]), f"FROM {view} WHERE", one.sql, by
            )
            for *values, count in self._db.rows(sql, one.bound):
                counts[tuple(values)] = counts.get(tuple(values), 0) + count
        return [(*values, count) for values, count in counts.items()]

    def size(self, where: Condition) -> tuple[int, int]:
        """How many events there are, and the bytes of their messages."""
        count = bytes_ = 0
        for view, one in self._places(where):
            sql = _sql("SELECT count(*), total(bytes)", f"FROM {view} WHERE", one.sql)
            ((several, size),) = self._db.rows(sql, one.bound)
            count, bytes_ = count + several, bytes_ + int(size)
        return count, bytes_

    def _places(self, where: Condition) -> list[tuple[str, Condition]]:
        """The views to read, and for what: each group by itself where that is known, which is one
        range of a key."""
        return [(view, one) for view in self._views for one in where.each or (where,)]

    @property
    def _views(self) -> tuple[str, ...]:
        return ("lines",) if self._past is None else ("lines", *self._past.views)

    def _each(self, columns: str, where: Condition) -> list[str]:
        return [_sql("SELECT", columns, f"FROM {view} WHERE", where.sql) for view in self._views]

    def _selection(
        self, where: Condition, ascending: bool, order: str, limit: int
    ) -> tuple[str, tuple[Bound, ...]]:
        """The statement for events, and its values; a limit of -1 is none.

        The last column of `order` has the direction that is asked; those before it their own.
        """
        way = "" if ascending else " DESC"
        by = ", ".join([f"{order}{way}", f"ingested_ms{way}", f"id{way}"])
        every = " UNION ALL ".join(self._each(_EVENT, where))
        sql = _sql(every, "ORDER BY", by, "LIMIT ?")
        return sql, (*where.bound * len(self._views), limit)

    def _load_streams(self, group: Group) -> None:
        """Enter the streams of a group whose events were built before, once."""
        past = self._past
        if past is None:
            return
        with self._keeping:
            if group.id not in self._streams_due:
                return
            self._streams_due.discard(group.id)
            with self._db.transaction() as db:
                rows = [*past.streams(db, group.id)]
                db.executemany(
                    "INSERT INTO streams"
                    " (id, group_id, name, created_ms, first_ms, last_ms, ingested_ms, events)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        (stream, group.id, name, first, first, last, ingested, events)
                        if events
                        else (stream, group.id, name, first, None, None, None, 0)
                        for stream, name, first, last, ingested, events in rows
                    ),
                )

    def _load_window(self, group: Group, start: int, end: int, texts: Sequence[str]) -> None:
        source = self._by_window.get(group.name)
        if source is None:
            return
        until = time.monotonic() + self._longest_s
        with self._keeping:
            for stream, events in source(start, end, texts):
                self.load(group.name, stream, events, piecewise=True)
                if time.monotonic() > until:
                    raise TooSlow


def _when(event: Event) -> tuple[int, int, int]:
    return event.at_ms, event.ingested_ms, event.id


def _sql(*parts: str) -> str:
    return " ".join(parts)
