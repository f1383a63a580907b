"""The engine as one object: load a world, answer AWS JSON 1.1 requests.

It knows no web framework. A host hands it the `X-Amz-Target` header and the body of each POST
whose target starts with `TARGET_PREFIX`, and sends back what it answers.
"""

from __future__ import annotations

import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.definitions import Definitions
from kurosai.sandbox.cloudwatch.faults import AwsError, UnknownOperation
from kurosai.sandbox.cloudwatch.listing import Listing
from kurosai.sandbox.cloudwatch.parameters import Request, checked
from kurosai.sandbox.cloudwatch.place import Place
from kurosai.sandbox.cloudwatch.queries import Queries
from kurosai.sandbox.cloudwatch.reading import Reading
from kurosai.sandbox.cloudwatch.store import LONGEST_S, ByWindow, Promised, Store
from kurosai.sandbox.cloudwatch.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from kurosai.sandbox.cloudwatch.appending import RawEvent
    from kurosai.sandbox.cloudwatch.definitions import Detector, SavedQuery
    from kurosai.sandbox.cloudwatch.past import Past
    from kurosai.vocabulary import Json

TARGET_PREFIX = "Logs_20140328."
"""What every `X-Amz-Target` of CloudWatch Logs starts with."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class CloudWatchLogs:
    """CloudWatch Logs of one account and region, frozen at `now`.

    `denied` names log groups that answer AccessDenied to `caller` (an ARN). A query runs
    `query_delay_s` seconds of the real clock `tick`, so that polling is real. `events_per_scan`
    makes FilterLogEvents pages end early, few or empty, with a token, as AWS's do. What takes
    longer than `longest_search_s` is given up: a query has the status Timeout then. `saved` and
    `detectors` are what people have set up over the logs. `past` has events beside those that are
    loaded.
    """

    def __init__(
        self,
        *,
        account: str,
        region: str,
        now: datetime,
        denied: frozenset[str] = frozenset(),
        caller: str = "",
        query_delay_s: float = 0.0,
        events_per_scan: int | None = None,
        longest_search_s: float = LONGEST_S,
        saved: Sequence[SavedQuery] = (),
        detectors: Sequence[Detector] = (),
        tick: Callable[[], float] = time.monotonic,
        past: Past | None = None,
    ) -> None:
        now_ms = milliseconds(now)
        self._store = Store(account=account, now_ms=now_ms, longest_s=longest_search_s, past=past)
        who = caller or f"arn:aws:sts::{account}:assumed-role/kurosai-reader/kurosai"
        place = Place(self._store, account, region, who, denied)
        # A key that is the same in every run: tokens and pointers of a world stay valid.
        tokens = Tokens(f"{account}/{region}/{now_ms}".encode())
        listing = Listing(place, tokens)
        reading = Reading(place, tokens, events_per_scan)
        queries = Queries(place, tokens, delay_s=query_delay_s, tick=tick)
        definitions = Definitions(place, tokens, saved, detectors)
        self._operations: Mapping[str, Callable[[Request], dict[str, Json]]] = {
            "DescribeLogGroups": listing.groups,
            "DescribeLogStreams": listing.streams,
            "FilterLogEvents": reading.filter,
            "GetLogEvents": reading.stream,
            "StartQuery": queries.start,
            "GetQueryResults": queries.results,
            "StopQuery": queries.stop,
            "DescribeQueries": queries.describe,
            "GetLogRecord": queries.log_record,
            "DescribeQueryDefinitions": definitions.saved,
            "ListLogAnomalyDetectors": definitions.watching,
        }

    @property
    def operations(self) -> Collection[str]:
        """The names of the operations that are answered."""
        return self._operations.keys()

    def create_group(
        self, name: str, *, retention_days: int | None = None, created: datetime | None = None
    ) -> None:
        """Create a log group, or set its retention (days; None keeps forever) and creation."""
        created_ms = None if created is None else milliseconds(created)
        self._store.create_group(name, retention_days=retention_days, created_ms=created_ms)

    def load(self, group: str, stream: str, events: Iterable[RawEvent]) -> int:
        """Append (ms, message) or (ms, message, ingestion ms) events, in any order of time.

        Without an ingestion time an event is ingested when it happens. Creates group and stream
        if need be. Answers how many events have happened and been ingested by `now`; the others
        do not exist in this world. Raises BadInput for what AWS would not store, loading none.
        """
        return self._store.load(group, stream, events)

    def promise(self, group: str, streams: Promised) -> None:
        """Fill a group when it is first asked for: `streams` answers each stream and its events."""
        self._store.promise(group, streams)

    def fill_by_window(self, group: str, source: ByWindow) -> None:
        """Fill a group with what `source` has for the times that are asked for, when they are."""
        self._store.fill_by_window(group, source)

    def answer(self, target: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for one request; an AWS error is an answer, never raised."""
        try:
            return _response(200, self._operation(target)(body))
        except AwsError as error:
            return _response(400, error.body())

    def close(self) -> None:
        """Free the database. Nothing can be answered afterwards."""
        self._store.close()

    def _operation(self, target: str) -> Callable[[bytes], dict[str, Json]]:
        name = target.removeprefix(TARGET_PREFIX)
        operation = self._operations.get(name) if target.startswith(TARGET_PREFIX) else None
        if operation is None:
            raise UnknownOperation(
                f"The local world has no operation {target[:100]!r}.",
                f"It has {', '.join(self._operations)}.",
            )
        return lambda body: operation(checked(name, body))


def milliseconds(at: datetime) -> int:
    """A timezone-aware time as milliseconds since 1970, cut downwards."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def _response(status: int, body: dict[str, Json]) -> tuple[int, dict[str, str], bytes]:
    content = json.dumps(body, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "Content-Length": str(len(content)),
        "x-amzn-RequestId": str(uuid.uuid4()),
    }
    return status, headers, content
