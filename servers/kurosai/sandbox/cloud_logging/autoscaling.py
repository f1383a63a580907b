"""What the cluster autoscaler decided: its own log, its events, and the machines that did not come.

Its log is `cluster-autoscaler-visibility`, in the JSON that GKE documents for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from kurosai.sandbox.cloud_logging import audit
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.shapes import Cluster, When, suffix
from kurosai.sandbox.schema_gcp_scaling import FULL, Failed, NoScaleUp, ScaleUp
from kurosai.vocabulary import Json

COMPONENT = "cluster-autoscaler"
AT_MOST = "max node group size reached"
REMOVED = timedelta(seconds=78)
NamedPods = Sequence[tuple[str, str]]
"""Each with its Job."""

_FAILED: Final = {
    "quota": ("scale.up.error.quota.exceeded", "GCE quota exceeded", "QUOTA_EXCEEDED"),
    "stockout": (
        "scale.up.error.out.of.resources",
        "GCE out of resources",
        "ZONE_RESOURCE_POOL_EXHAUSTED",
    ),
    "addresses": (
        "scale.up.error.ip.space.exhausted",
        "IP space exhausted",
        "IP_SPACE_EXHAUSTED",
    ),
    "timeout": (
        "scale.up.error.waiting.for.instances.timeout",
        "Timeout waiting for nodes to become ready",
        "",
    ),
}
"""The autoscaler's id, what its event says, and the word of Compute Engine for the machine."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A node that is taken away."""

    name: str
    pool: str
    zone: str


def group_of(node: str) -> str:
    """The managed instance group that a node belongs to."""
    return f"{node.rpartition('-')[0]}-grp"


def scale_up(
    cluster: Cluster, when: When, told: ScaleUp, zone: str, group: str, pods: NamedPods
) -> Iterator[Entry]:
    """More machines for pods, and what came of it if they did not come."""
    event = _uuid("scaleUp", when.at.isoformat(), told.pool)
    mig = _mig(group, told.pool, zone)
    body: Json = {
        "increasedMigs": [{"mig": mig, "requestedNodes": told.by}],
        "triggeringPods": [_pod(cluster, *one) for one in pods],
        "triggeringPodsTotalCount": len(pods),
    }
    yield cluster.decision(when, _decision(when.at, event, "scaleUp", body))
    place = f"https://www.googleapis.com/compute/v1/projects/{cluster.project}/zones/{zone}"
    said = (
        f"pod triggered scale-up: [{{{place}/instanceGroups/{group} "
        f"{told.size}->{told.size + told.by} (max: {told.most})}}]"
    )
    yield from _events(cluster, when, pods, "TriggeredScaleUp", said)
    if told.failed is not None:
        later = When(when.at + told.failed.after, when.received + told.failed.after)
        yield from _failed(cluster, later, told, told.failed, zone, group, pods, event)
    else:
        yield cluster.decision(_later(when, timedelta(seconds=110)), _result(when.at, event))


def _failed(
    cluster: Cluster, when: When, told: ScaleUp, why: Failed, zone: str, group: str,
    pods: NamedPods, event: str,
) -> Iterator[Entry]:  # fmt: skip
    message, said, word = _FAILED[why.why]
    yield cluster.decision(when, _result(when.at, event, (message, group)))
    event_says = (
        f"Node scale up in zones {zone} associated with this pod failed: {said}. "
        "Pod is at risk of not being scheduled."
    )
    yield from _events(cluster, when, pods, "FailedScaleUp", event_says, warning=True)
    if not word:
        return
    for number in range(told.by):
        machine = f"{group.removesuffix('-grp')}-{suffix(when.at.isoformat(), str(number))[:4]}"
        yield audit.on_instance(
            cluster,
            When(when.at - timedelta(seconds=12), when.received + audit.LATE),
            zone,
            machine,
            "v1.compute.instances.insert",
            audit.instances_agent(cluster.project),
            failed=audit.Failure(word, _told(cluster, why, zone, machine)),
        )


def _told(cluster: Cluster, why: Failed, zone: str, machine: str) -> str:
    """What Compute Engine says of a machine that it did not make."""
    if why.why == "quota":
        region = cluster.location if cluster.location[-2:-1] != "-" else cluster.location[:-2]
        said = f"Quota '{why.quota}' exceeded.  Limit: {why.limit:.1f} in region {region}."
    elif why.why == "stockout":
        said = (
            f"The zone 'projects/{cluster.project}/zones/{zone}' does not have enough resources "
            "available to fulfill the request.  Try a different zone, or try again later."
        )
    else:
        said = "IP space of the subnetwork is exhausted."
    return f"Instance '{machine}' creation failed: {said}"


