"""Every answer on the wire has only members of AWS's service models, of their types.

boto3 drops what it does not know, so a wrong name would look like a missing value.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from aws_worlds import KEY, Served, served, small
from every_kind import KINDS

_WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    metrics:
      errors:
        namespace: AWS/Lambda
        name: Errors
        dimensions: { FunctionName: f }
        unit: Count
        values: { 2026-11-12T02:00:00Z: 2, 2026-11-12T02:02:00Z: 1, 2026-11-12T02:03:00Z: 0 }
    alarms:
      one:
        description: d
        metric: errors
        statistic: Sum
        datapoints: 1
        threshold: 0
        alarm_actions: ["arn:aws:sns:ap-northeast-1:111122223333:t"]
        history: { 2026-11-12T02:04:00Z: { state: ALARM } }
        muted: { night: { at: 2026-11-12T02:00:00Z, until: 2026-11-12T05:00:00Z } }
      p99: { metric: errors, statistic: p99, threshold: 1 }
      both: { rule: ALARM(one) OR ALARM(p99) }
    trail:
      - at: 2026-11-12T02:10:05Z
        source: lambda.amazonaws.com
        name: UpdateFunctionCode20150331v2
        who: { role: r, session: s }
        resources: [{ type: "AWS::Lambda::Function", name: f }]
    health:
      events:
        - { at: 2026-11-12T01:00:00Z, until: 2026-11-12T02:00:00Z, service: LAMBDA,
            type: AWS_LAMBDA_OPERATIONAL_ISSUE, text: t }
        - { at: 2026-11-12T02:00:00Z, service: LAMBDA, type: AWS_LAMBDA_OTHER_ISSUE }
    queues:
      q.fifo: { kms_key: k, policy: {}, dead_letters: { queue: dlq.fifo } }
      dlq.fifo: {}
      q:
        moves:
          - { at: 2026-11-12T01:00:00Z, found: 9, to: dlq.fifo, rate: 1 }
          - { at: 2026-11-12T02:00:00Z, until: 2026-11-12T02:00:00Z, found: 9, status: FAILED,
              failure: x }
    functions:
      f: { environment: { A: b }, dead_letters: "arn:aws:sqs:x:1:q", reserved: 1, description: d,
           retries: 1, age: 1h, on_failure: "arn:aws:sqs:ap-northeast-1:111122223333:q",
           fed_by: [{ queue: q, at_once: 2 }, { queue: dlq.fifo }] }
"""
WORLD = _WORLD + KINDS
SINCE, UNTIL = datetime(2026, 11, 12, 2, tzinfo=UTC), datetime(2026, 11, 12, 3, tzinfo=UTC)
METRIC = {
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
}
WINDOW = {"StartTime": SINCE, "EndTime": UNTIL}
STAT = {"Metric": METRIC, "Period": 60, "Stat": "Sum"}
QUEUE = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/q.fifo"
ISSUE = "AWS_LAMBDA_OPERATIONAL_ISSUE"
HEALTH = f"arn:aws:health:ap-northeast-1::event/LAMBDA/{ISSUE}/{ISSUE}_d7bf2e1ae53e"
KMS_KEY = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1"
STATISTICS = {"Statistics": ["Sum", "Average", "Minimum", "Maximum", "SampleCount"]}

CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("cloudwatch", "list_metrics", {}),
    ("cloudwatch", "get_metric_statistics", {**METRIC, **WINDOW, **STATISTICS, "Period": 60}),
    (
        "cloudwatch",
        "get_metric_statistics",
        {**METRIC, **WINDOW, "Period": 60, "ExtendedStatistics": ["p99"]},
    ),
    (
        "cloudwatch",
        "get_metric_data",
        {
            **WINDOW,
            "MetricDataQueries": [
                {"Id": "m1", "MetricStat": STAT},
                {"Id": "e1", "Expression": "m1 * 2"},
            ],
            "MaxDatapoints": 4,
        },
    ),
    ("cloudwatch", "describe_alarms", {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}),
    ("cloudwatch", "describe_alarms", {"ChildrenOfAlarmName": "both"}),
    ("cloudwatch", "describe_alarm_history", {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}),
    ("cloudwatch", "describe_alarms_for_metric", METRIC),
    ("cloudwatch", "list_alarm_mute_rules", {"AlarmName": "one"}),
    ("cloudtrail", "lookup_events", {"MaxResults": 1}),
    ("health", "describe_events", {"filter": {"services": ["LAMBDA"]}, "maxResults": 1}),
    (
        "health",
        "describe_event_details",
        {"eventArns": [HEALTH, f"{HEALTH}0"]},
    ),
    ("sqs", "list_queues", {"MaxResults": 1}),
    ("sqs", "get_queue_url", {"QueueName": "q"}),
    ("sqs", "get_queue_attributes", {"QueueUrl": QUEUE, "AttributeNames": ["All"]}),
    ("sqs", "list_dead_letter_source_queues", {"QueueUrl": QUEUE.replace("/q.", "/dlq.")}),
    ("lambda", "get_function", {"FunctionName": "f"}),
    ("lambda", "get_function_configuration", {"FunctionName": "f"}),
    ("lambda", "list_functions", {"MaxItems": 1}),
    ("lambda", "get_function_concurrency", {"FunctionName": "f"}),
    ("lambda", "list_event_source_mappings", {"MaxItems": 1}),
    ("lambda", "get_account_settings", {}),
    ("lambda", "get_function_event_invoke_config", {"FunctionName": "f"}),
    (
        *("sqs", "list_message_move_tasks"),
        {"SourceArn": "arn:aws:sqs:ap-northeast-1:111122223333:q", "MaxResults": 2},
    ),
    ("ecr", "get_repository_policy", {"repositoryName": "policed"}),
    ("ecr", "get_lifecycle_policy", {"repositoryName": "policed"}),
    ("ecr", "get_registry_policy", {}),
    ("events", "list_rules", {"Limit": 1}),
    ("events", "describe_rule", {"Name": "one", "EventBusName": "crois"}),
    ("events", "list_targets_by_rule", {"Rule": "one", "EventBusName": "crois"}),
    ("scheduler", "get_schedule", {"Name": "one"}),
    ("scheduler", "list_schedules", {"MaxResults": 1}),
    ("ssm", "describe_maintenance_windows", {}),
    ("ssm", "get_maintenance_window", {"WindowId": "mw-0a1b2c3d4e5f60718"}),
    (
        *("ssm", "describe_maintenance_window_executions"),
        {"WindowId": "mw-0a1b2c3d4e5f60718"},
    ),
    ("kms", "describe_key", {"KeyId": "alias/crois/jobs"}),
    ("kms", "get_key_policy", {"KeyId": KMS_KEY}),
    ("kms", "list_key_policies", {"KeyId": KMS_KEY}),
    ("kms", "get_key_rotation_status", {"KeyId": KMS_KEY}),
    ("kms", "list_aliases", {"Limit": 1}),
    ("kms", "list_keys", {}),
    ("kms", "list_grants", {"KeyId": KMS_KEY}),
    ("efs", "describe_file_systems", {"MaxItems": 1}),
    ("efs", "describe_mount_targets", {"FileSystemId": "fs-0a1b2c3d"}),
    ("efs", "describe_mount_target_security_groups", {"MountTargetId": "fsmt-001d4cd5ae01e101a"}),
    ("efs", "describe_access_points", {}),
    ("efs", "describe_file_system_policy", {"FileSystemId": "fs-0a1b2c3d"}),
]


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def faults(shape: Any, value: Any, place: str = "") -> Iterator[str]:
    """What of a JSON value is not as its shape of the service model says."""
    kinds: Mapping[str, tuple[type, ...]] = {
        "structure": (dict,),
        "map": (dict,),
        "list": (list,),
        "string": (str,),
        "boolean": (bool,),
        "integer": (int,),
        "long": (int,),
        "double": (int, float),
        "timestamp": (int, float),
    }
    if type(value) not in kinds[shape.type_name]:
        yield f"{place}: {type(value).__name__} for {shape.type_name}"
    elif shape.type_name == "structure":
        for name, one in value.items():
            if name not in shape.members:
                yield f"{place}.{name}: no such member"
            else:
                yield from faults(shape.members[name], one, f"{place}.{name}")
        yield from (f"{place}.{it}: missing" for it in shape.required_members if it not in value)
    elif shape.type_name == "list":
        for index, one in enumerate(value):
            yield from faults(shape.member, one, f"{place}[{index}]")
    elif shape.type_name == "map":
        for name, one in value.items():
            yield from faults(shape.key, name, f"{place} key")
            yield from faults(shape.value, one, f"{place}.{name}")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{place}: {value!r} is none of its values"


@pytest.mark.parametrize(("service", "call", "asked"), CALLS, ids=[one for _, one, _ in CALLS])
def test_an_answer_is_as_the_service_model_says(
    world: Served, service: str, call: str, asked: dict[str, Any]
) -> None:
    client = world.client(service)
    bodies: list[bytes] = []

    def heard(response_dict: Mapping[str, Any], **_: Any) -> None:
        bodies.append(response_dict["body"])

    client.meta.events.register("before-parse", heard)
    try:
        getattr(client, call)(**asked)
    finally:
        client.meta.events.unregister("before-parse", heard)
    (body,) = bodies
    operation = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[call])
    said = json.loads(body)
    assert said
    assert list(faults(operation.output_shape, said)) == []


def test_the_check_of_answers_finds_what_is_wrong(world: Served) -> None:
    model = world.client("cloudwatch").meta.service_model
    shape = model.operation_model("DescribeAlarms").output_shape
    wrong = {"MetricAlarms": [{"AlarmName": 1, "Nope": 2, "StateValue": "BAD"}], "X": 1}
    assert len(list(faults(shape, wrong))) == 4


def posted(world: Served, service: str, headers: dict[str, str], body: str) -> tuple[int, str]:
    """Status and body of a request that boto3 would not send."""
    url = str(world.client("sqs").meta.endpoint_url)
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
    signed = f"Credential={KEY}/20261112/ap-northeast-1/{service}/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 {signed}, SignedHeaders=host, Signature=0"
    connection.request("POST", "/", body, {"Authorization": authorization, **headers})
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, told


@pytest.mark.parametrize("service", ["monitoring", "sqs", "cloudtrail"])
def test_another_protocol_is_501_and_not_an_empty_world(world: Served, service: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status, told = posted(world, service, headers, "Action=DescribeAlarms&Version=2010-08-01")
    assert status == 501
    assert "in another protocol than AWS JSON" in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"LookupAttributes": [{"AttributeKey": "EventName"}]}, "Member must not be null"),
        ({"StartTime": "yesterday"}, "StartTime must be a number of seconds"),
        ({"StartTime": 1e20}, "StartTime must be a number of seconds"),
        ({"Region": "x"}, "Unknown parameter: Region"),
    ],
)
def test_what_boto3_would_not_send_is_refused(
    world: Served, asked: dict[str, Any], told: str
) -> None:
    target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target}
    status, body = posted(world, "cloudtrail", headers, json.dumps(asked))
    assert status == 400
    assert told in body
