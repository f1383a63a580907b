"""The lines of a reading: hits marked, trouble of the same request shown, all else recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from kurosai.aws.logs.lines import lambda_lines, memory, shown_form, state_lines
from kurosai.aws.logs.lines.contrast import Contrast
from kurosai.aws.logs.lines.many import Patterns
from kurosai.aws.wire.logs import LogEvent
from kurosai.logs.condense import groups
from kurosai.vocabulary import Row

NO_NAMES: Mapping[str, str] = {}
LONG = 240
SHORT_REQUEST = 6
BEGINNING = 160
"""Characters of a hit that is as long, and of what is shown of it where it comes again."""


def of(
    hits: Sequence[LogEvent],
    request: Sequence[LogEvent],
    others: Iterable[LogEvent],
    contrast: Contrast | None = None,
    *,
    beside: Sequence[LogEvent] = (),
    past: Iterable[LogEvent] = (),
    marked: Mapping[str, str] = NO_NAMES,
    group_of: Mapping[str, str] = NO_NAMES,
    many: Patterns | None = None,
    sought: Sequence[str] = (),
) -> tuple[Row, ...]:
    """Rows in order of time; `request` are the lines of the nearest hit's request, `others` are
    recorded without being shown, `past` behind all else, those of a `contrast` and those `beside` a
    hit are shown too.

    What was `sought` in the hits is in what is shown of them; `marked` stands before the line of
    an event id.
    Hits in several groups each say theirs, by the name that `group_of` has for it; of `many` one
    stands for those like it.
    """
    contrasted: Mapping[str, str] = contrast.briefs() if contrast else {}
    before = {**contrasted, **marked}
    hit_ids = {event.id for event in hits}
    own_ids = near(request, contrasted=contrast is not None) | contrasted.keys()
    near_ids = own_ids | {event.id for event in beside}
    rows: list[Row] = []
    in_order = sorted(hits, key=lambda event: event.at)
    again = (_cut(in_order, sought) if many is None else {}) | state_lines.repeated(in_order)
    for event in together(hits, request, others, contrast, beside=beside, past=past):
        seen = event.id in near_ids
        is_hit = event.id in hit_ids
        text = event.message.rstrip("\n")
        if not (is_hit or seen) or (many is not None and event.id in many.hidden - own_ids):
            rows.append(Row(text, event.at, "."))
            continue
        # A single hit is told whole.
        told = shown_form.brief if is_hit and len(hits) == 1 else shown_form.short
        brief = before.get(event.id, "") + told(event.message, sought if is_hit else ())
        if many is not None and event.id in many.instead:
            brief = many.instead[event.id]
        elif event.id in again:
            brief = again[event.id]
        if is_hit and event.group in group_of:
            brief = f"{group_of[event.group]}: {brief}"
        rows.append(Row(text, event.at, ">" if is_hit else "", brief))
    return tuple(rows)


def together(
    hits: Sequence[LogEvent],
    request: Sequence[LogEvent],
    others: Iterable[LogEvent],
    contrast: Contrast | None = None,
    *,
    beside: Sequence[LogEvent] = (),
    past: Iterable[LogEvent] = (),
) -> list[LogEvent]:
    """The event of each row: what was asked for and what is around it first, behind it what else
    was seen of other times, for who reads on begins at the first."""
    also = contrast.lines if contrast else ()
    events = {event.id: event for event in (*others, *request, *beside, *hits, *also)}
    elsewhere = {event.id: event for event in past if event.id not in events}
    by_time = (sorted(some.values(), key=lambda one: one.at) for some in (events, elsewhere))
    return [event for some in by_time for event in some]


def _cut(hits: Sequence[LogEvent], sought: Sequence[str]) -> dict[str, str]:
    """By event id the beginning of long hits, where one that the same statement wrote stands
    before them: what they go on with has been read there."""
    texts = [shown_form.short(event.message, sought) for event in hits]
    known: set[int] = set()
    shown: dict[str, str] = {}
    for event, text, number in zip(hits, texts, groups(texts), strict=True):
        begins = all(one in text[:BEGINNING] for one in sought if one in text)
        if number in known and len(text) > LONG and begins:
            shown[event.id] = f"{text[:BEGINNING]} … [+{len(text) - BEGINNING} characters]"
        known.add(number)
    return shown


def near(request: Sequence[LogEvent], *, contrasted: bool = False) -> set[str]:
    """Of a request's lines those that warn or report an error, each with the line behind it:
    a warning tells little without what came of it. Of a short request all that it says, where
    nothing tells which of it is new: what decides is often a plain line before the error.
    And the report of a run that had all of its memory in use."""
    said = {one.id for one in request if not lambda_lines.parse(one.message).frame}
    shown = {one.id for one in request if memory.used_up(one.message)}
    if len(said) <= SHORT_REQUEST and not contrasted:
        return said | shown
    for event, following in zip_longest(request, request[1:]):
        if lambda_lines.parse(event.message).weight:
            shown.add(event.id)
            if following and not lambda_lines.parse(following.message).frame:
                shown.add(following.id)
    return shown
