"""The scripted operator's answer to "my job failed and there is no log", in Japanese.

Every value comes from what it has read; what it does not recognise it leaves undecided.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kurosai.rehearsal.conclusion import Judged
from kurosai.rehearsal.traced import Traced

_REFUSED = re.compile(r"(?i:denied|not authorized|forbidden|\b403\b)")
_PULL = "`ecr:BatchGetImage` と `ecr:GetDownloadUrlForLayer`"
_PLATFORM = re.compile(r"no matching manifest for (\S+)|matching platform '(\S+?)'")


def judge(job_id: str, traced: Traced, described: str) -> Judged:
    """What to conclude of a job from its trace; `described` is the evidence of the job itself."""
    judged = _judge(job_id, traced)
    if described:
        judged.arguments["evidence"] = [described]
    return judged


def _judge(job_id: str, traced: Traced) -> Judged:
    if not traced.reason:
        return _undecided(job_id, traced)
    if traced.build:
        return _wrong_platform(job_id, traced)
    if traced.wanted:
        return _no_such_tag(job_id, traced)
    if _REFUSED.search(traced.reason) and traced.never_started:
        return _refused(job_id, traced)
    return _undecided(job_id, traced)


def _wrong_platform(job_id: str, traced: Traced) -> Judged:
    named = _PLATFORM.search(traced.reason)
    needs = traced.needs or (named.group(1) or named.group(2) if named else "")
    cause = [_symptom(job_id, traced)]
    if traced.built:
        cause.append(
            f"イメージは存在するが {traced.built} 向けにだけビルドされており、実行環境が必要とする "
            f"{needs} のマニフェストが含まれていない [{traced.evidence}]。"
        )
        ruled_out = [f"イメージのタグ: 指定されたタグはレジストリに存在する [{traced.evidence}]。"]
    else:
        cause.append(f"実行環境が必要とする {needs} 向けのイメージがない [{traced.evidence}]。")
        ruled_out = []
    return _judged(
        traced,
        cause=cause,
        actions=[f"利用者: イメージを `{traced.build}` で再ビルドしてプッシュし、再実行する。"],
        ruled_out=ruled_out,
    )


def _no_such_tag(job_id: str, traced: Traced) -> Judged:
    there = re.sub(r" \([^)]*\)", "", traced.there)
    return _judged(
        traced,
        cause=[
            _symptom(job_id, traced),
            f"指定されたタグ {traced.wanted} がない。あるのは {there} [{traced.evidence}]。",
        ],
        actions=[
            f"利用者: モジュールのイメージを存在するタグ({there})に変更して再実行する。",
            f"または、イメージにタグ {traced.wanted} を付けてプッシュし、再実行する。",
        ],
    )


def _refused(job_id: str, traced: Traced) -> Judged:
    return _judged(
        traced,
        cause=[
            _symptom(job_id, traced),
            f"レジストリが、Croisによるイメージの取得を拒否している [{traced.evidence}]。",
        ],
        actions=[
            f"利用者: イメージのリポジトリポリシーで、Croisの実行ロールに {_PULL} を許可する。",
            "利用者: その後、ジョブを再実行する。",
        ],
    )


def _symptom(job_id: str, traced: Traced) -> str:
    never = "一度も起動していない" if traced.never_started else "失敗した"
    return (
        f"ジョブ {job_id} のタスク {traced.task} はイメージを取得できず、コンテナが{never}: "
        f"`{traced.reason}` [{traced.evidence}]。"
    )


def _judged(
    traced: Traced, *, cause: list[str], actions: list[str], ruled_out: list[str] | None = None
) -> Judged:
    """The conclusion, with what is the same whatever kept the container from starting."""
    ruled_out = [*(ruled_out or [])]
    if traced.log and traced.log.coverage == "empty":
        shown = "ログは存在せず、UIに表示されるものがない"
        cause.append(f"コンテナが起動していないため、{shown} [{traced.evidence}]。")
    if traced.running:
        cause.append(
            f"ジョブはまだ実行中で、同じイメージでの再試行を待っている [{traced.evidence}]。"
        )
    if traced.status == "TIMED_OUT":
        ruled_out.append(
            f"{traced.status}({traced.span}): コンテナの起動を待ち続けた結果であり、"
            f"失敗の原因ではない [{traced.evidence}]。"
        )
    arguments: dict[str, Any] = {
        "cause": cause,
        "actions": actions,
        "ruled_out": ruled_out,
        "confidence": "high",
    }
    unseen = _unseen(traced)
    if unseen:
        arguments |= {"not_looked_at": unseen, "confidence": "medium"}
    return Judged("user_fix", arguments)


def _unseen(traced: Traced) -> list[str]:
    looks = [one for one in (traced.log, traced.image) if one]
    return [
        f"{one.place} は読めず({one.coverage})、中身を確認していない。"
        for one in looks
        if one.coverage not in ("complete", "empty")
    ]


def _undecided(job_id: str, traced: Traced) -> Judged:
    """Not over, or not understood: when to look again, or what would decide."""
    arguments: dict[str, Any] = {
        "cause": [
            f"ジョブ {job_id} の失敗の理由は、読めた記録からは決まらない [{traced.evidence}]。"
        ],
        "not_looked_at": [
            f"タスク {traced.task or '(不明)'} の停止理由が記録されれば、原因を判断できる。"
        ],
        "actions": ["運用担当: 停止理由が記録された後に、もう一度確認する。"],
        "confidence": "low",
    }
    if traced.running:
        waits = f"タスク {traced.task} のコンテナは起動を待っている [{traced.evidence}]。"
        arguments["cause"] = [f"ジョブ {job_id} はまだ実行中で、{waits}"]
    if traced.again:
        call = json.dumps({"job_id": job_id}, separators=(",", ":"))
        arguments["recheck"] = f"{traced.again} aws.trace_job {call}"
    return Judged("unknown", arguments)
