"""The closed set of causes. A new one needs its advice (`advice.py`) and its texts in the tests."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """Why a task stopped or never ran. Values are what a reader sees."""

    IMAGE_ARCHITECTURE = "image-architecture"
    IMAGE_NOT_FOUND = "image-not-found"
    IMAGE_RATE_LIMIT = "image-rate-limit"
    IMAGE_FORBIDDEN = "image-forbidden"
    IMAGE_NO_ROUTE = "image-no-route"
    IMAGE_PULL = "image-pull"
    """The image could not be had, and the text proves none of the five above."""

    OUT_OF_MEMORY = "out-of-memory"
    DISK_FULL = "disk-full"
    USER_STOP = "user-stop"
    SPOT = "spot-interruption"
    CAPACITY = "capacity"
    QUOTA = "quota"
    ADDRESSES = "no-addresses"
    ENI = "network-interface"
    SECRETS = "secrets-at-start"
    LOG_DRIVER = "log-driver-at-start"
    VOLUME = "volume"
    CONTAINER_START = "container-start"
    """The container's process could not be started: its command, or the runtime."""

    REFUSED = "run-refused"
    """RunTask itself was refused: permissions, or what it was asked with."""

    HEALTH_CHECK = "health-check"
    SCHEDULER = "service-scheduler"
    HOST = "host-retired"
    STOP_TIMEOUT = "stop-timeout"
    """It was told to stop and did not in time: then SIGKILL came."""

    TASK_TIMEOUT = "task-timeout"
    DATA_SIZE = "data-too-large"
    """More than a state of Step Functions may take or give; no quota of the account raises it."""

    STATE_DATA = "state-data"
    """The state machine could not work with its data: a path, a choice or an expression failed."""

    MAP_DATA = "map-data"
    STATE_FORBIDDEN = "state-forbidden"
    EXITED = "exited"
    KILLED = "killed"
    """It ended by a signal, and nothing proves who sent it."""

    UNKNOWN = "unknown"


IMAGE = frozenset(
    {
        Cause.IMAGE_ARCHITECTURE,
        Cause.IMAGE_NOT_FOUND,
        Cause.IMAGE_RATE_LIMIT,
        Cause.IMAGE_FORBIDDEN,
        Cause.IMAGE_NO_ROUTE,
        Cause.IMAGE_PULL,
    }
)
"""Those of an image that could not be had."""
