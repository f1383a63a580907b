"""The scripted operator's judgement in Japanese, every value taken from what it has read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kurosai.rehearsal.answers import Answer
from kurosai.rehearsal.comprehension import missing_field


@dataclass(frozen=True, slots=True)
class Judged:
    """Arguments of close_case; `verdict` "" takes the end node's."""

    verdict: str
    arguments: dict[str, Any]


def judge(alert: str, opened: Answer, read: Sequence[Answer], end: Answer | None) -> Judged:
    """What to conclude from the alert, the readings and where the walk came to."""
    field, task = missing_field(alert)
    job = next((one for one in read if one.tool == "describe_job"), None)
    if job is None or job.coverage != "complete":
        return _unknown(field, task, read, job)
    job_id = str(job.arguments["job_id"])
    status = _found(rf"^job {job_id} (\w+)", job.text)
    if end is None:
        return _without_runbook(field, task, job_id, status, opened)
    ended = end.text.split("\n")
    verdict_line = next((line for line in ended if "ends at" in line), "")
    every = "\n".join(one.text for one in read)
    streak = int(_found(r"consecutive (?:FAIL|WARN): (\d+)", every) or 0)
    value = _found(rf"^{re.escape(task)} .*?\b{field}=(\S+)", job.text)
    symptom = f"タスク {task} の {field} に値がないというエラーでヘルスチェックが失敗した。"
    cause = [f"ジョブID {job_id}: {symptom}"]
    if value == "null":
        cause.append(
            f"ジョブは {status} で終了しているが、{task} の {field} は現在も値なし(null)で、"
            "書き込みの遅延または欠損と考えられる。"
        )
    else:
        cause.append(
            f"ジョブは {status} で終了しており、{task} の {field} には現在 {value} が"
            "設定されているため、書き込みの遅延と考えられる。"
        )
    if streak >= 2:
        cause.append(f"同じエラーが {streak} 回連続で発生している。")
        actions = ["運用担当: 連続発生としてチームに共有し、対応を検討する。"]
    elif "pending" in verdict_line:
        cause.append("単発の発生だが、次回のヘルスチェックはまだ実行されていない。")
        actions = ["運用担当: 次回のヘルスチェックの結果を再確認し、正常ならクローズする。"]
    else:
        cause.append("単発の発生で、次回のヘルスチェックは正常に終了している。")
        actions = ["運用担当: 対応不要としてクローズする。連続して発生した場合はチームに共有する。"]
    confidence = "high"
    arguments: dict[str, Any] = {"cause": cause, "actions": actions, "confidence": confidence}
    if ruled_out := _ruled_out(read):
        arguments["ruled_out"] = ruled_out
    return Judged("", arguments)


def _ruled_out(read: Sequence[Answer]) -> list[str]:
    """A warning in the same request whose next line shows that the retry succeeded."""
    for one in read:
        match = re.search(r"\[WARN\] retrying (.+?) \((\d+)\)\n.*? (\d{3}) status=", one.text)
        if match and match.group(3) == "200":
            what, code, then = match.groups()
            return [f"{what} の {code}: 再試行で {then} が返っており、今回のエラーの原因ではない。"]
    return []


def _without_runbook(field: str, task: str, job_id: str, status: str, opened: Answer) -> Judged:
    near = _found(r"^runbook: \w+ (\S+)", opened.text)
    because = f"近いランブック {near} は別のエラーのもので、当てはめていない。" if near else ""
    return Judged(
        "escalate",
        {
            "cause": [
                f"ジョブID {job_id} のタスク {task} の {field} に値がなく、エラーになった。",
                f"ジョブ自体は {status} で終了している。{because}",
            ],
            "actions": ["運用担当: 該当するランブックがないため、チームに共有し対応を検討する。"],
            "not_looked_at": [f"{field} が書き込まれなかった理由(Croisの内部処理)。"],
            "confidence": "medium",
        },
    )


def _unknown(field: str, task: str, read: Sequence[Answer], job: Answer | None) -> Judged:
    """The job cannot be seen: say so, and what would decide."""
    if job is None:
        why = "エラーの出たリクエストのログにジョブIDがなく、対象のジョブを特定できない。"
        decides = f"対象のジョブIDが分かれば、タスク {task} の {field} を確認して判断できる。"
    else:
        job_id = str(job.arguments["job_id"])
        why = f"ログにあるジョブID {job_id} はCrois APIに存在しない(404)。"
        decides = (
            f"ジョブ {job_id} の記録が見つかれば、タスク {task} の {field} を確認して判断できる。"
        )
    return Judged(
        "unknown",
        {
            "cause": [
                f"タスク {task} の {field} に値がないというエラーでヘルスチェックが失敗した。",
                why,
            ],
            "actions": ["運用担当: チームに共有し、対象のジョブを確認する。"],
            "not_looked_at": [decides],
            "confidence": "low",
        },
    )


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    return match.group(1) if match else ""
