"""ECR with real boto3: platforms behind a tag, digests, denials."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from aws_worlds import Served, served, small

USER = "444455556666"
NAME = "tutorial_20260910"
INDEX = "application/vnd.oci.image.index.v1+json"
LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
Refusal = Callable[..., tuple[int, str, str]]


def manifest(world: Served, tag: str = "latest", **more: Any) -> tuple[str, dict[str, Any]]:
    answer = world.client("ecr").batch_get_image(
        registryId=USER, repositoryName=NAME, imageIds=[{"imageTag": tag}], **more
    )
    assert answer["failures"] == []
    (image,) = answer["images"]
    text = image["imageManifest"]
    assert image["imageId"]["imageDigest"] == f"sha256:{sha256(text.encode()).hexdigest()}"
    return image["imageManifestMediaType"], json.loads(text)


def platforms(index: dict[str, Any]) -> list[str]:
    return ["{os}/{architecture}".format(**one["platform"]) for one in index["manifests"]]


def test_the_index_has_arm64_alone_beside_its_attestation(s03: Served) -> None:
    kind, index = manifest(s03)
    assert kind == index["mediaType"] == INDEX
    assert platforms(index) == ["linux/arm64", "unknown/unknown"]
    image, proof = index["manifests"]
    assert proof["annotations"]["vnd.docker.reference.digest"] == image["digest"]
    ecr = s03.client("ecr")
    for one in index["manifests"]:
        answer = ecr.batch_get_image(
            registryId=USER, repositoryName=NAME, imageIds=[{"imageDigest": one["digest"]}]
        )
        text = answer["images"][0]["imageManifest"]
        assert len(text) == one["size"]
        assert "layers" in json.loads(text)
        assert "imageTag" not in answer["images"][0]["imageId"]


def test_images_are_described_by_tag_by_page_and_by_filter(s03: Served) -> None:
    ecr = s03.client("ecr")
    where = {"registryId": USER, "repositoryName": NAME}
    (one,) = ecr.describe_images(**where, imageIds=[{"imageTag": "latest"}])["imageDetails"]
    assert one["imageTags"] == ["latest"]
    assert one["imageManifestMediaType"] == INDEX
    assert one["imagePushedAt"].isoformat().startswith("2026-11-10T08:21:17")
    assert one["imageSizeInBytes"] > 400_000_000
    every = ecr.describe_images(**where)["imageDetails"]
    assert len(every) == 3
    pages = ecr.get_paginator("describe_images").paginate(**where, PaginationConfig={"PageSize": 1})
    assert [detail for page in pages for detail in page["imageDetails"]] == every
    assert ecr.describe_images(**where, filter={"tagStatus": "TAGGED"})["imageDetails"] == [one]
    untagged = ecr.describe_images(**where, filter={"tagStatus": "UNTAGGED"})["imageDetails"]
    assert len(untagged) == 2
    assert not any("imageTags" in detail for detail in untagged)


def test_what_is_not_there_is_an_error_or_a_failure(s03: Served, refusal: Refusal) -> None:
    ecr = s03.client("ecr")
    where = {"registryId": USER, "repositoryName": NAME}
    asked = {"imageTag": "v9"}
    _, code, message = refusal(ecr.describe_images, **where, imageIds=[asked])
    assert code == "ImageNotFoundException"
    assert "imageTag:'v9'" in message
    answer = ecr.batch_get_image(**where, imageIds=[asked, {"imageTag": "latest"}])
    assert len(answer["images"]) == 1
    (failure,) = answer["failures"]
    assert (failure["imageId"], failure["failureCode"]) == (asked, "ImageNotFound")
    unaccepted = ecr.batch_get_image(
        **where, imageIds=[{"imageTag": "latest"}], acceptedMediaTypes=[MANIFEST]
    )
    assert unaccepted["failures"][0]["failureCode"] == "UnsupportedImageType"
    # Asked without the user's account it is our own registry, where no such repository is.
    for call in (ecr.describe_images, ecr.batch_get_image):
        more = {"imageIds": [asked]} if call == ecr.batch_get_image else {}
        _, code, message = refusal(call, repositoryName=NAME, **more)
        assert code == "RepositoryNotFoundException"
        assert "'111122223333'" in message
    assert refusal(ecr.describe_images, **where, imageIds=[{}])[1] == "InvalidParameterException"
    both = {**where, "imageIds": [asked], "maxResults": 5}
    assert refusal(ecr.describe_images, **both)[1] == "InvalidParameterException"


def test_repositories_are_those_of_the_registry_asked(s03: Served, refusal: Refusal) -> None:
    ecr = s03.client("ecr")
    (one,) = ecr.describe_repositories(registryId=USER)["repositories"]
    assert one["repositoryArn"] == f"arn:aws:ecr:ap-northeast-1:{USER}:repository/{NAME}"
    pages = ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": 5})
    ours = [repository for page in pages for repository in page["repositories"]]
    assert len(ours) > 12
    assert {repository["registryId"] for repository in ours} == {"111122223333"}
    named = ecr.describe_repositories(repositoryNames=["crois-ops/healthcheck-normal"])
    assert len(named["repositories"]) == 1
    call = ecr.describe_repositories
    assert refusal(call, repositoryNames=[NAME])[1] == "RepositoryNotFoundException"


def test_module_versions_are_images_for_amd64(s03: Served) -> None:
    ecr = s03.client("ecr")
    where = {"repositoryName": "crois-ops/healthcheck-normal"}
    tagged = ecr.describe_images(**where, filter={"tagStatus": "TAGGED"})["imageDetails"]
    assert [one["imageTags"] for one in tagged] == [["1.4.2"], ["1.5.0"]]
    answer = ecr.batch_get_image(**where, imageIds=[{"imageTag": "1.5.0"}])
    assert platforms(json.loads(answer["images"][0]["imageManifest"]))[0] == "linux/amd64"


def test_a_container_reports_the_digest_that_the_registry_has(s03: Served) -> None:
    ecs = s03.client("ecs")
    cluster = "crois-v2-prd-worker"
    arns = ecs.list_tasks(
        cluster=cluster,
        family="crois-v2-prd-crois-ops-healthcheck-normal",
        desiredStatus="STOPPED",
    )["taskArns"]
    task = ecs.describe_tasks(cluster=cluster, tasks=arns[:1])["tasks"][0]
    answer = s03.client("ecr").batch_get_image(
        repositoryName="crois-ops/healthcheck-normal", imageIds=[{"imageTag": "1.5.0"}]
    )
    digest = answer["images"][0]["imageId"]["imageDigest"]
    assert task["containers"][0]["imageDigest"] == digest


def test_a_run_tells_the_image_that_its_tag_named_when_it_ran() -> None:
    with served(small("", "f1-unchanged-rebuilt")) as world:
        where = {"repositoryName": "demand-forecast/forecast"}
        told = world.client("ecr").describe_images(**where)["imageDetails"]
        now = next(one["imageDigest"] for one in told if "3.2.0" in one.get("imageTags", ()))
        every = {one["imageDigest"]: one["imagePushedAt"] for one in told}
        states = world.client("stepfunctions")
        machine = next(
            one["stateMachineArn"] for one in states.list_state_machines()["stateMachines"]
        )
        ran: dict[str, str] = {}
        for job, kind in (("17145142", "Succeeded"), ("17167142", "Failed")):
            execution = machine.replace(":stateMachine:", ":execution:") + f":job-{job}-1"
            events = states.get_execution_history(executionArn=execution)["events"]
            (end,) = (one for one in events if one["type"] == f"Task{kind}")
            (details,) = (value for key, value in end.items() if key.endswith("EventDetails"))
            task = json.loads(details.get("output") or details["cause"])
            ran[job] = task["Containers"][0]["ImageDigest"]
        assert ran["17167142"] == now
        assert every[ran["17145142"]].isoformat().startswith("2026-08-19T02:10:12")


def test_a_denied_repository_answers_nobody(refusal: Refusal) -> None:
    with served(small("world: { aws: { denied_repositories: [tutorial_20260910] } }")) as denied:
        ecr = denied.client("ecr")
        where = {"registryId": USER, "repositoryName": NAME}
        latest = [{"imageTag": "latest"}]
        for call, request, action in [
            (ecr.describe_images, where, "DescribeImages"),
            (ecr.batch_get_image, {**where, "imageIds": latest}, "BatchGetImage"),
            (ecr.describe_repositories, {"registryId": USER}, "DescribeRepositories"),
            (
                ecr.describe_repositories,
                {"registryId": USER, "repositoryNames": [NAME]},
                "DescribeRepositories",
            ),
        ]:
            status, code, message = refusal(call, **request)
            assert (status, code) == (400, "AccessDeniedException")
            assert f"ecr:{action}" in message
            assert "user/kurosai-reader" in message
        assert ecr.describe_repositories()["repositories"]


def test_other_forms_of_images_and_a_tag_that_moves() -> None:
    images = """
world:
  aws:
    repositories:
      tutorial_20260910:
        images:
          - tags: [latest, old]
            pushed_at: 2026-11-10T08:00:00Z
            platforms: [linux/arm64/v8]
            form: docker_list
          - { tags: [latest], pushed_at: 2026-11-10T08:21:17Z, form: manifest }
          - tags: [both]
            pushed_at: 2026-11-10T08:22:00Z
            platforms: [linux/amd64, linux/arm64]
            attestations: false
          - { tags: [latest], pushed_at: 2026-11-12T00:00:00Z }
"""
    with served(small(images)) as world:
        kind, old = manifest(world, "old")
        assert kind == LIST
        assert old["manifests"][0]["platform"] == {
            "architecture": "arm64",
            "os": "linux",
            "variant": "v8",
        }
        kind, latest = manifest(world)
        assert kind == MANIFEST
        assert "platform" not in str(latest)
        assert platforms(manifest(world, "both")[1]) == ["linux/amd64", "linux/arm64"]
        details = world.client("ecr").describe_images(registryId=USER, repositoryName=NAME)
        tags = [one["imageTags"] for one in details["imageDetails"] if "imageTags" in one]
        assert sorted(tags) == [["both"], ["latest"], ["old"]]
