"""A second rehearsal shows what is new in the report, and not the report again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from o200k import tokens

from kurosai.cases import renewed
from kurosai.cases.judgement import Judgement
from kurosai.cases.mending import Given
from kurosai.rendering import render_statement
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

WRONG = "ジョブ16852936の`started_at`に値がない。"
NEW = "運用担当者が明朝までに確認する。"


def text(bench: Bench, world: World, **changes: object) -> str:
    return render_statement(bench.close(world.judgement(**changes), dry_run=True))


def digest(draft: str) -> str:
    return draft.partition(" · the draft ")[2][:12]


def test_only_what_changed_is_shown_again(bench: Bench, world: World) -> None:
    bench.walked()
    first = text(bench, world)
    second = text(bench, world, actions=(NEW,))
    assert tokens(second) < tokens(first) / 4
    assert f"as in draft {digest(first)} but for\n## 推奨される対応\n" in second
    assert f"\n+ - {NEW}\n" in second
    assert f"\n- - {world.judgement().actions[0][:20]}" in second
    assert world.judgement().cause[0] not in second
    # The whole of it is a call away.
    assert second.endswith(f'next: cases.read_evidence {{"evidence":"{bench.case}"}}')
    assert NEW in render_statement(bench.read(bench.case))


def test_the_same_again_is_said_so(bench: Bench, world: World) -> None:
    bench.walked()
    first = text(bench, world)
    assert f"as in draft {digest(first)} to the letter\nnext: " in text(bench, world)


def test_the_first_report_is_shown_whole_however_often_it_was_blocked(
    bench: Bench, world: World
) -> None:
    bench.walked()
    for _ in range(2):
        assert "## アラートの原因" not in text(bench, world, cause=(WRONG,))
    shown = text(bench, world)
    assert "## アラートの原因" in shown
    assert "but for" not in shown
    blocked = text(bench, world, cause=(WRONG,))
    assert tokens(blocked) < tokens(shown) / 4
    # What was shown before the blocked one was shown all the same.
    assert f"as in draft {digest(shown)} to the letter" in text(bench, world)


def test_what_a_colleague_was_shown_was_not_shown_to_me(bench: Bench, world: World) -> None:
    bench.walked()
    bench.colleague("someone").close(world.judgement(), dry_run=True)
    assert "but for" not in text(bench, world)


def test_a_draft_that_is_named_was_shown(bench: Bench, world: World) -> None:
    bench.walked()
    theirs = bench.colleague("someone")
    first = render_statement(theirs.close(world.judgement(), dry_run=True))
    named = Given.of(world.judgement().verdict, digest(first), actions=[NEW])
    mended = render_statement(bench.rehearse(named))
    assert f"as in draft {digest(first)} but for" in mended


def test_while_pending_a_draft_is_shown_whole(bench: Bench, world: World) -> None:
    """`read_evidence` of the case shows the report that it is pending with."""
    bench.walked()
    bench.close(world.judgement(recheck="2025-11-05T00:20:00Z 翌朝の実行を確認する"))
    for _ in range(2):
        assert world.judgement().cause[0] in text(bench, world)


def test_what_is_mostly_new_is_shown_whole() -> None:
    old = "\n".join(["# t", *map(str, range(10))])
    new = "\n".join(["# t", *map(str, range(100, 110))])
    assert renewed.lines(new, old, "0123456789ab") == new.split("\n")


LISTED = "# t\n## read\n### 1. a\n- x\n### 2. b\n- y\n## do\n- this\n- that\n- more"


def told(new: str, **more: str) -> list[str]:
    return renewed.lines(new, LISTED, "0123456789ab", reads="read", **more)[1:]


def test_what_code_lists_of_the_readings_is_counted_and_not_repeated() -> None:
    other = LISTED.replace("### 1. a", "### 1. c\n- z\n### 2. a").replace("### 2. b", "### 3. b")
    follows = "what is listed of the readings follows (4 other lines)"
    assert told(other) == [follows]
    assert told(other.replace("- that", "- those")) == ["## do", "- - that", "+ - those", follows]
    gone = LISTED.replace("- y\n", "")
    assert told(gone) == ["what is listed of the readings follows (0 other lines)"]


def test_what_somebody_wrote_is_shown_wherever_it_stands() -> None:
    fake = LISTED.replace("- x", "hidden")
    assert told(fake) != told(fake, said="hidden")
    assert told(fake, said="hidden") == [
        "### 1. a",
        "+ hidden",
        "what is listed of the readings follows (0 other lines)",
    ]


def test_of_the_answer_only_what_changed_is_shown_again(bench: Bench) -> None:
    bench.open("job id 16852935 のジョブのログがUIに出ません。原因を教えてください。")
    cause = (
        f"ジョブ16852935は`SUCCEEDED`です[{bench.job()}]。",
        "ログは書かれていません。",
        "続き。",
    )
    told = Judgement(Verdict.USER_FIX, cause, actions=("UIから再登録する。",))
    first = render_statement(bench.close(told, dry_run=True))
    assert first.count("ログは書かれていません。") == 2
    second = replace(told, actions=("UIから再登録し、もう一度実行する。",))
    shown = render_statement(bench.close(second, dry_run=True))
    assert "ログは書かれていません。" not in shown
    answer = shown.partition("the answer to whoever asked, names of our insides replaced: ")[2]
    assert f"as in draft {digest(first)} but for\n## 対応方法\n- - UIから再登録する。\n" in answer
    assert "\n+ - UIから再登録し、もう一度実行する。" in answer
