"""A next call to the code's history is offered where a change is likely, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from recorded_logs import found, hourly

from kurosai import calls
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import moment

TRACE = """\
KeyError: 'startedAt'
Traceback (most recent call last):
\xa0 File "/var/task/main.py", line 36, in handler
\xa0   started, finished = times.read(message, keys)
\xa0 File "/var/task/times.py", line 22, in read
\xa0   return tuple(parse(message[key]) for key in keys)
\xa0 File "/var/lang/lib/python3.12/site-packages/x.py", line 9, in y
\xa0   raise KeyError(key)
"""
DAY = datetime(2025, 11, 4, tzinfo=UTC)


def offered(events: Sequence[LogEvent], *, now: int = 21) -> list[str]:
    """The tools of the code's server that are offered."""
    reading = found(events, now=DAY + timedelta(hours=now))
    return [call.tool for call in reading.next if call.server == "github"]


def traced(events: Sequence[LogEvent]) -> list[LogEvent]:
    return [
        replace(one, message=TRACE) if one.message.startswith("Traceback") else one
        for one in events
    ]


def test_good_runs_before_and_none_since_ask_what_changed() -> None:
    events = hourly(failing=(18, 19, 20), hours=range(8, 21))
    reading = found(events)
    first = min(one.at for one in events if "started_at has no value" in one.message)
    assert calls.find_commits("", around=first) in reading.next
    changes = calls.find_changes("lambda:core-v2-crois-gke-health-checker", around=first)
    assert changes in reading.next
    assert len(reading.next) <= 3


def test_the_innermost_line_of_our_own_code_is_searched() -> None:
    reading = found(traced(hourly(failing=(18, 19, 20), hours=range(8, 21))))
    expected = calls.search_code("return tuple(parse(message[key]) for key in keys)")
    assert expected in reading.next


@pytest.mark.parametrize(
    ("failing", "hours", "why"),
    [
        ((18,), range(8, 21), "it happened once"),
        ((18, 19), range(8, 21), "it went away"),
        ((17, 18), range(16, 19), "too few good runs before"),
        ((10, 18, 19, 20), range(8, 21), "offered"),
        (tuple(range(8, 21)), range(8, 21), "nobody saw it begin"),
        ((16, 18, 19, 20), range(8, 21), "it failed shortly before too"),
    ],
)
def test_what_says_nothing_of_a_change_offers_nothing(
    failing: Sequence[int], hours: Sequence[int], why: str
) -> None:
    expected = ["find_commits", "search_code"] if why == "offered" else []
    assert offered(traced(hourly(failing=failing, hours=hours))) == expected


def test_the_run_that_went_well_again_is_offered() -> None:
    """That it went well is counted; whether it made up for what was lost stands in its lines."""
    text = "[usage] error: cannot post"
    for failing, next_good in (((18,), 19), ((17, 18), 19), ((12, 18), 19)):
        events = hourly(failing=failing, hours=range(8, 21), error=text)
        reading = found(without_jobs(events), text=text)
        call = reading.next[-1]
        good = [one for one in events if one.at.hour == next_good]
        assert (call.tool, "text" in call.arguments) == ("find_logs", False)
        since, until = (moment(str(call.arguments[name])) for name in ("since", "until"))
        assert since <= good[0].at
        assert until >= good[-1].at
        assert not [one for one in events if since <= one.at <= until and one not in good]


def test_while_none_went_well_again_none_is_offered() -> None:
    text = "[usage] error: cannot post"
    for failing in ((18, 19, 20), (20,)):
        events = hourly(failing=failing, hours=range(8, 21), error=text)
        around = DAY + timedelta(hours=failing[0], minutes=14)
        reading = found(without_jobs(events), text=text, around=around)
        assert not [call for call in reading.next if call.tool == "find_logs"]


def without_jobs(events: Sequence[LogEvent]) -> list[LogEvent]:
    return [replace(one, message=one.message.replace("job_id=16852935", "all")) for one in events]
