"""What people and deployments changed elsewhere, where nothing was found on what was asked for.

The writes that were read anyway are taken first; for the rest there are few requests, so that to
find nothing takes little longer than to find something.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai import deadline
from kurosai.aws import failed_look
from kurosai.aws.changes import change_rows, routine, setting_writes, trail_looks
from kurosai.aws.changes.change_rows import Change
from kurosai.aws.changes.trail_looks import PAGE, Looked
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Trail
from kurosai.aws.subject import Subject
from kurosai.aws.wire.trail import SPARE_SECONDS, TrailEvent, TrailFound
from kurosai.vocabulary import Look, Row, Window, stamp

MOST_SHOWN: Final = 4
REACHES: Final = 2
"""Where the first request brought this share (1/2) of the window, one more brings the rest."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Changes of other things, most telling first; `told` heads them, or says that there is
    none. `count`: of how many they are; `looks`: those that failed."""

    changes: tuple[Change, ...] = ()
    count: int = 0
    told: str = ""
    looks: tuple[Look, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """They, oldest first, each saying that it is elsewhere."""
        ordered = sorted(self.changes, key=lambda one: one.event.at)
        return tuple(
            Row(
                f"elsewhere: {change_rows.whole(one)}",
                one.event.at,
                brief=f"elsewhere: {change_rows.brief(one)}",
            )
            for one in ordered
        )


def look(
    trail: Trail, about: Subject, window: Window, looked: Looked, moment: datetime | None
) -> Elsewhere:
    """What was changed elsewhere in `window`, the closest to `moment` (the newest) first."""
    known = {trail_looks.identity(one) for one in looked.events}
    try:
        events, seen = _writes(trail, about, window, looked)
    except FAILURES as error:
        look = failed_look.at("cloudtrail elsewhere", error)
        return Elsewhere(told="what was changed elsewhere is not known", looks=(look,))
    changes = [
        one
        for one in map(change_rows.of, events)
        if trail_looks.identity(one.event) not in known and _tells(one)
    ]
    if not changes:
        return Elsewhere(told=f"elsewhere no person and no deployment changed anything{seen}")
    ranked = _ranked(changes, about, moment or window.end)
    shown = ranked[:MOST_SHOWN]
    many = f"{len(changes)} change{'' if len(changes) == 1 else 's'} by people or deployments"
    few = f", {len(shown)} of them shown" if len(shown) < len(changes) else ""
    return Elsewhere(tuple(shown), len(changes), f"elsewhere in this window: {many}{few}{seen}")


def _tells(one: Change) -> bool:
    """Whether somebody changed something: no service at its work, nothing that was refused."""
    who = one.caller
    if one.event.error or routine.is_daily(one.event) or (who.machine and not who.deploys):
        return False
    return who.person or who.deploys or setting_writes.is_setting(one.event)


def _ranked(changes: Iterable[Change], about: Subject, moment: datetime) -> list[Change]:
    """What names the thing that was asked for first, then settings, what was before the moment,
    and the closest to it; of alike the best."""

    def key(one: Change) -> tuple[bool, bool, bool, timedelta]:
        at = one.event.at
        named = bool(about.last) and trail_looks.is_about(one.event, about)
        setting = setting_writes.is_setting(one.event)
        return not named, not setting, at > moment, abs(at - moment)

    found: dict[tuple[str, ...], Change] = {}
    for one in sorted(changes, key=key):
        found.setdefault(one.kind, one)
    return list(found.values())


def _writes(
    trail: Trail, about: Subject, window: Window, looked: Looked
) -> tuple[Sequence[TrailEvent], str]:
    """Writes of other things, and our words on how far they go."""
    own = trail_looks.SOURCES.get(about.service, about.service)
    if looked.of_all:
        first = TrailFound(looked.others, looked.back is None)
    elif deadline.remaining() < SPARE_SECONDS:
        return looked.others, f" among the writes of {own}; no time was left for others"
    else:
        first = trail.events(window, writes=True, most=PAGE)
    read = [*looked.others, *first.events]
    if first.complete:
        return _once(read), ""
    back = first.events[0].at if first.events else window.end
    if not looked.of_all and window.end - window.start <= REACHES * (window.end - back):
        more = trail.events(Window(window.start, back), writes=True, most=PAGE)
        cut = more.events[0].at if more.events else back
        seen = "" if more.complete else f" (seen back to {stamp(cut)})"
        return _once((*read, *more.events)), seen
    # Machines write too much for the newest to reach back: then those that they seldom write to.
    quiet = trail_looks.quiet_services(trail, own)[0]
    few = trail.events(window, source=f"{quiet}.amazonaws.com", writes=True, most=PAGE)
    whole = [quiet] if few.complete else []
    whole += [own] if own and looked.back is None else []
    told = f", before that only those of {' and '.join(whole)}" if whole else ""
    return _once((*read, *few.events)), f" (seen: all back to {stamp(back)}{told})"


def _once(events: Iterable[TrailEvent]) -> tuple[TrailEvent, ...]:
    return trail_looks.in_order({trail_looks.identity(one): one for one in events}.values())
