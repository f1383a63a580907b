"""Statements of twenty-four kinds of logs, with `{kind}` where a program fills something in
(`{open}` and `{close}` are braces).

Each format has a frame (what its logger puts around a message), statements, and look-alikes:
pairs of which each is another error than the other, however alike the two look. `log_formats`
fills them in.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    name: str
    frame: str
    statements: tuple[str, ...]
    look_alikes: tuple[tuple[str, str], ...]


# The first half is what masks and thresholds were tuned on; numbers are reported on the second.
TUNED = (
    Format(
        "log4j",
        "{stamp} ERROR [{thread}] com.example.{logger} - {message}",
        (
            "Could not acquire lock on shard {n} within {n} ms",
            "Batch {n} of workflow {uuid} rolled back after {n} attempts",
            "Broken pipe while streaming {n} bytes to /{ipport}",
            "Schema registry answered with subject orders-v{n} missing",
            "Heap usage {n}% above watermark, shedding load",
            "Cannot deserialize record at offset {n} of partition {n}",
        ),
        (
            ("Primary datasource unreachable: {host}", "Replica datasource unreachable: {host}"),
            ("Session {hex} was opened twice", "Session {hex} was closed twice"),
        ),
    ),
    Format(
        "python",
        "{stamp},{ms} - app.{logger} - ERROR - {message}",
        (
            "KeyError while reading manifest of job {job}: 'artifacts'",
            "retry budget of {n} exhausted for queue {queue}",
            "upload of {path} stopped at byte {n}",
            "worker {n} did not answer to ping for {n} seconds",
            "invalid checksum {hex} for object {path}",
            "lease on task {uuid} lost to {host}",
        ),
        (
            (
                "Read timeout after {n} s from upstream {ip}",
                "Connect timeout after {n} s from upstream {ip}",
            ),
            (
                "[healthcheck] error: started_at has no value tasks:{task}",
                "[healthcheck] error: finished_at has no value tasks:{task}",
            ),
        ),
    ),
    Format(
        "json",
        '{open}"ts":"{stamp}","level":"error","msg":"{message}","trace_id":"{hex}","ms":{n}{close}',
        (
            "token bucket empty for tenant {n}",
            "projection lagging {n} events behind stream",
            "snapshot {uuid} has unknown version {n}",
            "feature store refused write of {n} rows",
            "webhook delivery to {url} gave up",
            "cache stampede on key user:{n}:profile",
        ),
        (
            ("payment is confirmed for order {n}", "payment is not confirmed for order {n}"),
            ("consumer {n} connected to broker", "consumer {n} disconnected from broker"),
        ),
    ),
    Format(
        "logfmt",
        'time="{stamp}" level=error msg="{message}" caller={logger}.go:{n}',
        (
            "compaction of block {ulid} failed: out of order chunk",
            "series limit {n} reached for tenant {n}",
            "remote write queue full, dropped {n} samples",
            "ring member {host} unhealthy since {n}m",
            "rule group evaluation took {n}s longer than interval",
            "tombstone file {path} corrupt",
        ),
        (
            ("replication started for segment {n}", "replication finished for segment {n}"),
            ("quota check allowed for bucket {n}", "quota check denied for bucket {n}"),
        ),
    ),
    Format(
        "nginx access",
        '{ip} - - [{clf}] "{message} {n} "-" "curl/8.{n}.{n}"',
        (
            'GET /v1/jobs/{n}/ HTTP/1.1" 502',
            'POST /v1/tasks HTTP/1.1" 429',
            'PUT /v1/modules/{n}/image HTTP/1.1" 413',
            'GET /healthz HTTP/1.1" 503',
            'DELETE /v1/schedules/{n} HTTP/1.1" 409',
        ),
        (
            ('GET /v1/users/{n} HTTP/1.1" 404', 'GET /v1/users/{n} HTTP/1.1" 403'),
            ('GET /v1/reports/{n} HTTP/1.1" 500', 'POST /v1/reports/{n} HTTP/1.1" 500'),
        ),
    ),
    Format(
        "nginx error",
        "{slash} [error] {pid}#{pid}: *{n} {message}, client: {ip}, server: {host}",
        (
            "upstream prematurely closed connection while reading response header from upstream",
            "client intended to send too large body: {n} bytes",
            "no live upstreams while connecting to upstream",
            "SSL_do_handshake() failed (SSL: error:{hex}:unknown protocol)",
            'open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory)',
        ),
        (
            (
                "upstream timed out (110: Connection timed out) while connecting to upstream",
                "upstream timed out (110: Connection timed out) while reading upstream",
            ),
            (
                "connect() failed (111: Connection refused) to backend",
                "connect() failed (113: No route to host) to backend",
            ),
        ),
    ),
    Format(
        "syslog",
        "{bsd} {host} {message}",
        (
            "kernel: Out of memory: Killed process {pid} (java) total-vm:{n}kB",
            "sshd[{pid}]: Failed password for invalid user {user} from {ip} port {n} ssh2",
            "CRON[{pid}]: pam_unix(cron:session): session closed for user root",
            "ntpd[{pid}]: time reset {n}.{n} s",
            "dhclient[{pid}]: No DHCPOFFERS received on {nic}",
            "smartd[{pid}]: Device: /dev/sda, {n} Currently unreadable (pending) sectors",
        ),
        (
            (
                "kernel: eth0: link up at {n} Mbps full duplex",
                "kernel: eth0: link down at {n} Mbps full duplex",
            ),
            (
                "dockerd[{pid}]: container {hex64} exited with code 1",
                "dockerd[{pid}]: container {hex64} exited with code 137",
            ),
        ),
    ),
    Format(
        "journald",
        "{bsd} {host} systemd[1]: {message}",
        (
            "ingest-{n}.service: Watchdog timeout (limit {n}s)!",
            "var-lib-data.mount: Mount process exited, status 32",
            "backup.timer: Adding {n}s random time",
            "session-{n}.scope: Succeeded after {n}h",
            "Dependency failed for Remote Encrypted Volumes on {host}",
        ),
        (
            (
                "crond.service: Main process exited, code=exited, status=1/FAILURE",
                "crond.service: Main process exited, code=exited, status=203/EXEC",
            ),
            ("Started Nightly export of {date}", "Stopped Nightly export of {date}"),
        ),
    ),
    Format(
        "klog",
        "E{mmdd} {clock} {pid} {logger}.go:{n}] {message}",
        (
            'Error syncing pod {uuid} ("{pod}_batch({uuid})"), skipping: ImagePullBackOff',
            "Unable to authenticate the request due to an error: token expired {n}h ago",
            "Failed to update lock: Operation cannot be fulfilled on leases for {node}",
            "garbage collection of image {digest} freed {n} bytes instead of {n}",
            "CNI failed to retrieve network namespace path: sandbox {hex64} not found",
        ),
        (
            (
                'Readiness probe for "{pod}" failed with statuscode: 503',
                'Liveness probe for "{pod}" failed with statuscode: 503',
            ),
            ("attach of volume pvc-{uuid} is pending", "detach of volume pvc-{uuid} is pending"),
        ),
    ),
    Format(
        "k8s event",
        "{n}m Warning {message}",
        (
            "FailedScheduling pod/{pod} 0/{n} nodes are available: {n} Insufficient cpu",
            "BackOff pod/{pod} Back-off restarting failed container",
            "FailedMount pod/{pod} Unable to attach or mount volumes: timed out",
            "Evicted pod/{pod} The node was low on resource: ephemeral-storage",
            "NodeNotReady node/{node} Node is not ready since {n}s",
        ),
        (
            (
                'Failed pod/{pod} Failed to pull image "{image}": not found',
                'Failed pod/{pod} Failed to pull image "{image}": unauthorized',
            ),
            (
                "OOMKilling node/{node} Memory cgroup out of memory in init container",
                "OOMKilling node/{node} Memory cgroup out of memory in app container",
            ),
        ),
    ),
    Format(
        "celery",
        "[{stamp},{ms}: ERROR/ForkPoolWorker-{n}] {message}",
        (
            "Task billing.tasks.settle[{uuid}] raised unexpected: SoftTimeLimitExceeded()",
            "Chord {uuid} has no result backend",
            "Connection to broker lost, trying again in {n} seconds",
            "Prefetch count {n} exceeds channel limit",
            "Beat drift of {n} seconds from {host}",
        ),
        (
            (
                "Task export[{uuid}] was revoked by {user}",
                "Task export[{uuid}] was retried by {user}",
            ),
            ("Pool shrank to {n} processes", "Pool grew to {n} processes"),
        ),
    ),
    Format(
        "redis",
        "{pid}:M {rdate}.{ms} # {message}",
        (
            "Can't save in background: fork: Cannot allocate memory",
            "Client id={n} addr={ipport} closed for overcoming output buffer limits",
            "Short read or OOM loading DB after {n} keys",
            "MISCONF snapshots are configured but {n} errors persist",
            "Cluster slot {n} is not covered by any node",
        ),
        (
            ("MASTER <-> REPLICA sync started {n}", "MASTER <-> REPLICA sync aborted {n}"),
            ("AOF rewrite is enabled at {n} bytes", "AOF rewrite is disabled at {n} bytes"),
        ),
    ),
)
REPORTED = (
    Format(
        "java",
        "{stamp} {message}",
        (
            'Exception in thread "{thread}" java.lang.OutOfMemoryError: GC overhead limit exceeded',
            "java.net.UnknownHostException: {host}: Name or service not known",
            "java.util.concurrent.RejectedExecutionException: queue holds {n} of {n}",
            "org.hibernate.StaleObjectStateException: Row was updated by {n}",
            "javax.net.ssl.SSLHandshakeException: PKIX path building failed for {host}",
            "java.io.IOException: No space left on device writing {path}",
        ),
        (
            (
                "java.lang.IllegalStateException: Transaction is active {n}",
                "java.lang.IllegalStateException: Transaction is not active {n}",
            ),
            (
                "java.net.SocketTimeoutException: connect timed out to {ipport}",
                "java.net.SocketTimeoutException: Read timed out to {ipport}",
            ),
        ),
    ),
    Format(
        "go",
        "{slash} {message}",
        (
            "panic: runtime error: index out of range [{n}] with length {n}",
            "panic: assignment to entry in nil map goroutine {n} [running]",
            "fatal error: concurrent map writes in goroutine {n}",
            "http: TLS handshake error from {ipport}: EOF",
            "context deadline exceeded after {n}s calling {url}",
        ),
        (
            (
                "dial tcp {ipport}: connect: connection refused",
                "dial tcp {ipport}: connect: connection reset",
            ),
            ("lock {hex} acquired by {host}", "lock {hex} released by {host}"),
        ),
    ),
    Format(
        "lambda",
        "{message}",
        (
            "REPORT RequestId: {uuid} Duration: {n}.{n} ms Billed Duration: {n} ms Status: timeout",
            "{stamp} {uuid} Task timed out after {n}.{n} seconds",
            "RequestId: {uuid} Error: Runtime exited with error: signal: killed",
            "[ERROR] {stamp} {uuid} Unable to import module 'main': No module named 'requests'",
            "INIT_REPORT Init Duration: {n}.{n} ms Phase: init Status: error Error Type: Crash",
        ),
        (
            (
                "START RequestId: {uuid} Version: $LATEST",
                "END RequestId: {uuid} Version: $LATEST",
            ),
            (
                "[ERROR] {stamp} {uuid} Rate exceeded calling PutObject on s3 {n}",
                "[ERROR] {stamp} {uuid} Rate exceeded calling GetObject on s3 {n}",
            ),
        ),
    ),
    Format(
        "ecs",
        "{message}",
        (
            "CannotPullContainerError: pull image manifest has been retried {n} time(s): {image}",
            "ResourceInitializationError: unable to pull secrets from ssm: {arn}",
            "OutOfMemoryError: Container killed due to memory usage in task {hex32}",
            "Timeout waiting for network interface provisioning of eni-{hex} to complete",
            "service crois-api was unable to place task {hex32} because no capacity",
        ),
        (
            (
                "Essential container in task {hex32} exited with exit code 1",
                "Essential container in task {hex32} exited with exit code 137",
            ),
            (
                "Task {hex32} failed ELB health checks in target group {arn}",
                "Task {hex32} failed container health checks in target group {arn}",
            ),
        ),
    ),
    Format(
        "step functions",
        "{arn} {message}",
        (
            "States.Timeout in state WaitForJob after {n} seconds",
            "States.DataLimitExceeded: state RunTask returned {n} bytes",
            "Lambda.TooManyRequestsException: Rate Exceeded (Request ID: {uuid})",
            "ECS.AmazonECSException: Capacity is unavailable at this time for {n}",
            "States.Permissions: role {arn} cannot invoke target",
        ),
        (
            (
                "ExecutionStarted id {n} in map run {uuid}",
                "ExecutionAborted id {n} in map run {uuid}",
            ),
            (
                "States.TaskFailed in branch primary of run {n}",
                "States.TaskFailed in branch replica of run {n}",
            ),
        ),
    ),
    Format(
        "postgres",
        "{stamp} UTC [{pid}] {user}@crois ERROR: {message}",
        (
            "deadlock detected between process {pid} and process {pid}",
            "canceling statement due to statement timeout at character {n}",
            "could not extend file base/{n}/{n}: No space left on device",
            "remaining connection slots are reserved for roles with SUPERUSER",
            "invalid input syntax for type uuid: {n}",
        ),
        (
            (
                "could not serialize access due to concurrent update SQLSTATE[40001]",
                "could not serialize access due to concurrent update SQLSTATE[40P01]",
            ),
            ("relation jobs_{n} already exists", "relation jobs_{n} does not exist"),
        ),
    ),
    Format(
        "mysql",
        "{stamp} {n} [ERROR] {message}",
        (
            "[InnoDB] Unable to lock ./ibdata1 error: 11",
            "[Server] Got timeout reading communication packets from {ip}",
            "[Repl] Replica I/O stopped at position {n} of binlog.{n}",
            "[Server] Aborted connection {n} to db crois user {user} host {ip}",
            "[InnoDB] Semaphore wait has lasted {n} seconds",
        ),
        (
            (
                "[Server] ERROR 1045 (28000): Access denied for worker {n}",
                "[Server] ERROR 1044 (28000): Access denied for worker {n}",
            ),
            ("[InnoDB] Page {n} read failed on disk", "[InnoDB] Page {n} write failed on disk"),
        ),
    ),
    Format(
        "kafka",
        "[{stamp},{ms}] ERROR [{thread}] {message} (kafka.server.{logger})",
        (
            "Shrinking ISR for partition jobs-{n} from {n} to {n}",
            "Error when sending message to topic events with key: {n} bytes",
            "Offset commit failed on partition jobs-{n} at offset {n}: rebalance in progress",
            "Disk error while locking directory {path}",
            "Broker {n} has fenced epoch {n}",
        ),
        (
            ("Member {uuid} joined group ingest", "Member {uuid} left group ingest"),
            (
                "Leader {n} is available for partition {n}",
                "Leader {n} is unavailable for partition {n}",
            ),
        ),
    ),
    Format(
        "airflow",
        "[{stamp}] {open}taskinstance.py:{n}{close} ERROR - {message}",
        (
            "Task received SIGTERM signal after {n} seconds",
            "DAG nightly_export run scheduled__{stamp} exceeded dagrun_timeout",
            "Zombie job detected: pid {pid} on {host}",
            "Pool default_pool has {n} open slots, needs {n}",
            "XCom value of {n} bytes is larger than allowed",
        ),
        (
            ("Sensor poke returned success at try {n}", "Sensor poke returned skipped at try {n}"),
            (
                "Upstream tasks are done for run {n}",
                "Upstream tasks are not done for run {n}",
            ),
        ),
    ),
    Format(
        "grpc",
        "{stamp} {message}",
        (
            "rpc error: code = DeadlineExceeded desc = stream terminated after {n}s",
            "HTTPSConnectionPool(host='{host}', port=443): Max retries exceeded with url: /v{n}",
            "requests.exceptions.ChunkedEncodingError: Connection broken at {n} bytes",
            "grpc: received message larger than max ({n} vs. {n})",
            "keepalive watchdog fired on channel {n} to {ipport}",
        ),
        (
            (
                "rpc error: code = Unavailable desc = transport is closing {n}",
                "rpc error: code = Canceled desc = transport is closing {n}",
            ),
            (
                "API call failed status_code=404 path=/v2/items/{n}",
                "API call failed status_code=403 path=/v2/items/{n}",
            ),
        ),
    ),
    Format(
        "terraform",
        "{stamp} [ERROR] {message}",
        (
            "Error acquiring the state lock: ConditionalCheckFailedException ID {uuid}",
            "Error: Provider produced inconsistent result after apply of module {n}",
            "Error: creating ECS Service (crois-{n}): InvalidParameterException",
            "Error: timeout while waiting for state to become ACTIVE (last state {n})",
        ),
        (
            (
                "Error: Duplicate resource aws_sqs_queue {n}",
                "Error: Missing resource aws_sqs_queue {n}",
            ),
            (
                "Error: reading secret {arn}: AccessDenied",
                "Error: reading secret {arn}: ResourceNotFound",
            ),
        ),
    ),
    Format(
        "cloudwatch alarm",
        "{message}",
        (
            'ALARM: "core-v2-{n}" Threshold Crossed: {n} datapoint [{n}.0 ({stamp})] >= {n}.0',
            "Composite alarm pipeline-backlog went to ALARM at {stamp}",
            "Anomaly on ApproximateAgeOfOldestMessage: {n} seconds outside band",
        ),
        (
            (
                "Alarm dead-letters of {arn} changed from OK to ALARM at {stamp}",
                "Alarm dead-letters of {arn} changed from ALARM to OK at {stamp}",
            ),
            (
                "Metric MemoryUtilization breached on cluster {n}",
                "Metric CPUUtilization breached on cluster {n}",
            ),
        ),
    ),
    Format(
        "日本語",
        "{stamp} [ERROR] {message}",
        (
            "ジョブ{n}の入力ファイルを読み込めませんでした",
            "ワーカー{n}からの応答が{n}秒間ありません",
            "通知の送信に失敗しました 宛先:{email}",
            "実行環境の空き容量が{n}%を下回りました",
            "スケジュール{n}の次回実行時刻を計算できません",
            "認証トークンの有効期限が切れています 発行日時:{stamp}",
        ),
        (
            ("ノード{n}の回収処理を開始", "ノード{n}の回収処理を終了"),
            ("タスク{n}のログ出力あり", "タスク{n}のログ出力なし"),
            ("主系データベースへの接続が切断 {ip}", "副系データベースへの接続が切断 {ip}"),
        ),
    ),
)
