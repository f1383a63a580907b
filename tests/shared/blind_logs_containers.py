"""What runs containers on a host: a kubelet, the ECS agent."""

from blind_log_grammar import Format

_KLOG = "{ts}    2417 "

KUBELET = Format(
    name="kubelet",
    stamp=lambda at: f"{at:%m%d %H:%M:%S}.{at.microsecond:06d}",
    templates={
        f'I{_KLOG}kubelet.go:2406] "SyncLoop ADD" source="api" pods=[{{pods}}]': 16,
        f'I{_KLOG}kubelet.go:2413] "SyncLoop UPDATE" source="api" pods=[{{pods}}]': 30,
        f'I{_KLOG}kubelet.go:2422] "SyncLoop DELETE" source="api" pods=[{{pods}}]': 12,
        f'I{_KLOG}kubelet.go:2443] "SyncLoop (PLEG): event for pod" pod="{{pod}}"'
        ' event={"ID":"{uuid}","Type":"{pleg}","Data":"{hex64}"}': 60,
        f'I{_KLOG}kubelet.go:2488] "SyncLoop (probe)" probe="{{probe}}" status="{{status}}"'
        ' pod="{pod}"': 25,
        f'I{_KLOG}prober.go:107] "Probe failed" probeType="{{probe_type}}" pod="{{pod}}"'
        ' podUID="{uuid}" containerName="{app}" probeResult="failure" output="{probe_output}"': 34,
        f'E{_KLOG}pod_workers.go:1298] "Error syncing pod, skipping" err="failed to'
        ' \\"StartContainer\\" for \\"{app}\\" with CrashLoopBackOff: \\"back-off {backoff}'
        ' restarting failed container={app} pod={name}_{namespace}({uuid})\\"" pod="{pod}"'
        ' podUID="{uuid}"': 22,
        f'E{_KLOG}pod_workers.go:1298] "Error syncing pod, skipping" err="failed to'
        ' \\"StartContainer\\" for \\"{app}\\" with ImagePullBackOff: \\"Back-off pulling image'
        ' \\\\\\"{image}\\\\\\"\\"" pod="{pod}" podUID="{uuid}"': 8,
        f'E{_KLOG}remote_image.go:180] "PullImage from image service failed" err="rpc error:'
        ' code = {code} desc = failed to pull and unpack image \\"{image}\\": failed to resolve'
        ' reference: {registry}" image="{image}"': 4,
        f'I{_KLOG}reconciler_common.go:231] "operationExecutor.MountVolume started for volume'
        ' \\"{volume}\\" (UniqueName: \\"{plugin}/{uuid}-{volume}\\") pod \\"{name}\\"'
        ' (UID: \\"{uuid}\\") " pod="{pod}"': 24,
        f'I{_KLOG}operation_generator.go:721] "MountVolume.SetUp succeeded for volume'
        ' \\"{volume}\\" (UniqueName: \\"{plugin}/{uuid}-{volume}\\") pod \\"{name}\\"'
        ' (UID: \\"{uuid}\\") " pod="{pod}"': 24,
        f'I{_KLOG}scope.go:117] "RemoveContainer" containerID="{{hex64}}"': 18,
        f'I{_KLOG}kuberuntime_container.go:808] "Killing container with a grace period"'
        ' pod="{pod}" podUID="{uuid}" containerName="{app}" containerID="containerd://{hex64}"'
        " gracePeriod={grace}": 6,
        f'I{_KLOG}eviction_manager.go:366] "Eviction manager: attempting to reclaim"'
        ' resourceName="{resource}"': 1,
        f'I{_KLOG}eviction_manager.go:395] "Eviction manager: pods ranked for eviction"'
        " pods=[{pods}]": 1,
        f"W{_KLOG}manager.go:1169] Failed to process watch event"
        " {EventType:0 Name:/kubepods.slice/kubepods-burstable.slice/{hex32} WatchSource:0}:"
        " task {hex64} not found": 3,
        f'I{_KLOG}pod_startup_latency_tracker.go:104] "Observed pod startup duration"'
        ' pod="{pod}" podStartSLOduration={0..60}.{digits9}'
        ' podStartE2EDuration="{0..60}.{digits9}s"'
        ' firstStartedPulling="2026-11-03 {00..23}:{00..59}:{00..59} +0000 UTC"': 9,
        f'E{_KLOG}kubelet_node_status.go:540] "Error updating node status, will retry"'
        ' err="error getting node \\"{node}\\": Get \\"https://{ip}:6443/api/v1/nodes/{node}'
        '?resourceVersion=0&timeout=10s\\": {network}"': 2,
    },
    variables={
        "namespace": ("prod", "kube-system", "batch", "monitoring"),
        "app": ("orders", "nightly-report", "coredns", "node-exporter", "web"),
        "name": ("{app}-{alnum10}-{alnum5}", "{app}-{alnum5}", "{app}-{0..4}"),
        "pod": "{namespace}/{name}",
        "pods": ('"{pod}"', '"{pod}"', '"{pod}","{pod}"', '"{pod}","{pod}","{pod}"'),
        "pleg": ("ContainerStarted", "ContainerDied", "ContainerRemoved"),
        "probe": ("readiness", "liveness", "startup"),
        "status": ("ready", "unhealthy", "started", ""),
        "probe_type": ("Readiness", "Liveness"),
        "probe_output": (
            "HTTP probe failed with statuscode: {500..504}",
            (
                'Get \\"http://{ip}:8080/healthz\\": context deadline exceeded'
                " (Client.Timeout exceeded while awaiting headers)"
            ),
            "dial tcp {ip}:8080: connect: connection refused",
        ),
        "backoff": ("10s", "20s", "40s", "1m20s", "2m40s", "5m0s"),
        "image": "{digits12}.dkr.ecr.ap-northeast-1.amazonaws.com/{app}:{tag}",
        "tag": ("v{0..9}.{0..30}.{0..9}", "{hex7}", "latest"),
        "code": ("NotFound", "Unknown", "DeadlineExceeded"),
        "registry": ("{image}: not found", "unexpected status code 403 Forbidden", "i/o timeout"),
        "volume": ("kube-api-access-{alnum5}", "config", "data", "aws-iam-token"),
        "plugin": ("kubernetes.io/projected", "kubernetes.io/configmap", "kubernetes.io/empty-dir"),
        "grace": ("30", "10", "0"),
        "resource": ("memory", "ephemeral-storage"),
        "node": "ip-10-0-{0..255}-{0..255}.ap-northeast-1.compute.internal",
        "network": ("dial tcp {ip}:6443: i/o timeout", "net/http: TLS handshake timeout"),
    },
)

