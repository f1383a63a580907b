"""Which Lambda functions read a queue: when it fills up, one of them may be why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kurosai.aws import subject
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.json_objects import each, one
from kurosai.aws.platform import AnyOperation
from kurosai.errors import NotConfigured

MOST: Final = 2
MOST_WHY: Final = 120
_ENABLED: Final = "Enabled"


@dataclass(frozen=True, slots=True)
class Readers:
    """The functions by name, and what to say of them or of why they are not known."""

    functions: tuple[str, ...] = ()
    told: str = ""


def of(door: AnyOperation, queue: str, arn: str) -> Readers:
    """Those of a queue, by its ARN: one request."""
    try:
        page = door.page("lambda", "ListEventSourceMappings", {"EventSourceArn": arn}, {})
    except (*FAILURES, NotConfigured) as error:
        why = str(error)
        cut = f"{why[:MOST_WHY]}…" if len(why) > MOST_WHY else why
        return Readers(told=f"which Lambda function reads {queue} is not known: {cut}")
    found = each(page.body.get("EventSourceMappings"))
    if not found:
        return Readers(told=f"no Lambda function reads {queue}")
    names = dict.fromkeys(subject.of(str(one.get("FunctionArn") or "")).last for one in found)
    told = "; ".join(_reads(it) for it in found[:MOST])
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    return Readers(tuple(names)[:MOST], f"{queue} is read by {told}{more}")


def _reads(mapping: Mapping[str, Any]) -> str:
    """`lambda:x (Disabled since: USER_INITIATED; batches of 10, at most 5 at once)`."""
    name = subject.of(str(mapping.get("FunctionArn") or "")).last
    told = "; ".join((_state(mapping), ", ".join(_limits(mapping))))
    return f"lambda:{name} ({told.strip('; ')})"


def _state(mapping: Mapping[str, Any]) -> str:
    state = str(mapping.get("State") or "")
    why = str(mapping.get("StateTransitionReason") or "") if state != _ENABLED else ""
    return f"{state.upper()}, {why}" if why else state


def _limits(mapping: Mapping[str, Any]) -> Iterator[str]:
    if mapping.get("BatchSize"):
        yield f"batches of {mapping['BatchSize']}"
    most = one(mapping.get("ScalingConfig")).get("MaximumConcurrency")
    if most:
        yield f"at most {most} at once"
