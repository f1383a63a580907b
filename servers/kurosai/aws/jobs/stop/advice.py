"""What a cause means for an operator, in a sentence, and what to look at next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kurosai.aws.jobs.stop.causes import Cause


@dataclass(frozen=True, slots=True)
class Advice:
    """`means` says what happened, `look` what decides or mends it."""

    means: str
    look: str


OF: Final[Mapping[Cause, Advice]] = {
    Cause.IMAGE_ARCHITECTURE: Advice(
        "the image was not built for the task's platform", "the platforms of the image"
    ),
    Cause.IMAGE_NOT_FOUND: Advice(
        "the registry has no such image or tag",
        "the tags of the repository; its lifecycle policy and what was deleted",
    ),
    Cause.IMAGE_RATE_LIMIT: Advice(
        "the registry limits how often may be pulled", "other pulls at that time, a login, a mirror"
    ),
    Cause.IMAGE_FORBIDDEN: Advice(
        "the registry refused the pull, or hides that there is no such image",
        "the execution role, the repository's policy, the image's name",
    ),
    Cause.IMAGE_NO_ROUTE: Advice(
        "the registry was not reached from the task's subnet",
        "route, NAT, endpoints and security group of the subnet",
    ),
    Cause.IMAGE_PULL: Advice(
        "the image could not be pulled, and the text does not say why",
        "the image in its registry, then the way from the subnet to it",
    ),
    Cause.OUT_OF_MEMORY: Advice(
        "the container used more memory than it may", "its memory limit and what it was doing"
    ),
    Cause.DISK_FULL: Advice(
        "there was no space left on the task's disk", "its ephemeral storage, the image's size"
    ),
    Cause.USER_STOP: Advice("somebody or something called StopTask", "CloudTrail: who did"),
    Cause.SPOT: Advice("AWS took its Spot capacity back", "whether it was run again; On-Demand"),
    Cause.CAPACITY: Advice(
        "AWS had no room for it where it was to run", "whether a retry got in; other zones"
    ),
    Cause.QUOTA: Advice(
        "a limit of this account was reached", "Service Quotas, and what else ran at that time"
    ),
    Cause.ADDRESSES: Advice(
        "the subnet had no free IP address left", "its free addresses now; what holds them"
    ),
    Cause.ENI: Advice(
        "its network interface was not made or attached in time",
        "whether a retry got in; AWS Health; changes to subnet and security group",
    ),
    Cause.SECRETS: Advice(
        "a secret or environment file could not be fetched at the start",
        "the secret, the execution role, the way to its service",
    ),
    Cause.LOG_DRIVER: Advice(
        "its log could not be opened, so it was not started",
        "the log group, the execution role, the way to CloudWatch Logs",
    ),
    Cause.VOLUME: Advice(
        "a volume could not be had or mounted",
        "the file system: its policy, mount targets, security group and access point",
    ),
    Cause.CONTAINER_START: Advice(
        "the container's process could not be started", "its command and entry point in the image"
    ),
    Cause.REFUSED: Advice(
        "RunTask was refused", "the caller's role, and what the task was run with"
    ),
    Cause.HEALTH_CHECK: Advice(
        "a health check failed, and ECS replaced it", "its log before that, and the check"
    ),
    Cause.SCHEDULER: Advice(
        "its service stopped it: a deployment or fewer wanted", "the service's deployments"
    ),
    Cause.HOST: Advice("AWS took its host away", "whether it was run again; AWS Health"),
    Cause.STOP_TIMEOUT: Advice(
        "told to stop, it did not end in time and was killed",
        "who stopped it; whether it handles SIGTERM",
    ),
    Cause.TASK_TIMEOUT: Advice(
        "a time limit of the state machine ended it", "what it was doing when its time ran out"
    ),
    Cause.DATA_SIZE: Advice(
        "its input or output is more than the 256 KiB that Step Functions passes on",
        "what it gives and is given: larger data has to go by way of S3",
    ),
    Cause.STATE_DATA: Advice(
        "the state machine found its data not as its definition expects it",
        "what the state was given; what gave it; changes to the definition",
    ),
    Cause.MAP_DATA: Advice(
        "a map could not read its items or write its results",
        "the object and bucket that it names, and what the machine's role may do there",
    ),
    Cause.STATE_FORBIDDEN: Advice(
        "the state machine's role may not do what the state asks for",
        "the role's policies and what changed on them",
    ),
    Cause.EXITED: Advice("its own process ended it", "the end of its log"),
    Cause.KILLED: Advice(
        "a signal ended it, and nothing proves who sent it",
        "memory metrics, CloudTrail's StopTask, Spot notices",
    ),
    Cause.UNKNOWN: Advice("AWS's words fit no known cause", "the text itself"),
}

CODES: Final[Mapping[int, str]] = {
    125: "the container's runtime failed",
    126: "the command may not be executed",
    127: "the command was not found",
    134: "SIGABRT: it aborted itself",
    137: "SIGKILL",
    139: "SIGSEGV: it crashed",
    143: "SIGTERM",
    255: "out of range, or an uncaught error",
}
"""What an exit code says by convention of shells; of most it is the program's own."""


_TOO_LONG: Final = re.compile(
    r"\blength\b|\bat most \d|\btoo (?:long|large|big)\b"
    r"|\bexceed\w*\b.{0,80}\b(?:size|characters|bytes)\b"
    r"|\bsize\b.{0,80}\b(?:exceed|limit|must)",
    re.IGNORECASE,
)
_REFUSED: Final = (
    (re.compile(r"not authorized|assume the role|access ?denied", re.I), "the caller's role"),
    (_TOO_LONG, "what the task was run with: the message names the length or size that it passes"),
    (re.compile(r"task ?definition", re.I), "the task's definition"),
)
"""What to look at where RunTask says why it refuses; the first that fits."""


def of(cause: Cause, said: str = "") -> Advice:
    """The advice for a cause, as far as AWS's words for it (`said`) tell which of several."""
    found = OF[cause]
    if cause is not Cause.REFUSED:
        return found
    look = next((look for says, look in _REFUSED if says.search(said)), found.look)
    return Advice(found.means, look)


def is_too_much(cause: Cause, said: str) -> bool:
    """Whether it failed of how much it was given or gave: then what gave it tells more."""
    return cause is Cause.DATA_SIZE or (
        cause is Cause.REFUSED and of(cause, said).look == _REFUSED[1][1]
    )
