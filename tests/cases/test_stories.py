"""Whole investigations, the article's and five that end otherwise, over readings made by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from o200k import tokens

from kurosai.cases import story
from kurosai.cases.judgement import Judgement
from kurosai.errors import Refused
from kurosai.library.walk import Answer
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Statement, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


_ID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{8}\b")
_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


def text(statement: Statement) -> str:
    return render_statement(statement)


def cost(statement: Statement) -> int:
    """Tokens with every id and digest the same: random ones differ by a few."""
    return tokens(_DIGEST.sub("f1ba3f926b7b", _ID.sub("K7Q2M4XA", text(statement))))


def test_the_articles_alert_is_closed_with_no_action(bench: Bench, world: World) -> None:
    opened = bench.open()
    assert "matched gke-health-checker#004" in text(opened)
    assert [call.tool for call in opened.next] == ["find_logs", "walk", "read_runbook"]
    logs, job = bench.logs(), bench.job()

    walked = bench.walk(*world.answers(logs, job))
    assert walked.head.endswith("E4>G4>H4=いいえ>J4=いいえ>I4")
    assert walked.next[0].arguments["verdict"] == "no_action"

    draft = bench.close(world.judgement(), dry_run=True)
    assert "0 blocks, 0 warnings" in draft.head
    assert story.load(bench.book, bench.case).state == "open"

    closed = bench.finish(Verdict.NO_ACTION)
    assert " closed · no_action" in closed.head
    assert "as drafted" in closed.head
    assert len(closed.lines) == 5
    assert story.load(bench.book, bench.case).state == story.CLOSED


def test_the_articles_alert_fits_its_token_budget(bench: Bench, world: World) -> None:
    opened = bench.open()
    logs, job = bench.logs(), bench.job()
    walked = bench.walk(*world.answers(logs, job))
    draft = bench.close(world.judgement(), dry_run=True)
    closed = bench.finish(Verdict.NO_ACTION)
    spent = {
        "open_case": (cost(opened), 550),
        "walk": (cost(walked), 250),
        "dry run": (cost(draft), 900),
        "close_case": (cost(closed), 205),
    }
    assert {step: used for step, (used, most) in spent.items() if used > most} == {}
    assert sum(used for used, _ in spent.values()) <= 1_600


def test_the_value_is_set_after_all(bench: Bench, world: World) -> None:
    bench.open()
    logs = bench.logs()
    job = bench.job(world.mended())
    walked = bench.walk(Answer("H4", "はい", (job,)), Answer("I4", "はい", (logs,)))
    assert walked.head.endswith("E4>G4>H4=はい>I4")
    cause = ("started_atの書き込みが遅延し、ヘルスチェックの時点では値がなかったと考えられる。",)
    bench.close(world.judgement(cause=cause), dry_run=True)
    assert " closed · no_action" in bench.finish(Verdict.NO_ACTION).head


def test_the_third_failure_in_a_row_is_escalated(bench: Bench, world: World) -> None:
    bench.open()
    facts = {**world.logs().facts, "runs": "06:14Z-15:14Z ok x10 | 16:14Z-18:14Z FAIL x3"}
    logs = bench.logs(world.logs(facts={**facts, "consecutive": "3"}))
    job = bench.job()
    walked = bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "はい", (logs,)))
    assert walked.head.endswith("J4=はい>K4")
    assert walked.next[0].arguments["verdict"] == "escalate"
    actions = ("運用担当者がチームに共有し、started_atが書き込まれない原因を調べる。",)
    judged = world.judgement(verdict=Verdict.ESCALATE, actions=actions)
    assert "0 blocks" in bench.close(judged, dry_run=True).head
    closed = bench.finish(Verdict.ESCALATE)
    assert " closed · escalate" in closed.head
    assert "チームに共有し対応を検討" in closed.lines[0]


def test_three_minutes_after_the_alert_it_stays_pending_until_the_next_run(
    bench: Bench, world: World
) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    logs, job = bench.logs(world.early()), bench.job()
    walked = bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "いいえ", (logs,)))
    shown = text(walked)
    assert "pending" in shown
    assert "recheck at 2025-11-04T19:16:41Z" in shown
    assert 'aws.find_logs {"group":"/aws/lambda/core-v2-crois-gke-health-checker"' in shown

    # Answering yes from the same evidence does not make it true.
    again = bench.walk(Answer("I4", "はい", (logs,)))
    assert "pending" in text(again)

    draft = bench.close(world.judgement(), dry_run=True)
    assert "would leave it pending" in draft.head
    pending = bench.finish(Verdict.NO_ACTION)
    assert " pending · no_action" in pending.head
    assert "look again at 2025-11-04T19:16:41Z" in pending.lines[-1]
    assert "次回正常なら対応不要=未判断" in text(pending)
    assert "次回正常なら対応不要 → はい" not in text(draft)
    assert "対応: 再確認 2025-11-04T19:16:41Z (2025-11-05 04:16:41 JST)" in text(pending)
    event = bench.book.events(bench.case)[-1]
    assert event.kind == story.PENDING
    recheck = event.body["recheck"]
    assert isinstance(recheck, dict)
    assert (recheck["at"], recheck["tool"]) == ("2025-11-04T19:16:41Z", "find_logs")

    here = bench.case
    other = text(bench.open())
    assert f"{here} opened 2025-11-04T18:18:00Z, pending no_action until 2025-11-04T19" in other
    bench.case = here

    bench.now = moment("2025-11-04T19:20:00Z")
    later = bench.logs()
    assert "shown" in text(bench.walk(Answer("I4", "はい", (later,))))
    bench.close(world.judgement(), dry_run=True)
    assert " closed · no_action" in bench.finish(Verdict.NO_ACTION).head


def test_a_job_that_is_nowhere_ends_unknown(bench: Bench, world: World) -> None:
    bench.open()
    logs = bench.logs(world.logs(facts={"request": world.request}, lead=()))
    job = bench.job(world.no_job("16852999"), job="16852999")
    for choice in ("はい", "いいえ"):
        with pytest.raises(Refused, match="cannot decide it alone"):
            bench.walk(Answer("H4", choice, (job,)))
    judged = Judgement(
        Verdict.UNKNOWN,
        cause=(f"`{world.error}`のエラーで終了したが、対象のジョブを特定できなかった。",),
        not_looked_at=("ジョブの詳細。ログにジョブIDがなく、どのジョブか分からなかった。",),
        confidence="low",
        evidence=(logs,),
    )
    draft = bench.close(judged, dry_run=True)
    assert "0 blocks" in draft.head
    assert "判断できず" in text(draft)
    closed = bench.finish(Verdict.UNKNOWN)
    assert " closed · unknown" in closed.head
    assert "判断: 値が設定済み?=未判断" in closed.lines


def test_a_lookalike_is_named_as_one_and_not_walked(bench: Bench, world: World) -> None:
    opened = bench.open(world.alert.replace("started_at", "finished_at"))
    shown = text(opened)
    assert "likely gke-health-checker#004" in shown
    assert "started_at" in shown
    assert "finished_at" in shown
    assert "walk" not in [call.tool for call in opened.next]
    assert [call.tool for call in opened.next] == ["find_logs", "read_runbook"]
    with pytest.raises(Refused, match="no matched runbook entry"):
        bench.walk(Answer("H4", "いいえ", ("AAAAAAAA",)))
    bench.logs(world.logs(rows=()))
    bench.close(
        Judgement(Verdict.UNKNOWN, cause=("原因は不明。",), not_looked_at=("ジョブの詳細",)),
        dry_run=True,
    )
    closed = bench.finish(Verdict.UNKNOWN)
    assert " closed · unknown" in closed.head
    assert "判断: フローチャートなし" in closed.lines


def test_a_case_goes_on_where_another_person_left_it(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)))
    bench.now += timedelta(hours=3)
    assert text(bench.walk()).splitlines() == [
        f"case {bench.case} · E4>G4>H4=いいえ>J4",
        f"H4 いいえ: {job} complete, 3 h old",
        "asked next: J4 連続発生?: はい | いいえ",
    ]
    assert "ends at I4" in text(bench.walk(*world.answers(logs, job)[1:]))


def test_a_denied_log_cannot_become_no_recurrence(bench: Bench, world: World) -> None:
    bench.open()
    logs = bench.logs(world.logs(coverage=Coverage.DENIED, rows=(), facts={}))
    job = bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)))
    with pytest.raises(Refused, match="denied cannot decide it alone"):
        bench.walk(Answer("J4", "いいえ", (logs,)))


@pytest.mark.parametrize(
    ("claimed", "blocked"), [("15回連続", False), ("3回連続", True), ("16回連続", True)]
)
def test_a_row_longer_than_the_search_is_claimed_as_it_was_told(
    bench: Bench, world: World, claimed: str, blocked: bool
) -> None:
    bench.open()
    facts = {**world.logs().facts, "consecutive": "15 or more"}
    logs, job = bench.logs(world.logs(facts=facts)), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "はい", (logs,)))
    actions = ("運用担当者がチームに共有し、started_atが書き込まれない原因を調べる。",)
    cause = (f"normal-1のstarted_atに値がなく、同じエラーが{claimed}で発生している。",)
    judged = world.judgement(verdict=Verdict.ESCALATE, cause=cause, actions=actions)
    assert ("block count" in text(bench.close(judged, dry_run=True))) is blocked