def no_scale_up(
    cluster: Cluster, when: When, told: NoScaleUp, groups: Sequence[tuple[str, str, str]],
    pods: NamedPods,
) -> Iterator[Entry]:  # fmt: skip
    """Why nothing was added; `groups` are pool, group and zone of each of its pools."""
    if told.back_off:
        body: dict[str, Json] = {"reason": {"messageId": "no.scale.up.in.backoff"}}
        words = ["in backoff after failed scale-up"]
    else:
        skipped, rejected, words = list[Json](), list[Json](), list[str]()
        for pool, group, zone in groups:
            reason = told.pools[pool]
            if isinstance(reason, str):
                why = AT_MOST if reason == FULL else reason
                skipped.append(_not(group, pool, zone, "no.scale.up.mig.skipped", [why]))
                words.append(f"1 {why}")
            else:
                name = "no.scale.up.mig.failing.predicate"
                rejected.append(_not(group, pool, zone, name, reason))
                words.append(f"1 {', '.join(reason[1:]) or reason[0]}")
        unhandled: list[Json] = [
            {
                "podGroup": {"samplePod": _pod(cluster, *one), "totalPodCount": 1},
                "rejectedMigs": rejected,
            }
            for one in pods
        ]
        body = {
            "skippedMigs": skipped,
            "unhandledPodGroups": unhandled,
            "unhandledPodGroupsTotalCount": len(unhandled),
        }
    payload: dict[str, Json] = {
        "noDecisionStatus": {"measureTime": _seconds(when.at), "noScaleUp": body}
    }
    yield cluster.decision(when, payload)
    said = f"pod didn't trigger scale-up: {', '.join(words)}"
    yield from _events(cluster, when, pods, "NotTriggerScaleUp", said)


def scale_down(
    cluster: Cluster, when: When, node: Removed, evicted: NamedPods
) -> Iterator[Entry]:  # fmt: skip
    """A node that goes, with the pods that have to go from it, and that it went."""
    event = _uuid("scaleDown", when.at.isoformat(), node.name)
    gone: Json = {
        "evictedPods": [_pod(cluster, *one) for one in evicted],
        "evictedPodsTotalCount": len(evicted),
        "node": {
            "cpuRatio": int(sha256(node.name.encode()).digest()[0] % 40),
            "memRatio": int(sha256(node.name.encode()).digest()[1] % 40),
            "mig": _mig(group_of(node.name), node.pool, node.zone),
            "name": node.name,
        },
    }
    body: Json = {"nodesToBeRemoved": [gone]}
    yield cluster.decision(when, _decision(when.at, event, "scaleDown", body))
    later = _later(when, REMOVED)
    yield cluster.decision(later, _result(later.at, event))


def _decision(at: datetime, event: str, verb: str, body: Json) -> dict[str, Json]:
    return {"decision": {"decideTime": _seconds(at), "eventId": event, verb: body}}


def _result(at: datetime, event: str, error: tuple[str, str] | None = None) -> dict[str, Json]:
    failed: Json = {"messageId": error[0], "parameters": [error[1]]} if error else None
    one: dict[str, Json] = {"eventId": event, **({"errorMsg": failed} if failed else {})}
    return {"resultInfo": {"measureTime": _seconds(at), "results": [one]}}


def _events(
    cluster: Cluster, when: When, pods: Iterable[tuple[str, str]], reason: str, said: str,
    *, warning: bool = False,
) -> Iterator[Entry]:  # fmt: skip
    for pod, _job in pods:
        yield cluster.event(
            when, "Pod", pod, reason=reason, message=said, warning=warning, component=COMPONENT
        )


def _pod(cluster: Cluster, pod: str, job: str) -> dict[str, Json]:
    controller = {"apiVersion": "batch/v1", "kind": "Job", "name": job}
    return {"controller": controller, "name": pod, "namespace": cluster.namespace}


def _mig(group: str, pool: str, zone: str) -> dict[str, Json]:
    return {"name": group, "nodepool": pool, "zone": zone}


def _not(group: str, pool: str, zone: str, name: str, why: Sequence[str]) -> dict[str, Json]:
    return {"mig": _mig(group, pool, zone), "reason": {"messageId": name, "parameters": [*why]}}


def _later(when: When, span: timedelta) -> When:
    return When(when.at + span, when.received + span)


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))


def _uuid(*words: str) -> str:
    text = sha256("/".join(words).encode()).hexdigest()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:32]))
