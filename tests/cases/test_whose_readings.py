"""Which readings a case may rest on without naming them: those made while somebody worked on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.cases import seen, story
from kurosai.errors import Refused
from kurosai.evidence import case_readings
from kurosai.evidence.ledger import Ledger
from kurosai.rendering import render_statement
from kurosai.replay import case as replayed
from kurosai.vocabulary import Coverage, Reading, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

    from kurosai.evidence.record import Event

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
    told = f"cause 1: [{other}] describe_job GET /v1/jobs/16852935/ would carry it; it was read for"
    assert told in shown
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
    assert f"[{early}] describe_job " in "\n".join(bench.close(told, dry_run=True).lines)
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
    # Whoever has only looked so far has worked on nothing.
    assert of(bench) == [mine]
    assert story.load(bench.book, bench.case).people == ("operator",)
    second.walk(world.answers("", his)[0])
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
    his.close(world.judgement(), dry_run=True)
    his.case = first
    his.walk(leave="記録の形が H4 の問いに合わなかったため。")
    three = his.job()
    assert of(bench, first) == [one, three]
    assert of(bench, second) == [two]


def test_a_typing_mistake_is_carried_by_no_reading(bench: Bench, world: World) -> None:
    bench.open(QUESTION)
    bench.job()
    bench.open()
    bench.logs()
    told = world.judgement(cause=("タスクが`started_at=nill`で終わった。",))
    shown = "\n".join(bench.close(told, dry_run=True).lines)
    assert "「started_at=nill」 stands in no evidence" in shown
    assert "would carry it" not in shown


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


def test_nothing_is_read_for_a_discarded_case(bench: Bench, world: World) -> None:
    from kurosai.cases import discarding

    bench.open()
    logs = bench.logs()
    discarding.discard(bench.desk, bench.case, "貼り付けるアラートを間違えたため。")
    bench.job()
    assert of(bench) == [logs]
    bench.open(bench.case)
    bench.job()
    assert of(bench) == [logs]


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


class Overtaken(Ledger):
    """Somebody does something just before its first event is written."""

    meanwhile: Callable[[], object] | None = None

    def append(self, *given: Any, **options: Any) -> Event:
        does, self.meanwhile = self.meanwhile, None
        if does is not None:
            does()
        return super().append(*given, **options)


def overtaken(bench: Bench, does: Callable[[], object]) -> Bench:
    book = Overtaken(bench.book.path, operator="suzuki", clock=lambda: bench.now)
    book.meanwhile = does
    return replace(bench, desk=replace(bench.desk, ledger=lambda: book), book=book)


def test_who_comes_while_another_closes_changes_nothing(bench: Bench, world: World) -> None:
    logs, job = bench.walked()
    his = overtaken(bench, lambda: bench.close(world.judgement()))
    with pytest.raises(Refused, match="A closed case does not change"):
        his.walk(world.answers(logs, job)[0])
    kinds = [one.kind for one in bench.book.events(bench.case)]
    assert kinds == ["opened", "walked", "closed"]
    his = overtaken(bench, lambda: None)
    assert " · closed no_action " in his.open(bench.case).head


def test_who_comes_while_another_walks_sees_that(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    his = overtaken(bench, lambda: bench.walk(*world.answers(logs, job)))
    his.walk(world.answers(logs, job)[0])
    answers = story.load(bench.book, bench.case).answers
    assert [one.node for one in answers] == ["H4", "J4", "I4"]


def test_a_look_at_a_case_does_not_stop_who_closes_it(bench: Bench, world: World) -> None:
    bench.walked()
    told = story.load(bench.book, bench.case)
    bench.colleague("suzuki").open(bench.case)
    bench.book.append(bench.case, "drafted", {}, unless_after=told.last)


def test_what_was_read_elsewhere_may_leave_something_open(bench: Bench, world: World) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    logs, job = bench.logs(), bench.job()
    bench.walk(*world.answers(logs, job))
    bench.open(QUESTION)
    second = bench.case
    # He goes on with the first one, and does not say so.
    bench.logs(world.early())
    denied = Reading(f"{world.group}/more", "aws 1", Coverage.DENIED, unit="hit")
    gap = bench.record("aws", "find_logs", {"group": f"{world.group}/more"}, denied)
    bench.record("aws", "find_logs", {}, replace(denied, source="/aws/lambda/other"))
    bench.case = next(one.case for one in bench.book.events_of_kind("opened") if one.case != second)
    done = bench.close(world.judgement())
    assert done.head.startswith(f"case {bench.case} pending · no_action")
    report = "\n".join(bench.read(bench.case).lines)
    assert f"{world.group}/more [{gap}]" in report
    assert "/aws/lambda/other" not in report


def test_a_due_call_counts_as_made_whoever_made_it_for_which_case(
    bench: Bench, world: World
) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    bench.walk(*world.answers(bench.logs(world.early()), bench.job())[:2])
    bench.close(world.judgement())
    bench.now = moment("2025-11-04T20:00:00Z")
    his = bench.colleague("suzuki")
    later = his.logs()
    assert "recheck: " not in render_statement(his.walk())
    his.walk(*world.answers(later, later)[2:])
    assert "recheck: " not in render_statement(bench.walk())


def test_who_closes_a_case_works_on_it_even_if_he_is_refused(bench: Bench, world: World) -> None:
    bench.walked()
    first = bench.case
    bench.open(QUESTION)
    bench.case = first
    bench.close(world.judgement(cause=("`started_at=nill`だった。",)))
    job = bench.job()
    assert job in of(bench, first)


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
