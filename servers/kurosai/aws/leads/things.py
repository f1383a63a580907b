"""What a text about a failure names, by the names that the table of signs uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

_HOST: Final = r"(?P<host>[A-Za-z0-9](?:[\w-]*\.)+[A-Za-z0-9-]+)\.?"
_QUEUE: Final = r"(?P<queue>[A-Za-z0-9]+(?:[-_]+[A-Za-z0-9]+)+(?:\.fifo)?)\b"
"""In prose a name has more than one piece; a queue's has no dot but before `fifo`."""
_NAMED: Final = (
    re.compile(r"\b(?P<file_system>fs-[0-9a-f]{8,17})\b"),
    re.compile(r"\b(?P<subnet>subnet-[0-9a-f]{8,17})\b"),
    re.compile(r"\b(?P<definition>arn:aws[\w-]*:ecs:[\w-]+:\d{12}:task-definition/[\w-]+:\d+)"),
    re.compile(rf"(?:EAI_AGAIN|ENOTFOUND),? {_HOST}"),
    re.compile(rf"\blookup {_HOST}(?: on|:)"),
    re.compile(rf"resolve host(?: address)?:? ['\"‘]?{_HOST}", re.IGNORECASE),
    re.compile(rf"UnknownHostException: {_HOST}"),
    re.compile(rf"Failed to resolve ['\"]{_HOST}"),
    re.compile(rf"\bhost=['\"]{_HOST}['\"]"),
    re.compile(rf"https?://{_HOST}(?=[:/\s'\")]|$)"),
    re.compile(r"when calling the (?P<operation>[A-Z]\w{2,60}) operation"),
    re.compile(r"\barn:[\w-]+:sqs:[\w-]+:\d{12}:(?P<queue>[\w-]+(?:\.fifo)?)"),
    re.compile(r"https://[\w.-]+\.amazonaws\.com[\w.]*/\d{12}/(?P<queue>[\w-]+(?:\.fifo)?)"),
    re.compile(rf"\bmessages? from (?:the )?(?:queue )?['\"]?{_QUEUE}", re.IGNORECASE),
    re.compile(rf"\bqueue(?:_?name)?['\"]?\s?[=:]\s?['\"]?{_QUEUE}", re.IGNORECASE),
    re.compile(r'"?serviceCode"?[=:]\s*"?(?P<service>[a-z][a-z0-9-]{1,40})'),
)
"""As EFS, EC2 and ECS write ids, as resolvers and clients of HTTP tell of a name, as botocore and
AWS's own errors tell of a call, as SQS names a queue and programs that read one do.
The first that fits gives the name."""

_SERVICES: Final = (
    ("fargate", re.compile(r"\bvCPUs\b|Fargate", re.IGNORECASE)),
    ("ec2", re.compile(r"\b(?:Vcpu|Instance|Address|Volume|Request)LimitExceeded\b|\bAmazonEC2\b")),
    ("ecs", re.compile(r"\bAmazonECS\b|\bRunTask\b|Service: Ecs\b|\becs:", re.IGNORECASE)),
    ("states", re.compile(r"\bAWSStepFunctions\b|\bStartExecution\b|Service: Sfn\b|\bstates:")),
    ("lambda", re.compile(r"\bAWSLambda\b|Service: Lambda\b|\blambda:", re.IGNORECASE)),
    ("batch", re.compile(r"\bAWSBatch\b|\bSubmitJob\b|Service: Batch\b")),
    ("logs", re.compile(r"\bAWSLogs\b|\bPutLogEvents\b|Service: CloudWatchLogs\b")),
    ("kms", re.compile(r"\bAWSKMS\b|Service: Kms\b|\bkms:", re.IGNORECASE)),
)
"""What Service Quotas calls a service, and how errors name it (Java's clients by its old or new
class, Python's by the operation). One whose quotas are mostly rates too."""

_ANSWERED: Final = (
    re.compile(r"\b(?P<file_system>fs-[0-9a-f]{8,17})\b"),
    re.compile(r"\bQueueArn=(?P<queue_arn>arn:[\w-]+:sqs:[\w-]+:\d+:(?P<queue>[\w.-]+))"),
    re.compile(r"\bdeadLetterTargetArn=arn:[\w-]+:sqs:[\w-]+:\d+:(?P<letters>[\w.-]+)"),
    re.compile(r"=/hostedzone/(?P<zone>Z[A-Z0-9]+)\b"),
    re.compile(r"^RoleName=(?P<role>[\w+=,.@-]+)$", re.MULTILINE),
    re.compile(r"^(?P<policy>[\w+,.@-]+)$", re.MULTILINE),
    re.compile(r"=arn:[\w-]+:logs:[\w-]+:\d+:log-group:(?P<log_group>[\w./#-]+)"),
)
"""As answers name things, told as `key=value`, names of policies alone in their lines."""


def queue(texts: Iterable[str]) -> Mapping[str, str]:
    """The `queue` that several texts name between them; {} where they name none, or several."""
    found = {name for text in texts if (name := named(text).get("queue", ""))}
    return {"queue": found.pop()} if len(found) == 1 else {}


def answered(text: str) -> Mapping[str, Sequence[str]]:
    """The things that an answer names, each once."""
    found: dict[str, dict[str, None]] = {}
    for pattern in _ANSWERED:
        for match in pattern.finditer(text):
            for name, value in match.groupdict().items():
                found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def named(text: str) -> Mapping[str, str]:
    """The things by name; those that the text does not name are left out."""
    found: dict[str, str] = {}
    for pattern in _NAMED:
        match = pattern.search(text)
        for name, value in (match.groupdict() if match else {}).items():
            found.setdefault(name, value)
    if "service" not in found:
        service = next((name for name, pattern in _SERVICES if pattern.search(text)), "")
        found |= {"service": service} if service else {}
    if "definition" in found and "file_system" not in found:
        # It says which file system, where nothing else does.
        found["unread_definition"] = found["definition"]
    return found
