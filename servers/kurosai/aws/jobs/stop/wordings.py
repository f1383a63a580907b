"""AWS's own words, and the words of the software that it quotes, to causes.

Rules are tried in order, the first that fits wins: what names a thing stands before what names a
stage ("unable to pull secrets or registry auth" is said of both). A rule is as narrow as the texts
it was written for: a text that fits none is unknown, which costs a reader less than a wrong code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kurosai.aws.jobs.stop.causes import Cause

_PULL: Final = re.compile(
    r"CannotPull|pull(?:ing)? (?:image|command|access)|failed to resolve re|"
    r"failed to pull|registry auth|registry-1\.docker\.io|can(?:not|[’']t) pull",
    re.IGNORECASE,
)
"""That a text is about getting an image; what says why may stand on either side of it."""

_UNREACHED: Final = (
    r"i/o timeout|request canceled while waiting|connection issue between the task|"
    r"no such host|connection refused|connection reset|network is unreachable|"
    r"TLS handshake timeout|deadline exceeded|Check your network configuration|"
    r"Client\.Timeout exceeded|no route to host|send request failed|request send failed"
)
_FORBIDDEN: Final = (
    r"403 Forbidden|401 Unauthorized|pull access denied|access ?denied|not authorized|"
    r"no basic auth credentials|authentication required|"
    r"Check that the role has the permissions|denied: "
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern; with `of`, of texts only that have that one too."""

    pattern: re.Pattern[str]
    of: re.Pattern[str] | None = None

    def fits(self, text: str) -> bool:
        """Whether the text is one of these."""
        about = self.of is None or self.of.search(text) is not None
        return about and self.pattern.search(text) is not None


def _any(*words: str) -> Rule:
    return Rule(re.compile("|".join(words), re.IGNORECASE))


def _of_pull(*words: str) -> Rule:
    return Rule(_any(*words).pattern, _PULL)


_KILLED: Final = Rule(
    re.compile(
        r"^OutOfMemoryError\b|(?i:killed due to (?:high )?memory usage)|"
        r"(?<![\w/:.+-])OOMKilled(?![\w/-])(?!\"?\s*[:=]\s*\"?(?i:false))"
    )
)
"""As ECS begins its reason, or says it elsewhere. The word alone is also a part of options of Java
and of names of images, which stand in texts about quite other failures."""


def _states(*names: str) -> Rule:
    """Errors of Step Functions' own: one stands first in a text, whatever data it quotes behind."""
    return _any(rf"^States\.(?:{'|'.join(names)})\b")


