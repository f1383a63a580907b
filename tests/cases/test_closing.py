"""Closing: drafts, blocks, waivers, pending; and that what is closed does not change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import faults, story
from kurosai.cases.faults import Finding
from kurosai.cases.judgement import MOST_CHARACTERS, Judgement, load
from kurosai.errors import BadInput, Refused
from kurosai.library.walk import Answer
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Statement, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

WRONG = "ジョブ16852936の`started_at`に値がない。"


def kinds(bench: Bench) -> list[str]:
    return [event.kind for event in bench.book.events(bench.case)]


def text(statement: Statement) -> str:
    return render_statement(statement)


def test_a_dry_run_closes_nothing_and_can_be_repeated(bench: Bench, world: World) -> None:
    bench.walked()
    first = bench.close(world.judgement(), dry_run=True)
    second = bench.close(world.judgement(), dry_run=True)
    assert first.head == second.head
    assert story.load(bench.book, bench.case).state == "open"


def test_a_draft_is_closed_as_it_was_checked_without_repeating_it(
    bench: Bench, world: World
) -> None:
    bench.walked()
    draft = bench.close(world.judgement(), dry_run=True)
    kept = story.load(bench.book, bench.case).draft
    assert kept is not None
    named = {"case": bench.case, "verdict": "no_action", "draft": kept.digest}
    assert [call.arguments for call in draft.next] == [named]
    closed = bench.finish(Verdict.NO_ACTION)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert done.digest == kept.digest
    assert done.operator_report == kept.operator_report
    assert kept.digest in draft.head
    assert kept.digest in closed.head


def test_a_whole_conclusion_closes_without_a_draft(bench: Bench, world: World) -> None:
    bench.walked()
    assert "without a draft" in bench.close(world.judgement()).head


def test_a_conclusion_that_differs_from_its_draft_says_so(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(), dry_run=True)
    closed = bench.close(world.judgement(confidence="low"))
    assert "changed since draft" in closed.head


def test_blocks_keep_the_case_open_and_name_place_rule_and_mend(bench: Bench, world: World) -> None:
    bench.walked()
    wrong = world.judgement(cause=(WRONG, "10:20Zに発生した。"))
    draft = bench.close(wrong, dry_run=True)
    assert "2 blocks" in draft.head
    assert draft.next == ()
    shown = text(draft)
    assert "block id · cause 1 · 16852936 stands in no evidence · Take the id" in shown
    assert "block time · cause 2 · 10:20Z stands in no evidence" in shown
    # The report comes with the draft that may be closed, and only with that.
    assert "## アラートの原因" not in shown
    assert "## アラートの原因" in text(bench.close(world.judgement(), dry_run=True))
    bench.close(wrong, dry_run=True)
    refused = bench.close(wrong)
    assert refused.refused
    assert "block id · cause 1" in text(refused)
    with pytest.raises(Refused, match="draft is blocked"):
        bench.finish(Verdict.NO_ACTION)
    assert story.CLOSED not in kinds(bench)


def test_a_persons_waiver_closes_despite_blocks_and_is_printed(bench: Bench, world: World) -> None:
    bench.walked()
    wrong = world.judgement(cause=(WRONG,))
    for waiver in ("急ぎ", "山田太郎:", ": 理由だけ"):
        with pytest.raises(BadInput, match="name and a reason"):
            bench.close(replace(wrong, waiver=waiver))
    bench.close(wrong, dry_run=True)
    waiver = "山田太郎: 別環境のジョブと突き合わせて確認済み"
    closed = bench.close(Judgement(Verdict.NO_ACTION, cause=(), waiver=waiver))
    assert "waived: 1" in closed.head
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert f"- **検査の免除**: {waiver}" in done.operator_report
    assert done.short.endswith(f" · 検査の免除: {waiver}")


def test_a_waiver_does_not_let_a_secret_into_the_report(bench: Bench, world: World) -> None:
    bench.walked()
    secret = world.judgement(
        cause=("`started_at`の件。password=Tr0ub4dor-and-3",),
        waiver="山田太郎: 問題ないと判断した",
    )
    assert "Tr0ub4dor" not in text(bench.close(replace(secret, waiver=""), dry_run=True))
    bench.close(secret)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert "[redacted" in done.operator_report
    assert not any("Tr0ub4dor" in str(event.body) for event in bench.book.events(bench.case))


def test_nothing_closed_can_change(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    before = bench.book.events(bench.case)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    for again in (
        lambda: bench.close(world.judgement(confidence="low")),
        lambda: bench.close(world.judgement(), dry_run=True),
        lambda: bench.finish(Verdict.NO_ACTION),
        lambda: bench.walk(Answer("H4", "はい", ("AAAAAAAA",))),
        lambda: bench.walk(leave="違った"),
    ):
        with pytest.raises(Refused, match=f"digest {done.digest}"):
            again()
    assert bench.book.events(bench.case) == before


def test_a_correction_is_a_new_case_that_may_name_the_old_one(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    old = bench.case
    bench.walked()
    assert bench.case != old
    corrected = world.judgement(cause=(f"[{old}]の訂正。`started_at`に値がない。",))
    assert "0 blocks" in bench.close(corrected, dry_run=True).head
    forged = world.judgement(cause=("[ZZZZ0000]の訂正。`started_at`に値がない。",))
    assert "1 block," in bench.close(forged, dry_run=True).head


def test_a_walk_after_the_draft_makes_it_stale(bench: Bench, world: World) -> None:
    logs, _ = bench.walked()
    bench.close(world.judgement(), dry_run=True)
    job = bench.job(world.set_job())
    bench.walk(Answer("H4", "はい", (job,)), Answer("I4", "はい", (logs,)))
    with pytest.raises(BadInput, match="no draft that still holds"):
        bench.finish(Verdict.NO_ACTION)


def test_a_draft_is_not_closed_under_another_verdict(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(), dry_run=True)
    with pytest.raises(Refused, match="draft's verdict is no_action"):
        bench.finish(Verdict.ESCALATE)


def test_without_a_cause_there_is_nothing_to_check(bench: Bench, world: World) -> None:
    bench.walked()
    for cause in ((), (" ", "\x00")):
        with pytest.raises(BadInput, match="cause"):
            bench.close(world.judgement(cause=cause), dry_run=True)


def test_a_conclusion_of_five_megabytes_is_refused(bench: Bench, world: World) -> None:
    bench.walked()
    with pytest.raises(BadInput, match=f"{MOST_CHARACTERS:,} are the most"):
        bench.close(world.judgement(cause=("あ" * 5_000_000,)), dry_run=True)
    assert kinds(bench) == ["opened", "walked"]


def test_an_apology_warns(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs()
    sorry = Judgement(Verdict.UNKNOWN, cause=("申し訳ありません。調査できませんでした。",))
    shown = text(bench.close(sorry, dry_run=True))
    assert "warning ungrounded · cause" in shown
    assert "warning open question · not_looked_at" in shown


def test_a_forged_evidence_id_is_refused(bench: Bench, world: World) -> None:
    bench.walked()
    with pytest.raises(Refused, match="There is no evidence ZZZZZZZZ"):
        bench.close(world.judgement(evidence=("ZZZZZZZZ",)), dry_run=True)


def test_evidence_read_before_the_case_is_adopted_by_its_id(bench: Bench, world: World) -> None:
    early = bench.job(world.job(facts={"job": "16850001"}), job="16850001")
    bench.walked()
    judgement = world.judgement(ruled_out=("ジョブ16850001は正常だった。",))
    assert "1 block," in bench.close(judgement, dry_run=True).head
    adopted = bench.close(replace(judgement, evidence=(early,)), dry_run=True)
    assert "0 blocks" in adopted.head
    assert f"[{early}]" in text(adopted)


def test_a_recheck_of_ones_own_keeps_the_case_pending(bench: Bench, world: World) -> None:
    bench.walked()
    judgement = world.judgement(recheck="2025-11-05T00:20:00Z 翌朝の実行を確認する")
    assert "would leave it pending" in bench.close(judgement, dry_run=True).head
    closed = bench.finish(Verdict.NO_ACTION)
    assert " pending · no_action" in closed.head
    done = story.load(bench.book, bench.case)
    assert done.state == story.PENDING
    assert done.conclusion is not None
    assert "2025-11-05T00:20:00Z (2025-11-05 09:20:00 JST)" in done.conclusion.operator_report
    assert "保留 - 再確認待ち" in done.conclusion.operator_report
    bench.now = moment("2025-11-05T00:30:00Z")
    with pytest.raises(BadInput, match="no draft that still holds"):
        bench.finish(Verdict.NO_ACTION)
    assert " closed · no_action" in bench.close(world.judgement()).head


def test_a_pending_end_that_no_evidence_dates_needs_a_recheck(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    bench.walk(*world.answers(logs, job)[:2])
    draft = bench.close(world.judgement(), dry_run=True)
    assert "block recheck · recheck" in text(draft)
    dated = world.judgement(recheck="2025-11-04T21:20:00Z aws.find_logs {}")
    assert "0 blocks" in bench.close(dated, dry_run=True).head


def test_a_left_runbook_is_printed_with_its_reason(bench: Bench, world: World) -> None:
    bench.walked()
    bench.walk(leave="H4は旧構成の手順で、現在の構成と合わない")
    judgement = world.judgement(verdict=Verdict.OPERATOR_ACTION)
    draft = bench.close(judgement, dry_run=True)
    assert "0 blocks" in draft.head
    assert "- **ランブックを離れた理由**: H4は旧構成の手順で、現在の構成と合わない" in text(draft)


def test_evidence_that_is_gone_from_the_walk_blocks(bench: Bench, world: World) -> None:
    """A ledger whose walk cites what it does not hold (another file, a forged event)."""
    bench.walked()
    told = story.load(bench.book, bench.case)
    forged = tuple(replace(one, evidence=("ZZZZZZZZ",)) for one in told.answers)
    bench.book.append(bench.case, story.WALKED, story.walked_body(forged, "", ()))
    draft = bench.close(world.judgement(), dry_run=True)
    assert "block decision · walk · H4: there is no evidence ZZZZZZZZ." in text(draft)


def test_a_swapped_branch_is_not_hidden_by_the_verdict(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(world.in_a_row(2)), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "はい", (logs,)))
    assert "block verdict · verdict" in text(bench.close(world.judgement(), dry_run=True))


def test_several_gaps_are_one_warning(bench: Bench, world: World) -> None:
    bench.walked()
    for number in range(5):
        bench.logs(world.logs(coverage=Coverage.DENIED, source=f"/aws/lambda/o{number}", rows=()))
    shown = text(bench.close(world.judgement(), dry_run=True))
    assert shown.count("warning gap") == 1
    assert "(/aws/lambda/o0) is denied; " in shown
    assert "and 2 more" in shown


@pytest.mark.parametrize("coverage", [Coverage.DENIED, Coverage.TRUNCATED])
def test_what_could_not_be_seen_warns_until_it_is_said(
    bench: Bench, world: World, coverage: Coverage
) -> None:
    bench.walked()
    unseen = world.logs(coverage=coverage, source="/aws/lambda/other", rows=())
    failed = bench.logs(unseen, text="refused")
    judgement = world.judgement(evidence=(failed,))
    assert "warning gap · not_looked_at" in text(bench.close(judgement, dry_run=True))
    said = replace(judgement, not_looked_at=("/aws/lambda/otherは読めなかった。",))
    assert "warning gap" not in text(bench.close(said, dry_run=True))


@pytest.mark.parametrize(
    ("sentence", "warns"),
    [
        ("ジョブ16852935は3分17秒で終了した。", False),
        ("ジョブ16852935は5分42秒で終了した。", True),
        ("アラートの14分前に起動したジョブ16852935。", False),
        ("job 16852935 took 197 seconds.", False),
        ("job 16852935 took 250 seconds.", True),
        ("ジョブ16852935は12時間の調査対象。", False),
        ("ジョブ16852935は2025年11月5日3時14分40秒のアラートの対象。", False),
    ],
)
def test_a_duration_that_nothing_recorded_lasts_warns(
    bench: Bench, world: World, sentence: str, *, warns: bool
) -> None:
    bench.walked()
    shown = text(bench.close(world.judgement(cause=(sentence,)), dry_run=True))
    assert ("warning duration · cause 1" in shown) is warns


def test_a_page_edited_after_the_walk_warns(bench: Bench, world: World) -> None:
    page = bench.page()
    bench.walked()
    page.write_text(page.read_text("utf-8") + "\n追記\n", "utf-8")
    assert "warning edited page" in text(bench.close(world.judgement(), dry_run=True))
    page.unlink()
    assert "warning edited page" in text(bench.close(world.judgement(), dry_run=True))


def test_an_escalation_without_an_action_warns(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(world.in_a_row(2)), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "はい", (logs,)))
    judgement = world.judgement(verdict=Verdict.ESCALATE, actions=())
    assert "warning no action" in text(bench.close(judgement, dry_run=True))


def test_of_many_warnings_those_of_a_kind_stand_in_one_line_and_all_blocks() -> None:
    few = [Finding("w", f"cause {i}", f"x{i}", "y", blocks=False) for i in range(1, 6)]
    stops = [Finding("b", f"cause {i}", "x", "y") for i in range(7)]
    assert len(faults.lines([*few, *stops])) == 12
    other = Finding("v", "actions 1", "z", "y", blocks=False)
    many = [*few, other, Finding("w", "cause 6", "x6", "y", blocks=False)]
    places = ", ".join(f"cause {i}" for i in range(1, 7))
    assert faults.lines([*many, *stops])[7:] == (
        f"warning w · {places} · x1; x2; x3; x4; x5; and 1 more like these · y",
        "warning v · actions 1 · z · y",
    )


def test_a_judgement_survives_the_ledger(world: World) -> None:
    judgement = world.judgement(evidence=("K7Q2M4XA",), recheck="x", waiver="y: z")
    assert load(judgement.body()) == judgement


def test_a_draft_that_cannot_be_kept_is_still_shown(bench: Bench, world: World) -> None:
    import os

    bench.walked()
    bench.book.close()
    path = bench.book.path
    if os.geteuid() == 0:
        # Root writes read-only files; a trigger refuses the insert for everybody.
        import sqlite3

        with sqlite3.connect(path) as connection:
            connection.execute(
                "CREATE TRIGGER full BEFORE INSERT ON event "
                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        connection.close()
    else:
        path.chmod(0o444)
    draft = bench.close(world.judgement(), dry_run=True)
    assert "a draft that was not kept" in draft.head
    assert "Free disk space" in draft.head or "Make the file writable" in draft.head
    assert "## 推奨される対応" in text(draft)
    assert draft.next == ()
