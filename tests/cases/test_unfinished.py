"""A span that is not over yet: of its rest nothing is known, however far a search was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.cases.check import unfinished
from kurosai.vocabulary import Window, moment

if TYPE_CHECKING:
    from .conftest import Bench, World

NOW = moment("2026-11-15T02:20:00Z")
ALERT = moment("2026-11-15T02:03:00Z")


def found(sentence: str) -> list[str]:
    return [
        one.what for one in unfinished.check("cause 1", sentence, Window(ALERT, ALERT), NOW, ())
    ]


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("02:00Zから03:00Zまでの間、同じエラーは1件だけだった。", "03:00"),
        ("01:30Z〜02:30Zの1時間で同じエラーは1件のみ。", "02:30"),
        ("アラート後1時間に他の発生はない。", "03:03"),
        ("アラート後の1時間に同じエラーは再発していない。", "03:03"),
        ("アラートの前後1時間で同じエラーは1件だけだった。", "02:33"),
        ("同じエラーは02:00Zからの1時間で1件のみ。", "03:00"),
        ("11:00 JSTから1時間で1件のみ。", "03:00"),
        ("No other error occurred in the hour after the alert.", "03:03"),
        ("There was only one error within 2 hours of the alert.", "04:03"),
    ],
)
def test_nothing_is_known_of_what_is_yet_to_come(sentence: str, end: str) -> None:
    (told,) = found(sentence)
    assert f" is over at 2026-11-15T{end}:00Z only (now 2026-11-15T02:20:00Z), and no" in told


@pytest.mark.parametrize(
    "sentence",
    [
        "直近1時間で1件のみ。",
        "01:20Z〜02:20Zで1件のみ。",
        "アラート前後15分で1件のみ。",
        "アラートの後10分で再発していない。",
        "アラート以降1件のみで再発していない。",
        "アラート後1時間はまだ経過していないため判断できない。",
        "アラート後1時間のうち02:20Zまでに1件のみ。",
        "アラート後1時間に再発しない場合は対応不要とする。",
        "アラート後1時間以内に2件発生した。",
        "01:00Zからの1時間で1件のみ。",
        "前日の02:00Zからの1時間で1件のみ。",
        "2026-11-14T02:00Zから24時間で1件のみ。",
        "過去24時間に1件のみ。",
        "10:20 JST〜11:20 JSTの1時間に1件のみ。",
        "In the 24 hours before the alert there was only one error.",
    ],
)
def test_what_is_over_may_be_told(sentence: str) -> None:
    assert found(sentence) == []


def test_a_search_asked_until_later_carries_no_more_than_it_saw(bench: Bench, world: World) -> None:
    bench.now = moment("2025-11-04T18:40:00Z")
    bench.walked()
    cause = (*world.judgement().cause, "18:14Zからの1時間で、同じエラーは1件のみ。")
    early = bench.close(world.judgement(cause=cause), dry_run=True)
    assert any(line.startswith("block future") and "19:14:00Z only" in line for line in early.lines)
    bench.now = moment("2025-11-04T21:00:00Z")
    late = bench.close(world.judgement(cause=cause), dry_run=True)
    assert "0 blocks" in late.head
