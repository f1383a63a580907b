"""Real texts of Kubernetes and GKE to causes: a table, and a set that was gathered afterwards."""

from __future__ import annotations

import pytest
from pod_texts import KNOWN, LATER, MISSED, UNSEEN

from kurosai.gcp.decoder import codes, events, machines, scaling
from kurosai.gcp.decoder.codes import Code

AUDITS: tuple[tuple[str, str, Code | None], ...] = (
    ("compute.instances.preempted", "", Code.SPOT_PREEMPTED),
    ("compute.instances.hostError", "", Code.HOST_ERROR),
    ("compute.instances.terminateOnHostMaintenance", "", Code.HOST_MAINTENANCE),
    ("compute.instances.repair.recreateInstance", "", Code.NODE_REPAIRED),
    ("compute.instances.migrateOnHostMaintenance", "", None),
    ("google.container.internal.ClusterManagerInternal.RepairNodePool", "", Code.NODE_REPAIRED),
    ("google.container.v1.ClusterManager.UpdateNodePool", "UPGRADE_NODES", Code.NODE_UPGRADED),
    ("io.k8s.core.v1.pods.eviction.create", "", Code.EVICTED_API),
    ("io.k8s.batch.v1.jobs.delete", "", Code.DELETED),
)
SCALINGS: tuple[tuple[tuple[tuple[str, tuple[str, ...]], ...], Code | None], ...] = (
    ((("scale.up.error.quota.exceeded", ("gke-p-grp",)),), Code.GCE_QUOTA),
    ((("scale.up.error.out.of.resources", ("gke-p-grp",)),), Code.GCE_STOCKOUT),
    ((("scale.up.error.ip.space.exhausted", ("gke-p-grp",)),), Code.NO_ADDRESSES),
    ((("scale.up.error.service.account.deleted", ("s",)),), Code.SCALE_UP_FAILED),
    (
        (
            ("no.scale.up.mig.skipped", ("max cluster cpu limit reached",)),
            ("no.scale.up.nap.pod.zonal.resources.exceeded", ("us-central1-f",)),
            ("no.scale.up.mig.failing.predicate", ("NodeResourcesFit", "Insufficient memory")),
        ),
        Code.SCALE_UP_LIMIT,
    ),
    ((("no.scale.up.mig.failing.predicate", ("NodeAffinity",)),), Code.SCALE_UP_NO_FIT),
    ((("no.scale.up.in.backoff", ()),), Code.SCALE_UP_BACK_OFF),
    ((("no.scale.down.node.no.place.to.move.pods", ()),), None),
)


@pytest.mark.parametrize(("kind", "reason", "message", "code"), KNOWN)
def test_an_event_has_its_code(kind: str, reason: str, message: str, code: Code | None) -> None:
    assert events.decode(kind, reason, message) is code


@pytest.mark.parametrize(("kind", "reason", "message", "code"), [*UNSEEN, *LATER])
def test_an_event_that_the_rules_had_not_seen_has_its_code(
    kind: str, reason: str, message: str, code: Code | None
) -> None:
    assert events.decode(kind, reason, message) is code


def test_what_the_words_alone_cannot_decide_is_taken_for_the_taint() -> None:
    kind, reason, message, truth = MISSED
    assert events.decode(kind, reason, message) is Code.UNTOLERATED_TAINT
    assert truth is Code.NO_MATCHING_NODE


@pytest.mark.parametrize(("method", "operation", "code"), AUDITS)
def test_an_audit_record_has_its_code(method: str, operation: str, code: Code | None) -> None:
    assert machines.decode(method, operation) is code


@pytest.mark.parametrize(("messages", "code"), SCALINGS)
def test_what_the_autoscaler_says_has_its_code(
    messages: tuple[tuple[str, tuple[str, ...]], ...], code: Code | None
) -> None:
    assert scaling.decode(messages) is code


@pytest.mark.parametrize(
    ("kind", "reason", "message"),
    [
        ("Pod", "FailedScheduling", "the moon is in the wrong phase"),
        ("Pod", "Evicted", "because we can"),
        ("Pod", "Failed", "Error: something new"),
        ("Pod", "Invented", "not found"),
        ("Cat", "Failed", "not found"),
        ("Job", "FailedCreate", "timed out"),
    ],
)
def test_unknown_words_have_no_code(kind: str, reason: str, message: str) -> None:
    assert events.decode(kind, reason, message) is None


def test_every_code_has_its_words_and_depth() -> None:
    assert set(codes.WORDS) == set(Code)
    assert all(codes.told(code, "n") and "{" not in codes.told(code, "n") for code in Code)
    assert codes.depth(Code.SPOT_PREEMPTED) < codes.depth(Code.NODE_SHUTDOWN)


def test_the_end_of_a_container_is_read_from_the_kubelet() -> None:
    line = (
        'I0102 05:00:25.573798    1344 generic.go:358] "Generic (PLEG): container finished" '
        'podID="3eb0f5ea-a5fe-4309-973b-eb5fe856f853" containerID="af91019d02c2" exitCode=137'
    )
    assert machines.ended(line) == ("3eb0f5ea-a5fe-4309-973b-eb5fe856f853", 137)
    assert machines.ended(line.replace("exitCode=137", 'podID="x"')) is None
    assert machines.exit_told(137) == "exit code 137 (SIGKILL)"
    alone = "exit code 137 (SIGKILL; that alone does not say why)"
    assert machines.exit_told(137, alone=True) == alone
    assert machines.node_told(line) == "container finished, exitCode=137"
    assert machines.node_told("I0102 all is well") == ""
    assert machines.exit_told(143) == "exit code 143 (SIGTERM)"
    assert machines.exit_told(2) == "exit code 2"


@pytest.mark.parametrize(
    "pod",
    [
        (
            "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
            "3eb0f5ea_a5fe_4309_973b_eb5fe856f853.slice/cri-containerd-1f.scope"
        ),
        "/kubepods/burstable/pod3eb0f5ea-a5fe-4309-973b-eb5fe856f853/1f",
    ],
)
def test_the_kernel_names_the_pod_in_the_group_of_the_process(pod: str) -> None:
    line = f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),task_memcg={pod},task=python"
    assert machines.oom_of(line) == "3eb0f5ea-a5fe-4309-973b-eb5fe856f853"
    assert machines.oom_of("Memory cgroup out of memory: Killed process 1 (python3)") == ""
