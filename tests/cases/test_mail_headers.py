"""A mail of which only the headers were pasted: its subject is the alert, or the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

ALARM = """\
From: AWS Notifications <no-reply@sns.amazonaws.com>
Subject: {0}ALARM: "core-v2-crois-gke-health-checker-errors" in Asia Pacific (Tokyo)
Date: Tue, 04 Nov 2025 18:16:00 +0000
To: ops@crois.example
"""


def opened(bench: Bench, text: str) -> str:
    async def ask() -> str:
        async with connected(bench) as client:
            shown, failed = await call(client, "open_case", text=text)
            assert not failed
            return shown

    return anyio.run(ask)


@pytest.mark.parametrize("before", ["", "Fwd: ", "RE: FW: "])
def test_an_alarm_named_in_a_subject_is_one(bench: Bench, before: str) -> None:
    shown = opened(bench, ALARM.format(before))
    head = shown.split("\n")[0]
    assert " · alert · core-v2-crois-gke-health-checker-errors · " in head
    assert "2025-11-04 18:16:00Z-18:16:00Z (2025-11-05 03:16:00 JST)" in head
    assert "read as cloudwatch_email: state firing, region ap-northeast-1" in shown
    offered = shown.split("\nnext: ", 1)[1]
    assert offered.startswith('aws.find_alarms {"about":"core-v2-crois-gke-health-checker-errors"')
    assert '"around":"2025-11-04T18:16:00Z","where":"ap-northeast-1"' in offered


def test_the_subject_alone_is_one_too(bench: Bench) -> None:
    shown = opened(bench, 'OK: "checker-errors" in US East (N. Virginia)')
    assert " · alert · checker-errors" in shown.split("\n")[0]
    assert "state resolved, region us-east-1" in shown


def test_another_subject_is_read_as_the_text(bench: Bench) -> None:
    shown = opened(
        bench,
        "From: grafana@crois.example\nSubject: [FIRING:1] PaymentWebhookBacklog (prd)\n"
        "Date: Wed, 5 Nov 2025 03:16:00 +0900\n",
    )
    head = shown.split("\n")[0]
    assert " · alert · PaymentWebhookBacklog · 2025-11-04 18:16:00Z-18:16:00Z " in head


def test_a_persons_subject_is_his_question(bench: Bench) -> None:
    shown = opened(
        bench, "差出人: taro@crois.example\n件名: Re: UIにログが出ません\n日時: 2025年11月5日 3:16"
    )
    assert " · inquiry" in shown.split("\n")[0]
    found = bench.desk.index().answers(9).case(shown.split(" ")[1])
    assert found is not None
    assert found.title == "UIにログが出ません"


@pytest.mark.parametrize(
    "text",
    [
        "Subject: question\nFrom: a@crois.example\n\nMy job 16902244 failed.",
        "From: a@crois.example\nDate: Tue, 4 Nov 2025 18:16:00 +0900",
        'We saw ALARM: "checker-errors" in Asia Pacific (Tokyo) again. Why?',
    ],
)
def test_what_is_more_than_headers_or_less_is_no_alert(bench: Bench, text: str) -> None:
    assert " · inquiry" in opened(bench, text).split("\n")[0]
