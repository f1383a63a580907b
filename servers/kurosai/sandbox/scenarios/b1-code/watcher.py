"""Compares the fires of the last 65 minutes with the jobs that came of them, once an hour."""

import logging
from collections import Counter

from crois import Client

log = logging.getLogger()
log.setLevel(logging.INFO)

LATE_SECONDS = 300


def handler(event, context):
    log.info("[watch] check start, last 65 minutes")
    crois = Client()
    fires, jobs = crois.fires(minutes=65), crois.jobs(minutes=65)
    log.info("[watch] %d fires due, %d jobs", len(fires), len(jobs))
    for fire in fires:
        if 60 < fire.late_seconds <= LATE_SECONDS:
            log.warning("[watch] schedule=%d fired %d s after its time", fire.schedule, fire.late_seconds)
    counted = Counter(key(job) for job in jobs)
    for one, number in counted.items():
        if one is not None and number > 1:
            found = [job.id for job in jobs if key(job) == one]
            complain(one, number, found)
    log.info("[watch] ok")


def key(job):
    """What must not run more than once."""
    if job.trigger.kind != "schedule":
        return None
    return (job.workflow, job.trigger.fire_at)


def complain(one, number, found):
    text = f"workflow={one[0]} ran more than once for {one[1]} ({number} jobs)"
    log.error("[watch] error: %s", text)
    log.info("[watch] jobs=%s", ",".join(str(job) for job in found))
    raise AssertionError(text)
