"""Which lines are errors that a program logged, and which only speak of errors."""

from __future__ import annotations

import pytest
from log_formats import lines
from log_templates import REPORTED, TUNED, Format

from kurosai.library import log_lines, typed_lines


@pytest.mark.parametrize(
    "line",
    [
        "2025-11-04 07:44:01,120 ERROR worker.sync - lease of task 17 lost",
        "2025-11-04T07:44:01Z upload of part 3 failed after 5 attempts",
        "Nov  4 07:44:01 db-01 kernel: Out of memory: Killed process 4711 (java)",
        "E1104 07:44:01.000123    4711 sync.go:120] node db-01 left the ring",
        'level=error ts=2025-11-04T07:44:01Z msg="compaction failed"',
        '{"level":"error","msg":"bucket is not readable","bucket":"a"}',
        '{"error":"connection to queue lost","queue":"a"}',
        "[ERROR] ジョブ37の入力ファイルを読み込めませんでした",
        "FATAL:  remaining connection slots are reserved for superusers",
        'psql: FATAL:  password authentication failed for user "batch"',
        "panic: runtime error: index out of range [3] with length 3",
        "java.lang.IllegalStateException: the pool is closed",
        "botocore.exceptions.ClientError: An error occurred (AccessDenied)",
        "Caused by: java.net.ConnectException: Connection refused",
        "failed to mount volume pvc-1: device is busy",
        "cannot open lock file /var/lock/batch: permission denied",
        "command terminated with exit code 137",
        "read tcp 10.0.0.1:4711->10.0.0.2:443: connection reset by peer, failed: i/o timeout",
        "npm error ERESOLVE could not resolve the tree",
        "1m\t48s\t7\t{default-scheduler }\t\tWarning\t\tFailedScheduling\tno node fits",
        "Warning  FailedMount  2m (x5 over 3m)  kubelet  Unable to attach volume",
        "error: unable to upgrade connection: pod does not exist",
    ],
)
def test_errors(line: str) -> None:
    assert log_lines.is_error(line)
    assert not typed_lines.is_typed(line)


@pytest.mark.parametrize(
    "line",
    [
        "$ grep -c 'level=error' /var/log/batch.log",
        "kubectl logs deploy/batch | grep 'ERROR: cannot open lock'",
        "# ERROR: this comment explains what to look for",
        "echo 'ERROR: could not find the batch host'",
        "SELECT * FROM jobs WHERE state = 'failed' AND error IS NOT NULL",
        'sum(rate(log_lines_total{level="error", app="batch"}[5m])) by (app)',
        '{app="batch"} |= `level=error` | logfmt',
        "  severity: critical",
        'raise BatchError("failed to open the lock file")',
        'return fmt.Errorf("failed to run reboot: %v", err)',
        "batch-7d9f   0/1   CrashLoopBackOff   12   40m",
        "NAME   READY   STATUS   RESTARTS   AGE",
        "| errors | unable to log in to the database |",
        "2025-11-04T07:44:01Z INFO started worker 17, no failed tasks",
        "ERROR",
    ],
)
def test_what_is_no_error(line: str) -> None:
    assert not log_lines.is_error(line)


@pytest.mark.parametrize(
    "block",
    [
        "groups:\n- alert: BatchFailed\n  expr: batch_failed > 0\n",
        "kind: Pod\nstatus:\n  reason: Error\n",
        "timeout: 3\nretries: 5\non_error: stop\n",
    ],
)
def test_configuration(block: str) -> None:
    assert typed_lines.is_rule(block) or typed_lines.is_settings(block)


@pytest.mark.parametrize(("formats", "least"), [(TUNED, 0.8), (REPORTED, 0.8)])
def test_lines_of_known_loggers(formats: tuple[Format, ...], least: float) -> None:
    """Some statements are of success (a session closed, a lock acquired); the others are seen."""
    made = [
        lines(fmt, statement, 1, "seed")[0]
        for fmt in formats
        for statement in (*fmt.statements, *(one for pair in fmt.look_alikes for one in pair))
    ]
    seen = [line for line in made if log_lines.is_error(line) or log_lines.says_failed(line)]
    assert len(seen) / len(made) >= least, sorted(set(made) - set(seen))


def test_a_long_line_that_ends_otherwise_is_judged_at_once() -> None:
    """Were a word read in two ways, this would take longer than anybody lives."""
    assert not log_lines.is_japanese_failure("エラー" + " a=b(c),d=e(f)" * 40 + " ?")
