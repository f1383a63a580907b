"""A job that is said, in words, to have ended otherwise than its reading recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

WRONG = (
    "ジョブ 16852935 は失敗しました [{job}]。",
    "ジョブ16852935は成功しませんでした [{job}]。",
    "ジョブID:16852935が異常終了し、エラーが発生した。",
    "job 16852935 failed with an error [{job}].",
    "job 16852935 did not succeed.",
)
RIGHT = (
    "ジョブ 16852935 は成功しました [{job}]。",
    "ジョブ 16852935 は最初の試行に失敗しましたが、成功しています [{job}]。",
    "ジョブ 16852935 の1回目は失敗しました。",
    "ジョブ 16852935 のログの取得に失敗しました。",
    "ジョブ 16852935 は失敗していない [{job}]。",
    "The check of job 16852935 did not fail to start.",
    "ジョブ 16852935 のタスクnormal-1が失敗した場合は再実行する。",
)


def blocks(bench: Bench, world: World, sentence: str, job: str) -> list[str]:
    cause = (sentence.format(job=job), *world.judgement().cause)
    shown = bench.close(world.judgement(cause=cause), dry_run=True).lines
    return [line for line in shown if line.startswith("block state")]


@pytest.mark.parametrize("sentence", WRONG)
def test_a_job_that_succeeded_has_not_failed(bench: Bench, world: World, sentence: str) -> None:
    _, job = bench.walked()
    (line,) = blocks(bench, world, sentence, job)
    assert f"but {job} records job 16852935 as SUCCEEDED" in line


@pytest.mark.parametrize("sentence", RIGHT)
def test_what_is_so_or_of_a_part_is_let_pass(bench: Bench, world: World, sentence: str) -> None:
    _, job = bench.walked()
    assert blocks(bench, world, sentence, job) == []


def test_what_a_trace_recorded_counts_as_well(bench: Bench, world: World) -> None:
    bench.walked()
    facts = {"job": "16852935", "execution": "FAILED (3m17s)"}
    trace = bench.record("aws", "trace_job", {}, world.job(facts=facts))
    (line,) = blocks(bench, world, "ジョブ16852935は成功しました。", trace)
    assert f"{trace} records job 16852935 as FAILED" in line


@pytest.mark.parametrize(
    "sentence",
    [
        "次の試行は12分36秒後だった。",
        "The second attempt came 59s later.",
        "0分59秒後に2回目が始まった。",
        "03時14分40秒に記録された。",
    ],
)
def test_a_duration_that_a_result_prints_is_recorded(
    bench: Bench, world: World, sentence: str
) -> None:
    bench.walked()
    tail = ("retries by the state machine: after 12m36s, 0m59s",)
    bench.record("aws", "trace_job", {}, world.job(tail=tail))
    shown = bench.close(world.judgement(cause=(sentence, *world.judgement().cause)), dry_run=True)
    assert "warning duration" not in "\n".join(shown.lines)


@pytest.mark.parametrize(
    ("said", "warns"),
    [
        ("53分", False),
        ("52分", False),
        ("46〜53分", False),
        ("52分52秒", False),
        ("about 53 min", False),
        ("26分21秒", False),
        ("1581秒", False),
        ("54分", True),
        ("51分", True),
        ("52分50秒", True),
        ("1580秒", True),
    ],
)
def test_a_duration_that_a_result_prints_may_be_rounded_to_the_unit_written(
    bench: Bench, world: World, said: str, *, warns: bool
) -> None:
    bench.walked()
    rows = (Row("batch load 46m37s, batch merge 52m52s"), Row("oldest 1581.3 s"))
    bench.record("crois", "find_jobs", {}, world.job(rows=rows))
    judgement = world.judgement(cause=(f"処理は{said}かかった。", *world.judgement().cause))
    shown = "\n".join(bench.close(judgement, dry_run=True).lines)
    assert ("warning duration" in shown) is warns


def test_a_value_of_a_metric_is_no_time_between_two_records(bench: Bench, world: World) -> None:
    bench.walked()
    line = "m1 AWS/SQS ApproximateAgeOfOldestMessage: min 37 max 4560 at 05:48Z last 4560"
    bench.record("aws", "read_metrics", {}, world.job(rows=(Row(line),)))
    for value, warns in ((4560, False), ("4,560", False), (4561, True), (456, True)):
        sentence = f"最も古いメッセージは{value}秒待った。"
        judgement = world.judgement(cause=(sentence, *world.judgement().cause))
        shown = "\n".join(bench.close(judgement, dry_run=True).lines)
        assert ("warning duration" in shown) is warns, value


def test_what_the_cited_reading_says_otherwise_no_other_reading_mends(
    bench: Bench, world: World
) -> None:
    bench.open("job 16902299 が失敗しました。")
    bench.job()
    bench.open()
    logs, job = bench.logs(), bench.job()
    facts = {"job": "16902299", "status": "FAILED"}
    other = bench.job(world.job(facts=facts), job="16902299")
    bench.walk(*world.answers(logs, job))
    cause = (f"ジョブ16852935はFAILEDで終わった [{job}]。", f"16902299はFAILEDだった [{other}]。")
    shown = bench.close(world.judgement(cause=cause), dry_run=True).lines
    assert any(line.startswith("block state") for line in shown)
    assert not any("would carry it" in line for line in shown)
