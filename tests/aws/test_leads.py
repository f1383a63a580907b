"""A failure in AWS's own words leads to the read that decides what it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from aws_doors import serving, session
from loopback import Reply
from recorded_job import ARCHIVE, BEGUN, JOB, RecordedAws, Told, at, task
from stop_texts import HELD_OUT, LATER, WRITTEN_WITH
from world_session import doors, opened

from kurosai import calls, resource_map
from kurosai.aws.any_call import allowed, call_aws, call_fields
from kurosai.aws.any_call.call_aws import Asked
from kurosai.aws.changes import home_region
from kurosai.aws.jobs import trace_job
from kurosai.aws.jobs.stop.causes import Cause
from kurosai.aws.leads import leads, signs
from kurosai.aws.leads.kinds import Read
from kurosai.aws.leads.leads import When
from kurosai.aws.logs import find_logs, query_logs
from kurosai.aws.metrics import metric_shorthand
from kurosai.aws.platform import Aws
from kurosai.aws.wire.any_call import AnyCall
from kurosai.library.places import default_runbooks
from kurosai.vocabulary import Call, Json, Reading

AT = datetime(2026, 11, 12, 2, 4, 10, tzinfo=UTC)
HOME = "prod/us-east-1"
FS = "fs-0a1b2c3d4e5f60718"
DEFINITION = "arn:aws:ecs:ap-northeast-1:111122223333:task-definition/team-a:7"
MACHINE = "/aws/vendedlogs/states/crois-v2-prd-job-runner"

TARGETS = calls.call_aws("efs", "DescribeMountTargets", {"FileSystemId": FS})
POLICY = calls.call_aws("efs", "DescribeFileSystemPolicy", {"FileSystemId": FS})
CHANGED = calls.find_changes(FS, around=AT)
THROTTLED = (
    calls.read_metrics(
        ["AWS/Lambda Throttles Sum", "AWS/Lambda ConcurrentExecutions Maximum"], around=AT
    ),
    calls.call_aws("lambda", "GetAccountSettings", {}),
)
HELD = calls.call_aws(
    "ec2",
    "DescribeNetworkInterfaces",
    {"Filters": [{"Name": "subnet-id", "Values": ["subnet-0a1b2c3d4e5f60718"]}]},
)
CACHED = calls.call_aws("ecr", "DescribePullThroughCacheRules", {})
RESOLVER = calls.call_aws("route53resolver", "ListResolverQueryLogConfigs", {})


def zones(host: str) -> tuple[Call, ...]:
    changed = calls.find_changes(f"{host}*", around=AT)
    return (calls.call_aws("route53", "ListHostedZones", {}), calls.at_place(changed, HOME))


def quotas(service: str) -> Call:
    return calls.call_aws("service-quotas", "ListServiceQuotas", {"ServiceCode": service})


def called(operation: str) -> Call:
    search = (
        """=SEARCH('{AWS/Usage,Class,Resource,Service,Type} MetricName="CallCount" """
        f"""Resource="{operation}"', 'Sum')"""
    )
    return calls.read_metrics([search], around=AT)


def queue(name: str) -> Call:
    return calls.read_metrics([f"sqs:{name}"], around=AT)


def vcpus(kind: str) -> str:
    return (
        "AWS/Usage ResourceCount Service=Fargate Type=Resource Resource=vCPU "
        f"Class=Standard/{kind} Maximum"
    )


