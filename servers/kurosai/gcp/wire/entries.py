"""Cloud Logging over the session: pages followed, windows in every filter, bounds said."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from kurosai.errors import Fault
from kurosai.gcp.wire import reading
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.gcp.wire.session import GoogleSession
from kurosai.vocabulary import Window

MOST_PAGES = 8
"""One question must not use up the reads of a minute that all share."""

LARGEST_PAGE = 100
MOST_LOGS = 1000

REQUIRED_DAYS = 400
"""What the bucket _Required keeps: nobody can change it."""

LATE = timedelta(days=1)
"""How far the time of an entry may lie from the time at which it came, when it is looked for by
the latter: Google needs some bound of the former, or it searches everything that it has."""

By: TypeAlias = Literal["timestamp", "receiveTimestamp"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on: a page, and how many of its entries were given before."""

    token: str = ""
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Entries oldest first; `rest` is where there are more, None when these are all."""

    entries: tuple[LogEntry, ...]
    rest: Place | None = None

    @property
    def complete(self) -> bool:
        """Whether these are all."""
        return self.rest is None


class CloudLogging:
    """The reads of Cloud Logging that knowledge is built on."""

    def __init__(self, session: GoogleSession) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._days: dict[str, int | None] = {}

    def identity(self, project: str = "") -> str:
        """Who looks where."""
        return self._session.identity(project)

    def project(self, asked: str = "") -> str:
        """The project that is asked of. Raises BadInput for one that is not allowed."""
        return self._session.project(asked)

    def projects(self, asked: str = "") -> tuple[str, ...]:
        """The projects that are asked of: one, or all for `*`. Raises as `project`."""
        return self._session.projects(asked)

    def places(self, project: str) -> tuple[str, ...]:
        """What is searched of a project, as the API names it."""
        return self._session.places(project)

    def left(self, project: str) -> int:
        """How many reads of this minute are left."""
        return self._session.left(project)

    def entries(
        self,
        condition: str,
        window: Window,
        *,
        most: int,
        project: str = "",
        newest: bool = False,
        place: Place | None = None,
        by: By = "timestamp",
        page: int = LARGEST_PAGE,
    ) -> Found:
        """Entries of `window` (both ends included) that fit a condition, at most `most`.

        The first ones from `place` on, or the last ones with `newest`; in the order of their own
        time, also where the window is one of arrival (`by`). `place` belongs to the same question
        with the same `most`. Stops after
        8 pages, or when no read of this minute is left for another. Raises Denied, or a Fault.
        """
        name = self._session.project(project)
        request: dict[str, Any] = {
            "resource_names": list(self._session.places(name)),
            "filter": bounded(condition, window, by),
            "order_by": "timestamp desc" if newest else "timestamp asc",
            # One more than wanted: only that proves whether there are more.
            "page_size": min(most + 1, page),
        }
        at = place or Place()
        entries: list[LogEntry] = []
        for number in range(MOST_PAGES):
            if number and not self._session.left(name):
                break
            self._session.spend(name)
            answer = self._session.call(
                "logging",
                "list_log_entries",
                {**request, "page_token": at.token},
                doing=f"searching the logs of {name}",
            )
            fresh: list[Any] = list(answer.entries)[at.skip :]
            room = most - len(entries)
            entries += [reading.entry(one) for one in fresh[:room]]
            if len(fresh) > room:
                return _found(entries, newest, Place(at.token, at.skip + room))
            if not answer.next_page_token:
                return _found(entries, newest, None)
            at = Place(str(answer.next_page_token))
        return _found(entries, newest, at)

    def logs(self, project: str = "") -> tuple[tuple[str, ...], bool]:
        """The ids of logs that have entries, a page of them, and whether these are all.

        Raises Denied, or a Fault.
        """
        name = self._session.project(project)
        page = self._session.call(
            "logging",
            "list_logs",
            {
                "parent": f"projects/{name}",
                "resource_names": [one for one in self.places(name) if "/views/" in one],
                "page_size": MOST_LOGS,
            },
            doing=f"listing the logs of {name}",
        )
        return tuple(reading.log_id(one) for one in page.log_names), not page.next_page_token

    def buckets(self, project: str) -> Mapping[str, int | None]:
        """The buckets that are searched of a project, by their names, and for how many days each
        keeps its entries: those of its views, else _Default and _Required. Each is asked for once;
        None where it cannot be known (it may take a permission that reading does not)."""
        views = [one for one in self.places(project) if "/views/" in one]
        named = [one.partition("/views/")[0] for one in views] or [
            f"projects/{project}/locations/global/buckets/{one}"
            for one in ("_Default", "_Required")
        ]
        return {one: self._days_of(one, project) for one in dict.fromkeys(named)}

    def _days_of(self, bucket: str, project: str) -> int | None:
        if bucket.endswith("/_Required"):
            return REQUIRED_DAYS
        with self._lock:
            if bucket in self._days:
                return self._days[bucket]
        days: int | None = None
        with suppress(Denied, Fault):
            answer = self._session.call(
                "config", "get_bucket", {"name": bucket}, doing=f"looking at a bucket of {project}"
            )
            days = int(answer.retention_days) or None
        with self._lock:
            self._days[bucket] = days
        return days


def bounded(condition: str, window: Window, by: By = "timestamp") -> str:
    """A condition with the window around it; its own text begins on the second line."""
    # Both ends, always: without the word `timestamp` a day's bound is put in by others.
    bounds = _between(by, window)
    if by != "timestamp":
        bounds += f" AND {_between('timestamp', Window(window.start - LATE, window.end + LATE))}"
    # On lines of its own: a comment at its end must not reach the parenthesis.
    return f"{bounds} AND (\n{condition}\n)" if condition else bounds


def _between(field: By, window: Window) -> str:
    start, end = (f"{at:%Y-%m-%dT%H:%M:%S.%f}Z" for at in (window.start, window.end))
    return f'{field}>="{start}" AND {field}<="{end}"'


def _found(entries: list[LogEntry], newest: bool, rest: Place | None) -> Found:
    return Found(tuple(reversed(entries) if newest else entries), rest)
