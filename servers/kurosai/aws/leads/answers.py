"""The table: what an answer of `call_aws` calls for next, by the operation that gave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kurosai.aws.leads.kinds import Changes, Lead, Lines, Metrics, Read
from kurosai.aws.leads.reads import MOUNTED, POLICY, TARGETS, THROTTLES

ANSWERS: Final[Mapping[str, tuple[Lead, ...]]] = {
    "sqs GetQueueAttributes": (
        Read(
            "lambda",
            "ListEventSourceMappings",
            {"EventSourceArn": "<queue_arn>"},
            "EventSourceMappings[].{function:FunctionArn,state:State,why:StateTransitionReason,"
            "batch:BatchSize,last:LastProcessingResult,most:ScalingConfig.MaximumConcurrency}",
        ),
        # Which also tells who reads it, where it fills.
        Metrics(("sqs:<queue>", "sqs:<letters> depth")),
        Metrics(("sqs:<queue>",)),
    ),
    "lambda GetAccountSettings": (THROTTLES,),
    "lambda GetFunctionConcurrency": (THROTTLES,),
    "efs DescribeFileSystemPolicy": (MOUNTED, TARGETS),
    "efs DescribeMountTargets": (MOUNTED, POLICY),
    "route53 ListHostedZones": (
        Read(
            "route53",
            "ListResourceRecordSets",
            {"HostedZoneId": "<zone>"},
            "ResourceRecordSets[].{name:Name,type:Type,ttl:TTL,to:ResourceRecords[].Value,"
            "alias:AliasTarget.DNSName}",
        ),
        Changes("<zone>", home=True),
    ),
    # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html
    "route53resolver ListResolverQueryLogConfigs": (
        Lines("<log_group>", '{ $.rcode != "NOERROR" }'),
    ),
    # What a role may do is written in each of its policies, and nowhere in one piece.
    "iam ListRolePolicies": (
        Read(
            "iam",
            "GetRolePolicy",
            {"RoleName": "<role>", "PolicyName": "<policy>"},
            each="policy",
        ),
        Read("iam", "ListAttachedRolePolicies", {"RoleName": "<role>"}),
    ),
}
"""`<name>` is what the question and its answer name, where they name one such thing and not several
(`things.py`)."""
