"""Writes one part of the week, some days of it, into a file of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from kurosai.sandbox.background import calendar, containers
from kurosai.sandbox.background.catalogue import flows, projects
from kurosai.sandbox.background.drawing import drawn, troubled
from kurosai.sandbox.background.functions import Event, Known, Speaker
from kurosai.sandbox.background.groups import FUNCTIONS, container_stream, number_of
from kurosai.sandbox.background.places import (
    BEFORE,
    DAY_MS,
    ENTRIES_AT_ONCE,
    ENTRY_SHIFT,
    GROUP_SHIFT,
    SAME,
    TIME_SHIFT,
    sql_ms,
)
from kurosai.sandbox.background.scale import JOBS_A_DAY, Scale

STATUSES = ("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED")
PARTS = 2

_OVERHEAD = 26  # bytes that CloudWatch counts for each event beside its message
_SCHEMA = """
PRAGMA page_size = 8192;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -65536;
CREATE TABLE jobs (
  number INTEGER PRIMARY KEY, created INTEGER NOT NULL, flow INTEGER NOT NULL,
  due INTEGER NOT NULL, status INTEGER NOT NULL, started INTEGER NOT NULL,
  finished INTEGER NOT NULL, troubled INTEGER NOT NULL);
CREATE TABLE events (
  place INTEGER PRIMARY KEY, stream INTEGER NOT NULL, lag INTEGER NOT NULL,
  job INTEGER NOT NULL, form INTEGER NOT NULL, message TEXT NOT NULL);
CREATE TABLE streams (
  id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, ingested INTEGER NOT NULL, events INTEGER NOT NULL);
