"""The log groups that are built, by their number, and the streams in them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Final

from kurosai.sandbox.background.catalogue import projects
from kurosai.sandbox.voices import VOICES

FUNCTIONS: Final = tuple(VOICES)
SLOT_MS: Final = 40 * 60 * 1000
"""How long one container of a function, and so one stream, serves."""

LANES: Final = 12
"""Containers of a function that serve at the same time."""

_FUNCTION_STREAMS: Final = 1 << 40
_CONTAINER_STREAMS: Final = 1 << 41
OTHER_STREAMS: Final = 1 << 42
"""Streams that are not built have greater numbers."""


@cache
def groups() -> tuple[str, ...]:
    """Every group; its number is its place, from 1."""
    return (*FUNCTIONS, *(f"/crois/v2/prd/ecs/{project}" for project, _ in projects()))


def number_of(group: str) -> int:
    """The number of a group that is built."""
    return groups().index(group) + 1


def function_stream(group: int, ms: int, lane: int) -> int:
    """The stream of a function's container that serves at a moment."""
    return _FUNCTION_STREAMS + ((group * 1_000 + ms // SLOT_MS) * LANES) + lane


def container_stream(job: int, task: int, attempt: int) -> int:
    """The stream of a container: of which job, which of its tasks, and which attempt."""
    return _CONTAINER_STREAMS + (job * 8 + task) * 4 + attempt


def of_container(stream: int) -> tuple[int, int, int] | None:
    """Job, task and attempt of a container's stream; None for a function's."""
    if stream < _CONTAINER_STREAMS:
        return None
    rest, attempt = divmod(stream - _CONTAINER_STREAMS, 4)
    return (*divmod(rest, 8), attempt)


def function_suffix(stream: int) -> str:
    """The 32 digits that end the name of a function's stream."""
    return sha256(f"background/{stream}".encode()).hexdigest()[:32]
