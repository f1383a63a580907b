"""What follows from nodes, evictions and scaling decisions, as Google's own client reads it."""
# ruff: noqa: E501 - what a scenario tells, a line each

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from cloud_logging import PROJECT, altered, keys
from logging_client import asked, client
from pod_worlds import JOB, NODE, POD

from kurosai.errors import BadInput
from kurosai.sandbox.cloud_logging import door

UNTIL = "'2026-02-05T01:16:58Z'"
ACTIVITY, SYSTEM = "cloudaudit.googleapis.com/activity", "cloudaudit.googleapis.com/system_event"


def overlay(**told: str) -> str:
    """The world of one pod with nothing told but this."""
    kinds = {"pods": f"{{{JOB}: {{ until: !remove }}}}", "events": "[]", "lines": "[]"}
    kinds |= {"audit": "[]", "autoscaler": "[]", **told}
    return "world:\n  gcp:\n" + "".join(f"    {name}: {one}\n" for name, one in kinds.items())


def node(ended: str, **more: str) -> str:
    extra = "".join(f", {name}: {value}" for name, value in more.items())
    return f"{{{NODE}: {{ pool: spot, zone: asia-northeast1-a, spot: true, until: {UNTIL}, ended: {ended}{extra} }} }}"


@contextmanager
def world(**told: str) -> Generator[Any]:
    made = altered(overlay(**told))
    with door.serving(door.api_of(made), keys()) as running, client(running) as opened:
        yield opened


def reasons(entries: Any, kind: str) -> list[str]:
    events = [one.json_payload for one in entries]
    return [one["reason"] for one in events if one["involvedObject"]["kind"] == kind]


def since(opened: Any, text: str) -> Any:
    return asked(opened, f'timestamp>="2026-02-05T01:14:00Z" {text}')


def test_a_preempted_node_leaves_googles_entry_and_takes_its_pod_with_it() -> None:
    with world(nodes=node("preempted")) as opened:
        (taken,) = asked(opened, f'log_id("{SYSTEM}")')
        (filtered,) = asked(opened, "operation.first=true AND operation.last=true")
        events = since(opened, 'log_id("events")')
        (end,) = since(opened, '"container finished"')
        lines = asked(opened, f'resource.labels.pod_name="{POD}" log_id("stdout")')
    assert taken.insert_id == filtered.insert_id
    audit = taken.proto_payload
    assert audit.type_url.endswith("google.cloud.audit.AuditLog")
    assert taken.operation.id.startswith("systemevent-")
    assert taken.operation.producer == "compute.instances.preempted"
    assert (taken.operation.first, taken.operation.last) == (True, True)
    assert taken.resource.labels["zone"] == "asia-northeast1-a"
    assert sorted(reasons(events, "Node")) == [
        "DeletingNode", "NodeNotReady", "RemovingNode", "Shutdown",
    ]  # fmt: skip
    assert reasons(events, "Pod") == ["Killing"]
    assert reasons(events, "Job") == ["BackoffLimitExceeded"]
    assert end.json_payload["MESSAGE"].endswith("exitCode=143")
    assert lines[-1].timestamp.ToDatetime().isoformat() < "2026-02-05T01:17:02"


def test_a_container_writes_nothing_after_its_node_or_an_eviction_ended_it() -> None:
    early = node("preempted").replace("01:16:58", "01:12:00")
    evicted = f"[{{ at: '2026-02-05T01:12:00Z', pod: {POD}, of: memory, using: 9Gi }}]"
    for told in ({"nodes": early}, {"evictions": evicted}):
        with world(**told) as opened:
            lines = asked(opened, f'resource.labels.pod_name="{POD}" log_id("stdout")')
        assert lines[-1].text_payload == "epoch 4/12 loss=0.3570"


def test_a_pod_that_is_told_by_hand_is_left_alone() -> None:
    pods = f"{{{JOB}: {{ until: 2026-02-05T01:16:20Z }}}}"
    with world(nodes=node("preempted"), pods=pods) as opened:
        assert reasons(since(opened, 'log_id("events")'), "Pod") == []


