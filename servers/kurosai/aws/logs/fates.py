"""How the requests that wrote the hits ended: a line that was asked for may be an ordinary one, and
what befell its request stands in lines that do not have the text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kurosai.aws import failed_look
from kurosai.aws.logs.lines import kinds, lambda_lines, memory, trouble
from kurosai.aws.logs.lines.context import REQUEST_REACH
from kurosai.aws.logs.occurrences import patterns
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window

MOST = 500
MOST_READ = 10
"""Of so many failed requests it is read what memory they used."""

MOST_KINDS = 2
_STATUS = " ".join(f'?"Status: {one}"' for one in ("error", "timeout", "failure"))
_JSON_STATUS = " ".join(
    rf'?"\"status\":{space}\"{one}\""'
    for one in ("error", "timeout", "failure")
    for space in ("", " ")
)
FAILED_PATTERN = f"{lambda_lines.TROUBLE_PATTERN} {_STATUS} {_JSON_STATUS}"
"""What a line contains that says that its request went wrong, Lambda's own at its end included."""


@dataclass(frozen=True, slots=True)
class Fates:
    """How many requests hit; by request, of those that tell of a failure, the line that does so
    last; of so many of them as were `read` what memory they used, where that was all, and how many
    were `retried` and went well; not `complete` when more may have failed. `unread` says why
    nothing is known."""

    requests: int = 0
    failed: Mapping[str, LogEvent] = field(default_factory=dict[str, LogEvent])
    complete: bool = True
    read: int = 0
    used_up: tuple[str, ...] = ()
    retried: int = 0
    unread: str = ""

    def told(self) -> tuple[str, ...]:
        """Our sentence above the rows; none where it was not asked."""
        if self.unread:
            return (f"how the requests that hit ended was not read: {self.unread}",)
        if not self.requests:
            return ()
        if not self.failed:
            none = "none of them tells of a failure"
            return (f"{self.requests} requests hit, {none}",) if self.complete else ()
        events = sorted(self.failed.values(), key=lambda event: event.at)
        several = kinds.of(events, trouble.text_of)
        what = "; ".join(kind.told() for kind in several[:MOST_KINDS])
        more = f" and {len(several) - MOST_KINDS} other kinds" if len(several) > MOST_KINDS else ""
        least = "" if self.complete else "at least "
        count = f"of {self.requests} requests that hit {least}{len(self.failed)} tell of a failure"
        return (f"{count}: {what}{more}{self._ends()}",)

    def _ends(self) -> str:
        """`; all memory was used in 4 of them (1024 of 1024 MB)`, and how many recovered."""
        whom = "them" if self.read == len(self.failed) else f"the last {self.read}"
        parts = ("",)
        if self.used_up:
            parts += (f"all memory was used in {len(self.used_up)} of {whom} ({self.used_up[-1]})",)
        if self.retried:
            parts += (f"{self.retried} of {whom} went well when tried again",)
        return "; ".join(parts)

    def first(self, nearest: Sequence[LogEvent], around: datetime | None) -> list[LogEvent]:
        """The hits with those of failed requests before the others, unless a time was asked."""
        if around is not None:
            return list(nearest)
        return sorted(nearest, key=lambda event: _request(event) not in self.failed)


def of(logs: Logs, group: str, hits: Sequence[LogEvent], now: datetime) -> Fates:
    """Of hits in a function's group that are no failures themselves; nothing known of others, or
    where fewer than two requests wrote them."""
    asked = {request for event in hits if (request := _request(event))}
    if not group.startswith(lambda_lines.GROUP_PREFIX) or len(asked) < 2:
        return Fates()
    if any(lambda_lines.parse(event.message).weight for event in hits):
        return Fates()
    start, end = min(one.at for one in hits), max(one.at for one in hits)
    reach = Window.clipped(start - REQUEST_REACH, end + REQUEST_REACH, now)
    try:
        found = logs.filter(group, FAILED_PATTERN, reach, most=MOST)
        failed = {one: event for one, event in _failures(found.events).items() if one in asked}
        last = dict([*failed.items()][-MOST_READ:])
        ends = _frames(logs, group, last, reach) if failed else ()
    except failed_look.FAILURES as failure:
        return Fates(len(asked), unread=str(failure))
    used = {_request(one): told for one in ends if (told := memory.used_up(one.message))}
    retried = sum(_went_well(ends, request, event) for request, event in last.items())
    read = len(last) if ends else 0
    return Fates(len(asked), failed, found.complete, read, tuple(used.values()), retried)


def _failures(events: Sequence[LogEvent]) -> dict[str, LogEvent]:
    """The last failure of each request, Lambda's report of it only where nothing else says it."""
    failed = trouble.failures(events)
    said = {_request(one): one for one in failed if not lambda_lines.parse(one.message).frame}
    return {_request(one): one for one in failed} | said


def _frames(
    logs: Logs, group: str, requests: Collection[str], reach: Window
) -> tuple[LogEvent, ...]:
    """Starts and reports of the requests; nothing if not all came."""
    pattern = " ".join(f"?{patterns.exact(request)}" for request in requests)
    found = logs.filter(group, pattern, reach, most=MOST)
    frames = (one for one in found.events if lambda_lines.parse(one.message).frame)
    return tuple(frames) if found.complete else ()


def _went_well(frames: Sequence[LogEvent], request: str, failed: LogEvent) -> bool:
    """Whether an attempt began after the last failure, and ended: a retry keeps the id."""
    later = [one for one in frames if one.at > failed.at and _request(one) == request]
    began = [one.at for one in later if lambda_lines.parse(one.message).frame == "START"]
    ends = [one.at for one in later if lambda_lines.parse(one.message).frame == "REPORT"]
    return bool(began) and any(at > min(began) for at in ends)


def _request(event: LogEvent) -> str:
    return lambda_lines.parse(event.message).request
