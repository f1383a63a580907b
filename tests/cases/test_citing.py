"""What a sentence says and what it cites, and what was mended after it was measured blind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.cases.check import checks
from kurosai.cases.judgement import Judgement
from kurosai.vocabulary import Coverage, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def told(bench: Bench, judgement: Judgement, rule: str) -> list[str]:
    return [one.what for one in findings(bench, judgement) if one.rule == rule]


def test_what_stands_in_another_reading_than_the_cited_one_is_named(
    bench: Bench, world: World
) -> None:
    logs, job = bench.walked()
    for said in ("18:14:40.914Z", world.request, "`retrying Crois API (502)`"):
        wrong = world.judgement(cause=(f"{said} のとおり [{job}]。",))
        (what,) = told(bench, wrong, "citation")
        assert f"stands in {logs}, not in {job}" in what
        for right in (f"{said} [{logs}]。", f"{said} [{logs}] [{job}]。", f"{said} のとおり。"):
            assert told(bench, world.judgement(cause=(right,)), "citation") == []
    # What stands nowhere is a block, and not this as well.
    assert told(bench, world.judgement(cause=(f"09:01:02Z [{job}]。",)), "citation") == []


def test_a_citation_behind_the_full_stop_is_of_what_stands_before_it(
    bench: Bench, world: World
) -> None:
    logs, job = bench.walked()
    said = f"The line is `retrying Crois API (502)`. [{logs}] The job SUCCEEDED. [{job}]"
    assert told(bench, world.judgement(cause=(said,)), "citation") == []
    swapped = f"The line is `retrying Crois API (502)`. [{job}] The job SUCCEEDED. [{job}]"
    assert told(bench, world.judgement(cause=(swapped,)), "citation")


@pytest.mark.parametrize(
    ("sentence", "warns"),
    [
        # What nobody could have observed is no block, but it is doubtful.
        ("2回以上の連続には当たらない [{cut}]。", True),
        ("It is not the memory [{cut}].", True),
        ("2回以上の連続には当たらない [{whole}]。", False),
        ("2回以上の連続には当たらない。", False),
        # That is a block.
        ("ほかの失敗は一件もありません [{cut}]。", False),
        ("一部しか読めていません [{cut}]。", False),
        ("The rest could not be read [{cut}].", False),
        ("`retrying Crois API (502)`の後に失敗はない [{cut}]。", False),
    ],
)
def test_a_denial_of_which_nothing_was_seen_whole_is_named(
    bench: Bench, world: World, sentence: str, *, warns: bool
) -> None:
    whole, _ = bench.walked()
    cut = bench.logs(world.logs(coverage=Coverage.TRUNCATED))
    judgement = world.judgement(ruled_out=(sentence.format(cut=cut, whole=whole),))
    assert bool(told(bench, judgement, "denial")) is warns


def test_a_conclusion_that_is_only_an_apology_is_refused(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs()
    for text in ("申し訳ありません。調査できませんでした。", "Sorry, I could not find the cause."):
        sorry = Judgement(Verdict.UNKNOWN, cause=(text,))
        assert told(bench, sorry, "apology")
        decided = replace(sorry, not_looked_at=("normal-1のPodの記録があれば決まる。",))
        assert not told(bench, decided, "apology")
        grounded = replace(sorry, cause=(text, "`started_at`に値がない。"))
        assert not told(bench, grounded, "apology")


def test_a_due_time_that_a_result_names_may_be_told(bench: Bench, world: World) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    bench.logs(world.early())
    due = "next run is 2025-11-04T19:14Z"
    assert not told(bench, world.judgement(cause=(due,)), "future")
    for wrong in (
        "2025-11-04T19:14Zの実行は正常に終了した。",
        "2025-11-04T19:14Zまで調べた。",
        "next run is 2025-11-04T23:14Z",
    ):
        assert told(bench, world.judgement(cause=(wrong,)), "future"), wrong


def test_the_window_of_a_command_is_whoever_runs_it_s_to_choose(bench: Bench, world: World) -> None:
    bench.walked()
    command = "`aws cloudtrail lookup-events --start-time 2025-11-01T05:20:00Z`を実行する"
    assert told(bench, world.judgement(actions=(command,)), "time") == []
    said = "2025-11-01T05:20:00Zの変更を確認する"
    assert told(bench, world.judgement(actions=(said,)), "time")
    assert told(bench, world.judgement(cause=(command,)), "time")


def test_a_day_to_come_that_is_the_value_of_a_field_may_be_told(bench: Bench, world: World) -> None:
    bench.walked()
    line = "certificate subject=CN=meter notAfter=2025-11-09T14:59:59Z"
    found = bench.logs(world.logs(tail=(line,)))
    said = "期限切れではない(notAfter={}Z)。同じ証明書の実行は成功している [{}]。"
    right = world.judgement(cause=(said.format("2025-11-09T14:59:59", found),))
    assert told(bench, right, "future") == []
    wrong = world.judgement(cause=(said.format("2025-11-10T14:59:59", found),))
    assert told(bench, wrong, "future")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("after 22:17Z (07:17 JST)", "2025-11-04T22:17:00Z"),
        ("07:17 JST以降に再確認", "2025-11-04T22:17:00Z"),
        ("look again at 20:10Z", None),
        ("22:17ごろ", None),
        ("2025-11-05T00:20:00Z", "2025-11-05T00:20:00Z"),
    ],
)
def test_a_clock_of_the_next_hours_says_when_to_look_again(text: str, at: str | None) -> None:
    now = moment("2025-11-04T21:00:00Z")
    assert checks.recheck_at(text, now) == (moment(at) if at else None)


@pytest.mark.parametrize(
    ("line", "blocks"),
    [
        ("WARN retrying Crois API (502) at 18:14:12Z in the same request: tried again", False),
        ("WARN retrying Crois API (503) at 18:14:12Z in the same request: tried again", True),
        ("WARN disk is nearly full on it", True),
    ],
)
def test_a_sentence_that_begins_with_a_level_is_held_to_its_first_words(
    bench: Bench, world: World, line: str, *, blocks: bool
) -> None:
    bench.walked()
    assert bool(told(bench, world.judgement(ruled_out=(line,)), "log line")) is blocks


@pytest.mark.parametrize(
    ("text", "now", "at"),
    [
        ("12/09 13:00 JST に再確認", "2026-12-08T22:00:00Z", "2026-12-09T04:00:00Z"),
        ("遅くとも 12-09 14:10 JST に", "2026-12-08T22:00:00Z", "2026-12-09T05:10:00Z"),
        ("12月9日 14時10分 JST", "2026-12-08T22:00:00Z", "2026-12-09T05:10:00Z"),
        ("12/09 04:00Z", "2026-12-08T22:00:00Z", "2026-12-09T04:00:00Z"),
        ("01/03 09:00 JST", "2026-12-30T22:00:00Z", "2027-01-03T00:00:00Z"),
        ("12/09 13:00 JST、次は 15:00 JST", "2026-12-08T22:00:00Z", "2026-12-09T04:00:00Z"),
        # Past, without an hour, of no such day, too far ahead to be meant.
        ("12/09 06:00 JST", "2026-12-08T22:00:00Z", None),
        ("12/09 に再確認", "2026-12-08T22:00:00Z", None),
        ("02/29 09:00Z", "2026-02-20T22:00:00Z", None),
        ("06/09 13:00 JST", "2026-12-08T22:00:00Z", None),
    ],
)  # fmt: skip
def test_a_day_without_its_year_says_when_to_look_again(
    text: str, now: str, at: str | None
) -> None:
    assert checks.recheck_at(text, moment(now)) == (moment(at) if at else None)