CREATE TABLE groups (id INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, events INTEGER NOT NULL);
CREATE TABLE entries (place INTEGER PRIMARY KEY, pod INTEGER NOT NULL, kind INTEGER NOT NULL);
CREATE TABLE counts (what TEXT NOT NULL, day INTEGER NOT NULL, several INTEGER NOT NULL);
"""
"""Times are seconds (of jobs) or milliseconds since the start of the week."""

Step: TypeAlias = "Callable[[str], None]"


def write(path: Path, part: int, days: Sequence[int], scale: Scale, step: Step) -> None:
    """Write the jobs that are created on these days and all that they leave.

    `step` is told what is being written. Raises sqlite3.Error, as when the disk is full.
    """
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        step("jobs")
        known = {day: _jobs(day, scale) for day in days}
        db.executemany("INSERT INTO jobs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _job_rows(known))
        for name in FUNCTIONS:
            step(f"what {name.rpartition('/')[2]} logs")
            speaker = Speaker(name, number_of(name))
            _group(
                db,
                part,
                speaker.number,
                known,
                lambda day, s=speaker: s.events(day, known[day], scale),
            )
        step("what containers log")
        for project, _ in projects():
            own = {
                day: [one for one in jobs if flows()[one[1].flow].project == project]
                for day, jobs in known.items()
            }
            group = number_of(f"/crois/v2/prd/ecs/{project}")
            _group(db, part, group, own, lambda day, jobs=own: containers.lines(day, jobs[day]))
            _silent(db, group, own)
        step("what pods leave")
        _entries(db, part, known)
        _count(db)
        db.execute("COMMIT")
    finally:
        db.close()


def _jobs(day: int, scale: Scale) -> list[Known]:
    first = day * JOBS_A_DAY
    return [
        (number, made, drawn(flows()[made.flow], number))
        for number, made in enumerate(calendar.day(day), first)
        if number % scale.one_in == 0
    ]


def _job_rows(known: dict[int, list[Known]]) -> Iterator[tuple[int, ...]]:
    for day, jobs in known.items():
        start = day * calendar.DAY_S
        for number, made, job in jobs:
            created = start + made.at
            yield (
                number,
                created,
                made.flow,
                start + made.due if made.due >= 0 else -1,
                STATUSES.index(job.status),
                created + job.started,
                created + job.finished,
                int(troubled(job)),
            )


def _group(
    db: sqlite3.Connection,
    part: int,
    group: int,
    known: dict[int, list[Known]],
    events: Callable[[int], Iterable[Event]],
) -> None:
    """Write the events of a group in the order of time, a day after another: what a day's jobs
    leave on the next one is kept until then."""
    left: list[Event] = []
    streams: dict[int, list[int]] = {}
    bytes_, count, before, nth = 0, 0, -1, 0
    high, own = group << GROUP_SHIFT, part * (SAME // PARTS)
    days = [*known]
    for day in days:
        left.extend(events(day))
        left.sort(key=itemgetter(0, 1))
        until = (day + 1) * DAY_MS if day != days[-1] else None
        rows: list[tuple[int, int, int, int, int, str]] = []
        taken = 0
        for at, lag, stream, job, form, message in left:
            if until is not None and at >= until:
                break
            taken += 1
            nth = nth + 1 if at == before else 0
            before = at
            if nth >= SAME // PARTS:
                raise AssertionError(f"too many events of group {group} at {at} ms")
            rows.append(
                (high | (at + BEFORE) << TIME_SHIFT | own | nth, stream, lag, job, form, message)
            )
            bytes_ += len(message) + _OVERHEAD
            seen = streams.get(stream)
            if seen is None:
                streams[stream] = [at, at, at + lag, 1]
            else:
                seen[1] = at
                seen[2] = max(seen[2], at + lag)
                seen[3] += 1
        db.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", rows)
        count += taken
        del left[:taken]
    db.executemany(
        "INSERT INTO streams VALUES (?, ?, ?, ?, ?, ?)",
        ((stream, group, *seen) for stream, seen in sorted(streams.items())),
    )
    db.execute("INSERT INTO groups VALUES (?, ?, ?)", (group, bytes_, count))


def _silent(db: sqlite3.Connection, group: int, known: dict[int, list[Known]]) -> None:
    """The streams of first attempts, which wrote nothing before they ended."""
    rows: list[tuple[int, int, int, int, int, int]] = []
    for day, jobs in known.items():
        for number, made, job in jobs:
            engines = flows()[made.flow].engines
            for place, task in enumerate(job.tasks):
                if engines[place] == "ecs" and task.attempt > 1:
                    at = (day * calendar.DAY_S + made.at + task.started) * 1000
                    rows.append((container_stream(number, place, 1), group, at, at, at, 0))
    db.executemany("INSERT INTO streams VALUES (?, ?, ?, ?, ?, ?)", rows)


def _entries(db: sqlite3.Connection, part: int, known: dict[int, list[Known]]) -> None:
    left: list[tuple[int, int, int]] = []
    before, nth, own = -1, 0, part * (ENTRIES_AT_ONCE // PARTS)
    days = [*known]
    for day in days:
        left.extend(containers.entries(day, known[day]))
        left.sort()
        until = (day + 1) * DAY_MS if day != days[-1] else None
        rows: list[tuple[int, int, int]] = []
        for at, pod, kind in left:
            if until is not None and at >= until - DAY_MS // 24:  # the next day's may begin earlier
                break
            nth = nth + 1 if at == before else 0
            before = at
            if nth >= ENTRIES_AT_ONCE // PARTS:
                raise AssertionError(f"too many entries at {at} ms")
            rows.append(((at + DAY_MS) << ENTRY_SHIFT | own | nth, pod, kind))
        db.executemany("INSERT INTO entries VALUES (?, ?, ?)", rows)
        del left[: len(rows)]


def _count(db: sqlite3.Connection) -> None:
    """Count what there is of each day."""
    for what, day in (
        ("jobs", f"created / {calendar.DAY_S}"),
        ("events", f"{sql_ms('place')} / {DAY_MS}"),
        ("entries", f"((place >> {ENTRY_SHIFT}) - {DAY_MS}) / {DAY_MS}"),
    ):
        db.execute(f"INSERT INTO counts SELECT '{what}', {day}, count(*) FROM {what} GROUP BY 2")  # noqa: S608
