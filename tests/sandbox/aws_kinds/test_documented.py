"""What docs/scenarios.md shows of the kinds of AWS resources is a world, exactly as it stands."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from pathlib import Path

from aws_worlds import served, small

from kurosai.sandbox.kinds_of_aws import KINDS
from kurosai.sandbox.schema_aws import Aws

PAGE = Path(__file__).parents[3] / "docs" / "scenarios.md"


def shown() -> dict[str, str]:
    """The YAML of each section from `Metrics` to `The operations of these`, by its first key."""
    text = PAGE.read_text("utf-8")
    part = text[text.index("### Metrics\n") : text.index("### The operations of these\n")]
    blocks = re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)
    return {block[: block.index(":")]: block for block in blocks}


def test_the_examples_are_one_world_that_answers() -> None:
    blocks = shown()
    changes = textwrap.indent("\n".join(blocks.values()), "    ")
    with served(small(f"world:\n  aws:\n{changes}")) as world:
        cloudwatch = world.client("cloudwatch")
        alarms = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        states = {
            one["AlarmName"]: one["StateValue"]
            for one in (*alarms["MetricAlarms"], *alarms["CompositeAlarms"])
        }
        assert states == {
            "core-v2-job-queue-age": "OK",
            "other": "INSUFFICIENT_DATA",
            "core-v2-platform": "OK",
        }
        found = Counter(one["Namespace"] for one in cloudwatch.list_metrics()["Metrics"])
        assert found == {"AWS/Events": 4, "AWS/Scheduler": 3, "AWS/SQS": 6, "AWS/Lambda": 10}
        url = world.client("sqs").get_queue_url(QueueName="crois-v2-prd-job-queue")["QueueUrl"]
        asked = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
        told = world.client("sqs").get_queue_attributes(**asked)["Attributes"]
        assert told == {"ApproximateNumberOfMessages": "412"}
        subnets = world.client("ec2").describe_subnets()["Subnets"]
        free = {one["AvailabilityZone"]: one["AvailableIpAddressCount"] for one in subnets}
        assert (free["ap-northeast-1a"], free["ap-northeast-1c"]) == (12, 179)


def test_every_kind_and_every_key_of_aws_has_its_place_in_the_page() -> None:
    text = PAGE.read_text("utf-8")
    missing = [key for key in Aws.model_fields if f"{key}:" not in text and f"`{key}`" not in text]
    assert missing == []
    kinds = {
        *("metrics", "alarms", "trail", "queues", "functions", "health", "subnets"),
        *(
            "roles",
            "rules",
            "security_groups",
            "file_systems",
            "keys",
            "capacity",
            "maintenance_windows",
        ),
    }
    assert kinds <= shown().keys()
    assert len(KINDS) == 15
