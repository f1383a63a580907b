"""Names that stand nowhere, beside one that was read and differs in one part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

NAMES = (
    "pod on gke-crois-v2-prd-gke-batch-0000-pc66 pulled tutorial_20260910:latest for linux/arm64, "
    "task rec-train of core-v2-job-status-updater 2.41.0, keys startedAt and started_at, read-write"
)


def said(bench: Bench, world: World, text: str, field: str = "cause") -> list[tuple[str, bool]]:
    bench.open()
    bench.logs(world.logs(rows=(*world.logs().rows, Row(NAMES))))
    bench.record(
        "crois", "describe_workflow", {"workflow_id": "13723"}, world.job(facts={}, source="w")
    )
    found = findings(bench, world.judgement(**{field: (text,)}))
    named = [one for one in found if one.rule in ("id", "name") and " does" in one.what]
    return [(one.what, one.blocks) for one in named]


@pytest.mark.parametrize(
    ("text", "name", "read"),
    [
        ("It ran on gke-crois-v2-prd-gke-batch-0001-pc66.", "0001-pc66", "0000-pc66"),
        ("It ran on batch-0001-pc66.", "batch-0001-pc66", "batch-0000-pc66"),
        ("イメージ tutorial_20260901:latest を取得した。", "20260901:latest", "20260910:latest"),
        ("tutorial_20260910:v1 は古い。", "tutorial_20260910:v1", "tutorial_20260910:latest"),
        ("The image is for linux/s390x.", "linux/s390x", "linux/arm64"),
        ("タスクrec-evalが失敗した。", "rec-eval", "rec-train"),
        ("core-v2-job-status-updater_v2が書く。", "updater_v2", "core-v2-job-status-updater"),
        ("Version 2.41.3 is the first that fails.", "2.41.3", "2.41.0"),
        ("ワークフロー13724のジョブ。", "13724", "13723"),
        ("Workflow 13731 has none.", "13731", "13723"),
    ],
)
def test_a_slip_in_a_name_is_blocked_and_the_right_one_named(
    bench: Bench, world: World, text: str, name: str, read: str
) -> None:
    ((what, blocks),) = said(bench, world, text)
    assert blocks
    assert f"{name} stands in no evidence; " in what
    assert what.endswith(f"{read} does")


def test_plain_english_words_are_only_doubted(bench: Bench, world: World) -> None:
    assert said(bench, world, "The disk became read-only.") == [
        ("read-only stands in no evidence; read-write does", False)
    ]


@pytest.mark.parametrize(
    "text",
    [
        # What was read, or nothing like what was read.
        "It ran on batch-0000-pc66, version 2.41.0, for linux/arm64.",
        "The keys startedAt/started_at are both of the updater.",
        "An end-to-end test, on-demand and one-off, of a 12-hour run.",
        "HTTP/1.1とTLS-1.3とe2e-testの話。",
        "status-updaterが書く。",
        "ワークフロー13723の13724件、20251行、2031年。",
        "2025-11-04T18:14:40Zから18:29:00Zまで。",
        "詳細は https://example.com/batch-0009-pc66/x にある。",
        # What is said not to be there need not have been read.
        "linux/amd64のイメージはない。",
        "It was not built for linux/amd64.",
    ],
)
def test_what_is_no_slip_is_left_alone(bench: Bench, world: World, text: str) -> None:
    assert said(bench, world, text) == []


def test_an_action_may_name_what_is_to_be_made(bench: Bench, world: World) -> None:
    assert said(bench, world, "tutorial_20260910:v3 をpushする。", "actions") == []
