"""The projects of a world, what a name of the API means among them, and how many reads are left."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.refusals import (
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
)
from kurosai.sandbox.cloud_logging.store import Store

REQUIRED = frozenset(f"cloudaudit.googleapis.com/{log}" for log in ("activity", "system_event"))
"""The logs that lie in the bucket _Required, where nobody can change how long they are kept."""

PRIVATE = frozenset({"cloudaudit.googleapis.com/data_access"})
"""What the view _Default of the bucket _Default leaves out."""

REQUIRED_DAYS = 400
MINUTE = 60.0
_NAME = re.compile(
    r"projects/(?P<project>[^/]+)"
    r"(?:/locations/(?P<location>[^/]+)/buckets/(?P<bucket>[^/]+)(?:/views/(?P<view>[^/]+))?)?"
)
_VIEWS = {"_Default": ("_AllLogs", "_Default"), "_Required": ("_AllLogs",)}


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its entries, and whether the caller may read them and the settings of its
    buckets; `days` is how long _Default keeps."""

    store: Store
    days: int
    denied: bool = False
    buckets_denied: bool = False


class Projects:
    """By id. `reads` is how many reads a minute one project may have; None: nobody counts."""

    def __init__(self, several: Sequence[Project], reads: int | None = None) -> None:
        self._by_id: Mapping[str, Project] = {one.store.project: one for one in several}
        self._reads = reads
        self._lock = Lock()
        self._times: dict[str, deque[float]] = {}

    def load(self) -> None:
        """Make all entries now."""
        for one in self._by_id.values():
            one.store.load()

    def searched(self, names: Sequence[str]) -> tuple[Project, Callable[[Entry], bool]]:
        """The project that is meant, and which of its entries are in what was named."""
        if not names:
            raise InvalidArgument("resource_names is empty.")
        found = [self._named(name, bucket=False) for name in names]
        if len({match["project"] for match, _ in found}) > 1:
            raise InvalidArgument("This world answers for one project at a time.")
        project = found[0][1]
        if project.denied:
            raise PermissionDenied(
                f"Permission 'logging.logEntries.list' denied on resource "
                f"'projects/{project.store.project}' (or it may not exist)."
            )
        self._count(project)
        buckets = {match["bucket"] for match, _ in found}
        if None in buckets:
            return project, lambda _entry: True
        places = {(match["bucket"], match["view"]) for match, _ in found}

        def within(entry: Entry) -> bool:
            if entry.log in REQUIRED:
                return "_Required" in buckets
            if entry.log in PRIVATE:
                return ("_Default", "_AllLogs") in places
            return "_Default" in buckets

        return project, within

    def days(self, name: str) -> int:
        """How long a bucket keeps its entries."""
        match, project = self._named(name, bucket=True)
        if project.denied or project.buckets_denied:
            raise PermissionDenied(f"Permission 'logging.buckets.get' denied on {name!r}.")
        return REQUIRED_DAYS if match["bucket"] == "_Required" else project.days

    def _named(self, name: str, *, bucket: bool) -> tuple[re.Match[str], Project]:
        match = _NAME.fullmatch(name)
        if match is None or bucket is not (bool(match["bucket"]) and not match["view"]):
            raise InvalidArgument(f"{name[:120]!r} is no projects/PROJECT_ID, view or bucket.")
        project = self._by_id.get(match["project"])
        if project is None:
            raise NotFound(f"Project does not exist: {match['project'][:60]}")
        if match["bucket"]:
            views = _VIEWS.get(match["bucket"], ())
            if match["location"] != "global" or (match["view"] and match["view"] not in views):
                raise NotFound(f"There is no such view: {name[:120]}")
            if not views:
                raise NotFound(f"There is no such bucket: {name[:120]}")
        return match, project

    def _count(self, project: Project) -> None:
        """Take one of the reads of this minute, of the real clock: a world's stands still."""
        if self._reads is None:
            return
        name, now = project.store.project, time.monotonic()
        with self._lock:
            times = self._times.setdefault(name, deque())
            while times and now - times[0] >= MINUTE:
                times.popleft()
            if len(times) >= self._reads:
                raise ResourceExhausted(
                    "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per "
                    f"minute' of service 'logging.googleapis.com' for consumer '{name}'."
                )
            times.append(now)
