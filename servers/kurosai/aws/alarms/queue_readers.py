"""Which Lambda functions read a queue: when it fills up, one of them may be why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kurosai.aws import failed_look, subject
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Queues
from kurosai.aws.wire.queues import Reader
from kurosai.vocabulary import Look

MOST: Final = 2
_ENABLED: Final = "Enabled"


@dataclass(frozen=True, slots=True)
class Readers:
    """The functions by name, and what to say of them; a look where they could not be read."""

    functions: tuple[str, ...] = ()
    told: str = ""
    look: Look | None = None


def of(queues: Queues, name: str) -> Readers:
    """Those of a queue: one request."""
    try:
        found = queues.readers(name)
    except FAILURES as error:
        return Readers(look=failed_look.at(f"Lambda for who reads {name}", error))
    if not found:
        return Readers(told=f"no Lambda function reads {name}")
    functions = dict.fromkeys(subject.of(one.function).last for one in found)
    told = "; ".join(_reads(one) for one in found[:MOST])
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    return Readers(tuple(functions)[:MOST], f"{name} is read by {told}{more}")


def _reads(one: Reader) -> str:
    """`lambda:x (DISABLED, USER_INITIATED; batches of 10, at most 5 at once)`."""
    stopped = one.state != _ENABLED
    state = ", ".join(filter(None, (one.state.upper(), one.why))) if stopped else one.state
    told = "; ".join(filter(None, (state, ", ".join(_limits(one)))))
    return f"lambda:{subject.of(one.function).last} ({told})"


def _limits(one: Reader) -> Iterator[str]:
    if one.batch:
        yield f"batches of {one.batch}"
    if one.most:
        yield f"at most {one.most} at once"
