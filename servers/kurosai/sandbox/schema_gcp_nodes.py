"""The shape of what nodes of a cluster did, and what they did to their pods."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Span, Strict, Time

KubeName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]
Quantity = Annotated[str, StringConstraints(pattern=r"^[0-9]+([KMGT]i?)?$")]
Resource = Literal["disk", "memory"]
Ending = Literal["preempted", "host_error", "upgraded", "repaired", "scaled_down"]


class Timed(Strict):
    """Something logged: it happened `at`, and could be read `delay` later."""

    at: Time
    delay: Annotated[Span, Field(ge=timedelta(0))] = timedelta(seconds=2)


class Pressure(Strict):
    """A node short of disk or memory; without `until` it still is."""

    of: Resource
    at: Time
    until: Time | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Pressure:
        if self.until is not None and self.until <= self.at:
            raise ValueError("`until` is after `at`")
        return self


class Node(Strict):
    """A machine of a `pool`. It was there `from` (left out: before anything here) `until` it
    `ended`: the moment at which Google took it back (preempted), its host failed, its drain began
    (upgraded), it was not ready any more (repaired), or the autoscaler decided (scaled_down).

    `by` and `version` are of an upgrade: whoever asked for it, GKE itself if nobody did.
    `exit_code` is that of the containers which the end stopped.
    """

    pool: Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
    zone: Annotated[str, StringConstraints(pattern=r"^[a-z]+-[a-z]+[0-9]+-[a-z]$")] | None = None
    spot: bool = False
    since: Annotated[Time | None, Field(alias="from")] = None
    until: Time | None = None
    ended: Ending | None = None
    by: str = ""
    version: str = ""
    exit_code: Annotated[int, Field(ge=1, le=255)] = 143
    pressure: tuple[Pressure, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Node:
        if (self.until is None) != (self.ended is None):
            raise ValueError("`until` and `ended` go together")
        if self.since and self.until and self.until <= self.since:
            raise ValueError("`until` is after `from`")
        if self.ended == "preempted" and not self.spot:
            raise ValueError("only a Spot machine is preempted: spot: true")
        if (self.by or self.version) and self.ended != "upgraded":
            raise ValueError("`by` and `version` are of an upgrade")
        return self


class Eviction(Timed):
    """A pod that its kubelet evicted because the node was short `of` something, of which it was
    `using` more than its `request`; or, with `limit`, because it had more disk than it may (in
    the emptyDir `volume`, if that is named).

    `pod` is a pod, or the k8s Job of one; `node` where it ran, if this world does not know.
    `threshold` is what has to be left, `available` what was.
    """

    pod: KubeName
    node: KubeName | None = None
    container: str = "main"
    of: Resource
    using: Quantity | None = None
    request: Quantity = "0"
    threshold: Quantity = "10Gi"
    available: Quantity = "9Gi"
    limit: Quantity | None = None
    volume: str | None = None

    @model_validator(mode="after")
    def _one_reason(self) -> Eviction:
        if (self.limit is None) == (self.using is None):
            raise ValueError("an eviction has either `using` or `limit`")
        if self.limit is not None and self.of != "disk":
            raise ValueError("a `limit` that evicts is of disk: of memory it is an `exit` with oom")
        if self.volume is not None and self.limit is None:
            raise ValueError("a `volume` has its `limit`")
        return self
