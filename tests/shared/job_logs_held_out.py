"""Logs on which the grouping of log lines was never tuned: numbers are reported on them."""

from __future__ import annotations

from job_log_lines import Log

HELD_OUT = (
    Log(
        "lambda node json",
        '<("timestamp":"{stamp}","level":"{level}","requestId":"{uuid}","message":"{message}"'
        "{fields})>",
        (
            "INFO|handling {n} records from {queue}",
            "INFO|stored object {token} in bucket crois-{word}",
            "WARN|record {uuid} was delivered {small} times",
            (
                "ERROR|Unhandled Promise Rejection: connect ECONNREFUSED {ip}:{port}|"
                ',"errorType":"Error","stackTrace":["at run (/var/task/index.js:{ms}:{small})"]'
            ),
            "ERROR|schema of message {n} is not valid: must have property '{word}'",
            "DEBUG|config read from parameter /crois/{word}/url",
            "INFO|scaled service {word} from {small} to {small}",
            "INFO|drained service {word} in {real} s",
        ),
        quoted=True,
    ),
    Log(
        "syslog",
        "{bsd} worker-{small} {message}",
        (
            "|systemd[1]: Started Session {n} of user {user}.",
            "|systemd[1]: session-{n}.scope: Succeeded.",
            "|systemd-logind[{pid}]: New session {n} of user {user}.",
            "|CRON[{pid}]: (root) CMD (/opt/crois/bin/rotate {path})",
            "|sshd[{pid}]: Accepted publickey for {user} from {ip} port {port} ssh2",
            "|sshd[{pid}]: Disconnected from user {user} {ip} port {port}",
            "|kernel: Out of memory: Killed process {pid} (java) total-vm:{n}kB, anon-rss:{n}kB",
            "|kernel: [{n}.{ms}] nvme nvme{small}: I/O {n} QID {small} timeout, aborting",
            (
                '|dockerd[{pid}]: time="{stamp}" level=error msg="Handler for '
                "POST /containers/{hex64}"
                '/start returned error: {reason}"'
            ),
            "|chronyd[{pid}]: Selected source {ip}",
            "|chronyd[{pid}]: Source {ip} replaced with {ip}",
        ),
    ),
    Log(
        "java traces",
        "{plain},{ms} {level} [{thread}] c.e.batch.{message}",
        (
            (
                "ERROR|Runner - Step {word} failed after {n} ms\n"
                "java.io.IOException: {reason}\n{frames}"
            ),
            (
                "ERROR|Runner - Step {word} failed after {n} ms\n"
                "java.lang.OutOfMemoryError: Java heap space\n{frames}"
            ),
            (
                "ERROR|Writer - Rejected {n} "
                "rows\norg.postgresql.util.PSQLException: ERROR: value too "
                "long for type character varying({small})\n{frames}"
            ),
            "INFO|Runner - Step {word} started",
            "INFO|Runner - Step {word} completed, read={n} written={n} skipped={n}",
            "WARN|Reader - Slow read of {s3}: {n} ms",
            "DEBUG|Reader - Opened {s3} ({size})",
            "DEBUG|Reader - Closed {s3}",
            "WARN|Clock - Clock moved {real} ms backwards",
        ),
    ),
    Log(
        "airflow tasks",
        "[{stamp}] <({word}.py:{ms})> {level} - {message}",
        (
            "INFO|Dependencies all met for <TaskInstance: {word}.load scheduled__{stamp} [queued]>",
            "INFO|Starting attempt {small} of {small}",
            "INFO|Running command: ['bash', '-c', 'export_{word} --date {plain}']",
            "INFO|Command exited with return code {exit}",
            "INFO|Marking task as SUCCESS. dag_id={word}, task_id=load, execution_date={n}",
            "INFO|Marking task as UP_FOR_RETRY. dag_id={word}, task_id=load, execution_date={n}",
            (
                "ERROR|Task failed with exception\nTraceback (most recent call "
                "last):\n{traceback}\n"
                "airflow.exceptions.AirflowException: Bash command failed."
            ),
            "WARNING|Recorded pid {pid} does not match the current pid {pid}",
            "INFO|Poking for file {s3}",
        ),
    ),
    Log(
        "bunyan json",
        '<("name":"api","hostname":"{host}","pid":{pid},"level":{level},"msg":"{message}","time":'
        '"{stamp}","v":0{fields})>',
        (
            '30|request completed|,"req":<("method":"{method}","url":"{api}")>,"status":{status}',
            "30|listening on port {port}|",
            '40|slow query ({n} ms) on {table}|,"rows":{n}',
            (
                '50|getaddrinfo ENOTFOUND {host}|,"err":<("message":"getaddrinfo ENOTFOUND","code":'
                '"ENOTFOUND")>'
            ),
            '50|token of user {user} has expired|,"trace":"{hex16}"',
            '30|job {job} queued by {email}|,"queue":"{queue}"',
            '30|job {job} dequeued by {host}|,"queue":"{queue}"',
        ),
        quoted=True,
    ),
    Log(
        "celery",
        "[{plain},{ms}: {level}/{message}",
        (
            "INFO|MainProcess] Task crois.tasks.export[{uuid}] received",
            (
                "INFO|ForkPoolWorker-{small}] Task crois.tasks.export[{uuid}] "
                "succeeded in {real}s: "
                "<('rows': {n}, 'ok': True)>"
            ),
            (
                "ERROR|ForkPoolWorker-{small}] Task crois.tasks.export[{uuid}] raised unexpected: "
                "ValueError('{word}')\nTraceback (most recent call last):\n{traceback}\n"
                "ValueError: {word}"
            ),
            "WARNING|ForkPoolWorker-{small}] Task crois.tasks.export[{uuid}] retry: Retry in {n}s",
            "ERROR|MainProcess] consumer: Cannot connect to redis://{host}:6379/0: {reason}.",
            "INFO|MainProcess] mingle: sync with {n} nodes",
            "INFO|MainProcess] missed heartbeat from celery@{host}",
            "WARNING|MainProcess] Hard time limit ({n}s) exceeded for crois.tasks.export[{uuid}]",
        ),
    ),
    Log(
        "dotnet",
        "{level}: {message}",
        (
            "info|Crois.Worker[0]\n      Processing batch {uuid} for tenant {word}",
            "info|Crois.Worker[0]\n      Processed batch {uuid} for tenant {word} in {n}ms",
            "warn|Crois.Worker[0]\n      Batch {uuid} took longer than {small} minutes",
            (
                "fail|Crois.Worker[0]\n      Batch {uuid} failed\n      System.TimeoutException: "
                "The operation has timed out.\n         at Crois.Worker.Run() "
                "in /src/Worker.cs:line {n}"
            ),
            "info|Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:{port}",
            (
                "info|System.Net.Http.HttpClient.crois[100]\n      Start processing HTTP request "
                "{method} {url}"
            ),
            (
                "info|System.Net.Http.HttpClient.crois[101]\n      End "
                "processing HTTP request after "
                "{real}ms - {status}"
            ),
        ),
    ),
    Log(
        "日本語転送ツール",
        "{plain} {pid} {level} {message}",
        (
            "I|転送開始 {path} → {s3}",
            "I|転送完了 {path} → {s3} 所要時間{real}秒",
            "W|転送遅延 残り{n}ファイル 速度{size}/秒",
            "E|転送失敗 {path} 理由={reason} リトライ残{small}回",
            "E|認証エラー ユーザー「{user}」の有効期限が切れています",
            "I|ユーザー「{user}」がログインしました 接続元{ip}",
            "I|ユーザー「{user}」がログアウトしました 接続元{ip}",
            "I|{section}の締め処理を実行中です（{small}/9）",
            "W|ディスク使用率が{small}%を超えました ホスト:{host}",
        ),
    ),
    Log(
        "postgres",
        "{plain}.{ms} UTC [{pid}] {user}@crois {message}",
        (
            "|LOG:  duration: {real} ms  statement: SELECT * FROM {table} WHERE id = {n}",
            (
                "|LOG:  duration: {real} ms  statement: UPDATE {table} SET "
                "state = '{word}' WHERE id = "
                "{n}"
            ),
            "|LOG:  checkpoint complete: wrote {n} buffers ({real}%); write={real} s",
            "|ERROR:  deadlock detected",
            (
                "|DETAIL:  Process {pid} waits for ShareLock on transaction "
                "{n}; blocked by process "
                "{pid}."
            ),
            '|ERROR:  duplicate key value violates unique constraint "{word}_pkey"',
            "|FATAL:  remaining connection slots are reserved for superusers",
            (
                "|LOG:  disconnection: session time: 0:{ms}:{small}.{ms} "
                "user={user} database=crois "
                "host={ip} port={port}"
            ),
            "|LOG:  connection authorized: user={user} database=crois",
        ),
    ),
    Log(
        "envoy access",
        '[{stamp}] "{message} {n} {n} {small} - "{ip}" "{agent}" "{uuid}" "{host}" "{ip}:{port}"',
        (
            '|GET {api} HTTP/1.1" {status} - {n}',
            '|GET {api} HTTP/1.1" 503 UF,URX {n}',
            '|POST /crois.Jobs/Watch HTTP/2" 200 - {n}',
        ),
    ),
    Log(
        "etl",
        "{slash} {clock} {level} {message}",
        (
            (
                "INFO|TaskSetManager: Finished task {n}.0 in stage {small}.0 "
                "(TID {n}) in {n} ms on "
                "{host} (executor {small}) ({n}/{n})"
            ),
            (
                "INFO|TaskSetManager: Starting task {n}.0 in stage {small}.0 "
                "(TID {n}, {host}, executor"
                " {small}, partition {n}, NODE_LOCAL, {n} bytes)"
            ),
            (
                "WARN|TaskSetManager: Lost task {n}.0 in stage {small}.0 (TID "
                "{n}, {host}, executor "
                "{small}): ExecutorLostFailure"
            ),
            (
                "INFO|BlockManagerInfo: Added broadcast_{n}_piece0 in memory on "
                "{host}:{port} (size: "
                "{size}, free: {size})"
            ),
            (
                "INFO|BlockManagerInfo: Removed broadcast_{n}_piece0 on "
                "{host}:{port} in memory (size: "
                "{size}, free: {size})"
            ),
            (
                "ERROR|YarnScheduler: Lost executor {small} on {host}: "
                "Container killed by YARN for "
                "exceeding memory limits. {size} of {size} physical memory used."
            ),
            "INFO|FileOutputCommitter: Saved output of task 'attempt_{n}_{small}' to {s3}",
            "INFO|CodeGenerator: Code generated in {real} ms",
        ),
    ),
    Log(
        "gcp payload",
        '<("severity":"{level}","message":"{message}","logging.googleapis.com/trace":"projects/c/'
        'traces/{hex32}","sourceLocation":<("file":"sync.go","line":"{ms}")>{fields})>',
        (
            "INFO|pod {pod} is running on {node}",
            "INFO|pod {pod} has finished with exit code {exit}",
            "WARNING|pod {pod} has been preempted on {node}",
            "ERROR|volume pvc-{uuid} is not mounted: {reason}",
            "INFO|pulled {image} in {real}s",
            "INFO|quota of region asia-northeast{small}: {n} of {n} vCPU used",
            "ERROR|cannot read secret projects/c/secrets/{word}: permission denied",
        ),
        quoted=True,
    ),
)
