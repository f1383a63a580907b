"""Runs as find_logs tells them: who failed, how often in a row, and what is not known."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

import pytest
from recorded_logs import ALERT, NOW, TEXT, Recorded, found, hourly, run

from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Reading, stamp

RAISED = "[ERROR] AssertionError: started_at has no value tasks:normal-1\nTraceback (most recent"
STARTED = "started_at has no value tasks:normal-1"
HOUR = timedelta(hours=1)


def request_id(at: datetime) -> str:
    return str(uuid.UUID(int=int(at.timestamp())))


def text_run(at: datetime, *said: str, stream: str = "s", request: str = "") -> list[LogEvent]:
    """A run of three seconds with lines that carry no request id."""
    request = request or request_id(at)
    lines = [
        f"START RequestId: {request} Version: $LATEST",
        *said,
        f"END RequestId: {request}",
        f"REPORT RequestId: {request}\tDuration: 3000 ms",
    ]
    apart = 3 / (len(lines) - 1)
    return [
        LogEvent(f"{at}{n}{stream}", at + timedelta(seconds=n * apart), line, stream)
        for n, line in enumerate(lines)
    ]


def json_run(
    at: datetime, text: str = "", *, level: str = "ERROR", status: str = "success"
) -> list[LogEvent]:
    request = request_id(at)
    stamp_at = stamp(at)
    lines: list[dict[str, object]] = [
        {"time": stamp_at, "type": "platform.start", "record": {"requestId": request}},
        {
            "timestamp": stamp_at,
            "level": "INFO",
            "requestId": request,
            "message": "job_id=16852935",
        },
        {
            "time": stamp_at,
            "type": "platform.report",
            "record": {"requestId": request, "status": status},
        },
    ]
    if text:
        lines.insert(
            2, {"timestamp": stamp_at, "level": level, "requestId": request, "message": text}
        )
    return [
        LogEvent(
            f"{at}{n}", at + timedelta(seconds=n), json.dumps(line, separators=(",", ":")), "j"
        )
        for n, line in enumerate(lines)
    ]


def runs_of(reading: Reading) -> str:
    return next((line for line in reading.tail if line.startswith("runs")), "")


@pytest.mark.parametrize(
    "said", [RAISED, STARTED.replace("started", "error: started"), f"AssertionError: {STARTED}"]
)
def test_lines_without_a_request_id_belong_to_the_run_of_their_stream(said: str) -> None:
    events: list[LogEvent] = []
    for hours in range(-6, 3):
        failing = hours in (-2, -1, 0)
        events += text_run(
            ALERT + hours * HOUR, "check job job_id=16852935", *([said] if failing else [])
        )
    reading = found(events, text=STARTED)
    assert runs_of(reading) == (
        "runs 12:14Z-15:14Z ok x4 | 16:14Z-18:14Z FAIL x3 | 19:14Z-20:14Z ok x2, every 60 min; "
        "consecutive FAIL: 3"
    )
    assert reading.lead == (
        f"request {request_id(ALERT)}, 2 of 5 lines, all by read_evidence",
        "ids: job 16852935",
    )
    assert reading.next


def test_an_error_before_the_start_belongs_to_the_run_that_follows() -> None:
    events = [e for hours in range(-3, 0) for e in text_run(ALERT + hours * HOUR)]
    early = LogEvent("early", ALERT - timedelta(seconds=2), RAISED, "s")
    events += [early, *text_run(ALERT), *text_run(ALERT + HOUR)]
    assert "15:14Z-17:14Z ok x3 | 18:14Z FAIL | 19:14Z ok" in runs_of(found(events, text=STARTED))


def test_without_its_start_a_line_belongs_to_the_end_that_follows() -> None:
    whole = text_run(ALERT, RAISED)
    events = [e for hours in (-2, -1, 1) for e in text_run(ALERT + hours * HOUR, stream="t")]
    reading = found([*events, *whole[1:]], text=STARTED)
    assert "18:14Z FAIL" in runs_of(reading)
    assert reading.facts["request"] == request_id(ALERT)


def test_a_line_of_no_run_leaves_the_runs_unknown() -> None:
    events = [e for hours in range(-6, 3) for e in text_run(ALERT + hours * HOUR, stream="t")]
    alone = LogEvent("alone", ALERT, RAISED, "no run in this stream")
    reading = found([*events, alone], text=STARTED)
    assert reading.tail[-1] == "runs: unknown, 1 hit carries no request"
    assert "consecutive" not in reading.facts
    assert "runs" not in reading.facts
    assert reading.lead[0].startswith("request: unknown")


def test_retries_of_one_request_are_one_run() -> None:
    events = hourly(failing=[], hours=[15, 16, 17, 19, 20])
    for minutes in (0, 1, 3):
        at = ALERT + timedelta(minutes=minutes)
        error = f"[ERROR]\t{stamp(at)}\t{request_id(ALERT)}\t{TEXT}"
        events += text_run(at, error, request=request_id(ALERT), stream=f"{minutes}")
    assert runs_of(found(events)) == (
        "runs 15:14Z-17:14Z ok x3 | 18:17Z FAIL (3 attempts) | 19:14Z-20:14Z ok x2, "
        "every 60 min; consecutive FAIL: 1"
    )


def test_a_row_that_begins_with_the_first_run_in_reach_may_be_longer() -> None:
    reading = found(hourly(failing=range(6, 21), hours=range(6, 21)))
    assert runs_of(reading).endswith("consecutive FAIL: 15 or more")
    assert reading.facts["consecutive"] == "15 or more"


def test_a_checker_that_runs_daily_is_looked_at_over_a_week() -> None:
    events: list[LogEvent] = []
    for day in range(9):
        events += run(ALERT - timedelta(days=day), error=TEXT if day < 5 else "")
    reading = found(events)
    assert runs_of(reading) == (
        "runs 10-29 18:14Z-10-30 18:14Z ok x2 | 10-31 18:14Z-11-04 18:14Z FAIL x5, "
        "every 1440 min; consecutive FAIL: 5"
    )
    assert reading.facts["consecutive"] == "5"


def test_the_run_after_a_rare_failure_is_looked_for_as_far() -> None:
    events: list[LogEvent] = []
    for day in range(-3, 3):
        events += run(ALERT + timedelta(days=day), error=TEXT if day == 0 else "")
    reading = found(events, now=NOW + timedelta(days=2))
    assert reading.again is None
    assert "11-04 18:14Z FAIL | 11-05 18:14Z-11-06 18:14Z ok x2" in runs_of(reading)


def test_one_run_in_a_week_tells_of_no_row() -> None:
    reading = found(run(ALERT, error=TEXT))
    assert reading.tail[-1].endswith("consecutive FAIL: unknown (fewer than 2 runs in reach)")
    assert "consecutive" not in reading.facts


def test_a_failing_run_that_has_not_ended_is_a_run() -> None:
    events = hourly(failing=[], hours=range(10, 18))
    events += text_run(ALERT, RAISED)[:2]
    reading = found(events, text=STARTED, now=ALERT + timedelta(minutes=2))
    assert "| 18:14Z FAIL" in runs_of(reading)


def test_a_run_whose_beginning_lies_out_of_reach_is_not_called_ok() -> None:
    """Its error may lie before the window; that it ended within says nothing."""
    reading = found(hourly(failing=[6, 18], hours=range(6, 21)), text=STARTED)
    assert runs_of(reading).startswith("runs 06:14Z FAIL | 07:14Z-17:14Z ok x11 | 18:14Z FAIL")
    reading = found(hourly(failing=[18], hours=range(6, 21)))
    assert runs_of(reading).startswith("runs 07:14Z-17:14Z ok x11 | 18:14Z FAIL")


def test_a_checker_of_every_five_minutes_lists_the_runs_around_the_hit() -> None:
    events: list[LogEvent] = []
    for n in range(-145, 30):
        at = ALERT + timedelta(minutes=5 * n)
        events += run(at, error=TEXT if n in (-1, 0) else "")
    reading = found(events)
    assert runs_of(reading) == (
        "runs 17:14Z-18:04Z ok x11 | 18:09Z-18:14Z FAIL x2 | 18:19Z-19:14Z ok x12, every 5 min; "
        "consecutive FAIL: 2"
    )
    assert reading.tail[-1] == "runs: the nearest 25 of 173 are listed, all counted"
    assert reading.facts["consecutive"] == "2"


def test_a_row_outside_of_what_is_listed_says_when() -> None:
    events: list[LogEvent] = []
    for n in range(-100, 30):
        at = ALERT + timedelta(minutes=5 * n)
        events += run(at, error=TEXT if n in (0, 26, 27) else "")
    assert ", until 2025-11-04T20:29:00Z" in runs_of(found(events))


@pytest.mark.parametrize("later", ["", "INFO", "ERROR"])
def test_runs_in_json_are_seen_as_such(later: str) -> None:
    events = [e for hours in range(-4, 0) for e in json_run(ALERT + hours * HOUR)]
    events += json_run(ALERT, STARTED)
    events += json_run(ALERT + HOUR, "no ERROR, Exception: none" if later else "", level=later)
    events += json_run(ALERT + 2 * HOUR, status="timeout")
    reading = found(events, text=STARTED)
    outcome = "ERROR x2" if later == "ERROR" else "ok | 20:14Z ERROR"
    assert outcome in runs_of(reading)
    assert runs_of(reading).endswith("consecutive FAIL: 1")
    assert reading.lead[1] == "ids: job 16852935"
    hit = next(row for row in reading.rows if row.mark == ">")
    assert hit.brief == f"[ERROR] {STARTED}"


def test_an_info_line_that_speaks_of_errors_fails_no_run() -> None:
    events = hourly(failing=[18], hours=range(6, 19))
    events += run(ALERT + HOUR, error="ERROR count 0, last Exception: none", level="INFO")
    assert "| 19:14Z ok" in runs_of(found(events))


def test_a_node_function_is_read_as_well() -> None:
    events: list[LogEvent] = []
    for hours in range(-3, 2):
        at = ALERT + hours * HOUR
        level = "ERROR" if hours == 0 else "INFO"
        words = STARTED if hours == 0 else "no ERROR"
        events += text_run(at, f"{stamp(at)}\t{request_id(at)}\t{level}\t{words}")
    reading = found(events, text=STARTED)
    assert "15:14Z-17:14Z ok x3 | 18:14Z FAIL | 19:14Z ok" in runs_of(reading)


def test_a_run_that_wrote_a_warning_and_no_error_has_not_failed() -> None:
    events = [
        e
        for n in range(-3, 3)
        for e in run(ALERT + n * HOUR, error=TEXT if n in (-1, 0) else "", level="WARN")
    ]
    reading = found(events)
    told = runs_of(reading)
    assert "17:14Z-18:14Z WARN x2 | 19:14Z" in told
    assert "; consecutive WARN: 2 (these runs wrote the line, a warning, and no error)" in told
    assert "FAIL" not in told
    assert reading.facts["consecutive warnings"] == "2"
    assert "consecutive" not in reading.facts


def test_a_run_that_warned_and_then_failed_has_failed_otherwise() -> None:
    warned, broke = f"[WARN] {TEXT}", "[ERROR] disk full"
    events = [e for n in range(-3, 0) for e in text_run(ALERT + n * HOUR, warned)]
    events += text_run(ALERT, warned, broke)
    told = runs_of(found(events))
    assert "15:14Z-17:14Z WARN x3 | 18:14Z ERROR" in told
    assert "; consecutive WARN: 3 or more (these runs" in told


def test_too_many_lines_are_said_to_be_too_many() -> None:
    events = hourly(failing=[18], hours=range(6, 21))
    reading = found(events, logs=Recorded(events, most=12))
    assert any(
        line.startswith("runs: not listed (too many lines in reach): ") for line in reading.tail
    )
    assert "runs" not in reading.facts


def test_what_was_recorded_begins_with_the_hits_and_their_request() -> None:
    """Whoever reads on from the first row has asked about this time, not about the day before."""
    reading = found(hourly(failing=[8, 18], hours=range(6, 21)))
    own = [row for row in reading.rows if row.at and abs(row.at - ALERT) < timedelta(minutes=5)]
    assert list(reading.rows[: len(own)]) == own
    assert any(row.at and row.at < ALERT - timedelta(hours=9) for row in reading.rows[len(own) :])
