"""What people said of a report: shown with it, and found by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from cases_wire import call, connected

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

COMMENT = "再試行の間隔が抜けている"


def graded(bench: Bench, *texts: str, **more: object) -> list[str]:
    """What read_evidence of the case says once it is graded, and what find_cases does."""

    async def ask() -> list[str]:
        marks = {"case": bench.case, "accuracy": 4, "clarity": 3, "completeness": 2, **more}
        async with connected(bench) as client:
            _, failed = await call(client, "grade_case", **marks)
            assert not failed
            read, _ = await call(client, "read_evidence", evidence=bench.case)
            return [read, *[(await call(client, "find_cases", text=one))[0] for one in texts]]

    return anyio.run(ask)


def test_a_report_is_shown_with_its_grades(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    report = bench.read(bench.case).lines
    assert not any("graded" in line for line in report)
    graded(bench, grader="鈴木", comment="よい")
    read, *_ = graded(bench, grader="佐藤", comment=COMMENT)
    lines = read.split("\n")
    marks = "accuracy 4, clarity 3, completeness 2, as a whole 2"
    assert lines[1] == f"graded 2025-11-04T21:00:00Z by 佐藤: {marks}: {COMMENT}"
    assert lines[2].startswith("graded 2025-11-04T21:00:00Z by 鈴木: ")
    # The report itself stays as it was closed.
    assert tuple(lines[3:]) == report


def test_of_one_person_the_last_grade_is_shown(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    graded(bench, grader="佐藤", comment="最初の印象")
    read, *_ = graded(bench, grader="佐藤", accuracy=1, comment=COMMENT)
    assert read.count("graded ") == 1
    assert "accuracy 1" in read


def test_a_case_is_found_by_words_of_a_grade(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    _, found, other = graded(bench, "再試行の間隔", "まったく別の話", comment=COMMENT)
    assert found.startswith("1 case")
    assert bench.case in found
    assert other.startswith("no case fits")
