"""Texts of Kubernetes and GKE about pods, nodes and Jobs, each with its cause.

`KNOWN` are those the rules of the decoder were written by. `UNSEEN` were gathered afterwards, with
what somebody who reads them would say, None where no code of the set is right: before the rules
were mended by them they got 22 of these 25 right. `LATER` came after that: 13 of 17, the four misses being
two that no rule knew, one that was mended, and `MISSED`, which the words alone cannot decide: whether
the tainted node or the one that does not match was the one that was meant.
"""
# ruff: noqa: E501 - the texts as they are

from __future__ import annotations

from kurosai.gcp.decoder.codes import Code

NOT_HELPFUL = "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."

KNOWN: tuple[tuple[str, str, str, Code | None], ...] = (
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
UNSEEN: tuple[tuple[str, str, str, Code | None], ...] = (
    ("Pod", "Failed", 'Failed to pull image "registry.invalid/a/rootcause:v0": rpc error: code = Unknown desc = failed to pull and unpack image "registry.invalid/a/rootcause:v0": failed to resolve reference "registry.invalid/a/rootcause:v0": failed to do request: Head "https://registry.invalid/v2/a/rootcause/manifests/v0": dial tcp: lookup registry.invalid on 127.0.0.53:53: no such host', Code.PULL_NO_ROUTE),
    ("Pod", "Failed", '(combined from similar events): Failed to pull image "busybox:1.36.1": rpc error: code = DeadlineExceeded desc = failed to pull and unpack image "docker.io/library/busybox:1.36.1": failed to resolve reference "docker.io/library/busybox:1.36.1": failed to do request: Head "https://registry-1.docker.io/v2/library/busybox/manifests/1.36.1": dial tcp 108.160.169.55:443: i/o timeout', Code.PULL_NO_ROUTE),
    ("Pod", "Failed", 'Failed to pull image "busybox": Error response from daemon: Head "https://registry-1.docker.io/v2/library/busybox/manifests/latest": Get "https://auth.docker.io/token?scope=repository%3Alibrary%2Fbusybox%3Apull&service=registry.docker.io": context deadline exceeded (Client.Timeout exceeded while awaiting headers)', Code.PULL_NO_ROUTE),
    ("Pod", "Failed", 'Failed to pull image "t/hellowrld": rpc error: code 2 desc Error: image t/hellowrld:latest not found', Code.PULL_NOT_FOUND),
    ("Pod", "Failed", 'Failed to pull image "b/helm:v1.1.0-amd64": failed to pull and unpack image "docker.io/b/helm:v1.1.0-amd64": failed to resolve reference "docker.io/b/helm:v1.1.0-amd64": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed', Code.PULL_FORBIDDEN),
    ("Pod", "Failed", 'Failed to pull image "myregistry.io/api:v2.1.0": unauthorized: authentication required', Code.PULL_FORBIDDEN),
    ("Pod", "InspectFailed", 'Failed to inspect image "flask-app:latest": rpc error: code = Unknown desc = operation timeout: context deadline exceeded', None),
    ("Pod", "FailedScheduling", "0/5 nodes are available: 5 node(s) didn't have free ports for the requested pod ports.", Code.INSUFFICIENT_OTHER),
    ("Pod", "FailedScheduling", "0/2 nodes are available: 2 node(s) didn't match node selector.", Code.NO_MATCHING_NODE),
    ("Pod", "FailedScheduling", '0/2 nodes are available: persistentvolumeclaim "task-pv-claimm" not found. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.', Code.VOLUME_UNBOUND),
    ("Pod", "FailedScheduling", "0/2 nodes are available: 2 node(s) were unschedulable.", Code.UNTOLERATED_TAINT),
    ("Pod", "FailedScheduling", "0/1 nodes are available: 1 node(s) didn't match pod affinity/anti-affinity, 1 node(s) didn't satisfy existing pods anti-affinity rules.", Code.NO_MATCHING_NODE),
    ("Pod", "FailedScheduling", "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/master: }, 3 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.", Code.UNTOLERATED_TAINT),
    ("Pod", "FailedMount", "Unable to attach or mount volumes: unmounted volumes=[persistent-storage], unattached volumes=[persistent-storage kube-api-access-bg6d6]: timed out waiting for the condition", Code.VOLUME_MOUNT),
    ("Pod", "FailedMount", 'MountVolume.SetUp failed for volume "socket-dir" : hostPath type check failed: /var/lib/kubelet/plugins/pxd.portworx.com is not a directory', Code.VOLUME_MOUNT),
    ("Pod", "Failed", "Error: couldn't find key AWS_ACCESS_KEY_ID in Secret volsync-system/pvc-plumber-kopia", Code.CONFIG_MISSING),
    ("Pod", "Failed", "Error: container has runAsNonRoot and image will run as root", None),
    ("Pod", "Failed", "Error: failed to create containerd task: failed to create shim: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/nvidia/driver/dev/nvidia0: no such file or directory): unknown", None),
    ("Pod", "FailedCreatePodSandBox", 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "8750": plugin type="flannel" failed (add): failed to delegate add: failed to set bridge addr: "cni0" already has an IP address different from 10.244.1.1/24', Code.SANDBOX),
    ("Pod", "FailedCreatePodSandBox", 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "a1": plugin type="aws-cni" failed (add): add cmd: failed to assign an IP address to container', Code.NO_ADDRESSES),
    ("Pod", "FailedScaleUp", "Could not scale up: Max quota reached for pd resource 'SSD_TOTAL_GB'. Current usage: 431 GB, Limit: 500 GB", Code.GCE_QUOTA),
    ("Job", "FailedCreate", '(combined from similar events): Error creating: pods "nginx-latest-2jjg8" is forbidden: image policy webhook backend denied one or more images: Images using latest tag are not allowed', Code.ADMISSION_DENIED),
    ("Job", "FailedCreate", 'Error creating: pods "kube-vip-ds-" is forbidden: error looking up service account kube-system/kube-vip: serviceaccount "kube-vip" not found', Code.ADMISSION_DENIED),
    ("Job", "FailedCreate", 'Error creating: pods "payment-service-x" is forbidden: maximum cpu usage per Container is 4, but limit is 8', Code.ADMISSION_DENIED),
    ("Job", "FailedCreate", 'Error creating: admission webhook "ivpol.validate.kyverno.svc-fail-finegrained-require-signed-images" denied the request: MANIFEST_UNKNOWN: Requested image not found', Code.ADMISSION_DENIED),
)  # fmt: skip

LATER: tuple[tuple[str, str, str, Code | None], ...] = (
    ("Pod", "FailedScheduling", "0/3 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity, 2 node(s) had untolerated taint(s).", Code.VOLUME_ZONE),
    ("Pod", "FailedScheduling", '0/2 nodes are available: 2 persistentvolumeclaim "mysql-alpha-pvc" not found. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.', Code.VOLUME_UNBOUND),
    ("Pod", "FailedScheduling", 'PersistentVolumeClaim is not bound: "mysql-volume-claim"', Code.VOLUME_UNBOUND),
    ("Pod", "FailedScheduling", "0/2 nodes are available: 2 Insufficient pods.", Code.INSUFFICIENT_OTHER),
    ("Pod", "FailedScheduling", "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found", Code.VOLUME_UNBOUND),
    ("Pod", "NotTriggerScaleUp", "pod didn't trigger scale-up: 1 pod has unbound immediate PersistentVolumeClaims", Code.VOLUME_UNBOUND),
    ("Pod", "BackOff", "Back-off restarting failed container", Code.CRASH_LOOP),
    ("Pod", "Failed", 'Error: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/srv/app/start_ckan.sh": permission denied: unknown', Code.COMMAND_NOT_RUNNABLE),
    ("Pod", "Failed", "Error: OCI runtime create failed: runc create failed: unable to start container process: stat /openhands/micromamba/bin/micromamba: no such file or directory: unknown", Code.COMMAND_NOT_RUNNABLE),
    ("Pod", "Failed", "Error: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/cpuset/docker/32ca: permission denied", None),
    ("Pod", "Failed", 'Error: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/root/bin/deploy" to rootfs at "/home/builder/deploy": mount /root/bin/deploy:/home/builder/deploy, flags: 0x5000: not a directory', None),
    ("Pod", "Failed", "Error: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: open /var/log/app.log: permission denied: unknown", None),
    ("Pod", "Evicted", "The node was low on resource: memory. Container httpd-container was using 22Mi, which exceeds its request of 15Mi. ", Code.EVICTED_MEMORY),
    ("Pod", "FailedAttachVolume", 'AttachVolume.Attach failed for volume "pvc-1" : timed out waiting for external-attacher of containerstorage.csi.azure.com CSI driver to attach volume 1', Code.VOLUME_MOUNT),
    ("Pod", "Failed", 'Failed to pull image "us-docker.pkg.dev/a/b/c:1": failed to authorize: failed to fetch oauth token: DENIED: Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "projects/a/locations/us/repositories/b" (or it may not exist)', Code.PULL_FORBIDDEN),
    ("Pod", "FailedScaleUp", "Node scale up in zone us-west1-b failed: GCE out of resources.", Code.GCE_STOCKOUT),
)  # fmt: skip

MISSED = (
    "Pod",
    "FailedScheduling",
    "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s). preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    Code.NO_MATCHING_NODE,
)
