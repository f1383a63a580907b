"""FilterLogEvents and GetLogEvents: events by the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import ALWAYS, Condition, all_of
from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.patterns import compile_pattern
from kurosai.sandbox.cloudwatch.place import no_such_stream
from kurosai.sandbox.cloudwatch.records import Event, Position
from kurosai.sandbox.cloudwatch.tokens import invalid_token

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.parameters import Request
    from kurosai.sandbox.cloudwatch.place import Place
    from kurosai.sandbox.cloudwatch.records import Group
    from kurosai.sandbox.cloudwatch.tokens import Tokens
    from kurosai.vocabulary import Json

_PAGE_EVENTS = 10_000
_PAGE_BYTES = 1_048_576
_BACKWARD_SINCE_MS = 1_704_067_200_000
"""2024-01-01T00:00:00Z, the earliest start from which FilterLogEvents reads newest first."""
_BEFORE_ALL = Position(-1, -1, -1)


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads events in the order of time, ingestion, load."""

    place: Place
    tokens: Tokens
    events_per_scan: int | None
    """How many stored events one FilterLogEvents page looks at; None: as many as it takes.

    AWS stops a page when it has looked long enough, and then answers few events or none with a
    token. A client that stops there has missed the rest: set this to see whether one does.
    """

    def filter(self, request: Request) -> dict[str, Json]:
        """FilterLogEvents. `endTime` is included: AWS leaves out what is *later* than it."""
        request.refuse("unmask")
        group = self.place.group(request)
        start_ms, end_ms = _span(request)
        streams, prefix = request.texts("logStreamNames"), request.text("logStreamNamePrefix")
        pattern = request.text("filterPattern") or ""
        matching = compile_pattern(pattern)
        scope = all_of(
            [
                self.place.store.within([group], start_ms, end_ms, texts=matching.texts),
                self._streams(group, request),
            ]
        )
        bound = ("filter", group.name, streams, prefix, start_ms, end_ms, pattern)
        ascending, beyond = self._resume(request, bound)
        if not ascending and (start_ms or 0) < _BACKWARD_SINCE_MS:
            raise InvalidParameter(
                "startFromHead can be false only with a startTime on or after 2024-01-01T00:00:00Z."
            )
        end_of_scan = self._end_of_scan(scope, ascending, beyond)
        if end_of_scan is not None:
            scope = all_of([scope, _up_to(end_of_scan, ascending)])
        limit = request.number("limit") or _PAGE_EVENTS
        found = self.place.store.select(
            all_of([scope, matching]), limit=limit + 1, ascending=ascending, beyond=beyond
        )
        page = _fitting(found, limit)
        last = page[-1].position if len(page) < len(found) else end_of_scan
        answer: dict[str, Json] = {
            "events": [_shown(event, filtered=True) for event in page],
            "searchedLogStreams": [],
        }
        if last is not None:
            cursor = [int(ascending), last.place, last.ingested_ms, last.id]
            answer["nextToken"] = self.tokens.seal(cursor, bound)
        return answer

    def stream(self, request: Request) -> dict[str, Json]:
        """GetLogEvents. `endTime` is excluded, and the newest page comes first by default.

        Within a page events are oldest first, whichever way the pages go.
        """
        request.refuse("unmask")
        group = self.place.group(request)
        name = request.text("logStreamName") or ""
        stream = self.place.store.stream(group, name)
        if stream is None:
            raise no_such_stream()
        start_ms, end_ms = _span(request)
        bound = ("stream", group.name, name, start_ms, end_ms)
        token = request.text("nextToken")
        forward, beyond = request.flag("startFromHead"), None
        if token is not None:
            forward, beyond = self._turn(token, bound)
        last_ms = None if end_ms is None else end_ms - 1
        scope = all_of(
            [
                self.place.store.within([group], start_ms, last_ms),
                Condition("stream_id = ?", (stream.id,)),
            ]
        )
        limit = request.number("limit") or _PAGE_EVENTS
        found = self.place.store.select(scope, limit=limit, ascending=forward, beyond=beyond)
        page = sorted(_fitting(found, limit), key=lambda event: event.position)
        first, last = _edges(page, forward, beyond)
        return {
            "events": [_shown(event, filtered=False) for event in page],
            "nextForwardToken": self._way("f", last, bound),
            "nextBackwardToken": self._way("b", first, bound),
        }

    def _streams(self, group: Group, request: Request) -> Condition:
        names, prefix = request.texts("logStreamNames"), request.text("logStreamNamePrefix")
        if names is not None and prefix is not None:
            raise InvalidParameter(
                "logStreamNames and logStreamNamePrefix are mutually exclusive parameters."
            )
        if names is None and prefix is None:
            return ALWAYS
        if names is None:
            sql = "SELECT id FROM streams WHERE group_id = ? AND substr(name, 1, length(?)) = ?"
            return Condition(f"stream_id IN ({sql})", (group.id, prefix or "", prefix or ""))
        ids = {stream.name: stream.id for stream in self.place.store.streams(group)}
        if not ids.keys() >= set(names):
            raise no_such_stream()
        marks = ", ".join("?" for _ in names)
        return Condition(f"stream_id IN ({marks})", tuple(ids[name] for name in names))

    def _resume(self, request: Request, bound: tuple[object, ...]) -> tuple[bool, Position | None]:
        token = request.text("nextToken")
        if token is None:
            return request.flag("startFromHead", default=True), None
        ascending, *position = self.tokens.open(token, bound)
        return bool(ascending), Position(*position)

    def _end_of_scan(
        self, scope: Condition, ascending: bool, beyond: Position | None
    ) -> Position | None:
        if self.events_per_scan is None:
            return None
        seen = self.place.store.select(
            scope, limit=self.events_per_scan + 1, ascending=ascending, beyond=beyond
        )
        if len(seen) <= self.events_per_scan:
            return None
        return seen[self.events_per_scan - 1].position

    def _way(self, way: str, position: Position, bound: tuple[object, ...]) -> str:
        cursor = [position.place, position.ingested_ms, position.id]
        return f"{way}/{self.tokens.seal(cursor, way, bound)}"

    def _turn(self, token: str, bound: tuple[object, ...]) -> tuple[bool, Position]:
        way, slash, sealed = token.partition("/")
        if not slash or way not in ("f", "b"):
            raise invalid_token()
        return way == "f", Position(*self.tokens.open(sealed, way, bound))


