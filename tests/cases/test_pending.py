"""A case that waits for the next run: it is not closed early, and is taken up where it waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import story
from kurosai.cases.judgement import Judgement
from kurosai.errors import Refused
from kurosai.library.walk import Answer
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

REASON = "ジョブは正常に終了しており、利用者に影響がない。"
EARLY, LATE = moment("2025-11-04T18:18:00Z"), moment("2025-11-04T19:20:00Z")
CALL = 'aws.find_logs {"group":"/aws/lambda/core-v2-crois-gke-health-checker"'


def unmatched(bench: Bench, world: World) -> None:
    bench.now = EARLY
    bench.open(world.alert.replace("started_at", "finished_at"))
    bench.logs(world.early())
    bench.job()


def left(bench: Bench, world: World) -> None:
    bench.now = EARLY
    bench.open()
    bench.logs(world.early())
    bench.job()
    bench.walk(leave="H4ではなく別の値が原因で、手順が当てはまらない")


def test_the_call_of_a_recheck_stays_as_it_can_be_pasted(bench: Bench, world: World) -> None:
    bench.walked()
    call = 'aws.find_logs {"group":"/aws/lambda/x","since":"2025-11-05T00:10:00Z"}'
    for when in ("翌朝: ", "2025-11-05T00:20:00Z "):
        draft = bench.close(world.judgement(recheck=f"{when}{call}"), dry_run=True)
        assert call in render_statement(draft)


@pytest.mark.parametrize("begin", [unmatched, left])
def test_no_action_before_the_next_run_is_pending_without_a_runbook_too(
    bench: Bench, world: World, begin: object
) -> None:
    assert callable(begin)
    begin(bench, world)
    draft = bench.close(world.judgement(reason=REASON), dry_run=True)
    assert "would leave it pending · 0 blocks" in draft.head
    assert f"**再確認**: 2025-11-04T19:16:41Z (2025-11-05 04:16:41 JST) {CALL}" in (
        render_statement(draft)
    )
    assert " pending · no_action" in bench.finish(Verdict.NO_ACTION).head
    waiting = bench.walk()
    assert waiting.head == f"case {bench.case} · pending no_action, no flowchart"
    assert waiting.lines[0].startswith(
        "recheck: not before 2025-11-04T19:16:41Z (2025-11-05 04:16:41 JST): aws.find_logs"
    )
    assert waiting.next == ()
    bench.now = LATE
    assert [call.tool for call in bench.walk().next] == ["find_logs", "close_case"]
    bench.logs()
    assert " closed · no_action" in bench.close(world.judgement(reason=REASON)).head


def test_records_that_are_late_are_no_run_to_wait_for(bench: Bench, world: World) -> None:
    left(bench, world)
    bench.now = LATE
    bench.logs()
    source = "cloudtrail core-v2-crois-gke-health-checker"
    late = replace(world.early(), coverage=Coverage.PARTIAL, source=source)
    bench.record("aws", "find_changes", {}, late)
    assert " closed · no_action" in bench.close(world.judgement(reason=REASON)).head


def test_no_action_against_the_end_node_waits_too(bench: Bench, world: World) -> None:
    bench.now = EARLY
    bench.open()
    early = world.early()
    logs = bench.logs(world.in_a_row(2))
    bench.logs(early)
    job = bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "はい", (logs,)))
    assert "would leave it pending" in (
        bench.close(world.judgement(reason=REASON), dry_run=True).head
    )


def test_any_other_verdict_is_not_held_up(bench: Bench, world: World) -> None:
    unmatched(bench, world)
    assert " closed · escalate" in bench.close(world.judgement(verdict=Verdict.ESCALATE)).head


def pending(bench: Bench, world: World) -> tuple[str, str]:
    bench.now = EARLY
    bench.open()
    logs, job = bench.logs(world.early()), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "いいえ", (logs,)))
    bench.close(world.judgement(), dry_run=True)
    assert " pending " in bench.finish(Verdict.NO_ACTION).head
    return logs, job


def test_a_walk_of_a_pending_case_leads_with_the_recheck(bench: Bench, world: World) -> None:
    pending(bench, world)
    early = bench.walk()
    assert early.lines[0].startswith("recheck: not before 2025-11-04T19:16:41Z")
    assert early.next == ()
    # What stands below nothing is not spoken of.
    assert "to the call below" not in render_statement(early)
    bench.now = LATE
    due = bench.walk()
    assert due.lines[0] == "recheck: due since 2025-11-04T19:16:41Z; make the first next call"
    assert [call.tool for call in due.next] == ["find_logs", "close_case"]
    assert due.next[0].arguments["around"] == "2025-11-04T18:14:00Z"
    later = bench.logs()
    assert not any(line.startswith("recheck: ") for line in bench.walk().lines)
    assert "shown" in render_statement(bench.walk(Answer("I4", "はい", (later,))))
    bench.close(world.judgement(), dry_run=True)
    assert " closed · no_action" in bench.finish(Verdict.NO_ACTION).head


def test_a_recheck_in_ones_own_words_is_repeated(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(recheck="2025-11-05T00:20:00Z 翌朝の実行を確認する"))
    assert bench.walk().lines[0] == "recheck: 2025-11-05T00:20:00Z 翌朝の実行を確認する"
    assert bench.walk().next == ()
    bench.now = moment("2025-11-05T00:20:00Z")
    assert [call.tool for call in bench.walk().next] == ["close_case"]


def test_an_unmatched_case_that_does_not_wait_has_no_walk(bench: Bench, world: World) -> None:
    bench.open(world.alert.replace("started_at", "finished_at"))
    with pytest.raises(Refused, match="close_case without a walk"):
        bench.walk()


def test_what_was_concluded_offers_its_whole_report(bench: Bench, world: World) -> None:
    bench.walked()
    closed = bench.close(world.judgement())
    assert render_statement(closed).endswith(
        f'next: cases.read_evidence {{"evidence":"{bench.case}"}}'
    )
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert done.operator_report in render_statement(bench.read(bench.case))


AGAIN = "2025-11-05T00:20:00Z (2025-11-05 09:20:00 JST)"
JST = "2025-11-05 09:20 JST"


@pytest.mark.parametrize(
    ("text", "asker", "operator"),
    [
        (
            "job id 16852935 のログがUIに出ません。",
            f"担当チームで対応を検討します。{JST} に改めて確認します",
            f"チームに共有し対応を検討(再確認: {AGAIN})",
        ),
        (
            "Why is there no log of job 16852935?",
            f"The team in charge looks into it. We look at it again at {JST}",
            f"Share with the team (looked at again: {AGAIN})",
        ),
    ],
)
def test_a_team_that_has_it_does_not_wait_for_the_next_look(
    bench: Bench, text: str, asker: str, operator: str
) -> None:
    bench.open(text)
    job = bench.job()
    cause = (f"16852935 SUCCEEDED [{job}]",)
    recheck = "2025-11-05T00:20:00Z 翌朝の実行"
    bench.close(Judgement(Verdict.ESCALATE, cause, reason="platform", recheck=recheck))
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert done.short.split("\n")[0] == f"**{asker}**"
    assert f"**{operator}**" in done.operator_report.split("\n")