RULES: Final[tuple[tuple[Cause, Rule], ...]] = (
    (Cause.DATA_SIZE, _states("DataLimitExceeded")),
    (
        Cause.STATE_DATA,
        _states(
            "Runtime",
            "ParameterPathFailure",
            "ResultPathMatchFailure",
            "IntrinsicFailure",
            "QueryEvaluationError",
            "NoChoiceMatched",
        ),
    ),
    (Cause.MAP_DATA, _states("ItemReaderFailed", "ResultWriterFailed")),
    (Cause.STATE_FORBIDDEN, _states("Permissions")),
    (Cause.OUT_OF_MEMORY, _KILLED),
    (
        Cause.IMAGE_ARCHITECTURE,
        _any(
            r"no matching manifest for",
            r"does not contain descriptor matching platform",
            r"no match for platform in manifest",
            r"exec format error",
            r"platform \S+ does not match",
        ),
    ),
    (
        Cause.IMAGE_RATE_LIMIT,
        _any(
            r"toomanyrequests(?!exception)",
            r"pull rate limit",
            r"429 Too Many Requests",
        ),
    ),
    (Cause.IMAGE_RATE_LIMIT, _of_pull(r"Rate exceeded|ThrottlingException")),
    (
        Cause.DISK_FULL,
        _any(r"no space left on device", r"disk quota exceeded", r"Thin Pool has \d+ free"),
    ),
    # What is fetched at the start, before what fetching in general fails of.
    (
        Cause.SECRETS,
        _any(
            r"retrieve secrets? from",
            r"fetch(?:ing)? secrets?\b",
            r"secretsmanager:",
            r"ssm:GetParameters",
            r"invalid ssm parameters",
            r"pull secrets from",
            r"download env files?",
            r"\benv(?:ironment)? files? from s3",
        ),
    ),
    (
        Cause.LOG_DRIVER,
        _any(
            r"validate logger args",
            r"initialize logging driver",
            r"Cloudwatch log (?:stream|group)",
            r"CreateLog(?:Stream|Group)",
            r"log group does not exist",
            r"failed to (?:start|create|initialize) (?:the )?(?:log router|firelens)",
        ),
    ),
    (
        Cause.VOLUME,
        _any(
            r"EFS utils",
            r"set up EFS volumes?",
            r"mount\.(?:nfs4|efs)",
            r"CannotCreateVolumeError",
            r"EphemeralStorage provisioning",
            r"EBS volume",
            r"invalid mount config",
            r"error (?:while )?mounting (?:volume|\")",
            r"failed to mount",
            r"rootfs_linux\.go:\d+: mounting",
            r"/var/lib/ecs/volumes/",
        ),
    ),
    # A registry: what it says before whether it was reached.
    (Cause.IMAGE_FORBIDDEN, _of_pull(_FORBIDDEN)),
    (
        Cause.IMAGE_NOT_FOUND,
        _of_pull(
            r"manifest unknown|name unknown|: not found|not found in repository|"
            r"\(404\)|404 Not Found|(?:manifest for|repository|image) \S+ not found|"
            r"repository does not exist|image does not exist"
        ),
    ),
    (Cause.IMAGE_NO_ROUTE, _of_pull(_UNREACHED)),
    (Cause.IMAGE_PULL, _any(r"retrieve ecr registry auth", r"pull registry auth from")),
    (Cause.SECRETS, _any(r"unable to pull secrets")),
    (Cause.IMAGE_PULL, _any(r"CannotPull\w{0,40}Error", r"pull image manifest")),
    (
        Cause.ADDRESSES,
        _any(
            r"InsufficientFreeAddresses",
            r"(?:not|n't) have (?:enough|sufficient) (?:free )?(?:IP )?addresses",
            r"insufficient free addresses",
            r"not enough free addresses",
            r"no (?:free|available) (?:IP )?addresses",
            # As AWS documents it: without a code of EC2's behind it.
            r"Create Network Interface with public IP assignment enabled in subnet '?[\w-]+'?\W*$",
        ),
    ),
    (
        Cause.ENI,
        _any(
            r"network interface",
            r"configure ENI\b",
            r"RESOURCE:ENI",
            r"\bENI (?:attachment|provisioning)",
            r"eni plugin",
            r"setup network namespace",
        ),
    ),
    (
        Cause.QUOTA,
        _any(
            r"reached the limit on the number of",
            # Of a number of things: what is too large or took too long is no quota.
            r"(?<!Data)(?<!Size)(?<!Time)LimitExceeded",
            r"exceeds? (?:the|your) (?:account )?(?:limit|quota)",
            r"ThrottlingException",
            r"Rate exceeded",
        ),
    ),
    (
        Cause.CAPACITY,
        _any(
            r"Capacity is unavailable",
            r"capacity (?:is )?(?:currently )?unavailable",
            r"RESOURCE:(?:MEMORY|CPU|PORTS?|GPU)",
            r"No Container Instances were found",
            r"no container instance met all of its requirements",
            r"insufficient (?:cpu|memory|capacity)",
            r"InsufficientInstanceCapacity",
            r"UnfulfillableCapacity",
        ),
    ),
    (
        Cause.HEALTH_CHECK,
        _any(r"failed (?:ELB|container|\S+ load balancer) health checks?", r"ELB health check"),
    ),
    (
        Cause.SPOT,
        _any(
            r"Spot Task was interrupted", r"Spot interruption", r"Spot instance (?:reclaim|interr)"
        ),
    ),
    (
        Cause.HOST,
        _any(
            r"Host EC2 \(instance",
            r"maintenance on the underlying infrastructure",
            r"host is being retired",
            r"container instance (?:is in DRAINING|deregistration)",
            r"task retirement",
        ),
    ),
    (Cause.SCHEDULER, _any(r"Scaling activity initiated", r"\(deployment ecs-svc/")),
    (
        Cause.CONTAINER_START,
        _any(
            r"CannotStartContainerError",
            r"CannotCreateContainerError",
            r"ContainerRuntime(?:Timeout)?Error",
            r"DockerTimeoutError",
            r"CgroupError",
            r"OCI runtime create failed",
            r"executable file not found",
            r"Could not transition to (?:started|created)",
            r"failed to create (?:new container runtime|shim) task",
        ),
    ),
    (Cause.STOP_TIMEOUT, _any(r"CannotStopContainerError", r"Could not transition to stopped")),
    (
        Cause.REFUSED,
        _any(
            r"not authorized to perform: (?:ecs:|iam:PassRole)",
            r"unable to assume the role",
            r"TaskDefinition is inactive",
            r"task definition is not compatible",
            r"when calling the RunTask operation",
        ),
    ),
    (Cause.TASK_TIMEOUT, _any(r"States\.(?:Heartbeat)?Timeout")),
    (Cause.USER_STOP, _any(r"Task stopped by user", r"Stopped by user")),
)

WHY: Final[tuple[tuple[str, Rule], ...]] = (
    (
        "access denied",
        _any(r"access ?denied", r"not authorized", r"403", r"permission denied", r"forbidden"),
    ),
    (
        "not there",
        _any(
            r"does not exist",
            r"NotFoundException",
            r"can't find",
            r"no such file or directory",
            r"invalid ssm parameters",
        ),
    ),
    ("no way there", _any(_UNREACHED, r"context canceled", r"failed to resolve", r"timed out")),
)
"""Why a secret, a log or a volume could not be had, where the text says."""


def cause(text: str) -> Cause | None:
    """The cause that a text names; None where no rule knows it."""
    return next((known for known, rule in RULES if rule.fits(text)), None)


def why(text: str) -> str:
    """One of WHY's words; "" where the text does not say."""
    return next((words for words, rule in WHY if rule.fits(text)), "")
