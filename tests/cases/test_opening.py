"""What open_case says: runbook, chart, place, past, logins, next calls; and when it cannot."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import chart, story
from kurosai.errors import BadInput, Refused
from kurosai.library import mermaid
from kurosai.rendering import render_statement
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def text(bench: Bench, alert: str) -> str:
    return render_statement(bench.open(alert))


def test_the_pin_holds_entry_digest_and_chart(bench: Bench) -> None:
    bench.open()
    pin = story.load(bench.book, bench.case).pin
    assert pin is not None
    assert pin.entry == "gke-health-checker#004"
    assert pin.digest == bench.desk.library().entry(pin.entry).digest
    assert "連続発生?" in pin.chart


def test_the_case_is_told_back_from_the_ledger(bench: Bench, world: World) -> None:
    bench.logs()
    bench.open()
    told = story.load(bench.book, bench.case)
    assert told.trigger.line == world.error
    assert told.trigger.period is not None
    assert told.position == 1
    assert (told.state, told.left, told.answers) == ("open", "", ())


def test_the_first_call_is_complete(bench: Bench, world: World) -> None:
    call = bench.open().next[0]
    assert dict(call.arguments) == {
        "group": world.group,
        "text": world.error,
        "around": "2025-11-04T18:14:00Z",
    }


def test_an_alert_is_located_by_kind_and_name(bench: Bench) -> None:
    told = ":fire: crois-v2:prd:lambda core-v2-merge-outputs\nErrors >= 1\nboom: x y z"
    group = "/aws/lambda/core-v2-merge-outputs"
    shown = text(bench, told)
    assert f'aws.find_logs {{"group":"{group}"' in shown
    assert shown.count(group) == 1, "the call says where it logs"
    shown = text(bench, ":fire: crois-v2:prd:teapot kettle-7\nErrors >= 1\nboom: x y z")
    assert "log: the resource map does not know where it logs" in shown


MAIL = """\
You are receiving this email because your Amazon CloudWatch Alarm "core-v2-queue-age" in the \
Asia Pacific (Tokyo) region has entered the ALARM state, because "Threshold Crossed: 1 datapoint \
[640.0 (04/11/25 18:10:00)] was greater than the threshold (300.0)." at "Tuesday 04 November, 2025 \
18:14:05 UTC".

Alarm Details:
- Name: core-v2-queue-age
- State Change: OK -> ALARM

