"""Did it happen before, and since: other lines of the same statement, and the runs around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws import lambda_lines, runs
from kurosai.aws.parallel import both
from kurosai.aws.platform import Logs
from kurosai.aws.runs import Run
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.clock import jst
from kurosai.vocabulary import Window, stamp

MOST_EVENTS = 500
MOST_TIMES = 6
INGESTION = timedelta(minutes=2)
"""How long a line may take from the function to a search that finds it."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What else happened in `window`. `events` are the lines of the same statement, the hit
    included; `runs` and the `reports` they end with are none when the group is no checker's."""

    window: Window | None
    events: tuple[LogEvent, ...] = ()
    reports: tuple[LogEvent, ...] = ()
    runs: tuple[Run, ...] = ()
    complete: bool = True

    def told(self) -> tuple[str, ...]:
        """The lines a model reads; none when nothing was asked."""
        if self.window is None:
            return ()
        first = f"same signature {self.window}: {self._count()}"
        if not self.runs:
            return (f"{first}{self._times()}",)
        every = runs.period(self.runs)
        rhythm = f", every {round(every.total_seconds() / 60)} min" if every else ""
        return (
            first,
            f"runs {runs.told(self.runs)}{rhythm}; consecutive FAIL: {self._row()}",
            *self._late(),
        )

    def facts(self) -> dict[str, str]:
        """What a report states."""
        if self.window is None:
            return {}
        facts = {"same signature": f"{self._count()} ({self.window})"}
        if self.runs:
            facts["runs"] = runs.told(self.runs)
            facts["consecutive"] = str(self._row())
        expected = runs.expected_next(self.runs)
        if self.pending_until() is not None and expected is not None:
            facts["next run"] = f"{expected:%Y-%m-%dT%H:%MZ} ({jst(expected)})"
        return facts

    def pending_until(self) -> datetime | None:
        """When the run after the last failure can be looked at; None when it already can be,
        when it is overdue, or when runs have no period."""
        if self.window is None or not self._waits():
            return None
        expected = runs.expected_next(self.runs)
        usual = runs.period(self.runs)
        if expected is None or usual is None:
            return None
        if self.window.end > expected + (runs.LATE - 1) * usual:
            return None
        at = max(expected, self.window.end) + INGESTION
        return at.replace(second=0, microsecond=0) + timedelta(minutes=1)

    def _count(self) -> str:
        """`3`, `at least 500`, or `2 lines in 1 request`: a run may say the same thing twice."""
        count = f"{len(self.events)}" if self.complete else f"at least {len(self.events)}"
        requests = len({lambda_lines.request_of(event.message) for event in self.events} - {""})
        if not 0 < requests < len(self.events):
            return count
        return f"{count} lines in {requests} {'requests' if requests > 1 else 'request'}"

    def _row(self) -> int:
        return runs.consecutive(self.runs)

    def _waits(self) -> bool:
        failed = runs.last_failure(self.runs)
        return failed is not None and not runs.after(self.runs, failed)

    def _late(self) -> tuple[str, ...]:
        expected = runs.expected_next(self.runs)
        if expected is None or not self._waits():
            return ()
        pending = self.pending_until()
        if pending is None:
            return (f"no run since the failure, though one was due about {expected:%H:%M}Z",)
        return (f"the next run is due about {expected:%H:%M}Z: ask again after {stamp(pending)}",)

    def _times(self) -> str:
        if len(self.events) <= 1:
            return ""
        shown = ", ".join(f"{event.at:%m-%d %H:%M:%S}Z" for event in self.events[:MOST_TIMES])
        more = len(self.events) - MOST_TIMES
        return f" ({shown}{f' and {more} more' if more > 0 else ''})"


def look(
    logs: Logs, group: str, pattern: str, window: Window, *, with_runs: bool = True
) -> Recurrence:
    """Search `window` for lines of the same statement and for the runs; nothing for no pattern.

    `with_runs` only for a line that reports an error: a run does not fail by saying something.
    """
    if not pattern:
        return Recurrence(None)
    if not with_runs or not group.startswith(lambda_lines.GROUP_PREFIX):
        found = logs.filter(group, pattern, window, most=MOST_EVENTS)
        return Recurrence(window, found.events, complete=found.complete)
    same, (reports, trouble) = both(
        lambda: logs.filter(group, pattern, window, most=MOST_EVENTS),
        lambda: both(
            lambda: logs.filter(group, lambda_lines.RUN_PATTERN, window, most=MOST_EVENTS),
            lambda: logs.filter(group, lambda_lines.TROUBLE_PATTERN, window, most=MOST_EVENTS),
        ),
    )
    known = runs.outcomes(
        [(event.at, lambda_lines.request_of(event.message)) for event in reports.events],
        same=_requests(same),
        trouble=_requests(trouble),
    )
    if len(known) > runs.MOST_LISTED or not (reports.complete and trouble.complete):
        # Started that often it is no checker: whether one run follows another says nothing.
        return Recurrence(window, same.events, complete=same.complete)
    return Recurrence(window, same.events, reports.events, known, complete=same.complete)


def _requests(found: Found) -> frozenset[str]:
    """The requests that wrote these lines; warnings do not make a run fail."""
    return frozenset(
        request
        for event in found.events
        if not event.message.startswith("[WARN")
        and (
            request := lambda_lines.request_of(event.message)
            or lambda_lines.any_request(event.message)
        )
    )
