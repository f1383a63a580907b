"""A case opened from an alert in each of its forms: what is shown, and where to look first."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.cases import story, trigger
from kurosai.cases.trigger import Trigger
from kurosai.library.shelf import Library
from kurosai.rendering import render_statement
from kurosai.vocabulary import Json, moment, stamp

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

NOW = moment("2026-11-25T12:00:00Z")
SAMPLES = Path(__file__).parents[1] / "alerts" / "samples"
TEXTS = {file.stem: file.read_text("utf-8") for file in sorted(SAMPLES.rglob("*.txt"))}
WHERE = {
    "cloudwatch-sns-lambda": "111122223333/ap-northeast-1",
    "aws-dynamodb-oregon": "444455556666/us-west-2",
    "pagerduty-incident": "ap-northeast-1",
    "slack-header-quoted": "",
}
LINE = "[healthcheck] error: started_at has no value tasks:normal-1"


def parse(text: str) -> Trigger:
    return trigger.parse(text, "ja", NOW)


@pytest.fixture
def later(bench: Bench) -> Bench:
    bench.desk = replace(bench.desk, now=lambda: NOW)
    return bench


def shown(bench: Bench, text: str) -> str:
    return render_statement(bench.open(text))


@pytest.mark.parametrize("name", TEXTS)
def test_every_form_opens_a_case_that_says_what_was_understood(later: Bench, name: str) -> None:
    told = parse(TEXTS[name])
    text = shown(later, TEXTS[name])
    head = text.split("\n", 1)[0]
    assert told.alert
    assert "· alert" in head
    assert told.name in head
    assert told.condition in head
    assert told.system in text
    assert told.environment in text
    if told.period is not None:
        assert str(told.period) in head
    assert len(text) < 6_000
    assert later.desk.now() == NOW
    assert story.load(later.book, later.case).trigger == told


@pytest.mark.parametrize("name", TEXTS)
def test_aws_is_asked_in_the_account_and_region_of_the_alert(later: Bench, name: str) -> None:
    told = parse(TEXTS[name])
    assert told.where == WHERE.get(name, told.where)
    for call in later.open(TEXTS[name]).next:
        place = told.where if call.server == "aws" else ""
        assert call.arguments.get("where", "") == place


def test_a_place_of_google_cloud_is_none_of_aws() -> None:
    told = [parse(TEXTS[name]) for name in TEXTS if name.startswith("gcp")]
    assert len(told) >= 2
    assert {one.where for one in told} == {""}


def test_the_log_group_and_the_time_of_an_alarm(later: Bench) -> None:
    call = later.open(TEXTS["cloudwatch-chat-lambda"]).next[0]
    assert (call.tool, dict(call.arguments)) == (
        "find_logs",
        {
            "group": "/aws/lambda/core-v2-job-dispatcher",
            "around": "2026-11-18T22:41:00Z",
            "where": "111122223333/ap-northeast-1",
        },
    )
    call = later.open(TEXTS["cloudwatch-log-metric-filter"]).next[0]
    assert call.arguments["group"] == "/aws/lambda/core-v2-log-forwarder"
    assert "ThrottlingException" in str(call.arguments["text"])


@pytest.mark.parametrize(
    ("name", "tools", "first"),
    [
        (
            "eventbridge-sfn-failed",
            ["trace_job", "describe_job"],
            {"job_id": "16933018"},
        ),
        ("eventbridge-ecs-task-cannot-pull", ["find_logs", "trace_job", "describe_job"], {}),
        (
            "gcp-text",
            ["trace_pod", "describe_job"],
            {"name": "job-16950123-etl-0", "around": "2026-11-07T01:20:00Z"},
        ),
        (
            "alertmanager-default-text",
            ["trace_pod", "describe_job"],
            {"name": "job-16951000-load"},
        ),
        ("cloudwatch-email-ecs-service", ["find_alarms", "read_runbook"], {}),
    ],
)
def test_where_to_look_first(
    later: Bench, name: str, tools: list[str], first: dict[str, Json]
) -> None:
    offered = later.open(TEXTS[name]).next
    assert [call.tool for call in offered] == tools
    assert first.items() <= dict(offered[0].arguments).items()


def test_without_a_line_the_library_is_asked_with_words_and_not_with_json(later: Bench) -> None:
    folder = later.book.path.parent / "empty"
    folder.mkdir()
    later.desk = replace(later.desk, library=lambda: Library.load(folder))
    alarms, call = later.open(TEXTS["cloudwatch-sns-composite"]).next
    assert alarms.tool == "find_alarms"
    assert str(call.arguments["text"]).startswith("ジョブ投入系のどれかが異常\n")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        (
            "cloudwatch-sns-envelope-dlq",
            "a queue has none; read_metrics takes sqs:crois-v2-prd-job-queue-dlq",
        ),
        (
            "eventbridge-sfn-failed",
            (
                "/aws/vendedlogs/states/crois-v2-prd-job-runner, if it logs; "
                "runs of state machine crois-v2-prd-job-runner: trace_job"
            ),
        ),
        ("gcp-webhook-restarts", "Google Cloud's, which trace_pod reads"),
        ("eventbridge-alarm-rds", "the resource map does not know where it logs"),
    ],
)
def test_where_it_logs(later: Bench, name: str, place: str) -> None:
    assert f"\nlog: {place}\n" in shown(later, TEXTS[name])


def test_a_log_that_an_offered_call_reads_is_named_once(later: Bench) -> None:
    told = shown(later, TEXTS["eventbridge-ecs-task-cannot-pull"])
    assert "\nlog: " not in told
    assert told.count('{"group":"/crois/v2/prd/events/ecs-task-state-change"') == 1


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_runbook_is_matched_by_the_line_inside_a_payload(later: Bench, wrapped: bool) -> None:
    payload: dict[str, Any] = {
        "version": "4",
        "receiver": "r",
        "alerts": [
            {"status": "firing", "labels": {"alertname": "A"}, "annotations": {"message": LINE}}
        ],
    }
    text = json.dumps(payload)
    if wrapped:
        text = json.dumps({"Type": "Notification", "TopicArn": "arn", "Message": text})
    assert "matched gke-health-checker#004" in shown(later, text)


def test_the_same_alarm_is_remembered_without_a_line(later: Bench) -> None:
    first = shown(later, TEXTS["eventbridge-alarm-rds"])
    assert "same signature: no earlier case" in first
    case = later.case
    again = TEXTS["eventbridge-alarm-rds"].replace("2026-11-17T15", "2026-11-18T15")
    assert f"same signature: {case} opened" in shown(later, again.replace("471.0", "502.0"))


def test_an_error_is_remembered_whatever_the_run_was_called(later: Bench) -> None:
    text = TEXTS["eventbridge-ecs-task-cannot-pull"]
    shown(later, text)
    other = text.replace("0f3c2d1e5a6b47c8921d3e4f5a6b7c8d", "1f3c2d1e5a6b47c8921d3e4f5a6b7c8e")
    assert f"same signature: {later.case} opened" in shown(
        later, other.replace("-16902244", "-16902299")
    )


def test_the_other_alerts_are_named() -> None:
    notes = parse(TEXTS["alertmanager-webhook-two"]).notes
    assert notes[1] == (
        "1 more alert(s) in the same text were not read: open a case for each "
        "(KubeJobFailed job-16951002-load)"
    )
    one = json.loads(TEXTS["alertmanager-webhook-two"])
    one["alerts"] = [
        {**one["alerts"][0], "labels": {"alertname": "A", "pod": f"p-{number}"}}
        for number in range(40)
    ]
    note = parse(json.dumps(one)).notes[-1]
    assert note.startswith("39 more alert(s)")
    assert "A p-10, ...)" in note
    assert "p-11" not in note


def test_an_alert_beyond_what_is_kept_is_read_and_said() -> None:
    one = json.loads(TEXTS["alertmanager-webhook-two"])
    filler = {"status": "firing", "labels": {"alertname": "Z" * 300}, "annotations": {}}
    one["alerts"] = [*one["alerts"], *[filler] * 60]
    text = json.dumps({"note": "x" * 9_000, "payload": one})
    told = parse(text)
    assert told.name == "job-16951000-load"
    assert len(told.text) <= trigger.MOST_CHARACTERS
    assert told.notes[0] == f"only the first 8,000 of {len(text):,} characters are kept"


def test_what_a_form_says_besides_is_said_in_a_note() -> None:
    assert parse(TEXTS["gcp-webhook-closed"]).notes[0] == (
        "read as gcp_incident: state resolved, account crois-stg-gke, region asia-northeast1-a, "
        "in gke_cluster crois-v2-stg-gke, see "
        "https://console.cloud.google.example/monitoring/alerting/incidents/0.abc"
        "?project=crois-stg-gke"
    )
    assert parse(TEXTS["grafana-test"]).notes == ("read as grafana: state test",)


def test_secrets_of_a_payload_are_in_no_field_and_not_in_the_text() -> None:
    alarm: dict[str, Any] = {
        "AlarmName": "a",
        "NewStateValue": "ALARM",
        "AlarmDescription": "[ERROR] login password=hunter2hunter2",
        "api_key": "zzzzyyyyxxxx1111",
        "u": "https://example.com/x?token=tok_abcdef123456",
    }
    text = json.dumps(alarm)
    for _ in range(4):
        told = repr(parse(text))
        assert "3 secret(s) were masked" in told
        assert not [word for word in ("hunter2", "zzzzyyyy", "tok_abc") if word in told]
        text = json.dumps({"Type": "Notification", "TopicArn": "arn", "Message": text})


def test_the_moment_is_the_alarms(later: Bench) -> None:
    told = parse(TEXTS["pagerduty-incident-with-alarm"])
    assert told.period is not None
    assert stamp(told.period.start) == "2026-11-18T22:41:00Z"


def test_a_task_that_ran_for_long_is_looked_for_where_it_ended(later: Bench) -> None:
    call = later.open(TEXTS["eb-ecs-essential-exited"]).next[0]
    assert call.arguments["group"] == "/crois/v2/prd/events/ecs-task-state-change"
    assert call.arguments["around"] == "2026-11-21T05:00:00.400Z"


def test_no_log_is_searched_for_what_only_the_alert_says(later: Bench) -> None:
    call = later.open(TEXTS["eb-health-open"]).next[0]
    assert dict(call.arguments) == {
        "group": "/aws/lambda/core-v2-log-forwarder",
        "around": "2026-11-21T04:05:00Z",
        "where": "111122223333/ap-northeast-1",
    }


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("2026/11/21(土) 14:05 ~ 14:20 (JST)", "2026-11-21 05:05:00Z-05:20:00Z"),
        ("2026年11月21日 14:05 JST から 14:20", "2026-11-21 05:05:00Z-05:20:00Z"),
        ("2026-11-21 23:50 - 00:10 JST", "2026-11-21 14:50:00Z-15:10:00Z"),
        ("2026-11-21 14:05 ~ 14:20", "None"),
    ],
)
def test_both_ends_of_a_span_have_what_one_of_them_says(written: str, period: str) -> None:
    assert str(parse(f"[障害連絡] 502が発生\n発生日時: {written}").period) == period


def test_json_within_a_persons_sentence_leaves_it_a_question() -> None:
    told = parse('APIが {"a": 1, "error": "ValueError: x"} を返します\nジョブ16995555です')
    assert not told.alert
    assert told.jobs == ("16995555",)


def test_a_payload_of_no_known_form_is_read_by_the_errors_in_it() -> None:
    told = parse(f"ジョブ16995555です\n{json.dumps({'alert': {'description': LINE}})}")
    assert (told.alert, told.lines, told.jobs) == (True, (LINE,), ("16995555",))


def test_a_log_in_json_is_read_line_by_line() -> None:
    told = parse('{"level":"error","msg":"A: ValueError: x"}\n{"level":"error","msg":"B"}')
    assert "msg" in told.line


PAGE = """# 状態更新のスロットル
## 001: 状態更新がスロットルされた
### Flowchart
```mermaid
flowchart TD
    A[001] --> B{Full?}
    B -- yes --> C[Escalate]
    B -- no --> D[No action]
```
### Samples
```text
core-v2-job-status-updater  Throttles > 0 for 5 of 5 min
```
```text
TaskFailed / States.TaskFailed  5件以上  Timeout waiting for network interface provisioning
```
"""


@pytest.mark.parametrize(
    "text",
    [
        (
            ":warning: crois-v2:prd:lambda core-v2-job-status-updater\n"
            "Throttles > 0 for 5 of 5 min (2026-08-20T06:04:00Z - 06:09:00Z)\n"
            "alarm: core-v2-job-status-updater-throttles\n"
        ),
        (
            ":warning: crois-v2:prd:sfn crois-v2-prd-job-runner\n"
            "TaskFailed / States.TaskFailed  5件以上 (2026-10-14T05:40:00Z - 05:57:00Z)\n"
            "Timeout waiting for network interface provisioning\njob: 16738432 ほか\n"
        ),
        # The error behind the time, in the same line.
        (
            ":warning: crois-v2:prd:sfn crois-v2-prd-job-runner\n"
            "TaskFailed / States.TaskFailed  5件以上 (2026-10-14T05:40:00Z - 05:57:00Z)  "
            "Timeout waiting for network interface provisioning\n"
        ),
    ],
)
def test_a_page_shows_an_alert_in_one_line(later: Bench, text: str) -> None:
    """Resource, condition and error stand in lines of their own, and a sample has them side by
    side: that is no difference."""
    later.library({"throttles.md": PAGE})
    assert "runbook: matched throttles#001" in shown(later, text)


def test_another_resource_under_the_same_condition_is_another_alert(
    later: Bench,
) -> None:
    later.library({"throttles.md": PAGE})
    text = (
        ":warning: crois-v2:prd:lambda core-v2-dispatcher\n"
        "Throttles > 0 for 5 of 5 min (2026-08-20T06:04:00Z - 06:09:00Z)\n"
    )
    assert "matched" not in shown(later, text)
