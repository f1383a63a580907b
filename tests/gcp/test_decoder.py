"""Real texts of Kubernetes and GKE to causes: a table, and a set that was gathered afterwards."""

from __future__ import annotations

import pytest

from kurosai.gcp.decoder import codes, events, machines, scaling
from kurosai.gcp.decoder.codes import Code

NOT_HELPFUL = "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."

EVENTS: tuple[tuple[str, str, str, Code | None], ...] = (
    # Scheduling
    ("Pod", "FailedScheduling", f"0/4 nodes are available: 4 Insufficient cpu. {NOT_HELPFUL}", Code.INSUFFICIENT_CPU),
    ("Pod", "FailedScheduling", "0/10 nodes are available: 1 Insufficient cpu, 2 Insufficient memory, 8 node(s) had untolerated taint(s).", Code.INSUFFICIENT_MEMORY),
    ("Pod", "FailedScheduling", "0/25 nodes are available: 1 Insufficient pods, 1 PodToleratesNodeTaints, 23 Insufficient cpu.", Code.INSUFFICIENT_CPU),
    ("Pod", "FailedScheduling", "0/412 nodes are available: 412 Insufficient nvidia.com/gpu.", Code.INSUFFICIENT_OTHER),
    ("Pod", "FailedScheduling", "0/7 nodes are available: 2 Too many pods, 5 node(s) had untolerated taint(s).", Code.INSUFFICIENT_OTHER),
    ("Pod", "FailedScheduling", f"0/3 nodes are available: 3 node(s) had untolerated taint {{cloud.google.com/gke-spot: true}}. {NOT_HELPFUL}", Code.UNTOLERATED_TAINT),
    ("Pod", "FailedScheduling", "0/1 nodes are available: 1 node(s) had taint {node.kubernetes.io/disk-pressure: }, that the pod didn't tolerate.", Code.UNTOLERATED_TAINT),
    ("Pod", "FailedScheduling", "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.", Code.NO_MATCHING_NODE),
    ("Pod", "FailedScheduling", "0/3 nodes are available: 3 node(s) had volume node affinity conflict.", Code.VOLUME_ZONE),
    ("Pod", "FailedScheduling", "0/6 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/6 nodes are available: 6 No preemption victims found for incoming pod..", Code.VOLUME_UNBOUND),
    ("Pod", "FailedScheduling", 'persistentvolumeclaim "train-scratch" not found', Code.VOLUME_UNBOUND),
    ("Pod", "FailedScheduling", "No nodes are available that match all of the following predicates:: Insufficient cpu (4), NoVolumeZoneConflict (2)", Code.INSUFFICIENT_CPU),
    # Pulls
    ("Pod", "Failed", 'Failed to pull image "asia-northeast1-docker.pkg.dev/p/m/x:9": rpc error: code = NotFound desc = failed to pull and unpack image "asia-northeast1-docker.pkg.dev/p/m/x:9": failed to resolve reference "asia-northeast1-docker.pkg.dev/p/m/x:9": asia-northeast1-docker.pkg.dev/p/m/x:9: not found', Code.PULL_NOT_FOUND),
    ("Pod", "Failed", 'Failed to pull image "api:latest": rpc error: code = NotFound desc = failed to pull and unpack image "api:latest": no match for platform in manifest: not found', Code.PULL_ARCHITECTURE),
    ("Pod", "Failed", 'Failed to pull image "gcr.io/a/b:2": failed to pull and unpack image "gcr.io/a/b:2": failed to resolve reference "gcr.io/a/b:2": unexpected status from HEAD request to https://gcr.io/v2/a/b/manifests/2: 403 Forbidden', Code.PULL_FORBIDDEN),
    ("Pod", "Failed", 'Failed to pull image "index.docker.io/j/all-in-one": failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/j/all-in-one/manifests/sha256:8d: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.', Code.PULL_RATE_LIMIT),
    ("Pod", "Failed", 'Failed to pull image "k8s.gcr.io/c:v1.28.5": rpc error: code = DeadlineExceeded desc = failed to do request: Head "https://k8s.gcr.io/v2/c/manifests/v1.28.5": dial tcp 64.233.189.82:443: i/o timeout', Code.PULL_NO_ROUTE),
    ("Pod", "Failed", "Error: ErrImagePull", Code.PULL_BACK_OFF),
    ("Pod", "BackOff", 'Back-off pulling image "x:1"', Code.PULL_BACK_OFF),
    ("Pod", "InspectFailed", 'Failed to apply default image tag "Repo/App:1": couldn\'t parse image name "Repo/App:1": invalid reference format: repository name must be lowercase', Code.PULL_BAD_NAME),
    # Starts
    ("Pod", "Failed", 'Error: secret "db-credentials" not found', Code.CONFIG_MISSING),
    ("Pod", "Failed", "Error: couldn't find key DB_URL in Secret taskboard/taskboard-secrets", Code.CONFIG_MISSING),
    ("Pod", "Failed", 'Error: configmap "train-config" not found', Code.CONFIG_MISSING),
    ("Pod", "FailedMount", 'MountVolume.SetUp failed for volume "config" : configmap "x-config" not found', Code.CONFIG_MISSING),
    ("Pod", "Failed", 'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "trian": executable file not found in $PATH: unknown', Code.COMMAND_NOT_RUNNABLE),
    ("Pod", "FailedCreatePodSandBox", 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "1f": plugin type="gke" failed (add): failed to allocate for range 0: no IP addresses available in range set: 10.4.1.1-10.4.1.254', Code.NO_ADDRESSES),
    ("Pod", "FailedAttachVolume", 'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another', Code.VOLUME_MOUNT),
    ("Pod", "BackOff", "Back-off restarting failed container nginx in pod nginx-demo_default(eba59371-c6de-449c-94ec-cf3f4bf582e4)", Code.CRASH_LOOP),
    # Evictions
    ("Pod", "Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi, available: 87640Ki. Container main was using 3218304Ki, request is 1Gi, has larger consumption of memory. ", Code.EVICTED_MEMORY),
    ("Pod", "Evicted", "The node was low on resource: ephemeral-storage. Threshold quantity: 2146223340, available: 1883424Ki. Container helmer was using 10304Ki, request is 10Mi, has larger consumption of ephemeral-storage. ", Code.EVICTED_DISK),
    ("Pod", "Evicted", "The node had condition: [DiskPressure]. ", Code.EVICTED_DISK),
    ("Pod", "Evicted", 'Usage of EmptyDir volume "data" exceeds the limit "4Gi". ', Code.EVICTED_STORAGE_LIMIT),
    ("Pod", "Evicted", "Pod ephemeral local storage usage exceeds the total limit of containers 2Gi. ", Code.EVICTED_STORAGE_LIMIT),
    ("Pod", "Preempted", "Preempted by pod d9d25b95-4a7d-4214-8a30-8ce1fd616f67 on node worker-0", Code.PRIORITY_PREEMPTED),
    # Nodes
    ("Pod", "TaintManagerEviction", "Marking for deletion Pod crois-jobs/job-1-a-x7k2p", Code.NODE_TAINTED),
    ("Pod", "TaintManagerEviction", "Cancelling deletion of Pod crois-jobs/job-1-a-x7k2p", None),
    ("Pod", "NodeNotReady", "Node is not ready", Code.NODE_NOT_READY),
    ("Pod", "Terminated", "Pod was terminated in response to imminent node shutdown.", Code.NODE_SHUTDOWN),
    ("Node", "DeletingNode", "Deleting node gke-a-1 because it does not exist in the cloud provider", Code.NODE_DELETED),
    ("Pod", "ScaleDown", "deleting pod for node scale down", Code.NODE_SCALED_DOWN),
    # Quotas and the autoscaler's events
    ("Job", "FailedCreate", 'Error creating: pods "job-1-a-6nxxb" is forbidden: exceeded quota: compute-resources, requested: limits.cpu=2,limits.memory=1Gi, used: limits.cpu=2,limits.memory=1Gi, limited: limits.cpu=2,limits.memory=1Gi', Code.RESOURCE_QUOTA),
    ("Job", "FailedCreate", 'Error creating: pods "c-6nxxb" is forbidden: failed quota: ingress-stack: must specify limits.cpu for: crd; limits.memory for: crd', Code.RESOURCE_QUOTA),
    ("Job", "FailedCreate", 'Error creating: pods "c-bjwgv" is forbidden: violates PodSecurity "baseline:latest": hostPath volumes (volume "containerdata")', Code.ADMISSION_DENIED),
    ("Pod", "NotTriggerScaleUp", "pod didn't trigger scale-up: 1 node(s) had untolerated taint(s), 3 max node group size reached", Code.SCALE_UP_LIMIT),
    ("Pod", "NotTriggerScaleUp", "pod didn't trigger scale-up: 1 in backoff after failed scale-up", Code.SCALE_UP_BACK_OFF),
    ("Pod", "NotTriggerScaleUp", "pod didn't trigger scale-up (it wouldn't fit if a new node is added)", Code.SCALE_UP_NO_FIT),
    ("Pod", "FailedScaleUp", "Node scale up in zones asia-northeast1-a associated with this pod failed: GCE quota exceeded. Pod is at risk of not being scheduled.", Code.GCE_QUOTA),
    ("Pod", "FailedScaleUp", "Node scale up in zones asia-northeast1-a associated with this pod failed: GCE out of resources. Pod is at risk of not being scheduled.", Code.GCE_STOCKOUT),
    ("Pod", "FailedScaleUp", "Node scale up in zones us-central1-f associated with this pod failed: IP space exhausted. Pod is at risk of not being scheduled.", Code.NO_ADDRESSES),
    # Probes, memory, the Job
    ("Pod", "Killing", "Container nginx failed startup probe, will be restarted", Code.STARTUP_PROBE),
    ("Pod", "Killing", "Container liveness failed liveness probe, will be restarted", Code.LIVENESS_PROBE),
    ("Pod", "Killing", "Stopping container main", None),
    ("Node", "OOMKilling", "Memory cgroup out of memory: Killed process 81233 (python3) total-vm:18223104kB, anon-rss:8380416kB", Code.OOM_ON_NODE),
    ("Node", "SystemOOM", "System OOM encountered, victim process: python, pid: 8123", Code.OOM_ON_NODE),
    ("Job", "DeadlineExceeded", "Job was active longer than specified deadline", Code.JOB_DEADLINE),
    ("Job", "BackoffLimitExceeded", "Job has reached the specified backoff limit", Code.JOB_BACKOFF_LIMIT),
    ("Job", "PodFailurePolicy", "Container main for pod default/job-8ckj8 failed with exit code 42 matching FailJob rule at index 0", Code.JOB_FAILURE_POLICY),
)  # fmt: skip
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


@pytest.mark.parametrize(("kind", "reason", "message", "code"), EVENTS)
def test_an_event_has_its_code(kind: str, reason: str, message: str, code: Code | None) -> None:
    assert events.decode(kind, reason, message) is code


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
    assert machines.exit_told(137) == "exit code 137 (SIGKILL; that alone does not say why)"
    assert machines.exit_told(143) == "exit code 143 (SIGTERM)"
    assert machines.exit_told(2) == "exit code 2"


@pytest.mark.parametrize(
    "pod",
    [
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
        "3eb0f5ea_a5fe_4309_973b_eb5fe856f853.slice/cri-containerd-1f.scope",
        "/kubepods/burstable/pod3eb0f5ea-a5fe-4309-973b-eb5fe856f853/1f",
    ],
)
def test_the_kernel_names_the_pod_in_the_group_of_the_process(pod: str) -> None:
    line = f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),task_memcg={pod},task=python"
    assert machines.oom_of(line) == "3eb0f5ea-a5fe-4309-973b-eb5fe856f853"
    assert machines.oom_of("Memory cgroup out of memory: Killed process 1 (python3)") == ""
