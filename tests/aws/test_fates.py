"""A text that ordinary lines have: how the requests that wrote them ended all the same."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

from recorded_logs import ALERT, GROUP, NOW, RESOURCES, Recorded, found

from kurosai.aws.logs import fates, find_logs
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.errors import Unavailable
from kurosai.vocabulary import Reading, Window, stamp

TEXT = "records from orders"
KILLED = "Error: Runtime exited with error: signal: killed\nRuntime.ExitError"
FULL = "\tMemory Size: 1024 MB\tMax Memory Used: 1024 MB"
USUAL = "\tMemory Size: 1024 MB\tMax Memory Used: 166 MB"


def attempt(
    minute: float, request: int, *, killed: bool = False, full: bool = False
) -> list[LogEvent]:
    at = ALERT + timedelta(minutes=minute)
    name = str(uuid.UUID(int=request))
    lines = [
        f"START RequestId: {name} Version: $LATEST",
        f"[INFO]\t{stamp(at)}\t{name}\t{request * 7} {TEXT}",
        *([f"RequestId: {name} {KILLED}"] if killed else []),
        f"END RequestId: {name}",
        f"REPORT RequestId: {name}\tDuration: 30 ms{FULL if full else USUAL}",
    ]
    return [
        LogEvent(f"{minute}-{n}", at + timedelta(seconds=n), line, f"s{request}")
        for n, line in enumerate(lines)
    ]


def asked(logs: Recorded, around: str = "") -> Reading:
    since, until = ("", "") if around else (stamp(ALERT - timedelta(hours=1)), stamp(NOW))
    return find_logs.find(
        logs,
        RESOURCES,
        NOW,
        group=GROUP,
        text=TEXT,
        around=around,
        since=since,
        until=until,
        minutes=30,
    )


def some(*more: LogEvent) -> list[LogEvent]:
    """Four requests, of which two were killed and tried again in vain, the last went well."""
    bad = [
        one
        for request in (2, 3)
        for n in (0, 1, 3)
        for one in attempt(request + n, request, killed=True, full=True)
    ]
    return [*attempt(1, 1), *bad, *attempt(20, 4), *more]


def told(reading: Reading) -> str:
    return next((one for one in reading.lead if "hit" in one and "failure" in one), "")


def test_requests_that_failed_are_told_though_their_failure_has_not_the_text() -> None:
    reading = asked(Recorded(some()))
    assert told(reading) == (
        "of 4 requests that hit 2 tell of a failure: x2 18:19:02Z-18:20:02Z: "
        "Error: Runtime exited with error: signal: killed; "
        "all memory was used in 2 of them (1024 of 1024 MB)"
    )


def test_one_that_failed_is_shown_before_a_newer_one_that_went_well() -> None:
    reading = asked(Recorded(some()))
    shown = [row.brief for row in reading.rows if row.mark != "."]
    assert reading.facts["request"] == str(uuid.UUID(int=3))
    assert any(line.startswith("Error: Runtime exited") for line in shown)
    assert any("Max Memory Used: 1024 MB" in line for line in shown)
    assert not any("Max Memory Used: 166 MB" in line for line in shown)


def test_of_a_time_that_was_asked_the_request_stays() -> None:
    reading = asked(Recorded(some()), around=stamp(ALERT + timedelta(minutes=20)))
    assert reading.facts["request"] == str(uuid.UUID(int=4))
    assert told(reading).startswith("of 4 requests that hit 2 tell of a failure")


def test_one_that_went_well_when_tried_again_is_no_loss() -> None:
    again = [*attempt(30, 9, killed=True), *attempt(31, 9)]
    assert told(asked(Recorded(some(*again)))).endswith("; 1 of them went well when tried again")


def test_that_none_failed_is_said() -> None:
    logs = Recorded([*attempt(1, 1), *attempt(2, 2), *attempt(3, 3, full=True)])
    assert told(asked(logs)) == "3 requests hit, none of them tells of a failure"


def test_where_more_may_have_failed_nothing_is_said_of_none() -> None:
    """AWS gives the oldest first: of others' failures so many that the search stopped."""

    class Cut(Recorded):
        def filter(
            self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
        ) -> Found:
            found = super().filter(group, pattern, window, most=most, stream=stream)
            return Found((), complete=False) if pattern == fates.FAILED_PATTERN else found

    assert told(asked(Cut(some()))) == ""


def test_a_search_for_failures_that_fails_is_named() -> None:
    class Refusing(Recorded):
        def filter(
            self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
        ) -> Found:
            if pattern == fates.FAILED_PATTERN:
                raise Unavailable("AWS did not answer.", "Try again.")
            return super().filter(group, pattern, window, most=most, stream=stream)

    reading = asked(Refusing(some()))
    assert reading.found == 8
    assert any(
        one.startswith("how the requests that hit ended was not read: AWS did not answer.")
        for one in reading.lead
    )


def test_a_killed_run_shows_that_it_had_all_of_its_memory_in_use() -> None:
    reading = found(some(), text="", around=ALERT + timedelta(minutes=6))
    shown = [row.brief for row in reading.rows if row.mark != "."]
    assert any("Memory Size: 1024 MB Max Memory Used: 1024 MB" in line for line in shown)


def report(at: datetime, used: int) -> list[LogEvent]:
    request = str(uuid.UUID(int=5))
    metrics = {"memorySizeMB": 512, "maxMemoryUsedMB": used}
    lines = [
        {"type": "platform.start", "record": {"requestId": request}},
        {"level": "ERROR", "requestId": request, "message": "no room"},
        {
            "type": "platform.report",
            "record": {"requestId": request, "status": "error", "metrics": metrics},
        },
    ]
    return [
        LogEvent(f"j{n}", at + timedelta(seconds=n), json.dumps(line), "j")
        for n, line in enumerate(lines)
    ]


def test_memory_is_told_of_reports_in_json_too() -> None:
    shown = [row.brief for row in found(report(ALERT, 512), text="no room").rows]
    assert "platform.report error memory used 512 of 512 MB" in shown[-1]
    shown = [row.brief for row in found(report(ALERT, 80), text="no room").rows]
    assert not any("memory" in line for line in shown)
