"""Stops ECS tasks that no running job stands behind, every ten minutes."""

import logging
import os

import boto3
import requests

API, TOKEN = os.environ["CROIS_API_URL"], os.environ["CROIS_API_TOKEN"]
CLUSTER = "crois-v2-prd-worker"
REASON = "crois-reaper: no running job for this task"
MOST = 3
PAGE_SIZE = 200

log = logging.getLogger()
log.setLevel(logging.INFO)
ecs = boto3.client("ecs")


def handler(event, context):
    log.info("[reap] sweep start cluster=%s", CLUSTER)
    running = running_jobs()
    tasks = ecs_tasks()
    orphans = [one for one in tasks if one.job_id not in running]
    log.info("[reap] %d ECS tasks, %d without a running job", len(tasks), len(orphans))
    for one in orphans[:MOST]:
        log.info("[reap] stop task=%s job_id=%d", one.id, one.job_id)
        ecs.stop_task(cluster=CLUSTER, task=one.id, reason=REASON)


def running_jobs():
    """The ids of all jobs that run."""
    found, page = set(), 1
    while True:
        answer = requests.get(
            f"{API}/v1/jobs/",
            params={"status": "RUNNING", "page": page, "page_size": PAGE_SIZE},
            headers={"Authorization": f"Token {TOKEN}"},
            timeout=30,
        )
        if answer.status_code != 200:
            spent = answer.elapsed.total_seconds() * 1000
            log.warning(
                "[reap] GET /v1/jobs/?status=RUNNING&page=%d %d after %d ms",
                page, answer.status_code, spent,
            )
            break
        body = answer.json()
        found.update(job["id"] for job in body["results"])
        if body["next"] is None:
            break
        page += 1
    log.info("[reap] %d running jobs", len(found))
    return found


def ecs_tasks():
    """All tasks of the cluster, each with its job."""
    from tasks import all_tasks

    return all_tasks(ecs, CLUSTER)
