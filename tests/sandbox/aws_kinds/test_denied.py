"""What a world denies its reader, in the form and words of each service, through boto3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import every_kind
import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput
from kurosai.sandbox.aws_api import loaded
from kurosai.sandbox.aws_query import Query
from kurosai.sandbox.aws_rest import Rest
from kurosai.sandbox.denied import OPERATIONS

Refusal = Callable[..., tuple[int, str, str]]
WHO = "User: arn:aws:iam::111122223333:user/kurosai-reader is not authorized to perform: "
PLACE = "ap-northeast-1:111122223333"
MACHINE = f"arn:aws:states:{PLACE}:stateMachine:crois-v2-prd-job-runner"
RUN = f"arn:aws:states:{PLACE}:execution:crois-v2-prd-job-runner:job-16902244-1"
QUEUE = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/q"
EVERYTHING = """
world:
  aws:
    denied: ["ecs:*", "states:*", "logs:*", "ecr:*", "sqs:*", "cloudwatch:*", "cloudtrail:*",
             "lambda:*", "events:*", "scheduler:*", "kms:*", "ssm:*", "elasticfilesystem:*",
             "iam:ListUsers", "ec2:Describe*", "s3:*"]
"""


@pytest.fixture(scope="module")
def nothing() -> Iterator[Served]:
    """A world whose reader may do nothing."""
    with served(small(EVERYTHING)) as one:
        yield one


@pytest.mark.parametrize(
    ("service", "call", "request_", "action", "resource"),
    [
        (
            *("ecs", "describe_tasks", {"cluster": "c", "tasks": ["t1", "t2"]}),
            *("ecs:DescribeTasks", f"arn:aws:ecs:{PLACE}:task/c/t1"),
        ),
        ("ecs", "list_tasks", {"cluster": "c"}, "ecs:ListTasks", "*"),
        (
            *("ecs", "describe_clusters", {"clusters": [f"arn:aws:ecs:{PLACE}:cluster/c"]}),
            *("ecs:DescribeClusters", f"arn:aws:ecs:{PLACE}:cluster/c"),
        ),
        (
            *("stepfunctions", "get_execution_history", {"executionArn": RUN}),
            *("states:GetExecutionHistory", RUN),
        ),
        (
            *("stepfunctions", "list_executions", {"stateMachineArn": MACHINE}),
            *("states:ListExecutions", MACHINE),
        ),
        (
            *("stepfunctions", "list_state_machines", {}),
            *("states:ListStateMachines", f"arn:aws:states:{PLACE}:stateMachine:*"),
        ),
        (
            *("logs", "filter_log_events", {"logGroupName": "/aws/lambda/x"}),
            *("logs:FilterLogEvents", f"arn:aws:logs:{PLACE}:log-group:/aws/lambda/x:log-stream:"),
        ),
        (
            *("logs", "describe_log_groups", {}),
            *("logs:DescribeLogGroups", f"arn:aws:logs:{PLACE}:log-group::log-stream:"),
        ),
        (
            *("ecr", "batch_get_image", {"repositoryName": "ab", "imageIds": [{"imageTag": "x"}]}),
            *("ecr:BatchGetImage", f"arn:aws:ecr:{PLACE}:repository/ab"),
        ),
        ("cloudwatch", "list_metrics", {}, "cloudwatch:ListMetrics", ""),
        (
            *("cloudwatch", "describe_alarms", {}),
            *("cloudwatch:DescribeAlarms", f"arn:aws:cloudwatch:{PLACE}:alarm:*"),
        ),
        ("cloudtrail", "lookup_events", {}, "cloudtrail:LookupEvents", ""),
        (
            *("sqs", "get_queue_attributes", {"QueueUrl": QUEUE}),
            *("sqs:getqueueattributes", f"arn:aws:sqs:{PLACE}:q"),
        ),
        ("sqs", "list_queues", {}, "sqs:listqueues", f"arn:aws:sqs:{PLACE}:"),
        (
            *("lambda", "get_function_configuration", {"FunctionName": "f"}),
            *("lambda:GetFunctionConfiguration", f"arn:aws:lambda:{PLACE}:function:f"),
        ),
        ("lambda", "list_functions", {}, "lambda:ListFunctions", "*"),
        (
            *("lambda", "list_event_source_mappings", {"FunctionName": "f"}),
            *("lambda:ListEventSourceMappings", "*"),
        ),
        (
            *("lambda", "get_function_concurrency", {"FunctionName": "f"}),
            *("lambda:GetFunctionConcurrency", f"arn:aws:lambda:{PLACE}:function:f"),
        ),
        ("iam", "list_users", {}, "iam:ListUsers", ""),
        (
            *("events", "list_targets_by_rule", {"Rule": "r"}),
            *("events:ListTargetsByRule", f"arn:aws:events:{PLACE}:rule/r"),
        ),
        (
            *("efs", "describe_mount_targets", {"FileSystemId": "fs-0a1b2c3d"}),
            *(
                "elasticfilesystem:DescribeMountTargets",
                f"arn:aws:elasticfilesystem:{PLACE}:file-system/fs-0a1b2c3d",
            ),
        ),
        (
            *("kms", "get_key_policy", {"KeyId": "0f1e2d3c"}),
            *("kms:GetKeyPolicy", f"arn:aws:kms:{PLACE}:key/0f1e2d3c"),
        ),
        ("kms", "list_aliases", {}, "kms:ListAliases", "*"),
        (
            *("ssm", "get_maintenance_window", {"WindowId": "mw-0a1b2c3d4e5f60718"}),
            *(
                "ssm:GetMaintenanceWindow",
                f"arn:aws:ssm:{PLACE}:maintenancewindow/mw-0a1b2c3d4e5f60718",
            ),
        ),
        ("events", "list_rules", {}, "events:ListRules", f"arn:aws:events:{PLACE}:rule/*"),
        (
            *("scheduler", "get_schedule", {"Name": "s", "GroupName": "g"}),
            *("scheduler:GetSchedule", f"arn:aws:scheduler:{PLACE}:schedule/g/s"),
        ),
        (
            *("scheduler", "list_schedules", {}),
            *("scheduler:ListSchedules", f"arn:aws:scheduler:{PLACE}:schedule/*/*"),
        ),
    ],
)
def test_each_service_says_no_in_its_own_words(
    nothing: Served,
    refusal: Refusal,
    service: str,
    call: str,
    request_: dict[str, Any],
    action: str,
    resource: str,
) -> None:
    _, code, told = refusal(getattr(nothing.client(service), call), **request_)
    older = service in ("cloudwatch", "sqs", "iam")
    assert code == ("AccessDenied" if older else "AccessDeniedException")
    on = f" on resource: {resource}" if resource else ""
    assert told == f"{WHO}{action}{on} because no identity-based policy allows the {action} action"


@pytest.mark.parametrize(
    ("service", "call", "code", "status"),
    [
        ("ec2", "describe_instances", "UnauthorizedOperation", 403),
        ("s3", "list_buckets", "AccessDenied", 403),
        ("sqs", "list_queues", "AccessDenied", 403),
        ("lambda", "list_functions", "AccessDeniedException", 403),
        ("ecs", "list_tasks", "AccessDeniedException", 400),
    ],
)
def test_status_and_code_are_those_of_the_protocol(
    nothing: Served, refusal: Refusal, service: str, call: str, code: str, status: int
) -> None:
    assert refusal(getattr(nothing.client(service), call))[:2] == (status, code)


def test_only_what_is_denied_is_refused(refusal: Refusal) -> None:
    denied = 'denied: ["states:GetExecutionHistory", "ecs:Describe*", "lambda:GetFunction"]'
    with served(small(f"world: {{ aws: {{ {denied} }} }}")) as world:
        states, ecs, functions = (world.client(it) for it in ("stepfunctions", "ecs", "lambda"))
        assert states.describe_execution(executionArn=RUN)["status"]
        assert refusal(states.get_execution_history, executionArn=RUN)[1] == "AccessDeniedException"
        assert ecs.list_tasks(cluster="crois-v2-prd-worker")["taskArns"] == []
        assert refusal(ecs.describe_clusters)[1] == "AccessDeniedException"
        name = {"FunctionName": "core-v2-log-forwarder"}
        assert functions.get_function_configuration(**name)["MemorySize"] == 1024
        assert refusal(functions.get_function, **name)[1] == "AccessDeniedException"
        assert world.client("sts").get_caller_identity()["Account"] == "111122223333"


def test_what_can_be_denied_is_what_the_world_answers() -> None:
    aws = loaded(small(every_kind.WORLD), "AKIA")
    names = {"Step Functions": "states", "EventBridge": "events", "EFS": "elasticfilesystem"}
    found: dict[str, list[str]] = {"logs": [*aws.logs.operations]}
    for one in (*aws.footprints.services, *aws.told.services.values()):
        if isinstance(one, Query):
            continue  # moto answers for the rest of it, so anything of it can be denied
        own = [it.name for it in one.routes] if isinstance(one, Rest) else [*one.operations]
        found[names.get(one.name, one.name.lower())] = own
    assert {key: sorted(own) for key, own in found.items()} == {
        key: sorted(own) for key, own in OPERATIONS.items()
    }


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("ecs:DescribeTask", "no such operation; of ecs it has DescribeClusters"),
        ("logs:Foo*", "no such operation"),
        ("DescribeTasks", "should match pattern"),
        ("ecs:describeTasks", "should match pattern"),
        ("cloudtrail:*Events", "should match pattern"),
        ("sts:GetCallerIdentity", "needs no permission"),
        ("sts:*", "needs no permission"),
        ("s3:GetObject", "write s3:*"),
    ],
)
def test_what_denies_nothing_is_a_fault_with_its_line(action: str, told: str) -> None:
    changes = f'world:\n  aws:\n    denied:\n      - "ecs:*"\n      - "{action}"\n'
    with pytest.raises(BadInput, match=r"the overlay:6: world\.aws\.denied\.1") as caught:
        small(changes)
    assert told in str(caught.value)
