"""ECR with real boto3: who may use a repository, how long images stay, and those that are gone."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
PAGE = Path(__file__).parents[3] / "docs" / "scenarios.md"
OTHER = {"registryId": "444455556666", "repositoryName": "jobs/build"}
SHOWN = next(
    block
    for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    if block.startswith("registry_policy:")
)
WORLD = f"world:\n  aws:\n{textwrap.indent(SHOWN, '    ')}"


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def test_the_policies_of_a_foreign_repository_are_as_written(world: Served) -> None:
    ecr = world.client("ecr")
    told = ecr.get_repository_policy(**OTHER)
    assert told["registryId"] == "444455556666"
    (statement,) = json.loads(told["policyText"])["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    }
    told = ecr.get_lifecycle_policy(**OTHER)
    (rule,) = json.loads(told["lifecyclePolicyText"])["rules"]
    assert (rule["selection"]["countNumber"], rule["action"]) == (2, {"type": "expire"})
    assert 0 <= (world.world.now - told["lastEvaluatedAt"]).total_seconds() < 86_400
    told = ecr.get_registry_policy()
    assert told["registryId"] == "111122223333"
    assert json.loads(told["policyText"])["Statement"]["Action"] == "ecr:ReplicateImage"


def test_what_expired_is_gone_and_was_there_before(world: Served, refusal: Refusal) -> None:
    ecr = world.client("ecr")

    def tags(client: Any) -> list[str]:
        told = client.describe_images(**OTHER, filter={"tagStatus": "TAGGED"})["imageDetails"]
        return [tag for one in told for tag in one["imageTags"]]

    assert tags(ecr) == ["1.1", "1.2"]
    asked = {**OTHER, "imageIds": [{"imageTag": "1.0"}]}
    assert refusal(ecr.describe_images, **asked)[1] == "ImageNotFoundException"
    (failure,) = ecr.batch_get_image(**asked)["failures"]
    assert failure["failureCode"] == "ImageNotFound"
    registries = world.world.trail.registries
    image = "444455556666.dkr.ecr.ap-northeast-1.amazonaws.com/jobs/build:1.0"
    earlier = "now: 2026-11-02T08:59:00Z\narrives: { at: 2026-11-02T08:00:00Z }\n"
    with served(small(earlier + WORLD)) as before:
        assert tags(before.client("ecr")) == ["1.0", "1.1", "1.2"]
        (one,) = before.client("ecr").batch_get_image(**asked)["images"]
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert registries.digest(image, at) == one["imageId"]["imageDigest"]


@pytest.mark.parametrize(
    ("call", "asked", "code", "text"),
    [
        (
            *("get_repository_policy", {"repositoryName": "bare"}),
            *("RepositoryPolicyNotFoundException", "Repository policy does not exist for the"),
        ),
        (
            *("get_lifecycle_policy", {"repositoryName": "bare"}),
            *("LifecyclePolicyNotFoundException", "Lifecycle policy does not exist for the"),
        ),
        ("get_registry_policy", {}, "RegistryPolicyNotFoundException", "id '111122223333'"),
        (
            *("get_lifecycle_policy", {"repositoryName": "later"}),
            *("LifecyclePolicyNotFoundException", "'later'"),
        ),
        ("get_repository_policy", {"repositoryName": "no"}, "RepositoryNotFoundException", "'no'"),
    ],
)
def test_what_is_not_there_is_said(
    refusal: Refusal, call: str, asked: dict[str, Any], code: str, text: str
) -> None:
    rule = (
        "rulePriority: 1, action: { type: expire }, selection:"
        " { tagStatus: any, countType: imageCountMoreThan, countNumber: 1 }"
    )
    told = f"""
world:
  aws:
    repositories:
      bare: {{ registry: "111122223333" }}
      later:
        registry: "111122223333"
        lifecycle: {{ since: 2027-01-01T00:00:00Z, rules: [{{ {rule} }}] }}