ECS_AGENT = Format(
    name="ECS agent",
    stamp=lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}",
    templates={
        'level=info time={ts} msg="Task engine [{task}]: creating container"'
        ' container="{container}"': 9,
        'level=info time={ts} msg="Starting container" task="{task}" container="{container}"'
        ' runtimeID="{hex64}"': 9,
        'level=info time={ts} msg="Container change also resulted in task change" task="{task}"'
        ' container="{container}" runtimeID="{hex64}" desiredStatus="{status}"': 20,
        'level=info time={ts} msg="Managed task [{arn}]: sending container change event'
        ' [{container}]: [{arn}] {container} -> {status}"': 32,
        'level=info time={ts} msg="Sending state change to ECS" eventType="TaskStateChange"'
        ' eventData="TaskChange: [{arn} -> {status}, Known Sent: {status}{stopped}]"': 22,
        'level=info time={ts} msg="Sent state change to ECS" eventType="TaskStateChange"'
        ' eventData="TaskChange: [{arn} -> {status}, Known Sent: {status}{stopped}]"': 21,
        'level=info time={ts} msg="Reported stats" taskCount={1..40} containerCount={1..90}'
        " elapsed={1..900}.{digits6}ms": 45,
        'level=error time={ts} msg="Error while pulling image" image="{image}" task="{task}"'
        ' error="{pull}"': 6,
        'level=info time={ts} msg="Finished pulling image" task="{task}" container="{container}"'
        ' image="{image}" duration={0..120}.{digits9}s': 9,
        'level=warn time={ts} msg="Could not clean up image" imageID="sha256:{hex64}"'
        ' error="conflict: unable to delete {hex12} (must be forced) - image is being used by'
        ' running container {hex12}"': 4,
        'level=info time={ts} msg="Image excluded from cleanup" image="{image}"'
        " age={1..90}h{0..59}m{0..59}s": 12,
        'level=warn time={ts} msg="Task stopping: container exited" task="{task}"'
        ' container="{container}" exitCode={exit}': 6,
        'level=error time={ts} msg="DockerGoClient: error inspecting container {hex64}"'
        ' error="{docker}"': 2,
        'level=warn time={ts} msg="Unable to get ACS heartbeat; reconnecting" elapsed={60..300}s'
        ' endpoint="wss://ecs-a-{1..20}.ap-northeast-1.amazonaws.com/ws?agentVersion=1.'
        "{70..90}.{0..3}"
        '&clusterArn={cluster}&seqNum={1..90}"': 3,
        'level=info time={ts} msg="Connected to ACS endpoint" containerInstance="{hex32}"': 3,
        'level=info time={ts} msg="Credentials for task {task} rotated" roleType="{role}"'
        ' credentialsID="{uuid}"': 11,
        'level=critical time={ts} msg="Failed to save agent state" path="/data/agent.db"'
        ' error="{disk}"': 0.5,
    },
    variables={
        "task": "{hex32}",
        "arn": "arn:aws:ecs:ap-northeast-1:{digits12}:task/{cluster}/{task}",
        "cluster": ("prod-batch", "web", "staging"),
        "container": ("app", "log_router", "nightly-report", "envoy", "~internal~ecs~pause"),
        "status": ("PULLED", "CREATED", "RUNNING", "STOPPED"),
        "stopped": ("", "", ", Reason: Essential container in task exited", ", Exit {exit}"),
        "image": (
            "{digits12}.dkr.ecr.ap-northeast-1.amazonaws.com/{container}:{hex7}",
            "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
        ),
        "pull": (
            (
                "CannotPullContainerError: pull image manifest has been retried {1..7} time(s):"
                " failed to resolve ref {image}: not found"
            ),
            "CannotPullContainerError: context canceled",
            "CannotPullECRContainerError: AccessDeniedException: User: {arn} is not authorized",
        ),
        "exit": ("0", "1", "137", "139", "143"),
        "docker": ("context deadline exceeded", "No such container: {hex64}"),
        "role": ("TaskApplication", "TaskExecution"),
        "disk": ("no space left on device", "read-only file system"),
    },
)
