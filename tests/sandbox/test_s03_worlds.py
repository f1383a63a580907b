"""The world S03 and its altered ones: what arrives, what stands where, and what is noise."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aws_worlds import ClientError, Served, served

from kurosai.sandbox.crois_answers import Answers
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.world import build

NAMES = sorted(path.stem for path in bundled("s03-no-manifest").parent.glob("s03-*.yaml"))
JOB = 16902244
USER = {"registryId": "444455556666", "repositoryName": "tutorial_20260910"}


def causes(world: Served) -> list[str]:
    return [
        json.loads(event["taskFailedEventDetails"]["cause"])["Containers"][0]["Reason"]
        for event in world.history(f"job-{JOB}-1")
        if event["type"] == "TaskFailed"
    ]


def opened(name: str) -> Any:
    """The world without its noise, which says nothing about this job."""
    scenario = load(bundled(name)).model_copy(update={"noise": None})
    return served(build(scenario))


def test_there_are_six() -> None:
    assert NAMES == [
        "s03-ecr-denied",
        "s03-no-manifest",
        "s03-registry-refuses",
        "s03-still-in-ecs",
        "s03-still-running",
        "s03-tag-missing",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_each_world_has_its_own_key_and_every_fact_of_its_cause(name: str) -> None:
    scenario = load(bundled(name))
    key = scenario.key
    assert key.verdict == "user_fix"
    assert key.decisive
    assert str(JOB) in scenario.arrives.text
    with opened(name) as world:
        reasons = causes(world)
        assert len(reasons) == (1 if name == "s03-still-running" else 3)
        assert all(reason.startswith("CannotPullContainerError: ") for reason in reasons)
        words = {
            "IMAGE_ARCH_MISMATCH": "no matching manifest for linux/amd64",
            "IMAGE_TAG_MISSING": "tutorial_20260910:latest: not found",
            "IMAGE_PULL_FORBIDDEN": "403 Forbidden",
        }[key.cause_code]
        assert all(words in reason for reason in reasons)
    assert len({load(bundled(one)).title for one in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_no_key_forbids_what_it_demands(name: str) -> None:
    key = load(bundled(name)).key
    for pattern in key.must_mention:
        plain = pattern.split("|")[0]
        assert not any(re.search(one, plain) for one in key.must_not_claim), pattern


def test_crois_says_nothing_of_use() -> None:
    world = build(load(bundled("s03-no-manifest")))
    answers = Answers(world).by_operation
    job: Any = answers["get_job"]({"job_id": str(JOB)})
    assert (job["status"], job["error"]) == ("TIMED_OUT", "timed out")
    task = job["tasks"]["run-my-module"]
    assert (task["status"], task["error"], task["started_at"]) == ("TIMED_OUT", None, None)
    log: Any = answers["get_task_log"]({"job_id": str(JOB), "task": "run-my-module"})
    assert (list(log.items), log.beside["available"]) == ([], False)
    events: Any = answers["list_job_events"]({"job_id": str(JOB)})
    assert not any("Cannot" in event.detail for event in events.items)


def test_the_noise_is_as_large_as_a_day_and_the_distractors_are_there() -> None:
    world = build(load(bundled("s03-no-manifest")))
    assert len(world.jobs) > 2_000
    begin = datetime(2026, 11, 10, 8, 30, tzinfo=UTC).timestamp() * 1000
    end = begin + timedelta(hours=1).total_seconds() * 1000
    warnings = [
        event
        for stream in world.log_streams
        if stream.group == "/aws/lambda/core-v2-log-forwarder"
        for event in stream.events
        if begin <= event.at_ms <= end and "log index answered 503" in event.message
    ]
    assert len(warnings) >= 10
    assert not any("tutorial" in event.message for event in warnings)


def test_while_it_runs_crois_names_the_ecs_task_of_the_first_attempt() -> None:
    with opened("s03-still-running") as world:
        job = world.world.jobs[JOB]
        assert (job.status, job.tasks[0].status) == ("RUNNING", "QUEUED")
        arn = job.tasks[0].resources["task_arn"]
        ecs = world.client("ecs")
        (task,) = ecs.describe_tasks(cluster="crois-v2-prd-worker", tasks=[arn])["tasks"]
    assert task["stopCode"] == "TaskFailedToStart"


def test_where_the_tag_is_missing_the_registry_has_others() -> None:
    with opened("s03-tag-missing") as world:
        ecr = world.client("ecr")
        with pytest.raises(ClientError, match="ImageNotFoundException"):
            ecr.describe_images(**USER, imageIds=[{"imageTag": "latest"}])
        details = ecr.describe_images(**USER, filter={"tagStatus": "TAGGED"})["imageDetails"]
    assert [one["imageTags"] for one in details] == [["v1", "20260910-1"]]


def test_where_the_registry_refuses_the_image_would_run() -> None:
    with opened("s03-registry-refuses") as world:
        answer = world.client("ecr").batch_get_image(**USER, imageIds=[{"imageTag": "latest"}])
    index = json.loads(answer["images"][0]["imageManifest"])
    assert index["manifests"][0]["platform"]["architecture"] == "amd64"


def test_where_the_registry_is_denied_the_cause_is_still_known() -> None:
    with opened("s03-ecr-denied") as world:
        with pytest.raises(ClientError, match="AccessDeniedException"):
            world.client("ecr").batch_get_image(**USER, imageIds=[{"imageTag": "latest"}])
        assert len(causes(world)) == 3
