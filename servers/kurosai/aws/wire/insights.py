"""Logs Insights over the session: a query is started, watched, and never left running.

AWS charges for what a query scans, and counts how many run at once: whoever stops waiting (the
deadline, a host that cancels) stops the query too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from kurosai import deadline
from kurosai.aws.wire import answers, refusals
from kurosai.aws.wire.quota import Quotas
from kurosai.aws.wire.session import AwsSession
from kurosai.errors import BadInput, Unavailable
from kurosai.vocabulary import Window

T = TypeVar("T")

FIRST_POLL = 0.1
POLL = 0.2
RESERVE_SECONDS = 3.0
"""What stopping a query and telling of it may take of the deadline."""

STOP_SECONDS = 3.0
MOST_GROUPS = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GOES_ON = frozenset({"Scheduled", "Running"})
_MALFORMED = "MalformedQueryException"

STOPPED = "Stopped"
"""Our own status: not ended in the time there was, and stopped by us."""

QueryRow = tuple[tuple[str, str], ...]
"""(field, value) in the order of the query; what has no value is left out."""


class Malformed(Exception):
    """AWS cannot run the query; `start` and `end` are offsets into its text, -1 if unknown."""

    def __init__(self, what: str, start: int, end: int) -> None:
        super().__init__(what)
        self.what, self.start, self.end = what, start, end


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What a query brought, and what it went through. `status` is AWS's, or STOPPED; rows of one
    that is not "Complete" are those found until then."""

    status: str
    rows: tuple[QueryRow, ...] = ()
    matched: int = 0
    scanned: int = 0
    scanned_bytes: int = 0
    result_count: int = 0
    seconds: float = field(default=0.0, compare=False)

    @property
    def complete(self) -> bool:
        """Whether the query ran to its end."""
        return self.status == "Complete"


class Insights:
    """The queries that knowledge is built on."""

    def __init__(self, session: AwsSession, quotas: Quotas | None = None) -> None:
        self._session = session
        self._quotas = quotas or Quotas()

    def run(
        self,
        query: str,
        groups: Sequence[str],
        window: Window,
        *,
        most: int,
        seconds: float | None = None,
    ) -> QueryAnswer:
        """The first `most` rows of a query over at most 50 groups, by whole seconds of time.

        It may take `seconds`, or until the deadline is near.
        Raises Malformed, Missing, Denied, or a Fault. What cannot end before the deadline is
        stopped and comes as STOPPED, with what it had found.
        """
        started = time.monotonic()
        left = deadline.remaining(doing="asking Logs Insights") - RESERVE_SECONDS
        left = left if seconds is None else min(left, seconds)
        query_id = self._start(query, groups, window, most)
        try:
            answer = self._watched(query_id, most, started + left)
        except BaseException:
            self._stop(query_id)
            raise
        if answer.status in _GOES_ON:
            self._stop(query_id)
            answer = replace(answer, status=STOPPED)
        return replace(answer, seconds=time.monotonic() - started)

    def message(self, pointer: str) -> str:
        """The whole message of the row with this `@ptr`; rows have its first 1,000 characters."""
        asked = {"logRecordPointer": pointer}
        answer = self._ask(
            "get_log_record",
            "reading one whole line",
            lambda doing: self._session.call("logs", "get_log_record", asked, doing=doing),
        )
        with answers.shaped("log record"):
            return str(answer["logRecord"]["@message"])

    def _start(self, query: str, groups: Sequence[str], window: Window, most: int) -> str:
        asked = {
            "logGroupNames": list(groups),
            "startTime": _seconds(window.start),
            # Both ends are included, and 18:14:40.914 is later than 18:14:40.
            "endTime": _seconds(window.end + timedelta(milliseconds=999)),
            "queryString": query,
            "limit": most,
        }
        try:
            answer = self._ask(
                "start_query",
                "starting a query",
                lambda doing: self._session.call("logs", "start_query", asked, doing=doing),
            )
        except (Unavailable, BadInput) as fault:
            if refusals.code(fault) != _MALFORMED:
                raise
            raise _malformed(refusals.body(fault)) from fault
        with answers.shaped("id of a query"):
            return str(answer["queryId"])

    def _watched(self, query_id: str, most: int, until: float) -> QueryAnswer:
        """The answer once it has ended, or as it stands at `until` (monotonic seconds)."""
        pause = FIRST_POLL
        while True:
            time.sleep(max(0.0, min(pause, until - time.monotonic())))
            pause = POLL
            page = self._results(query_id, "")
            status = page["status"]
            if status not in _GOES_ON or time.monotonic() >= until:
                rows = list(_rows(page))
                while (token := page.get("nextToken")) and len(rows) < most:
                    page = {**page, "nextToken": None, **self._results(query_id, str(token))}
                    rows += _rows(page)
                return _read(status, rows[:most], page)

    def _results(self, query_id: str, token: str) -> Mapping[str, Any]:
        asked = {"queryId": query_id, **({"nextToken": token} if token else {})}
        answer = self._ask(
            "get_query_results",
            "waiting for Logs Insights",
            lambda doing: self._session.call("logs", "get_query_results", asked, doing=doing),
        )
        # There from the first answer on, also while it runs and has no row: a page without them
        # must not pass for the last one, nor repeat the one before.
        answers.listed(answer, "results")
        with answers.shaped("state of a query"):
            return {**answer, "status": str(answer["status"])}

    def _stop(self, query_id: str) -> None:
        # Outside the deadline, which may be over: a query that nobody waits for costs all the same.
        with deadline.running(deadline.Deadline(STOP_SECONDS)), suppress(Exception):
            self._session.call("logs", "stop_query", {"queryId": query_id}, doing="stopping")

    def _ask(self, operation: str, doing: str, ask: Callable[[str], T]) -> T:
        place = f"{self._session.identity()} {operation}"
        return self._quotas.ask(place, lambda: ask(doing), doing=doing)


def _malformed(answer: Mapping[str, Any]) -> Malformed:
    error = refusals.part(answer, "queryCompileError")
    place = refusals.part(error, "location")
    said = error.get("message") or refusals.part(answer, "Error").get("Message", "")
    start = int(place.get("startCharOffset", -1))
    return Malformed(str(said), start, int(place.get("endCharOffset", start)))


def _rows(page: Mapping[str, Any]) -> Iterator[QueryRow]:
    with answers.shaped("row of a query"):
        for row in page["results"]:
            yield tuple((str(cell["field"]), str(cell["value"])) for cell in row if "value" in cell)


def _read(status: str, rows: Sequence[QueryRow], page: Mapping[str, Any]) -> QueryAnswer:
    told = refusals.part(page, "statistics")

    def number(name: str) -> int:
        return int(told.get(name) or 0)

    with answers.shaped("statistics of a query"):
        return QueryAnswer(
            status,
            tuple(rows),
            number("recordsMatched"),
            number("recordsScanned"),
            number("bytesScanned"),
            number("resultCount"),
        )


def _seconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(seconds=1)
