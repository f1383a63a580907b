"""A schedule told so that nobody has to work out time zones: when it fires, and when people think.

A cron expression says nothing of its zone. Whoever reads it in Japan reads 9 as nine in the
morning there; the platform reads it in the schedule's own zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from statistics import median
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kurosai.clock import JST
from kurosai.crois import cron, fired_twice
from kurosai.crois.cron import Cron
from kurosai.crois.failure_groups import created
from kurosai.crois.fields import Object, known, lasted, raw, short, time
from kurosai.crois.job_record import Job
from kurosai.errors import BadInput
from kurosai.vocabulary import Row

LATE = timedelta(minutes=5)
"""A job created so long after its time is late."""

MOST_MISSED = 3
MOST_NAMED = 3
MOST_EXPECTED = 500


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule of the API; `cron` and `zone` are None where they cannot be read, `changed`
    where it is not told."""

    id: str
    expression: str
    timezone: str
    enabled: bool
    via: str
    next_fire: datetime | None
    cron: Cron | None
    zone: ZoneInfo | None
    unread: str
    changed: datetime | None
    body: Object


def of(body: Object) -> Schedule:
    """The schedule that an item of the API is."""
    expression, timezone = known(body.get("cron")), known(body.get("timezone"))
    read, zone, unread = None, None, ""
    try:
        read = cron.parse(expression)
        zone = ZoneInfo(timezone)
    except BadInput as fault:
        unread = fault.what
    except (ZoneInfoNotFoundError, ValueError, OSError):
        unread = f"{short(timezone, 40)!r} is no time zone known here."
    return Schedule(
        id=known(body.get("id")),
        expression=expression,
        timezone=timezone,
        enabled=body.get("enabled") is True,
        via=known(body.get("created_via")),
        next_fire=time(body.get("next_fire_at")),
        cron=read,
        zone=zone,
        unread=unread,
        changed=time(body.get("updated_at")),
        body=body,
    )


Alike = tuple[Schedule, ...]
"""Schedules that differ in nothing but their ids: one at least."""


def alike(schedules: Sequence[Schedule]) -> tuple[Alike, ...]:
    """They, those that say the same together, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Schedule]] = {}
    for one in schedules:
        key = (one.expression, one.timezone, one.enabled, one.via, one.next_fire, one.changed)
        found.setdefault(key, []).append(one)
    return tuple(map(tuple, found.values()))


def named(several: Alike) -> str:
    """`schedule 9301`, `6 schedules 9301, 9302, 9303 and 3 more`."""
    if len(several) == 1:
        return f"schedule {several[0].id}"
    shown = ", ".join(one.id for one in several[:MOST_NAMED])
    more = f" and {len(several) - MOST_NAMED} more" if len(several) > MOST_NAMED else ""
    return f"{len(several)} schedules {shown}{more}"


def row(several: Alike, now: datetime) -> Row:
    """What they are, when they fire (in their own zone, in UTC and in JST), and how often."""
    one = several[0]
    state = "enabled" if one.enabled else "DISABLED"
    each = "each " if len(several) > 1 else ""
    parts = [
        f"{named(several)} {state}: {each}cron {one.expression!r} in {one.timezone or 'no zone'}",
        f"created_via {one.via or 'unknown'}",
        *_fires(one, now),
    ]
    if one.cron is not None:
        parts.append(f"fires {each}{one.cron.often()}")
    whole = "\n".join(raw(one.body) for one in several)
    return Row(whole, mark=">", brief=" · ".join(parts))


def findings(several: Alike, jobs: Sequence[Job], now: datetime, since: datetime) -> Iterator[str]:
    """Our sentences on schedules that are alike; `jobs` are those created so far as they were read,
    whoever started them. Of times before `since` it is not known whether they brought a job."""
    one = several[0]
    name = named(several)
    if one.unread:
        yield f"{name}: its times cannot be worked out: {one.unread}"
        return
    if one.cron is None or one.zone is None:
        return
    yield from _in_japan(name, one, one.cron, one.zone, now)
    by_id: dict[str, list[Job]] = {each.id: [] for each in several}
    for job in sorted((job for job in jobs if job.schedule in by_id and job.fire_at), key=created):
        by_id[job.schedule].append(job)
    mine = sorted((job for some in by_id.values() for job in some), key=created)
    yield from _lag(name, mine)
    yield from _unlike(name, one.cron, one.zone, mine)
    missed: dict[str, list[Schedule]] = {}
    for each in several:
        for told in _missed(each, by_id[each.id], now, since):
            missed.setdefault(told, []).append(each)
    yield from (f"{named(tuple(which))}: {told}" for told, which in missed.items())


def _fires(one: Schedule, now: datetime) -> Iterator[str]:
    if one.cron is None or one.zone is None:
        return
    last = one.cron.before(now, one.zone)
    following = one.next_fire or one.cron.after(now, one.zone)
    if last is not None:
        due = "last due" if one.enabled else "would last have been due"
        yield f"{due} {moment(last, one.zone)}"
    if following is not None and one.enabled:
        yield f"next {moment(following, one.zone)}"
    elif not one.enabled:
        yield "fires no more"
    else:
        yield "never fires again"


def moment(at: datetime, zone: tzinfo) -> str:
    """`11-20 09:00 UTC = 18:00 JST`, the schedule's own time in front where it is a third one."""
    utc, local = at.astimezone(UTC), at.astimezone(JST)
    day = "" if local.date() == utc.date() else f"{local:%m-%d} "
    told = f"{utc:%m-%d %H:%M} UTC = {day}{local:%H:%M} JST"
    if _offset(at, zone) in (timedelta(0), _offset(at, JST)):
        return told
    return f"{at.astimezone(zone):%m-%d %H:%M} {zone} = {told}"


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    """How much the zone's clocks were ahead of UTC at a moment."""
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _in_japan(
    name: str, one: Schedule, expression: Cron, zone: ZoneInfo, now: datetime
) -> Iterator[str]:
    """What the same expression would mean in Japan's time, and by how much that is another."""
    theirs = expression.before(now, zone)
    if theirs is None:
        return
    ahead = _offset(theirs, JST) - _offset(theirs, zone)
    ours = theirs - ahead
    if not ahead:
        yield f"{name}: {one.timezone} has the time of Japan, {theirs.astimezone(JST):%H:%M} JST"
    elif _same_times(expression, zone, theirs):
        yield f"{name}: read in Asia/Tokyo it would fire at the same minutes"
    else:
        clock, meant = (f"{at.astimezone(JST):%H:%M} JST" for at in (theirs, ours))
        yield (
            f"{name}: cron {one.expression!r} is read in {one.timezone}, not in Asia/Tokyo: its "
            f"last time was {clock}, where Asia/Tokyo would have given {meant} "
            f"({ours:%H:%M} UTC): {ahead / timedelta(hours=1):+g} h, each time"
        )
    following = expression.after(now, zone)
    if following is not None and _offset(following, zone) != _offset(theirs, zone):
        yield f"{name}: the clocks of {one.timezone} change before its next time"


