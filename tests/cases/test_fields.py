"""Fields of a thing, said in a sentence or answered in a walk, as readings recorded them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.errors import Refused
from kurosai.library.walk import Answer
from kurosai.vocabulary import Coverage, Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def said(bench: Bench, world: World, text: str) -> list[str]:
    logs, job = bench.walked()
    found = findings(bench, world.judgement(cause=(text.format(logs=logs, job=job),)))
    return [one.what for one in found if one.rule == "field"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("normal-2のstarted_atがnull [{job}]。", "started_at of normal-2 is said to be empty"),
        ("started_atがnullなのはnormal-3だけ [{job}]。", "started_at of normal-3"),
        ("タスクnormal-4のstarted_atは未設定。", "started_at of normal-4"),
        ("normal-2のstarted_atが記録されていなかった。", "started_at of normal-2"),
        ("normal-2 has no started_at [{job}].", "started_at of normal-2"),
        ("module-error-retry lacks started_at.", "started_at of module-error-retry"),
        ("started_at of normal-2 (job 16852935) is null [{job}].", "started_at of normal-2"),
        ("normal-2: started_at=null [{job}].", "started_at of normal-2"),
        (
            "normal-2: started_at=2025-11-04T18:00:37Z [{job}].",
            "is said to be 2025-11-04T18:00:37Z, and recorded as 2025-11-04T18:00:52Z",
        ),
        ("normal-1: started_at=2025-11-04T18:00:52Z [{job}].", "and recorded as empty"),
    ],
)
def test_a_field_said_otherwise_than_recorded_is_blocked(
    bench: Bench, world: World, text: str, what: str
) -> None:
    (found,) = said(bench, world, text)
    assert what in found


@pytest.mark.parametrize(
    "text",
    [
        "normal-1のstarted_atがnull [{job}]。",
        "only normal-1 has no started_at [{job}].",
        "normal-2のstarted_atは18:00:52Z [{job}]。",
        "normal-2: started_at=2025-11-04T18:00:52Z [{job}].",
        "normal-2: started_at=2025-11-05 03:00:52 [{job}].",
        "normal-1とnormal-2のうちstarted_atがnullなのは片方 [{job}]。",
        "normal-2のfinished_atがnull。",
        "started_atがない。",
    ],
)
def test_what_is_recorded_so_or_not_at_all_is_left_alone(
    bench: Bench, world: World, text: str
) -> None:
    assert said(bench, world, text) == []


def test_a_line_that_told_of_the_empty_field_counts_although_it_was_set_since(
    bench: Bench, world: World
) -> None:
    bench.open()
    bench.logs()
    bench.job(world.set_job())
    (none,) = [
        [one for one in findings(bench, world.judgement(cause=(text,))) if one.rule == "field"]
        for text in ("normal-1 had no started_at at 18:14:40Z.",)
    ]
    assert none == []


H4 = "値が設定済み"


def test_a_question_about_a_field_is_answered_as_it_is_recorded(bench: Bench, world: World) -> None:
    bench.open()
    job, mended = bench.job(), bench.job(world.set_job())
    with pytest.raises(Refused, match="records started_at of normal-1 as null"):
        bench.walk(Answer("H4", "はい", (job,)))
    with pytest.raises(Refused, match="of normal-1 as 2025-11-04T18:00:52Z"):
        bench.walk(Answer("H4", "いいえ", (mended,)))
    # A quote of another task does not help; the later reading counts.
    quote = "normal-2 SUCCEEDED gke started_at=2025-11-04T18:00:52Z"
    with pytest.raises(Refused, match="records started_at of normal-1 as null"):
        bench.walk(Answer("H4", "はい", (job,), quote))
    assert "H4=はい>I4" in bench.walk(Answer("H4", "はい", (job, mended))).head


def test_a_reading_without_the_field_does_not_decide_it(bench: Bench, world: World) -> None:
    bench.open()
    trail = world.logs(rows=(Row("UpdateAlias by k-ito"),), lead=(), tail=(), facts={})
    asked = {"resource": "core-v2-crois-gke-health-checker"}
    changes = bench.record("aws", "find_changes", asked, trail)
    with pytest.raises(Refused, match=f"{H4}.*asks for started_at, which stands in none of"):
        bench.walk(Answer("H4", "いいえ", (changes,)))


def test_records_of_what_the_alert_does_not_name_do_not_decide_it(
    bench: Bench, world: World
) -> None:
    bench.open()
    rows = tuple(
        Row(f'{{"id":{job},"status":"SUCCEEDED","started_at":"2025-11-04T17:00:37Z"}}')
        for job in (16852018, 16853852)
    )
    jobs = world.job(rows=rows, facts={}, lead=(), tail=(), coverage=Coverage.COMPLETE)
    listed = bench.record("crois", "find_jobs", {"workflow_id": "13723"}, jobs)
    with pytest.raises(Refused, match="of 16852018, 16853852, and the alert names none of them"):
        bench.walk(Answer("H4", "はい", (listed,)))
