"""The entries of the week's pods: rows of time, pod and kind, made when they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from kurosai.sandbox.background.catalogue import flows, module_of
from kurosai.sandbox.background.containers import COMMON, DONE, GAVE_UP, LAST_WORD, LINE
from kurosai.sandbox.background.drawing import REASONS, drawn
from kurosai.sandbox.background.naming import job_in
from kurosai.sandbox.background.places import DAY_MS, ENTRIES_AT_ONCE, ENTRY_SHIFT
from kurosai.sandbox.background.week import Week
from kurosai.sandbox.cloud_logging import pods
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.kinds import Kind
from kurosai.sandbox.cloud_logging.language import Condition
from kurosai.sandbox.cloud_logging.pods import DELIVERY, TaskPod
from kurosai.sandbox.cloud_logging.shapes import Cluster, node_of
from kurosai.sandbox.records import LogLine, Task
from kurosai.sandbox.schema_crois import Crois
from kurosai.sandbox.schema_gcp import Gcp

_CHUNK = 400
_MS = timedelta(milliseconds=1)
_LIVED = timedelta(minutes=2)  # before a pod's job is created, and after it has ended: nothing
_KEPT = 4_000
_EVERY = (*range(LINE + 5), LAST_WORD, DONE, GAVE_UP)


class WeekEntries:
    """The entries of the clusters' project beside those of the world's own jobs."""

    def __init__(self, week: Week, crois: Crois, gcp: Gcp, now: datetime) -> None:
        self._week = week
        self._crois = crois
        self._gcp = gcp
        self._cluster = Cluster(gcp.project, gcp.location, gcp.cluster, gcp.namespace)
        self._oldest = now - timedelta(days=gcp.kept_days)
        self._newest = now - DELIVERY - gcp.delay
        self._pod = lru_cache(_KEPT)(self._made_pod)

    @property
    def samples(self) -> Sequence[Entry]:
        """An entry of each kind that there is."""
        return [one.sample for one in self._kinds.values()]

    def found(
        self, condition: Condition, beyond: int | None, *, newest_first: bool
    ) -> Iterator[tuple[int, Entry]]:
        """What a condition may match, in the order of time, each with its place; those that lie
        beyond a place."""
        kinds = [n for n, kind in self._kinds.items() if condition.decides(kind) is not False]
        numbers = self._named(condition)
        since = max(self._oldest, condition.since or self._oldest)
        until = min(self._newest, condition.until or self._newest)
        if numbers is not None:
            lives = [life for one in numbers for life in self._life(one)]
            if not lives:
                return
            since = max(since, min(one for one, _ in lives))
            until = min(until, max(one for _, one in lives))
        if not kinds or since > until:
            return
        low, high = self._place(since), self._place(until) + ENTRIES_AT_ONCE - 1
        if beyond is not None:
            low, high = (low, beyond - 1) if newest_first else (max(low, beyond + 1), high)
        while True:
            rows = self._rows(low, high, kinds, numbers, newest_first)
            for place, pod, kind in rows:
                yield place, self._entry(pod, kind)
            if len(rows) < _CHUNK:
                return
            low, high = (low, rows[-1][0] - 1) if newest_first else (rows[-1][0] + 1, high)

    def at(self, place: int) -> datetime:
        """The time of a place."""
        return self._week.start + ((place >> ENTRY_SHIFT) - DAY_MS) * _MS

    def _place(self, at: datetime) -> int:
        ms = (at - self._week.start) // _MS
        return max(0, ms + DAY_MS) << ENTRY_SHIFT

    def _rows(
        self,
        low: int,
        high: int,
        kinds: Sequence[int],
        numbers: Sequence[int] | None,
        newest_first: bool,
    ) -> list[tuple[int, int, int]]:
        where = f"place BETWEEN ? AND ? AND kind IN ({', '.join(map(str, kinds))})"
        if numbers is not None:
            where += f" AND pod / 8 IN ({', '.join(map(str, numbers))})"
        where += " AND pod / 8 NOT IN (SELECT number FROM temp.taken)"
        way = "DESC" if newest_first else "ASC"
        parts = " UNION ALL ".join(
            f"SELECT place, pod, kind FROM part{number}.entries WHERE {where}"  # noqa: S608
            for number in range(len(self._week.files))
        )
        sql = f"{parts} ORDER BY place {way} LIMIT {_CHUNK}"
        bound = (low, high) * len(self._week.files)
        return [(row[0], row[1], row[2]) for row in self._week.one(sql, bound)]

    def _named(self, condition: Condition) -> list[int] | None:
        """The numbers of the jobs that all it matches are about; None where it may be any."""
        for several in condition.named:
            jobs = [job_in(text, self._week.ids) for text in several]
            if None not in jobs:
                return [one - self._week.first_id for one in jobs if one is not None and one >= 0]
        return None

    def _life(self, number: int) -> Iterator[tuple[datetime, datetime]]:
        rows = self._week.one("SELECT created, finished FROM seen WHERE number = ?", (number,))
        for created, finished in rows:
            yield self._week.at(created) - _LIVED, self._week.at(finished) + _LIVED

    def _entry(self, pod: int, kind: int) -> Entry:
        one = self._pod(pod)
        if kind < LINE:
            entry = pods.step(one, self._cluster, self._gcp, kind)
        elif kind in (DONE, GAVE_UP):
            (entry,) = pods.end(one, self._cluster)
        else:
            line = COMMON if kind == LAST_WORD else kind - LINE
            entry = pods.said(one, self._cluster, one.task.log[line])
        entry.received += self._gcp.delay
        return entry

    def _made_pod(self, pod: int) -> TaskPod:
        number, place = divmod(pod, 8)
        ((created, flow_index),) = self._week.one(
            "SELECT created, flow FROM seen WHERE number = ?", (number,)
        )
        flow = flows()[int(flow_index)]
        what = drawn(flow, number).tasks[place]
        at = self._week.at(created)
        module = module_of(flow, what.name)
        began = at + timedelta(seconds=what.started)
        task = Task(
            name=what.name,
            status=what.status,
            engine="gke",
            attempt=1,
            started_at=began,
            finished_at=at + timedelta(seconds=what.finished),
            error=what.error or None,
            module=module,
            module_version=[*self._crois.modules[module].versions][-1],
            depends_on=(),
            resources={},
            environment={},
            log=tuple(LogLine(at + ms * _MS, text) for ms, text in what.log),
        )
        job = f"job-{self._week.first_id + number}-{what.name}"
        name = pods.name_of(job, self._gcp)
        return TaskPod(name, job, node_of(name), task, began, None)

    @cached_property
    def _kinds(self) -> dict[int, Kind]:
        """Every kind by its number, each with the words that may stand in any entry of it."""
        names = " ".join(
            f"{flow.project} {task} {module_of(flow, task)}"
            for flow in flows()
            for task in flow.tasks
        )
        nodes = " ".join(sorted({node_of(str(one)) for one in range(2_000)}))
        found: dict[int, Kind] = {}
        for kind in _EVERY:
            rows = self._some(kind)
            if rows:
                entry = self._entry(rows[0], kind)
                lasts = " ".join(last for _, last in REASONS) if kind == LAST_WORD else ""
                words = [self._entry(one, kind).words() for one in rows]
                every = " ".join([*words, names, nodes, lasts]).casefold()
                found[kind] = Kind(entry, every)
        return found

    def _some(self, kind: int) -> list[int]:
        """A few pods that left an entry of a kind."""
        sql = " UNION ALL ".join(
            f"SELECT * FROM (SELECT pod FROM part{number}.entries WHERE kind = {kind}"  # noqa: S608
            " AND pod / 8 NOT IN (SELECT number FROM temp.taken)"
            " AND pod / 8 IN (SELECT number FROM seen) LIMIT 8)"
            for number in range(len(self._week.files))
        )
        return [row[0] for row in self._week.one(sql)]
