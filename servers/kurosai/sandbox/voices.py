"""What the platform's own Lambda functions say on an ordinary day: the words of the noise.

Fields in braces are filled with a job, a task, and numbers from the seed. Trouble is of kinds
that no bundled scenario is about; look-alikes share words with known errors and mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from kurosai.sandbox.schema_base import Level

Said: TypeAlias = "tuple[Level, str]"
Speech: TypeAlias = "tuple[Said, ...]"


@dataclass(frozen=True, slots=True)
class Voice:
    """How one function speaks. `share` is its part of all noise, relative to the others."""

    share: float
    memory_mb: int
    ordinary: tuple[Speech, ...]
    trouble: tuple[Speech, ...]
    look_alikes: tuple[Said, ...]


_DISPATCHER: Final = Voice(
    share=0.36,
    memory_mb=512,
    ordinary=(
        (
            ("INFO", "[dispatch] received 1 message from crois-v2-prd-job-queue"),
            ("INFO", "[dispatch] job_id={job_id} workflow={workflow} project={project}"),
            ("INFO", "[dispatch] StartExecution job-{job_id}-1 took {ms} ms"),
        ),
        (
            ("INFO", "[dispatch] received {few} messages from crois-v2-prd-job-queue"),
            ("INFO", "[dispatch] job_id={job_id} workflow={workflow} project={project}"),
            ("INFO", "[dispatch] quota {project}: {n} of 400 tasks in use"),
            ("INFO", "[dispatch] StartExecution job-{job_id}-1 took {ms} ms"),
            ("INFO", "[dispatch] deleted {few} messages"),
        ),
    ),
    trouble=(
        (
            ("INFO", "[dispatch] job_id={job_id} workflow={workflow} project={project}"),
            ("WARN", "[dispatch] StartExecution throttled, waiting {ms} ms"),
            ("INFO", "[dispatch] StartExecution job-{job_id}-1 took {ms} ms"),
        ),
        (
            ("INFO", "[dispatch] job_id={job_id} workflow={workflow} project={project}"),
            ("ERROR", "[dispatch] error: project {project} is over its quota, back to the queue"),
        ),
    ),
    look_alikes=(
        ("WARN", "[dispatch] created_at of job_id={job_id} is {few} s ahead of this clock"),
        ("INFO", "[dispatch] workflow {workflow} has no value for optional key notify_to"),
    ),
)

_UPDATER: Final = Voice(
    share=0.36,
    memory_mb=256,
    ordinary=(
        (
            ("INFO", "[status] job_id={job_id} task={task} RUNNING from event {hex8}"),
            ("INFO", "[status] wrote started_at of {task} in {ms} ms"),
        ),
        (
            ("INFO", "[status] job_id={job_id} task={task} SUCCEEDED from event {hex8}"),
            ("INFO", "[status] wrote finished_at of {task} in {ms} ms"),
            ("INFO", "[status] {few} tasks of job_id={job_id} still running"),
        ),
        (
            ("INFO", "[status] job_id={job_id} all tasks are final"),
            ("INFO", "[status] wrote finished_at of the job in {ms} ms"),
            ("INFO", "[status] notified {few} subscribers"),
        ),
    ),
    trouble=(
        (
            ("WARN", "[status] event {hex8} came twice, the second is dropped"),
            ("INFO", "[status] job_id={job_id} task={task} unchanged"),
        ),
        (
            ("ERROR", "[status] error: write conflict on job_id={job_id}, attempt 1 of 3"),
            ("INFO", "[status] job_id={job_id} task={task} SUCCEEDED from event {hex8}"),
        ),
    ),
    look_alikes=(
        ("INFO", "[status] started_at of {task} has a value already, kept"),
        ("WARN", "[status] started_at has no value yet tasks:{task} (job_id={job_id} is queued)"),
        ("INFO", "[status] finished_at has no value tasks:{task} (job_id={job_id} is running)"),
    ),
)

_TICK: Final = Voice(
    share=0.14,
    memory_mb=256,
    ordinary=(
        (
            ("INFO", "[tick] {n} schedules looked at, {few} due"),
            ("INFO", "[tick] fired workflow={workflow} project={project} job_id={job_id}"),
        ),
        (("INFO", "[tick] {n} schedules looked at, none due"),),
    ),
    trouble=(
        (
            ("INFO", "[tick] {n} schedules looked at, {few} due"),
            ("ERROR", "[tick] error: workflow={workflow} is disabled, schedule skipped"),
        ),
        (("WARN", "[tick] previous tick still held the lock, skipped"),),
    ),
    look_alikes=(("INFO", "[tick] health check schedule: next_fire_at has no value, computed"),),
)

_FORWARDER: Final = Voice(
    share=0.14,
    memory_mb=1024,
    ordinary=(
        (
            ("INFO", "[forward] {n} records, {ms} KB from /crois/v2/prd/ecs/{project}"),
            ("INFO", "[forward] put to log index in {ms} ms"),
        ),
    ),
    trouble=(
        (
            ("WARN", "[forward] log index answered 503, retrying"),
            ("INFO", "[forward] put to log index in {ms} ms after 2 attempts"),
        ),
        (
            ("ERROR", "[forward] error: record of {project} larger than 1 MB was cut"),
            ("INFO", "[forward] put to log index in {ms} ms"),
        ),
    ),
    look_alikes=(
        ("INFO", "[forward] matched rule healthcheck-error 0 times in {n} records"),
        ("WARN", "[forward] retrying log index (502)"),
    ),
)

VOICES: Final[Mapping[str, Voice]] = {
    "/aws/lambda/core-v2-job-dispatcher": _DISPATCHER,
    "/aws/lambda/core-v2-job-status-updater": _UPDATER,
    "/aws/lambda/core-v2-scheduler-tick": _TICK,
    "/aws/lambda/core-v2-log-forwarder": _FORWARDER,
}
"""By log group."""

TEAMS: Final = (
    ("ad-delivery", "広告配信"),
    ("hr-match", "人材マッチング"),
    ("travel-search", "旅行検索"),
    ("beauty-reco", "美容レコメンド"),
    ("housing-price", "住まい価格推定"),
    ("bridal-ranking", "結婚式場ランキング"),
    ("dining-demand", "飲食需要予測"),
    ("learning-log", "学習ログ"),
    ("pos-analytics", "POS分析"),
    ("mail-delivery", "メール配信"),
    ("fraud-check", "不正検知"),
    ("bi-mart", "BIデータマート"),
)
"""Projects of the noise: name and what it is in Japanese."""

CHORES: Final = (
    ("日次集計", ("extract", "aggregate", "load")),
    ("特徴量生成", ("prepare", "features")),
    ("モデル学習", ("prepare", "train", "evaluate")),
    ("推論バッチ", ("fetch", "predict", "publish")),
    ("マスタ同期", ("sync",)),
    ("データ品質チェック", ("check", "report")),
)
"""Workflows each of those projects has: name and tasks, one after another."""

PEOPLE: Final = (
    ("t-yamada", "山田 太郎"),
    ("h-sato", "佐藤 花子"),
    ("k-suzuki", "鈴木 健"),
    ("m-takahashi", "高橋 美咲"),
    ("s-tanaka", "田中 翔"),
    ("a-ito", "伊藤 葵"),
    ("y-watanabe", "渡辺 優"),
    ("r-nakamura", "中村 凛"),
)
"""Owners in those projects: user id and name."""

FAILURES: Final = (
    "Task {task} exited with code 1",
    "Task {task} exited with code 137: OutOfMemoryError: container killed due to memory usage",
    "Task {task} exited with code 2: KeyError: 'target_date'",
    "Task {task} exited with code 1: Access Denied (s3:PutObject)",
)
"""Why a job of the noise failed."""