TEXTS: dict[str, tuple[Call, ...]] = {
    "Timeout waiting for network interface provisioning to complete in subnet-0a1b2c3d4e5f60718": (
        HELD,
    ),
    "InsufficientFreeAddressesInSubnet: subnet-0a1b2c3d4e5f60718 has no free addresses": (HELD,),
    "Timeout waiting for network interface provisioning to complete.": (),
    "[ERROR] ClientError: An error occurred (TooManyRequestsException) when calling the Invoke "
    "operation (reached max retries: 4): Rate Exceeded.": THROTTLED,
    '{"error":"Lambda.TooManyRequestsException","cause":"Rate Exceeded. (Service: Lambda, Status '
    'Code: 429)"}': THROTTLED,
    '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User"}': THROTTLED,
    f"b'mount.nfs4: access denied by server while mounting {FS}.efs.x.amazonaws.com:/'": (
        POLICY,
        CHANGED,
    ),
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: "
    f'stderr: Failed to resolve "{FS}.efs.ap-northeast-1.amazonaws.com" - check that your file '
    "system ID is correct": (TARGETS, CHANGED),
    f"mount.nfs4: Connection timed out : unsuccessful EFS utils command execution; {FS}": (
        TARGETS,
        CHANGED,
    ),
    f'{{"stoppedReason":"failed to invoke EFS utils commands: stderr: mount.nfs4: access denied by '
    f'server while mounting 127.0.0.1:/","taskDefinitionArn":"{DEFINITION}"}}': (
        calls.call_aws("ecs", "DescribeTaskDefinition", {"taskDefinition": DEFINITION}),
    ),
    "CannotPullContainerError: httpReadSeeker: 429 Too Many Requests - Server message: "
    "toomanyrequests: You have reached your unauthenticated pull rate limit.": (CACHED,),
    "Error: getaddrinfo EAI_AGAIN db.orders.internal.example": zones("db.orders.internal.example"),
    "Error: getaddrinfo ENOTFOUND api.example.com": zones("api.example.com"),
    "dial tcp: lookup db.internal.example on 10.0.0.2:53: no such host": zones(
        "db.internal.example"
    ),
    "curl: (6) Could not resolve host: files.internal.example": zones("files.internal.example"),
    "java.net.UnknownHostException: q.internal.example: Name or service not known": zones(
        "q.internal.example"
    ),
    "HTTPSConnectionPool(host='api.internal.example', port=443): Max retries exceeded (Caused by "
    "NameResolutionError: Failed to resolve 'api.internal.example' ([Errno -2] Name or service not "
    "known))": zones("api.internal.example"),
    "socket.gaierror: [Errno -3] Temporary failure in name resolution": (RESOLVER,),
    "You've reached the limit on the number of vCPUs you can run concurrently": (
        calls.read_metrics([vcpus("OnDemand"), vcpus("Spot")], around=AT),
        quotas("fargate"),
    ),
    "An error occurred (LimitExceededException) when calling the RunTask operation: no more": (
        called("RunTask"),
        quotas("ecs"),
    ),
    "ServiceQuotaExceededException: serviceCode=batch, quotaCode=L-144F0CA5": (quotas("batch"),),
    "[status] received 1 message from orders-prd-ends (receive 3 of 3)": (
        queue("orders-prd-ends"),
    ),
    "[w] message goes back to arn:aws:sqs:ap-northeast-1:111122223333:ends.fifo: An error occurred "
    "(ThrottlingException) when calling the SendTaskSuccess operation: Rate exceeded": (
        queue("ends.fifo"),
        called("SendTaskSuccess"),
    ),
    "https://sqs.ap-northeast-1.amazonaws.com/111122223333/ends: message was moved to the DLQ": (
        queue("ends"),
    ),
    "queue=orders-ends (ThrottlingException) when calling the SendTaskSuccess operation": (
        called("SendTaskSuccess"),
        queue("orders-ends"),
    ),
    "An error occurred (VcpuLimitExceeded) when calling the RunInstances operation": (
        called("RunInstances"),
        quotas("ec2"),
    ),
    "An error occurred (RequestLimitExceeded) when calling the DescribeInstances operation": (
        called("DescribeInstances"),
        quotas("ec2"),
    ),
    "An error occurred (ThrottlingException) when calling the StartExecution operation: Rate "
    "exceeded": (called("StartExecution"), quotas("states")),
}


