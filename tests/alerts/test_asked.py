"""A question by a person that quotes an alert's mail is no alert; a mail that is handed on is."""

from __future__ import annotations

import pytest

from kurosai import alerts
from kurosai.vocabulary import moment

NOW = moment("2026-11-25T12:00:00Z")

SHORT = """\
ALARM: "nightly-export-heartbeat" in US West (Oregon)
Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated \
as [Breaching].
State change: OK -> ALARM at 2026-11-24T03:32:40Z
"""
FULL = """\
You are receiving this email because your Amazon CloudWatch Alarm "nightly-export-heartbeat" in \
the US West (Oregon) region has entered the ALARM state, because "Threshold Crossed: no \
datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching]." at \
"Tuesday 24 November, 2026 03:32:40 UTC".
"""
DATADOG = """\
[Triggered] Job queue is growing on queuename:crois-v2-prd-job-queue
avg(last_5m):avg:aws.sqs.approximate_age_of_oldest_message{queuename:crois-v2-prd-job-queue} > 900
The monitor was last triggered at Tue Nov 24 2026 03:32:40 UTC.
"""
FIRING = "1 alert for alertname=TargetDown\n[1] Firing\nLabels\nalertname = TargetDown\n"
MAILS = {"short": SHORT, "full": FULL, "datadog": DATADOG, "alertmanager": FIRING}

ASKED = (
    "Why did this fire? We have deployed nothing today.",
    "Can somebody tell us whether usage of last night is lost?",
    "Please tell us what this means for our reports.",
    "We got this mail. Could you look whether our export ran",
    "How do I get rid of these",
    "お世話になっております。以下のメールが届いたのですが、対応は必要でしょうか。",
    "これはうちのジョブに影響がありますか",
    "「treated as [Breaching]」の意味を教えてください。",
)
ABOUT = (
    'ALARM: "x-y" in Asia Pacific (Tokyo) というメールが昨日届きました。何をすればいいですか。',
    "Threshold Crossed: what does that mean? Ours says no datapoints were received for 3 periods.",
    "Our CloudWatch alarm says INSUFFICIENT_DATA since Monday. Is that a problem?",
    'Where do I silence "1 alert for alertname=KubeJobFailed"? It comes every night.',
    "[FIRING:1] KubeJobFailed comes every night from our project. Is that us or the platform?",
    "Incident #2440 on Job Platform: is it still open? Our exports are late.",
    'The mail ALARM: "x" in Asia Pacific (Tokyo) came again.',
)


@pytest.mark.parametrize("mail", MAILS.values(), ids=MAILS)
@pytest.mark.parametrize("question", ASKED)
def test_a_question_about_a_mail_is_none(mail: str, question: str) -> None:
    quoted = "".join(f"> {line}\n" for line in mail.splitlines())
    assert alerts.read(f"{question}\n\n{mail}", NOW) is None
    assert alerts.read(f"{mail}\n{question}", NOW) is None
    assert alerts.read(f"{question}\n{quoted}", NOW) is None


@pytest.mark.parametrize("text", ABOUT)
def test_a_sentence_that_names_one_is_none(text: str) -> None:
    assert alerts.read(text, NOW) is None


@pytest.mark.parametrize("mail", MAILS.values(), ids=MAILS)
@pytest.mark.parametrize("lead", ["FYI, this came in just now.", "調査をお願いします。"])
def test_one_that_is_handed_on_is_one(mail: str, lead: str) -> None:
    found = alerts.read(f"{lead}\n\n{mail}", NOW)
    assert found is not None
    assert found.state == "firing"


def test_what_a_team_wrote_of_its_alarm_may_ask() -> None:
    own = "Description: Is the collector's schedule disabled?\n"
    assert alerts.read(SHORT + own, NOW) is not None
