"""A case taken up again by its id, from another chat or by another person."""

from __future__ import annotations

import pytest
from tests.cases.conftest import Bench, World

from kurosai.cases import story
from kurosai.errors import LedgerFailed, Refused
from kurosai.library.walk import Answer
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Reading, Verdict, moment


def denied(bench: Bench, group: str) -> str:
    reading = Reading(group, "aws 111122223333 ap-northeast-1", Coverage.DENIED, unit="hit")
    return bench.record("aws", "find_logs", {"group": group}, reading)


def events(bench: Bench) -> int:
    return len(bench.book.events_of_kind(story.OPENED))


FORMS = ["{0}", "case {0}", "Case: {0}", "ケース {0}", " `{0}`\n", "<{0}>"]


@pytest.mark.parametrize("form", FORMS)
def test_an_id_pasted_says_where_the_case_stands_and_opens_none(
    bench: Bench, world: World, form: str
) -> None:
    bench.open()
    job = bench.job()
    bench.walk(*world.answers("", job)[:1])
    case = bench.case
    for given in (case, case.lower()):
        shown = render_statement(bench.open(form.format(given)))
        assert shown.startswith(f"case {case} · open · opened 2025-11-04T21:00:00Z by operator · ")
        assert 'runbook: gke-health-checker#004 "' in shown
        assert "walked: " in shown
        assert "asked next: J4 " in shown
        assert f"  {job} crois.describe_job GET /v1/jobs/16852935/ complete by operator" in shown
        assert shown.endswith(f'next: cases.walk {{"case":"{case}"}}')
    assert events(bench) == 1


