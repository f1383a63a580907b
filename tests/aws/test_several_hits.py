"""Hits of several requests, and a request among many lines: which one is spoken of is said."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from recorded_logs import ALERT, GROUP, NOW, RESOURCES, TEXT, Recorded, found, run

from kurosai import calls
from kurosai.aws.logs import find_logs
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Coverage, stamp

FIVE = timedelta(minutes=5)


def request_id(at: datetime) -> str:
    return str(uuid.UUID(int=int(at.timestamp())))


def every_five_minutes(several: range) -> list[LogEvent]:
    return [e for n in several for e in run(ALERT + n * FIVE, error=TEXT, job=f"1685293{n + 3}")]


def test_the_request_nearest_to_the_time_asked_is_the_one_spoken_of() -> None:
    reading = found(every_five_minutes(range(-1, 2)))
    others = f"others: {request_id(ALERT + FIVE)}, {request_id(ALERT - FIVE)}"
    request = f"request {request_id(ALERT)} (1 of 3 that hit; {others})"
    assert reading.lead == (
        f"{request}, 5 of 8 lines, all by read_evidence offset 9",
        "ids: job 16852933",
        "ids of the other hits: job 16852934, 16852932",
    )
    assert reading.facts["job"] == "16852933"
    assert reading.facts["request"] == request_id(ALERT)
    assert reading.next == tuple(calls.describe_job(f"1685293{n}") for n in (3, 4, 2))


def test_of_many_requests_three_are_read_and_the_rest_counted() -> None:
    events = every_five_minutes(range(-3, 4))
    reading = found(events)
    assert "(1 of 6 that hit; others: " in reading.lead[0]
    assert " and 2 more), " in reading.lead[0]
    assert reading.lead[2].count("1685293") == 2


def test_without_a_time_the_newest_hit_is_spoken_of() -> None:
    reading = find_logs.find(
        Recorded(every_five_minutes(range(-1, 2))),
        RESOURCES,
        NOW,
        group=GROUP,
        text=TEXT,
        around="",
        since=stamp(ALERT - 3 * FIVE),
        until="",
        minutes=15,
    )
    assert reading.facts["request"] == request_id(ALERT + FIVE)


def test_of_too_many_hits_those_at_the_time_asked_are_read() -> None:
    times = [ALERT + timedelta(seconds=10 * n) for n in range(-80, 10)]
    events = [e for at in times for e in run(at, error=TEXT)]
    reading = found(events)
    assert reading.coverage is Coverage.TRUNCATED
    assert reading.facts["request"] == request_id(ALERT)
    assert reading.tail[0].startswith("more hits lie before and after these: give since=")


def busy(before: int) -> list[LogEvent]:
    """Runs of the same stream before the alert's, so many lines that no search reads them all."""
    stream = run(ALERT)[0].stream
    events: list[LogEvent] = []
    for n in range(before):
        at = ALERT - timedelta(minutes=15) + timedelta(milliseconds=300 * n)
        request = str(uuid.UUID(int=n + 1))
        for place, frame in enumerate(("START", "END", "REPORT")):
            events.append(
                LogEvent(
                    f"{n}{frame}",
                    at + timedelta(milliseconds=place),
                    f"{frame} RequestId: {request} x",
                    stream,
                )
            )
    return events


def test_a_busy_stream_does_not_lose_the_request() -> None:
    reading = found([*busy(900), *run(ALERT, error=TEXT)])
    assert reading.lead == (
        f"request {request_id(ALERT)}, 5 of 8 lines, all by read_evidence",
        "ids: job 16852935",
    )


def test_a_request_with_too_many_lines_is_partial_and_says_so() -> None:
    events = run(ALERT, error=TEXT)
    said = [
        LogEvent(
            f"x{n}", ALERT - timedelta(seconds=25, milliseconds=-n), f"line {n}", events[0].stream
        )
        for n in range(600)
    ]
    reading = found([*events, *said])
    assert reading.coverage is Coverage.PARTIAL
    assert f"partial: not all lines of request {request_id(ALERT)} could be read" in reading.tail
    assert " of at least " in reading.lead[0]
    assert any(row.mark == ">" for row in reading.rows)


@pytest.mark.parametrize("text", [TEXT, "Traceback"])
def test_no_reading_says_that_it_read_nothing_of_nothing(text: str) -> None:
    hit = LogEvent("hit", ALERT, f"[ERROR]\t{stamp(ALERT)}\t{request_id(ALERT)}\t{text}", "s")
    reading = found([hit], text=text)
    assert reading.lead[0] == f"request {request_id(ALERT)}, 1 of 1 lines"


def test_a_retry_is_read_by_itself() -> None:
    first, second = run(ALERT, error=TEXT), run(ALERT, error=TEXT)
    later = [
        LogEvent(f"again{event.id}", event.at + timedelta(minutes=1), event.message, event.stream)
        for event in second
    ]
    reading = found([*first, *later])
    assert "5 of 8 lines" in reading.lead[0]


def test_lines_that_share_words_with_the_text_are_not_counted_as_the_same() -> None:
    good, bad = "merged 4 outputs of job", "outputs of job 16663218 are not complete"
    at = ALERT - timedelta(minutes=30)
    events = [e for n in range(3) for e in run(at + n * FIVE, error=f"{good} 1666320{n}")]
    events += run(ALERT - FIVE, error=bad)
    reading = found(events, text=good, around=at)
    assert any(line.startswith("same signature ") and ": 3" in line for line in reading.tail)
    assert not any(f"{ALERT - FIVE:%H:%M}" in line for line in reading.tail if "same" in line)
