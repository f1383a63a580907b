"""One call for "what was alarming then?": alarms with why, what fired beside them, and whose work
or fault it may be: AWS Health, maintenance windows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from kurosai import windows
from kurosai.aws import failed_look
from kurosai.aws.alarms import (
    alarm_leads,
    alarm_rows,
    alarm_story,
    alarm_subjects,
    alarms_seen,
    maintenance,
)
from kurosai.aws.alarms.alarms_seen import Seen
from kurosai.aws.alarms.health_events import Said, said
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import AlarmSource, Aws
from kurosai.aws.suspects import behind
from kurosai.aws.suspects.suspects import Find
from kurosai.aws.wire.alarms import Alarm
from kurosai.aws.wire.errors import Denied
from kurosai.parallel import both
from kurosai.vocabulary import Coverage, Look, Reading, Row, Window, overall, stamp

MOST_BESIDE: Final = 12
MOST_GROUPS: Final = 2
MOST_MUTES: Final = 3
_ALARM: Final = frozenset({"ALARM"})
_NOT_OK: Final = frozenset({"ALARM", "INSUFFICIENT_DATA"})


def find(
    aws: Aws,
    now: datetime,
    *,
    about: str,
    around: str,
    since: str,
    until: str,
    minutes: int,
) -> Reading:
    """The reading: what was in ALARM in the window, oldest first; of `about`, how it stood too."""
    window = windows.of(around, since, until, minutes, now)
    identity = aws.alarms.identity
    region = identity.rpartition(" ")[2]
    try:
        seen, (health_said, work) = both(
            lambda: alarms_seen.look(aws.alarms, window, now),
            lambda: both(
                lambda: said(aws.health, window, region),
                lambda: maintenance.said(aws.maintenance, window),
            ),
        )
    except Denied as denied:
        return Reading(
            source=_source(about),
            identity=identity,
            coverage=Coverage.DENIED,
            window=window,
            lead=(
                f"AWS does not let this identity read the alarms: {denied}",
                "This shows neither presence nor absence. Ask someone who may read them.",
            ),
        )
    return _found(aws.alarms, behind.finds(aws, now), seen, (health_said, work), about.strip())


def _found(
    source: AlarmSource, suspects: Find, seen: Seen, around: tuple[Said, Said], about: str
) -> Reading:
    health_said, work = around
    meant = alarm_subjects.meant(seen.alarms, about)
    fired = seen.fired(meant, _NOT_OK if about else _ALARM)
    quiet = [one for one in meant if one not in fired] if about else []
    beside = seen.beside(meant, fired) if about else ()
    mutes, unread = _muted(source, fired)
    looks = (*seen.looks, *([health_said.look] if health_said.look else []), *unread)
    rows = [*_rows(seen, fired, quiet, mutes), *health_said.rows, *work.rows]
    known = {one.name: one for one in seen.alarms}
    rows += [alarm_rows.beside(known[one.alarm], one) for one in beside[:MOST_BESIDE]]
    coverage = overall(looks)
    if coverage is Coverage.COMPLETE and not rows:
        coverage = Coverage.EMPTY
    more = len(beside) - MOST_BESIDE
    there = [one for one in quiet if not seen.stories[one.name].created]
    led = alarm_leads.leads(suspects, [*fired, *there], seen.stories, seen.window)
    return Reading(
        source=_source(about),
        identity=source.identity,
        coverage=coverage,
        rows=tuple(sorted(rows, key=_time)),
        window=seen.window,
        found=len(fired),
        total=len(fired) if coverage.proves_absence else None,
        unit="alarm",
        lead=tuple(_lead(seen, meant, fired, about)),
        tail=(
            *([f"{more} more fired beside it"] if more > 0 else []),
            *([health_said.note] if health_said.note else []),
            *_unknown(seen),
            *led.told,
        ),
        next=led.calls,
        facts={"in ALARM": ", ".join(one.name for one in fired)} if fired else {},
        # What may be behind them, or whose work it was, is beside the question: how the alarms
        # stood is known without it.
        looks=(*looks, *([work.look] if work.look else []), *led.looks),
    )


def _rows(
    seen: Seen, fired: Sequence[Alarm], quiet: Sequence[Alarm], mutes: Mapping[str, Sequence[str]]
) -> Iterator[Row]:
    for one in fired:
        yield from alarm_rows.of(one, seen.stories[one.name], mutes.get(one.name, ()))
    for one in quiet[:MOST_BESIDE]:
        yield alarm_rows.quiet(one, seen.stories[one.name])


def _source(about: str) -> str:
    return f"cloudwatch alarms {about}".strip()


def _time(row: Row) -> tuple[bool, float]:
    """What has no time stands last."""
    return row.at is None, row.at.timestamp() if row.at else 0.0


def _muted(
    source: AlarmSource, fired: Sequence[Alarm]
) -> tuple[dict[str, tuple[str, ...]], tuple[Look, ...]]:
    """The rules that mute those that are in ALARM now, and a look where that cannot be read."""
    firing = [one for one in fired if one.state == "ALARM"][:MOST_MUTES]
    found: dict[str, tuple[str, ...]] = {}
    try:
        for one in firing:
            found[one.name] = source.mutes(one.name)
    except FAILURES as error:
        why = "whether somebody muted these alarms is not known: "
        return found, (failed_look.at("alarm mute rules", error, why=why),)
    return found, ()


def _lead(seen: Seen, meant: Sequence[Alarm], fired: Sequence[Alarm], about: str) -> Iterator[str]:
    if seen.none:
        yield "this account has no alarm in this region"
    elif about and not meant:
        near = alarm_subjects.nearest(seen.alarms, about)
        named = f"; names like it: {', '.join(near)}" if near else ""
        yield f"no alarm is named {about!r}, begins so, or watches it{named}"
    together = alarm_story.groups(seen.firing(seen.alarms if about else fired))
    for group in [one for one in together if len(one) > 1][:MOST_GROUPS]:
        first, last = group[0].start, group[-1].start
        if first and last:
            span = str(Window(first.replace(microsecond=0), last.replace(microsecond=0)))
            names = {one.alarm for one in group}
            if len(names) > 1:
                yield f"{len(names)} alarms fired together {span}, {group[0].alarm} first"
            else:
                yield f"{group[0].alarm} fired {len(group)} times {span}"


def _unknown(seen: Seen) -> tuple[str, ...]:
    lost = [name for name, story in seen.stories.items() if not story.known]
    if not lost:
        return ()
    many = f"{len(lost)} alarms" if len(lost) > 1 else lost[0]
    return (f"how {many} stood at {stamp(seen.window.start)} cannot be told any more",)
