"""The life of Logs Insights queries: started, polled, stopped, listed; and GetLogRecord."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import Condition, all_of
from kurosai.sandbox.cloudwatch.faults import (
    InvalidParameter,
    LimitExceeded,
    MalformedQuery,
    ResourceNotFound,
    TooSlow,
    unsupported,
)
from kurosai.sandbox.cloudwatch.insights import Outcome, parse, record, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kurosai.sandbox.cloudwatch.insights import Query
    from kurosai.sandbox.cloudwatch.parameters import Request
    from kurosai.sandbox.cloudwatch.place import Place
    from kurosai.sandbox.cloudwatch.records import Group
    from kurosai.sandbox.cloudwatch.tokens import Tokens
    from kurosai.vocabulary import Json

_NOTHING = Outcome([], 0, 0, 0)
_DEFAULT_ROWS = 10_000
_PAGE_ROWS = 10_000
_MAX_GROUPS = 50
_MAX_RUNNING = 100
_KEPT = 200
"""Finished queries whose rows stay readable; older ones are forgotten, as AWS does in days."""
_LATEST_SECOND = 10**11
"""A time in seconds is before the year 5138; what is later was meant in milliseconds."""


@dataclass(frozen=True, slots=True)
class _Running:
    """One query. `outcome` is computed when it is first asked for after `ends`.

    `stopped` is the status of one that did not get there; what it had found by then is its
    `outcome`. `span` are the first and the last millisecond of its window.
    """

    id: str
    text: str
    groups: tuple[str, ...]
    scope: Condition
    span: tuple[int, int]
    query: Query
    limit: int
    ends: float
    stopped: str = ""
    outcome: Outcome | None = None


class Queries:
    """Every query of one world. `delay_s` is how long one runs on the clock `tick` (seconds)."""

    def __init__(
        self, place: Place, tokens: Tokens, *, delay_s: float, tick: Callable[[], float]
    ) -> None:
        self._place = place
        self._tokens = tokens
        self._delay_s = delay_s
        self._tick = tick
        self._lock = threading.Lock()
        self._started = 0
        self._queries: dict[str, _Running] = {}

    def start(self, request: Request) -> dict[str, Json]:
        """StartQuery. Both times are seconds and included: 18:14:40.914 is later than 18:14:40."""
        if request.text("queryLanguage") not in (None, "CWLI"):
            raise unsupported(f"The query language {request.text('queryLanguage')}")
        groups = self._groups(request)
        start_s, end_s = request.number("startTime") or 0, request.number("endTime") or 0
        if max(start_s, end_s) > _LATEST_SECOND:
            raise InvalidParameter("startTime and endTime are seconds since 1970.")
        if start_s > end_s:
            raise InvalidParameter("startTime must not be later than endTime.")
        text = request.text("queryString") or ""
        query = parse(text)
        self._check_kept(groups, end_s * 1000)
        scope = self._place.store.within(groups, start_s * 1000, end_s * 1000)
        limit = query.limit or request.number("limit") or _DEFAULT_ROWS
        names = tuple(group.name for group in groups)
        with self._lock:
            if sum(self._status(known) == "Running" for known in self._queries.values()) >= (
                _MAX_RUNNING
            ):
                raise LimitExceeded(f"{_MAX_RUNNING} queries are running; no more may start.")
            self._started += 1
            # A name of its own for each, the same in every run of the same world.
            key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._place.arn('')}{self._started}"))
            ends = self._tick() + self._delay_s
            self._queries[key] = _Running(
                key, text, names, scope, (start_s * 1000, end_s * 1000), query, limit, ends
            )
            while len(self._queries) > _KEPT:
                del self._queries[next(iter(self._queries))]
        return {"queryId": key}

    def results(self, request: Request) -> dict[str, Json]:
        """GetQueryResults: status, rows by the page, statistics.

        While a query runs, and when it was stopped, the rows are those of what was scanned so far.
        """
        query = self._query(request)
        status = self._status(query)
        outcome = query.outcome or _NOTHING
        if status == "Running":
            outcome = self._so_far(query)
        elif status == "Complete":
            try:
                outcome = self._outcome(query)
            except TooSlow:
                status = self._stopped(query, "Timeout")
        token = request.text("nextToken")
        start = 0 if not token else int(self._tokens.open(token, "rows", query.id)[0])
        most = request.number("maxItems")
        page = outcome.rows[start : start + (_PAGE_ROWS if most is None else most)]
        answer: dict[str, Json] = {
            "queryLanguage": "CWLI",
            "results": [[{"field": name, "value": value} for name, value in row] for row in page],
            "statistics": {
                "recordsMatched": float(outcome.matched),
                "recordsScanned": float(outcome.scanned),
                "estimatedRecordsSkipped": 0.0,
                "bytesScanned": float(outcome.bytes_scanned),
                "estimatedBytesSkipped": 0.0,
                "logGroupsScanned": float(len(query.groups)),
                "resultCount": float(len(outcome.rows)),
            },
            "status": status,
        }
        if start + len(page) < len(outcome.rows):
            answer["nextToken"] = self._tokens.seal([start + len(page)], "rows", query.id)
        return answer

    def stop(self, request: Request) -> dict[str, Json]:
        """StopQuery: cancels a running query; for one that has ended, an error."""
        query = self._query(request)
        so_far = self._so_far(query)
        with self._lock:
            if self._status(self._queries.get(query.id, query)) != "Running":
                raise InvalidParameter("The specified query is not running.")
            self._queries[query.id] = replace(query, stopped="Cancelled", outcome=so_far)
        return {"success": True}

    def describe(self, request: Request) -> dict[str, Json]:
        """DescribeQueries: newest first, by group and status."""
        group, status = request.text("logGroupName"), request.text("status")
        with self._lock:
            known = list(reversed(self._queries.values()))
        found = [
            query
            for query in known
            if (group is None or group in query.groups)
            and status in (None, self._status(query))
            and request.text("queryLanguage") in (None, "CWLI")
        ]
        token = request.text("nextToken")
        if token is not None:
            (last,) = self._tokens.open(token, "queries", group, status)
            ids = [query.id for query in found]
            found = found[ids.index(last) + 1 :] if last in ids else []
        page = found[: request.number("maxResults") or 1000]
        answer: dict[str, Json] = {"queries": [self._described(query) for query in page]}
        if len(page) < len(found):
            answer["nextToken"] = self._tokens.seal([page[-1].id], "queries", group, status)
        return answer

    def log_record(self, request: Request) -> dict[str, Json]:
        """GetLogRecord: the whole event that an `@ptr` points to."""
        request.refuse("unmask")
        pointer = request.text("logRecordPointer") or ""
        invalid = InvalidParameter("The specified logRecordPointer is invalid.")
        try:
            (event_id,) = self._tokens.open(pointer, "ptr")
        except InvalidParameter:
            raise invalid from None
        found = self._place.store.select(Condition("id = ?", (event_id,)), limit=1)
        if not found:
            raise invalid
        event = found[0]
        self._place.admit(request.operation, event.log.partition(":")[2])
        return {"logRecord": record(event)}

    def _groups(self, request: Request) -> list[Group]:
        one = request.text("logGroupName")
        given = [
            [one] if one is not None else None,
            request.texts("logGroupNames"),
            request.texts("logGroupIdentifiers"),
        ]
        lists = [names for names in given if names]
        if len(lists) != 1:
            raise InvalidParameter(
                "Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be given."
            )
        if len(lists[0]) > _MAX_GROUPS:
            raise InvalidParameter(f"A query takes at most {_MAX_GROUPS} log groups.")
        groups: dict[str, Group] = {}
        for name in map(self._place.name, lists[0]):
            self._place.admit(request.operation, name)
            group = self._place.store.group(name)
            if group is None:
                raise ResourceNotFound(
                    f"Log group '{name}' does not exist for account ID '{self._place.account}'"
                )
            groups[name] = group
        return list(groups.values())

    def _check_kept(self, groups: Sequence[Group], end_ms: int) -> None:
        # AWS refuses a window of which nothing can be kept instead of answering "no rows".
        now_ms = self._place.store.now_ms
        floors = [max(group.created_ms, group.floor_ms(now_ms)) for group in groups]
        if end_ms < min(floors):
            raise MalformedQuery(
                "Query's end date and time is either before the log groups creation time or"
                f" exceeds the log groups log retention settings ([{end_ms},{min(floors)}])"
            )

    def _query(self, request: Request) -> _Running:
        wanted = request.text("queryId") or ""
        with self._lock:
            query = self._queries.get(wanted)
        if query is None:
            raise ResourceNotFound(f"The specified query ID does not exist: {wanted}")
        return query

    def _status(self, query: _Running) -> str:
        if query.stopped:
            return query.stopped
        return "Complete" if self._tick() >= query.ends else "Running"

    def _outcome(self, query: _Running) -> Outcome:
        if query.outcome is not None:
            return query.outcome
        outcome = run(self._place.store, query.scope, query.query, query.limit, self._pointer)
        with self._lock:
            if query.id in self._queries:
                self._queries[query.id] = replace(query, outcome=outcome)
        return outcome

    def _so_far(self, query: _Running) -> Outcome:
        """What has been found of a running query: it scans its window from the newest on."""
        left = query.ends - self._tick()
        share = 1 - left / self._delay_s if self._delay_s > 0 else 1.0
        start, end = query.span
        edge = round(end - max(0.0, min(share, 1.0)) * (end - start))
        scope = all_of([query.scope, Condition("at_ms > ?", (edge,))])
        try:
            return run(self._place.store, scope, query.query, query.limit, self._pointer)
        except TooSlow:
            return _NOTHING

    def _stopped(self, query: _Running, status: str) -> str:
        with self._lock:
            if query.id in self._queries:
                self._queries[query.id] = replace(query, stopped=status)
        return status

    def _pointer(self, event_id: int) -> str:
        return self._tokens.seal([event_id], "ptr")

    def _described(self, query: _Running) -> dict[str, Json]:
        described: dict[str, Json] = {
            "queryLanguage": "CWLI",
            "queryId": query.id,
            "queryString": query.text,
            "status": self._status(query),
            "createTime": self._place.store.now_ms,
            "userIdentity": self._place.caller,
        }
        if len(query.groups) == 1:
            described["logGroupName"] = query.groups[0]
        return described
