"""Which form a text is taken for where two would fit, and what no form may take."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kurosai import alerts
from kurosai.alerts import Alert, when
from kurosai.vocabulary import moment

NOW = moment("2026-11-25T12:00:00Z")
GOOGLE = {"policy_name": "p", "condition_name": "c", "started_at": 1794000000, "state": "open"}
DUTY = {"title": "t", "status": "triggered", "urgency": "high", "number": 7, "html_url": "x"}
ALARM: dict[str, Any] = {"AlarmName": "a", "NewStateValue": "ALARM", "Trigger": {}}


def read(value: object) -> Alert:
    text = value if isinstance(value, str) else json.dumps(value)
    alert = alerts.read(text, NOW)
    assert alert is not None
    return alert


def test_an_incident_of_google_and_one_of_pagerduty_differ_in_their_keys() -> None:
    assert read({"incident": GOOGLE}).form == "gcp_incident"
    assert read({"incident": DUTY}).form == "pagerduty_incident"
    assert read(DUTY).form == "pagerduty_incident"
    assert read({"incident": {**DUTY, "state": "open"}}).form == "pagerduty_incident"


def test_one_alert_of_alertmanagers_api() -> None:
    one: dict[str, Any] = {
        "labels": {"alertname": "A", "pod": "p-1"},
        "annotations": {"description": "d"},
        "startsAt": "2026-11-20T00:00:00.000Z",
        "endsAt": "2026-11-20T00:04:00.000Z",
        "status": {"state": "active", "silencedBy": []},
    }
    alert = read([one, {**one, "labels": {"alertname": "B"}}])
    assert (alert.form, alert.name, alert.state) == ("alertmanager", "p-1", "firing")
    assert alert.period is not None
    assert alert.period.end == alert.period.start  # it goes on: that end is only a timeout
    assert alert.others == ("B",)


def test_an_event_goes_before_the_alarm_in_it() -> None:
    event = {"detail-type": "Custom", "source": "my.app", "detail": ALARM}
    assert read(event).form == "eventbridge"


def test_json_goes_before_the_words_around_it() -> None:
    text = f"[FIRING:1] KubeJobFailed (x)\n{json.dumps(ALARM)}"
    assert read(text).form == "cloudwatch_sns"


@pytest.mark.parametrize(
    "text",
    [
        "10:15:22 started",
        "見積もり {合計} を確認して",
        "#12345 の件、どうなりましたか",
        "Alert firing というメールの意味を教えてください",
        "Project: crois の Policy: について",
        "通知が [FIRING:1] ではなく [RESOLVED] になる条件は?",
        "Why does the runbook say [ERROR] in its title? Please explain it to me.",
    ],
)
def test_a_persons_words_are_no_alert(text: str) -> None:
    assert alerts.read(text, NOW) is None
    assert alerts.error_lines(text) == (text,)


def test_lines_to_match_by() -> None:
    alarm = {**ALARM, "AlarmDescription": "[ERROR] KeyError: 'x'\n手順: https://example.com/x"}
    assert alerts.error_lines(json.dumps(alarm)) == ("[ERROR] KeyError: 'x'",)
    alarm["AlarmDescription"] = "キューの滞留"
    assert alerts.error_lines(json.dumps(alarm)) == ("キューの滞留", "a")
    trace = "[ERROR] KeyError: 'x'\nTraceback (most recent call last):\n  File \"a.py\"\n"
    assert alerts.error_lines(trace) == ("[ERROR] KeyError: 'x'",)
    header = "crois-v2:prd:lambda core-v2-x\nErrors >= 1 (2026-11-20T00:00:00Z - 00:01:00Z)"
    assert alerts.error_lines(header) == tuple(header.splitlines())


def test_a_name_without_a_word_for_an_environment_has_none() -> None:
    alert = read({**ALARM, "AlarmName": "core-v2-job-dispatcher-errors"})
    assert (alert.system, alert.environment) == ("", "")
    alert = read({**ALARM, "AlarmName": "device-predicted-prod"})
    assert (alert.system, alert.environment) == ("device-predicted", "prod")
    alert = read({**ALARM, "AlarmName": "reproduction-devices"})
    assert (alert.system, alert.environment) == ("", "")


def test_a_label_goes_before_a_name() -> None:
    one = {
        "labels": {"alertname": "A", "env": "stg", "queue_name": "crois-v2-prd-q"},
        "status": "firing",
    }
    alert = read({"receiver": "r", "status": "firing", "alerts": [one]})
    assert (alert.system, alert.environment) == ("", "stg")


SECRETS = {
    "password": "hunter2hunter2",
    "api_key": "zzzzyyyyxxxx1111",
    "routing_key": "e93facc04764012d7bfb002500d5d1a6",
    "address": "https://example.com/x?token=tok_abcdef123456&a=1",
    "hook": "https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx",
}
HIDDEN = ("hunter2", "zzzzyyyy", "e93facc", "tok_abc", "abcdefghijkl")


def test_secrets_in_any_field_are_masked() -> None:
    said = json.dumps(SECRETS)
    alarm = {**ALARM, "AlarmName": f"a {SECRETS['hook']}", "AlarmDescription": f"[ERROR] {said}"}
    alarm["Trigger"] = {"Dimensions": [{"name": "QueueName", "value": f"password={said}"}]}
    told = repr(read(alarm))
    assert "[redacted: " in told
    assert not [word for word in HIDDEN if word in told]
    lines = "\n".join(alerts.error_lines(json.dumps(alarm)))
    assert not [word for word in HIDDEN if word in lines]


def test_the_platforms_header_goes_before_other_words() -> None:
    text = "crois-v2:prd:lambda core-v2-x\n[FIRING:1] A (b)\nLabels:\n - alertname = A"
    assert read(text).form == "slack_header"


def test_a_stack_without_its_error_is_no_alert() -> None:
    assert alerts.read('  File "a.py", line 3\n[ERROR] KeyError: x', NOW) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Nov 20, 2026 at 12:05AM UTC", "2026-11-20T00:05:00Z"),
        ("Nov 20, 2026 at 12:05 PM UTC", "2026-11-20T12:05:00Z"),
        ("Friday 20 November, 2026 09:05:00 JST", "2026-11-20T00:05:00Z"),
        ("2026-11-20 09:05:00 +0900", "2026-11-20T00:05:00Z"),
        ("2026/11/20 00:05:00", "2026-11-20T00:05:00Z"),
    ],
)
def test_times_in_words(written: str, meant: str) -> None:
    assert when.moment(written) == moment(meant)


def test_a_time_in_a_zone_that_is_not_known_is_no_time() -> None:
    assert when.moment("Nov 20, 2026 at 12:05 PM PST") is None
