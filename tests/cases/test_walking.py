"""The rules of a walk: each with what it lets pass and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import story, walking
from kurosai.errors import BadInput, LedgerFailed, Refused
from kurosai.library import mermaid
from kurosai.library.walk import Answer
from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Verdict, Window, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

LOOP = """flowchart TD
A[再実行する] --> B{成功?}
B -- はい --> C[対応不要]
B -- いいえ --> D{三回目?}
D -- はい --> E[チーム共有]
D -- いいえ --> A
"""


def lines(bench: Bench, *answers: Answer, leave: str = "") -> list[str]:
    return render_statement(bench.walk(*answers, leave=leave)).splitlines()


def test_one_answer_at_a_time_leads_to_the_same_place(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    *first, end = world.answers(logs, job)
    for answer in first:
        bench.walk(answer)
    last = lines(bench, end)
    assert last[0] == f"case {bench.case} · E4>G4>H4=いいえ>J4=いいえ>I4"
    assert last[4] == "ends at I4 次回正常なら対応不要: verdict no_action (「次回正常なら」: shown)"


def test_a_step_may_be_answered_and_yes_no_are_understood(bench: Bench) -> None:
    bench.open()
    job = bench.job()
    shown = lines(bench, Answer("G4", "", (job,)), Answer("H4", "no", (job,)))
    assert shown[0].endswith("E4>G4>H4=いいえ>J4")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer("H4", "いいえ"), "needs the id of the evidence"),
        (Answer("H4", "たぶん", ("{job}",)), "has no exit"),
        (Answer("K4", "はい", ("{job}",)), "is not on the path"),
        (Answer("Z9", "はい", ("{job}",)), "has no node"),
        (Answer("J4", "いいえ", ("{logs}",)), "is not on the path"),
        (Answer("H4", "いいえ", ("ZZZZZZZZ",)), "there is no evidence ZZZZZZZZ"),
        (Answer("H4", "いいえ", ("{job}",), "started_at=1999"), "stands in none of"),
    ],
)
def test_what_is_refused_changes_nothing(bench: Bench, answer: Answer, why: str) -> None:
    bench.open()
    ids = {"{job}": bench.job(), "{logs}": bench.logs()}
    given = replace(answer, evidence=tuple(ids.get(one, one) for one in answer.evidence))
    before = bench.book.events(bench.case)
    with pytest.raises(Refused, match=why):
        bench.walk(given)
    assert bench.book.events(bench.case) == before


def test_one_bad_answer_of_many_takes_none(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    good = world.answers(logs, job)
    bad = replace(good[1], evidence=("ZZZZZZZZ",))
    with pytest.raises(Refused) as fault:
        bench.walk(good[0], bad, good[2])
    assert story.load(bench.book, bench.case).answers == ()
    assert fault.value.do.endswith(
        "No answer of this call was taken: H4 holds as given; send all again."
    )
    with pytest.raises(Refused) as fault:
        bench.walk(replace(good[0], evidence=("ZZZZZZZZ",)), *good[1:])
    assert fault.value.do.endswith("No answer of this call was taken.")
    bench.walk(good[0])
    with pytest.raises(Refused) as fault:
        bench.walk(bad)
    assert "was taken" not in fault.value.do


@pytest.mark.parametrize("coverage", [Coverage.DENIED, Coverage.EXPIRED, Coverage.PARTIAL])
@pytest.mark.parametrize("choice", ["はい", "いいえ"])
def test_a_failed_reading_decides_nothing_alone(
    bench: Bench, world: World, coverage: Coverage, choice: str
) -> None:
    bench.open()
    failed = bench.job(world.job(coverage=coverage))
    with pytest.raises(Refused, match=f"is {coverage.value} cannot decide it alone"):
        bench.walk(Answer("H4", choice, (failed,)))
    whole = bench.job()
    shown = lines(bench, Answer("H4", "いいえ", (failed, whole)))
    assert any("asked next: J4" in line for line in shown)


@pytest.mark.parametrize("choice", ["はい", "いいえ"])
def test_what_a_partial_reading_saw_decides_with_a_quote_from_it(
    bench: Bench, world: World, choice: str
) -> None:
    """A trail that is not final yet, or a job whose log alone could not be read."""
    bench.open()
    read, seen = (world.set_job, "18:00:52Z") if choice == "はい" else (world.job, "null")
    part = bench.job(read(coverage=Coverage.PARTIAL))
    with pytest.raises(Refused, match="cannot decide it alone") as refused:
        bench.walk(Answer("H4", choice, (part,)))
    assert "Give a quote from what it did see" in str(refused.value.do)
    with pytest.raises(Refused, match="stands in none of"):
        bench.walk(Answer("H4", choice, (part,), "started_at=none"))
    quote = f"normal-1 SUCCEEDED gke started_at={seen}"
    shown = lines(bench, Answer("H4", choice, (part,), quote))
    assert f"H4={choice}>" in shown[0]


def test_the_quote_has_to_stand_in_the_partial_reading_itself(bench: Bench, world: World) -> None:
    bench.open()
    denied = bench.job(world.job(coverage=Coverage.DENIED))
    part = bench.logs(world.logs(coverage=Coverage.PARTIAL))
    quote = "normal-1 SUCCEEDED gke started_at=null"
    with pytest.raises(Refused, match="cannot decide it alone"):
        bench.walk(Answer("H4", "はい", (denied, part), quote))


def test_a_partial_reading_never_denies_what_happens_over_time(bench: Bench, world: World) -> None:
    bench.open()
    bench.walk(Answer("H4", "いいえ", (bench.job(),)))
    part = bench.logs(world.logs(coverage=Coverage.PARTIAL))
    with pytest.raises(Refused, match="the part that was not read may show it"):
        bench.walk(Answer("J4", "いいえ", (part,), "retrying Crois API (502)"))


@pytest.mark.parametrize("coverage", [Coverage.DENIED, Coverage.EXPIRED])
def test_a_quote_does_not_help_a_reading_that_saw_nothing(
    bench: Bench, world: World, coverage: Coverage
) -> None:
    bench.open()
    failed = bench.job(world.job(coverage=coverage))
    with pytest.raises(Refused, match="cannot decide it alone"):
        bench.walk(Answer("H4", "はい", (failed,), "normal-1 SUCCEEDED gke started_at=null"))


def test_a_denial_on_truncated_evidence_needs_a_quote_that_shows_it(
    bench: Bench, world: World
) -> None:
    bench.open()
    cut = bench.job(world.job(coverage=Coverage.TRUNCATED))
    with pytest.raises(Refused, match="what was not read may show it"):
        bench.walk(Answer("H4", "いいえ", (cut,)))
    with pytest.raises(Refused, match="stands in none of"):
        bench.walk(Answer("H4", "いいえ", (cut,), "started_at=none"))
    quoted = Answer("H4", "いいえ", (cut,), "normal-1 SUCCEEDED gke started_at=null")
    assert lines(bench, quoted)[0].endswith("H4=いいえ>J4")


def test_truncated_evidence_can_affirm(bench: Bench, world: World) -> None:
    bench.open()
    cut = bench.job(world.set_job(coverage=Coverage.TRUNCATED))
    assert "I4" in lines(bench, Answer("H4", "はい", (cut,)))[0]


def test_a_search_that_found_nothing_denies_and_a_lookup_does_not(
    bench: Bench, world: World
) -> None:
    bench.open()
    job = bench.job()
    lookup = bench.job(world.no_job("16852999"))
    nothing = bench.logs(world.logs(coverage=Coverage.EMPTY, rows=(), found=0, total=0))
    bench.walk(Answer("H4", "いいえ", (job,)))
    with pytest.raises(Refused, match="a look-up, not a search"):
        bench.walk(Answer("J4", "いいえ", (lookup,)))
    assert "I4" in lines(bench, Answer("J4", "いいえ", (nothing,)))[0]


def test_recurrence_is_not_denied_by_a_look_at_one_thing(bench: Bench) -> None:
    bench.open()
    job = bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)))
    with pytest.raises(Refused, match="denies that something happened over time"):
        bench.walk(Answer("J4", "いいえ", (job,)))


def test_a_changed_answer_drops_what_followed_from_it(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    bench.walk(*world.answers(logs, job))
    shown = lines(bench, Answer("H4", "はい", (bench.job(world.set_job()),)))
    assert shown[0].endswith("H4=はい>I4")
    assert "dropped, because an answer before it changed: J4, I4" in shown
    told = story.load(bench.book, bench.case)
    assert [answer.node for answer in told.answers] == ["H4"]


def test_the_same_answer_with_newer_evidence_drops_nothing(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    bench.walk(*world.answers(logs, job))
    newer = bench.job()
    shown = lines(bench, Answer("H4", "いいえ", (newer,)))
    assert shown[0].endswith("J4=いいえ>I4")
    assert not any(line.startswith("dropped") for line in shown)
    assert story.load(bench.book, bench.case).answers[0].evidence == (newer,)


def test_a_loop_is_answered_once_for_each_round() -> None:
    chart = mermaid.parse(LOOP)
    first = (Answer("B", "いいえ", ("A1",)), Answer("D", "いいえ", ("A2",)))
    again, dropped = walking.merge(chart, first, [Answer("B", "はい", ("A3",))])
    assert [one.evidence for one in again] == [("A1",), ("A2",), ("A3",)]
    assert dropped == ()


class TestConditionOfTheEnd:
    """次回正常なら: only evidence from after the alert that is final makes it true."""

    def walk_to(self, bench: Bench, world: World) -> str:
        bench.open()
        logs, job = bench.logs(), bench.job()
        bench.walk(*world.answers(logs, job)[:2])
        return logs

    def test_unanswered_it_is_pending(self, bench: Bench, world: World) -> None:
        self.walk_to(bench, world)
        shown = "\n".join(lines(bench))
        assert "pending, 「次回正常なら」 is not shown (I4 is not answered yet)" in shown
        assert "close_case needs recheck" in shown

    @pytest.mark.parametrize("end", ["2025-11-04T18:15:00Z", "2025-11-04T18:14:50Z"])
    def test_evidence_that_ends_with_the_alert_leaves_it_pending(
        self, bench: Bench, world: World, end: str
    ) -> None:
        self.walk_to(bench, world)
        window = Window(moment("2025-11-04T17:59:00Z"), moment(end))
        early = bench.logs(world.logs(window=window))
        shown = "\n".join(lines(bench, Answer("I4", "はい", (early,))))
        assert "pending" in shown
        assert "no complete evidence for I4 after 2025-11-04T18:15:00Z" in shown

    def test_evidence_that_says_to_ask_again_leaves_it_pending(
        self, bench: Bench, world: World
    ) -> None:
        self.walk_to(bench, world)
        early = bench.logs(world.early())
        shown = "\n".join(lines(bench, Answer("I4", "はい", (early,))))
        assert "pending, 「次回正常なら」 is not shown (the next run has not happened yet)" in shown
        assert "recheck at 2025-11-04T19:16:41Z (2025-11-05 04:16:41 JST): aws.find_logs" in shown

    @pytest.mark.parametrize("coverage", [Coverage.TRUNCATED, Coverage.PARTIAL, Coverage.DENIED])
    def test_evidence_that_missed_something_is_refused(
        self, bench: Bench, world: World, coverage: Coverage
    ) -> None:
        self.walk_to(bench, world)
        cut = bench.logs(world.logs(coverage=coverage))
        with pytest.raises(Refused, match="saw everything it asked for"):
            bench.walk(Answer("I4", "はい", (cut,)))

    def test_a_reading_of_something_else_is_refused(self, bench: Bench, world: World) -> None:
        self.walk_to(bench, world)
        other = world.logs(source="/aws/lambda/other", rows=(), facts={}, lead=(), tail=(), next=())
        strange = bench.record("aws", "find_logs", {"group": "/aws/lambda/other"}, other)
        with pytest.raises(Refused, match="speaks of core-v2-crois-gke-health-checker"):
            bench.walk(Answer("I4", "はい", (strange,)))

    def test_a_look_up_does_not_show_what_came_after(self, bench: Bench, world: World) -> None:
        self.walk_to(bench, world)
        job = bench.job()
        assert "pending" in "\n".join(lines(bench, Answer("I4", "はい", (job,))))

    def test_no_means_that_the_verdict_does_not_hold(self, bench: Bench, world: World) -> None:
        logs = self.walk_to(bench, world)
        statement = bench.walk(Answer("I4", "いいえ", (logs,)))
        shown = render_statement(statement)
        assert "its verdict does not hold" in shown
        assert statement.next == ()

    def test_an_answer_that_is_neither_is_refused(self, bench: Bench, world: World) -> None:
        logs = self.walk_to(bench, world)
        with pytest.raises(Refused, match="has come true"):
            bench.walk(Answer("I4", "様子見", (logs,)))


def test_an_edited_page_stops_the_walk_and_says_how_to_go_on(bench: Bench, world: World) -> None:
    page = bench.page()
    bench.open()
    job = bench.job()
    page.write_text(page.read_text("utf-8").replace("連続発生?", "三連続?"), "utf-8")
    with pytest.raises(Refused, match=r"was edited .* after case") as refused:
        bench.walk(Answer("H4", "いいえ", (job,)))
    assert "open_case again" in str(refused.value)
    assert (
        "left gke-health-checker#004" in lines(bench, leave="J4の条件が改訂され、判断できない")[0]
    )
    again = bench.open()
    assert "三連続?" in render_statement(again)
    page.unlink()
    with pytest.raises(Refused, match="was taken away after case"):
        bench.walk(Answer("H4", "いいえ", (job,)))


def test_leaving_needs_no_answers_and_frees_the_verdict(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    with pytest.raises(BadInput, match="contradict"):
        bench.walk(*world.answers(logs, job), leave="古い")
    why = "H4の手順が現在の構成と合わない"
    shown = lines(bench, leave=why)
    assert shown[1] == f"reason: {why}"
    with pytest.raises(Refused, match="has left its runbook"):
        bench.walk(*world.answers(logs, job))
    assert story.load(bench.book, bench.case).left == why
    bench.open()
    lines(bench, leave="password=Tr0ub4dor-and-3 がH4のページにある")
    assert "Tr0ub4dor" not in story.load(bench.book, bench.case).left


def test_age_is_printed_not_forbidden(bench: Bench) -> None:
    bench.open()
    job = bench.job()
    bench.now += timedelta(days=3)
    assert (
        lines(bench, Answer("H4", "いいえ", (job,)))[1] == f"H4 いいえ: {job} complete, 3 days old"
    )


def test_two_people_at_once_do_not_overwrite_each_other(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    told = story.load(bench.book, bench.case)
    bench.walk(Answer("H4", "いいえ", (job,)))
    with pytest.raises(LedgerFailed, match="changed by someone else"):
        bench.book.append(
            bench.case, story.WALKED, story.walked_body((), "", ()), unless_after=told.last
        )
    assert "J4" in lines(bench, world.answers(logs, job)[1])[0]


def test_an_unknown_case_is_refused(bench: Bench) -> None:
    bench.case = "ZZZZZZZZ"
    with pytest.raises(Refused, match="There is no case ZZZZZZZZ"):
        bench.walk()


@pytest.mark.parametrize(
    "why",
    [
        "x",
        "念のため",
        "手順が現在の構成と合わないため離れる",
        "「再起動してください」とあるが違う手順になる",
        "H4",
    ],
)
def test_leaving_needs_a_node_or_a_quote_and_a_sentence(
    bench: Bench, world: World, why: str
) -> None:
    bench.open()
    bench.logs()
    before = bench.book.events(bench.case)
    with pytest.raises(Refused, match="Say which node does not fit, by its id, and what was seen"):
        bench.walk(leave=why)
    assert bench.book.events(bench.case) == before


@pytest.mark.parametrize(
    "why",
    [
        "H4は値の有無を聞くが、値は途中で消えている。",
        "「started_atの値を確認」では足りず、別の値が原因だった。",
        "`retrying Crois API (502)`が先に出ており、別の原因がある。",
        "J4 asks for repeats, but each run failed differently.",
    ],
)
def test_leaving_with_what_does_not_fit(bench: Bench, why: str) -> None:
    bench.open()
    bench.logs()
    assert lines(bench, leave=why)[1] == f"reason: {why}"


@pytest.mark.parametrize(
    ("count", "choice"), [(0, "はい"), (1, "はい"), (2, "いいえ"), (3, "いいえ")]
)
def test_in_a_row_is_answered_as_it_was_counted(
    bench: Bench, world: World, count: int, choice: str
) -> None:
    bench.open()
    logs, job = bench.logs(world.in_a_row(count)), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)))
    with pytest.raises(Refused, match=f"{logs} recorded {count} in a row"):
        bench.walk(Answer("J4", choice, (logs,)))
    other = "いいえ" if choice == "はい" else "はい"
    assert f"J4={other}" in lines(bench, Answer("J4", other, (logs,)))[0]


def test_the_newest_count_decides(bench: Bench, world: World) -> None:
    bench.open()
    first, job = bench.logs(world.in_a_row(1)), bench.job()
    later = bench.logs(world.in_a_row(2))
    bench.walk(Answer("H4", "いいえ", (job,)))
    assert "J4=はい" in lines(bench, Answer("J4", "はい", (later, first)))[0]


def test_a_number_in_the_question_is_the_threshold(bench: Bench, world: World) -> None:
    page = bench.page()
    page.write_text(page.read_text("utf-8").replace("連続発生?", "3回以上連続?"), "utf-8")
    bench.open()
    logs, job = bench.logs(world.in_a_row(2)), bench.job()
    bench.walk(Answer("H4", "いいえ", (job,)))
    assert "J4=いいえ" in lines(bench, Answer("J4", "いいえ", (logs,)))[0]


def test_a_runbooks_page_decides_nothing(bench: Bench, world: World) -> None:
    bench.open()
    page = bench.record("runbooks", "read_runbook", {"entry": "004"}, world.job())
    with pytest.raises(Refused, match="a runbook's page, not an observation"):
        bench.walk(Answer("H4", "いいえ", (page,)))


def test_the_end_says_what_the_offered_call_still_needs(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    shown = lines(bench, *world.answers(logs, job))
    assert shown[-2] == "close_case: add cause, actions and what else applies to the call below"
    assert shown[-1].startswith("next: cases.close_case ")


def test_an_end_that_names_no_verdict_asks_for_one(bench: Bench, world: World) -> None:
    page = bench.page()
    page.write_text(
        page.read_text("utf-8").replace("I4[次回正常なら対応不要]", "I4[その他]"), "utf-8"
    )
    bench.open()
    logs, job = bench.logs(), bench.job()
    ended = bench.walk(Answer("H4", "いいえ", (job,)), Answer("J4", "いいえ", (logs,)))
    assert "ends at I4 その他: verdict none named: yours, with reason" in ended.lines
    assert ended.lines[-1].startswith(
        "close_case: add the verdict you come to and reason (why that one), cause, "
    )
    # No verdict is put into anybody's mouth, and none that has a reason differs from the page.
    assert ended.next == ()
    for verdict, reason, blocks in (
        (Verdict.ESCALATE, "その他なので共有する。", False),
        (Verdict.ESCALATE, "", True),
    ):
        judgement = world.judgement(verdict=verdict, reason=reason, actions=("チームに共有する",))
        shown = render_statement(bench.close(judgement, dry_run=True))
        assert ("block verdict" in shown) is blocks
    assert "判断の理由" in render_statement(
        bench.close(world.judgement(verdict=Verdict.ESCALATE, reason="その他"), dry_run=True)
    )