@pytest.mark.parametrize(
    ("ended", "methods", "of_pod"),
    [
        ("host_error", ["compute.instances.hostError", "compute.instances.automaticRestart"], ["NodeNotReady", "TaintManagerEviction"]),
        ("upgraded", ["google.container.internal.ClusterManagerInternal.UpdateClusterInternal", "v1.compute.instances.delete", "google.container.internal.ClusterManagerInternal.UpdateClusterInternal"], ["Killing"]),
        ("repaired", ["google.container.internal.ClusterManagerInternal.RepairNodePool", "v1.compute.instanceGroupManagers.recreateInstances", "google.container.internal.ClusterManagerInternal.RepairNodePool"], ["NodeNotReady", "TaintManagerEviction"]),
        ("scaled_down", ["v1.compute.instances.delete"], ["ScaleDown", "Killing"]),
    ],
)  # fmt: skip
def test_each_end_has_its_calls_and_its_events(
    ended: str, methods: list[str], of_pod: list[str]
) -> None:
    from google.cloud.audit import audit_log_pb2

    with world(nodes=node(ended)) as opened:
        audits = asked(opened, f'log_id("{ACTIVITY}") OR log_id("{SYSTEM}")')
        events = since(opened, 'log_id("events")')
    kind: Any = audit_log_pb2.AuditLog  # pyright: ignore[reportAttributeAccessIssue]
    assert [kind.FromString(one.proto_payload.value).method_name for one in audits] == methods
    assert reasons(events, "Pod") == of_pod


def test_an_upgrade_by_somebody_names_him_and_the_version() -> None:
    more = {"by": "sre@example.co.jp", "version": "1.33.5-gke.1162000"}
    with world(nodes=node("upgraded", **more)) as opened:
        both = asked(opened, 'resource.type="gke_nodepool"')
        (first,) = asked(
            opened,
            'protoPayload.methodName:"UpdateNodePool" AND protoPayload.metadata.operationType='
            '"UPGRADE_NODES" AND protoPayload.request.nodeVersion:"1.33.5" AND operation.first=true',
        )
    assert [one.operation.id for one in both] == [first.operation.id] * 2
    assert first.resource.labels["nodepool_name"] == "spot"


def test_a_node_short_of_disk_says_so_until_it_is_not() -> None:
    pressed = (
        f"{{{NODE}: {{ pool: spot, from: '2026-02-05T00:30:00Z', pressure: "
        "[{ of: disk, at: '2026-02-05T01:10:00Z', until: '2026-02-05T01:12:00Z' }] } }"
    )
    with world(nodes=pressed) as opened:
        events = asked(opened, f'log_id("events") resource.labels.node_name="{NODE}"')
        (kubelet,) = asked(opened, '"Eviction manager"')
    assert reasons(events, "Node") == [
        "Starting", "RegisteredNode", "NodeReady",
        "EvictionThresholdMet", "NodeHasDiskPressure", "NodeHasNoDiskPressure",
    ]  # fmt: skip
    assert kubelet.json_payload["MESSAGE"].startswith("I0205 01:10:00.000000")


def test_an_eviction_has_the_kubelets_words_and_lines() -> None:
    told = f"[{{ at: '2026-02-05T01:16:58Z', pod: {JOB}, of: disk, using: 48Gi }}]"
    with world(evictions=told) as opened:
        (event,) = asked(opened, "jsonPayload.reason=Evicted")
        lines = asked(opened, 'log_id("kubelet")')
        events = since(opened, 'log_id("events")')
        job = since(opened, "jsonPayload.reason=BackoffLimitExceeded")
    assert event.json_payload["message"] == (
        "The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: "
        "9Gi. Container main was using 48Gi, request is 0, has larger consumption of "
        "ephemeral-storage. "
    )
    assert len(lines) == 4
    assert sorted(reasons(events, "Pod")) == ["Evicted", "Killing"]
    assert len(job) == 1


UNPLACED = f"{{{JOB}: {{ scheduled: false }}}}"