def _edges(page: list[Event], forward: bool, beyond: Position | None) -> tuple[Position, Position]:
    """The positions from which to go on backward and forward.

    At an end the token of that direction stays the same, which is how AWS says that there is no
    more; the other direction then starts with the event that was read last.
    """
    if page:
        return page[0].position, page[-1].position
    here = beyond or _BEFORE_ALL
    if forward:
        return replace(here, id=here.id + 1), here
    return here, replace(here, id=here.id - 1)


def _span(request: Request) -> tuple[int | None, int | None]:
    start_ms, end_ms = request.number("startTime"), request.number("endTime")
    if start_ms is not None and end_ms is not None and start_ms > end_ms:
        raise InvalidParameter("startTime must not be later than endTime.")
    return start_ms, end_ms


def _up_to(position: Position, ascending: bool) -> Condition:
    sign = "<=" if ascending else ">="
    edge = (position.place, position.ingested_ms, position.id)
    return Condition(f"(place, ingested_ms, id) {sign} (?, ?, ?)", edge)


def _fitting(found: list[Event], limit: int) -> list[Event]:
    """The first events that fit a page: `limit` of them, 1 MiB, but one at the least."""
    room = _PAGE_BYTES
    for count, event in enumerate(found[:limit]):
        room -= event.size
        if room < 0 and count:
            return found[:count]
    return found[:limit]


def _shown(event: Event, *, filtered: bool) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "timestamp": event.at_ms,
        "message": event.message,
        "ingestionTime": event.ingested_ms,
    }
    if filtered:
        shown |= {"logStreamName": event.stream, "eventId": event.event_id}
    return shown
