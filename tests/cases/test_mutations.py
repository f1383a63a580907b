"""A good conclusion, altered in every way that code can know to be wrong; and good ones left alone.

The first table must block, each row by the rule it names and no other. The second must not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.cases import faults
from kurosai.cases.judgement import Judgement
from kurosai.library.walk import Answer
from kurosai.vocabulary import Coverage, Reading, Row, Verdict, Window, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

# (kind of mutation, field, sentence, rule that must catch it)
WRONG: tuple[tuple[str, str, str, str], ...] = (
    ("wrong time", "cause", "2025-11-04T18:14:41.914Zにエラーが出た。", "time"),
    ("wrong time", "cause", "エラーは18:24Zに発生した。", "time"),
    ("wrong time", "cause", "11月4日 18時41分に`started_at`のエラーが出た。", "time"),
    ("wrong time", "cause", "It logged `started_at has no value` at 18:24Z.", "time"),
    ("wrong time", "ruled_out", "前回の実行(16:13Z)は無関係。", "time"),
    ("wrong JST", "cause", "エラーは2025-11-05 04:14:40 JSTに発生した。", "time"),
    ("wrong JST", "cause", "エラーは2025-11-04 03:14 JSTに発生した。", "time"),
    ("wrong JST", "impact", "18:14 JSTのヘルスチェック1回。", "time"),
    ("shifted window", "cause", "2025-11-04T05:14:40Z以降を調べた。", "time"),
    ("shifted window", "ruled_out", "2025-11-04 16:00:00Z ~ 18:29:00Zに他のエラーは出た。", "time"),
    ("future window", "cause", "2025-11-05T06:00:00Zまで調べた。", "future"),
    ("future window", "ruled_out", "11月4日から2025-11-06 12:00 JSTまで正常。", "future"),
    ("future window", "impact", "2025-11-05 09:30 JSTまで影響なし", "future"),
    ("other job's id", "cause", "ジョブ16852936の`started_at`に値がない。", "id"),
    ("other job's id", "actions", "運用担当者がジョブ16902244を再実行する。", "id"),
    ("other job's id", "cause", "job-16852963-normal-1が失敗した。", "id"),
    ("cut id", "cause", "ジョブ1685293の`started_at`に値がない。", "id"),
    ("cut id", "cause", "ジョブ6852935の`started_at`に値がない。", "id"),
    ("other request", "cause", "リクエスト2291eeee-6a4e-4d2f-ac8b-1d6437bc4b98で発生。", "id"),
    ("other request", "cause", "リクエスト2291eeefで発生。", "id"),
    ("other request", "ruled_out", "39fad1bd-4d81-47e7-ad18-fbdb93b57860は別のエラー。", "id"),
    ("other task", "cause", "`started_at`がないのはnormal-5だけ。", "id"),
    ("other task", "cause", "normal-11のタスクに値がない。", "id"),
    ("other ARN", "cause", "arn:aws:lambda:ap-northeast-1:111122223333:function:xが失敗。", "id"),
    ("commit", "cause", "9f3c2ab7d1 のリリースが原因。", "id"),
    ("address", "cause", "10.20.30.40への接続が切れた。", "id"),
    ("forged evidence", "cause", "エラーログ[ZZZZ9999]のとおり。", "id"),
    ("forged evidence", "ruled_out", "502は0000AAAAで確認した。", "id"),
    ("invented quote", "cause", "`finished_at has no value`と出力された。", "quote"),
    ("invented quote", "cause", "「接続がリセットされました」と出力された。", "quote"),
    ("invented quote", "cause", "`[ERROR] [healthcheck] error: timeout tasks:normal-1`", "quote"),
    ("invented quote", "ruled_out", "`retrying Crois API (503)`は無関係。", "quote"),
    ("invented quote", "cause", "`started_at has ... tasks:normal-2`と出た。", "quote"),
    (
        "sample as evidence",
        "cause",
        "`check_job_detail_api(client, job_id`で例外になった。",
        "quote",
    ),
    ("invented line", "cause", "[ERROR] health check timed out after 540 s", "log line"),
    ("invented line", "cause", "KeyError: 'started_at' が発生した。", "log line"),
    ("invented line", "cause", "2025-11-04T18:14:40.914Z ERROR disk full", "log line"),
    ("invented line", "reason", "ConnectionError: reset by peer のため。", "log line"),
    ("impossible path", "cause", "G4>H4=はい>I4と判断した。", "path"),
    ("impossible path", "cause", "J4=はい>K4と判断した。", "path"),
    ("impossible path", "ruled_out", "H4=いいえ → K4ではない。", "path"),
    ("leaked secret", "cause", "`started_at`の件。password=Tr0ub4dor-and-3", "secret"),
    ("leaked secret", "actions", "Authorization: Token abcdef0123456789を使う。", "secret"),
    ("leaked secret", "not_looked_at", "AKIAABCDEFGHIJKLMNOP というキー", "secret"),
    (
        "leaked secret",
        "recheck",
        "2025-11-05T00:00:00Z ghp_abcdefghijklmnopqrstuvwxyz012345",
        "secret",
    ),
    ("invented quote", "cause", '"connection reset by the peer" と出力された。', "quote"),
    ("invented quote", "ruled_out", "『接続がリセットされました』は無関係。", "quote"),
    (
        "invented line",
        "cause",
        "18:14Zに[ERROR] worker ran out of memoryと出力された。",
        "log line",
    ),
    ("invented line", "ruled_out", "[WARN] retrying Crois API (503)は無関係。", "log line"),
    ("wrong time", "cause", "エラーは午前3時22分に発生した。", "time"),
    ("wrong time", "impact", "18時2分からの実行1回分", "time"),
    ("invented state", "cause", "ジョブ16852935はTIMED_OUTで終了した。", "state"),
    ("invented state", "ruled_out", "normal-2はRUNNINGのまま。", "state"),
    ("invented state", "cause", "Task normal-1 is FAILED in `started_at`.", "state"),
    ("invented state", "cause", "Podが終了コード137で停止した。", "state"),
    ("invented state", "cause", "The pod ended with exit code 1.", "state"),
    ("invented state", "impact", "ジョブはTIMED_OUTになった。", "state"),
    ("invented state", "cause", "コード1で終了した。", "state"),
    ("invented state", "cause", "LambdaはStatus: timeoutで終わった。", "state"),
    ("wrong count", "cause", "同じエラーが3回連続で発生している。", "count"),
    ("wrong count", "ruled_out", "連続して2回失敗したのは既知の事象。", "count"),
    ("wrong count", "cause", "The check failed 3 times in a row.", "count"),
    ("wrong count", "reason", "There were two consecutive failures of normal-1.", "count"),
    ("longer than searched", "cause", "過去7日間、同様のエラーは発生していない。", "absence"),
    ("longer than searched", "cause", "直近24時間で単発の発生。", "absence"),
    ("longer than searched", "ruled_out", "It did not happen in the last 3 days.", "absence"),
    (
        "other place",
        "ruled_out",
        "/aws/lambda/core-v2-crois-billingにエラーの記録はない。",
        "absence",
    ),
    (
        "other place",
        "ruled_out",
        "core-v2-crois-schedulerでは同様のエラーは発生していない。",
        "absence",
    ),
    ("recheck in the past", "recheck", "2025-11-04T19:00:00Zに再確認", "recheck"),
    ("recheck without time", "recheck", "しばらくしてから再確認", "recheck"),
    ("invented quote", "cause", "「worker pool exhausted」が出ています。", "quote"),
    (
        "invented quote",
        "cause",
        "「worker pool exhausted」が記録されており、原因ではない。",
        "quote",
    ),
    ("invented quote", "cause", "「worker pool exhausted」がログに残っています。", "quote"),
    ("invented quote", "ruled_out", "`worker pool exhausted`は今回の原因ではない。", "quote"),
    ("leaked secret", "actions", "確認する(root / Fargate-5ken! で入れる)。", "secret"),
    ("leaked secret", "actions", "docker login -u k-mori -p Yama-to-kawa55", "secret"),
    ("leaked secret", "not_looked_at", "the dashboard (key glsa_8Kq2ZxW5nTm7RvB4LpYh)", "secret"),
    (
        "leaked secret",
        "cause",
        "キャッシュ redis://:Lk3-Trombone-77@cache:6379/0 は無関係。",
        "secret",
    ),
    ("day to come", "cause", "The run of 6 November went through at once.", "future"),
    ("day to come", "impact", "翌6日の実行も成功した。", "future"),
    ("day to come", "actions", "None: tomorrow's run was on time.", "future"),
    ("number with its name", "cause", "Workflow 15190 started it.", "id"),
    ("number with its name", "cause", "core-v2の2.42.1が配備された。", "id"),
    ("number with its name", "cause", "The API answered 404 Not Found.", "state"),
    ("place not searched", "not_looked_at", "原因(SQSのキューに滞留はない)", "absence"),
    ("place not searched", "ruled_out", "AWS Health has no notice about it.", "absence"),
    ("place not searched", "ruled_out", "The ECS health checker's throttling: none.", "absence"),
)

# Sentences as people write them about the article's alert; none may block.
RIGHT: tuple[tuple[str, str], ...] = (
    ("cause", "2025-11-04T18:14:40.914Zに`started_at has no value tasks:normal-1`が出力された。"),
    ("cause", "2025-11-05 03:14:40 JSTにエラーが発生した。"),
    ("cause", "エラーは3時14分(JST)に1回のみ発生している。"),
    ("cause", "11月5日 03:00:37から03:03:54までジョブが動いた。"),
    ("cause", "ジョブは3分17秒で終了した。"),
    ("cause", "06:14Z以降、同様のエラーは発生していない。"),
    ("cause", "単発のエラーであり、19:14Zと20:14Zの実行は正常。"),
    ("cause", "リクエスト2291eeeeで`[ERROR] [healthcheck] error: ... tasks:normal-1`が出た。"),
    ("cause", "job-16852935-normal-1のPodは未確認。"),
    ("cause", "`started_at`が`null`のため、「次回正常なら対応不要」に従う。"),
    ("cause", "「started_atの値を確認」した結果、値は空。"),
    ("cause", "経路はG4>H4=いいえ>J4=いいえ。"),
    ("cause", "アカウント111122223333の/aws/lambda/core-v2-crois-gke-health-checkerに出力。"),
    ("cause", "The error occurred only once at 18:14:40Z in request 2291eeee."),
    ("cause", "処理時間は31000.11 ms、件数は1,000,000件。"),
    ("cause", "utf-8の文字コードやphase-2のリリースとは無関係。"),
    ("ruled_out", "`retrying Crois API (502)`は18:14:12.101Zの1回で、再試行後に解消。"),
    ("ruled_out", "2025-11-04 17:59Zから18:29Zの間に他の失敗は見つからなかった。"),
    ("cause", "06:14Z以降、直近12時間で同様のエラーは発生していない。"),
    ("cause", "core-v2-crois-gke-health-checkerのエラーは1回のみ発生している。"),
    ("cause", "/aws/lambda/core-v2-crois-gke-health-checkerに他のエラーは出力されていない。"),
    ("cause", "連続した失敗は1回で、2回以上連続した場合の共有には当たらない。"),
    ("cause", "06:14Zから12回連続で正常に終了していた。"),
    ("cause", "2回連続ではないため共有しない。"),
    ("cause", "ジョブはSUCCEEDEDで終了し、FAILEDのタスクはない。"),
    ("cause", "The job is SUCCEEDED, not FAILED."),
    ("cause", "APIはHTTPSで、ERRORのログは1件。"),
    ("cause", 'いわゆる"null"の問題で、"started_at"に値がない。'),
    (
        "cause",
        "18:14Zに[ERROR] [healthcheck] error: started_at has no value tasks:normal-1が出た。",
    ),
    ("cause", "次回の実行(19:14Z)は正常に終了し、再発していない。"),
    ("cause", "The next run succeeded and the error did not recur."),
    ("ruled_out", "終了コードの記録は確認していない。"),
    ("actions", "運用担当者が2025-11-05 10:00 JSTまでに`kubectl get pods`で確認する。"),
    ("actions", "17:00までにチームへ共有する。"),
    ("not_looked_at", "ジョブ16900001と2025-10-30のログ、`scheduler`のコード。"),
    ("impact", "1回分のヘルスチェック(normal-1のみ)"),
    ("urgency", "低"),
    ("cause", "`retry exhausted`という記録はログに見つからなかった。"),
    ("cause", 'There was no "retry budget exhausted" line in the log.'),
    ("ruled_out", "A third failure in a row: the runs at 19:14Z and 20:14Z were fine."),
    ("cause", "There was none at 16:00Z."),
    ("cause", "そんなログが「そんなジョブは無い」と返した。"),
    ("not_looked_at", "No metrics of the queue were read."),
    ("not_looked_at", "Podのログは取得していない。"),
    ("not_looked_at", "Why the queue had no consumer."),
    ("actions", "Have the change deployed before the run of 6 November."),
    ("actions", "After the next run, check that it passed."),
    ("actions", "The run that failed needs a re-run; no data was lost."),
    ("actions", "明日の実行が正常に終了したかを確認する。"),
)


def judged(world: World, field: str, sentence: str) -> Judgement:
    good = world.judgement()
    if field in ("impact", "urgency", "reason", "recheck"):
        return replace(good, **{field: sentence})
    return replace(good, **{field: (*getattr(good, field), sentence)})


def blocked_by(bench: Bench, judgement: Judgement) -> set[str]:
    return {one.rule for one in faults.blocks(findings(bench, judgement))}


@pytest.mark.parametrize(("kind", "field", "sentence", "rule"), WRONG)
def test_a_wrong_sentence_is_blocked_by_its_rule(
    bench: Bench, world: World, kind: str, field: str, sentence: str, rule: str
) -> None:
    bench.walked()
    found = faults.blocks(findings(bench, judged(world, field, sentence)))
    assert {one.rule for one in found} == {rule}, kind
    for one in found:
        # Each says where it is, what is wrong, and what mends it.
        assert one.place.split(" ")[0] in (field, "verdict", "reason", "recheck")
        assert one.what
        assert re.fullmatch(r"[A-Z].{15,}\S", one.mend), one.mend


@pytest.mark.parametrize(("field", "sentence"), RIGHT)
def test_a_right_sentence_is_left_alone(
    bench: Bench, world: World, field: str, sentence: str
) -> None:
    bench.walked()
    assert blocked_by(bench, judged(world, field, sentence)) == set()


# While the next run is still to come: what states its outcome, and what does not.
FORETOLD: tuple[str, ...] = (
    "単発の発生で、次回のヘルスチェックは正常に終了している。",
    "次の実行は正常。",
    "次回の実行が成功したため対応不要。",
    "その後、同様のエラーは発生していない。",
    "再発していない。",
    "再発なし。",
    "19:14Zの実行は正常に終了した。",
    "The next run was fine.",
    "The next scheduled health check succeeded.",
    "The error did not recur.",
)
PENDING: tuple[str, ...] = (
    "単発の発生だが、次回のヘルスチェックはまだ実行されていない。",
    "「次回正常なら対応不要」に従い、次回の結果を待つ。",
    "次回の実行が正常に終了したことを確認してからクローズする。",
    "次回の実行は19:14Zの予定で、正常かどうかは未確認。",
    "06:14Z以降、18:14Zより前に同様のエラーは発生していない。",
    "再発した場合は共有する。",
    "The next run is due about 19:14Z; close once it succeeded.",
)


@pytest.mark.parametrize("field", ["cause", "ruled_out", "reason", "impact"])
@pytest.mark.parametrize("sentence", FORETOLD)
def test_nobody_knows_how_a_run_went_that_is_still_to_come(
    bench: Bench, world: World, sentence: str, field: str
) -> None:
    looked_early(bench, world)
    assert "future" in blocked_by(bench, judged(world, field, sentence))


@pytest.mark.parametrize("sentence", PENDING)
def test_what_is_pending_may_be_said(bench: Bench, world: World, sentence: str) -> None:
    looked_early(bench, world)
    assert blocked_by(bench, judged(world, "cause", sentence)) == set()


def test_a_later_look_at_the_same_place_frees_the_sentence(bench: Bench, world: World) -> None:
    looked_early(bench, world)
    judgement = judged(world, "cause", FORETOLD[0])
    bench.job()
    bench.logs(world.logs(source="/aws/lambda/other"))
    bench.logs(world.logs(coverage=Coverage.EMPTY, rows=(), facts={}, found=0))
    assert blocked_by(bench, judgement) == {"future"}
    bench.now = moment("2025-11-04T19:20:00Z")
    bench.logs()
    assert blocked_by(bench, judgement) == set()


def looked_early(bench: Bench, world: World) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    logs, job = bench.logs(world.early()), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "いいえ", (logs,)))


def test_the_documented_table_counts_these_mutations() -> None:
    """docs/honesty.md says which kinds were tried; it must not drift from what is tried here."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "honesty.md").read_text("utf-8")
    counted = Counter((kind, rule) for kind, _, _, rule in WRONG)
    counted["outcome of a run to come", "future"] = 4 * len(FORETOLD)
    told = re.findall(r"^\| ([^|`]+) \| `([^`|]+)` \| (\d+) \|$", page, re.MULTILINE)
    assert {(kind, rule): int(count) for kind, rule, count in told} == counted
    assert f"{len(RIGHT) + len(PENDING)} right sentences" in page


