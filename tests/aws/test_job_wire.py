"""The doors to Step Functions, ECS and ECR over real boto3: pages, and what is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aws_doors import error, serving, session
from loopback import Reply

from kurosai.aws.wire.ecs import Ecs
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.images import Ecr, NoSuchImage
from kurosai.aws.wire.logs import MOST_TAIL_PAGES, CloudWatchLogs
from kurosai.aws.wire.states import MOST_PAGES, StepFunctions
from kurosai.errors import BadInput, Unavailable

ARN = "arn:aws:states:ap-northeast-1:111122223333:execution:m:job-1-1"
IMAGE = {"imageTag": "latest"}


def page(*numbers: int, token: str = "") -> Reply:
    events = [
        {
            "timestamp": 1_762_000_000.5 + number,
            "type": "TaskFailed",
            "id": number,
            "previousEventId": number - 1,
            "taskFailedEventDetails": {"resourceType": "ecs", "resource": "r", "error": "E"},
        }
        for number in numbers
    ]
    return Reply.json({"events": events, **({"nextToken": token} if token else {})})


def test_an_execution_is_asked_for_by_the_arn_of_this_account_and_region(tmp_path: Path) -> None:
    body = {"executionArn": ARN, "status": "RUNNING", "startDate": 1_762_000_000.0}
    with serving(Reply.json(body)) as fake, session(tmp_path, fake.url) as opened:
        found = StepFunctions(opened).describe("m", "job-1-1")
        assert json.loads(fake.bodies[0])["executionArn"] == ARN
    assert (found.status, found.stopped, found.error, found.cause) == ("RUNNING", None, "", "")
    assert found.started.utcoffset() is not None


def test_all_pages_of_a_history_are_read(tmp_path: Path) -> None:
    replies = (page(1, 2, token="a"), page(token="b"), page(3))
    with serving(*replies) as fake, session(tmp_path, fake.url) as opened:
        found = StepFunctions(opened).history(ARN)
        asked = [json.loads(body) for body in fake.bodies]
    assert [event.id for event in found.events] == [1, 2, 3]
    assert found.events[0].details["error"] == "E"
    assert found.complete
    assert [one.get("nextToken") for one in asked] == [None, "a", "b"]
    assert all(one["includeExecutionData"] for one in asked)


def test_a_history_without_end_is_cut_and_says_so(tmp_path: Path) -> None:
    pages = [page(number, token="again") for number in range(1, MOST_PAGES + 1)]
    for last, complete in ((page(90, 89), False), (page(10, 9, 8), True)):
        with serving(*pages, last) as fake, session(tmp_path, fake.url) as opened:
            found = StepFunctions(opened).history(ARN)
            asked = [json.loads(body) for body in fake.bodies]
        assert len(asked) == MOST_PAGES + 1
        assert (asked[-1]["reverseOrder"], "nextToken" in asked[-1]) == (True, False)
        # The end is read at all events, and in order: it decides.
        ids = [event.id for event in found.events]
        assert ids == sorted(set(ids))
        assert (ids[-1], found.complete) == (10 if complete else 90, complete)


@pytest.mark.parametrize(
    ("code", "raises"),
    [
        ("ExecutionDoesNotExist", Missing),
        ("AccessDeniedException", Denied),
        ("ThrottlingException", Unavailable),
    ],
)
def test_what_step_functions_refuses(tmp_path: Path, code: str, raises: type[Exception]) -> None:
    with (
        serving(error(code)) as fake,
        session(tmp_path, fake.url) as opened,
        pytest.raises(raises),
    ):
        StepFunctions(opened).describe("m", "job-1-1")


def test_tasks_that_ecs_forgot_are_named(tmp_path: Path) -> None:
    body = {
        "tasks": [{"taskArn": "arn:a", "lastStatus": "STOPPED"}],
        "failures": [{"arn": "arn:b", "reason": "MISSING"}],
    }
    with serving(Reply.json(body)) as fake, session(tmp_path, fake.url) as opened:
        found = Ecs(opened).tasks("c", ["arn:a", "arn:b"])
        assert json.loads(fake.bodies[0])["include"] == ["TAGS"]
    assert [task["taskArn"] for task in found.known] == ["arn:a"]
    assert found.forgotten == ("arn:b",)


@pytest.mark.parametrize(
    ("reply", "raises"),
    [
        (error("ClientException", "Unable to describe task definition."), Missing),
        (error("ClientException", "Something else."), Unavailable),
        (error("AccessDeniedException"), Denied),
        (Reply.json({}), Unavailable),
    ],
)
def test_a_definition_that_is_not_there(
    tmp_path: Path, reply: Reply, raises: type[Exception]
) -> None:
    with serving(reply) as fake, session(tmp_path, fake.url) as opened, pytest.raises(raises):
        Ecs(opened).definition("x:1")


def image(**manifest: Any) -> dict[str, Any]:
    found = {"imageManifest": json.dumps(manifest), "imageId": {"imageDigest": "sha256:1"}}
    return {"images": [found], "failures": []}


def test_an_index_is_asked_for_and_read_as_it_is(tmp_path: Path) -> None:
    reply = Reply.json(image(mediaType="application/vnd.oci.image.index.v1+json", manifests=[]))
    with serving(reply) as fake, session(tmp_path, fake.url) as opened:
        found = Ecr(opened).manifest("444455556666", "repo", IMAGE)
        asked = json.loads(fake.bodies[0])
    assert found.media_type == "application/vnd.oci.image.index.v1+json"
    assert asked["registryId"] == "444455556666"
    assert any("image.index" in one for one in asked["acceptedMediaTypes"])


NOT_THERE = {"imageId": IMAGE, "failureCode": "ImageNotFound", "failureReason": "not found"}


@pytest.mark.parametrize(
    ("reply", "raises"),
    [
        (Reply.json({"images": [], "failures": [NOT_THERE]}), Missing),
        (Reply.json({"images": [], "failures": []}), Missing),
        (error("RepositoryNotFoundException"), Missing),
        (error("AccessDeniedException"), Denied),
        (Reply.json({"images": [{"imageManifest": "{", "imageId": {}}]}), Unavailable),
        (Reply.json({"images": [{"imageManifest": "[]", "imageId": {}}]}), Unavailable),
        (Reply.json({"images": [{"imageId": {}}]}), Unavailable),
        (Reply(body=b"<html>login</html>"), Unavailable),
    ],
)
def test_what_is_no_image_is_never_taken_for_one(
    tmp_path: Path, reply: Reply, raises: type[Exception]
) -> None:
    with serving(reply) as fake, session(tmp_path, fake.url) as opened, pytest.raises(raises):
        Ecr(opened).manifest("444455556666", "repo", IMAGE)


@pytest.mark.parametrize(
    ("code", "raises"),
    [
        ("ImageNotFound", NoSuchImage),
        ("KmsError", Unavailable),
        ("UpstreamAccessDenied", Unavailable),
        ("UpstreamUnavailable", Unavailable),
    ],
)
def test_an_image_that_could_not_be_read_is_not_one_that_is_not_there(
    tmp_path: Path, code: str, raises: type[Exception]
) -> None:
    failure = {"imageId": IMAGE, "failureCode": code, "failureReason": "no"}
    reply = Reply.json({"images": [], "failures": [failure]})
    with serving(reply) as fake, session(tmp_path, fake.url) as opened, pytest.raises(raises):
        Ecr(opened).manifest("444455556666", "repo", IMAGE)


def test_a_repository_that_is_not_there_is_more_than_an_image(tmp_path: Path) -> None:
    reply = error("RepositoryNotFoundException", "The repository does not exist.")
    with (
        serving(reply) as fake,
        session(tmp_path, fake.url) as opened,
        pytest.raises(Missing) as raised,
    ):
        Ecr(opened).manifest("444455556666", "repo", IMAGE)
    assert not isinstance(raised.value, NoSuchImage)


def test_the_default_cluster_is_not_asked_for_by_an_empty_name(tmp_path: Path) -> None:
    with serving(Reply.json({"tasks": []})) as fake, session(tmp_path, fake.url) as opened:
        Ecs(opened).tasks("", ["arn:a"])
        assert "cluster" not in json.loads(fake.bodies[0])


def test_tags_come_newest_first(tmp_path: Path) -> None:
    details = [
        {"imageTags": ["old"], "imagePushedAt": 1_762_000_000.0},
        {"imageTags": ["new", "latest"], "imagePushedAt": 1_762_000_900.0},
        {"imagePushedAt": 1_762_000_950.0},
    ]
    reply = Reply.json({"imageDetails": details})
    with serving(reply) as fake, session(tmp_path, fake.url) as opened:
        found = Ecr(opened).tags("444455556666", "repo")
    assert [one.tag for one in found] == ["new", "latest", "old"]


def test_of_images_that_are_asked_for_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    asked = [{"imageDigest": "sha256:1"}, {"imageTag": "v1"}]
    there = {"imageDigest": "sha256:1", "imageTags": ["v1"], "imagePushedAt": 1_762_000_000.0}
    gone = "The image with imageId {imageDigest:'sha256:1', imageTag:'null'} does not exist"
    replies = (
        Reply.json({"imageDetails": [there]}),
        error("ImageNotFoundException", gone),
        error("RepositoryNotFoundException", "The repository does not exist."),
    )
    with serving(*replies) as fake, session(tmp_path, fake.url) as opened:
        (one,) = Ecr(opened).kept("444455556666", "repo", asked)
        with pytest.raises(NoSuchImage, match="sha256:1"):
            Ecr(opened).kept("444455556666", "repo", asked)
        with pytest.raises(Missing) as raised:
            Ecr(opened).kept("444455556666", "repo", asked)
        assert json.loads(fake.bodies[0])["imageIds"] == asked
    assert (one.digest, one.tags, one.at.year) == ("sha256:1", ("v1",), 2025)
    assert not isinstance(raised.value, NoSuchImage)


def test_the_end_of_a_stream_is_bounded_and_says_whether_it_is_all(tmp_path: Path) -> None:
    def lines(count: int) -> Reply:
        found = [{"timestamp": 1_762_000_000_000 + n, "message": str(n)} for n in range(count)]
        return Reply.json({"events": found})

    with serving(lines(3), lines(4)) as fake, session(tmp_path, fake.url) as opened:
        whole = CloudWatchLogs(opened).tail("/g", "s", most=3)
        cut = CloudWatchLogs(opened).tail("/g", "s", most=3)
        assert json.loads(fake.bodies[0])["startFromHead"] is False
    assert (len(whole.events), whole.complete) == (3, True)
    assert ([event.message for event in cut.events], cut.complete) == (["1", "2", "3"], False)
    assert whole.events[0].stream == "s"


def test_what_is_no_name_is_a_wrong_question(tmp_path: Path) -> None:
    with serving(page(1)) as fake, session(tmp_path, fake.url) as opened, pytest.raises(BadInput):
        Ecs(opened).tasks("c", [1])  # pyright: ignore[reportArgumentType] - that is the test


def test_an_empty_page_is_not_the_beginning_of_a_stream(tmp_path: Path) -> None:
    def lines(*numbers: int, token: str) -> Reply:
        found = [{"timestamp": 1_762_000_000_000 + n, "message": str(n)} for n in numbers]
        return Reply.json({"events": found, "nextBackwardToken": token})

    replies = (
        lines(token="b/2"),
        lines(2, 3, token="b/1"),
        lines(1, token="b/0"),
        lines(token="b/0"),
    )
    with serving(*replies) as fake, session(tmp_path, fake.url) as opened:
        whole = CloudWatchLogs(opened).tail("/g", "s", most=3)
        asked = [json.loads(body).get("nextToken") for body in fake.bodies]
    assert ([event.message for event in whole.events], whole.complete) == (["1", "2", "3"], True)
    assert asked == [None, "b/2", "b/1", "b/0"]


def test_pages_without_end_are_not_all_there_is(tmp_path: Path) -> None:
    replies = [Reply.json({"events": [], "nextBackwardToken": f"b/{n}"}) for n in range(30)]
    with serving(*replies) as fake, session(tmp_path, fake.url) as opened:
        found = CloudWatchLogs(opened).tail("/g", "s", most=3)
        assert len(fake.bodies) == MOST_TAIL_PAGES
    assert (found.events, found.complete) == ((), False)
