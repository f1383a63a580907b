"""The report for its three readers, in both languages, and what code may add to it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import asker, doers, listing, phrasing, story
from kurosai.cases.judgement import Judgement
from kurosai.cases.language import LANGUAGES, Language
from kurosai.gcp.decoder import codes
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Json, Row, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def closed(bench: Bench, judgement: Judgement) -> story.Conclusion:
    bench.close(judgement)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    return done


def test_the_articles_report_line_by_line(bench: Bench, world: World) -> None:
    logs, job = bench.walked()
    done = closed(bench, world.judgement())
    assert (
        done.operator_report
        == f"""\
# crois-v2:prd:lambda core-v2-crois-gke-health-checker
## アラートの原因
**004:Crois Jobは正常終了したがstarted_atの値が入っていない**

ジョブID:16852935の`normal-1`タスクの`started_at`に値がなく、エラーが発生しました。

ジョブは`SUCCEEDED`で終了しており、`started_at`の書き込みの遅延か欠損と考えられます。
## 調査内容
### 1. ログの収集 [{logs}]
- **参照先**: /aws/lambda/core-v2-crois-gke-health-checker
- **期間**: 2025-11-04T17:59:00Z ~ 2025-11-04T18:29:00Z (2025-11-05 02:59:00 ~ 03:29:00 JST)
- **エラーログ**:

```
[ERROR] 2025-11-04T18:14:40.914Z {world.request} {world.error}
```

- **リクエストID**: {world.request}
- **ジョブID**: 16852935
- **同様のエラー**: 1 (2025-11-04 06:14:40Z-21:00:00Z)
- **実行結果**: 06:14Z-17:14Z ok x12 | 18:14Z FAIL | 19:14Z-20:14Z ok x2
- **連続した失敗の回数**: 1
### 2. ジョブ詳細の確認 [{job}]
- **ジョブステータス**: SUCCEEDED
- **ワークフロー**: GKEヘルスチェック(正常系) (ID: 13723)
- **実行時間**: 2025-11-05 03:00:37 JST - 2025-11-05 03:03:54 JST
- **問題のタスク**: normal-1: started_atが値なし(null)
- **正常なタスク**: normal-2, normal-3, normal-4, module-error-retry
## 判断の経路
`E4>G4>H4=いいえ>J4=いいえ>I4`
## 推奨される対応
**対応不要 - クローズ**

ランブック004に基づく判断:

- 値が設定済み? → いいえ [{job}]
- 連続発生? → いいえ [{logs}]
- 次回正常なら対応不要 → はい [{logs}]

対応:

- 同様のエラーが連続して発生した場合は、運用担当者がチームに共有する。
## 除外した可能性
- 同じリクエストの`retrying Crois API (502)`は再試行で解消しており無関係。

確信度: 高 · 影響: 不明 · 緊急度: 不明 · ケース: {bench.case}"""
    )


def test_readings_stand_as_the_cause_cites_them_and_the_ruled_out_last(
    bench: Bench, world: World
) -> None:
    bench.open()
    out, other, logs, job = bench.job(), bench.job(), bench.logs(), bench.job()
    cause = (f"`started_at`に値がない[{job}]。", f"`started_at`に値がない[{logs}]。")
    ruled_out = (f"ジョブ16852935は`SUCCEEDED`[{out}]。", f"ジョブ16852935も同じ[{job}]。")
    told = world.judgement(
        verdict=Verdict.UNKNOWN, cause=cause, ruled_out=ruled_out, evidence=(other,)
    )
    shown = closed(bench, told).operator_report
    assert re.findall(r"^### \d\. .*\[(\w+)\]$", shown, re.MULTILINE) == [job, logs, other, out]


def test_the_five_line_form(bench: Bench, world: World) -> None:
    logs, job = bench.walked()
    assert (
        closed(bench, world.judgement()).short
        == f"""\
