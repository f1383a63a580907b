"""A good conclusion, altered in every way that code can know to be wrong; and good ones left alone.

The first table must block, each row by the rule it names and no other. The second must not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import basis, checks, faults, story
from kurosai.cases.judgement import Judgement
from kurosai.vocabulary import Coverage, Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

# (kind of mutation, field, sentence, rule that must catch it)
WRONG: tuple[tuple[str, str, str, str], ...] = (
    ("wrong time", "cause", "2025-11-04T18:14:41.914Zにエラーが出た。", "time"),
    ("wrong time", "cause", "エラーは18:24Zに発生した。", "time"),
    ("wrong time", "cause", "11月4日 18時41分に`started_at`のエラーが出た。", "time"),
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
    ("recheck in the past", "recheck", "2025-11-04T19:00:00Zに再確認", "recheck"),
    ("recheck without time", "recheck", "しばらくしてから再確認", "recheck"),
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
    ("actions", "運用担当者が2025-11-05 10:00 JSTまでに`kubectl get pods`で確認する。"),
    ("actions", "17:00までにチームへ共有する。"),
    ("not_looked_at", "ジョブ16900001と2025-10-30のログ、`scheduler`のコード。"),
    ("impact", "1回分のヘルスチェック(normal-1のみ)"),
    ("urgency", "低"),
)


def judged(world: World, field: str, sentence: str) -> Judgement:
    good = world.judgement()
    if field in ("impact", "urgency", "reason", "recheck"):
        return replace(good, **{field: sentence})
    return replace(good, **{field: (*getattr(good, field), sentence)})


def blocked_by(bench: Bench, judgement: Judgement) -> set[str]:
    told = story.load(bench.book, bench.case)
    cleaned = judgement.cleaned()
    found = checks.check(cleaned, basis.gather(bench.desk, told, cleaned))
    return {one.rule for one in faults.blocks(found)}


@pytest.mark.parametrize(("kind", "field", "sentence", "rule"), WRONG)
def test_a_wrong_sentence_is_blocked_by_its_rule(
    bench: Bench, world: World, kind: str, field: str, sentence: str, rule: str
) -> None:
    bench.walked()
    assert blocked_by(bench, judged(world, field, sentence)) == {rule}, kind


@pytest.mark.parametrize(("field", "sentence"), RIGHT)
def test_a_right_sentence_is_left_alone(
    bench: Bench, world: World, field: str, sentence: str
) -> None:
    bench.walked()
    assert blocked_by(bench, judged(world, field, sentence)) == set()


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
    assert blocked_by(bench, replace(judgement, reason="利用者から個別に依頼があった。")) == set()


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
    free = Judgement(Verdict.NO_ACTION, cause=("問題なし。",))
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
