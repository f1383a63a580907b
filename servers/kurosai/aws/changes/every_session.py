"""What a role or an address did under whatever session, where CloudTrail looks neither up.

LookupEvents takes the name of a session, of a user, or a key, never a role and never an address.
So the reads of everybody are gone through and compared here, as far as they come; and where not
all was seen, the sessions that were met are looked up by their names: of those all is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from kurosai import deadline
from kurosai.aws import failed_look
from kurosai.aws.changes import trail_looks
from kurosai.aws.changes.trail_looks import MOST_COMPARED, MOST_NAMED, Looked, Reads
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Trail
from kurosai.aws.subject import Subject
from kurosai.aws.wire.trail import SPARE_SECONDS, TrailEvent, TrailFound
from kurosai.vocabulary import Coverage, Look, Window, stamp

MOST_SESSIONS: Final = 3


def beside(trail: Trail, about: Subject, by: str, window: Window, found: Looked) -> Looked:
    """What was found, with what `by` read under whatever name and what the sessions did that were
    met; as it is where a resource is asked about, or CloudTrail knows somebody by that name."""
    if about.last or not by or _is_known(by, found):
        return found
    everybody = partial(trail.events, window, reads=True, most=MOST_COMPARED)
    read, look = _asked("cloudtrail reads of all services", everybody, by, window)
    his = [one for one in read.events if trail_looks.is_by(one, by)]
    whole = found.reads.names if found.reads and found.reads.back is None else ()
    looks, names, writes = [look], [one for one in whole if one != by], [*found.events]
    if found.back is not None or not read.complete:
        for user in _met((*writes, *his), whole):
            # Its reads come along with its writes.
            ask = partial(trail.events, window, user=user, writes=True, most=MOST_NAMED)
            more, look = _asked(f"cloudtrail user {user}", ask, by, window)
            looks.append(look)
            names += [user] if more.complete else []
            writes += [one for one in more.events if trail_looks.is_by(one, by)]
            his += [one for one in more.reads if trail_looks.is_by(one, by)]
    known = found.reads.events if found.reads else ()
    back = None if read.complete else _back(read, window)
    return replace(
        found,
        events=_once(writes),
        looks=(*found.looks, *looks),
        reads=Reads(_once((*known, *his)), tuple(names), back, every=True),
    )


def _is_known(by: str, found: Looked) -> bool:
    """Whether CloudTrail has anything under the very name."""
    read = found.reads.events if found.reads else ()
    return any(one.user == trail_looks.looked_up(by) for one in (*found.events, *read))


def _met(events: Sequence[TrailEvent], known: Sequence[str]) -> Sequence[str]:
    """The sessions of some events, the newest first, that were not looked up."""
    users = (one.user for one in sorted(events, key=lambda one: one.at, reverse=True))
    return [one for one in dict.fromkeys(users) if one and one not in known][:MOST_SESSIONS]


def _asked(
    place: str, ask: Callable[[], TrailFound], by: str, window: Window
) -> tuple[TrailFound, Look]:
    """An answer, and how far it goes; one that fails takes nothing from what was found before."""
    if deadline.remaining() < SPARE_SECONDS:
        return TrailFound((), complete=False), Look(place, Coverage.PARTIAL, "no time was left")
    try:
        found = ask()
    except FAILURES as error:
        return TrailFound((), complete=False), failed_look.at(place, error)
    seen = (*found.events, *found.reads)
    fitting = sum(trail_looks.is_by(one, by) for one in seen)
    told = f"{fitting} of {len(seen)} events fit" if fitting else "none fits"
    if found.complete:
        return found, Look(place, Coverage.COMPLETE, told)
    why = f"the newest {len(seen)} only, back to {stamp(_back(found, window))}; {told}"
    return found, Look(place, Coverage.TRUNCATED, why)


def _back(found: TrailFound, window: Window) -> datetime:
    """How far back an answer goes that was cut."""
    return min((one.at for one in (*found.events, *found.reads)), default=window.end)


def _once(events: Sequence[TrailEvent]) -> tuple[TrailEvent, ...]:
    return trail_looks.in_order({trail_looks.identity(one): one for one in events}.values())
