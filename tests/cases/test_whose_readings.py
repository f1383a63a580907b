"""Which readings a case may rest on without naming them: those made while somebody worked on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.cases import seen, story
from kurosai.evidence import case_readings
from kurosai.replay import case as replayed
from kurosai.vocabulary import Coverage, Reading, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

QUESTION = "job 16902299 が失敗しました。"
OTHER = "16902299"


def of(bench: Bench, case: str = "") -> list[str]:
    return [one.id for one in case_readings.of(bench.book, case or bench.case)]


def elsewhere(bench: Bench, world: World) -> str:
    return bench.job(world.no_job(OTHER), job=OTHER)


def test_what_one_person_reads_for_two_cases_goes_to_the_one_he_works_on(
    bench: Bench, world: World
) -> None:
    bench.open()
    first, logs = bench.case, bench.logs()
    bench.open(QUESTION)
    second, his = bench.case, elsewhere(bench, world)
    assert of(bench, first) == [logs]
    assert of(bench, second) == [his]
    # Back at the first one, by asking where it stands.
    bench.case = first
    bench.walk()
    job = bench.job()
    assert of(bench, first) == [logs, job]
    assert of(bench, second) == [his]


@pytest.mark.parametrize("back", ["open_case", "walk"])
def test_going_back_is_written_down_once(bench: Bench, back: str) -> None:
    bench.open()
    first = bench.case
    bench.open(QUESTION)
    bench.case = first
    for _ in range(2):
        if back == "walk":
            bench.walk()
        else:
            bench.open(first)
    kinds = [one.kind for one in bench.book.events(first)]
    assert kinds == ["opened", "joined"]


def test_what_was_read_for_another_case_proves_nothing_until_it_is_cited(
    bench: Bench, world: World
) -> None:
    bench.open(QUESTION)
    other = bench.job()
    bench.open()
    logs = bench.logs()
    bench.walk(*world.answers(logs, logs)[:0], leave="読んだ記録は H4 の問いに合わない形だった。")
    told = world.judgement(cause=("`normal-1`タスクの`started_at=null`で終わった。",))
    refused = bench.close(told, dry_run=True)
    assert "「started_at=null」 stands in no evidence" not in refused.head
    shown = "\n".join(refused.lines)
    assert "started_at=null」 stands in no evidence" in shown
    assert f"count here once they are cited: {other} describe_job GET /v1/jobs/16852935/" in shown
    cited = world.judgement(cause=(f"`normal-1`タスクの`started_at=null`で終わった [{other}]。",))
    shown = "\n".join(bench.close(cited, dry_run=True).lines)
    assert "started_at=null」 stands in no evidence" not in shown


def test_what_was_read_before_the_case_is_offered_for_a_citation(
    bench: Bench, world: World
) -> None:
    early = bench.job()
    bench.now = moment("2025-11-04T21:30:00Z")
    bench.open(QUESTION)
    told = world.judgement(cause=("`normal-1`タスクの`started_at=null`で終わった。",), reason="x")
    assert f"once they are cited: {early} " in "\n".join(bench.close(told, dry_run=True).lines)
    bench.now = moment("2025-11-05T21:30:00Z")
    bench.open(QUESTION + "また")
    assert early not in "\n".join(bench.close(told, dry_run=True).lines)


def test_a_colleague_reads_for_it_from_when_he_takes_it_up_until_he_goes(
    bench: Bench, world: World
) -> None:
    second = bench.colleague("suzuki")
    second.open(QUESTION)
    before = elsewhere(second, world)
    bench.open()
    mine = bench.logs()
    assert of(bench) == [mine]
    second.open(bench.case)
    his = second.job()
    assert of(bench) == [mine, his]
    assert story.load(bench.book, bench.case).people == ("operator", "suzuki")
    second.open(QUESTION + "また")
    after = elsewhere(second, world)
    assert of(bench) == [mine, his]
    assert of(second) == [after]
    assert before not in of(bench)


def test_whoever_joins_two_cases_without_opening_one(bench: Bench, world: World) -> None:
    bench.open()
    first = bench.case
    bench.open(QUESTION)
    second = bench.case
    his = bench.colleague("suzuki")
    his.open(first)
    one = his.logs()
    his.open(second)
    two = elsewhere(his, world)
    his.case = first
    his.walk(leave="記録の形が H4 の問いに合わなかったため。")
    three = his.job()
    assert of(bench, first) == [one, three]
    assert of(bench, second) == [two]


def test_nothing_is_read_for_a_closed_case(bench: Bench, world: World) -> None:
    logs, job = bench.walked()
    extra = bench.job(world.no_job(OTHER), job=OTHER)
    his = bench.colleague("suzuki")
    his.open(bench.case)
    bench.close(world.judgement())
    late, his_late = bench.logs(), his.logs()
    # Whoever looks at it afterwards takes nothing up.
    his.open(bench.case)
    grading = his.job()
    assert of(bench) == [logs, job, extra]
    read = [one.id for one in replayed.load(bench.book, bench.case).readings]
    assert read == [logs, job, extra]
    assert {late, his_late, grading}.isdisjoint(read)


def test_five_hundred_later_readings_push_out_none(bench: Bench, world: World) -> None:
    logs, job = bench.walked()
    bench.close(world.judgement())
    nothing = Reading("x", "crois prd", Coverage.EMPTY, unit="job")
    for _ in range(case_readings.MOST + 1):
        bench.record("crois", "describe_job", {"job_id": OTHER}, nothing)
    case = replayed.load(bench.book, bench.case)
    assert [one.id for one in case.readings] == [logs, job]
    told = story.load(bench.book, bench.case)
    assert [one.id for one in seen.readings(bench.book, told)] == [logs, job]


def test_a_grade_is_no_work_on_a_case(bench: Bench, world: World) -> None:
    from kurosai.cases import grading

    logs, job = bench.walked()
    his = bench.colleague("suzuki")
    his.open(QUESTION)
    bench.close(world.judgement())
    first = elsewhere(his, world)
    grading.grade_case(his.desk, bench.case, {"accuracy": 3, "clarity": 3, "completeness": 3})
    second = elsewhere(his, world)
    assert of(his) == [first, second]
    assert of(bench) == [logs, job]


def test_a_case_of_before_there_was_a_chain_goes_by_the_clock(bench: Bench, world: World) -> None:
    import sqlite3

    bench.open()
    bench.now = moment("2025-11-04T21:00:01Z")
    logs = bench.logs()
    bench.now = moment("2025-11-04T21:00:02Z")
    first = bench.case
    bench.open(QUESTION)
    bench.now = moment("2025-11-04T21:00:03Z")
    elsewhere(bench, world)
    bench.book.close()
    with sqlite3.connect(bench.book.path) as file:
        for trigger, table in file.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            file.execute(f'DROP TRIGGER "{trigger}"')
            assert table
        file.execute("DROP TABLE chain")
        file.execute("DELETE FROM schema_version")
        file.execute("INSERT INTO schema_version VALUES (99)")
    file.close()
    assert of(bench.colleague("reader"), first) == [logs]
