"""Whether a reading that was cut was read on to its end: then it leaves nothing open.

What finds more than it shows offers the call for the rest. Whoever makes that call, or asks for all
of it once more, has seen it all, in two readings of which the first says for ever that it is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from kurosai.cases import paged, questions, uncalled
from kurosai.errors import BadInput
from kurosai.safety.scrub import LOST
from kurosai.vocabulary import Coverage, Window, moment

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

Spans: TypeAlias = "tuple[Window, ...]"
_SECOND = timedelta(seconds=1)
_WHOLE = (Coverage.COMPLETE, Coverage.EMPTY)


def to_its_end(one: Evidence, readings: Sequence[Evidence]) -> bool:
    """Whether one that is cut and others of `readings` together saw all of what it asked for:
    of its window, by questions that find at least what its own does; or page by page.

    An earlier one counts, too: its window ends when it was read.
    """
    if one.coverage is not Coverage.TRUNCATED or any(look.leaves_open for look in one.looks):
        return False
    return paged.to_the_last(one, readings) or _window_seen(one, readings)


def unseen(one: Evidence) -> Spans:
    """The parts of its window that a reading did not see; all of it where nobody can say."""
    if one.window is None or one.coverage in _WHOLE:
        return ()
    seen = _seen(one)
    return tuple(_without(one.window, seen)) if seen else (one.window,)


def _window_seen(one: Evidence, readings: Sequence[Evidence]) -> bool:
    if one.window is None:
        return False
    asked = questions.of(one)
    found = [
        span
        for other in readings
        if questions.of(other).finds_all_of(asked)
        for span in _seen(other)
    ]
    return not list(_without(one.window, found))


def _seen(one: Evidence) -> Spans:
    """The parts of its window of which a reading saw all that it asked for, as it tells itself.

    Behind a cursor stands the whole window, of which only the rest was read; nor is known which
    rows are gone of a reading that was too large to be kept.
    """
    window = one.window
    if window is None or one.asked.get("cursor"):
        return ()
    if one.coverage in _WHOLE:
        return (window,)
    if one.coverage is not Coverage.TRUNCATED or LOST in one.text:
        return ()
    rests = [part for rest in _offered(one) if (part := _part(rest, window)) is not None]
    if rests:
        return tuple(_without(window, rests))
    times = [row.at for row in one.rows if row.at is not None]
    order = questions.sorted_by_time(one)
    if not order or not times:
        return ()
    if order == "asc":
        return (Window(window.start, max(times)),)
    return (Window(min(times), window.end),)


def _part(rest: Window, window: Window) -> Window | None:
    """What a call for the rest leaves of a window: one end of it, to the second as it is written;
    None of a call for something else.
    """
    start, end = max(rest.start, window.start), min(rest.end, window.end)
    beyond = max(window.start - rest.start, rest.end - window.end)
    ends = start == window.start, end == window.end
    if start >= end or beyond >= _SECOND or ends[0] is ends[1]:
        return None
    return Window(start, end)


def _offered(one: Evidence) -> Iterator[Window]:
    """The windows of the calls by which it offers what it does not show."""
    behind = paged.cursor(one)
    asked = questions.of(one)
    for call in uncalled.offered_by(one):
        arguments = {"where": one.asked.get("where", ""), **call.arguments}
        same = questions.question(call.server, call.tool, arguments, one.source) == asked
        if same and (found := _window(arguments)) is not None:
            yield found
    if (found := _window(behind)) is not None:
        yield found


def _window(named: object) -> Window | None:
    if not isinstance(named, dict):
        return None
    try:
        start, end = (moment(str(named[name])) for name in ("since", "until"))  # pyright: ignore[reportUnknownArgumentType]
    except (KeyError, BadInput):
        return None
    return Window(start, end) if start < end else None


def _without(window: Window, spans: Sequence[Window]) -> Iterator[Window]:
    """The parts of a window that are in none of the spans; what touches leaves nothing between."""
    reached = window.start
    for span in sorted(spans, key=lambda one: one.start):
        if span.start > reached:
            yield Window(reached, min(span.start, window.end))
        reached = max(reached, span.end)
        if reached >= window.end:
            return
    yield Window(reached, window.end)
