"""Which line is meant where none is named: "what went wrong in this log, around then?"

An alarm on a metric says when and where, not what. Listing everything would drown the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws.logs.lines import stacks
from kurosai.aws.logs.lines.event_words import failed, gist, whose
from kurosai.aws.logs.lines.lambda_lines import SPOKEN_PATTERN, TROUBLE_PATTERN, parse
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.logs.signature import signature
from kurosai.vocabulary import Window

MOST = 300
SPOKEN = f"{SPOKEN_PATTERN} ?Failed ?FAILED ?TimedOut ?TIMED_OUT ?Aborted ?ABORTED ?exitCode"
"""What lines that speak of an error contain, and events that say it by their kind."""

MOST_TEXT = 200
MOST_KINDS = 3
REACHES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
_SMALL_LEVELS = " ".join(
    rf'?":{space}\"{level}\""' for level in ("error", "fatal", "critical") for space in ("", " ")
)
"""Levels of JSON in small letters: as values, for many a line has a field `error` that is null."""

FAILED_PATTERN = f"{TROUBLE_PATTERN} {_SMALL_LEVELS} {stacks.CRASH_PATTERN}"
"""What a line contains that says that something failed, or that a program died."""

_FAILED = 2


@dataclass(frozen=True, slots=True)
class Trouble:
    """The text of the line that is meant, and how often each kind of failure was seen."""

    text: str
    kinds: tuple[tuple[str, int], ...]
    complete: bool

    def told(self) -> Iterator[str]:
        """Our sentences: what was chosen, and from what."""
        lines = sum(count for _, count in self.kinds)
        least = "" if self.complete else "at least "
        many = f"{least}{lines} lines tell" if lines > 1 else f"{least}1 line tells"
        yield f"no text was given: {many} of a failure; shown as if text={self.text!r} was asked"
        for kind, count in self.kinds[1 : MOST_KINDS + 1]:
            yield f"also x{count}: {kind}"
        if len(self.kinds) > MOST_KINDS + 1:
            yield f"and {len(self.kinds) - MOST_KINDS - 1} other kinds"


def of(logs: Logs, group: str, window: Window, around: datetime | None) -> Trouble | None:
    """The failure nearest to a time, those after it first; the newest without one. None if none."""
    found = logs.filter(group, TROUBLE_PATTERN, window, most=MOST)
    events = _failed(found)
    near = events if found.complete else _near(logs, group, window, around) or events
    if not near:
        return None
    chosen = text_of(_meant(near, around))
    counts = Counter(signature(text_of(event)) for event in events)
    own = signature(chosen)
    counts.setdefault(own, 1)
    kinds = sorted(counts.items(), key=lambda kind: (kind[0] != own, -kind[1], kind[0]))
    return Trouble(chosen, tuple(kinds), found.complete)


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
    said = gist(event.message) or stacks.telling(parse(event.message).text)
    return said.split("\n", 1)[0].strip()[:MOST_TEXT]
