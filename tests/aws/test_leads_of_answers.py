"""What an answer of call_aws leads to, by the operation that gave it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from aws_doors import serving, session
from loopback import Reply
from world_session import doors, opened

from kurosai import calls
from kurosai.aws.any_call import allowed, call_aws, call_fields
from kurosai.aws.any_call.call_aws import Asked
from kurosai.aws.leads import leads
from kurosai.aws.leads.answers import ANSWERS
from kurosai.aws.leads.kinds import Read
from kurosai.aws.platform import Aws
from kurosai.aws.wire.any_call import AnyCall
from kurosai.vocabulary import Coverage, Json, Reading

FS = "fs-0a1b2c3d4e5f60718"
WORLD = """
world:
  aws:
    queues:
      q1: { waiting: 3, dead_letters: { queue: q1-dlq, max_receives: 5 } }
      q1-dlq: { waiting: 7 }
"""


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("answers"), WORLD) as door:
        yield doors(door)


def attributes(aws: Aws, name: str) -> Reading:
    url = f"https://sqs.ap-northeast-1.amazonaws.com/111122223333/{name}"
    given: dict[str, Json] = {"QueueUrl": url, "AttributeNames": ["All"]}
    return call_aws.call(aws.any, Asked("sqs", "GetQueueAttributes", given))


def test_a_queue_leads_to_its_readers_and_its_dead_letters(aws: Aws) -> None:
    readers, measured = attributes(aws, "q1").next
    assert readers.arguments["operation"] == "ListEventSourceMappings"
    assert readers.arguments["parameters"] == {
        "EventSourceArn": "arn:aws:sqs:ap-northeast-1:111122223333:q1"
    }
    assert measured == calls.read_metrics(["sqs:q1", "sqs:q1-dlq depth"])
    assert attributes(aws, "q1-dlq").next[1] == calls.read_metrics(["sqs:q1-dlq"])


def test_the_policies_of_a_role_lead_to_each_of_them_and_to_those_that_it_shares() -> None:
    def asked(*policies: str) -> list[tuple[Json, Json]]:
        found = leads.after("iam ListRolePolicies", "\n".join(("RoleName=tasks", *policies)))
        return [(one.arguments["operation"], one.arguments["parameters"]) for one in found]

    shared = ("ListAttachedRolePolicies", {"RoleName": "tasks"})
    project = ("GetRolePolicy", {"RoleName": "tasks", "PolicyName": "project"})
    other = ("GetRolePolicy", {"RoleName": "tasks", "PolicyName": "a.b-c"})
    assert asked("project", "a.b-c") == [project, other, shared]
    assert asked("project") == [project, shared]
    assert asked() == [shared]
    assert len(asked("a", "b", "c", "d")) == 3


def test_a_file_system_without_a_policy_leads_on_all_the_same(tmp_path: Path) -> None:
    missing = Reply.json({"ErrorCode": "PolicyNotFound", "Message": "none"}, 404)
    missing.headers["x-amzn-ErrorType"] = "PolicyNotFound"
    with serving(missing) as fake, session(tmp_path, fake.url) as door:
        asked = Asked("efs", "DescribeFileSystemPolicy", {"FileSystemId": FS})
        reading = call_aws.call(AnyCall(door), asked)
    assert reading.coverage is Coverage.EMPTY
    changed, targets = reading.next
    assert changed == calls.find_changes(FS)
    assert targets.arguments["operation"] == "DescribeMountTargets"


def test_one_zone_leads_to_its_records_and_several_to_none() -> None:
    one = "name=a.example. id=/hostedzone/Z0A"
    records, changed = leads.after("route53 ListHostedZones", one, "prod/us-east-1")
    assert records.arguments["parameters"] == {"HostedZoneId": "Z0A"}
    assert changed == calls.at_place(calls.find_changes("Z0A"), "prod/us-east-1")
    assert leads.after("route53 ListHostedZones", one, None) == (records,)
    assert leads.after("route53 ListHostedZones", f"{one}\nid=/hostedzone/Z0B", "") == ()


def test_the_log_of_the_resolver_is_read_for_what_it_could_not_resolve() -> None:
    text = (
        "name=x to=arn:aws:logs:ap-northeast-1:111122223333:log-group:/aws/r53/x:* status=CREATED"
    )
    found = leads.after("route53resolver ListResolverQueryLogConfigs", text)
    assert found == (calls.find_logs("/aws/r53/x", "", pattern='{ $.rcode != "NOERROR" }'),)


def test_limits_lead_to_who_uses_them_up_and_other_answers_nowhere() -> None:
    (call,) = leads.after("lambda GetAccountSettings", "")
    assert call.tool == "read_metrics"
    assert leads.after("ec2 DescribeVpcs", FS) == ()


def test_every_row_is_of_allowed_reads_of_their_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    names = [name.split() for name in ANSWERS]
    reads = [one for rows in ANSWERS.values() for one in rows if isinstance(one, Read)]
    for service, operation in [*names, *((one.service, one.operation) for one in reads)]:
        assert operation in allowed.table().service(service).allowed
    for one in reads:
        model: Any = cast("Any", boto3).client(one.service).meta.service_model
        operation = model.operation_model(one.operation)
        assert set(one.parameters) <= set(operation.input_shape.members)
        assert set(operation.input_shape.required_members) <= set(one.parameters)
        call_fields.compiled(one.fields)
