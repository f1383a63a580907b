"""A runbook that somebody chose can be walked, and never passes for one that was matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.cases import mapped, story
from kurosai.errors import BadInput, Refused
from kurosai.library.walk import Answer
from kurosai.rendering import render_statement
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

FLOW = "```mermaid\ngraph TD\nA{値?} -->|はい| B[対応不要]\nA -->|いいえ| C[チーム共有]\n```\n"
PAGES = {
    "hooks/SlowHooks.md": f"# SlowHooks\n\nThe queue grows.\n\n## Flowchart\n\n{FLOW}",
    "hooks/LostHooks.md": "# LostHooks\n\nDeliveries are missing.\n",
    "hooks/OddHooks.md": "# OddHooks\n\n## Flowchart\n\n```mermaid\nflowchart TD\nA{x\n```\n",
}
WHY = "the queue of hooks grows while the workers are up"
CHOSEN = "runbook chosen by the investigator, not matched: hooks/SlowHooks#slowhooks"


def unmatched(bench: Bench) -> None:
    bench.library(PAGES)
    bench.open("ジョブが遅いです。 job 16852935")


@pytest.mark.parametrize("name", ["hooks/SlowHooks", "SlowHooks", "slow hooks", "slow-hooks"])
def test_an_entry_is_chosen_by_id_or_name_and_walked(bench: Bench, name: str) -> None:
    unmatched(bench)
    with pytest.raises(Refused, match="choose a page with entry"):
        bench.walk()
    shown = render_statement(bench.walk(entry=name, leave=WHY))
    assert f'{CHOSEN} "SlowHooks" (why: {WHY})' in shown
    assert "  A 値?: はい>B | いいえ>C" in shown
    assert "asked next: A" in shown
    event = bench.book.events(bench.case)[-1]
    assert (event.kind, event.operator, event.body["why"]) == ("chosen", "operator", WHY)
    told = story.load(bench.book, bench.case)
    assert told.pin is not None
    assert (told.pin.chosen, told.pin.why) == ("operator", WHY)
    job = bench.job()
    shown = render_statement(bench.walk(Answer("A", "いいえ", (job,))))
    assert shown.startswith(f"case {bench.case} · A=いいえ>C\n{CHOSEN}")
    # Naming it again is no second choice.
    bench.walk(entry=name)
    assert [one.kind for one in bench.book.events(bench.case)] == ["opened", "chosen", "walked"]
    assert CHOSEN in mapped.flowchart(bench.desk, bench.case)


def test_the_report_says_that_it_was_chosen(bench: Bench, world: World) -> None:
    unmatched(bench)
    bench.walk(entry="SlowHooks", leave=WHY)
    job = bench.job()
    bench.logs()
    bench.walk(Answer("A", "いいえ", (job,)))
    shown = render_statement(bench.close(world.judgement(verdict=Verdict.ESCALATE), dry_run=True))
    assert "0 blocks" in shown
    chosen = "- **選んだランブック(自動照合ではない)**: "
    assert f"\n{chosen}hooks/SlowHooks#slowhooks SlowHooks ({WHY})\n" in shown
    # What was found comes first.
    assert shown.index("## 推奨される対応") < shown.index(chosen)
    assert "**slowhooks:SlowHooks**" not in shown
    bench.finish(Verdict.ESCALATE)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert chosen.strip() in done.operator_report


def test_no_action_by_a_chosen_page_needs_to_say_why_that_page(bench: Bench, world: World) -> None:
    unmatched(bench)
    bench.walk(entry="SlowHooks")
    job = bench.job()
    bench.logs()
    assert "(no reason was given)" in bench.walk(Answer("A", "はい", (job,))).lines[0]
    judged = world.judgement(verdict=Verdict.NO_ACTION)
    assert "which was chosen, not matched" in render_statement(bench.close(judged, dry_run=True))
    reason = "値は後から書き込まれ、ジョブには影響がなかったため。"
    judged = world.judgement(verdict=Verdict.NO_ACTION, reason=reason)
    assert "0 blocks" in bench.close(judged, dry_run=True).head


def test_a_page_without_a_chart_is_noted_and_followed_by_its_steps(
    bench: Bench, world: World
) -> None:
    unmatched(bench)
    said = bench.walk(entry="LostHooks", leave=WHY)
    assert "there is nothing to walk" in said.head
    assert "it has no flowchart: follow its steps (read_runbook)" in said.lines[-1]
    assert [call.tool for call in said.next] == ["read_runbook"]
    with pytest.raises(Refused, match="has no flowchart"):
        bench.walk()
    bench.job()
    bench.logs()
    shown = render_statement(bench.close(world.judgement(), dry_run=True))
    assert "nothing was walked" in shown
    waived = world.judgement(waiver="山田太郎: 手順で確認した")
    bench.close(waived)
    done = story.load(bench.book, bench.case).conclusion
    assert done is not None
    assert "hooks/LostHooks LostHooks" in done.operator_report


def test_a_broken_chart_is_said_to_be_broken(bench: Bench) -> None:
    unmatched(bench)
    assert "its flowchart cannot be read: line " in bench.walk(entry="OddHooks").lines[-1]
    with pytest.raises(Refused, match="its flowchart cannot be read: line "):
        bench.walk()


def test_what_cannot_be_chosen_changes_nothing(bench: Bench, world: World) -> None:
    unmatched(bench)
    before = bench.book.events(bench.case)
    with pytest.raises(BadInput, match="no runbook entry 'SlowHookz'") as fault:
        bench.walk(entry="SlowHookz")
    assert "Nearest: hooks/" in fault.value.do
    assert bench.book.events(bench.case) == before


def test_a_page_is_chosen_and_answered_in_one_call(bench: Bench) -> None:
    unmatched(bench)
    why = "the alert is about slow hooks"
    told = bench.walk(Answer("A", "いいえ", (bench.job(),)), entry="SlowHooks", leave=why)
    assert f"(why: {why})" in told.lines[0]
    held = story.load(bench.book, bench.case)
    assert [one.node for one in held.answers] == ["A"]
    assert held.pin is not None
    assert held.pin.chosen


def test_a_choice_stands_where_its_answers_do_not(bench: Bench) -> None:
    unmatched(bench)
    with pytest.raises(Refused, match="slowhooks is chosen; of its answers: "):
        bench.walk(Answer("Q9", "はい", ("ZZZZZZZZ",)), entry="SlowHooks")
    held = story.load(bench.book, bench.case)
    assert held.pin is not None
    assert held.pin.entry.endswith("#slowhooks")
    assert not held.answers


def test_a_matched_page_is_exchanged_only_by_leaving_it(bench: Bench, world: World) -> None:
    page = bench.page()
    (page.parent / "SlowHooks.md").write_text(PAGES["hooks/SlowHooks.md"], "utf-8")
    bench.open()
    before = bench.book.events(bench.case)
    with pytest.raises(Refused, match="was matched and not left"):
        bench.walk(entry="SlowHooks")
    with pytest.raises(Refused, match="names no node"):
        bench.walk(entry="SlowHooks", leave="it does not seem to be the right one")
    assert bench.book.events(bench.case) == before
    logs, job = bench.logs(), bench.job()
    bench.walk(*world.answers(logs, job)[:1])
    bench.walk(entry="SlowHooks", leave="H4 asks for a value that this job never had")
    told = story.load(bench.book, bench.case)
    assert told.pin is not None
    assert (told.pin.entry, told.left, told.answers) == ("SlowHooks#slowhooks", "", ())
    assert told.before == "gke-health-checker#004: H4 asks for a value that this job never had"
    bench.walk(Answer("A", "いいえ", (job,)))
    shown = render_statement(bench.close(world.judgement(verdict=Verdict.ESCALATE), dry_run=True))
    assert "**ランブックを離れた理由**: gke-health-checker#004: H4" in shown


def test_a_reason_given_later_is_kept_with_what_was_walked(bench: Bench) -> None:
    unmatched(bench)
    bench.walk(entry="SlowHooks")
    job = bench.job()
    bench.walk(Answer("A", "いいえ", (job,)))
    shown = render_statement(bench.walk(entry="SlowHooks", leave=WHY))
    assert f"(why: {WHY})" in shown
    told = story.load(bench.book, bench.case)
    assert told.pin is not None
    assert (told.pin.why, told.left) == (WHY, "")
    assert [one.node for one in told.answers] == ["A"]


def test_a_page_without_a_chart_is_exchanged_without_naming_a_node(bench: Bench) -> None:
    unmatched(bench)
    bench.walk(entry="LostHooks", leave=WHY)
    shown = render_statement(bench.walk(entry="SlowHooks", leave="the other page"))
    assert f'{CHOSEN} "SlowHooks" (why: the other page)' in shown
    assert "asked next: A" in shown