Monitored Metric:
- MetricName: ApproximateAgeOfOldestMessage
- Dimensions: [QueueName = crois-v2-prd-other]
- Period: 60 seconds
"""


def test_an_alarm_without_a_log_leads_to_what_the_alarms_say(bench: Bench) -> None:
    statement = bench.open(MAIL)
    assert statement.next[0].tool == "find_alarms"
    assert dict(statement.next[0].arguments) == {
        "about": "core-v2-queue-age",
        "around": "2025-11-04T18:10:00Z",
        "where": "ap-northeast-1",
    }
    assert not any(call.tool == "find_alarms" for call in bench.open().next)


def test_a_question_without_anything_to_look_at_starts_with_the_library(bench: Bench) -> None:
    statement = bench.open("毎朝9時に動くように設定したのに、18時に実行されます。")
    assert [call.tool for call in statement.next] == ["find_runbook"]


def test_a_second_question_about_a_job_meets_the_first(bench: Bench) -> None:
    bench.open("job id 16902244 のジョブが失敗しています。")
    first = bench.case
    assert "same job: no earlier case" in render_statement(
        bench.open("job 16902245 はどうですか。")
    )
    shown = render_statement(bench.open("Why did job 16902244 fail without any log line at all?"))
    assert f"same job: {first} opened" in shown


def test_a_question_starts_with_its_job(bench: Bench) -> None:
    statement = bench.open("job id 16902244 のジョブが失敗しています。原因を教えてください。")
    assert [call.tool for call in statement.next] == ["describe_job"]
    assert statement.next[0].arguments == {"job_id": "16902244"}
    assert "inquiry · job 16902244" in statement.head


def test_a_question_is_told_the_time(bench: Bench) -> None:
    now = " · now 2025-11-04 21:00Z (11-05 06:00 JST)"
    assert bench.open("10:30の会議までに間に合いますか。").head.endswith(now)
    told = "Job 16902244 failed at 2025-11-04 19:00 UTC: can it be done before 10:30?"
    assert bench.open(told).head.endswith(f"2 h 0 min ago · job 16902244{now}")
    assert bench.open(
        ":fire: crois-v2:prd:lambda core-v2-merge-outputs\nErrors >= 1"
    ).head.endswith(now)
    assert "now" not in bench.open().head, "an alert says how long ago it was"


def test_no_known_form_and_no_runbook(bench: Bench) -> None:
    statement = bench.open("なんだか遅い気がします。見てもらえますか。")
    assert "runbook: none fits" in render_statement(statement)
    assert [call.tool for call in statement.next] == ["find_runbook"]


def test_earlier_cases_of_the_same_error_are_named(bench: Bench, world: World) -> None:
    assert "same signature: no earlier case" in text(bench, world.alert)
    first = bench.case
    shown = text(bench, world.alert)
    assert f"same signature: {first} opened" in shown
    assert "the same alert; go on there instead of here" in shown
    bench.case = first
    logs, job = bench.logs(), bench.job()
    bench.walk(*world.answers(logs, job))
    bench.close(world.judgement())
    shown = text(bench, world.alert)
    assert f"{first} opened 2025-11-04T21:00:00Z, closed no_action (the same alert)" in shown
    other = world.alert.replace("18:1", "17:1").replace("normal-1", "normal-4")
    shown = text(bench, other)
    assert f"same signature: {first} opened 2025-11-04T21:00:00Z, closed no_action" in shown
    assert "closed no_action: ジョブID:16852935の`normal-1`タスクの`started_at`に値が" in shown
    assert "発生しました。 · read_evidence of its id shows the report\n" in shown
    assert "same alert" not in shown
    assert "same signature: no earlier" in text(bench, other.replace("started", "finished"))


def test_logins_are_told_as_far_as_the_ledger_knows(bench: Bench, world: World) -> None:
    assert "logins: none yet" in text(bench, world.alert)
    bench.book.append("-", "login", {"server": "aws", "ok": False, "why": "old", "identity": ""})
    who = "aws 111122223333 ap-northeast-1 (prod)"
    bench.book.append("-", "login", {"server": "aws", "ok": True, "why": "", "identity": who})
    bench.book.append(
        "-", "login", {"server": "crois", "ok": False, "why": "token expired", "identity": ""}
    )
    shown = text(bench, world.alert)
    assert "logins: aws ok as 111122223333 ap-northeast-1 (prod), crois FA" in shown
    assert ", crois FAILED 21:00Z (token expired)" in shown


def test_logins_that_went_alike_are_told_together(bench: Bench, world: World) -> None:
    for server in ("github", "crois", "gcp"):
        body = {"server": server, "ok": True, "why": "", "identity": f"{server} reader@x"}
        bench.book.append("-", "login", body)
    assert "logins: crois gcp github ok\n" in text(bench, world.alert)
    now = bench.now + timedelta(hours=2)
    bench.desk = replace(bench.desk, now=lambda: now)
    assert "logins: crois gcp github ok 21:00Z\n" in text(bench, world.alert)


def test_a_login_says_until_when_it_is_good_and_that_it_ran_out(bench: Bench, world: World) -> None:
    for server, until in (("aws", "2025-11-05T02:58:00Z"), ("crois", "2025-11-04T20:59:00Z")):
        body = {"server": server, "ok": True, "why": "", "identity": server, "until": until}
        bench.book.append("-", "login", body)
    shown = text(bench, world.alert)
    assert "logins: aws ok until 11-05 02:58Z, crois RAN OUT 20:59Z" in shown


def test_a_ledger_that_cannot_be_written_still_says_where_to_look(
    bench: Bench, world: World
) -> None:
    bench.open()
    bench.book.close()
    with sqlite3.connect(bench.book.path) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON event "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    connection.close()
    statement = bench.open(world.alert)
    assert statement.head.startswith("no case (The ledger ")
    assert "Free disk space there" in statement.head
    assert "matched gke-health-checker#004" in render_statement(statement)
    assert [call.tool for call in statement.next] == ["find_logs", "read_runbook"]


def test_a_broken_resource_map_costs_the_place_only(bench: Bench, world: World) -> None:
    from dataclasses import replace

    from kurosai import resource_map

    broken = bench.book.path.parent / "broken.yaml"
    broken.write_text("version: 2\n", "utf-8")
    bench.desk = replace(bench.desk, resources=lambda: resource_map.load(broken))
    statement = bench.open(world.alert)
    assert "note: The resource map cannot be used" in render_statement(statement)
    assert [call.tool for call in statement.next] == ["find_alarms", "read_runbook", "walk"]


@pytest.mark.parametrize("alert", ["", "\x00" * 50, "\ud800" * 50])
def test_unreadable_input_opens_nothing(bench: Bench, alert: str) -> None:
    with pytest.raises(BadInput):
        bench.open(alert)
    assert bench.book.events_of_kind(story.OPENED) == ()


def test_an_alert_of_the_future_opens_nothing(bench: Bench, world: World) -> None:
    with pytest.raises(BadInput, match="in the future"):
        bench.open(world.alert.replace("2025-11-04", "2026-11-04"))


def test_a_megabyte_opens_a_case_that_says_what_was_cut(bench: Bench, world: World) -> None:
    shown = text(bench, world.alert + "あ" * 1_000_000)
    assert "note: only the first 8,000 of" in shown
    assert len(shown) < 4_000


def test_a_chart_outline_is_bounded_and_names_what_ends_conclude() -> None:
    steps = "\n".join(f"A{i}[step {i}] --> A{i + 1}[step {i + 1}]" for i in range(60))
    shown = list(chart.outline(mermaid.parse(f"flowchart TD\n{steps}"), ""))
    assert len(shown) == chart.MOST_NODES + 1
    assert shown[-1] == "and 31 more nodes: walk shows each as it comes"
    ends = list(
        chart.outline(
            mermaid.parse("flowchart TD\nA{ok?} -- yes --> B[対応不要]\nA -- no --> C"), ""
        )
    )
    assert ends == [
        "A ok?: yes>B | no>C",
        "B 対応不要 = no_action",
        "C = no verdict named",
        "no verdict named: close_case wants yours there, with a reason",
    ]


def test_every_verdict_of_the_lookalike_is_free(bench: Bench, world: World) -> None:
    bench.open(world.alert.replace("started_at", "finished_at"))
    bench.logs()
    bench.job()
    for verdict in Verdict:
        # Only "nothing is to be done" needs a reason where no runbook says it.
        reason = (
            "値は後から書き込まれ、ジョブに影響がない。" if verdict is Verdict.NO_ACTION else ""
        )
        judgement = world.judgement(verdict=verdict, reason=reason)
        assert "0 blocks" in bench.close(judgement, dry_run=True).head


def test_an_entry_without_a_chart_is_followed_by_its_steps(bench: Bench, world: World) -> None:
    page = bench.page()
    text_of = page.read_text("utf-8")
    start = text_of.index("```mermaid", text_of.index("## 004"))
    end = text_of.index("```", start + 3) + 3
    page.write_text(text_of[:start] + text_of[end:], "utf-8")
    statement = bench.open(world.alert)
    assert "it has no flowchart: follow its steps" in render_statement(statement)
    assert [call.tool for call in statement.next] == ["find_logs", "read_runbook"]
    with pytest.raises(Refused, match="has no flowchart"):
        bench.walk()
    bench.logs()
    bench.job()
    assert "0 blocks" in bench.close(world.judgement(), dry_run=True).head


def test_a_question_may_be_answered_by_the_documentation(bench: Bench, world: World) -> None:
    asked = "job 16902244 が失敗しました。スケジュールの時刻の書き方を教えてください"
    plain = bench.open(asked).next
    assert "search_docs" not in [call.tool for call in plain]
    bench.desk = replace(bench.desk, documented=lambda: True)
    offered = bench.open(asked).next
    # What happened to the job comes first.
    assert [call.tool for call in offered][:2] == ["describe_job", "search_docs"]
    assert offered[1].arguments["question"] == asked
    assert "search_docs" not in [call.tool for call in bench.open().next]
    led = bench.open(f"job 16852935 の原因を教えてください。\n[ERROR] {world.error}").next
    assert [call.tool for call in led] == ["describe_job", "walk", "search_docs"]


def test_what_nobody_can_read_is_said_once(bench: Bench) -> None:
    unset = "github not configured: no code and its changes"
    assert unset not in bench.open().lines
    bench.desk = replace(bench.desk, absent=lambda: frozenset({"github", "gcp"}))
    said = bench.open().lines
    assert said[-2:] == ("gcp not configured: no Google Cloud logs and pods", unset)


def test_a_question_that_names_a_workflow_starts_with_it(bench: Bench) -> None:
    asked = "毎朝9時のはずが18時に動きます (workflow 15240)"
    assert [dict(call.arguments) for call in bench.open(asked).next][:1] == [
        {"workflow_id": "15240"}
    ]
    both = bench.open("job 16902244 (ワークフロー 15102) が失敗しました").next
    assert [call.tool for call in both][:2] == ["describe_job", "describe_workflow"]
