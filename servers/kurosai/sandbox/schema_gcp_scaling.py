"""The shape of what the cluster autoscaler decided, and of pods that found no node."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, JsonValue, model_validator

from kurosai.sandbox.schema_base import Span, Strict, Time
from kurosai.sandbox.schema_gcp_nodes import KubeName, Timed

Pods = Annotated[tuple[KubeName, ...], Field(alias="for", min_length=1)]
"""Pods, or the k8s Jobs of pods."""

FULL = "full"


class Failed(Strict):
    """Why new machines did not come, `after` the decision. `quota` and `limit` are of the quota
    that was used up, in the region of the cluster."""

    why: Literal["quota", "stockout", "addresses", "timeout"]
    after: Annotated[Span, Field(gt=timedelta(0))] = timedelta(seconds=35)
    quota: str | None = None
    limit: float | None = None

    @model_validator(mode="after")
    def _of_a_quota(self) -> Failed:
        if ((self.quota is None) or (self.limit is None)) is (self.why == "quota"):
            raise ValueError("why: quota names the `quota` and its `limit`, and nothing else does")
        return self


class ScaleUp(Strict):
    """`by` machines more in a `pool` that had `size` and may have `most`."""

    pods: Pods
    pool: str
    zone: str | None = None
    by: Annotated[int, Field(ge=1)] = 1
    size: Annotated[int, Field(ge=0)] = 0
    most: Annotated[int, Field(ge=1)] = 1000
    failed: Failed | None = None


class NoScaleUp(Strict):
    """Why each of `pools` was not made larger: `full`, another text of the autoscaler's for a pool
    that it did not consider, or a predicate of the scheduler with its reasons. `back_off`: it did
    not try, because it failed before."""

    pods: Pods
    pools: Mapping[str, str | tuple[str, ...]] = {}
    back_off: bool = False

    @model_validator(mode="after")
    def _has_a_reason(self) -> NoScaleUp:
        if bool(self.pools) is self.back_off:
            raise ValueError("either `pools`, each with its reason, or `back_off: true`")
        return self


class ScaleDown(Strict):
    """Nodes that nobody needed. One that is told in `nodes` says so there: `ended: scaled_down`."""

    nodes: Annotated[tuple[KubeName, ...], Field(min_length=1)]
    pool: str
    zone: str | None = None


class Decision(Timed):
    """What the cluster autoscaler made visible: one of its decisions, or its jsonPayload whole."""

    payload: dict[str, JsonValue] | None = None
    scale_up: ScaleUp | None = None
    no_scale_up: NoScaleUp | None = None
    scale_down: ScaleDown | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Decision:
        told = (self.payload, self.scale_up, self.no_scale_up, self.scale_down)
        if sum(one is not None for one in told) != 1:
            raise ValueError("one of payload, scale_up, no_scale_up, scale_down")
        return self


class Waiting(Timed):
    """A pod that the scheduler found no node for, from `at` `until` it was placed or given up.

    `nodes` is how many there were, `lacks` how many of them lacked what, in the scheduler's words:
    `Insufficient cpu: 9`, `node(s) had untolerated taint {spot: true}: 3`.
    """

    pod: KubeName
    until: Time | None = None
    nodes: Annotated[int, Field(ge=1)]
    lacks: Annotated[Mapping[str, Annotated[int, Field(ge=1)]], Field(min_length=1)]

    @model_validator(mode="after")
    def _adds_up(self) -> Waiting:
        if sum(self.lacks.values()) < self.nodes:
            raise ValueError("`lacks` explains each of the `nodes`")
        if self.until is not None and self.until <= self.at:
            raise ValueError("`until` is after `at`")
        return self
