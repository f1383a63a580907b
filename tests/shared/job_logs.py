"""Logs of what a job platform runs, on which the grouping of log lines was tuned."""

from __future__ import annotations

from job_log_lines import Log

TUNED = (
    Log(
        "lambda python",
        "{message}",
        (
            "|START RequestId: {uuid} Version: $LATEST",
            "|END RequestId: {uuid}",
            (
                "|REPORT RequestId: {uuid}\tDuration: {real} ms\tBilled "
                "Duration: {n} ms\tMemory Size:"
                " 512 MB\tMax Memory Used: {ms} MB"
            ),
            "|{stamp} {uuid} Task timed out after 30.{ms} seconds",
            "|[INFO]\t{stamp}\t{uuid}\t[healthcheck] checked {n} tasks of job {job}",
            "|[INFO]\t{stamp}\t{uuid}\tFound credentials in environment variables.",
            "|[WARNING]\t{stamp}\t{uuid}\tretrying Crois API ({status}), attempt {small}",
            (
                "|[ERROR]\t{stamp}\t{uuid}\t[healthcheck] error: started_at has no value tasks:"
                "normal-{small}"
            ),
            (
                "|[ERROR]\t{stamp}\t{uuid}\t[healthcheck] error: finished_at has no value tasks:"
                "normal-{small}"
            ),
            "|[ERROR] KeyError: 'schedule'\nTraceback (most recent call last):\n{traceback}",
            (
                "|[ERROR] ClientError: An error occurred (ThrottlingException) when calling the "
                "DescribeTasks operation (reached max retries: {small}): Rate exceeded\n"
                "Traceback (most recent call last):\n{traceback}"
            ),
        ),
    ),
    Log(
        "nginx access",
        '{ip} - - [{clf}] "{message} {n} "-" "{agent}" {real}',
        (
            '|GET {api} HTTP/1.1" {status}',
            '|POST {api} HTTP/1.1" {status}',
            '|PUT {api} HTTP/1.1" {status}',
        ),
    ),
    Log(
        "spring boot",
        "{plain}.{ms} {level} {pid} --- [{thread}] {message}",
        (
            "INFO|c.e.crois.Scheduler : Scheduled workflow {word} with {n} jobs",
            "INFO|c.e.crois.Scheduler : Started job {job} of workflow {word}",
            "INFO|c.e.crois.Scheduler : Finished job {job} of workflow {word} in {n} ms",
            "WARN|c.e.crois.Scheduler : Job {job} of workflow {word} is late by {n} s",
            "INFO|com.zaxxer.hikari.HikariDataSource : HikariPool-{small} - Start completed.",
            (
                "WARN|com.zaxxer.hikari.pool.PoolBase : HikariPool-{small} - Failed to validate "
                "connection conn{n} ({reason}). Possibly consider using a "
                "shorter maxLifetime value."
            ),
            "ERROR|c.e.crois.Dispatcher : Could not dispatch task {uuid} to {queue}: {reason}",
            (
                "ERROR|o.s.web.servlet.DispatcherServlet : Servlet.service() threw exception\n"
                "java.lang.IllegalStateException: job {job} is in state RUNNING\n{frames}"
            ),
            (
                "ERROR|c.e.crois.Ledger : Unexpected "
                "error\njava.sql.SQLTransientConnectionException: "
                "HikariPool-{small} - Connection is not available\n{frames}\n"
                "Caused by: java.net.SocketTimeoutException: Read timed out\n{frames}"
            ),
            "INFO|c.e.crois.api.JobController : user {user} cancelled job {job}",
            "INFO|c.e.crois.api.JobController : user {user} requested log of job {job}",
            "DEBUG|c.e.crois.Cache : cache hit for key job:{job}",
            "DEBUG|c.e.crois.Cache : cache miss for key job:{job}",
        ),
    ),
    Log(
        "python logging",
        "{plain},{ms} - worker.{message}",
        (
            "INFO|loader - INFO - loading {path} into {table}",
            "INFO|loader - INFO - loaded {n} rows into {table} in {real}s",
            "INFO|loader - INFO - skipped {n} rows of {path}",
            (
                "ERROR|loader - ERROR - cannot parse line {n} of {path}: expected {small} columns, "
                "got {small}"
            ),
            (
                "ERROR|loader - ERROR - load of {table} failed\nTraceback (most "
                "recent call last):\n"
                "{traceback}\npsycopg2.errors.UniqueViolation: duplicate key value violates unique "
                'constraint "{word}_pkey"'
            ),
            (
                "ERROR|loader - ERROR - load of {table} failed\nTraceback (most "
                "recent call last):\n"
                "{traceback}\nMemoryError"
            ),
            "INFO|lease - INFO - lease {uuid} acquired by {host}",
            "INFO|lease - INFO - lease {uuid} released by {host}",
            "WARNING|lease - WARNING - lease {uuid} lost by {host}",
            "INFO|retry - INFO - attempt {small}/5 of {word} failed: {reason}; sleeping {real}s",
        ),
    ),
    Log(
        "zap json",
        '<("level":"{level}","ts":{n}.{ms},"caller":"sync/worker.go:{ms}","msg":"{message}"{fields}'
        ")>",
        (
            'info|reconcile started|,"workflow":"{word}","job":{job}',
            'info|reconcile finished|,"workflow":"{word}","took":"{real}ms"',
            'warn|lease expired, will retry|,"queue":"{queue}","attempt":{small}',
            'error|failed to publish message|,"queue":"{queue}","error":"rpc error: {reason}"',
            'error|failed to decode payload|,"error":"invalid character at {n}","trace":"{hex32}"',
            'info|received {n} messages from {queue}|,"wait":"{real}s"',
            'info|deleted {n} messages from {queue}|,"wait":"{real}s"',
            'debug|heartbeat|,"worker":"{host}","healthy":{bool}',
            'info|leader changed from {host} to {host}|,"term":{n}',
        ),
        quoted=True,
    ),
    Log(
        "kubernetes events",
        "{message}",
        (
            "|Normal Scheduled pod/{pod} Successfully assigned crois/{pod} to {node}",
            '|Normal Pulling pod/{pod} Pulling image "{image}"',
            '|Normal Pulled pod/{pod} Successfully pulled image "{image}" in {real}s',
            "|Normal Created pod/{pod} Created container main",
            "|Normal Started pod/{pod} Started container main",
            "|Normal Killing pod/{pod} Stopping container main",
            "|Warning FailedScheduling pod/{pod} 0/{n} nodes are available: {n} Insufficient cpu.",
            (
                "|Warning FailedScheduling pod/{pod} 0/{n} nodes are available: {n} node(s) had "
                "untolerated taint."
            ),
            "|Warning BackOff pod/{pod} Back-off restarting failed container main",
            '|Warning Failed pod/{pod} Failed to pull image "{image}": not found',
            (
                "|Warning Evicted pod/{pod} The node was low on resource: "
                "memory. Threshold quantity: "
                "100Mi, available: {n}Ki."
            ),
            (
                "|Normal TriggeredScaleUp pod/{pod} pod triggered scale-up: "
                "[<(crois-{word} {small}->"
                "{small} (max: {n}))>]"
            ),
        ),
    ),
    Log(
        "rails",
        "{level}, [{stamp} #{pid}] {level} -- : [{uuid}] {message}",
        (
            'I|Started GET "{api}" for {ip} at {plain} +0900',
            'I|Started POST "{api}" for {ip} at {plain} +0900',
            "I|Processing by JobsController#show as JSON",
            "I|Processing by TasksController#index as JSON",
            'I|  Parameters: <("id"=>"{job}", "job"=><("state"=>"{word}")>)>',
            "I|Completed {status} in {n}ms (Views: {real}ms | ActiveRecord: {real}ms)",
            "W|Unpermitted parameter: :{word}",
            "E|ActiveRecord::RecordNotFound (Couldn't find Job with 'id'={job}):",
            (
                "E|ActiveRecord::ConnectionTimeoutError (could not obtain a "
                "connection from the pool "
                "within 5.000 seconds (waited {real} seconds))"
            ),
            "I|[ActiveJob] [MailJob] [{uuid}] Performing MailJob from Sidekiq({word})",
            "I|[ActiveJob] [MailJob] [{uuid}] Performed MailJob from Sidekiq({word}) in {real}ms",
        ),
    ),
    Log(
        "ecs agent",
        "level={level} time={stamp} msg={message}",
        (
            'info|"Managed task: task at steady state" taskARN="{arn}" knownStatus="RUNNING"',
            'info|"Managed task: cleaning up" taskARN="{arn}" wait="3h{small}m"',
            'info|"Sent message to TCS" bytes={n} elapsed={real}ms',
            'warn|"Error retrieving stats for container {hex64}" error="context canceled"',
            (
                'error|"Task engine: unable to start container" container="{word}" task="{uuid}" '
                'error="{reason}"'
            ),
            (
                'info|"Container change also resulted in task change" '
                'task="{uuid}" container="{word}" '
                "exitCode={exit}"
            ),
            'info|"Pulling container image {image}" task="{uuid}"',
            'info|"Finished pulling container image {image}" task="{uuid}" time={real}s',
            'warn|"ACS connection closed: {reason}" url="wss://ecs-a-{small}.example.com/ws"',
        ),
    ),
    Log(
        "日本語バッチ",
        "{slash} [{level}] {message}",
        (
            "INFO|{section}バッチを開始します 実行ID={uuid}",
            "INFO|{section}バッチを終了します 実行ID={uuid} 件数={n}",
            "INFO|入力ファイル{path}を読み込みました（{n}件）",
            "WARN|入力ファイル{path}が見つかりません",
            "ERROR|テーブル{table}の更新に失敗しました: {reason}",
            "ERROR|ジョブ{job}が時間内に終了しませんでした",
            "INFO|担当者:{person} 承認待ち 申請番号:{n}",
            "INFO|担当者:{person} 承認済み 申請番号:{n}",
            "INFO|{n}件中{n}件を処理しました（進捗{small}%）",
            "ERROR|サーバ{host}に接続できません 再試行{small}回目",
        ),
    ),
    Log(
        "batch tool",
        "[{clock}] {message}",
        (
            "|==> step {small}/9: extract {word}",
            "|==> step {small}/9: upload {word}",
            "|    copied {path} -> {s3} ({size})",
            "|    removed {path}",
            "|    {n} of {n} chunks done, {real}% , eta {small}m{small}s",
            "|    warning: {n} rows have no value for column {word}",
            "|!!! command failed with exit code {exit} after {real}s",
            "|    checksum {hex64} ok",
            "|    checksum {hex64} differs from {hex64}",
            "|    waiting for lock held by {user}@{host} (pid {pid})",
            "|    partitions: [{numbers}]",
        ),
    ),
    Log(
        "step functions",
        '<("id":"{small}","type":"{message}","details":<({fields})>,"execution_arn":"{arn}",'
        '"event_timestamp":"{n}")>',
        (
            '|ExecutionStarted|"input":"<(\\"job_id\\":{job})>"',
            '|TaskStateEntered|"name":"{word}"',
            '|TaskStateExited|"name":"{word}","output":"<(\\"rows\\":{n})>"',
            '|TaskFailed|"error":"States.TaskFailed","cause":"exit code {exit}"',
            '|ExecutionSucceeded|"output":"<(\\"rows\\":{n})>"',
            '|ExecutionFailed|"error":"States.Timeout","cause":""',
        ),
        quoted=True,
    ),
)