def bare(offered: tuple[Call, ...]) -> tuple[Call, ...]:
    """Without what is picked of an answer."""
    return tuple(
        Call(one.server, one.tool, {k: v for k, v in one.arguments.items() if k != "fields"})
        for one in offered
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_leads_to_what_decides(text: str) -> None:
    assert bare(leads.of(text, When(AT, HOME))) == TEXTS[text]


@pytest.mark.parametrize(
    "text",
    [
        "429 Too Many Requests from https://api.example.com",
        "[status] received 1 message from orders-prd-ends (receive 1 of 3)",
        "throttling the queue reader to 5 messages a second",
        "MemoryLimitExceeded: used 512 MB",
        "TooManyRequestsException: slow down",
        "mounted fs-0a1b2c3d4e5f60718 at /models",
        "TimeLimitExceeded(300,) in worker",
        "started_at has no value",
        "",
    ],
)
def test_other_texts_lead_nowhere(text: str) -> None:
    assert leads.of(text, When(AT, HOME)) == ()


def test_the_texts_of_stopped_tasks_lead_where_their_cause_says() -> None:
    names = {
        Cause.IMAGE_RATE_LIMIT: {"pull rate limited", "calls throttled", ""},
        Cause.VOLUME: {"mount denied", "mount failed", ""},
        Cause.ADDRESSES: {"no address for a task", ""},
        Cause.ENI: {"no address for a task", ""},
        Cause.QUOTA: {"vCPUs of Fargate used up", "quota used up", "calls throttled"},
    }
    for text, cause, _ in (*WRITTEN_WITH, *HELD_OUT, *LATER):
        found = leads.sign(text)
        assert (found.name if found else "") in names.get(cause, {"", "name not resolved"}), text


def test_what_is_recorded_elsewhere_is_asked_there_or_not_at_all() -> None:
    text = "getaddrinfo ENOTFOUND api.example.com"
    here = leads.of(text, When(AT, ""))
    assert here[1] == calls.find_changes("api.example.com*", around=AT)
    assert bare(leads.of(text, When(AT, None))) == (zones("")[0], RESOLVER)


def test_a_zone_is_asked_for_by_what_its_names_end_in() -> None:
    (call, *_) = leads.of("getaddrinfo ENOTFOUND db.internal.example", When(AT, None))
    expression = call_fields.compiled(str(call.arguments["fields"]))
    names = ("internal.example.", "example.", "other.example.", "c.internal.example.")
    body: Json = {"HostedZones": [{"Id": "/hostedzone/Z1", "Name": name} for name in names]}
    found: Any = call_fields.picked(expression, body)
    assert [one["name"] for one in found] == ["internal.example.", "example."]


def reads() -> Iterator[Read]:
    for sign in signs.SIGNS:
        yield from (one for one in sign.leads if isinstance(one, Read))


def test_every_read_is_allowed_and_of_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    for read in reads():
        service = allowed.table().service(read.service)
        assert read.operation in service.allowed
        model = cast("Any", boto3).client(read.service).meta.service_model
        operation = model.operation_model(read.operation)
        assert set(read.parameters) <= set(operation.input_shape.members)
        assert set(operation.input_shape.required_members) <= set(read.parameters)
        if read.fields:
            head = re.split(r"[\[.]", read.fields)[0]
            assert head in operation.output_shape.members
            call_fields.compiled(read.fields.replace("<host>", "x"))


def test_every_sign_says_where_its_words_are_from() -> None:
    for sign in signs.SIGNS:
        assert sign.source.startswith("https://docs.aws.amazon.com/")
        for one in sign.leads:
            for line in getattr(one, "lines", ()):
                metric_shorthand.items(line, lambda service, name: f"arn:{service}:{name}")


GROUP = "/aws/ecs/importer"
WORLD = f"""
now: 2026-11-12T03:00:00Z
world:
  aws:
    log_groups:
      {GROUP}:
        streams:
          one:
            - {{ at: 2026-11-12T02:04:10Z, message: "[ERROR] job failed" }}
            - {{ at: 2026-11-12T02:04:20Z, message: "[ERROR] getaddrinfo ENOTFOUND db.example" }}
            - {{ at: 2026-11-12T02:04:40Z, message: "got 1 message from orders-prd-ends" }}
            - {{ at: 2026-11-12T02:04:41Z, message: "[ERROR] An error occurred (ThrottlingException)
                when calling the SendTaskSuccess operation: Rate exceeded" }}
"""
MAP = resource_map.load(default_runbooks() / "resource-map.yaml")
NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("leads"), WORLD) as door:
        yield doors(door)


def find(aws: Aws, text: str = "") -> Reading:
    return find_logs.find(
        aws.logs,
        MAP,
        NOW,
        group=GROUP,
        around="2026-11-12T02:04:15Z",
        queries=aws.queries,
        home=lambda: home_region.where(aws.trail),
        text=text,
    )


