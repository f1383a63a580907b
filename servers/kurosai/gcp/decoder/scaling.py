"""Why the cluster autoscaler made no node, from the ids and parameters of its messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kurosai.gcp.decoder.codes import Code

_FAILED: Final = {
    "scale.up.error.quota.exceeded": Code.GCE_QUOTA,
    "scale.up.error.out.of.resources": Code.GCE_STOCKOUT,
    "scale.up.error.ip.space.exhausted": Code.NO_ADDRESSES,
    "scale.up.error.waiting.for.instances.timeout": Code.SCALE_UP_TIMEOUT,
}
_NOT_TRIED: Final = {
    "no.scale.up.in.backoff": Code.SCALE_UP_BACK_OFF,
    "no.scale.up.nap.pod.zonal.resource.pool.exhausted": Code.GCE_STOCKOUT,
    "no.scale.up.nap.pod.zonal.resources.exceeded": Code.SCALE_UP_LIMIT,
    "no.scale.up.nap.pod.gpu.no.limit.defined": Code.SCALE_UP_LIMIT,
    "no.scale.up.nap.pod.gpu.other.zone": Code.SCALE_UP_NO_FIT,
    "no.scale.up.nap.pod.zonal.failing.predicates": Code.SCALE_UP_NO_FIT,
    "no.scale.up.mig.failing.predicate": Code.SCALE_UP_NO_FIT,
}
_LIMITS = ("max node group size", "max cluster", "limit reached", "at max")
_ORDER: Final = (
    Code.GCE_QUOTA,
    Code.NO_ADDRESSES,
    Code.GCE_STOCKOUT,
    Code.SCALE_UP_TIMEOUT,
    Code.SCALE_UP_LIMIT,
    Code.SCALE_UP_BACK_OFF,
    Code.SCALE_UP_NO_FIT,
)
"""A pool that could take the pod and may not grow tells more than those that never fit."""


def decode(messages: Sequence[tuple[str, Sequence[str]]]) -> Code | None:
    """The most telling of messages (id, parameters); None where none is known."""
    found = {_one(name, parameters) for name, parameters in messages}
    told = next((code for code in _ORDER if code in found), None)
    if told is None and any(name.startswith("scale.up.error.") for name, _ in messages):
        return Code.SCALE_UP_FAILED
    return told


def _one(name: str, parameters: Sequence[str]) -> Code | None:
    if name == "no.scale.up.mig.skipped":
        said = " ".join(parameters).casefold()
        if any(limit in said for limit in _LIMITS):
            return Code.SCALE_UP_LIMIT
        return Code.SCALE_UP_BACK_OFF if "backoff" in said else None
    return _FAILED.get(name) or _NOT_TRIED.get(name)
