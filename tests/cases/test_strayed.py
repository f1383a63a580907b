"""Readings that went to the case opened last, though they name what only another one is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.rendering import render_statement
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

OTHER = "16902299"
QUESTION = f"job {OTHER} が失敗しました。"
THIRD = "job 16903300 も失敗しました。"


def other_job(bench: Bench, world: World) -> str:
    return bench.job(world.no_job(OTHER), job=OTHER)


def drafted(bench: Bench, world: World, **changes: object) -> str:
    return render_statement(bench.close(world.judgement(**changes), dry_run=True))


def test_who_reads_on_for_the_first_case_is_told_in_both(bench: Bench, world: World) -> None:
    bench.open(QUESTION)
    first = bench.case
    bench.open()
    second = bench.case
    # He means the first one, and says so nowhere.
    strayed, logs = other_job(bench, world), bench.logs()
    kept = (
        f"[{strayed}] describe_job: of job {OTHER}, which only your open case {first} names, but "
        f"read for this one; cite them there, and open_case {first} before you read on for it"
    )
    assert kept in drafted(bench, world)
    assert f"[{logs}] find_logs: of" not in drafted(bench, world)
    gone = (
        f"[{strayed}] describe_job: of job {OTHER}, which no other open case of yours names, but "
        "read while you worked on another one; they count here once they are cited"
    )
    assert gone in render_statement(bench.open(first))
    bench.case = first
    assert gone in drafted(bench, world)
    cited = drafted(bench, world, cause=(f"ジョブ{OTHER}は見つからない [{strayed}]。",))
    assert gone not in cited
    assert kept in render_statement(bench.open(second))


def test_of_many_readings_one_line_is_made(bench: Bench, world: World) -> None:
    bench.open(QUESTION)
    first = bench.case
    bench.open()
    made = [other_job(bench, world) for _ in range(8)]
    bench.case = first
    (line,) = [one for one in drafted(bench, world).split("\n") if "which no other" in one]
    assert line.startswith(f"[{made[0]}] describe_job, ")
    assert " and 2 more: of job" in line


def test_nothing_is_said_without_another_open_case(bench: Bench, world: World) -> None:
    bench.open(QUESTION)
    other_job(bench, world)
    assert "of yours" not in drafted(bench, world)
    bench.open()
    other_job(bench, world)
    assert "your open case" in drafted(bench, world)
    mine = bench.case
    colleague = bench.colleague("suzuki")
    colleague.open(mine)
    # To him no other case is open.
    assert "your open case" not in drafted(colleague, world)


def test_what_two_open_cases_name_is_of_none(bench: Bench, world: World) -> None:
    bench.open(QUESTION)
    bench.open(f"{QUESTION} もう一度見てください。")
    bench.open(THIRD)
    other_job(bench, world)
    assert "your open case" not in drafted(bench, world)


def test_a_job_counts_before_the_resource_that_both_name(bench: Bench, world: World) -> None:
    """Two alerts of one function: what names the other's job is the other's."""
    bench.open(f"{world.alert}job: {OTHER}\n")
    first = bench.case
    bench.open()
    reading = replace(world.no_job(OTHER), lead=(f"run by {world.group}",))
    strayed = bench.job(reading, job=OTHER)
    both = bench.logs()
    shown = drafted(bench, world)
    assert f"[{strayed}] describe_job: of job {OTHER}, which only your open case {first}" in shown
    assert f"[{both}] find_logs: of" not in shown


def test_a_closed_case_claims_nothing(bench: Bench, world: World) -> None:
    bench.open(QUESTION)
    bench.close(world.judgement(verdict=Verdict.UNKNOWN, waiver="山田太郎: 調査対象ではなくなった"))
    bench.open()
    other_job(bench, world)
    assert "your open case" not in drafted(bench, world)
