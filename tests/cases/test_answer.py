"""The answer to whoever asked: what he is to do now comes before what others do, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.cases import answer, doers, phrasing, story
from kurosai.cases.judgement import Judgement
from kurosai.rendering import render_statement
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

RECHECK = "2025-11-05T00:20:30Z 翌朝の実行"
LOOKED = "結果は 2025-11-05 09:21 JST に再確認します"
QUESTION = "job id 16852935 が失敗しました。再実行してよいですか。"


def answered(
    bench: Bench, verdict: Verdict, *actions: str, text: str = QUESTION, **more: str
) -> str:
    bench.open(text)
    cause = (f"ジョブ16852935は`SUCCEEDED`です[{bench.job()}]。",)
    told = Judgement(verdict, cause, actions=actions, reason="表示だけの問題のため。", **more)  # pyright: ignore[reportArgumentType] - tests only
    bench.close(told)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    return done.short


@pytest.mark.parametrize(
    ("verdict", "head"),
    [
        (Verdict.USER_FIX, "次の対応をお願いします。" + LOOKED),
        (
            Verdict.ESCALATE,
            "次の対応をお願いします。担当チームで対応を検討します。" + LOOKED,
        ),
        (
            Verdict.UNKNOWN,
            "次の対応をお願いします。原因はまだ特定できていません。" + LOOKED,
        ),
    ],
)
def test_what_is_due_now_is_not_headed_by_a_wait(bench: Bench, verdict: Verdict, head: str) -> None:
    said = answered(bench, verdict, "UIから再登録してください。", recheck=RECHECK)
    assert said.startswith(f"**{head}**\n\n## 対応方法\n- UIから再登録してください。\n")
    assert said.index("## 対応方法") < said.index("## 原因") < said.index("ジョブ16852935は")


def test_a_recheck_without_a_time_is_for_later() -> None:
    told = Judgement(Verdict.USER_FIX, ("x",), actions=("再登録する。",))
    said = answer.headline(told, phrasing.of("ja"), pending=True, at="")
    assert said == "次の対応をお願いします。結果は後ほど再確認します"


def test_his_part_stands_above_that_of_the_team(bench: Bench) -> None:
    said = answered(bench, Verdict.ESCALATE, "運用担当: 直す。", "利用者: 再実行して構いません。")
    lines = said.split("\n")
    assert lines[:4] == [
        "**次の対応をお願いします。担当チームで対応を検討します**",
        "",
        "## 対応方法",
        "- 再実行して構いません。",
    ]
    assert lines[4].startswith("- 担当チームが行う対応があります")


@pytest.mark.parametrize(
    "actions",
    [("運用担当: 直す。",), ("連絡があったら再実行する。",), ("運用: 直す", "復旧次第、再実行")],
)
def test_where_nothing_is_his_now_the_verdict_says_who_acts(
    bench: Bench, actions: tuple[str, ...]
) -> None:
    assert answered(bench, Verdict.ESCALATE, *actions).startswith(
        "**担当チームで対応を検討します**\n\nジョブ"
    )


def test_what_needs_nothing_waits_as_it_did(bench: Bench) -> None:
    said = answered(bench, Verdict.NO_ACTION, "再発した場合は連絡する。", recheck=RECHECK)
    head = "2025-11-05 09:21 JST の再確認を待っています(確認できた場合: ご対応は不要です)"
    assert said.startswith(f"**{head}**\n")


def test_the_report_of_what_a_user_mends_does_not_say_that_it_waits(bench: Bench) -> None:
    answered(bench, Verdict.USER_FIX, "再登録する。", recheck=RECHECK)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert done.state == "pending"
    again = "2025-11-05T00:20:30Z (2025-11-05 09:20:30 JST)"
    assert f"**利用者側での修正(再確認: {again})**" in done.operator_report.split("\n")


@pytest.mark.parametrize(
    ("urgency", "reaches"),
    [
        ("高: 2025-11-05 18:00 JST の締めまでに再登録が必要", True),
        ("本日中", True),
        ("中", False),
        ("高: 運用担当が本日中に直す", False),
    ],
)
def test_a_deadline_in_the_urgency_reaches_him(bench: Bench, urgency: str, reaches: bool) -> None:
    said = answered(bench, Verdict.ESCALATE, "再登録する。", urgency=urgency)
    assert (f"- 緊急度: {urgency}" in said) is reaches


def test_of_a_deadline_too_the_inner_names_are_masked_and_warned_of(bench: Bench) -> None:
    bench.open(QUESTION)
    urgency = "本日中: api.v2.crois.example が止まる"
    told = Judgement(
        Verdict.USER_FIX, (f"`SUCCEEDED`[{bench.job()}]",), actions=("再登録",), urgency=urgency
    )
    draft = render_statement(bench.close(told, dry_run=True))
    assert "warning internal name · urgency" in draft
    assert "- 緊急度: 本日中: 社内リソース が止まる" in draft


@pytest.mark.parametrize(
    ("action", "later"),
    [
        ("連絡があったら再実行する", True),
        ("利用者: 復旧の連絡の後で再実行する。", True),
        ("利用者(運用担当から連絡のあった後): 再実行する", True),
        ("再発した場合は連絡する", True),
        ("正常に終わったことを確認できたら閉じる", True),
        ("If it fails again, tell us", True),
        ("User: once we have told you, run it again", True),
        ("メモリを4 GiBにした後に再実行する", False),
        ("18:00までに再実行する。失敗した場合は連絡する", False),
        ("失敗したタスクを直した後に再登録する", False),
        ("設定を確認した後に再実行する", False),
        ("Run it again before 18:00; if it fails, tell us", False),
        ("Once you have set the limit, run it again", False),
    ],
)
def test_what_waits_for_a_condition(action: str, *, later: bool) -> None:
    assert doers.on_condition(action) is later


@pytest.mark.parametrize(
    ("action", "read"),
    [
        ("利用者: 再登録する", "再登録する"),
        ("**ご利用者様**: 再登録する", "再登録する"),
        ("User: run it again", "run it again"),
        ("利用者(運用担当から連絡のあった後): 再実行する", None),
        ("Croisチームと利用者: 決める", None),
        ("m-okadaさん: 再実行する", None),
        ("再実行する", None),
    ],
)
def test_he_reads_his_action_without_that_it_is_his(action: str, read: str | None) -> None:
    assert doers.without_him(action) == (read or action)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2025-11-05T00:20:00Z", "2025-11-05 09:20 JST"),
        ("2025-11-04T14:59:30Z", "2025-11-05 00:00 JST"),
    ],
)
def test_a_look_is_never_said_to_be_before_its_time(at: str, said: str) -> None:
    assert answer.local(at) == said