def test_the_table_covers_at_least_eight_kinds_several_times() -> None:
    kinds = Counter(kind for kind, *_ in WRONG)
    assert sum(count >= 2 for count in kinds.values()) >= 8


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.NO_ACTION])
def test_a_verdict_against_the_end_node_needs_a_reason(
    bench: Bench, world: World, verdict: Verdict
) -> None:
    bench.walked()
    judgement = world.judgement(verdict=verdict)
    assert blocked_by(bench, judgement) == {"verdict"}
    assert (
        blocked_by(
            bench, replace(judgement, reason="I4のとおりではなく、利用者から個別に依頼があった。")
        )
        == set()
    )
    for reason in ("x", "念のため", "利用者から個別に依頼があった。"):
        assert blocked_by(bench, replace(judgement, reason=reason)) == {"verdict"}


@pytest.mark.parametrize(
    "coverage", [Coverage.TRUNCATED, Coverage.PARTIAL, Coverage.DENIED, Coverage.EXPIRED]
)
@pytest.mark.parametrize(
    "sentence",
    [
        "同様のエラーは発生していない。",
        "単発のエラーである。",
        "There were no other failures in this period.",
    ],
)
def test_absence_over_time_needs_a_search_that_saw_everything(
    bench: Bench, world: World, coverage: Coverage, sentence: str
) -> None:
    bench.open()
    bench.logs(world.logs(coverage=coverage))
    bench.job()
    judgement = world.judgement(verdict=Verdict.UNKNOWN, cause=(sentence,), ruled_out=())
    assert blocked_by(bench, judgement) == {"absence"}


