"""What failing runs say otherwise than the good run before them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from recorded_logs import TEXT, found

from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Reading, stamp

DAY = datetime(2025, 11, 4, tzinfo=UTC)


def run(hour: int, *said: str, error: str = "") -> list[LogEvent]:
    """A run that ends 14:41 after an hour, with these ordinary lines."""
    at = DAY + timedelta(hours=hour, minutes=14, seconds=41)
    request = str(uuid.UUID(int=int(at.timestamp())))
    texts = [("INFO", text) for text in said] + ([("ERROR", error)] if error else [])
    lines = [f"START RequestId: {request} Version: $LATEST"]
    lines += [f"[{level}]\t{stamp(at)}\t{request}\t{text}" for level, text in texts]
    lines += [f"END RequestId: {request}", f"REPORT RequestId: {request}\tDuration: 9 ms"]
    begin = at - timedelta(seconds=len(lines) - 1)
    return [
        LogEvent(f"{request}-{n}", begin + timedelta(seconds=n), line, f"stream{hour}")
        for n, line in enumerate(lines)
    ]


def shown(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark != "."]


def unlike(reading: Reading) -> list[str]:
    return [line for line in reading.lead if line.startswith("unlike")]


def runs(good: tuple[str, ...], bad: tuple[str, ...]) -> Reading:
    events = [event for hour in (14, 15, 16) for event in run(hour, *good)]
    events += [event for hour in (17, 18) for event in run(hour, *bad, error=TEXT)]
    return found(events)


def test_a_version_and_a_setting_that_changed_are_shown_beside_what_they_were() -> None:
    reading = runs(
        ("updater 2.40.3 start", "keys started_at (parameter version 7)", "wrote 3 of 3 in 12 ms"),
        ("updater 2.41.0 start", "keys startedAt (parameter version 8)"),
    )
    (told,) = unlike(reading)
    assert told.startswith("unlike the last good run before (16:14:41Z, marked so): 2 lines, ")
    assert told.endswith(", 1 line of that one never came")
    lines = shown(reading)
    assert "(good run) [INFO] updater 2.40.3 start" in lines
    assert "[INFO] updater 2.41.0 start" in lines
    assert "(good run) [INFO] keys started_at (parameter version 7)" in lines
    assert "[INFO] keys startedAt (parameter version 8)" in lines
    # Where the failed run left the good one's way.
    assert "(good run) [INFO] wrote 3 of 3 in 12 ms" in lines
    assert "3 of 6 lines" in reading.lead[0]


def test_ids_times_and_counts_differ_in_any_two_runs() -> None:
    events: list[LogEvent] = []
    for hour in (14, 15, 16, 17, 18):
        said = (f"job 168529{hour} of {hour} in 1{hour} ms", f"at {hour} 0123456789abcde{hour}")
        events += run(hour, *said, error=TEXT if hour > 16 else "")
    reading = found(events)
    assert unlike(reading) == []
    assert not any("(good run)" in line for line in shown(reading))


def test_an_id_that_good_runs_share_and_failed_ones_have_otherwise_is_a_setting() -> None:
    events: list[LogEvent] = []
    for hour in (14, 15, 16, 17, 18):
        version = "b81e90a4-5f17-4c28-8b1d-6a2c97d0f3b8" if hour > 16 else str(uuid.UUID(int=7))
        said = (f"secret version={version} of job 168529{hour}", "9 connections")
        events += run(hour, *said, error=TEXT if hour > 16 else "")
    reading = found(events)
    assert unlike(reading) == ["unlike the last good run before (16:14:41Z, marked so): 1 line"]
    lines = shown(reading)
    assert any(
        line.startswith(f"(good run) [INFO] secret version={uuid.UUID(int=7)}") for line in lines
    )
    assert any(line.startswith("[INFO] secret version=b81e90a4") for line in lines)


def test_what_the_first_failed_run_said_is_shown_where_it_has_other_values() -> None:
    events = [event for hour in (14, 15, 16) for event in run(hour, "v 1.8.2", "163 jobs")]
    for hour, jobs in ((17, 762), (18, 921), (19, 1077)):
        events += run(hour, "v 1.9.0", f"late by {jobs} jobs, cursor 02:50", error=TEXT)
    lines = shown(found(events, around=DAY + timedelta(hours=19, minutes=14)))
    assert "[INFO] late by 1077 jobs, cursor 02:50" in lines
    assert "(first failed run) [INFO] late by 762 jobs, cursor 02:50" in lines
    assert not any("late by 921" in line for line in lines)
    assert sum("v 1.9.0" in line for line in lines) == 1, "what is the same is said once"


def test_an_id_of_one_good_run_alone_is_no_setting() -> None:
    events = run(16, "secret version=1234567890abcdef0")
    for hour in (17, 18):
        events += run(hour, "secret version=fedcba09876543210", error=TEXT)
    assert unlike(found(events)) == []


def test_a_run_that_broke_off_early_shows_what_never_came() -> None:
    reading = runs(("start", "login ok, token good until 03:00", "read 4", "done"), ("start",))
    assert unlike(reading) == [
        "unlike the last good run before (16:14:41Z, marked so): 2 lines of that one never came"
    ]
    lines = shown(reading)
    assert "(good run) [INFO] login ok, token good until 03:00" in lines
    assert "(good run) [INFO] done" not in lines


def test_a_single_failure_is_not_compared() -> None:
    events = [event for hour in (15, 16, 17) for event in run(hour, "v 1.0.0 start")]
    assert unlike(found([*events, *run(18, "v 1.1.0 start", error=TEXT)])) == []


def test_nothing_is_compared_with_a_run_that_failed_otherwise() -> None:
    events = [event for hour in (14, 15) for event in run(hour, "v 1.0.0 start")]
    events += run(16, "v 1.0.5 start", error="boom: another failure")
    events += [event for hour in (17, 18) for event in run(hour, "v 1.1.0 start", error=TEXT)]
    assert unlike(found(events)) == []


def test_a_line_that_is_new_needs_no_counterpart_and_few_are_shown() -> None:
    new = ("cache disabled by flag", "fallback endpoint in use", "third new", "fourth new")
    reading = runs(("v 1.0.0 start", "9 rows: ok"), ("v 1.0.0 start", *new))
    assert unlike(reading)[0].endswith("3 lines, 1 line of that one never came")
    lines = shown(reading)
    assert "[INFO] cache disabled by flag" in lines
    assert [line for line in lines if line.startswith("(good run)")] == [
        "(good run) [INFO] 9 rows: ok"
    ]
    assert "[INFO] fourth new" not in lines


def test_long_lines_and_the_masks_own_sign_do_no_harm() -> None:
    """Seconds for one pair of long lines, before their beginnings were compared."""
    events: list[LogEvent] = []
    for hour in (14, 15, 16, 17, 18):
        long = f"payload {hour} " + "abc def " * 15_000 + str(hour)
        said = (long, f"item {'#' if hour % 2 else 7} of 5")
        events += run(hour, *said, error=TEXT if hour > 16 else "")
    found(events)


def test_what_only_later_failures_say_did_not_bring_the_trouble_about() -> None:
    """A deployment an hour after the first failure is innocent, however new its version is."""
    events = [event for hour in (14, 15) for event in run(hour, "v 1.0.0 start", "key old")]
    for hour in (16, 17, 18):
        version = "v 1.0.0 start" if hour == 16 else "v 1.1.0 start"
        events += run(hour, version, "key new", error=TEXT)
    reading = found(events, around=DAY + timedelta(hours=18, minutes=14))
    lines = shown(reading)
    assert "[INFO] key new" in lines
    assert "(good run) [INFO] key old" in lines
    assert not any("v 1." in line for line in lines)
