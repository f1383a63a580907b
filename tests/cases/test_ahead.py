"""Clock times that are yet to come, what is still to be done, and one moment in two zones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def blocked(bench: Bench, world: World, field: str, sentence: str, rule: str) -> bool:
    value = sentence if field in ("impact", "recheck") else (sentence,)
    judgement = replace(world.judgement(), **{field: value})
    return any(one.rule == rule for one in findings(bench, judgement))


@pytest.mark.parametrize("field", ["cause", "ruled_out", "impact", "actions", "not_looked_at"])
@pytest.mark.parametrize(
    "sentence",
    [
        "21:14Zの回も正常に終わった。",
        "22:30Zまで影響なし。",
        "21:14Zの回も失敗したため。",
        "The 21:14Z check named a job that exists.",
        "Clean from 19:14Z to 22:14Z.",
        "午前6時14分（JST）の回は成功している。",
        "2:00Z on the 5th it was fine.",
    ],
)
def test_nobody_has_seen_a_time_that_is_yet_to_come(
    bench: Bench, world: World, field: str, sentence: str
) -> None:
    bench.walked()
    assert blocked(bench, world, field, sentence, "future")
    # It is one fault.
    assert not blocked(bench, world, field, sentence, "time") or "から" in sentence


@pytest.mark.parametrize("field", ["cause", "actions", "not_looked_at"])
@pytest.mark.parametrize(
    "sentence",
    [
        "The next run is due about 21:14Z.",
        "It runs every hour: 20:14Z and 21:14Z.",
        "21:14Zの回を待つ。",
        "21:14Zの回はまだ実行されていない。",
        "21:14Zの回が正常に終わったことを確認してください。",
        "If the 21:14Z check failed, share it with the team.",
        "See whether the 21:14Z check was ok.",
        "20:14Zの回は正常に終わった。",
        "The failure was at 18:14Z, and the check of 20:14Z was fine.",
    ],
)
def test_what_is_planned_or_past_may_be_told(
    bench: Bench, world: World, field: str, sentence: str
) -> None:
    bench.walked()
    assert not blocked(bench, world, field, sentence, "future")


def test_the_same_hour_of_the_day_before_was_seen(bench: Bench, world: World) -> None:
    bench.walked()
    told = "23:14Zの回は正常に終わった"
    assert blocked(bench, world, "cause", f"{told}。", "future")
    rows = (replace(world.logs().rows[0], at=moment("2025-11-03T23:14:05Z")),)
    before = bench.logs(world.logs(rows=rows))
    assert not blocked(bench, world, "cause", f"{told}。", "future")
    assert not blocked(bench, world, "cause", f"{told} [{before}]。", "future")


@pytest.mark.parametrize(
    ("field", "sentence", "blocks"),
    [
        ("actions", "再ビルド後の再実行は成功しています。", True),
        ("actions", "修正後の実行は正常に終了した。", True),
        ("actions", "The run after that succeeded.", True),
        ("actions", "The rebuilt image was pulled without trouble.", True),
        ("actions", "It then succeeded.", True),
        ("cause", "明日の実行は成功します。", True),
        ("actions", "Tomorrow's run passed.", True),
        ("actions", "イメージを再ビルドし、再実行してください。", False),
        ("actions", "再実行が成功したことを確認する。", False),
        ("actions", "Rebuild the image; once the rerun succeeded, close it.", False),
        ("actions", "Tell the team that both checks since were ok.", False),
        ("actions", "ジョブは成功している。", False),
        ("cause", "再実行は成功した [{0}]。", False),
        ("cause", "The rerun succeeded [{0}].", False),
        ("cause", "3回の再試行がすべて失敗した。", False),
        ("cause", "It then succeeded.", False),
        ("cause", "変更後の回はすべて失敗した。", False),
        ("cause", "After the change every sweep failed too.", False),
    ],
)
def test_what_is_still_to_be_done_has_no_outcome(
    bench: Bench, world: World, field: str, sentence: str, *, blocks: bool
) -> None:
    logs, _ = bench.walked()
    assert blocked(bench, world, field, sentence.format(logs), "future") is blocks


def test_whoever_asked_may_have_tried_already(bench: Bench, world: World) -> None:
    bench.open("ジョブ16852935が失敗しました。再実行もしています。どうしてですか。")
    bench.job()
    assert not blocked(bench, world, "cause", "再実行も失敗した。", "future")


@pytest.mark.parametrize(
    ("sentence", "blocks"),
    [
        ("事象は解消した。", True),
        ("正常に戻っている。", True),
        ("The checker has recovered.", True),
        ("ジョブは最終的にSUCCEEDEDになった。", False),
        ("解消したかは未確認。", False),
        ("解消したらクローズする。", False),
        ("18:14:12Zの502は2秒後に解消した。", False),
        ("502は再試行で解消した。", False),
        ("Close it once it has recovered.", False),
    ],
)
def test_while_a_reading_waits_nobody_knows_that_it_is_over(
    bench: Bench, world: World, sentence: str, *, blocks: bool
) -> None:
    bench.now = moment("2025-11-04T18:18:00Z")
    bench.open()
    bench.logs(world.early())
    bench.job()
    assert blocked(bench, world, "cause", sentence, "future") is blocks
    bench.now = moment("2025-11-04T19:20:00Z")
    bench.logs()
    assert not blocked(bench, world, "cause", sentence, "future")


@pytest.mark.parametrize("sentence", ["結局44分で打ち切られた。", "In the end it was TIMED_OUT."])
def test_while_something_is_under_way_nobody_knows_its_end(
    bench: Bench, world: World, sentence: str
) -> None:
    bench.open()
    bench.logs()
    assert not blocked(bench, world, "cause", sentence, "future")
    again = world.early().again
    assert again is not None
    waits = replace(again, why="the execution is still under way")
    bench.logs(world.logs(facts={}, again=waits))
    assert blocked(bench, world, "cause", sentence, "future")


@pytest.mark.parametrize(
    ("sentence", "blocks"),
    [
        ("18:14:40Z（JST 21:14:40）に失敗した。", True),
        ("18:14:40Z(JST 11-04 03:14:40)に失敗した。", False),
        ("2025-11-04 18:14:40Z（JST 11-04 03:14:40）に失敗した。", True),
        ("2025-11-04 18:14:40Z（JST 11-05 03:14:40）に失敗した。", False),
        ("It failed at 18:14:40Z (18:14:40 JST).", True),
        ("It failed at 18:14:40Z, 03:14:40 JST.", False),
        ("17:14Zから18:14Z（JST 17:14〜18:14）まで。", True),
        ("17:14Zから18:14Z（JST 02:14〜03:14）まで。", False),
        ("18:14:40Z (the job began at 03:00:37 JST)", False),
        ("03:00:37 JST (18:14:40Z)", False),
    ],
)
def test_two_zones_side_by_side_are_the_same_moment(
    bench: Bench, world: World, sentence: str, *, blocks: bool
) -> None:
    bench.walked()
    same = [
        one
        for one in findings(bench, replace(world.judgement(), cause=(sentence,)))
        if "not the same moment" in one.what
    ]
    assert bool(same) is blocks
    assert all(one.rule == "time" for one in same)
    assert blocked(bench, world, "recheck", f"2025-11-04T22:00Z {sentence}", "time") is blocks
