"""The table: what AWS's own words for a failure call for, and where those words are documented.

A row is a sign: a pattern of what AWS, or the software that it quotes, says; and the reads that
decide what such a failure comes from, best first. `<file_system>` and the like stand for what the
text names (`things.py`): a read is left out where the text names no such thing. The first sign that
fits a text is its sign, so what is narrow stands before what is wide.
"""

from __future__ import annotations

import re
from typing import Final

from kurosai.aws.leads.kinds import Lines, Read, Sign
from kurosai.aws.leads.reads import (
    CALLED,
    HELD,
    LETTERS,
    MOUNTED,
    POLICY,
    QUOTAS,
    RECORDS,
    TARGETS,
    THROTTLES,
    VCPUS,
    VOLUMES,
    ZONES,
)


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


SIGNS: Final = (
    Sign(
        "function throttled",
        _any(
            r"TooManyRequestsException\b.{0,200}?(?:\bInvoke\b|\bRate Exceeded\b)",
            r"\bInvoke\b.{0,200}?\bTooManyRequestsException",
            r"\bLambda\.TooManyRequestsException",
            r"\b(?:ReservedFunction|Function)?Concurrent(?:Invocation|Executions)LimitExceeded",
            r"\b(?:Reserved)?FunctionInvocationRateLimitExceeded",
            r"\bCallerRateLimitExceeded",
        ),
        "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors",
        (
            THROTTLES,
            Read("lambda", "GetAccountSettings", {}, "AccountLimit"),
        ),
    ),
    Sign(
        "mount denied",
        _any(
            r"mount\.(?:nfs4?|efs)\b.{0,80}?(?:access denied|permission denied|not permitted)",
            r"EFS utils.{0,300}?access denied",
            r"not authorized to perform:? elasticfilesystem:Client",
        ),
        "https://docs.aws.amazon.com/efs/latest/ug/troubleshooting-efs-mounting.html",
        (POLICY, MOUNTED, TARGETS, VOLUMES),
    ),
    Sign(
        "mount failed",
        _any(
            r"\bmount\.(?:nfs4?|efs)\b",
            r"EFS utils",
            r"set up EFS volumes?",
            r"\bfs-[0-9a-f]{8,17}\.efs\.[\w-]+\.amazonaws\.com",
        ),
        "https://docs.aws.amazon.com/efs/latest/ug/troubleshooting-efs-mounting.html",
        (TARGETS, MOUNTED, POLICY, VOLUMES),
    ),
    Sign(
        "no address for a task",
        _any(
            r"\bInsufficientFreeAddressesInSubnet\b",
            r"(?:not enough|no|insufficient) (?:more )?free (?:IP )?addresses",
            r"network interface provisioning",
        ),
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
        # Whom else it met stands where tasks' ends do: one subnet is shared by very many.
        (HELD, Lines("<stops_log>", text="<said>")),
    ),
    Sign(
        "pull rate limited",
        _any(
            r"\btoomanyrequests\b(?!exception)",
            r"\bpull rate limit",
        ),
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
        (
            # The words stand in no job's error: who else met them stands where tasks' ends do.
            Lines("<stops_log>", text="<said>"),
            Read(
                "ecr",
                "DescribePullThroughCacheRules",
                {},
                "pullThroughCacheRules[].{prefix:ecrRepositoryPrefix,"
                "upstream:upstreamRegistryUrl,credential:credentialArn}",
            ),
            Read(
                "ecs",
                "DescribeTaskDefinition",
                {"taskDefinition": "<definition>"},
                "taskDefinition.containerDefinitions[].{name:name,image:image}",
            ),
        ),
    ),
    Sign(
        "name not resolved",
        _any(
            r"\bEAI_AGAIN\b|\bENOTFOUND\b|\bNXDOMAIN\b|\bSERVFAIL\b",
            r"Name or service not known|Temporary failure in name resolution",
            r"nodename nor servname provided",
            r"\blookup \S+(?: on \S+)?: (?:no such host|server misbehaving|i/o timeout)",
            r"Could not resolve host\b|unable to resolve host",
            r"\bUnknownHostException\b|\bNameResolutionError\b",
        ),
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html",
        (
            ZONES,
            RECORDS,
            Read(
                "route53resolver",
                "ListResolverQueryLogConfigs",
                {},
                "ResolverQueryLogConfigs[].{name:Name,to:DestinationArn,status:Status}",
            ),
        ),
    ),
    Sign(
        "vCPUs of Fargate used up",
        _any(r"reached the limit on the number of vCPUs"),
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/monitoring-fargate-usage.html",
        (
            VCPUS,
            QUOTAS,
        ),
    ),
    Sign(
        "quota used up",
        _any(
            r"\bServiceQuotaExceeded",
            r"\bLimitExceeded(?:Exception|Fault)?\b",
            r"\b(?:Vcpu|Instance|Address|Volume|Request|Resource)LimitExceeded\w*",
            r"reached the (?:limit|quota)\b",
            r"exceeds? (?:the|your) (?:account )?(?:limit|quota)",
        ),
        "https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html",
        (
            CALLED,
            QUOTAS,
        ),
    ),
    Sign(
        "message given back",
        _any(
            r"\breceived? (?P<last>[2-9]|[1-9]\d+) ?(?:of|/) ?(?P=last)\b",
            r"\bmessages? (?:goes|go|went|gone|is put|was put|returned?|returns) back\b",
            r"(?:exceed\w*|reach\w*|over|above) (?:its |the )?max(?:imum)?[ _]?receive[ _]?counts?",
            r"(?:moved|sent|goes|went|gone|go) to (?:its |the |a )?(?:dead.?letter|DLQ)\b",
        ),
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        (
            LETTERS,
            CALLED,
        ),
    ),
    Sign(
        "calls throttled",
        _any(r"\bThrottlingException\b", r"\(Throttling\)", r"\bRate exceeded\b"),
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Usage-Metrics.html",
        (
            CALLED,
            # What could not be told of a message, its queue gives out again, or gives up.
            LETTERS,
            QUOTAS,
        ),
    ),
)
"""Of a text the first that fits is meant."""
