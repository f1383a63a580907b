"""Grades that people give: kept as they are, by whoever gave them, of reports that exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.cases import grade, grading, reviewed
from kurosai.cases.grade import Grade
from kurosai.cases.judgement import Judgement
from kurosai.errors import BadInput, Refused
from kurosai.evidence.kinds import GRADED
from kurosai.vocabulary import Statement, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

GOOD = (3, 4, 3)
ALERT_OF_NO_PAGE = """\
:rotating_light: crois-v2:prd:lambda core-v2-job-dispatcher
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
[dispatcher] error: queue refused the message
"""


def give(
    bench: Bench, levels: tuple[int, int, int] = GOOD, comment: str = "", grader: str = ""
) -> Statement:
    axes = dict(zip(grade.AXES, levels, strict=True))
    return grading.grade_case(bench.desk, bench.case, axes, comment, grader)


def closed(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())


def finish(bench: Bench) -> None:
    """Close a case of which nothing is known."""
    looked = ("the log of the job: it would decide",)
    judged = Judgement(Verdict.UNKNOWN, cause=("Not known.",), not_looked_at=looked)
    assert bench.close(judged).head.startswith(f"case {bench.case} closed")


def kept(bench: Bench) -> list[Grade]:
    return [Grade.of(event) for event in bench.book.events(bench.case) if event.kind == GRADED]


def test_a_grade_is_kept_as_it_was_given(bench: Bench, world: World) -> None:
    closed(bench, world)
    said = give(bench, GOOD, "読みやすい", "yamada")
    assert said.head == (
        f"case {bench.case} · graded by yamada: accuracy 3, clarity 4, completeness 3 · "
        "as a whole 3, as good"
    )
    assert said.lines == ("gke-health-checker#004: the first of its cases that is graded",)
    assert said.next == ()
    (event,) = (one for one in bench.book.events(bench.case) if one.kind == GRADED)
    assert event.body == {
        "accuracy": 3,
        "clarity": 4,
        "completeness": 3,
        "comment": "読みやすい",
        "grader": "yamada",
        "kind": "alert",
        "entry": "gke-health-checker#004",
    }


def test_without_a_name_it_is_the_operators(bench: Bench, world: World) -> None:
    closed(bench, world)
    give(bench, grader="  ")
    assert kept(bench)[0].grader == "operator"


def test_an_open_case_has_nothing_to_grade(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(), dry_run=True)
    with pytest.raises(Refused, match="is open: there is no report to grade yet"):
        give(bench)
    assert kept(bench) == []


def test_no_case_is_refused(bench: Bench) -> None:
    bench.case = "ZZZZZZZZ"
    with pytest.raises(Refused, match="There is no case ZZZZZZZZ"):
        give(bench)


@pytest.mark.parametrize("levels", [(0, 3, 3), (3, 5, 3), (3, 3, -1)])
def test_no_other_numbers(bench: Bench, world: World, levels: tuple[int, int, int]) -> None:
    closed(bench, world)
    with pytest.raises(BadInput, match=r"is no grade\. Give 1, 2, 3 or 4"):
        give(bench, levels)
    assert kept(bench) == []


def test_a_pending_case_can_be_graded_and_that_is_marked_once_it_goes_on(
    bench: Bench, world: World
) -> None:
    bench.open()
    early, job = bench.logs(world.early()), bench.job()
    answers = world.answers(early, job)[:2]
    bench.now = moment("2025-11-04T18:20:00Z")
    bench.walk(*answers)
    pending = replace(world.judgement(), ruled_out=())
    bench.close(pending)
    bench.now += timedelta(minutes=5)
    give(bench)
    (case,) = reviewed.cases(bench.book)
    assert case.done is not None
    assert (case.done.state, case.remarks) == ("pending", ())
    bench.now = moment("2025-11-04T21:00:00Z")
    bench.walk(*world.answers(bench.logs(), job))
    bench.close(world.judgement())
    (case,) = reviewed.cases(bench.book)
    assert case.remarks == ("graded before it was concluded anew",)
    give(bench)
    (case,) = reviewed.cases(bench.book)
    assert case.remarks == ()


def test_who_grades_again_changes_his_grade_and_nobody_elses(bench: Bench, world: World) -> None:
    closed(bench, world)
    give(bench, (1, 1, 1), grader="suzuki")
    give(bench, (2, 4, 4), grader="yamada")
    bench.now += timedelta(hours=1)
    again = give(bench, (4, 3, 4), grader="yamada")
    assert again.lines[0] == (
        "counts instead of accuracy 2, clarity 4, completeness 4 of 2025-11-04T21:00:00Z; "
        "suzuki gave accuracy 1, clarity 1, completeness 1"
    )
    # Its own grades are none of another case.
    assert again.lines[1] == "gke-health-checker#004: the first of its cases that is graded"
    assert len(kept(bench)) == 3
    (case,) = reviewed.cases(bench.book)
    # Of two the lower, and suzuki has said what he thinks.
    assert case.marks == {"accuracy": 1, "clarity": 1, "completeness": 1, "whole": 1}
    give(bench, (3, 3, 3), grader="sato")
    (case,) = reviewed.cases(bench.book)
    assert case.marks == {"accuracy": 3, "clarity": 3, "completeness": 3, "whole": 3}


def test_the_next_case_is_compared_with_those_before(bench: Bench, world: World) -> None:
    for levels in ((3, 3, 3), (2, 4, 3)):
        closed(bench, world)
        give(bench, levels)
    closed(bench, world)
    said = give(bench, (4, 4, 4))
    (line,) = said.lines
    assert line == (
        "gke-health-checker#004: of 2 other graded cases 3 or better in accuracy 1 of 2, "
        "clarity 2 of 2, completeness 2 of 2, whole 1 of 2"
    )


def test_cases_without_a_runbook_are_compared_by_kind(bench: Bench, world: World) -> None:
    bench.open(ALERT_OF_NO_PAGE)
    finish(bench)
    give(bench)
    for text in ("job 16902244 failed and there is no log", "job 16902245 failed, why?"):
        bench.open(text)
        finish(bench)
        said = give(bench)
    assert said.lines[0].startswith("inquiries without a runbook: of 1 other graded cases")


def test_a_comment_is_cleaned_masked_and_bounded(bench: Bench, world: World) -> None:
    closed(bench, world)
    secret = "AKIA" + "IOSFODNN7EXAMPLE"
    give(
        bench,
        comment=f"token\u202e {secret}\nin the\x1b[31m report " + "x" * 9_000,
        grader="y" * 300,
    )
    (one,) = kept(bench)
    assert secret not in one.comment
    assert "\u202e" not in one.comment
    assert "\x1b" not in one.comment
    assert "\n" not in one.comment
    assert "in the report" in one.comment
    assert len(one.comment) == grading.MOST_COMMENT
    assert len(one.grader) == grading.MOST_NAME


def test_a_case_without_a_grade_counts_as_nothing(bench: Bench, world: World) -> None:
    closed(bench, world)
    (case,) = reviewed.cases(bench.book)
    assert (case.marks, case.grades) == (None, ())


def test_waived_and_corrected_cases_say_so(bench: Bench, world: World) -> None:
    bench.walked()
    waiver: dict[str, Any] = {"waiver": "山田太郎: 検証済みの手順で確認した"}
    wrong = world.judgement(cause=("ジョブID 16852999 が失敗した。",), **waiver)
    bench.close(wrong)
    give(bench)
    bench.book.append(bench.case, reviewed.CORRECTED, {"by": "K7Q2M4XA"})
    (case,) = reviewed.cases(bench.book)
    assert case.remarks == (
        "waived (山田太郎: 検証済みの手順で確認した)",
        "corrected by K7Q2M4XA",
    )