*対応不要 - クローズ* crois-v2:prd:lambda core-v2-crois-gke-health-checker
原因: ジョブID:16852935の`normal-1`タスクの`started_at`に値がなく、エラーが発生しました。
判断: 値が設定済み?=いいえ → 連続発生?=いいえ → 次回正常なら対応不要=はい
対応: 同様のエラーが連続して発生した場合は、運用担当者がチームに共有する。
確信度: 高 · 証跡: {logs}, {job} · ケース: {bench.case}"""
    )


def test_five_lines_stay_five_however_long_the_sentences(bench: Bench, world: World) -> None:
    bench.walked()
    long = "`started_at`に値がない。\n" + "説明" * 400
    short = closed(bench, world.judgement(cause=(long,), actions=(long,))).short
    assert len(short.split("\n")) == 5
    assert all(len(line) < 220 for line in short.split("\n"))


def test_what_the_users_documentation_says_is_said_to_the_user(bench: Bench, world: World) -> None:
    """A page proves nothing, and what stands in it for users is no inner name."""
    bench.open("job id 16852935 のジョブがホスト名を引けません。")
    job = bench.job()
    said = "| `masters.corp.example.co.jp` | 2025-11-01 | `masters-v2.corp.example.co.jp` |"
    page = bench.record(
        "runbooks",
        "search_docs",
        {"page": "hosts"},
        world.job(source="notices/hosts.md:1-11", rows=(Row(said),)),
    )
    judgement = Judgement(
        Verdict.USER_FIX,
        cause=(f"ジョブ16852935の接続先は移りました[{job}][{page}]。",),
        actions=(
            "`masters-v2.corp.example.co.jp`を指定してください(api.v2.crois.exampleではなく)。",
        ),
    )
    draft = render_statement(bench.close(judgement, dry_run=True))
    assert "api.v2.crois.example is masked" in draft
    assert "masters-v2" not in draft.split("warning internal name", 1)[1].split("\n")[0]
    assert "`masters-v2.corp.example.co.jp`を指定" in closed(bench, judgement).short


@pytest.mark.parametrize(
    ("source", "asked", "row", "title"),
    [
        ("notes/a.md:1-9", {"page": "a"}, "延期。", "当番メモの確認"),
        ("pages below notes/", {"page": "notes"}, "notes/a.md:8 · 夜\n延期。", "当番メモの確認"),
        ("documentation by words", {}, "notes/a.md:8 · 夜\n延期。", "当番メモの確認"),
        ("hosts.md:1-9", {"page": "hosts"}, "延期。", "利用者向けドキュメントの検索"),
        ("documentation by words", {}, "hosts.md:8 · 夜\n延期。", "利用者向けドキュメントの検索"),
    ],
)
def test_notes_are_called_notes(
    bench: Bench, world: World, source: str, asked: dict[str, Json], row: str, title: str
) -> None:
    bench.walked()
    reading = world.job(source=source, rows=(Row(row),), facts={"listed": "whole"})
    page = bench.record("runbooks", "search_docs", asked, reading)
    cause = (*world.judgement().cause, f"作業は延期と書かれている[{page}]。")
    report = closed(bench, world.judgement(cause=cause)).operator_report
    assert re.search(rf"^### \d\. {title} \[{page}\]$", report, re.MULTILINE)
    assert "listed" not in report


def test_what_a_note_names_is_not_known_to_the_asker(bench: Bench, world: World) -> None:
    bench.open("job id 16852935 のジョブがホスト名を引けません。")
    job = bench.job()
    reading = world.job(source="notes/a.md:1-9", rows=(Row("api.v2.crois.example を再起動。"),))
    page = bench.record("runbooks", "search_docs", {"page": "notes/a"}, reading)
    judgement = Judgement(
        Verdict.USER_FIX,
        cause=(f"ジョブ16852935の接続先は api.v2.crois.example でした[{job}][{page}]。",),
        actions=("もう一度実行してください。",),
    )
    assert "api.v2.crois.example" not in closed(bench, judgement).short


def test_what_the_asker_will_read_is_shown_before_it_is_sent(bench: Bench, world: World) -> None:
    bench.open("job id 16852935 のジョブのログがUIに出ません。原因を教えてください。")
    job = bench.job()
    judgement = Judgement(
        Verdict.USER_FIX,
        cause=(f"ジョブ16852935は`SUCCEEDED`です[{job}]。",),
        actions=("api.v2.crois.exampleではなくUIから再登録してください。",),
    )
    first = render_statement(bench.close(judgement, dry_run=True))
    asker = first.split("the answer to whoever asked, names of our insides replaced:\n", 1)[1]
    assert "社内リソースではなくUIから再登録してください。" in asker
    assert "crois.example" not in asker
    again = render_statement(bench.close(judgement, dry_run=True))
    assert "the answer to whoever asked is as it was" in again
    mended = replace(judgement, actions=("UIから再登録してください。",))
    answer = render_statement(bench.close(mended, dry_run=True)).split("insides replaced:", 1)[1]
    assert "UIから再登録してください。" in answer
    done = closed(bench, mended)
    assert "UIから再登録してください。" in done.short


def test_an_alert_has_no_asker(bench: Bench, world: World) -> None:
    bench.walked()
    assert "whoever asked" not in render_statement(bench.close(world.judgement(), dry_run=True))


@pytest.mark.parametrize(
    ("said", "blocked"),
    [
        ("負荷試験は13:30から17:00までです[{page}]。", False),
        ("負荷試験は13:30から17:00までです[{job}]。", True),
        ("負荷試験は13:30から17:00までです。", True),
        ("負荷試験は14:30から17:00までです[{page}]。", True),
    ],
)
def test_a_time_that_a_cited_page_announces_may_be_told(
    bench: Bench, world: World, said: str, blocked: bool
) -> None:
    bench.open("job id 16852935 のジョブが始まりません。")
    job = bench.job()
    rows = (Row("13:30から17:00まで、新しいジョブランナーの負荷試験をします。"),)
    reading = world.job(source="notes/load-test.md:1-9", rows=rows, window=None)
    page = bench.record("runbooks", "search_docs", {"page": "notes/load-test"}, reading)
    judgement = Judgement(Verdict.ESCALATE, cause=(said.format(page=page, job=job),))
    draft = render_statement(bench.close(judgement, dry_run=True))
    assert ("block time" in draft) is blocked


def test_an_inquiry_is_answered_without_internal_names(bench: Bench, world: World) -> None:
    bench.open("job id 16852935 のジョブのログがUIに出ません。原因を教えてください。")
    logs = bench.logs()
    job = bench.job()
    judgement = Judgement(
        Verdict.USER_FIX,
        cause=(
            f"ジョブ16852935は`SUCCEEDED`で、{world.group}に`started_at`の記録がない[{logs}]。",
            "core-v2-crois-gke-health-checkerがそれを見つけた。",
            f"リクエスト{world.request}はアカウント111122223333で動いた[{logs}]。",
        ),
        actions=("モジュールを再登録する(api.v2.crois.exampleではなくUIから)。",),
        not_looked_at=("10.0.0.1の状態",),
    )
    draft = bench.close(judgement, dry_run=True)
    assert "warning internal name · cause 1" in render_statement(draft)
    done = closed(bench, judgement)
    assert world.group in done.operator_report
    for internal in (
        world.group,
        "health-checker",
        world.request,
        "111122223333",
        logs,
        job,
        "crois.example",
        "10.0",
    ):
        assert internal not in done.short
    assert "ジョブ16852935は`SUCCEEDED`で、社内リソースに`started_at`の記録がない。" in done.short
    assert "## 対応方法" in done.short
    assert done.short.startswith("**下記の修正をお願いします**\n")
    assert "**利用者側での修正**" in done.operator_report


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asked_is_told_who_acts_and_the_operator_what_to_do(language: Language) -> None:
    words = phrasing.of(language)
    for verdict in Verdict:
        asked = words.asker_verdict(verdict, pending=False)
        assert asked != words.verdict(verdict, pending=False)
        for at in ("", "2025-11-05 09:20 JST"):
            for waits in (True, False):
                again = words.asker_verdict(verdict, pending=True, at=at, waits=waits)
                assert asked in again != asked
                assert at in again


@pytest.mark.parametrize(
    "text",
    [
        "ジョブ16852935のnormal-1タスクが失敗した。",
        "linux/amd64のイメージが必要です。",
        "モジュールtutorial_20250910を再ビルドしてください。",
        "and/or 502 1.4.2",
        "job-16990412-train-x7k2p の Pod",
        "i-phone と prd-ready な stg 環境",
        "git clone git@github.com:crois/modules.git",
        "python:3.11@sha256 と @s-kondo",
    ],
)
def test_words_of_the_askers_world_are_no_internal_names(text: str) -> None:
    assert asker.Insides((), resource="").names(text) == ()


@pytest.mark.parametrize(
    ("text", "internal"),
    [
        ("ノード gke-crois-v2-prd-gke-spot-7d1c-v9hz", "gke-crois-v2-prd-gke-spot-7d1c-v9hz"),
        ("by kurosai-reader@crois-prd-gke.iam.gserviceaccount.com", None),
        ("asia-northeast1-docker.pkg.dev/crois-prd-gke/modules/rec-train:3.1.0", None),
        ("gs://crois-prd-rec-model/in/", None),
        ("projects/crois-prd-gke/zones/asia-northeast1-a", None),
        ("プロジェクト crois-prd-gke の", "crois-prd-gke"),
        ("eni-0a1b2c3d4e5f60718 と subnet-0a1b2c3d", "eni-0a1b2c3d4e5f60718"),
    ],
)
def test_names_of_both_clouds_are_internal_as_a_whole(text: str, internal: str | None) -> None:
    whole = internal or text.removeprefix("by ")
    insides = asker.Insides((), resource="")
    assert whole in insides.names(text)
    assert whole not in insides.without(text, instead="X", person="Y")
    assert "-X" not in insides.without(text, instead="X", person="Y")


def test_what_the_asker_has_met_himself_is_not_masked() -> None:
    known = "GET https://stay-partner.example/v2 429\nPATCH /v1/workflows/<id> changes it"
    insides = asker.Insides((), resource="", known=known)
    said = "stay-partner.example を /v1/workflows/15406 で、db.prd.internal と /v1/users/15406 で"
    assert set(insides.names(said)) == {"/v1/users/15406", "db.prd.internal"}


@pytest.mark.parametrize(
    ("language", "question", "instead"),
    [
        ("ja", "m-ota@example.co.jp です。job 16852935 のログが出ません。", "社内の担当者"),
        ("en", "Why has job 16852935 no log? m-ota@example.co.jp", "a colleague"),
    ],
)
def test_of_persons_only_whom_he_named_stands_in_the_askers_answer(
    bench: Bench, language: Language, question: str, instead: str
) -> None:
    bench.open(question)
    job = bench.job()
    said = "s-kondo@example.co.jp 16852935 m-ota@example.co.jp by:y.abe+x@ops.example.com"
    judgement = Judgement(
        Verdict.USER_FIX, cause=(f"{said} [{job}]",), actions=("UI",), reason="UI"
    )
    draft = render_statement(bench.close(judgement, dry_run=True))
    masked = "y.abe+x@ops.example.com are masked in the asker's answer"
    assert f"s-kondo@example.co.jp, {masked}" in draft
    done = closed(bench, judgement)
    assert f"\n{instead} 16852935 m-ota@example.co.jp by:{instead}" in done.short
    assert said in done.operator_report


def test_an_english_inquiry_is_answered_in_english(bench: Bench, world: World) -> None:
    bench.open("Why does job 16852935 show no start time for one of its tasks in the UI?")
    bench.job()
    judgement = Judgement(
        Verdict.NO_ACTION,
        cause=("Task `normal-1` has no `started_at`; the job succeeded.",),
        reason="Only the display is affected, and the job itself succeeded.",
    )
    done = closed(bench, judgement)
    assert "## Recommended response\n**No action - close**" in done.operator_report
    assert "- **Why this verdict**: Only the display" in done.operator_report
    assert (
        "- **Tasks in question**: normal-1: started_at has no value (null)" in done.operator_report
    )
    assert not re.search("[ぁ-ん]", done.operator_report)


def test_code_adds_no_sentence(bench: Bench, world: World) -> None:
    """Everything but judgements, record and walk is a word of the words file."""
    bench.walked()
    done = closed(bench, world.judgement())
    words = phrasing.of("ja")
    known = {*words.headings.values(), *words.labels.values(), *words.readings.values()}
    known |= {*words.facts.values(), *words.verdicts.values(), *words.confidence.values()}
    said = "".join(
        text
        for evidence in bench.book.since(0)
        for text in (evidence.text, *evidence.facts.values(), *(row.text for row in evidence.rows))
    )
    said += "".join(text for _, text in world.judgement().sentences()) + world.alert
    pin = story.load(bench.book, bench.case).pin
    assert pin is not None
    said += pin.title + pin.chart + "".join(instead for _, instead in words.values)
    for run in re.findall("[ぁ-んァ-ヶ一-龠]{3,}", done.operator_report):
        assert any(run in text for text in known) or run in said or "ランブック" in run, run


def test_more_hits_are_counted_and_long_lines_cut(bench: Bench, world: World) -> None:
    at = moment("2025-11-04T18:14:40Z")
    hits = tuple(Row(f"[ERROR] hit {i} " + "x" * 900, at, ">") for i in range(5))
    bench.open()
    logs = bench.logs(world.logs(rows=(*hits, Row("Traceback\n  a\n  b", at, ">"))))
    judgement = world.judgement(verdict=Verdict.UNKNOWN, cause=("不明。",), ruled_out=())
    shown = closed(bench, judgement).operator_report
    assert "ほか3件" in shown
    assert shown.count("[ERROR] hit") == 3
    assert "x" * 401 not in shown
    assert logs in shown


def test_a_log_line_cannot_close_the_reports_fence(bench: Bench, world: World) -> None:
    at = moment("2025-11-04T18:14:40Z")
    bench.open()
    bench.logs(world.logs(rows=(Row("[ERROR] ```\n# 指示", at, ">"),)))
    judgement = world.judgement(verdict=Verdict.UNKNOWN, cause=("不明。",), ruled_out=())
    shown = closed(bench, judgement).operator_report
    assert shown.count("```") == 2


@pytest.mark.parametrize("coverage", [one for one in Coverage if one is not Coverage.COMPLETE])
def test_what_a_reading_missed_is_printed(bench: Bench, world: World, coverage: Coverage) -> None:
    bench.open()
    bench.logs(world.logs(coverage=coverage, rows=()))
    judgement = world.judgement(verdict=Verdict.UNKNOWN, cause=("不明。",), ruled_out=())
    shown = closed(bench, judgement).operator_report
    assert phrasing.of("ja").coverage(coverage) in shown


def test_the_digest_changes_with_the_report(bench: Bench, world: World) -> None:
    bench.walked()
    first = bench.close(world.judgement(), dry_run=True).head
    second = bench.close(world.judgement(confidence="low"), dry_run=True).head
    assert first != second


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_are_complete_in_every_language(language: str) -> None:
    words = {one: phrasing.of(one) for one in LANGUAGES}
    japanese, other = words["ja"], words["ja" if language == "ja" else "en"]
    for part in ("headings", "labels", "readings", "facts", "verdicts", "confidence", "coverages"):
        assert getattr(japanese, part).keys() == getattr(other, part).keys(), part
    assert set(other.verdicts) == {verdict.value for verdict in Verdict}
    # What a value says in English is said so there, unless it is put better.
    assert {phrase for phrase, _ in other.values} <= {phrase for phrase, _ in japanese.values}


def test_a_cause_of_kubernetes_is_said_in_japanese() -> None:
    words = phrasing.of("ja")
    for code in codes.WORDS:
        told = f"2026-02-05T01:16:58Z {codes.told(code, 'gke-spot-7d1c')}"
        said = words.value(told).removeprefix("2026-02-05T01:16:58Z ")
        assert not re.search(r"\b(?:it|its|the|was|no|by|of)\b", said), said
        assert re.search("[ぁ-ん]", said), said
        assert ("gke-spot-7d1c" in told) is ("gke-spot-7d1c" in said)


def test_every_label_of_a_traced_pod_is_in_japanese() -> None:
    labels = ("k8s job", "pod", "node", "last sign", "exit code", "cause", "decides")
    words = phrasing.of("ja")
    assert all(words.fact(label) != label or label == "pod" for label in labels)


def test_jst_is_put_beside_complete_times_only_once() -> None:
    assert listing.with_jst("2025-11-04T18:14:40Z") == (
        "2025-11-04T18:14:40Z (2025-11-05 03:14:40 JST)"
    )
    both = "2025-11-04T18:14:40Z (2025-11-05 03:14:40 JST)"
    assert listing.with_jst(both) == both
    assert listing.with_jst("07:14Z ok") == "07:14Z ok"


def test_a_reading_that_is_only_quoted_is_printed_and_one_that_is_not_is_left_out(
    bench: Bench, world: World
) -> None:
    bench.walked()
    quoted = bench.logs(world.logs(lead=("deploy of core-v2 finished",), facts={}))
    silent = bench.logs(world.logs(lead=("nothing to see",), facts={}))
    judgement = world.judgement(ruled_out=("`deploy of core-v2 finished`は無関係。",))
    shown = closed(bench, judgement).operator_report
    assert f"### 3. ログの収集 [{quoted}]" in shown
    assert silent not in shown


IMAGE = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/masters/tutorial"
WAIVER = "山田太郎: 例の名前のため"
PUSH = f"docker build --tag {IMAGE}:3.2.1 . > /dev/stdout && docker push {IMAGE}:3.2.1"


def his_job(bench: Bench, world: World) -> str:
    """What the platform records of job 16852935, with one module of his, and the module itself."""
    job = json.dumps({"id": 16852935, "project": "masters-db", "workflow": {"name": "x-v1-ab"}})
    task = json.dumps({"task": "load", "module": "tutorial"})
    found = bench.job(world.job(rows=(Row(job), Row(task)), source="/crois/v2/ecs/masters-db"))
    for module, image in (("tutorial", IMAGE), ("other", IMAGE.replace("tutorial", "other"))):
        row = Row(json.dumps({"version": "3.2.0", "image": f"{image}:3.2.0"}))
        asked = {"operation": "list_module_versions", "arguments": {"module": module}}
        bench.record("crois", "call_operation", asked, world.job(rows=(row,)))
    return found


def test_what_the_asker_owns_and_has_to_type_is_his_to_read(bench: Bench, world: World) -> None:
    bench.open("job id 16852935 のジョブが失敗します。")
    job = his_job(bench, world)
    other = IMAGE.replace("tutorial", "other")
    judgement = Judgement(
        Verdict.USER_FIX,
        cause=(f"masters-db の x-v1-ab は失敗した [{job}]。{other}:3.2.0 ではない。",),
        actions=(f"`{PUSH}` を実行する。",),
    )
    draft = render_statement(bench.close(judgement, dry_run=True))
    (warned,) = [line for line in draft.split("\n") if "internal name" in line]
    assert f"cause 1 · {other}:3.2.0 is masked" in warned
    short = closed(bench, judgement).short
    assert f"- `{PUSH}` を実行する。" in short
    assert "masters-db の x-v1-ab は失敗した。社内リソース ではない" in short


@pytest.mark.parametrize("asked", ["16852936", ""])
def test_the_names_of_another_job_are_not_his(bench: Bench, world: World, asked: str) -> None:
    bench.open(f"job id {asked or 16990000} のジョブが失敗します。")
    his_job(bench, world)
    named = asker.Insides.of(bench.book.since(0), story.load(bench.book, bench.case).trigger)
    assert set(named.names(f"{IMAGE}:3.2.0 と masters-db と x-v1-ab")) == {
        f"{IMAGE}:3.2.0",
        "masters-db",
        "x-v1-ab",
    }


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/null", "/tmp/out/x.csv", "/usr/bin/env"])
def test_what_is_so_called_in_any_container_is_no_name_of_ours(path: str) -> None:
    assert asker.Insides((), resource="").names(f"`{path}` に出す") == ()
    assert asker.Insides((), resource="").names(f"`/crois{path}` に出す") != ()


def test_no_mask_stands_in_a_command_and_all_names_are_told_at_once(
    bench: Bench, world: World
) -> None:
    bench.open("job id 16852935 のジョブが失敗します。")
    job = bench.job()
    judgement = Judgement(
        Verdict.USER_FIX,
        cause=(f"core-v2-checker が `GET api.v2.crois.example 502` を受けた [{job}]。",),
        waiver=WAIVER,
        actions=(
            "`curl https://api.v2.crois.example/x --resolve 10.0.0.1` を打ち、`10.0.0.2` へ。",
        ),
    )
    draft = render_statement(bench.close(judgement, dry_run=True))
    (warned,) = [line for line in draft.split("\n") if "internal name" in line]
    for name in ("core-v2-checker", "api.v2.crois.example", "10.0.0.1", "10.0.0.2"):
        assert warned.count(name) == 1
    assert "· cause 1, actions 1 ·" in warned
    short = closed(bench, judgement).short
    assert "- 社内の手順 を打ち、社内リソース へ。" in short
    assert "社内リソース が `GET 社内リソース 502` を受けた" in short


@pytest.mark.parametrize(
    ("question", "said", "instead"),
    [
        (
            "Why does job 16852935 show no start time for one of its tasks?",
            "10.0.0.1 は落ちた",
            "社内リソース",
        ),
        (
            "ジョブ 16852935 のログがUIに出ません。",
            "The host 10.0.0.1 was down all of that night",
            "an internal resource",
        ),
        ("ジョブ 16852935 のログがUIに出ません。", "10.0.0.1 down", "社内リソース"),
    ],
)
def test_a_mask_is_a_word_of_its_sentence(
    bench: Bench, question: str, said: str, instead: str
) -> None:
    bench.open(question)
    job = bench.job()
    judgement = Judgement(
        Verdict.USER_FIX,
        cause=(f"ジョブ16852935は失敗した [{job}]。",),
        actions=(said,),
        waiver=WAIVER,
    )
    assert f"- {said.replace('10.0.0.1', instead)}" in closed(bench, judgement).short


@pytest.mark.parametrize(
    ("action", "ours"),
    [
        ("運用担当: `aws ecr put-image` で戻す", True),
        ("運用担当者(至急):戻す", True),
        ("担当チーム: 戻す", True),
        ("Croisチーム(今すぐ): 戻す", True),
        ("Crois team: put the tag back", True),
        ("**Operator**: put the tag back", True),
        ("The platform team: put it back", True),
        ("利用者(運用担当から連絡のあった後): 再実行する", False),
        ("Croisチームと利用者: 決める", False),
        ("m-okadaさん: 再実行する", False),
        ("広告チーム: 再実行する", False),
        ("You: run it again once operations are done", False),
        ("`運用: 1` を `config.yaml` に書く", False),
        ("戻すよう運用担当に頼む: UIから", False),
        ("再実行する", False),
    ],
)
def test_whose_an_action_is(action: str, *, ours: bool) -> None:
    assert doers.is_ours(action) is ours


def test_what_we_do_is_said_to_the_asker_in_one_line(bench: Bench) -> None:
    bench.open("job id 16852935 のジョブが失敗します。")
    job = bench.job()
    steps = (
        "Croisチーム: `aws ecr put-image --repository-name masters-db` core-v2-checker",
        "利用者: 連絡の後で再実行する。",
        "運用担当: core-v2-checker を直す。",
    )
    judgement = Judgement(
        Verdict.ESCALATE,
        cause=(f"ジョブ16852935は失敗した [{job}]。",),
        actions=steps,
        waiver=WAIVER,
    )
    draft = render_statement(bench.close(judgement, dry_run=True))
    assert "internal name" not in draft
    done = closed(bench, judgement)
    told = [line for line in done.short.split("\n") if line.startswith("- ")]
    assert told == ["- 連絡の後で再実行する。", f"- {phrasing.of('ja').labels['ours']}"]
    for step in steps:
        assert step in done.operator_report