def test_a_quota_that_is_used_up_is_seen_by_the_scheduler_the_autoscaler_and_compute() -> None:
    from google.cloud.audit import audit_log_pb2
    from google.protobuf import json_format

    waiting = f"[{{ at: '2026-02-05T00:44:20Z', until: '2026-02-05T00:55:00Z', pod: {JOB}, nodes: 12, lacks: {{ Insufficient cpu: 12 }} }}]"
    told = f"[{{ at: '2026-02-05T00:44:30Z', scale_up: {{ for: [{JOB}], pool: spot, failed: {{ why: quota, quota: CPUS, limit: 500 }} }} }}]"
    with world(pods=UNPLACED, waiting=waiting, autoscaler=told) as opened:
        events = asked(opened, f'log_id("events") "{POD}" jsonPayload.involvedObject.kind=Pod')
        decided, result = asked(
            opened, 'log_id("container.googleapis.com/cluster-autoscaler-visibility")'
        )
        (refused,) = asked(
            opened,
            'resource.type="gce_instance" protoPayload.methodName=~"compute.instances.insert" '
            'severity=ERROR protoPayload.status.message="QUOTA_EXCEEDED"',
        )
    assert reasons(events, "Pod") == [
        "FailedScheduling", "TriggeredScaleUp", "FailedScaleUp", "FailedScheduling",
        "FailedScheduling",
    ]  # fmt: skip
    event = decided.json_payload["decision"]["eventId"]
    (one,) = result.json_payload["resultInfo"]["results"]
    assert one["eventId"] == event
    assert one["errorMsg"]["messageId"] == "scale.up.error.quota.exceeded"
    kind: Any = audit_log_pb2.AuditLog  # pyright: ignore[reportAttributeAccessIssue]
    answer = json_format.MessageToDict(kind.FromString(refused.proto_payload.value))["response"]
    assert answer["error"]["message"].endswith(
        "Quota 'CPUS' exceeded.  Limit: 500.0 in region asia-northeast1."
    )


def test_a_decision_against_a_scale_up_names_each_pool_and_its_reason() -> None:
    told = f"[{{ at: '2026-02-05T00:44:30Z', no_scale_up: {{ for: [{JOB}], pools: {{ spot: full, batch: [NodeResourcesFit, Insufficient memory] }} }} }}]"
    with world(pods=UNPLACED, autoscaler=told) as opened:
        (one,) = asked(opened, "jsonPayload.noDecisionStatus.noScaleUp:*")
    body = one.json_payload["noDecisionStatus"]["noScaleUp"]
    (skipped,) = body["skippedMigs"]
    assert skipped["reason"]["parameters"] == ["max node group size reached"]
    (group,) = body["unhandledPodGroups"]
    assert group["podGroup"]["samplePod"]["controller"]["name"] == JOB
    assert group["rejectedMigs"][0]["reason"]["messageId"] == "no.scale.up.mig.failing.predicate"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"nodes": node("preempted").replace("spot: true, ", "")}, "only a Spot machine"),
        ({"nodes": f"{{{NODE}: {{ pool: spot, until: {UNTIL} }}}}"}, "`until` and `ended` go together"),
        ({"nodes": node("repaired", by="me")}, "are of an upgrade"),
        ({"nodes": node("preempted").replace("T01:16", "T00:10")}, "its node had ended by then"),
        ({"nodes": node("preempted", **{"from": "'2026-02-05T01:10:00Z'"})}, "before its node was there"),
        ({"evictions": "[{ at: '2026-02-05T01:16:58Z', pod: other-abc, of: disk, using: 1Gi }]"}, "say its `node`"),
        ({"autoscaler": "[{ at: '2026-02-05T01:16:58Z' }]"}, "one of payload, scale_up"),
        ({"waiting": f"[{{ at: {UNTIL}, pod: {JOB}, nodes: 3, lacks: {{ Insufficient cpu: 2 }} }}]"}, "explains each"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_is_refused(told: dict[str, str], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        altered(overlay(**told))


def test_another_project_has_nodes_of_its_own() -> None:
    also = f"[{{ project: crois-stg-gke, nodes: {node('scaled_down')} }}]"
    made = altered(overlay(also=also))
    with door.serving(door.api_of(made), keys()) as running, client(running) as opened:
        (down,) = asked(opened, "jsonPayload.decision.scaleDown:*", project="crois-stg-gke")
        assert not asked(opened, "jsonPayload.decision.scaleDown:*", project=PROJECT)
    (gone,) = down.json_payload["decision"]["scaleDown"]["nodesToBeRemoved"]
    assert gone["node"]["mig"]["name"] == "gke-crois-v2-prd-gke-spot-7d1c-grp"
