"""A closed case that was wrong: a later one corrects it, and the old one stays as it was closed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import finding, stored, story, taking_up
from kurosai.cases.asking import Asked
from kurosai.errors import LedgerFailed, Refused
from kurosai.evidence.ledger import Beside, Ledger
from kurosai.evidence.record import Event, NewEvent
from kurosai.rendering import render_statement
from kurosai.vocabulary import Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

    from kurosai.cases.judgement import Judgement

Written = tuple[Event, ...]
WHY = "I4: the value is still missing, whatever the page expects"


def again(world: World, **changes: object) -> Judgement:
    """What a second look says: it has to be escalated."""
    return world.judgement(verdict=Verdict.ESCALATE, reason=WHY, **changes)


def closed(bench: Bench, world: World) -> str:
    bench.walked()
    bench.close(world.judgement())
    return bench.case


def second(bench: Bench, world: World) -> str:
    """The same alert again an hour later, read and walked anew."""
    bench.now = moment("2025-11-04T22:00:00Z")
    bench.walked()
    return bench.case


def events(book: Ledger, case: str) -> list[str]:
    return [event.kind for event in book.events(case)]


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_says_the_same_corrects_nothing(bench: Bench, world: World, *, dry_run: bool) -> None:
    old = closed(bench, world)
    new = second(bench, world)
    same = world.judgement(corrects=old, confidence="low", evidence=(bench.logs(),))
    with pytest.raises(Refused, match=f"This says what case {old} says already"):
        bench.close(same, dry_run=dry_run)
    assert story.load(bench.book, new).state == "open"
    other = world.judgement(corrects=old, actions=("翌朝の実行をもう一度見る。",))
    assert f"corrects {old}" in bench.close(other).head


def test_a_correction_stands_beside_the_old_report_and_in_the_new_one(
    bench: Bench, world: World
) -> None:
    old = closed(bench, world)
    before = story.load(bench.book, old).conclusion
    shown_before = stored.read(bench.desk, old, 0)
    new = second(bench, world)
    done = bench.close(again(world, corrects=old))
    assert done.head.endswith(f" · corrects {old}")
    told = story.load(bench.book, old)
    assert told.conclusion == before
    assert str(told.correction) == f"corrected by {new} at 2025-11-04T22:00:00Z by operator"
    shown = stored.read(bench.desk, old, 0)
    assert shown.lines == shown_before.lines
    assert shown.head == f"{shown_before.head} · {told.correction}"
    assert dict(shown.next[0].arguments) == {"evidence": new}
    report = stored.read(bench.desk, new, 0)
    assert (
        f"- **訂正**: ケース {old}(2025-11-04T21:00:00Z (2025-11-05 06:00:00 JST) operator)の"
        "「対応不要 - クローズ」を「チームに共有し対応を検討」に改める" in "\n".join(report.lines)
    )
    assert f" · 訂正: {old}" in "\n".join(done.lines)
    assert events(bench.book, old)[-2:] == ["closed", "corrected"]


def test_it_is_said_wherever_the_old_case_is_shown(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    new = second(bench, world)
    bench.close(again(world, corrects=old))
    found = render_statement(finding.find(bench.desk, Asked(world.alert)))
    assert (
        f"{old} 2025-11-04 21:00Z closed no_action · gke-health-checker#004 · by operator" in found
    )
    assert f" · corrected by {new} · " in found
    assert f" · corrects {old} · " in found
    # Of the two, the report that holds is offered.
    assert f'next: cases.read_evidence {{"evidence":"{new}"}}' in found
    opened = render_statement(bench.open(world.alert.replace("18:1", "17:1")))
    assert f"same signature: {new} opened 2025-11-04T22:00:00Z, closed escalate: " in opened
    assert f"corrected by {new}" in opened.split(old)[1].split("\n")[0]
    stands = taking_up.stands(bench.desk, story.load(bench.book, old))
    assert f"corrected by {new} at 2025-11-04T22:00:00Z by operator" in stands.lines
    with pytest.raises(Refused, match=f"corrected by {new} .*read_evidence of that shows"):
        story.load(bench.book, old).must_be_open()


def test_a_closed_case_says_how_to_correct_it(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    with pytest.raises(Refused, match=f"close_case the new case with corrects {old}"):
        bench.close(world.judgement())


def test_a_draft_keeps_what_it_corrects(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    second(bench, world)
    draft = bench.close(again(world, corrects=old.lower()), dry_run=True)
    assert "**訂正**" in "\n".join(draft.lines)
    assert events(bench.book, old)[-1] == "closed"
    assert bench.finish(Verdict.ESCALATE).head.endswith(f"as drafted · corrects {old}")
    assert events(bench.book, old)[-1] == "corrected"


def test_a_pending_one_corrects_once_it_is_closed(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    second(bench, world)
    later = "2025-11-04T23:00:00Z look again"
    done = bench.close(again(world, corrects=old, recheck=later))
    assert done.head.endswith(f" · corrects {old} once it is closed")
    assert story.load(bench.book, old).correction is None
    bench.now = moment("2025-11-04T23:30:00Z")
    assert bench.close(again(world)).head.endswith(f" · corrects {old}")
    assert story.load(bench.book, old).correction is not None


def test_what_cannot_be_corrected_is_refused_and_nothing_is_written(
    bench: Bench, world: World
) -> None:
    pending = second(bench, world)
    bench.close(again(world, recheck="2025-11-05T23:00:00Z look again"))
    bench.open(world.alert)
    opened = bench.case
    reading = bench.logs()
    own = second(bench, world)
    for name, what in (
        ("ZZZZZZZZ", "ZZZZZZZZ is no case"),
        ("../../etc/passwd", "is no case"),
        ("x" * 5_000_000, "is no case"),
        (reading, f"{reading} is a reading, not a case"),
        (own, "cannot correct itself"),
        (opened, f"Case {opened} is open, not closed"),
        (pending, f"Case {pending} is pending, not closed"),
    ):
        with pytest.raises(Refused, match=what) as refused:
            bench.close(again(world, corrects=name))
        assert len(str(refused.value)) < 300
        assert events(bench.book, own) == ["opened", "walked"]


def test_what_is_corrected_already_is_corrected_by_correcting_that(
    bench: Bench, world: World
) -> None:
    old = closed(bench, world)
    new = second(bench, world)
    bench.close(again(world, corrects=old))
    third = second(bench, world)
    with pytest.raises(Refused, match=f"was corrected by {new} .*give corrects {new}"):
        bench.close(again(world, corrects=old))
    bench.close(again(world, corrects=new, actions=("翌朝の実行をもう一度見る。",)))
    corrections = [story.load(bench.book, case).correction for case in (old, new)]
    assert [one.case for one in corrections if one] == [new, third]


def test_of_two_people_who_correct_at_once_one_does(bench: Bench, world: World) -> None:
    old = closed(bench, world)
    second(bench, world)
    rival = Ledger(bench.book.path, operator="rival", clock=lambda: bench.now)

    class Beaten(Ledger):
        """Where somebody else is quicker: after this one has looked, and before it writes."""

        def append_together(self, *events: NewEvent, beside: Beside | None = None) -> Written:
            rival.append(old, story.CORRECTED, {"by": "ZZZZZZZZ", "verdict": "escalate"})
            return super().append_together(*events, beside=beside)

    slow = Beaten(bench.book.path, operator="operator", clock=lambda: bench.now)
    bench.desk = replace(bench.desk, ledger=lambda: slow)
    with pytest.raises(LedgerFailed, match=f"{old} was changed by someone else"):
        bench.close(again(world, corrects=old))
    # Neither of the two events is there: the new case is as open as before.
    assert events(bench.book, bench.case) == ["opened", "walked"]
    assert events(bench.book, old)[-1] == "corrected"
    assert events(bench.book, old).count("corrected") == 1


def test_a_correction_of_something_else_is_doubted(bench: Bench, world: World) -> None:
    bench.open("UIの色がおかしいのですが、設定で直せますか。")
    bench.logs()
    bench.job()
    bench.close(world.judgement(verdict=Verdict.USER_FIX))
    other = bench.case
    second(bench, world)
    shown = "\n".join(bench.close(again(world, corrects=other), dry_run=True).lines)
    assert f"warning correction · corrects · {other} is about UIの色がおかしい" in shown


def test_a_user_is_told_that_the_answer_before_was_wrong(bench: Bench, world: World) -> None:
    asked = f"job {world.job_id} のログがありません"
    bench.open(asked)
    bench.job()
    bench.close(world.judgement(verdict=Verdict.USER_FIX, ruled_out=()))
    old = bench.case
    bench.open(asked)
    bench.job()
    done = bench.close(world.judgement(verdict=Verdict.ESCALATE, ruled_out=(), corrects=old))
    assert "以前の回答(利用者側での修正)を訂正します。" in "\n".join(done.lines)
    assert old not in "\n".join(done.lines)
