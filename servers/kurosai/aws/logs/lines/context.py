"""The requests that wrote the hits, each with its lines from start to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import windows
from kurosai.aws.logs.lines import lambda_lines
from kurosai.aws.logs.lines.owners import Owners
from kurosai.aws.logs.occurrences import patterns
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogEvent
from kurosai.parallel import each
from kurosai.vocabulary import Window

MOST_LINES = 500
MOST_FRAMES = 5000
MOST_READ = 3
"""Of so many requests the lines are read, of so many streams the starts."""

REQUEST_REACH = timedelta(minutes=16)
"""A Lambda runs at most 15 minutes: its request's lines lie within that of any of them."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that wrote a hit, and its lines in order, Lambda's own included; not `complete`
    when there are more than could be read."""

    id: str
    lines: tuple[LogEvent, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Context:
    """Requests that wrote the hits, that of the nearest hit first; the first few are `read`, the
    `others` only known by their id. `owned` is whether the nearest hit has a request at all."""

    read: tuple[Request, ...] = ()
    others: tuple[str, ...] = ()
    owned: bool = False

    @property
    def main(self) -> Request | None:
        """The request of the nearest hit; None when nobody knows it."""
        return self.read[0] if self.owned else None

    @property
    def lines(self) -> tuple[LogEvent, ...]:
        """Of all that was read, the lines."""
        return tuple(event for request in self.read for event in request.lines)

    @property
    def complete(self) -> bool:
        """Whether the lines of what was read are all there."""
        return all(request.complete for request in self.read)


def of(logs: Logs, group: str, hits: Sequence[LogEvent], now: datetime) -> Context:
    """The requests of `hits`, which stand in the order of what they matter."""
    owners = _owners(logs, group, hits, now)
    first: dict[str, LogEvent] = {}
    for hit in hits:
        if request := owners.of(hit):
            first.setdefault(request, hit)
    chosen = list(first.items())[:MOST_READ]
    read = each(lambda one: _read(logs, group, one[1], one[0], now), chosen)
    return Context(read, tuple(first)[MOST_READ:], owned=bool(hits and owners.of(hits[0])))


def _owners(logs: Logs, group: str, hits: Sequence[LogEvent], now: datetime) -> Owners:
    """Who wrote the hits that name no request: by the runs of their streams."""
    if not group.startswith(lambda_lines.GROUP_PREFIX):
        return Owners(())
    nameless: dict[str, list[LogEvent]] = {}
    for hit in hits:
        if not lambda_lines.parse(hit.message).request:
            nameless.setdefault(hit.stream, []).append(hit)

    def frames(stream: str) -> tuple[LogEvent, ...]:
        ats = [hit.at for hit in nameless[stream]]
        reach = Window.clipped(min(ats) - REQUEST_REACH, max(ats) + REQUEST_REACH, now)
        pattern = lambda_lines.FRAMES_PATTERN
        found = logs.filter(group, pattern, reach, most=MOST_FRAMES, stream=stream)
        # Frames that stop before the hit would give it to a run that ended long ago.
        reached = found.complete or any(event.at > max(ats) for event in found.events)
        return found.events if reached else ()

    return Owners(event for some in each(frames, list(nameless)[:MOST_READ]) for event in some)


def _read(logs: Logs, group: str, hit: LogEvent, request: str, now: datetime) -> Request:
    reach = windows.wide(hit.at, REQUEST_REACH, now)
    own = logs.filter(group, patterns.exact(request), reach, most=MOST_LINES, stream=hit.stream)
    span = _span(own.events, hit, request)
    found = logs.filter(group, "", span, most=MOST_LINES, stream=hit.stream)
    inside: dict[str, LogEvent] = {}
    running = False
    for event in found.events:
        owner = lambda_lines.parse(event.message).request
        if owner:
            running = owner == request
        # A line without a request id of its own (a traceback) belongs to the run around it.
        if running:
            inside[event.id] = event
    whole = own.complete and found.complete
    if not whole:
        inside |= {event.id: event for event in (*own.events, hit) if _within(event, span)}
    return Request(request, tuple(sorted(inside.values(), key=lambda event: event.at)), whole)


def _span(own: Sequence[LogEvent], hit: LogEvent, request: str) -> Window:
    """From start to end of the attempt that wrote the hit: a retry keeps the request id."""
    lines = [(event.at, lambda_lines.parse(event.message)) for event in own]
    its = [(at, line.frame) for at, line in lines if line.request == request]
    starts = [at for at, frame in its if frame == "START"]
    begun = max((at for at in starts if at <= hit.at), default=None)
    again = min((at for at in starts if at > hit.at), default=None)
    begin = begun if begun is not None else min((at for at, _ in its), default=hit.at)
    end = max((at for at, _ in its if again is None or at < again), default=hit.at)
    return Window(min(begin, hit.at), max(end, hit.at))


def _within(event: LogEvent, span: Window) -> bool:
    return span.start <= event.at <= span.end
