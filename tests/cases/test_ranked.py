"""A search by rank shows its best: it leaves no place open, and proves no absence all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import hand_over, ranked, settled
from kurosai.library.shelf import Library
from kurosai.rendering import render_statement
from kurosai.runbooks import documentation, finding
from kurosai.vocabulary import Coverage, Look, Reading, Row

from .conftest import REPOSITORY

if TYPE_CHECKING:
    from .conftest import Bench, World

COMPANY = REPOSITORY / "servers/kurosai/sandbox/scenarios/company"
OPEN = "一部のみ確認"


def by_words(library: Library) -> Reading:
    return finding.find(library, "Lambda の ログ と ジョブ")


def of_documents(_: Library) -> Reading:
    return documentation.find(Library.load(COMPANY / "documents"), "ジョブ ログ タスク イメージ")


def list_of_operations(_: Library) -> Reading:
    return Reading(
        source="allowed reads of ecs",
        identity="",
        coverage=Coverage.TRUNCATED,
        rows=(Row("DescribeTasks takes tasks*"),),
        found=1,
        total=29,
        unit="operation",
    )


MADE = [
    ("runbooks", "find_runbook", by_words),
    ("runbooks", "search_docs", of_documents),
    ("aws", "call_aws", list_of_operations),
]


@pytest.mark.parametrize(("server", "tool", "make"), MADE)
def test_it_is_no_gap_and_proves_nothing(
    bench: Bench, world: World, server: str, tool: str, make: object
) -> None:
    assert callable(make)
    reading = make(Library.load(COMPANY / "runbooks"))
    assert isinstance(reading, Reading)
    assert reading.coverage is Coverage.TRUNCATED
    bench.walked()
    made = bench.record(server, tool, {}, reading)
    evidence = bench.book.get([made])[made]
    assert not settled.whole(evidence)
    assert not list(ranked.left_open(evidence))
    assert made not in hand_over.of(bench.desk, bench.case).split("## 見ていないもの")[1]
    report = render_statement(bench.close(world.judgement(), dry_run=True))
    assert f"[{made}]" not in report
    assert "gap" not in report
    cited = render_statement(bench.close(world.judgement(evidence=(made,)), dry_run=True))
    assert "gap" not in cited


@pytest.mark.parametrize(
    ("server", "tool", "source", "looks"),
    [
        ("aws", "find_logs", "/aws/lambda/x", ()),
        ("aws", "call_aws", "ecs ListTasks {}", ()),
        ("github", "search_code", "crois/core-v2", ()),
        ("aws", "trace_job", "x", (Look("/aws/lambda/x", Coverage.TRUNCATED),)),
    ],
)
def test_a_place_that_was_seen_in_part_stays_open(
    bench: Bench, world: World, server: str, tool: str, source: str, looks: tuple[Look, ...]
) -> None:
    bench.walked()
    reading = replace(list_of_operations(bench.desk.library()), source=source, looks=looks)
    made = bench.record(server, tool, {}, reading)
    assert list(ranked.left_open(bench.book.get([made])[made]))
    report = render_statement(bench.close(world.judgement(evidence=(made,)), dry_run=True))
    assert f"warning gap · not_looked_at · {made}" in report


def test_what_github_has_not_indexed_is_no_gap_but_a_repository_that_may_not_be_read_is(
    bench: Bench, world: World
) -> None:
    bench.walked()
    found = Reading(
        source="all repositories",
        identity="",
        coverage=Coverage.PARTIAL,
        rows=(Row("crois/core-v2 main.py:3 raise LookupError"),),
        found=1,
    )
    made = bench.record("github", "search_code", {}, found)
    assert not settled.whole(bench.book.get([made])[made])
    assert "gap" not in render_statement(bench.close(world.judgement(), dry_run=True))
    denied = replace(found, coverage=Coverage.DENIED, rows=())
    bench.record("github", "search_code", {}, denied)
    assert "warning gap" in render_statement(bench.close(world.judgement(), dry_run=True))


def test_a_library_that_could_not_be_read_stays_open(bench: Bench) -> None:
    bench.walked()
    reading = replace(by_words(bench.desk.library()), coverage=Coverage.PARTIAL)
    made = bench.record("runbooks", "find_runbook", {}, reading)
    assert list(ranked.left_open(bench.book.get([made])[made]))
