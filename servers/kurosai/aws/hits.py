"""The lines that were asked for, and which of them is meant first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws import patterns
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window, stamp

MOST = 50
CLOSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: one log group, some text of the line, and when."""

    group: str
    text: str
    window: Window
    around: datetime | None


@dataclass(frozen=True, slots=True)
class Hits:
    """Lines oldest first; `complete` is False when there may be more. They are `alike` when none
    has exactly the text, and `close` when only those within a minute of the time asked are here."""

    events: tuple[LogEvent, ...]
    complete: bool
    alike: bool = False
    close: bool = False

    def more(self) -> tuple[str, ...]:
        """Our sentence about hits that are not here."""
        if self.complete:
            return ()
        last = stamp(self.events[-1].at)
        where = "lie before and after these" if self.close else f"follow after {last}"
        return (f"more hits {where}: give since={last}, or a longer text",)


def of(logs: Logs, question: Question) -> Hits:
    """The lines with exactly this text; failing that, lines of the same statement."""
    exact, alike = patterns.exact(question.text), patterns.alike(question.text)
    hits = _search(logs, question, exact, alike=False)
    if hits.events or not hits.complete or alike == exact:
        return hits
    return _search(logs, question, alike, alike=True)


def nearest(hits: Hits, around: datetime | None) -> list[LogEvent]:
    """The nearest to the time that was asked about first, or the newest."""
    middle = around or hits.events[-1].at
    return sorted(hits.events, key=lambda event: (abs(event.at - middle), middle - event.at))


def _search(logs: Logs, question: Question, pattern: str, *, alike: bool) -> Hits:
    group, window, around = question.group, question.window, question.around
    found = logs.filter(group, pattern, window, most=MOST)
    if found.complete or not found.events or not around or found.events[-1].at >= around:
        return Hits(found.events, found.complete, alike)
    # AWS gives the oldest first: of so many, those at the time asked were cut off.
    start, end = max(window.start, around - CLOSE), min(window.end, around + CLOSE)
    near = logs.filter(group, pattern, Window(start, end), most=MOST)
    if not near.events:
        return Hits(found.events, found.complete, alike)
    return Hits(near.events, complete=False, alike=alike, close=True)
