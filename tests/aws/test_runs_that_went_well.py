"""Beside a failure that goes on: a run that went well, and the line with which it began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from recorded_logs import ALERT, NOW, TEXT, Recorded, found, run

from kurosai import calls
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Reading

FUNCTION = "lambda:core-v2-crois-gke-health-checker"


def called(count: int, failing: Sequence[int], every: timedelta) -> list[LogEvent]:
    """Runs of a function that events call, at no steady times, the last of them at the alert."""
    events: list[LogEvent] = []
    for number in range(count):
        # Pairs close to each other: no period is near most of the gaps.
        at = ALERT - every * (count - 1 - number) + (every / 3) * (number % 2)
        error = TEXT if number in failing else ""
        events += run(at, error=error, job=f"1685{number:04}")
    return events


def many() -> list[LogEvent]:
    quiet = run(ALERT - timedelta(days=3), job="16840001")
    return [*quiet, *called(90, (70, 80, 89), timedelta(minutes=3))]


def shown(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark != "."]


def told(reading: Reading) -> list[str]:
    return [line for line in reading.lead if line.startswith("the nearest run that went well")]


def test_of_runs_that_are_too_many_to_be_listed_one_that_went_well_is_shown() -> None:
    reading = found(many())
    assert any("not listed (more than 60 in reach)" in line for line in reading.tail)
    assert told(reading) == ["the nearest run that went well, 18:11:00Z: its lines marked so"]
    good = [line for line in shown(reading) if line.startswith("(good run) ")]
    assert good == ["(good run) [INFO] [healthcheck] check job job_id=16850088"]


def test_the_line_with_which_it_began_is_shown_where_it_is_new() -> None:
    reading = found(many())
    (first,) = [line for line in shown(reading) if line.startswith("(first) ")]
    (row,) = [row for row in reading.rows if row.brief == first]
    assert row.at == min(one.at for one in many() if TEXT in one.message)
    assert first == f"(first) [ERROR] {TEXT}"


def test_of_a_failure_known_from_before_no_line_is_called_the_first() -> None:
    old = run(ALERT - timedelta(days=3), error=TEXT)
    assert not [line for line in shown(found([*old, *many()])) if "(first)" in line]


def test_what_changed_on_a_function_that_events_call_is_asked_where_it_is_new() -> None:
    events = many()
    began = min(one.at for one in events if TEXT in one.message)
    assert calls.find_commits("", around=began) in found(events).next
    once = [
        one for one in events if TEXT not in one.message or one.at > ALERT - timedelta(hours=0.1)
    ]
    assert not [call for call in found(once).next if call.server == "github"]


def test_a_failure_after_which_a_run_went_well_needs_none_beside_it() -> None:
    events = [one for hour in range(9) for one in run(at(hour), error=TEXT if hour == 7 else "")]
    assert told(found(events, around=at(7))) == []


def test_a_single_failure_with_none_since_has_the_good_run_before_beside_it() -> None:
    events = [one for hour in range(8) for one in run(at(hour), error=TEXT if hour == 7 else "")]
    reading = found(events, around=at(7))
    assert told(reading) == ["the nearest run that went well, 18:00:00Z: its lines marked so"]


def test_another_error_in_the_next_run_asks_what_changed_as_well() -> None:
    errors = {6: TEXT, 7: "[healthcheck] error: cannot reach the API"}
    events = [one for hour in range(8) for one in run(at(hour), error=errors.get(hour, ""))]
    began = min(one.at for one in events if TEXT in one.message)
    asked = found(events, around=at(6)).next
    assert calls.find_changes(FUNCTION, around=began) in asked


def at(hour: int) -> datetime:
    return NOW.replace(hour=12) + timedelta(hours=hour)


def test_of_runs_that_are_too_many_to_be_listed_it_is_counted_how_they_ended() -> None:
    (line,) = [one for one in found(many()).tail if one.startswith("runs: ")]
    assert line == (
        "runs: not listed (more than 60 in reach): 87 ok, 3 FAIL 17:17Z-18:15Z, 0 ok since"
    )


def test_where_more_ran_than_can_be_read_the_nearest_runs_are_counted() -> None:
    logs = Recorded(called(90, (70, 80, 89), timedelta(minutes=3)), most=90)
    (line,) = [one for one in found([], logs=logs).tail if one.startswith("runs: ")]
    assert line.startswith(
        "runs: not listed (too many lines in reach): of 2025-11-04 17:14:58Z-19:14:58Z "
    )
    assert line.endswith(" ok, 3 FAIL 17:17Z-18:15Z, 0 ok since")
