"""When nobody writes to a log group but what its scenario tells of it.

That a function wrote nothing may be the fact of a world: neither the noise nor the platform at
large may then fill its group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from kurosai.sandbox.lambdas import milliseconds
from kurosai.sandbox.records import LogStream
from kurosai.sandbox.schema_aws import Aws

Hours: TypeAlias = "Sequence[tuple[int, int]]"
"""From when until when, in milliseconds since 1970; what is at the end itself is there."""

_STILL = 1 << 42
_REQUEST = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def hours(aws: Aws, group: str) -> Hours:
    """When a group is hushed; nothing for most."""
    told = aws.log_groups.get(group)
    return [
        (milliseconds(one.at), _STILL if one.until is None else milliseconds(one.until))
        for one in (told.hushed if told is not None else ())
    ]


def holds(several: Hours, at_ms: int) -> bool:
    """Whether a moment is in one of them."""
    return any(start <= at_ms < end for start, end in several)


def requests(messages: Iterable[str]) -> frozenset[str]:
    """The ids of the runs that lines of a function belong to."""
    return frozenset(match[0] for one in messages if (match := _REQUEST.search(one)))


def left(aws: Aws, streams: Iterable[LogStream]) -> Iterator[LogStream]:
    """The streams without the runs that have a line in hushed hours of their group.

    A run goes whole: half of one would look like a function that died.
    """
    for stream in streams:
        several = hours(aws, stream.group)
        if not several:
            yield stream
            continue
        gone = requests(one.message for one in stream.events if holds(several, one.at_ms))
        kept = tuple(
            one
            for one in stream.events
            if not holds(several, one.at_ms) and not requests([one.message]) & gone
        )
        if kept:
            yield replace(stream, events=kept)
