"""Which items of a thing are there by the writes on them, where a thing has several side by side.

That the record of one filter's writes is right says nothing of the filter beside it: what is there
of both is told by name, as far as the writes of 90 days tell it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kurosai import deadline
from kurosai.aws import failed_look
from kurosai.aws.changes import named_things, setting_writes
from kurosai.aws.changes.earlier_write import DAYS, MOST_READ
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Trail
from kurosai.aws.wire.trail import SPARE_SECONDS, TrailEvent, TrailFound
from kurosai.vocabulary import Look, Row, Window, stamp

MOST_NAMES: Final = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows on the items of a thing, with the `events` that tell them; looks that failed."""

    rows: tuple[Row, ...] = ()
    events: tuple[TrailEvent, ...] = ()
    looks: tuple[Look, ...] = ()


def of(trail: Trail, changes: Sequence[TrailEvent], window: Window) -> Standing:
    """The items of the thing that was written to last, up to the window's end; no row where it has
    but one, or nothing was written to an item."""
    written = [one for one in changes if _counts(one)]
    last = written[-1] if written else None
    found = named_things.item(last) if last else None
    if last is None or found is None or deadline.remaining() < 2 * SPARE_SECONDS:
        return Standing()
    thing, _ = found
    undo = setting_writes.undone_by(last)
    reach = Window(window.end - timedelta(days=DAYS), window.end)
    try:
        asked = [
            trail.events(reach, event=name, most=MOST_READ)
            for name in (setting_writes.set_by(last), undo)
        ]
    except FAILURES as error:
        return Standing(looks=(failed_look.at(f"cloudtrail beside {last.name}", error),))
    return _standing(thing, undo, asked)


def _counts(event: TrailEvent) -> bool:
    """Whether a write put an item, or took one away."""
    known = setting_writes.is_setting(event) and setting_writes.undone_by(event)
    return bool(known) and named_things.item(event) is not None


def _standing(thing: Mapping[str, str], undo: str, asked: Sequence[TrailFound]) -> Standing:
    of_each: dict[str, TrailEvent] = {}
    for one in sorted((one for found in asked for one in found.events), key=lambda one: one.at):
        found = named_things.item(one)
        if found is None or one.error or not _is_same(thing, found[0]):
            continue
        of_each[found[1]] = one
    if len(of_each) < 2:
        return Standing()
    there = [f"{name} ({stamp(one.at)})" for name, one in of_each.items() if one.name != undo]
    gone = [f"{name} {stamp(one.at)}" for name, one in of_each.items() if one.name == undo]
    parts = [f"written last and not deleted since: {_few(there)}"] if there else []
    parts += [f"deleted: {_few(gone)}"] if gone else []
    cut = [one.events[0].at for one in asked if not one.complete and one.events]
    back = f"; of those writes only the newest were read, back to {stamp(max(cut))}" if cut else ""
    noun = undo.removeprefix("Delete")
    named = "/".join(thing.values())
    # Names are chosen by whoever made the items: they stand among what comes from outside.
    row = Row(
        f"{noun} of {named} by the writes of {DAYS} days, side by side: {'; '.join(parts)}; "
        f"one that was not written to in that time is not in this list{back}"
    )
    return Standing((row,), tuple(of_each.values())[-2 * MOST_NAMES :])


def _is_same(thing: Mapping[str, str], other: Mapping[str, str]) -> bool:
    shared = thing.keys() & other.keys()
    return bool(shared) and all(thing[key] == other[key] for key in shared)


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[-MOST_NAMES:]) + more
