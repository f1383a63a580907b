"""The week of a scale, laid under one world: its jobs with their ids and times in that world.

A row says what lists need; the rest of a job is drawn again when it is asked for. Jobs whose ids
the scenario has are not there, nor anything that they left.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kurosai.sandbox.background import redrawing, silence
from kurosai.sandbox.background.attached import opened
from kurosai.sandbox.background.functions import JOB
from kurosai.sandbox.background.groups import groups
from kurosai.sandbox.background.part import STATUSES
from kurosai.sandbox.background.places import place
from kurosai.sandbox.background.redrawing import Row
from kurosai.sandbox.background.scale import DAYS, JOBS_A_DAY
from kurosai.sandbox.lambdas import milliseconds
from kurosai.sandbox.records import Job
from kurosai.sandbox.schema import World as Told
from kurosai.sandbox.schema_crois import Numbering

_KEPT = 2_000
"""Whole jobs that are kept once they have been drawn."""

_DAY: Final = timedelta(days=1)


class Week:
    """The jobs of the week as one world has them: `told` is its scenario with the platform's
    workflows in it; `taken` are the ids that the scenario's own jobs have."""

    def __init__(
        self, files: Sequence[Path], told: Told, now: datetime, taken: Collection[int]
    ) -> None:
        self.files = tuple(files)
        self.now = now
        self.start = start_of(now)
        self.first_id = first_id(told.crois.numbering, self.start)
        self.taken = frozenset(
            number for one in taken if 0 <= (number := one - self.first_id) < DAYS * JOBS_A_DAY
        )
        self._told = told
        self._lock = threading.Lock()
        self._db = opened(self.files, self.taken)
        start_ms = milliseconds(self.start)
        self.hushed = silence.places(self._db, len(self.files), told.aws, start_ms)
        silence.lay(self._db, self.hushed)
        self._at = int((now - self.start).total_seconds())
        self._drawn = lru_cache(_KEPT)(self._redrawn)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._db.close()

    def job(self, job_id: int) -> Job | None:
        """The job of that id as it is known at `now`; None where there is none."""
        found = self.ended(job_id)
        return None if found is None else found.at(self.now)

    def ended(self, job_id: int) -> Job | None:
        """The job of that id as it will have been, if it was created by `now`."""
        rows = self.rows("number = ?", (job_id - self.first_id,), limit=1)
        return self.whole(rows[0]) if rows else None

    def whole(self, row: Row) -> Job:
        """The job of a row as it will have been."""
        return self._drawn(row)

    def brief(self, row: Row) -> Job:
        """The job of a row as it is known at `now`, without its tasks and events: for lists."""
        found = redrawing.brief(self._told, self.id_of(row), self.start, row).at(self.now)
        assert found is not None  # rows are of jobs that have been created
        return found

    def _redrawn(self, row: Row) -> Job:
        return redrawing.whole(self._told, self.id_of(row), self.start, row)

    def rows(
        self,
        where: str = "1",
        bound: Sequence[int] = (),
        *,
        order: str = "number",
        limit: int = -1,
    ) -> list[Row]:
        """The rows of jobs created by `now`, newest first by `order` (a column).

        `where` is SQL of our own over the columns of the table `jobs`, whose `state` is its status
        at `now` as a place in `STATES`.
        """
        sql = _sql(
            "SELECT number, created, flow, due, started FROM seen WHERE created <= ? AND",
            f"({where}) ORDER BY {order} DESC, number DESC LIMIT ?",
        )
        with self._lock:
            found = self._db.execute(sql, (self._at, *bound, limit)).fetchall()
        return [Row(*row) for row in found]

    def count(self, where: str = "1", bound: Sequence[int] = ()) -> int:
        """How many jobs `rows` has."""
        sql = _sql("SELECT count(*) FROM seen WHERE created <= ? AND", f"({where})")
        with self._lock:
            ((count,),) = self._db.execute(sql, (self._at, *bound)).fetchall()
        return int(count)

    def one(self, sql: str, bound: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a statement of our own over the files (`part0`, `part1`)."""
        with self._lock:
            return self._db.execute(sql, bound).fetchall()

    def going_on(
        self, since: datetime, until: datetime, job_id: int = -1, *, troubled: bool = False
    ) -> list[Row]:
        """The jobs that went on at some time between, oldest first; one of them if it is named, or
        only those of which something went wrong."""
        where = "created <= ? AND finished >= ?" + (" AND troubled" if troubled else "")
        bound = [self.seconds(until) + 1, self.seconds(since)]
        if job_id >= 0:
            where, bound = f"{where} AND number = ?", [*bound, job_id - self.first_id]
        return self.rows(where, bound)[::-1]

    def of_execution(self, status: str | None) -> str:
        """SQL: whether a job has an execution at `now`, of that status of Step Functions."""
        began = f"started <= {self._at}"
        if status is None:
            return began
        wanted = [n for n, one in enumerate(STATES) if _EXECUTIONS[one] == status]
        return f"{began} AND {self.state()} IN ({', '.join(map(str, wanted))})"

    def told(self) -> str:
        """How much there was of everything in the seven days before the one of `now`."""
        found = dict.fromkeys(("jobs", "events", "entries"), 0)
        for number in range(len(self.files)):
            sql = f"SELECT what, sum(several) FROM part{number}.counts WHERE day < ? GROUP BY 1"  # noqa: S608
            for what, several in self.one(sql, (DAYS - 1,)):
                found[what] += several
        return (
            f"a week of {found['jobs']:,} jobs, {found['events']:,} log events"
            f" and {found['entries']:,} entries of Cloud Logging"
        )

    def said(self, since: datetime, until: datetime) -> list[str]:
        """The messages of the log events between two times, without their dates."""
        low, high = (round((at - self.start).total_seconds() * 1000) for at in (since, until))
        found: list[str] = []
        for group in range(1, len(groups()) + 1):
            for part in range(len(self.files)):
                sql = (
                    f"SELECT message, job FROM part{part}.events e WHERE place BETWEEN ? AND ?"  # noqa: S608
                    f" AND job NOT IN (SELECT number FROM temp.taken) AND {silence.LEFT}"
                )
                for text, job in self.one(sql, (place(group, low), place(group, high))):
                    found.append(text.replace(JOB, str(self.first_id + job)))
        return found

    @property
    def ids(self) -> range:
        """The ids that the jobs of the week have, or would have."""
        return range(self.first_id, self.first_id + DAYS * JOBS_A_DAY)

    def id_of(self, row: Row) -> int:
        """The id of a job."""
        return self.first_id + row.number

    def at(self, seconds: int) -> datetime:
        """The time so many seconds into the week."""
        return self.start + timedelta(seconds=seconds)

    def state(self) -> str:
        """SQL: the status of a job at `now`, as a place in `STATES`."""
        running, queued = len(STATUSES), len(STATUSES) + 1
        return (
            f"CASE WHEN finished <= {self._at} THEN status"
            f" WHEN started <= {self._at} THEN {running} ELSE {queued} END"
        )

    def seconds(self, at: datetime) -> int:
        """A time in seconds of the week, cut downwards; bounded to what SQLite can hold."""
        return max(-(10**12), min(10**12, (at - self.start) // timedelta(seconds=1)))


STATES: Final = (*STATUSES, "RUNNING", "QUEUED")
_EXECUTIONS: Final = {
    "SUCCEEDED": "SUCCEEDED",
    "FAILED": "FAILED",
    "TIMED_OUT": "TIMED_OUT",
    "CANCELED": "ABORTED",
    "RUNNING": "RUNNING",
    "QUEUED": "",
}


def start_of(now: datetime) -> datetime:
    """The first midnight of the week before `now`: days are whole, so that schedules are due at
    the same times of day in every world."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - _DAY * (DAYS - 1)


def first_id(numbering: Numbering, start: datetime) -> int:
    """The id of the first job of the week, so that ids stand where the scenario's numbering has
    them at the time that it tells."""
    return numbering.id - round((numbering.at - start) / _DAY * JOBS_A_DAY)


def _sql(*parts: str) -> str:
    return " ".join(parts)
