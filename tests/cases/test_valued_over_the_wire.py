"""An answer about a value is held against what the cited readings have recorded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

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
    told = (
        f"refused: H4=はい, but {job} records started_at of normal-1 as null. Answer as the record"
    )
    assert shown.startswith(told)
    shown, failed = answered(bench, "いいえ", job)
    assert not failed


def test_a_value_that_is_recorded_is_set(bench: Bench, world: World) -> None:
    bench.open()
    job = bench.job(world.set_job())
    shown, failed = answered(bench, "いいえ", job)
    assert failed
    assert f"but {job} records started_at of normal-1 as 2025-11-04T18:00:52Z" in shown
    shown, failed = answered(bench, "はい", job)
    assert not failed


def test_the_newest_reading_of_a_place_counts(bench: Bench, world: World) -> None:
    bench.open()
    before, after = bench.job(), bench.job(world.set_job())
    _, failed = answered(bench, "はい", before, after)
    assert not failed
    shown, failed = answered(bench, "いいえ", after, before)
    assert failed
    assert f"but {after} records" in shown


@pytest.mark.parametrize("choice", ["はい", "いいえ"])
def test_what_the_alert_does_not_name_decides_nothing(
    bench: Bench, world: World, choice: str
) -> None:
    bench.open()
    other = bench.job(without(world.job(), "normal-1"))
    shown, failed = answered(bench, choice, other)
    assert failed
    assert "and the alert names none of them" in shown


@pytest.mark.parametrize("choice", ["はい", "いいえ"])
def test_where_one_has_a_value_and_one_has_none_either_stands(
    bench: Bench, world: World, choice: str
) -> None:
    bench.open(world.alert.replace("tasks:normal-1", "tasks:normal-1, normal-2"))
    _, failed = answered(bench, choice, bench.job())
    assert not failed
