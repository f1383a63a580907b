"""Impact and urgency: repeated as far as the alert or the page says it, and never guessed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import urgency
from kurosai.rendering import render_statement

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Severity: critical\nErrors >= 1", ("severity critical",)),
        ('{"labels":{"severity":"page","alertname":"X"}}', ("severity page",)),
        ('{"priority": {"id": "PX", "summary": "P1"}, "urgency": "high"}', ("urgency high",)),
        ("- 緊急度:高(当日中)", ("緊急度 高(当日中)",)),
        ("影響範囲: 全ワークグループの利用者", ("影響範囲 全ワークグループの利用者",)),
        ("| 重要度 | 中 |", ("重要度 中",)),
        ("[P1] queue age", ("[P1]",)),
        ("SEV-2: API down", ("SEV-2",)),
        ("1,204 jobs were affected since 18:00", ("1,204 jobs were affected",)),
        ("affected users: 37", ("affected users: 37",)),
        ("ジョブ15件に影響が出ています", ("15件に影響",)),
        ("Errors >= 1 (P1 is a variable; class P2)", ()),
        ("the impact of this is not known", ()),
        ("影響は調査中です", ()),
        ('{"severity": null, "priority": ""}', ()),
        ("no severity here\nnothing", ()),
    ],
)
def test_what_a_text_says(text: str, said: tuple[str, ...]) -> None:
    assert urgency.of_text(text) == said


def test_three_are_enough_and_long_values_are_cut() -> None:
    text = "\n".join(f"severity: level {number} {'x' * 200}" for number in range(9))
    found = urgency.of_text(text)
    assert len(found) == 3
    assert all(len(one) <= 70 for one in found)


def test_megabytes_take_no_time() -> None:
    begun = time.monotonic()
    for text in ("severity: " * 200_000, "影響" * 500_000, "1 " * 500_000, "| " * 500_000):
        urgency.of_text(text)
    assert time.monotonic() - begun < 10


def test_open_case_repeats_it_with_who_says_it(bench: Bench, world: World) -> None:
    page = bench.page()
    text = page.read_text("utf-8")
    at = text.index("## 004")
    at = text.index("\n", at) + 1
    section = "\n### 影響・緊急度\n\n- 次回も失敗したら15分以内に共有する。\n"
    page.write_text(text[:at] + section + text[at:], "utf-8")
    shown = render_statement(bench.open(world.alert + "Severity: warning\n"))
    assert (
        "impact and urgency: severity warning; gke-health-checker#004 says: "
        "影響・緊急度 次回も失敗したら15分以内に共有する。 · logins"
    ) in shown