def test_a_line_that_was_found_leads_on(aws: Aws) -> None:
    told = datetime(2026, 11, 12, 2, 4, 20, tzinfo=UTC)
    changed = calls.at_place(calls.find_changes("db.example*", around=told), "us-east-1")
    reading = find(aws, text="ENOTFOUND")
    assert reading.next[0].arguments["operation"] == "ListHostedZones"
    assert reading.next[1] == changed
    # Where nothing was named, what is known of the error comes first.
    assert [one.tool for one in find(aws).next] == ["find_runbook", "call_aws", "find_changes"]
    # What stands beside a line may say why.
    assert find(aws, text="job failed").next[1] == changed


def test_the_queue_of_a_failure_may_be_named_in_another_line_of_its_request(aws: Aws) -> None:
    reading = find(aws, text="SendTaskSuccess")
    told = datetime(2026, 11, 12, 2, 4, 41, tzinfo=UTC)
    assert calls.read_metrics(["sqs:orders-prd-ends"], around=told) in reading.next


def test_the_rows_of_a_query_lead_on(aws: Aws) -> None:
    reading = query_logs.ask(
        aws.logs,
        aws.queries,
        MAP,
        NOW,
        query="fields @timestamp, @message | filter @message like /ENOTFOUND/",
        groups=GROUP,
        since="2026-11-12T02:00:00Z",
        until="2026-11-12T02:30:00Z",
        most_gb=5,
    )
    assert [one.arguments.get("operation") for one in reading.next] == [
        "ListHostedZones",
        "ListResolverQueryLogConfigs",
    ]


def test_what_another_read_tells_of_a_failure_leads_on(tmp_path: Path) -> None:
    reason = f"mount.nfs4: access denied by server while mounting {FS}.efs.x.amazonaws.com:/"
    reply = Reply.json({"tasks": [{"taskArn": "t", "stoppedReason": reason}], "failures": []})
    with serving(reply) as fake, session(tmp_path, fake.url) as door:
        asked = Asked("ecs", "DescribeTasks", {"cluster": "c", "tasks": ["t"]})
        reading = call_aws.call(AnyCall(door), asked)
    assert bare(reading.next) == (POLICY, calls.find_changes(FS))


def traced(
    reason: str, groups: Sequence[str] = (), log: Sequence[str] = (), **volumes: Any
) -> Reading:
    told = Told()
    told.enter()
    ran = {"exit_code": 1, "startedAt": at(1.2)} if log else {"stopCode": "TaskFailedToStart"}
    told.tried(1, "TaskFailed", ended=task(1, reason=reason, **ran))
    told.add("ExecutionFailed", 2)
    recorded = RecordedAws(
        told,
        status="FAILED",
        minutes=2,
        definition_body=volumes or None,
        also_groups=groups,
        lines=log,
    )
    now = BEGUN + timedelta(hours=17)
    return trace_job.trace(recorded.aws, MAP, now, job_id=JOB, attempt=0, task="")


def test_a_mount_that_was_denied_leads_to_the_policy_of_what_the_task_mounts() -> None:
    denied = (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: "
        "stderr: b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'"
    )
    volume = {"name": "data", "efsVolumeConfiguration": {"fileSystemId": FS}}
    reading = traced(denied, volumes=[volume])
    assert reading.next[0].tool == "find_runbook"
    assert bare(reading.next[1:2]) == (POLICY,)


@pytest.mark.parametrize(("groups", "group"), [([ARCHIVE, MACHINE], ARCHIVE), ([MACHINE], MACHINE)])
def test_a_pull_that_was_limited_leads_to_whom_else_it_befell(
    groups: list[str], group: str
) -> None:
    # By its words no job is found: the job's own error is States.TaskFailed.
    reading = traced("CannotPullContainerError: toomanyrequests: pull rate limit", groups)
    asked = dict(reading.next[1].arguments)
    assert asked.pop("around")
    assert (reading.next[1].tool, asked) == (
        "find_logs",
        {"group": group, "text": "toomanyrequests"},
    )
    assert bare(reading.next[2:]) == (CACHED,)


def test_where_no_log_has_the_ends_of_tasks_none_is_offered() -> None:
    reading = traced("CannotPullContainerError: toomanyrequests: pull rate limit")
    assert bare(reading.next[1:2]) == (CACHED,)


def test_what_only_the_log_of_a_task_says_is_not_sought_where_tasks_end() -> None:
    line = "ERROR building: toomanyrequests: You have reached your pull rate limit"
    reading = traced("", [ARCHIVE], [line])
    assert reading.next[0].tool == "find_runbook"
    assert bare(reading.next[1:2]) == (CACHED,)
