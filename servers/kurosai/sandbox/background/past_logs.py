"""The log events of the week, read by CloudWatch Logs as if they were its own.

The store looks at them through views of the same columns. Dates and ids of jobs are marks in a
message there; a text without digits and hyphens can be looked for before they are filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai.sandbox.background import silence
from kurosai.sandbox.background.attached import attach
from kurosai.sandbox.background.catalogue import flows, module_of
from kurosai.sandbox.background.functions import DATE, JOB, MARKED, REGION, REGIONAL
from kurosai.sandbox.background.groups import (
    OTHER_STREAMS,
    function_suffix,
    groups,
    of_container,
)
from kurosai.sandbox.background.places import (
    DAY_MS,
    GROUP_SHIFT,
    SAME,
    place,
    sql_ms,
    sql_place,
)
from kurosai.sandbox.background.scale import DAYS
from kurosai.sandbox.cloudwatch.conditions import Condition, any_of
from kurosai.sandbox.jobs import ecs_task_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from kurosai.sandbox.background.week import Week
    from kurosai.sandbox.cloudwatch.records import Group


@dataclass(frozen=True, slots=True)
class PastLogs:
    """The log events of a week under a store that is frozen at `now_ms`."""

    week: Week
    region: str
    now_ms: int

    @property
    def start_ms(self) -> int:
        """The start of the week."""
        return round(self.week.start.timestamp() * 1000)

    @property
    def views(self) -> tuple[str, ...]:
        """The views to read beside the store's own `lines`."""
        return tuple(f"lines{number}" for number in range(len(self.week.files)))

    def lay(self, db: sqlite3.Connection) -> None:
        """Attach the files, make the views, and enter the groups with their numbers as ids."""
        attach(db, self.week.files, self.week.taken)
        silence.lay(db, self.week.hushed)
        for number, view in enumerate(self.views):
            db.execute(f"CREATE TEMP VIEW {view} AS {self._select(number)}")
        # Ids of other streams are given from there on.
        db.execute(
            "INSERT INTO streams (id, group_id, name, created_ms) VALUES (?, 0, '', 0)",
            (OTHER_STREAMS,),
        )

    def sizes(self, db: sqlite3.Connection) -> list[tuple[str, int]]:
        """Every group in the order of its number, with its bytes."""
        found = [0] * len(groups())
        for number in range(len(self.week.files)):
            for group, size in db.execute(f"SELECT id, bytes FROM part{number}.groups"):  # noqa: S608
                found[group - 1] += size
        return [*zip(groups(), found, strict=True)]

    def own_place(self, at: str, group: str) -> str:
        """SQL: the place of one of the store's own events."""
        return sql_place(group, f"({at}) - {self.start_ms}")

    def within(self, several: Sequence[Group], start_ms: int, end_ms: int) -> Condition:
        """What `Store.within` means, as ranges of places."""
        each = tuple(
            Condition(
                "(place BETWEEN ? AND ?)",
                (
                    place(one.id, max(start_ms, one.floor_ms(self.now_ms)) - self.start_ms),
                    place(one.id, end_ms - self.start_ms, SAME - 1),
                ),
            )
            for one in several
        )
        return replace(any_of(each), each=each)

    def streams(
        self, db: sqlite3.Connection, group: int
    ) -> Iterable[tuple[int, str, int, int, int, int]]:
        """The streams of a group that exist: id, name, first, last, ingested (ms), events."""
        found: dict[int, tuple[int, int, int, int]] = {}
        now = self.now_ms - self.start_ms
        for number in range(len(self.week.files)):
            for stream, first, last, ingested, events in self._built(db, number, group, now):
                known = found.get(stream, (first, last, ingested, 0))
                found[stream] = (
                    min(first, known[0]),
                    max(last, known[1]),
                    max(ingested, known[2]),
                    events + known[3],
                )
        for stream, (first, last, ingested, events) in found.items():
            name = self._name(db, stream, first)
            if name:
                start = self.start_ms
                yield (
                    stream,
                    name,
                    start + first,
                    start + min(last, now),
                    min(start + ingested, self.now_ms),
                    events,
                )

    def _built(
        self, db: sqlite3.Connection, number: int, group: int, now: int
    ) -> Iterable[tuple[int, int, int, int, int]]:
        """The streams of a group in one of the files, without what is hushed of them."""
        low, high = place(group, 0), place(group, now, SAME - 1)
        sql = (
            f"SELECT id, first, last, ingested, events FROM part{number}.streams"  # noqa: S608
            " WHERE group_id = ? AND first <= ?"
        )
        rows = db.execute(sql, (group, now)).fetchall()
        if not any(first <= high and last >= low for first, last in self.week.hushed):
            return rows
        ms = sql_ms("e.place")
        sql = (
            f"SELECT e.stream, min({ms}), max({ms}), max({ms} + e.lag), count(*)"  # noqa: S608
            f" FROM part{number}.events e WHERE e.place BETWEEN ? AND ? AND {silence.LEFT}"
            " AND e.job NOT IN (SELECT number FROM temp.taken) GROUP BY 1"
        )
        # A container that never wrote a line has its stream all the same.
        return [*db.execute(sql, (low, high)), *(row for row in rows if not row[4])]

    def _name(self, db: sqlite3.Connection, stream: int, first: int) -> str:
        """The name of a stream; "" for one of a job that is taken out."""
        container = of_container(stream)
        if container is None:
            day = self.week.start + timedelta(milliseconds=first)
            return f"{day:%Y/%m/%d}/[$LATEST]{function_suffix(stream)}"
        job, place_, attempt = container
        if job in self.week.taken:
            return ""
        flow = flows()[self._flow(db, job)]
        task = flow.tasks[place_]
        task_id = ecs_task_id(self.week.first_id + job, task, attempt)
        return f"{module_of(flow, task)}/main/{task_id}"

    def _flow(self, db: sqlite3.Connection, job: int) -> int:
        for number in range(len(self.week.files)):
            sql = f"SELECT flow FROM part{number}.jobs WHERE number = ?"  # noqa: S608
            if row := db.execute(sql, (job,)).fetchone():
                return int(row[0])
        raise AssertionError(f"no job {job}")

    def _select(self, number: int) -> str:
        ms = sql_ms("e.place")
        region = self.region.replace("'", "")
        regional = f"replace(e.message, '{REGION}', '{region}')"
        dates = " ".join(
            f"WHEN {day} THEN '{self.week.start + timedelta(days=day):%Y-%m-%d}'"
            for day in range(DAYS + 1)
        )
        date = f"CASE {ms} / {DAY_MS} {dates} END"
        job = f"e.job + {self.week.first_id}"
        marked = f"replace(replace(e.message, char({ord(DATE)}), {date}), char({ord(JOB)}), {job})"
        digits = len(str(self.week.first_id))
        filled = (
            f"{len('2025-11-04') - 1} + {digits - 1} * (instr(e.message, char({ord(JOB)})) > 0)"
        )
        return " ".join(
            (
                f"SELECT e.place AS id, e.place >> {GROUP_SHIFT} AS group_id,",
                f"e.stream AS stream_id, {ms} + {self.start_ms} AS at_ms,",
                f"{ms} + {self.start_ms} + e.lag AS ingested_ms, e.place & {SAME - 1} AS ordinal,",
                f"CASE e.form WHEN {MARKED} THEN {marked} WHEN {REGIONAL} THEN {regional}",
                "ELSE e.message END AS message,",
                f"CASE e.form WHEN {REGIONAL} THEN {regional} ELSE e.message END AS raw,",
                f"CASE WHEN e.form = {MARKED} AND instr(e.message, char({ord(JOB)})) > 0",
                f"THEN CAST({job} AS TEXT) ELSE '' END AS named,",
                f"length(CAST(e.message AS BLOB)) + CASE e.form WHEN {MARKED} THEN {filled}",
                "ELSE 0 END AS bytes, e.place AS place,",
                # No joins: these are looked up only for those who ask.
                "(SELECT name FROM main.streams WHERE id = e.stream) AS stream,",
                f"(SELECT log FROM main.groups WHERE id = e.place >> {GROUP_SHIFT}) AS log",  # noqa: S608
                f"FROM part{number}.events e",
                f"WHERE {ms} + e.lag <= {self.now_ms - self.start_ms}",
                "AND e.job NOT IN (SELECT number FROM temp.taken)",
                f"AND {silence.LEFT}" if self.week.hushed else "",
            )
        )
