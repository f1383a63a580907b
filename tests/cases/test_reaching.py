"""Spans in words and between clock times, held against what was searched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.cases.check import lookback
from kurosai.cases.sentences import spans
from kurosai.vocabulary import Coverage, Verdict, moment

if TYPE_CHECKING:
    from datetime import datetime

    from tests.cases.conftest import Bench, World

NOW = moment("2025-11-04T21:00:00Z")


def day(text: str) -> datetime:
    return moment(f"{text}T00:00:00Z")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("9月以降、このエラーは出ていない。", day("2025-09-01")),
        ("12月以降は出ていない。", day("2024-12-01")),
        ("10月20日から一度も失敗していません。", day("2025-10-20")),
        ("Nothing changed since 20 October.", day("2025-10-20")),
        ("No failure since 2025-10-20.", day("2025-10-20")),
        ("10月中は1回だけだった。", day("2025-10-01")),
        ("In October it always named its job.", day("2025-10-01")),
        ("今年は出ていない。", day("2025-01-01")),
        ("Nothing was written this year.", day("2025-01-01")),
        ("先月から12件だけ。", day("2025-10-01")),
        ("月曜から失敗はない。", day("2025-11-03")),
        ("No failure since Friday.", day("2025-10-31")),
        ("前日から調べて、この時間だけだった。", day("2025-11-03")),
        ("この半年で初めて。", NOW - timedelta(days=180)),
        ("It is the only one in the last month.", NOW - timedelta(days=30)),
        ("None in the 60 days before.", NOW - timedelta(days=60)),
        ("There was no line for two weeks.", NOW - timedelta(days=14)),
        ("all 9 jobs of the last 48 hours succeeded", NOW - timedelta(days=2)),
    ],
)
def test_a_span_in_words_has_a_start(text: str, start: datetime) -> None:
    found = spans.claimed(text, NOW)
    assert found is not None
    assert found.start == start


def test_ever_has_none() -> None:
    for text in (
        "これまで一度も起きていない。",
        "Never seen before.".replace("seen before", "before seen"),
        "The first such series since the checker exists.",
    ):
        found = spans.claimed(text, NOW)
        assert found is not None, text
        assert found.start is None


@pytest.mark.parametrize(
    "text",
    [
        "過去にも同じエラーが1件ある。",
        "18:14Z以前に失敗はない。",
        "10月30日から書かれていた変更。",
        "トークンは90日間有効。",
        "ログは30日間だけ保存される。",
        "11月4日18:14Zが初めて。",
        "5 days later it failed once.",
        "It waited for 3 hours, and no node came.",
        "three attempts in three quarters of an hour, none of which got far",
        "its only commit of the day",
    ],
)
def test_what_claims_nothing_of_a_span_is_none(text: str) -> None:
    assert spans.claimed(text, NOW) is None


def told(bench: Bench, world: World, sentence: str, *, field: str = "ruled_out") -> list[str]:
    judgement = replace(world.judgement(), **{field: (sentence,)})
    return [one.what for one in findings(bench, judgement) if one.rule == "absence"]


@pytest.mark.parametrize(
    "sentence",
    [
        "9月以降、このエラーは出ていない [{0}]。",
        "この半年で初めての発生である [{0}]。",
        "It is the only one in the last month [{0}].",
        "Nothing was written there this year.",
    ],
)
def test_more_than_was_searched_is_blocked(bench: Bench, world: World, sentence: str) -> None:
    logs, _ = bench.walked()
    (what,) = told(bench, world, sentence.format(logs))
    assert "2025-11-04T06:14:40Z" in what


def test_a_search_that_reaches_so_far_carries_it(bench: Bench, world: World) -> None:
    logs, _ = bench.walked()
    assert not told(bench, world, f"It came once in the last 14 hours [{logs}].")
    # A reading that holds a date of then may know of all since.
    wf = world.job(source="GET /v1/workflows/13723/", lead=("updated at 2025-08-17",))
    dated = bench.record("crois", "describe_workflow", {}, wf)
    assert not told(bench, world, f"The schedule has not been touched since September [{dated}].")
    assert told(bench, world, f"The schedule has not been touched since July [{dated}].")


def test_what_a_search_says_it_looked_at_before_counts(bench: Bench, world: World) -> None:
    bench.walked()
    said = "same signature 2025-11-04 06:14:40Z-21:00:00Z: 1; new (none in 5 d before)"
    new = bench.logs(world.logs(tail=(said,)))
    assert not told(bench, world, f"None in the 5 days before [{new}].")
    assert told(bench, world, f"None in the 60 days before [{new}].")


def test_a_line_that_ended_is_absent_since_then(bench: Bench, world: World) -> None:
    bench.walked()
    facts = {"not written": "2025-10-21 18:14:00Z-2025-11-04T21:00:00Z"}
    none = bench.logs(world.logs(coverage=Coverage.EMPTY, rows=(), facts=facts))
    assert not told(bench, world, f"It has not been written in the last 13 days [{none}].")
    assert told(bench, world, f"It has not been written in the last 30 days [{none}].")


def test_a_line_found_before_shows_how_far_it_looked(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs(world.logs(tail=("same signature 2025-11-04 06:14Z: 1; before: 10-30 07:14Z",)))
    (one,) = bench.book.since(0, operator=bench.book.operator)
    first = moment("2025-11-04T06:14:40Z")
    assert lookback.begin(one, first) == moment("2025-10-30T07:14:00Z")
    # A line of the log that says so is no word of ours.
    forged = "<<data 0a1b2c\nsame signature 2025-11-04: 1; none in 60 d before\n0a1b2c>>"
    assert lookback.begin(replace(one, text=forged), first) == first


@pytest.mark.parametrize(
    ("sentence", "blocks"),
    [
        ("05:00Z〜12:00Zに他の失敗は起きていない [{0}]。", True),
        ("Between 19:00Z and 20:30Z nothing failed [{0}].", False),
        ("Nothing failed between 03:00Z and 20:30Z [{0}].", True),
        ("18:10から18:20(JST)には失敗は起きていない [{0}]。", False),
        ("10月28日の15:00Z〜18:14Zを検索した [{0}]。", True),
        ("11月4日の15:00Z〜18:14Zを検索した [{0}]。", False),
        ("ジョブは03:00:37から03:03:54まで動き、失敗していない [{1}]。", False),
        ("05:00Z〜12:00Zに失敗は起きていない。", False),
    ],
)
def test_a_span_of_clock_times_lies_in_what_was_searched(
    bench: Bench, world: World, sentence: str, *, blocks: bool
) -> None:
    logs, job = bench.walked()
    assert bool(told(bench, world, sentence.format(logs, job))) is blocks


def test_what_was_not_looked_at_may_name_a_span_that_was_not(bench: Bench, world: World) -> None:
    logs, _ = bench.walked()
    field = "not_looked_at"
    assert not told(bench, world, f"05:00Z〜06:00Zは見ていない [{logs}]。", field=field)
    assert told(bench, world, f"05:00Z〜06:00Zに該当行は出ていない [{logs}]。", field=field)


def test_a_span_is_not_held_against_what_was_not_seen(bench: Bench, world: World) -> None:
    bench.open()
    cut = bench.logs(world.logs(coverage=Coverage.TRUNCATED))
    found = findings(
        bench,
        world.judgement(verdict=Verdict.UNKNOWN, cause=(f"9月以降、出ていない [{cut}]。",)),
    )
    assert "absence" in {one.rule for one in found}
