"""What is denied, by grammar, and what of it the readings that a sentence cites can carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai import calls
from kurosai.cases.sentences import denials
from kurosai.vocabulary import Again, Coverage, Look, Reading, Row, Window, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


@pytest.mark.parametrize(
    "text",
    [
        "書き込みの衝突は起きていない。",
        "誰にも変更されていません。",
        "一件もありません。",
        "リポジトリにlatest以外のタグはない。",
        "linux/arm64用のイメージしかありません。",
        "検索して0件だった。",
        "再試行されず、終了した。",
        "警告なし。",
        "ECS側は終日正常。",
        "No write failed that day.",
        "Nobody touched it.",
        "It wasn't redeployed.",
        "There is an arm64 manifest and no other.",
        "It passed without a warning.",
        "The queue was empty.",
        "Clean all afternoon.",
    ],
)
def test_something_that_a_look_would_show_is_denied(text: str) -> None:
    assert denials.denial(text)


@pytest.mark.parametrize(
    "text",
    [
        # What it is not.
        "コンテナの起動失敗ではない。",
        "502は原因にはなりません。",
        "2回以上連続には当たらない。",
        "別のアラームの変更で、関係しない。",
        "そのリリースは関係していません。",
        "両者に関連はない。",
        "It is of another alarm and not connected with this one.",
        "It is not the cause.",
        "It is not because of the deploy.",
        # What could not be done or seen.
        "理由は分からない。",
        "ログは読めていません。",
        "イベントは確認できていない。",
        "見ていない。",
        "The rest could not be read.",
        "Nobody can tell.",
        "It was not looked at.",
        "There is no need to act.",
        # A condition.
        "再発しなければ対応不要。",
        "失敗していない場合はクローズする。",
        "If no run fails, close it.",
        "次の回は正常に終了した。",
        "It failed once.",
    ],
)
def test_other_negations_deny_nothing_of_the_kind(text: str) -> None:
    assert not denials.denial(text)


def told(bench: Bench, world: World, sentence: str) -> list[str]:
    judgement = world.judgement(ruled_out=(sentence,))
    return [one.what for one in findings(bench, judgement) if one.rule == "absence"]


@pytest.mark.parametrize(
    "coverage", [Coverage.TRUNCATED, Coverage.PARTIAL, Coverage.DENIED, Coverage.EXPIRED]
)
@pytest.mark.parametrize(
    "sentence",
    ["書き込みの衝突は起きていない [{0}]。", "Nobody changed it in these hours [{0}]."],
)
def test_a_denial_needs_a_cited_reading_that_saw_all(
    bench: Bench, world: World, coverage: Coverage, sentence: str
) -> None:
    whole, _ = bench.walked()
    cut = bench.logs(world.logs(coverage=coverage))
    (what,) = told(bench, world, sentence.format(cut))
    assert f"{cut} is {coverage.value}" in what
    assert not told(bench, world, sentence.format(whole))
    # One of two is enough: code does not know which of them shows it.
    assert not told(bench, world, sentence.format(f"{cut}] [{whole}"))


@pytest.mark.parametrize(
    "sentence",
    [
        "`retrying Crois API (502)`の後に失敗は起きていない [{0}]。",
        "読めた一部には衝突は起きていない [{0}]。",
        "As far as it was shown nothing was changed [{0}].",
        "502は原因ではない [{0}]。",
    ],
)
def test_a_quote_or_the_limit_of_the_look_mends_it(
    bench: Bench, world: World, sentence: str
) -> None:
    bench.walked()
    cut = bench.logs(world.logs(coverage=Coverage.TRUNCATED))
    assert not told(bench, world, sentence.format(cut))


def trail(bench: Bench, *looks: Look) -> str:
    """CloudTrail up to 21:00Z, read at 21:00Z: each place but `looks` was seen, and it is not final
    yet."""
    start, end = moment("2025-11-04T15:00:00Z"), moment("2025-11-04T21:00:00Z")
    call = calls.find_changes("core-v2-crois-gke-health-checker", since=start, until=end)
    reading = Reading(
        "cloudtrail core-v2-crois-gke-health-checker",
        "aws 111122223333 ap-northeast-1",
        Coverage.PARTIAL,
        window=Window(start, end),
        again=Again(end + timedelta(minutes=15), call, "CloudTrail is up to 15 minutes late"),
        looks=(Look("cloudtrail resource x", Coverage.COMPLETE, "0 writes"), *looks),
    )
    return bench.record("aws", "find_changes", {}, reading)


def test_late_records_deny_only_what_lies_before(bench: Bench, world: World) -> None:
    whole, _ = bench.walked()
    late = trail(bench)
    for wrong in (
        "誰にも変更されていない [{0}]。",
        "No one changed it up to 21:00Z [{0}].",
        "No write on it from 15:00Z to 20:55Z [{0}].",
        "設定変更なし（15:20Z〜20:55Z）[{0}]",
        # Cited behind the full stop.
        "アラーム側は変更されていない。[{0}]",
        "Nobody changed the alarm. [{0}]",
        "変更は見つからなかった。[{0}]",
    ):
        assert told(bench, world, wrong.format(late)), wrong
    for right in (
        "20:45Zまで誰にも変更されていない [{0}]。",
        "No one changed it before 18:14Z [{0}].",
        "There was no change before 18:14Z [{0}].",
        "No write on it from 15:00Z to 20:45Z [{0}].",
        "設定変更なし（15:20Z〜17:15Z）[{0}]",
        "20:45Z前の変更も記録なし [{0}]。",
        "18:14Zの変更: 別のアラームで関係しない [{0}]",
        "誰にも変更されていない。",
        f"アラーム側は変更されていない [{whole}]。その名前は古い [{{0}}]。",
        f"誰にも変更されていない。[{whole}] その名前は古い [{{0}}]。",
    ):
        assert not told(bench, world, right.format(late)), right


def test_that_another_place_was_seen_in_part_makes_late_records_no_more_final(
    bench: Bench, world: World
) -> None:
    bench.walked()
    reads = Look("cloudtrail reads of all services", Coverage.TRUNCATED, "the newest 600 only")
    late = trail(bench, reads)
    assert told(bench, world, f"誰にも変更されていない [{late}]。")
    assert not told(bench, world, f"20:45Zまで誰にも変更されていない [{late}]。")


def test_where_late_records_are_complete_is_said_with_the_fault(bench: Bench, world: World) -> None:
    bench.walked()
    late = trail(bench)
    (said,) = told(bench, world, f"変更は見つからなかった。[{late}]")
    assert f"{late} is partial, complete up to 2025-11-04T20:45:00Z: name that time" in said
    cut = trail(bench, Look("cloudtrail reads of all services", Coverage.TRUNCATED, "the newest"))
    (said,) = told(bench, world, f"変更は見つからなかった。[{cut}]")
    assert "complete up to" not in said


@pytest.mark.parametrize(
    ("sentence", "blocks"),
    [
        ("アラームは出ていません。", True),
        ("No alarm was on at the time.", True),
        ("Podも作られていない。", True),
        ("No pod of it is left.", True),
        ("ほかのプロジェクトでも失敗はない。", True),
        ("データベースのスロークエリも発生していません。", True),
        ("利用者からの問い合わせもありません。", True),
        # Not denied, cited, quoted, limited, or another thing.
        ("アラームを1件見た。", False),
        ("アラームは出ていません [{0}]。", False),
        ("アラームは確認していない。", False),
        ("AWSへの問い合わせは行っていません。", False),
        ("Alarms were not looked at.", False),
        ("ジョブは失敗していない。", False),
        ("The walk stands at node H4, which has no answer.", False),
    ],
)
def test_nothing_is_absent_of_a_kind_at_which_nobody_looked(
    bench: Bench, world: World, sentence: str, *, blocks: bool
) -> None:
    logs, _ = bench.walked()
    assert bool(told(bench, world, sentence.format(logs))) is blocks


def test_a_look_at_that_kind_frees_the_sentence(bench: Bench, world: World) -> None:
    bench.walked()
    assert told(bench, world, "No alarm was on.")
    bench.record("aws", "find_alarms", {}, world.logs(source="alarms"))
    assert not told(bench, world, "No alarm was on.")
    others = "ほかのプロジェクトでも失敗はない。"
    bench.record("crois", "find_jobs", {"project": "tutorial"}, world.logs(source="GET /v1/jobs/"))
    assert told(bench, world, others)
    bench.record("crois", "find_jobs", {}, world.logs(source="GET /v1/jobs/"))
    assert not told(bench, world, others)


def test_a_reading_that_names_such_things_frees_the_sentence(bench: Bench, world: World) -> None:
    bench.walked()
    said = "The bucket of staging was never touched."
    assert told(bench, world, said)
    bench.logs(world.logs(source="a log", rows=(Row("listing s3://x: bucket of staging", None),)))
    assert not told(bench, world, said)


def test_what_is_blocked_is_not_warned_of_as_well(bench: Bench, world: World) -> None:
    bench.walked()
    cut = bench.logs(replace(world.logs(), coverage=Coverage.TRUNCATED))
    for sentence in (f"衝突は起きていない [{cut}]。", f"再発していない [{cut}]。"):
        found = findings(bench, world.judgement(ruled_out=(sentence,)))
        assert [one.rule for one in found if one.rule in ("absence", "denial")] == ["absence"]