def test_absence_that_cites_evidence_is_held_against_that_evidence(
    bench: Bench, world: World
) -> None:
    bench.open()
    whole = bench.logs()
    cut = bench.logs(world.logs(coverage=Coverage.TRUNCATED))
    job = bench.job()

    def judge(sentence: str) -> set[str]:
        return blocked_by(bench, world.judgement(verdict=Verdict.UNKNOWN, cause=(sentence,)))

    assert judge(f"再発していない[{whole}]。") == set()
    assert judge(f"再発していない[{cut}]。") == {"absence"}
    assert judge(f"再発していない[{job}]。") == {"absence"}
    assert judge(f"他のタスクは存在しない[{job}]。") == set()


def test_a_conclusion_without_any_reading_is_blocked_unless_unknown(
    bench: Bench, world: World
) -> None:
    bench.open(world.alert.replace("started_at", "finished_at"))
    free = Judgement(Verdict.USER_FIX, cause=("問題なし。",))
    assert blocked_by(bench, free) == {"evidence"}
    assert blocked_by(bench, replace(free, verdict=Verdict.UNKNOWN)) == set()


def test_a_verdict_before_the_end_of_the_walk_is_blocked(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs()
    bench.job()
    assert blocked_by(bench, world.judgement()) == {"verdict"}
    assert blocked_by(bench, world.judgement(verdict=Verdict.UNKNOWN)) == set()


def test_words_that_were_only_asked_for_are_no_quote(bench: Bench, world: World) -> None:
    bench.walked()
    nothing = world.logs(coverage=Coverage.EMPTY, rows=(), lead=(), facts={}, tail=(), found=0)
    asked = "OutOfMemoryKilled in worker"
    reading = replace(nothing, lead=(f"There are lines, and none contains {asked!r}.",))
    bench.logs(reading, text=asked)
    assert blocked_by(bench, judged(world, "cause", f"`{asked}`が出た。")) == {"quote"}


def test_evidence_of_another_operator_counts_only_when_cited(bench: Bench, world: World) -> None:
    from kurosai.evidence.ledger import Ledger

    bench.walked()
    other = Ledger(bench.book.path, operator="someone", clock=lambda: bench.now)
    mine, bench.book = bench.book, other
    theirs = bench.job(world.job(facts={"job": "16850001"}), job="16850001")
    bench.book = mine
    sentence = "ジョブ16850001も`SUCCEEDED`だった。"
    assert blocked_by(bench, judged(world, "ruled_out", sentence)) == {"id"}
    cited = replace(judged(world, "ruled_out", sentence), evidence=(theirs,))
    assert blocked_by(bench, cited) == set()


def test_a_time_of_day_in_a_result_is_of_the_days_that_result_speaks_of(
    bench: Bench, world: World
) -> None:
    bench.walked()
    bench.logs(world.logs(lead=("maintenance ended 16:45Z",), rows=(), facts={}))
    for right in ("16:45Zに保守が終わった。", "2025-11-05 01:45 JSTに保守が終わった。"):
        assert blocked_by(bench, judged(world, "cause", right)) == set()
    for wrong in ("2025-11-03 16:45Zに終わった。", "2025-11-04 16:45 JSTに終わった。"):
        assert blocked_by(bench, judged(world, "cause", wrong)) == {"time"}


def test_a_look_up_that_found_nothing_carries_no_absence_over_time(
    bench: Bench, world: World
) -> None:
    bench.open(world.alert.replace("started_at", "finished_at"))
    bench.job(world.no_job("16852999"), job="16852999")

    def judge(sentence: str) -> set[str]:
        return blocked_by(bench, Judgement(Verdict.UNKNOWN, cause=(sentence,)))

    assert judge("ジョブ16852999は存在しない。") == set()
    assert judge("同様のエラーは発生していない。") == {"absence"}
    assert judge("過去3日間、ジョブ16852999の記録は見つからなかった。") == {"absence"}


def test_a_span_is_counted_from_now_or_from_the_alert(bench: Bench, world: World) -> None:
    bench.open()
    start, end = moment("2025-10-28T18:14:00Z"), moment("2025-11-04T18:14:00Z")
    week = bench.logs(world.logs(window=Window(start, end), facts={}))
    bench.job()

    def judge(sentence: str) -> set[str]:
        return blocked_by(bench, world.judgement(verdict=Verdict.UNKNOWN, cause=(sentence,)))

    assert judge("過去7日間、同様のエラーは発生していない。") == set()
    assert judge(f"過去一週間で同様のエラーは発生していない[{week}]。") == set()
    assert judge("過去30日、同様のエラーは発生していない。") == {"absence"}


def test_the_samples_of_a_runbook_page_that_was_read_prove_nothing(
    bench: Bench, world: World
) -> None:
    bench.walked()
    sample = "[ERROR] [healthcheck] error: started_at has no value tasks:normal-4"
    request = "39fad1bd-4d81-47e7-ad18-fbdb93b57860"
    page = Reading(
        "gke-health-checker.md:181-252",
        "runbooks",
        Coverage.COMPLETE,
        (Row("### 対応手順"), Row(f"```text\n{sample} {request}\n```")),
    )
    bench.record("runbooks", "read_runbook", {"entry": "004"}, page)
    samples = replace(page, rows=(Row(f"{sample} {request}"),))
    bench.record("runbooks", "read_runbook", {"entry": "004", "part": "samples"}, samples)
    assert blocked_by(bench, judged(world, "cause", "「### 対応手順」に従った。")) == set()
    assert blocked_by(bench, judged(world, "cause", f"`{sample}`が出た。")) == {"quote"}
    assert blocked_by(bench, judged(world, "cause", f"リクエスト{request}で発生。")) == {"id"}


@pytest.mark.parametrize("left", [True, False])
def test_no_action_that_no_runbook_says_needs_a_reason(
    bench: Bench, world: World, *, left: bool
) -> None:
    if left:
        bench.walked()
        bench.walk(leave="H4の確認は終わったが、J4の条件が今回に合わない")
    else:
        bench.open(world.alert.replace("started_at", "finished_at"))
        bench.logs()
        bench.job()
    assert blocked_by(bench, world.judgement()) == {"verdict"}
    said = world.judgement(reason="ジョブは正常に終了しており、利用者に影響がない。")
    assert blocked_by(bench, said) == set()
    assert blocked_by(bench, world.judgement(verdict=Verdict.ESCALATE)) == set()


def test_a_day_to_come_may_be_quoted_from_what_says_it(bench: Bench, world: World) -> None:
    """A token's end lies ahead; that is why it has not run out."""
    looked_early(bench, world)
    told = "token-expiration=2026-06-30 03:00:00 UTC"
    bench.logs(world.logs(rows=(Row(f"[INFO] GET /user 200 {told}"),)))
    quoting = judged(world, "ruled_out", f"トークンは期限切れではない: `{told}`")
    assert blocked_by(bench, quoting) == set()
    saying = judged(world, "ruled_out", "2026-06-30 03:00:00 UTCまで調べた。")
    assert "future" in blocked_by(bench, saying)
    inventing = judged(world, "ruled_out", "`token-expiration=2026-07-30 03:00:00 UTC`")
    assert "quote" in blocked_by(bench, inventing)
