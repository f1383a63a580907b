"""When jobs failed and for how long they ran: one minute, one hour of the day, one duration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median

from kurosai.clock import JST, jst
from kurosai.crois.failure_groups import created
from kurosai.crois.fields import lasted
from kurosai.crois.job_record import Job

MINUTE = timedelta(minutes=1)
FEWEST = 3
FEWEST_DAYS = 3
MOST_OF = 0.8


def told(failed: Sequence[Job], good: Sequence[Job]) -> tuple[str, ...]:
    """Our sentences; none where nothing is to be said. Good jobs are those of the same window."""
    if not failed:
        return ()
    lines = [
        *_durations(failed, good),
        *_burst(failed),
        *_hour(failed, good),
        *_since(failed, good),
    ]
    return (" · ".join(lines),) if lines else ()


def _durations(failed: Sequence[Job], good: Sequence[Job]) -> Iterator[str]:
    bad = _ran(failed)
    well = _ran(good)
    if bad:
        span = f"{lasted(bad[0])} to {lasted(bad[-1])}, " if bad[0] != bad[-1] else ""
        middle = f"median {lasted(_median(bad))}" if span else lasted(bad[0])
        yield f"failed after {span}{middle}"
    if bad and well:
        yield f"succeeded after median {lasted(_median(well))} ({len(well)})"


def _burst(failed: Sequence[Job]) -> Iterator[str]:
    """The minute with the most of them, if it holds half or more."""
    times = sorted(created(job) for job in failed if job.created)
    if len(times) < FEWEST:
        return
    best, start, first = 0, 0, times[0]
    for end, at in enumerate(times):
        while at - times[start] > MINUTE:
            start += 1
        if end - start + 1 > best:
            best, first = end - start + 1, times[start]
    if best >= FEWEST and 2 * best >= len(times):
        which = f"all {best}" if best == len(failed) else f"{best} of {len(failed)}"
        yield f"{which} created within one minute from {first:%H:%M:%S}Z ({jst(first)})"


def _hour(failed: Sequence[Job], good: Sequence[Job]) -> Iterator[str]:
    """The hour of the day that most fall into, on several days."""
    local = [job.created.astimezone(JST) for job in failed if job.created]
    days = {at.date() for at in local}
    if len(days) < FEWEST_DAYS:
        return
    hour, count = Counter(at.hour for at in local).most_common(1)[0]
    if count < MOST_OF * len(local):
        return
    on = len({at.date() for at in local if at.hour == hour})
    there = sum(job.created.astimezone(JST).hour == hour for job in good if job.created)
    beside = f"; of {len(good)} successes {there} then" if good else ""
    yield f"{count} of {len(failed)} in the hour {hour:02}:00 JST, on {on} days{beside}"


def _since(failed: Sequence[Job], good: Sequence[Job]) -> Iterator[str]:
    """Whether anything succeeded since the first failure."""
    if not good or len(failed) < FEWEST:
        return
    first = min(created(job) for job in failed)
    later = sum(created(job) > first for job in good)
    if not later:
        last = max(created(job) for job in good)
        yield f"nothing succeeded since the first failure, last created {last:%m-%d %H:%M:%S}Z"


def _ran(jobs: Sequence[Job]) -> list[timedelta]:
    return sorted(job.ran for job in jobs if job.ran is not None)


def _median(spans: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans))