def _same_times(expression: Cron, zone: ZoneInfo, last: datetime) -> bool:
    """Whether it fires at the same times in Japan, of two days: one time may coincide by itself."""
    start = last - timedelta(days=2)
    here, there = ([*expression.between(start, last, one)] for one in (zone, JST))
    return here == there


def _lag(name: str, jobs: Sequence[Job]) -> Iterator[str]:
    """How late the first job of each time came; one too many was not late."""
    firsts = fired_twice.firsts(jobs)
    lags = [(job.lag, job) for job in firsts if job.lag is not None]
    if not lags:
        return
    middle = timedelta(seconds=median(lag.total_seconds() for lag, _ in lags))
    worst, job = max(lags, key=lambda pair: pair[0])
    late = sum(lag > LATE for lag, _ in lags)
    which = "jobs" if len(firsts) == len(jobs) else "jobs, the first of each time,"
    told = f"{name}: {len(lags)} {which} created median {lasted(middle)} after fire_at"
    if late:
        yield f"{told}; {late} later than {lasted(LATE)}, worst job {job.id} by {lasted(worst)}"
    else:
        yield f"{told}, at most {lasted(worst)}: the scheduler was not late"


def _unlike(name: str, expression: Cron, zone: ZoneInfo, jobs: Sequence[Job]) -> Iterator[str]:
    """Jobs whose time the expression does not give: it, or its zone, was another then."""
    other = [job for job in jobs if job.fire_at and not expression.fires_at(job.fire_at, zone)]
    if other:
        last = other[-1]
        yield (
            f"{name}: fire_at of {len(other)} of {len(jobs)} jobs does not fit cron and zone of "
            f"today, last of job {last.id}: they were others before"
        )


def _missed(one: Schedule, jobs: Sequence[Job], now: datetime, since: datetime) -> Iterator[str]:
    """Times that were due and brought no job, since it is known to be as it is today."""
    if one.cron is None or one.zone is None or not one.enabled:
        return
    start = _as_today(one.cron, one.zone, jobs, one.changed)
    if start is None:
        return
    start = max(since, start)
    due: list[datetime] = []
    for at in one.cron.between(start, now - LATE, one.zone):
        due.append(at)
        if len(due) > MOST_EXPECTED:
            return
    seen = {job.fire_at.replace(second=0, microsecond=0) for job in jobs if job.fire_at}
    missed = [at for at in due if at not in seen]
    if missed:
        listed = ", ".join(f"{at:%m-%d %H:%M} UTC" for at in missed[-MOST_MISSED:])
        more = f" and {len(missed) - MOST_MISSED} more" if len(missed) > MOST_MISSED else ""
        told = f"{len(missed)} of {len(due)} due times brought no job: {listed}{more}"
        # The API need not tell when it was switched off and on.
        yield told if one.changed else f"{told} (if it was enabled all the time)"


def _as_today(
    expression: Cron, zone: ZoneInfo, jobs: Sequence[Job], changed: datetime | None
) -> datetime | None:
    """Since when it fires as it does today: since it was changed, or else since the first job after
    which all fit. None when no job fits: nobody knows then whether a time was due."""
    first: datetime | None = None
    for job in jobs:
        if job.fire_at:
            fits = expression.fires_at(job.fire_at, zone)
            first = (first or job.fire_at) if fits else None
    if changed is None or not jobs:
        return first
    return max(changed, first or jobs[-1].fire_at or changed)
