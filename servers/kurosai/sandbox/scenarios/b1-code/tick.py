"""Fires the schedules that are due: one shard of eight, every five minutes."""

import logging
import os
from datetime import UTC, datetime

from crois import Client
from store import Store

SHARDS = 8

log = logging.getLogger()
log.setLevel(logging.INFO)


def handler(event, context):
    """Called asynchronously; see stacks/prd/scheduler_tick.tf for how often it is tried."""
    shard = event["shard"]
    store, crois = Store(os.environ["STORE"]), Client()
    with store.lock(f"tick-{shard}") as held:
        if not held:
            log.warning("[tick] previous tick still held the lock, skipped")
            return
        now = datetime.now(UTC)
        schedules = store.schedules(shard, SHARDS)
        due = [one for one in schedules if one.next_after(one.last_fired_at) <= now]
        log.info(
            "[tick] shard %d/%d: %d schedules looked at, %s due",
            shard, SHARDS, len(schedules), len(due) or "none",
        )
        for one in due:
            fire(one, store, crois)


def fire(schedule, store, crois):
    fire_at = schedule.next_after(schedule.last_fired_at)
    log.info(
        "[tick] schedule=%d due fire_at=%s last_fired_at=%s",
        schedule.id, fire_at, schedule.last_fired_at,
    )
    # The API has no idempotency key yet: two calls are two jobs.
    job = crois.create_job(schedule.workflow, schedule=schedule.id, fire_at=fire_at)
    log.info(
        "[tick] fired workflow=%d project=%s job_id=%d",
        schedule.workflow, schedule.project, job.id,
    )
    log.info("[tick] write last_fired_at of schedule=%d", schedule.id)
    took = store.write_last_fired_at(schedule.id, fire_at)
    log.info("[tick] wrote last_fired_at of schedule=%d in %d ms", schedule.id, took)
