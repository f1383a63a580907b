"""What open_case remembers: the last decision and its grade, what is similar, how often it was."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import finding, story
from kurosai.cases.asking import Asked
from kurosai.evidence.ledger import Ledger
from kurosai.evidence.record import NewEvent
from kurosai.rendering import render_statement
from kurosai.tokens import estimate_tokens
from kurosai.vocabulary import Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

MERGE = """\
:rotating_light: crois-v2:prd:lambda core-v2-merge-outputs
Errors >= 1  (2025-11-04T17:01:00Z - 17:02:00Z)
[merge] error: bucket crois-outputs is full
"""


def remembered(bench: Bench, alert: str) -> list[str]:
    shown = render_statement(bench.open(alert)).split("\n")
    return [one for one in shown if one.startswith(("same ", "similar", "impact"))]


def graded(bench: Bench, case: str, grader: str = "tanaka") -> None:
    body = {"accuracy": 4, "clarity": 3, "completeness": 4, "comment": "", "grader": grader}
    bench.book.append(case, "graded", body)


def unindexed(bench: Bench) -> Ledger:
    """As an older Kurosai writes that knows no index."""
    return Ledger(bench.book.path, operator="older", clock=lambda: bench.now)


def closed(bench: Bench, world: World) -> str:
    bench.walked()
    bench.close(world.judgement())
    return bench.case


def next_hour(bench: Bench, world: World) -> str:
    bench.now = moment("2025-11-04T22:00:00Z")
    return world.alert.replace("18:1", "19:1")


def test_what_was_decided_last_time_and_how_it_was_graded(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    graded(bench, old)
    lines = remembered(bench, next_hour(bench, world))
    same = (
        f"same signature: {old} opened 2025-11-04T21:00:00Z, closed no_action: "
        "ジョブID:16852935の`normal-1`タスクの`started_at`に値がなく、エラーが発生しました。 · "
        "graded 4/3/4 by tanaka · read_evidence of its id shows the report"
    )
    often = "1 case of it before, 1 in the last 7 days"
    assert lines == [same, f"impact and urgency: not said; {often} · logins: none yet"]


def test_the_newest_grade_counts_and_is_found(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    graded(bench, old)
    graded(bench, old, grader="suzuki")
    assert "graded 4/3/4 by suzuki" in remembered(bench, next_hour(bench, world))[0]
    found = render_statement(finding.find(bench.desk, Asked(job=world.job_id, state="closed")))
    assert " · graded 4/3/4 by suzuki · " in found


def test_the_last_decision_and_the_case_to_go_on_with_come_before_newer_ones(
    bench: Bench, world: World
) -> None:
    old = closed(bench, world)
    bench.now = moment("2025-11-04T21:30:00Z")
    alert = world.alert.replace("18:1", "19:1")
    bench.open(alert)
    same = bench.case
    for hour in (14, 15, 16, 17):
        bench.open(world.alert.replace("18:1", f"{hour}:1"))
    newest = bench.case
    lines = remembered(bench, alert)
    assert [line.split(" ")[2] for line in lines[:3]] == [newest, same, old]
    assert f"{same} opened 2025-11-04T21:30:00Z, open: the same alert; go on there" in lines[1]
    assert "6 cases of it before" in lines[3]


def test_a_case_of_two_years_ago_is_remembered(bench: Bench, world: World) -> None:
    bench.now = moment("2025-11-04T21:00:00Z")
    old = closed(bench, world)
    opened = bench.book.events(old)[0].body
    others = [
        NewEvent(f"{number:08d}", story.OPENED, {**opened, "signature": f"other {number}"})
        for number in range(1_100)
    ]
    bench.book.append_together(*others)
    bench.now = moment("2027-11-04T21:00:00Z")
    lines = remembered(bench, world.alert.replace("2025-11-04T18:1", "2027-11-04T18:1"))
    assert lines[0].startswith(f"same signature: {old} opened 2025-11-04T21:00:00Z, closed")
    assert "1 case of it before, 0 in the last 7 days" in lines[-1]


def test_similar_cases_are_told_apart_and_three_lines_are_the_most(
    bench: Bench, world: World
) -> None:
    bench.open(MERGE)
    first = bench.case
    assert remembered(bench, world.alert)[0] == "same signature: no earlier case"
    own = bench.case
    lines = remembered(bench, MERGE.replace("bucket crois-outputs is full", "disk x was removed"))
    assert lines[:2] == [
        "same signature: no earlier case",
        f"similar, not the same (same resource): {first} opened 2025-11-04T21:00:00Z, open",
    ]
    # The words are those of another resource's alert, and the entry is the same.
    other = world.alert.replace("health-checker", "health-checker-2")
    lines = remembered(bench, other)
    assert lines[0] == "same signature: no earlier case"
    assert lines[1].startswith(f"similar, not the same (same entry, similar words): {own} ")
    for hour in (10, 11, 12, 13, 14):
        bench.open(other.replace("18:1", f"{hour}:1"))
    lines = remembered(bench, other.replace("18:1", "15:1"))
    assert [line.split(":")[0] for line in lines[:-1]] == ["same signature"] * 3


def test_what_is_of_another_error_is_not_called_similar(bench: Bench, world: World) -> None:
    bench.open(MERGE)
    assert remembered(bench, world.alert) == [
        "same signature: no earlier case",
        "impact and urgency: not said · logins: none yet",
    ]


def test_the_first_case_of_a_kind_is_as_long_as_ever(bench: Bench, world: World) -> None:
    """`not said in the text` stood there before; nothing else may be added to a first case."""
    for number in range(8):
        bench.open(MERGE.replace("full", f"full{number}").replace("merge", f"m{number}x"))
    shown = render_statement(bench.open(world.alert))
    assert estimate_tokens("\n".join(remembered(bench, "job 16902299 は?"))) < 40
    assert shown.count("similar") == 0


def test_a_case_of_a_page_that_was_left_or_pending_says_so(bench: Bench, world: World) -> None:
    bench.walked()
    later = "2025-11-05T23:00:00Z look again"
    bench.close(world.judgement(verdict=Verdict.ESCALATE, reason="I4 does not fit", recheck=later))
    lines = remembered(bench, next_hour(bench, world))
    assert ", pending escalate until 2025-11-05T23:00:00Z: ジョブID" in lines[0]


def test_an_index_that_cannot_be_written_is_said_and_the_rest_goes_on(
    bench: Bench, world: World
) -> None:
    old = closed(bench, world)
    unindexed(bench).append("OLDVERS1", story.OPENED, bench.book.events(old)[0].body)
    with sqlite3.connect(bench.book.path) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON case_index "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    connection.close()
    found = render_statement(finding.find(bench.desk, Asked(world.alert)))
    assert "note: the newest cases may be missing (The ledger " in found
    assert old in found
    assert "OLDVERS1" not in found


def test_what_an_older_version_wrote_is_caught_up_with(bench: Bench, world: World) -> None:
    bench.open()
    older = unindexed(bench)
    older.append("OLDVERS1", story.OPENED, bench.book.events(bench.case)[0].body)
    older.append("OLDVERS2", story.OPENED, {"odd": 1})
    found = render_statement(finding.find(bench.desk, Asked(world.alert)))
    assert found.startswith("2 cases · the same signature")
    assert "OLDVERS1 2025-11-04 21:00Z open" in found


def test_what_a_desk_is_made_anew_from_is_indexed_as_well(bench: Bench, world: World) -> None:
    bench.desk = replace(bench.desk, language=lambda: "en")
    bench.open()
    assert bench.desk.index().answers(9).case(bench.case) is not None


JOB_ALERT = """\
:rotating_light: crois-v2:prd:lambda core-v2-merge-outputs
Errors >= 1  (2025-11-04T17:01:00Z - 17:02:00Z)
[merge] error: output of job {0} is missing
"""


def test_a_question_about_a_job_remembers_its_alerts_too(bench: Bench) -> None:
    bench.open(JOB_ALERT.format("16902299"))
    alert = bench.case
    bench.open(JOB_ALERT.format("16909999"))
    lines = remembered(bench, "job 16902299 が失敗しました。")
    question = bench.case
    assert lines[0].startswith(f"same job: {alert} opened 2025-11-04T21:00:00Z, open")
    assert "1 case of it before, 1 in the last 7 days" in lines[-1]
    lines = remembered(bench, "job 16902299 はなぜ遅いのですか。")
    assert [line.split(" ")[2] for line in lines[:-1]] == [question, alert]
    assert "2 cases of it before" in lines[-1]


def test_the_last_decision_on_a_job_may_be_an_alert_s(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    for _ in range(3):
        bench.open(f"job {world.job_id} が失敗しました。")
    lines = remembered(bench, f"job {world.job_id} はどうなりましたか。")
    assert lines[2].startswith(f"same job: {old} opened 2025-11-04T21:00:00Z, closed no_action: ")
    assert "4 cases of it before" in lines[-1]


@pytest.mark.parametrize("jobs", ["{0}", "{0} と job 16902300"])
def test_a_case_of_the_jobs_of_a_question_is_called_similar_by_nobody(
    bench: Bench, world: World, jobs: str
) -> None:
    """Of several jobs each case has but one, and yet it is one of the same."""
    other = bench.open(world.alert.replace("18:1", "17:1")).head.split(" ")[1]
    old = closed(bench, world)
    question = f"job {jobs.format(world.job_id)} が失敗しました。\ngke-health-checker#004"
    lines = remembered(bench, question)
    assert lines[0].startswith(f"same job: {old} ")
    assert lines[1].startswith(f"similar, not the same (same entry): {other} ")
    assert len(lines) == 3


def test_a_question_is_never_the_same_alert(bench: Bench) -> None:
    bench.open(JOB_ALERT.format("16902299"))
    said = "job 16902299 が 2025-11-04T17:01:00Z - 17:02:00Z に失敗しました。"
    lines = remembered(bench, said)
    assert lines[0].startswith("same job: ")
    assert "the same alert" not in lines[0]