"""
    with served(small(told)) as world:
        status, found, said = refusal(getattr(world.client("ecr"), call), **asked)
        assert getattr(world.client("ecr").exceptions, code)
    assert (status, found) == (400, code)
    assert text in said


def test_a_denied_repository_shows_no_policy_either(refusal: Refusal) -> None:
    denied = "    denied_repositories: [jobs/build]\n"
    with served(small(WORLD + denied)) as world:
        ecr = world.client("ecr")
        for call in (ecr.get_repository_policy, ecr.get_lifecycle_policy):
            _, code, told = refusal(call, **OTHER)
            assert code == "AccessDeniedException"
            assert "because no resource-based policy allows" in told
    with served(small(WORLD + '    denied: ["ecr:GetRegistryPolicy"]\n')) as world:
        told = refusal(world.client("ecr").get_registry_policy)[2]
        assert "ecr:GetRegistryPolicy on resource: * because" in told


RULES = {
    "days": "tagStatus: untagged, countType: sinceImagePushed, countUnit: days, countNumber: 7",
    "two": "tagStatus: any, countType: imageCountMoreThan, countNumber: 2",
    "old": 'tagStatus: tagged, tagPatternList: ["v*"], countType: imageCountMoreThan,'
    " countNumber: 1",
}


def images(rules: tuple[str, ...], told: str) -> str:
    listed = ", ".join(
        f"{{ rulePriority: {number}, action: {{ type: expire }}, selection: {{ {RULES[one]} }} }}"
        for number, one in enumerate(rules, 1)
    )
    policy = f", lifecycle: {{ rules: [{listed}] }}" if rules else ""
    return (
        "now: 2026-11-20T00:00:00Z\nworld:\n  aws:\n    repositories:\n"
        f"      re: {{ registry: '111122223333', images: [{told}]{policy} }}\n"
    )


def pushed(day: int, tag: str, more: str = "") -> str:
    return f"{{ pushed_at: 2026-11-{day:02}T00:00:00Z, tags: [{tag}]{more} }}"


GONE = ", expired: 2026-11-{:02}T12:00:00Z"


@pytest.mark.parametrize(
    ("rules", "told", "fault"),
    [
        ((), [pushed(1, "a", GONE.format(9))], "no lifecycle policy"),
        (("days",), [pushed(1, "a", GONE.format(9))], "no rule of the lifecycle policy expires"),
        (("days",), [pushed(1, "", GONE.format(7))], "no rule of the lifecycle policy expires"),
        (("days",), [pushed(1, "")], "due to expire it for a day"),
        (("two",), [pushed(1, "a"), pushed(2, "b"), pushed(3, "c")], "images.0"),
        (("two",), [pushed(1, "a", GONE.format(2)), pushed(2, "b"), pushed(3, "c")], "images.0"),
        (("old",), [pushed(1, "v1"), pushed(2, "v2"), pushed(3, "c")], "images.0"),
    ],
)
def test_what_the_lifecycle_policy_says_against_is_a_fault(
    rules: tuple[str, ...], told: list[str], fault: str
) -> None:
    with pytest.raises(BadInput, match=r"world\.aws\.repositories\.re\.images") as caught:
        small(images(rules, ", ".join(told)))
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (("days",), [pushed(1, "", GONE.format(9)), pushed(2, "a")]),
        # A later push takes the tag away: the rule is about it from then on.
        (("days",), [pushed(1, "a", GONE.format(12)), pushed(11, "a")]),
        (("two",), [pushed(1, "a", GONE.format(3)), pushed(2, "b"), pushed(3, "c")]),
        # Within a day of being due it may still be there.
        (("two",), [pushed(1, "a"), pushed(2, "b"), pushed(20, "c")]),
        # The first rule that is about an image decides: the second would have taken v1.
        (("old", "two"), [pushed(1, "v1"), pushed(2, "b"), pushed(3, "c")]),
    ],
)
def test_what_the_lifecycle_policy_agrees_with_is_a_world(
    rules: tuple[str, ...], told: list[str]
) -> None:
    kept = [one for one in told if "expired" not in one]
    with served(small(images(rules, ", ".join(told)))) as world:
        found = world.client("ecr").describe_images(repositoryName="re")["imageDetails"]
    dates = {one["imagePushedAt"] for one in found}
    assert len(dates) == len(kept)
    assert min(dates) >= datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("selection", "fault"),
    [
        ("tagStatus: any, countType: sinceImagePushed, countNumber: 1", "countUnit belongs"),
        ("tagStatus: tagged, countType: imageCountMoreThan, countNumber: 1", "belongs to tagged"),
        ("tagStatus: any, countType: imageCountMoreThan, countNumber: 0", "greater than"),
        ("tagStatus: any, countType: sinceImagePulled, countNumber: 1", "Input should be"),
    ],
)
def test_a_rule_that_cannot_be_is_a_fault(selection: str, fault: str) -> None:
    rule = f"{{ rulePriority: 1, action: {{ type: expire }}, selection: {{ {selection} }} }}"
    with pytest.raises(BadInput) as caught:
        small(
            "world: { aws: { repositories: { r: { registry: '111122223333',"
            f" lifecycle: {{ rules: [{rule}] }} }} }} }} }}"
        )
    assert fault in str(caught.value)
