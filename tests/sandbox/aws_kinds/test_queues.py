"""SQS of a world through boto3: attributes as told, at the frozen time; and what cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
NOW = "now: 2026-11-12T03:00:00Z\n"
QUEUES = """
world:
  aws:
    queues:
      crois-v2-prd-job-queue:
        waiting: { 2026-11-12T01:00:00Z: 3, 2026-11-12T02:30:00Z: 412, 2026-11-12T03:00:01Z: 0 }
        in_flight: 20
        visibility: 5m
        kept: 14d
        dead_letters: { queue: crois-v2-prd-job-queue-dlq, max_receives: 5 }
        created: 2025-01-05T00:00:00Z
      crois-v2-prd-job-queue-dlq: { waiting: 7 }
      crois-v2-prd-status-queue.fifo: { kms_key: alias/aws/sqs, policy: { Version: "2012-10-17" } }
      later: { created: 2026-11-12T03:00:01Z }
"""
BASE = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/"


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(NOW + QUEUES)) as one:
        yield one


def test_attributes_are_texts_and_follow_the_clock(world: Served) -> None:
    sqs = world.client("sqs")
    url = sqs.get_queue_url(QueueName="crois-v2-prd-job-queue")["QueueUrl"]
    assert url == BASE + "crois-v2-prd-job-queue"
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    policy = json.loads(told.pop("RedrivePolicy"))
    assert policy == {
        "deadLetterTargetArn": "arn:aws:sqs:ap-northeast-1:111122223333:crois-v2-prd-job-queue-dlq",
        "maxReceiveCount": 5,
    }
    assert told == {
        "QueueArn": "arn:aws:sqs:ap-northeast-1:111122223333:crois-v2-prd-job-queue",
        "ApproximateNumberOfMessages": "412",
        "ApproximateNumberOfMessagesNotVisible": "20",
        "ApproximateNumberOfMessagesDelayed": "0",
        "CreatedTimestamp": "1736035200",
        "LastModifiedTimestamp": "1736035200",
        "VisibilityTimeout": "300",
        "MaximumMessageSize": "1048576",
        "MessageRetentionPeriod": "1209600",
        "DelaySeconds": "0",
        "ReceiveMessageWaitTimeSeconds": "0",
        "SqsManagedSseEnabled": "true",
    }


def test_only_what_is_asked_for_is_answered(world: Served) -> None:
    sqs, url = world.client("sqs"), BASE + "crois-v2-prd-status-queue.fifo"
    asked = ["FifoQueue", "RedrivePolicy", "KmsMasterKeyId", "Policy"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=asked)["Attributes"]
    assert told == {
        "FifoQueue": "true",
        "KmsMasterKeyId": "alias/aws/sqs",
        "Policy": '{"Version": "2012-10-17"}',
    }
    assert not sqs.get_queue_attributes(QueueUrl=url).get("Attributes")


def test_at_an_earlier_now_there_were_fewer() -> None:
    with served(small("now: 2026-11-12T02:00:00Z\n" + QUEUES)) as before:
        told = before.client("sqs").get_queue_attributes(
            QueueUrl=BASE + "crois-v2-prd-job-queue", AttributeNames=["ApproximateNumberOfMessages"]
        )
    assert told["Attributes"] == {"ApproximateNumberOfMessages": "3"}


def test_queues_are_listed_in_pages_and_by_prefix(world: Served) -> None:
    sqs = world.client("sqs")
    pages = [
        page["QueueUrls"]
        for page in sqs.get_paginator("list_queues").paginate(PaginationConfig={"PageSize": 2})
    ]
    names = ["crois-v2-prd-job-queue", "crois-v2-prd-job-queue-dlq"]
    assert pages == [[BASE + one for one in names], [BASE + "crois-v2-prd-status-queue.fifo"]]
    found = sqs.list_queues(QueueNamePrefix="crois-v2-prd-s")["QueueUrls"]
    assert found == [BASE + "crois-v2-prd-status-queue.fifo"]
    assert not sqs.list_queues(QueueNamePrefix="later").get("QueueUrls")


def test_the_sources_of_dead_letters_are_found(world: Served) -> None:
    sqs = world.client("sqs")
    told = sqs.list_dead_letter_source_queues(QueueUrl=BASE + "crois-v2-prd-job-queue-dlq")
    assert told["queueUrls"] == [BASE + "crois-v2-prd-job-queue"]
    none = sqs.list_dead_letter_source_queues(QueueUrl=BASE + "crois-v2-prd-job-queue")
    assert none["queueUrls"] == []


@pytest.mark.parametrize("name", ["no-such", "later"])
def test_a_queue_that_is_not_there_is_the_exception_of_the_client(
    world: Served, refusal: Refusal, name: str
) -> None:
    sqs = world.client("sqs")
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName=name)
    status, code, told = refusal(sqs.get_queue_attributes, QueueUrl=BASE + name)
    assert (status, code) == (400, "AWS.SimpleQueueService.NonExistentQueue")
    assert told == "The specified queue does not exist."


def test_what_is_not_to_be_had_is_said(world: Served, refusal: Refusal) -> None:
    sqs, url = world.client("sqs"), BASE + "crois-v2-prd-job-queue"
    assert refusal(sqs.receive_message, QueueUrl=url)[:2] == (501, "NotImplementedException")
    assert refusal(sqs.list_queues, MaxResults=0)[1] == "InvalidParameterValue"
    assert refusal(sqs.list_queues, MaxResults=1, NextToken="x")[1] == "InvalidParameterValue"
    other = "https://sqs.ap-northeast-1.amazonaws.com/999999999999/crois-v2-prd-job-queue"
    assert "NonExistentQueue" in refusal(sqs.get_queue_attributes, QueueUrl=other)[1]


@pytest.mark.parametrize(
    ("queue", "told"),
    [
        ("{ dead_letters: { queue: nowhere } }", "dead_letters.queue: there is no queue 'nowhere'"),
        ("{ dead_letters: { queue: q } }", "is not its own"),
        ("{ waiting: -1 }", "greater than or equal to 0"),
        ("{ waiting: { } }", "at least 1 item"),
        ("{ messages: 3 }", "Extra inputs"),
        ("{ kept: 15d }", "less than or equal to"),
        ("{ visibility: 30 }", "a span is written like"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(queue: str, told: str) -> None:
    changes = f"world:\n  aws:\n    queues:\n      q: {queue}\n"
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.queues\.q") as caught:
        small(changes)
    assert told in str(caught.value)
