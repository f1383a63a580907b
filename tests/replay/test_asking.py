"""Which arguments of a recorded call are asked again, and which have to stand still."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kurosai.evidence.record import Evidence
from kurosai.replay import asking
from kurosai.vocabulary import Coverage, Json, Window

READ = datetime(2025, 11, 4, 21, 0, tzinfo=UTC)
HOUR = Window(READ - timedelta(hours=1), READ)


def evidence(window: Window | None = HOUR, **asked: Json) -> Evidence:
    return Evidence(
        id="0M33G27J",
        sequence=1,
        read_at=READ,
        operator="tester",
        server="aws",
        tool="find_logs",
        asked={"group": "/aws/lambda/x", **asked},
        source="/aws/lambda/x",
        identity="aws 111122223333 ap-northeast-1",
        coverage=Coverage.COMPLETE,
        window=window,
        rows=(),
        shown=0,
        total=0,
        text="0M33G27J · x · complete",
        again=None,
        facts={},
    )


@pytest.mark.parametrize("since", ["1h", "60 min ago", ""])
def test_a_time_that_was_relative_is_the_recorded_one(since: str) -> None:
    one = asking.again(evidence(since=since, until="", around="", minutes=15), {})
    assert one.arguments["since"] == "2025-11-04T20:00:00Z"
    assert one.arguments["until"] == "2025-11-04T21:00:00Z"
    assert "recorded span" in one.note


def test_an_absolute_time_is_asked_as_it_was() -> None:
    recorded = evidence(around="2025-11-04T18:14:00Z", since="", until="", minutes=15)
    assert asking.again(recorded, {}) == asking.Asked(recorded.asked)
    ended = Window(READ - timedelta(hours=3), READ - timedelta(hours=2))
    told = evidence(ended, around="", since="2025-11-04T18:00:00Z", until="2025-11-04T19:00:00Z")
    assert asking.again(told, {}) == asking.Asked(told.asked)


def test_around_some_time_ago_is_around_that_moment() -> None:
    window = Window(READ - timedelta(hours=2, minutes=15), READ - timedelta(hours=1, minutes=45))
    one = asking.again(evidence(window, around="2h", since="", until="", minutes=15), {})
    assert one.arguments["around"] == "2025-11-04T19:00:00Z"
    assert one.arguments["since"] == ""


def test_a_window_that_ended_long_before_it_was_read_is_not_relative() -> None:
    of_a_job = Window(READ - timedelta(days=2), READ - timedelta(days=1))
    recorded = evidence(of_a_job, around="", since="", until="")
    assert asking.again(recorded, {}) == asking.Asked(recorded.asked)


def test_a_secret_that_was_not_kept_cannot_be_asked_for() -> None:
    one = asking.again(evidence(text="token=[redacted: secret]"), {})
    assert "secret" in one.why_not


def test_a_cursor_is_that_of_the_page_before() -> None:
    one = asking.again(evidence(cursor="then-2", since=""), {"then-2": "now-2"})
    assert one.arguments["cursor"] == "now-2"
    assert one.arguments["since"] == ""
    text = "0M33G27J · x · 1 of ? rows · truncated\nmore behind cursor then-2\nnext: a.b {}"
    assert asking.cursor(replace(evidence(), text=text).text) == "then-2"
