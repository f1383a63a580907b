"""An answer about a value is held against what the cited readings have recorded."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

from kurosai.cases import recorded_values
from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

    from kurosai.vocabulary import Reading


def answered(bench: Bench, choice: str, *evidence: str) -> tuple[str, bool]:
    async def walk() -> tuple[str, bool]:
        async with connected(bench) as client:
            answers = [{"node": "H4", "choice": choice, "evidence": list(evidence)}]
            return await call(client, "walk", case=bench.case, answers=answers)

    return anyio.run(walk)


def without(job: Reading, task: str) -> Reading:
    rows = tuple(row for row in job.rows if f'"task": "{task}"' not in row.text)
    return replace(job, rows=rows)


def test_a_value_that_is_recorded_as_null_is_not_set(bench: Bench) -> None:
    bench.open()
    job = bench.job()
    shown, failed = answered(bench, "はい", job)
    assert failed
    assert shown.startswith(
        f"refused: H4=はい, but {job} recorded normal-1 started_at null. Answer as the record says"
    )
    shown, failed = answered(bench, "いいえ", job)
    assert not failed


def test_a_value_that_is_recorded_is_set(bench: Bench, world: World) -> None:
    bench.open()
    job = bench.job(world.set_job())
    shown, failed = answered(bench, "いいえ", job)
    assert failed
    assert f"but {job} recorded normal-1 started_at 2025-11-04T18:00:52Z" in shown
    shown, failed = answered(bench, "はい", job)
    assert not failed


def test_the_newest_reading_of_a_place_counts(bench: Bench, world: World) -> None:
    bench.open()
    before, after = bench.job(), bench.job(world.set_job())
    _, failed = answered(bench, "はい", before, after)
    assert not failed
    shown, failed = answered(bench, "いいえ", after, before)
    assert failed
    assert f"but {after} recorded" in shown


@pytest.mark.parametrize("choice", ["はい", "いいえ"])
def test_what_the_alert_does_not_name_is_not_judged(
    bench: Bench, world: World, choice: str
) -> None:
    bench.open()
    other = bench.job(without(world.job(), "normal-1"))
    _, failed = answered(bench, choice, other)
    assert not failed


@pytest.mark.parametrize("choice", ["はい", "いいえ"])
def test_where_one_has_a_value_and_one_has_none_either_stands(
    bench: Bench, world: World, choice: str
) -> None:
    bench.open(world.alert.replace("tasks:normal-1", "tasks:normal-1, normal-2"))
    _, failed = answered(bench, choice, bench.job())
    assert not failed


@pytest.mark.parametrize(
    ("question", "says", "refused"),
    [
        ("値が設定済み?", True, True),
        ("値が入っている?", True, True),
        ("Is the value set?", True, False),
        ("The value is set?", True, True),
        ("Does it have a value?", True, True),
        ("値が設定済み?", False, False),
        ("値が設定されていない?", True, False),
        ("値が空か?", True, False),
        ("Does it have no value?", True, False),
        ("連続発生?", True, False),
        ("ジョブは正常終了?", True, False),
    ],
)
def test_only_a_question_about_a_value_is_judged(
    bench: Bench, world: World, question: str, *, says: bool, refused: bool
) -> None:
    bench.open()
    found = list(bench.book.get([bench.job()]).values())
    told = recorded_values.contrary(question, says=says, alert=world.alert, found=found)
    assert (told is not None) is refused


def test_a_thing_may_be_called_by_where_it_stands(bench: Bench, world: World) -> None:
    bench.open()
    tasks = {"normal-1": {"started_at": None}, "normal-2": {"started_at": "x"}}
    rows = (Row(json.dumps({"id": 1, "tasks": tasks})), Row("{ no JSON started_at"))
    found = list(bench.book.get([bench.job(world.job(rows=rows))]).values())
    told = recorded_values.contrary("値が設定済み?", says=True, alert=world.alert, found=found)
    assert told is not None
    assert told[1] == "normal-1 started_at null"
