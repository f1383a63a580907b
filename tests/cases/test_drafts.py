"""The first draft of a runbook from a case: a new entry, or a change to the one that was left."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest
from fastmcp import Client
from mcp_types import TextContent

from kurosai.cases import roll, server
from kurosai.cases.drafts import drafting, gathered
from kurosai.cases.drafts.draft import Draft
from kurosai.cases.judgement import Judgement
from kurosai.environment import Environment
from kurosai.errors import BadInput
from kurosai.library.lint import trial
from kurosai.library.match import Band, match
from kurosai.library.walk import Answer, walk
from kurosai.serving.audit import Audit
from kurosai.serving.server import Serving
from kurosai.vocabulary import Reading, Row, Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

WAIVER = "山田太郎: 画面で確認した"
STEPS = "# 検査\n\n## 手順\n\n1. 値を確認する。\n"
REASON = "ジョブは正常に終了しており、利用者に影響がない。"


def finish(bench: Bench, cause: str, verdict: Verdict = Verdict.ESCALATE) -> None:
    """Close it whatever was read: what is drafted of it is what is looked at here."""
    given = Judgement(verdict, (cause,), reason="理由がある。", waiver=WAIVER)
    assert " closed " in bench.close(given).head


def drafted(bench: Bench) -> Draft:
    told = roll.find(bench.desk, bench.case, roll.CONCLUDED)
    assert told.conclusion is not None
    return drafting.draft(gathered.gather(bench.desk, told, told.conclusion))


def tried(bench: Bench) -> trial.Trial:
    made = drafted(bench)
    return trial.run(bench.desk.library(), made.text, made.page)


def worst(found: trial.Trial) -> set[str]:
    return {f"{one.severity.value} {one.rule}" for one in found.findings} - {
        f"info {one.rule}" for one in found.findings
    }


def unknown_error(bench: Bench, world: World, verdict: Verdict = Verdict.ESCALATE) -> str:
    """A case of an error that no entry shows, closed; the alert."""
    alert = world.alert.replace("started_at", "finished_at")
    bench.open(alert)
    line = f"[ERROR]\t2025-11-04T18:14:40.914Z\t{world.request}\t{world.error}"
    line = line.replace("started_at", "finished_at")
    logs = bench.logs(world.logs(rows=(Row(line, mark=">"),)))
    bench.job()
    cause = (
        f"ジョブ{world.job_id}の`normal-1`に値がない [{logs}]。",
        "書き込みが遅延した。",
    )
    assert (
        " closed "
        in bench.close(
            world.judgement(verdict=verdict, cause=cause, ruled_out=(), reason=REASON)
        ).head
    )
    return alert


def test_a_new_entry_goes_behind_the_others_of_its_page_and_its_alert_is_matched(
    bench: Bench, world: World
) -> None:
    alert = unknown_error(bench, world)
    made = drafted(bench)
    assert made.page == "gke-health-checker.md"
    assert made.text.startswith("## 008:finished_at has no value tasks:normal-1\n")
    found = tried(bench)
    assert worst(found) == set()
    (shown,) = found.shown
    assert shown.entry.chart is not None
    # The next alert of this kind is led to it, by the line as it was logged.
    assert match(bench.desk.library(), alert).band is not Band.MATCHED
    led = match(found.library, alert)
    assert (led.band, led.candidates[0].card.id) == (Band.MATCHED, "gke-health-checker#008")
    assert f"[ERROR] 2025-11-04T18:14:40.914Z {world.request}" in made.text


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_end_that_the_case_took_is_walked_to_its_verdict(
    bench: Bench, world: World, verdict: Verdict
) -> None:
    unknown_error(bench, world, verdict)
    chart = tried(bench).shown[0].entry.chart
    assert chart is not None
    taken = walk(chart, [Answer("C", "はい")])
    assert taken.ended
    assert taken.verdict is (None if verdict is Verdict.UNKNOWN else verdict)
    # What the case cannot tell is a gap, and no verdict.
    other = walk(chart, [Answer("C", "いいえ")])
    assert other.ended
    assert other.verdict is None
    assert "要記入" in other.at.words
    assert f"%% ケース {bench.case} はここを通った" in drafted(bench).text


def test_the_calls_become_steps_and_what_was_so_once_a_placeholder(
    bench: Bench, world: World
) -> None:
    unknown_error(bench, world)
    text = drafted(bench).text
    assert '`crois.describe_job {"job_id":"<ジョブID>"}`' in text
    assert '"around":"<時刻>"' in text
    own = text.split("### エラーログのサンプル")[0]
    for value in (world.job_id, world.request, "2025-11-04", "[ERROR]"):
        assert value not in own
    # A name that the next case has too stays.
    assert world.group in own
    assert "- ジョブ<ジョブID>の`normal-1`に値がない" not in own
    assert "ジョブ<ジョブID>の`normal-1`に値がない" in own


def test_gaps_are_told_with_their_lines(bench: Bench, world: World) -> None:
    unknown_error(bench, world)
    said = drafting.of(bench.desk, bench.case)
    lines = drafted(bench).text.split("\n")
    gaps = [str(number) for number, line in enumerate(lines, 1) if "要記入" in line]
    assert f"still to be written (要記入 or TO WRITE): line {', '.join(gaps)}" in said
    assert len(gaps) == 3


def test_a_resource_that_no_page_names_gets_a_page_of_its_own(bench: Bench, world: World) -> None:
    alert = world.alert.replace("core-v2-crois-gke-health-checker", "core-v2-new-thing")
    bench.open(alert.replace("started_at", "finished_at"))
    finish(bench, "値がない。")
    made = drafted(bench)
    assert made.page == "core-v2-new-thing.md"
    assert made.text.startswith("# core-v2-new-thing\n\n## 008:")


def test_a_left_entry_is_changed_at_the_node_that_did_not_fit(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs()
    bench.job()
    bench.walk(leave="H4の値はあるが、別のタスクnormal-2の話だった")
    bench.close(world.judgement(reason=REASON))
    made = drafted(bench)
    before = bench.desk.library().entry("004")
    found = tried(bench)
    assert found.replaced
    assert worst(found) == set()
    after = found.shown[0].entry
    # Nothing of the page is lost, and its other ways lead where they led.
    assert set(before.text.split("\n")) <= set(made.text.split("\n"))
    assert after.chart is not None
    assert len(after.chart.edges) == len(before.chart.edges if before.chart else ()) + 1
    assert walk(after.chart, [Answer("H4", "はい")]).at.id == "I4"
    (way,) = [way for way in after.chart.exits["H4"] if way.target == "X1"]
    assert way.label.startswith("要記入: H4の値はあるが")
    assert walk(after.chart, [Answer("H4", way.label)]).verdict is Verdict.NO_ACTION
    assert [
        part.text.startswith("- H4") or "H4 に当てはまらない場合" in part.text
        for part in after.judgement
    ] == [True]
    assert any("H4 に出口を足した" in note for note in made.notes)
    assert any(note.startswith("手順にない呼び出し: `aws.find_logs") for note in made.notes)


def test_left_at_an_end_the_writer_is_told_to_look_before_it(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    bench.walk(*world.answers(logs, job))
    bench.walk(leave="I4の「次回正常」では足りない")
    bench.close(world.judgement(verdict=Verdict.ESCALATE))
    made = drafted(bench)
    assert any(note.startswith("I4 は終端なので") for note in made.notes)
    assert "X1" not in made.text
    assert "I4 に当てはまらない場合" in made.text


def test_a_case_that_went_as_its_entry_says_needs_nothing(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    made = drafted(bench)
    assert made.text == ""
    assert "書き足すものはない" in made.notes[-1]
    said = drafting.of(bench.desk, bench.case)
    assert "```" not in said


def test_another_verdict_than_the_end_nodes_is_a_change(bench: Bench, world: World) -> None:
    bench.walked()
    given = world.judgement(
        verdict=Verdict.ESCALATE, reason="I4では足りない。3日で2回目のため、チームで確認する。"
    )
    assert " closed " in bench.close(given).head
    made = drafted(bench)
    assert any("ランブックの終端と異なる: I4では足りない" in note for note in made.notes)
    assert "3日で2回目のため" in made.text


def chosen_page(bench: Bench, world: World, page: str) -> None:
    bench.library({"checks.md": page})
    bench.open(world.alert)
    bench.walk(entry="checks", leave="手順の題がこのエラーと同じ")
    bench.logs()
    finish(bench, "値がない。")


@pytest.mark.parametrize(
    "page",
    [
        STEPS,
        f"{STEPS}\n## エラーログ\n\n```text\n[ERROR] disk is full\n```\n",
    ],
)
def test_a_chosen_page_gets_the_line_that_did_not_lead_to_it(
    bench: Bench, world: World, page: str
) -> None:
    chosen_page(bench, world, page)
    made = drafted(bench)
    assert any("調査者が選んで" in note for note in made.notes)
    found = tried(bench)
    led = match(found.library, world.alert)
    assert (led.band, led.candidates[0].card.id) == (Band.MATCHED, "checks")
    assert set(page.split("\n")) <= set(made.text.split("\n"))


def test_a_page_that_is_gone_becomes_a_new_entry(bench: Bench, world: World) -> None:
    page = bench.page()
    bench.walked()
    finish(bench, "値がない。")
    page.unlink()
    made = drafted(bench)
    assert any("もうないため" in note for note in made.notes)
    assert made.text


def test_a_page_edited_since_is_changed_as_it_is_now(bench: Bench, world: World) -> None:
    page = bench.page()
    bench.open()
    bench.job()
    bench.walk(leave="H4の値は別のものだった")
    bench.close(world.judgement(reason=REASON, ruled_out=()))
    page.write_text(page.read_text("utf-8").replace("## 004:", "前置き\n\n## 004:"), "utf-8")
    made = drafted(bench)
    assert any("ケースのあとで変更されている" in note for note in made.notes)
    assert made.text.startswith("## 004:")
    assert '"要記入: H4' in made.text


def test_words_that_mermaid_would_stumble_over_are_drawn_all_the_same(
    bench: Bench, world: World
) -> None:
    bench.open(world.alert.replace("started_at has no value", 'bad ]} "quote" | <b> `x` --> end'))
    bench.job()
    cause = '値が[ある]か{ない}か"不明" --> | <br> %% end。'
    finish(bench, cause)
    found = tried(bench)
    assert found.shown[0].entry.chart is not None
    assert not {"error bad_chart"} & worst(found)


def test_a_fence_in_a_log_line_does_not_end_the_sample(bench: Bench, world: World) -> None:
    bench.open(world.alert.replace("no value", "no ``` value"))
    finish(bench, "値がない。")
    assert "open_fence" not in {one.rule for one in tried(bench).findings}


def test_an_inquiry_gets_the_error_that_a_reading_said(bench: Bench, world: World) -> None:
    bench.open(f"ジョブ {world.job_id} が失敗しました。原因を知りたいです。")
    error = "CannotPullContainerError: no matching manifest for linux/amd64 in the manifest list"
    seen = Reading(
        source=f"job-runner:job-{world.job_id}-1",
        identity="aws",
        coverage=world.job().coverage,
        facts={"job": world.job_id, "reason": error},
    )
    bench.record("aws", "trace_job", {"job_id": world.job_id}, seen)
    cause = f"ジョブ{world.job_id}のイメージにlinux/amd64のマニフェストがない。"
    finish(bench, cause, Verdict.USER_FIX)
    made = drafted(bench)
    assert made.text.startswith("# CannotPullContainerError: no matching manifest")
    assert f"```text\n{error}\n```" in made.text
    assert "原因を知りたい" not in made.text
    assert "- `job-runner:job-<ジョブID>-1`" in made.text
    assert tried(bench).shown[-1].led[0][1].band is Band.MATCHED


def test_in_english_it_can_be_read_as_a_runbook_too(bench: Bench, world: World) -> None:
    unknown_error(bench, world, Verdict.NO_ACTION)
    bench.desk = replace(bench.desk, language=lambda: "en")
    found = tried(bench)
    (shown,) = found.shown
    assert worst(found) == set()
    assert shown.entry.background
    assert shown.entry.steps
    assert shown.entry.resources
    assert shown.entry.chart is not None
    assert walk(shown.entry.chart, [Answer("C", "Yes")]).verdict is Verdict.NO_ACTION
    assert "要記入" not in drafted(bench).text


SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def test_a_secret_in_a_case_does_not_come_into_a_page(bench: Bench, world: World) -> None:
    bench.open(f"{world.alert}token={SECRET}\n".replace("started_at", "finished_at"))
    finish(bench, "値がない。")
    assert SECRET not in drafting.of(bench.desk, bench.case)


def test_a_secret_in_a_page_is_told_by_lint_and_masked(bench: Bench) -> None:
    page = bench.page()
    text = page.read_text("utf-8").replace("# Crois APIトークンを指定する。", f"TOKEN={SECRET}")
    page.write_text(text, "utf-8")
    bench.open()
    bench.job()
    bench.walk(leave="H4の値は別のものだった")
    finish(bench, "値がない。")
    serving = Serving(
        Environment({"KUROSAI_STATE_DIR": str(page.parent)}), audit=Audit(io.StringIO())
    )

    async def fetch() -> str:
        async with Client(server.build(bench.desk, serving).mcp) as client:
            found = await client.get_prompt("write-runbook", {"case": bench.case})
            content = found.messages[0].content
            assert isinstance(content, TextContent)
            return content.text

    said = anyio.run(fetch)
    assert " error secret: " in said
    assert SECRET not in said


def test_only_what_is_concluded_has_a_draft(bench: Bench) -> None:
    assert drafting.of(bench.desk, "") == "結論の出たケースはまだない。"
    bench.open()
    with pytest.raises(BadInput, match=f"Case {bench.case} is open. None is closed or pending"):
        drafting.of(bench.desk, bench.case)
