"""What Lambda polls and hands to a function: its event source mappings, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.aws_json import AwsError
from kurosai.sandbox.aws_kinds.place import AGE, Place, seconds
from kurosai.sandbox.aws_kinds.queues import QueueName
from kurosai.sandbox.aws_rest import Given
from kurosai.sandbox.schema_base import Problem, Span, Strict, Time
from kurosai.vocabulary import Json

_PAGE: Final = 100
_Arn = Annotated[str, StringConstraints(pattern=r"^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$")]


class Feed(Strict):
    """One mapping: a queue of the world, or the ARN of another source. `at_once` is how many runs
    of the function it starts at most; `modified` is when it was made or changed."""

    queue: QueueName | None = None
    source: _Arn | None = None
    batch: Annotated[int, Field(ge=1, le=10_000)] = 10
    window: Annotated[Span, Field(ge=timedelta(0), le=timedelta(minutes=5))] = timedelta(0)
    at_once: Annotated[int, Field(ge=2, le=1_000)] | None = None
    enabled: bool = True
    modified: Time | None = None

    @model_validator(mode="after")
    def _one(self) -> Feed:
        if (self.queue is None) == (self.source is None):
            raise ValueError("one of queue, source")
        return self


def misfits(name: str, feeds: Sequence[Feed], queues: Mapping[str, object]) -> Iterator[Problem]:
    """Queues that the world does not have; steps from `functions` on."""
    for index, one in enumerate(feeds):
        if one.queue is not None and one.queue not in queues:
            yield ("functions", name, "fed_by", index, "queue"), f"there is no queue {one.queue}"


@dataclass(frozen=True, slots=True)
class Mappings:
    """The mappings of all functions, by the function's name."""

    feeds: Mapping[str, Sequence[Feed]]
    place: Place

    def listed(self, given: Given, function: str) -> Mapping[str, Json]:
        """ListEventSourceMappings, of one function or ("") of all; by what it is mapped from."""
        size, marker = given.get("MaxItems", str(_PAGE)), given.get("Marker", "")
        if not size.isdigit() or not 1 <= int(size) <= 10_000:
            raise AwsError("InvalidParameterValueException", "MaxItems must be 1 to 10000.")
        source = given.get("EventSourceArn", "")
        found = [
            shown
            for name in sorted(self.feeds)
            for one in self.feeds[name]
            if function in ("", name)
            for shown in (self._shown(name, one),)
            if source in ("", shown["EventSourceArn"])
        ]
        ids = [str(one["UUID"]) for one in found]
        if marker and marker not in ids:
            raise AwsError("InvalidParameterValueException", "Invalid Marker.")
        rest = found[ids.index(marker) + 1 if marker else 0 :]
        page = rest[: min(int(size), _PAGE)]
        body: dict[str, Json] = {"EventSourceMappings": [*page]}
        return {**body, "NextMarker": page[-1]["UUID"]} if len(rest) > len(page) else body

    def _shown(self, name: str, one: Feed) -> dict[str, Json]:
        place = self.place
        modified = one.modified if one.modified and one.modified <= place.now else place.now - AGE
        source = one.source or place.arn("sqs", one.queue or "")
        drawn = sha256(f"{name}/{source}".encode()).digest()
        id_ = str(UUID(bytes=drawn[:16], version=4))
        body: dict[str, Json] = {
            "UUID": id_,
            "BatchSize": one.batch,
            "MaximumBatchingWindowInSeconds": int(one.window.total_seconds()),
            "EventSourceArn": source,
            "FunctionArn": place.arn("lambda", f"function:{name}"),
            "LastModified": seconds(modified),
            "State": "Enabled" if one.enabled else "Disabled",
            "StateTransitionReason": "USER_INITIATED",
            "FunctionResponseTypes": [],
            "EventSourceMappingArn": place.arn("lambda", f"event-source-mapping:{id_}"),
        }
        if one.at_once is not None:
            body["ScalingConfig"] = {"MaximumConcurrency": one.at_once}
        return body
