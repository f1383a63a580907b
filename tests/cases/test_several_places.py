"""A reading of several places: each proves what it saw, and what one left open is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import asker, story
from kurosai.cases.judgement import Judgement
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Look, Reading, Row, Verdict, Window, moment, overall

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

QUESTION = (
    "job id 16902244 のジョブが失敗しているのですが、UI上にログが出力されておらず原因がわかりません"
)
IMAGE = "444455556666.dkr.ecr.ap-northeast-1.amazonaws.com/tutorial_20260910:latest"
TASK_ID = "3f2a5b7c9d1e4f60718293a4b5c6d7e8"
GROUP = "/crois/v2/prd/ecs/tutorial"
STREAM = f"{GROUP} tutorial_20260910/main/{TASK_ID}"
REASON = "CannotPullContainerError: no matching manifest for linux/amd64"
BUILD = f"docker buildx build --platform linux/amd64 --tag {IMAGE} --push ."
NEVER = "never made: no container of the task started, so there is no log anywhere"
START, END = moment("2025-11-04T18:00:00Z"), moment("2025-11-04T18:44:00Z")


def traced(image: Look, log: Look) -> Reading:
    looks = (
        Look("history of crois-v2-prd-job-runner:job-16902244-1", Coverage.COMPLETE, "23 events"),
        Look("ecs crois-v2-prd-worker", Coverage.EXPIRED, "3 tasks forgotten", "the history"),
        log,
        image,
    )
    return Reading(
        source="crois-v2-prd-job-runner:job-16902244-1",
        identity="aws 111122223333 ap-northeast-1",
        coverage=overall(looks),
        rows=(Row(f"run-my-module attempt 1 failed · {REASON}", START, ">"),),
        window=Window(START, END),
        lead=("attempt 1 of the job TIMED_OUT after 44m00s",),
        tail=(f"a build that the task can pull: {BUILD}",),
        facts={"job": "16902244", "reason": REASON, "image": IMAGE, "log": NEVER},
        looks=looks,
    )


def image(coverage: Coverage) -> Look:
    return Look(f"image {IMAGE}", coverage, "built for linux/arm64")


def log(coverage: Coverage) -> Look:
    return Look(STREAM, coverage, NEVER)


def judged(bench: Bench, reading: Reading, *cause: str) -> tuple[str, Judgement]:
    bench.open(QUESTION)
    evidence = bench.record("aws", "trace_job", {"job_id": "16902244"}, reading)
    return evidence, Judgement(
        Verdict.USER_FIX,
        cause=(f"コンテナイメージを取得できず起動していない: `{REASON}` [{evidence}]。", *cause),
        actions=(f"利用者: `{BUILD}` で再ビルドして再実行する。",),
        ruled_out=("TIMED_OUTは結果であり、原因ではない。",),
        confidence="high",
    )


def test_a_place_that_history_speaks_for_leaves_nothing_open(bench: Bench) -> None:
    reading = traced(image(Coverage.COMPLETE), log(Coverage.EMPTY))
    assert reading.coverage is Coverage.COMPLETE
    _, judgement = judged(bench, reading, "ログストリームは存在しない。")
    draft = render_statement(bench.close(judgement, dry_run=True))
    assert "0 blocks, 0 warnings" in draft.split("\n", 1)[0]
    assert "## 確認していないこと" not in draft


def test_a_denied_place_is_named_and_does_not_take_the_others_with_it(bench: Bench) -> None:
    reading = traced(image(Coverage.DENIED), log(Coverage.EMPTY))
    assert reading.coverage is Coverage.PARTIAL
    evidence, judgement = judged(bench, reading, f"{STREAM}にログは出力されていない。")
    draft = render_statement(bench.close(judgement, dry_run=True))
    assert "0 blocks" in draft.split("\n", 1)[0]
    assert f"{evidence} (image {IMAGE}) is denied" in draft
    assert f"- 権限がなく読めず: image {IMAGE} [{evidence}]" in draft
    assert "保存期間を過ぎて読めず: ecs" not in draft


def test_what_a_denied_place_would_show_cannot_be_said_to_be_absent(bench: Bench) -> None:
    reading = traced(image(Coverage.COMPLETE), log(Coverage.DENIED))
    _, judgement = judged(bench, reading, f"{GROUP}にログは出力されていない。")
    assert "block absence" in render_statement(bench.close(judgement, dry_run=True))


def test_one_whole_stream_does_not_speak_for_a_group_with_a_denied_one(bench: Bench) -> None:
    reading = traced(Look(f"{GROUP} other/main/{TASK_ID}", Coverage.DENIED), log(Coverage.EMPTY))
    _, judgement = judged(bench, reading, f"{GROUP}にログは出力されていない。")
    assert "block absence" in render_statement(bench.close(judgement, dry_run=True))


def test_nothing_is_proven_absent_where_no_place_was_seen(bench: Bench) -> None:
    reading = traced(image(Coverage.DENIED), log(Coverage.DENIED))
    nothing = tuple(Look(one.place, Coverage.DENIED) for one in reading.looks)
    blind = Reading(
        reading.source,
        reading.identity,
        overall(nothing),
        rows=reading.rows,
        window=reading.window,
        facts=reading.facts,
        looks=nothing,
    )
    assert blind.coverage is Coverage.DENIED
    _, judgement = judged(bench, blind, "ログは出力されていない。")
    assert "block absence" in render_statement(bench.close(judgement, dry_run=True))


def test_the_asker_reads_his_own_image_and_nothing_of_ours(bench: Bench) -> None:
    reading = traced(image(Coverage.COMPLETE), log(Coverage.EMPTY))
    place = f"crois-v2-prd-job-runnerの{TASK_ID}は、{GROUP}に何も書いていない。"
    evidence, judgement = judged(
        bench, reading, place, "レジストリは444455556666のもので、111122223333のものではない。"
    )
    bench.close(judgement, dry_run=True)
    bench.finish(Verdict.USER_FIX)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert f"`{BUILD}`" in done.short
    assert "## 原因ではなかったもの" in done.short
    assert "レジストリは444455556666のもので、社内リソースのものではない" in done.short
    for internal in (GROUP, "job-runner", TASK_ID, evidence):
        assert internal not in done.short
    assert "**コンテナのログ**: 存在しない(コンテナが一度も起動しておらず" in done.operator_report


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("ログは存在しない。", False),
        ("crois-v2-prd-job-runnerのログは存在しない。", False),
        ("No log was found for it; it does not exist.", False),
        ("再実行は存在しない。", True),
    ],
)
def test_a_history_that_was_read_does_not_speak_for_a_log_that_was_denied(
    bench: Bench, sentence: str, *, passes: bool
) -> None:
    reading = traced(image(Coverage.COMPLETE), log(Coverage.DENIED))
    evidence, judgement = judged(bench, reading)
    judgement = replace(judgement, cause=(*judgement.cause, f"{sentence[:-1]} [{evidence}]。"))
    draft = render_statement(bench.close(judgement, dry_run=True))
    assert ("block absence" not in draft) is passes


@pytest.mark.parametrize("tried", ["タグは存在しない。", "イメージは見つからなかった。"])
def test_an_image_that_could_not_be_looked_up_is_not_said_to_be_missing(
    bench: Bench, tried: str
) -> None:
    for coverage, blocked in ((Coverage.DENIED, True), (Coverage.EMPTY, False)):
        _, judgement = judged(bench, traced(image(coverage), log(Coverage.EMPTY)), tried)
        draft = render_statement(bench.close(judgement, dry_run=True))
        assert ("block absence" in draft) is blocked


@pytest.mark.parametrize(
    "said", ["2026-02-31 10:00:00Z-11:00:00Z", "2020-01-01 00:00:00Z-2030-01-01T00:00:00Z"]
)
def test_a_span_that_stands_in_a_reason_was_not_searched(bench: Bench, said: str) -> None:
    reading = traced(image(Coverage.COMPLETE), log(Coverage.EMPTY))
    reading = replace(reading, facts={**reading.facts, "reason": f"{REASON} {said}"})
    _, judgement = judged(bench, reading, "過去7日間に同様のエラーは発生していない。")
    assert "says more than was searched" in render_statement(bench.close(judgement, dry_run=True))


@pytest.mark.parametrize("name", ["1/x:2", "arn:aws", "a", "crois-v2", "111122223333/x"])
def test_nobody_unmasks_our_names_by_what_he_calls_his_image(bench: Bench, name: str) -> None:
    reading = traced(image(Coverage.COMPLETE), log(Coverage.EMPTY))
    reading = replace(reading, facts={**reading.facts, "image": name})
    arn = "arn:aws:states:ap-northeast-1:111122223333:execution:crois-v2-prd-job-runner:1"
    found = bench.record("aws", "trace_job", {}, reading)
    insides = asker.Insides(bench.book.get([found]).values(), resource="")
    hidden = insides.without(f"{arn} と 111122223333 と 10.0.0.1", instead="◯", person="△")
    assert hidden == "◯ と ◯ と ◯"


@pytest.mark.parametrize(
    ("coverages", "whole"),
    [
        (("complete", "empty"), "complete"),
        (("complete", "denied"), "partial"),
        (("denied", "denied"), "denied"),
        (("denied", "expired"), "partial"),
        (("truncated",), "truncated"),
    ],
)
def test_several_places_make_one_word(coverages: tuple[str, ...], whole: str) -> None:
    assert overall([Look("p", Coverage(one)) for one in coverages]) == Coverage(whole)
    assert overall([Look("p", Coverage(one), instead="x") for one in coverages]) == "complete"
