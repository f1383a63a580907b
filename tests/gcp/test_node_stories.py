"""What `trace_pod` makes of nodes that end, evictions and machines that do not come."""
# ruff: noqa: E501 - what a scenario tells, a line each

from __future__ import annotations

from pathlib import Path

import pytest
from cloud_logging import NOW, RESOURCES, reading
from pod_worlds import JOB, NODE, decides, traced

from kurosai.gcp import find_entries
from kurosai.gcp.question import Asked
from kurosai.vocabulary import Reading

PODS = f"{{{JOB}: {{ until: !remove }}}}"
UNPLACED = f"{{{JOB}: {{ scheduled: false }}}}"
WAITING = [f"{{ at: 2026-02-05T00:44:20Z, pod: {JOB}, nodes: 12, lacks: {{ Insufficient cpu: 12 }} }}"]  # fmt: skip


def ended(state: Path, how: str, more: str = "") -> Reading:
    node = f"pool: spot, zone: asia-northeast1-a, spot: true, until: '2026-02-05T01:16:58Z', ended: {how}"
    return traced(state, pods=PODS, nodes=f"{{{NODE}: {{ {node}{more} }} }}")


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ("preempted", "spot-preempted", "01:16:58Z Google took back the Spot machine"),
        ("host_error", "host-error", "01:16:58Z the machine under"),
        ("upgraded", "node-upgraded", "01:15:28Z GKE upgraded the node pool"),
        ("repaired", "node-not-ready", "01:16:58Z its node"),
        ("scaled_down", "node-scaled-down", "01:17:00Z the autoscaler removed its node"),
    ],
)
def test_each_end_of_a_node_decides(tmp_path: Path, how: str, code: str, words: str) -> None:
    found = ended(tmp_path, how)
    assert found.facts["cause"] == code
    assert decides(found).startswith(words)


def test_how_the_node_came_up_is_recorded_and_not_shown(tmp_path: Path) -> None:
    found = ended(tmp_path, "preempted", ", from: '2026-02-05T00:12:00Z'")
    came = [row.mark for row in found.rows if "NodeReady" in row.brief]
    assert came == ["."]
    assert [row.mark for row in found.rows if "NodeNotReady" in row.brief] == [">"]


def test_an_upgrade_is_told_with_who_and_to_what(tmp_path: Path) -> None:
    found = ended(tmp_path, "upgraded", ", by: sre@example.co.jp, version: 1.33.5-gke.1162000")
    (line,) = [row.brief for row in found.rows if "DECIDES" in row.brief]
    assert "UpdateNodePool UPGRADE_NODES projects/" in line
    assert line.endswith("to 1.33.5-gke.1162000 by sre@example.co.jp")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("of: disk, using: 48Gi", "evicted-disk"),
        ("of: memory, using: 30Gi, request: 4Gi, threshold: 100Mi, available: 80Mi", "evicted-memory"),
        ("of: disk, limit: 4Gi", "evicted-storage-limit"),
        ("of: disk, limit: 4Gi, volume: data", "evicted-storage-limit"),
    ],
)  # fmt: skip
def test_each_eviction_has_its_code(tmp_path: Path, told: str, code: str) -> None:
    evictions = [f"{{ at: 2026-02-05T01:16:58Z, pod: {JOB}, {told} }}"]
    found = traced(tmp_path, pods=PODS, evictions=evictions)
    assert found.facts["cause"] == code
    assert found.facts["exit code"] == "137"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("scale_up: { for: [%s], pool: spot, failed: { why: quota, quota: CPUS, limit: 500 } }", "gce-quota"),
        ("scale_up: { for: [%s], pool: spot, failed: { why: stockout } }", "gce-stockout"),
        ("scale_up: { for: [%s], pool: spot, failed: { why: addresses } }", "no-addresses"),
        ("scale_up: { for: [%s], pool: spot, failed: { why: timeout } }", "scale-up-timeout"),
        ("no_scale_up: { for: [%s], pools: { spot: full, batch: [NodeResourcesFit, Insufficient cpu] } }", "scale-up-limit"),
        ("no_scale_up: { for: [%s], back_off: true }", "insufficient-cpu"),
    ],
)  # fmt: skip
def test_each_way_to_get_no_node_has_its_code(tmp_path: Path, told: str, code: str) -> None:
    decision = f"{{ at: 2026-02-05T00:44:30Z, {told % JOB} }}"
    found = traced(tmp_path, pods=UNPLACED, waiting=WAITING, autoscaler=[decision])
    assert found.facts["cause"] == code


def test_which_quota_it_was_is_said_and_next_is_who_has_it(tmp_path: Path) -> None:
    up = f"scale_up: {{ for: [{JOB}], pool: spot, by: 2, failed: {{ why: quota, quota: CPUS, limit: 500 }} }}"
    found = traced(
        tmp_path,
        pods=UNPLACED,
        waiting=WAITING,
        autoscaler=[f"{{ at: 2026-02-05T00:44:30Z, {up} }}"],
    )
    assert "a quota of the Google project is used up (quota CPUS, limit 500" in found.lead[0]
    call = found.next[0]
    assert call.tool == "find_entries"
    assert call.arguments["text"] == "scaleUp"
    assert any("scaleUp; pool spot +2 in asia-northeast1-a" in row.brief for row in found.rows)


def test_around_what_google_did_at_once_stands_what_happened_there(tmp_path: Path) -> None:
    """Its operation began and ended with this entry: nothing else is of it."""
    node = "pool: spot, spot: true, until: '2026-02-05T01:16:58Z', ended: host_error"
    with reading(tmp_path, f"world: {{ gcp: {{ nodes: {{ {NODE}: {{ {node} }} }} }} }}") as logs:
        wanted = Asked(text="compute.instances.hostError", around="2026-02-05T01:17:00Z")
        found = find_entries.find(logs, RESOURCES, NOW, wanted)
    assert any("the same gce_instance and log" in line for line in found.lead)
    assert any("automaticRestart" in row.brief for row in found.rows)
