"""Did it happen before, and since: other lines of the same statement, and the runs around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws.logs.occurrences import runs
from kurosai.aws.logs.occurrences.baseline import Before
from kurosai.aws.logs.occurrences.counts import Counts
from kurosai.aws.logs.occurrences.runs import Run
from kurosai.aws.logs.occurrences.sought import SAME_SIGNATURE
from kurosai.aws.wire.logs import LogEvent
from kurosai.clock import jst
from kurosai.vocabulary import Window, stamp

MOST_TIMES = 6
FAILED = "FAIL"
INGESTION = timedelta(minutes=2)
"""How long a line may take from the function to a search that finds it."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What else happened in `window`.

    `events` are the lines of the same statement, the hit included, written by `requests`
    requests. `runs` are all that were seen and `listed` those around the hit, with the `reports`
    they end with; None when nobody asked for runs, and `unlisted` says why they are not known.
    """

    window: Window | None
    events: tuple[LogEvent, ...] = ()
    requests: int = 0
    reports: tuple[LogEvent, ...] = ()
    runs: tuple[Run, ...] | None = None
    listed: tuple[Run, ...] = ()
    unlisted: str = ""
    complete: bool = True
    label: str = SAME_SIGNATURE
    note: str = ""
    """Our sentence about what of the reach could not be looked at."""
    unit: str = "request"
    """What the lines are counted in: a state machine writes executions."""
    counts: Counts | None = None
    """How many at which time, where they are too many to be listed."""
    before: Before | None = None
    """How many there were in the week before."""
    well: Run | None = None
    """The run that went well last before the hit, else first after it: also where there are too
    many runs to be told."""
    seen: tuple[Run, ...] = ()
    """Runs that were too many to be listed, of `seen_in`."""
    seen_in: Window | None = None

    @property
    def first(self) -> LogEvent | None:
        """The line with which it began, where such lines are new and all of them are known."""
        new = self.before is not None and self.before.new
        return self.events[0] if new and self.complete and len(self.events) > 1 else None

    @property
    def counted(self) -> bool:
        """Whether every such line in the window was counted."""
        return self.complete or self.counts is not None

    def told(self, asked: Window | None = None) -> tuple[str, ...]:
        """The lines a model reads; none when nothing was asked. `asked` stands in the header."""
        if self.window is None:
            return ()
        where = "in this window" if self.window == asked else str(self.window)
        first = f"{self.label} {where}: {self._count()}"
        note = (self.note,) if self.note else ()
        if self.runs is None:
            told = f"{first}{self._times()}{self._before()}"
            return (told, *note, *self._unlisted())
        every = runs.period(self.runs)
        rhythm = f", every {round(every.total_seconds() / 60)} min" if every else ""
        listed = f"runs {runs.told(self.listed)}{rhythm}" if self.listed else "runs: none seen"
        row = f"{listed}; consecutive {self._word}: {self._row()}"
        if self._word != FAILED:
            row += " (these runs wrote the line, a warning, and no error)"
        return (f"{first}{self._before()}", *note, row, *self._more(), *self._late())

    def _unlisted(self) -> tuple[str, ...]:
        """Why runs are not listed, and how many ended how as far as they were seen."""
        if not self.unlisted or not self.seen:
            return (self.unlisted,) if self.unlisted else ()
        where = f"of {self.seen_in} " if self.seen_in not in (None, self.window) else ""
        return (f"{self.unlisted}: {where}{runs.counted(self.seen)}",)

    def facts(self) -> dict[str, str]:
        """What a report states."""
        if self.window is None:
            return {}
        # What was not wholly searched must not pass for a span in which nothing else was.
        label = self.label if self.counted else f"{self.label}, counted in part"
        facts = {label: f"{self._count()} ({self.window})"}
        if not self.runs:
            return facts
        facts["runs"] = runs.told(self.listed)
        row = runs.consecutive(self.runs)
        if row:
            facts["consecutive" if self._word == FAILED else "consecutive warnings"] = row
        expected = runs.expected_next(self.runs)
        if self.pending_until() is not None and expected is not None:
            facts["next run"] = f"{expected:%Y-%m-%dT%H:%MZ} ({jst(expected)})"
        return facts

    def pending_until(self) -> datetime | None:
        """When the run after the last failure can be looked at; None when it already can be,
        when it is overdue, or when runs have no period."""
        if self.window is None or not self.runs or not self._waits():
            return None
        expected = runs.expected_next(self.runs)
        usual = runs.period(self.runs)
        if expected is None or usual is None:
            return None
        if self.window.end > expected + (runs.LATE - 1) * usual:
            return None
        at = max(expected, self.window.end) + INGESTION
        return at.replace(second=0, microsecond=0) + timedelta(minutes=1)

    @property
    def _word(self) -> str:
        """What the runs of the line are called: those that only warned have not failed."""
        last = runs.last_failure(self.runs or ())
        return last.outcome if last else FAILED

    def _count(self) -> str:
        """`3`, `at least 500`, or `2 lines in 1 request`: a run may say the same thing twice."""
        if self.counts is not None and not self.complete:
            return f"{self.counts.total:,}"
        count = f"{len(self.events)}" if self.complete else f"at least {len(self.events)}"
        if not 0 < self.requests < len(self.events):
            return count
        return f"{count} lines in {self.requests} {self.unit}{'s' if self.requests > 1 else ''}"

    def _row(self) -> str:
        known = self.runs or ()
        if len(known) < runs.FEWEST_FOR_STREAK:
            return f"unknown (fewer than {runs.FEWEST_FOR_STREAK} runs in reach)"
        row = runs.streak(known)
        if not row:
            return "unknown (the run of this line is not in reach)"
        when = "" if row[-1] in self.listed else f", until {stamp(row[-1].at)}"
        return f"{runs.consecutive(known)}{when}"

    def _more(self) -> tuple[str, ...]:
        known = self.runs or ()
        if len(self.listed) == len(known):
            return ()
        return (f"runs: the nearest {len(self.listed)} of {len(known)} are listed, all counted",)

    def _waits(self) -> bool:
        failed = runs.last_failure(self.runs or ())
        if failed is None or failed.outcome != FAILED:
            # A run that only warned leaves nothing to wait for.
            return False
        return not runs.after(self.runs or (), failed)

    def _late(self) -> tuple[str, ...]:
        expected = runs.expected_next(self.runs or ())
        if expected is None or not self._waits():
            return ()
        pending = self.pending_until()
        if pending is None:
            return (f"no run since the failure, though one was due about {expected:%H:%M}Z",)
        return (f"the next run is due about {expected:%H:%M}Z: ask again after {stamp(pending)}",)

    def _before(self) -> str:
        if self.before is None or not self.events:
            return ""
        return f"; {self.before.told(self.events[0].at)}"

    def _times(self) -> str:
        if self.counts is not None:
            return f" ({self.counts.told()})"
        if len(self.events) <= 1:
            return ""
        shown = ", ".join(f"{event.at:%m-%d %H:%M:%S}Z" for event in self.events[:MOST_TIMES])
        more = len(self.events) - MOST_TIMES
        return f" ({shown}{f' and {more} more' if more > 0 else ''})"