def test_a_closed_case_says_how_it_ended(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    case = bench.case
    shown = render_statement(bench.open(case))
    assert shown.startswith(f"case {case} · closed no_action 2025-11-04T21:00:00Z by operator · ")
    assert "ジョブID:16852935の`normal-1`タスクの`started_at`に値がなく" in shown
    assert shown.endswith(f'next: cases.read_evidence {{"evidence":"{case}"}}')


def test_a_pending_case_says_when_to_look_again(bench: Bench, world: World) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    logs, job = bench.logs(world.early()), bench.job()
    bench.walk(*world.answers(logs, job)[:2])
    bench.close(world.judgement())
    case = bench.case
    shown = render_statement(bench.open(case))
    assert shown.startswith(f"case {case} · pending no_action ")
    assert "recheck: not before 2025-11-04T19:16:41Z" in shown
    bench.now = moment("2025-11-04T20:00:00Z")
    shown = render_statement(bench.open(case))
    assert "recheck: due since" in shown
    assert "next: aws.find_logs" in shown


def pending(bench: Bench, world: World, how: str) -> None:
    """A case that waits for the next run: in its chart, without a runbook, or with one left."""
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open(world.alert.replace("started_at", "finished_at") if how == "free" else world.alert)
    logs, job = bench.logs(world.early()), bench.job()
    if how == "chart":
        bench.walk(*world.answers(logs, job)[:2])
    if how == "left":
        bench.walk(leave="H4ではなく別の値が原因で、手順が当てはまらない")
    reason = "ジョブは正常に終了しており、利用者に影響がない。"
    assert " pending " in bench.close(world.judgement(reason="" if how == "chart" else reason)).head


@pytest.mark.parametrize("how", ["chart", "free", "left"])
def test_what_is_not_due_is_said_once_and_nobody_is_led_to_close_it(
    bench: Bench, world: World, how: str
) -> None:
    pending(bench, world, how)
    early = bench.open(bench.case)
    assert sum(line.startswith("recheck: ") for line in early.lines) == 1
    assert early.next == ()
    assert render_statement(early).count("aws.find_logs {") == 1
    bench.now = moment("2025-11-04T20:00:00Z")
    due = bench.open(bench.case)
    assert sum(line.startswith("recheck: ") for line in due.lines) == 1
    assert [call.tool for call in due.next] == ["find_logs", "close_case"]


def test_who_answers_early_may_conclude(bench: Bench, world: World) -> None:
    pending(bench, world, "chart")
    seen = bench.logs(world.in_a_row(2))
    walked = bench.walk(Answer("J4", "はい", (seen,)))
    assert [call.tool for call in walked.next] == ["close_case"]


def test_a_case_without_a_runbook_is_taken_up(bench: Bench) -> None:
    bench.open("なんだか遅い気がします。見てもらえますか。")
    case = bench.case
    shown = render_statement(bench.open(case))
    assert "no runbook: investigate freely" in shown
    assert "next: cases.close_case" in shown


def test_an_id_that_no_case_has_is_refused(bench: Bench) -> None:
    bench.open()
    reading = bench.logs()
    with pytest.raises(Refused, match=f"{reading} is a reading, not a case"):
        bench.open(reading)
    for forged in ("ZZZZ9999", "case ZZZZZZZZ"):
        with pytest.raises(Refused, match="There is no case"):
            bench.open(forged)
    assert events(bench) == 1


@pytest.mark.parametrize("text", ["16902244", "job 16902244", "TIMEDOUT", "case 1: it is slow"])
def test_what_is_no_id_is_a_question_as_ever(bench: Bench, text: str) -> None:
    assert " · inquiry" in bench.open(text).head
    assert events(bench) == 1


def test_the_same_alert_leads_to_the_case_that_is_there(bench: Bench, world: World) -> None:
    bench.open()
    first = bench.case
    second = bench.colleague("suzuki")
    statement = second.open(world.alert)
    assert dict(statement.next[0].arguments) == {"case": first}
    assert statement.next[0].tool == "walk"
    assert "the same alert; go on there instead of here" in render_statement(statement)


def test_another_person_goes_on_and_both_are_named(bench: Bench, world: World) -> None:
    bench.open()
    logs = bench.logs()
    gap = denied(bench, "/aws/lambda/other")
    second = bench.colleague("suzuki")
    job = second.job()
    second.walk(*world.answers(logs, job))
    done = second.close(world.judgement())
    assert done.head.startswith(f"case {bench.case} closed")
    report = "\n".join(bench.read(bench.case).lines)
    assert f"ケース: {bench.case} · 担当: operator, suzuki" in report
    # What the first one could not see is open, whoever closes.
    assert f"/aws/lambda/other [{gap}]" in report


def test_what_one_person_did_alone_names_nobody(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    assert "担当: " not in "\n".join(bench.read(bench.case).lines)


def test_what_is_cited_counts_whoever_read_it(bench: Bench, world: World) -> None:
    stranger = bench.colleague("stranger")
    bench.open()
    job, logs = stranger.job(), stranger.logs()
    bench.walk(*world.answers(logs, job))
    assert "0 blocks" in bench.close(world.judgement(), dry_run=True).head


def test_of_two_who_go_on_at_once_one_is_told(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    second = bench.colleague("suzuki")
    told = story.load(bench.book, bench.case)
    second.walk(*world.answers(logs, job))
    with pytest.raises(LedgerFailed, match="changed by someone else"):
        bench.book.append(told.id, story.LEFT, {"why": "x"}, unless_after=told.last)


def test_whoever_rechecks_a_pending_case_has_rechecked_it(bench: Bench, world: World) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    logs, job = bench.logs(world.early()), bench.job()
    bench.walk(*world.answers(logs, job)[:2])
    bench.close(world.judgement())
    bench.now = moment("2025-11-04T20:00:00Z")
    second = bench.colleague("suzuki")
    assert "recheck: due since" in render_statement(second.walk())
    later = second.logs()
    assert "recheck: " not in render_statement(second.walk())
    second.walk(*world.answers(later, job))
    assert "closed" in second.close(world.judgement(verdict=Verdict.NO_ACTION)).head
    report = "\n".join(bench.read(bench.case).lines)
    assert "担当: operator, suzuki" in report
