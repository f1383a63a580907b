"""Which line is meant where none is named: "what went wrong in this log, around then?"

An alarm on a metric says when and where, not what. Listing everything would drown the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws import failed_look
from kurosai.aws.logs.lines import kinds, lambda_lines, stacks
from kurosai.aws.logs.lines.event_words import failed, gist, whose
from kurosai.aws.logs.lines.kinds import Kind
from kurosai.aws.logs.lines.lambda_lines import SPOKEN_PATTERN, TROUBLE_PATTERN, parse
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.vocabulary import Window

MOST = 300
SPOKEN = f"{SPOKEN_PATTERN} ?Failed ?FAILED ?TimedOut ?TIMED_OUT ?Aborted ?ABORTED ?exitCode"
"""What lines that speak of an error contain, and events that say it by their kind."""

MOST_TEXT = 200
MOST_KINDS = 3
MOST_WARNED = 2
REACHES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
_SMALL_LEVELS = " ".join(
    rf'?":{space}\"{level}\""' for level in ("error", "fatal", "critical") for space in ("", " ")
)
"""Levels of JSON in small letters: as values, for many a line has a field `error` that is null."""

WARNED_PATTERN = r'''?WARN ?":\"warn" ?": \"warn"'''
FAILED_PATTERN = f"{TROUBLE_PATTERN} {_SMALL_LEVELS} {stacks.CRASH_PATTERN}"
"""What a line contains that says that something failed, or that a program died."""

_FAILED = 2


@dataclass(frozen=True, slots=True)
class Trouble:
    """The text of the line that is meant, or that all of its kind begin with, the kinds of failures
    that were seen, its own first, and our sentences about what was warned of."""

    text: str
    kinds: tuple[Kind, ...]
    complete: bool
    warned: tuple[str, ...] = ()

    def told(self) -> Iterator[str]:
        """Our sentences: what was chosen, and from what."""
        lines = sum(len(kind.events) for kind in self.kinds)
        least = "" if self.complete else "at least "
        many = f"{least}{lines} lines tell" if lines > 1 else f"{least}1 line tells"
        events = sorted((e for kind in self.kinds for e in kind.events), key=lambda one: one.at)
        when = f" ({kinds.span(events)})" if lines > 1 else ""
        shown = f"shown as if text={self.text!r} was asked"
        yield f"no text was given: {many} of a failure{when}; {shown}"
        for kind in self.kinds[1 : MOST_KINDS + 1]:
            yield f"also {kind.told()}"
        if len(self.kinds) > MOST_KINDS + 1:
            yield f"and {len(self.kinds) - MOST_KINDS - 1} other kinds"
        yield from self.warned


def of(logs: Logs, group: str, window: Window, around: datetime | None) -> Trouble | None:
    """The failure nearest to a time, those after it first; the newest without one. None if none."""
    found = logs.filter(group, TROUBLE_PATTERN, window, most=MOST)
    events = _failed(found)
    near = events if found.complete else _near(logs, group, window, around) or events
    if not near:
        return None
    meant = _meant(near, around)
    known = {event.id for event in events}
    several = kinds.of(events if meant.id in known else [*events, meant], _whole_text)
    own = next(kind for kind in several if meant in kind.events)
    # Of a kind whose lines name other clients or paths one would not be found by another.
    chosen = own.shared or text_of(meant)
    ordered = (own, *(kind for kind in several if kind is not own))
    return Trouble(chosen, ordered, found.complete, _warned(logs, group, window))


def _warned(logs: Logs, group: str, window: Window) -> tuple[str, ...]:
    """What was warned of in the same window: it often says why, before anything failed. Of a
    function the request around the failure shows it."""
    if group.startswith(lambda_lines.GROUP_PREFIX):
        return ()
    try:
        found = logs.filter(group, WARNED_PATTERN, window, most=MOST)
    except failed_look.FAILURES as failure:
        return (f"warnings of this window were not read: {failure}",)
    events = [one for one in found.events if parse(one.message).level in lambda_lines.WARNINGS]
    several = kinds.of(events, _whole_text)
    more = len(several) - MOST_WARNED
    first = "" if found.complete else f" (of the first {len(found.events)} lines that may warn)"
    return (
        *(f"warned{first} {kind.told()}" for kind in several[:MOST_WARNED]),
        *((f"and {more} other kind{'s' if more > 1 else ''} of warnings",) if more > 0 else ()),
    )


def failures(events: Iterable[LogEvent]) -> list[LogEvent]:
    """Those that say that something failed, of lines that may."""
    return [event for event in events if parse(event.message).weight == _FAILED]


def failures_and_crashes(events: Iterable[LogEvent]) -> list[LogEvent]:
    """Those, and the last words of programs, which have no level."""
    return [event for event in events if _failed_or_crashed(event)]


def _failed_or_crashed(event: LogEvent) -> bool:
    line = parse(event.message)
    return line.weight == _FAILED or (not line.level and stacks.crashed(line.text))


def spoken(events: Iterable[LogEvent]) -> list[LogEvent]:
    """Those that at least speak of an error: a program without levels has no other way. Of events
    each cause once for what it befell: its task, its map and its execution all fail by it."""
    told: set[tuple[str, str]] = set()
    kept: list[LogEvent] = []
    for event in events:
        if not failed(event.message):
            kept += [event] if parse(event.message).weight else []
            continue
        whom, why = whose(event.message), gist(event.message)
        again = whom and ((whom, why) in told or (not why and (whom, "") in told))
        told |= {(whom, why), (whom, "")}
        kept += [] if again else [event]
    return kept


def _failed(found: Found) -> list[LogEvent]:
    return failures(found.events)


def _near(logs: Logs, group: str, window: Window, around: datetime | None) -> list[LogEvent]:
    """Of very many those that are meant: AWS gives the oldest first, so others were cut off.

    From the time on, or at the window's end, in ever longer pieces until one has a failure.
    """
    start = window.end if around is None else min(max(around, window.start), window.end)
    for reach in REACHES:
        if around is None:
            piece = Window(max(window.start, window.end - reach), window.end)
        else:
            piece = Window(start, min(window.end, start + reach))
        if events := _failed(logs.filter(group, TROUBLE_PATTERN, piece, most=MOST)):
            return events
    return []


def _meant(events: list[LogEvent], around: datetime | None) -> LogEvent:
    if around is None:
        return events[-1]
    after = [event for event in events if event.at >= around]
    return after[0] if after else events[-1]


def text_of(event: LogEvent) -> str:
    """What the line says, without level, time and request; of many lines the one that tells,
    bounded. Of an event why it came."""
    said = _whole_text(event)
    return (
        said if len(said) <= MOST_TEXT else kinds.whole_words(said[:MOST_TEXT]) or said[:MOST_TEXT]
    )


def _whole_text(event: LogEvent) -> str:
    said = gist(event.message) or stacks.telling(parse(event.message).text)
    return said.split("\n", 1)[0].strip()
