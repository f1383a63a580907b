"""The doors that a trace asks beside a job: queues and subnets. Real boto3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from aws_doors import error, serving, session
from loopback import Reply

from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.queues import Queue, Reader, Sqs
from kurosai.aws.wire.subnets import Subnet, Subnets
from kurosai.errors import Unavailable

URL = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/q"
SUBNET = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
<subnetSet><item><subnetId>subnet-1</subnetId><availabilityZone>x-1a</availabilityZone>
<cidrBlock>10.0.0.0/26</cidrBlock><availableIpAddressCount>3</availableIpAddressCount></item>
</subnetSet></DescribeSubnetsResponse>"""
XML = {"Content-Type": "text/xml"}


COUNTS = {
    "ApproximateNumberOfMessages": "0",
    "ApproximateNumberOfMessagesNotVisible": "0",
    "ApproximateNumberOfMessagesDelayed": "0",
}


def attributes(**told: str) -> Reply:
    return Reply.json({"Attributes": {**COUNTS, **told}})


def test_a_queue_is_counted_by_its_name(tmp_path: Path) -> None:
    redrive = {"deadLetterTargetArn": "arn:aws:sqs:r:1:q-dlq", "maxReceiveCount": 5}
    told = attributes(
        ApproximateNumberOfMessages="412",
        ApproximateNumberOfMessagesNotVisible="20",
        RedrivePolicy=json.dumps(redrive),
    )
    with serving(Reply.json({"QueueUrl": URL}), told) as fake, session(tmp_path, fake.url) as one:
        assert Sqs(one).queue("q") == Queue("q", 412, 20, 0, "q-dlq", 5)
        asked = [json.loads(body) for body in fake.bodies]
    assert asked[0] == {"QueueName": "q"}
    assert asked[1]["QueueUrl"] == URL


@pytest.mark.parametrize("redrive", ["", "no json {", '{"maxReceiveCount":"x"}', "[]"])
def test_a_queue_without_dead_letters_has_none(tmp_path: Path, redrive: str) -> None:
    told = attributes(RedrivePolicy=redrive)
    with serving(Reply.json({"QueueUrl": URL}), told) as fake, session(tmp_path, fake.url) as one:
        assert Sqs(one).queue("q") == Queue("q", 0, 0, 0)


@pytest.mark.parametrize(
    "replies",
    [
        (Reply.json({}),),
        (Reply.json({"QueueUrl": URL}), Reply.json({})),
        (Reply.json({"QueueUrl": URL}), Reply.json({"Attributes": {}})),
        (Reply.json({"QueueUrl": URL}), attributes(ApproximateNumberOfMessagesDelayed="x")),
    ],
)
def test_a_count_that_is_not_there_is_no_empty_queue(
    tmp_path: Path, replies: tuple[Reply, ...]
) -> None:
    with (
        serving(*replies) as fake,
        session(tmp_path, fake.url) as one,
        pytest.raises(Unavailable),
    ):
        Sqs(one).queue("q")


@pytest.mark.parametrize(
    ("code", "raises"),
    [
        ("QueueDoesNotExist", Missing),
        ("AWS.SimpleQueueService.NonExistentQueue", Missing),
        ("AccessDenied", Denied),
        ("ServiceUnavailable", Unavailable),
    ],
)
def test_a_queue_that_cannot_be_read(tmp_path: Path, code: str, raises: type[Exception]) -> None:
    with (
        serving(error(code)) as fake,
        session(tmp_path, fake.url) as one,
        pytest.raises(raises),
    ):
        Sqs(one).queue("q")


def test_who_reads_a_queue_is_asked_by_its_arn(tmp_path: Path) -> None:
    whole: dict[str, Any] = {
        "FunctionArn": "arn:aws:lambda:r:1:function:f",
        "State": "Disabled",
        "StateTransitionReason": "USER_INITIATED",
        "BatchSize": 10,
        "ScalingConfig": {"MaximumConcurrency": 5},
    }
    reply = Reply.json({"EventSourceMappings": [whole, {"FunctionArn": "g"}]})
    with serving(reply) as fake, session(tmp_path, fake.url) as one:
        assert Sqs(one).readers("q") == (
            Reader(whole["FunctionArn"], "Disabled", "USER_INITIATED", 10, 5),
            Reader("g", "", "", 0, 0),
        )
        (path, _) = fake.seen[-1]
    assert path.endswith("?EventSourceArn=arn%3Aaws%3Asqs%3Aap-northeast-1%3A111122223333%3Aq")


@pytest.mark.parametrize("body", [{}, {"EventSourceMappings": [{"State": "Enabled"}]}])
def test_a_list_of_readers_that_is_none_is_no_empty_one(
    tmp_path: Path, body: dict[str, Any]
) -> None:
    with (
        serving(Reply.json(body)) as fake,
        session(tmp_path, fake.url) as one,
        pytest.raises(Unavailable),
    ):
        Sqs(one).readers("q")


def test_a_subnet_says_how_many_addresses_are_free(tmp_path: Path) -> None:
    reply = Reply(body=SUBNET.encode(), headers=XML)
    with serving(reply) as fake, session(tmp_path, fake.url) as one:
        assert Subnets(one).subnets(["subnet-1"]) == (Subnet("subnet-1", "x-1a", "10.0.0.0/26", 3),)
        form = parse_qs(fake.bodies[0].decode())
    assert (form["Action"], form["SubnetId.1"]) == (["DescribeSubnets"], ["subnet-1"])


@pytest.mark.parametrize(
    "body",
    [
        SUBNET.replace("<item>", "<!--").replace("</item>", "-->"),
        SUBNET.partition("<subnetSet>")[0] + "</DescribeSubnetsResponse>",
        SUBNET.replace("<availableIpAddressCount>3</availableIpAddressCount>", ""),
        SUBNET.replace(">subnet-1<", ">subnet-2<"),
    ],
    ids=["none", "no list", "no count", "another"],
)
def test_a_subnet_that_aws_says_nothing_of_has_not_no_address(tmp_path: Path, body: str) -> None:
    with (
        serving(Reply(body=body.encode(), headers=XML)) as fake,
        session(tmp_path, fake.url) as one,
        pytest.raises(Unavailable),
    ):
        Subnets(one).subnets(["subnet-1"])


def test_a_subnet_that_is_not_there_is_missing(tmp_path: Path) -> None:
    body = (
        "<Response><Errors><Error><Code>InvalidSubnetID.NotFound</Code><Message>no</Message>"
        "</Error></Errors><RequestID>r</RequestID></Response>"
    )
    with (
        serving(Reply(400, body.encode(), XML)) as fake,
        session(tmp_path, fake.url) as one,
        pytest.raises(Missing),
    ):
        Subnets(one).subnets(["subnet-1"])
