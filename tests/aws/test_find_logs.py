"""The whole question in one reading, over an in-memory CloudWatch Logs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from recorded_logs import ALERT, GROUP, NOW, RESOURCES, TEXT, Recorded, found, hourly, run

from kurosai import calls
from kurosai.aws.logs import absence, find_logs
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.logs import LogEvent, LogGroup
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, stamp


def test_one_call_brings_line_request_ids_and_recurrence() -> None:
    reading = found(hourly(failing=[18], hours=range(6, 21)))
    assert reading.coverage is Coverage.COMPLETE
    assert (reading.found, reading.total) == (1, 1)
    shown = [row for row in reading.rows if row.mark != "."]
    assert shown.pop(0).brief == "[INFO] [healthcheck] check job job_id=16852935"
    assert [row.mark for row in shown] == ["", "", ">", ""]
    assert shown[0].brief == "[WARN] retrying Crois API (502)"
    assert shown[1].brief == "[INFO] GET 200"
    assert shown[2].brief == f"[ERROR] {TEXT}"
    assert shown[3].brief.startswith("AssertionError: it (3 lines)")
    assert "job 16852935" in reading.lead[1]
    # It may have said more of that job since: the window of an alert ends soon after it.
    assert [call.tool for call in reading.next] == ["describe_job", "find_logs"]
    assert reading.next[0] == calls.describe_job("16852935")
    later = dict(reading.next[1].arguments)
    assert (later["text"], later["until"]) == ("16852935", "2025-11-04T21:00:00Z")
    assert reading.tail[-1] == (
        "runs 07:14Z-17:14Z ok x11 | 18:14Z FAIL | 19:14Z-20:14Z ok x2, every 60 min; "
        "consecutive FAIL: 1"
    )
    assert reading.again is None


def test_all_lines_of_the_request_are_recorded_though_few_are_shown() -> None:
    reading = found(hourly(failing=[18], hours=[17, 18, 19]))
    recorded = [row.text for row in reading.rows]
    assert any("job_id=16852935" in text for text in recorded)
    assert sum(text.startswith("REPORT") for text in recorded) == 3


def test_a_third_failure_in_a_row_is_counted_as_such() -> None:
    reading = found(hourly(failing=[16, 17, 18], hours=range(6, 21)))
    assert "16:14Z-18:14Z FAIL x3" in reading.tail[-1]
    assert "consecutive FAIL: 3" in reading.tail[-1]


def test_an_earlier_failure_that_was_followed_by_a_good_run_is_not_consecutive() -> None:
    week = run(ALERT - timedelta(days=7), error="")
    reading = found([*week, *hourly(failing=[15, 18], hours=range(6, 21))])
    assert ": 2; new since 11-04 15:14Z (none in 7 d before)" in reading.tail[0]
    assert "consecutive FAIL: 1" in reading.tail[-1]


def test_before_the_next_run_it_says_when_to_ask_again_and_how() -> None:
    now = ALERT + timedelta(minutes=3)
    reading = found(hourly(failing=[18], hours=range(6, 19)), now=now)
    assert reading.again is not None
    assert stamp(reading.again.at) == "2025-11-04T19:17:00Z"
    assert reading.again.call == calls.find_logs(GROUP, TEXT, around=ALERT)
    assert reading.tail[-1] == (
        "the next run is due about 19:14Z: ask again after 2025-11-04T19:17:00Z"
    )
    assert reading.window is not None
    assert reading.window.end == now


def test_a_run_that_is_overdue_is_a_finding_not_a_reason_to_wait() -> None:
    reading = found(hourly(failing=[18], hours=range(6, 19)), now=NOW)
    assert reading.again is None
    assert reading.tail[-1] == "no run since the failure, though one was due about 19:14Z"


def test_another_error_in_a_later_run_is_not_ok() -> None:
    events = hourly(failing=[18], hours=range(6, 19))
    events += run(ALERT + timedelta(hours=1), error="[healthcheck] error: job FAILED")
    reading = found(events)
    assert "| 19:14Z ERROR" in reading.tail[-1]


def test_a_warning_alone_does_not_make_a_run_fail() -> None:
    events = hourly(failing=[18], hours=range(6, 19))
    events += run(ALERT + timedelta(hours=1), error="Exception ignored", level="WARN")
    assert "| 19:14Z ok" in found(events).tail[-1]


def test_a_look_alike_is_no_hit() -> None:
    other = TEXT.replace("started_at", "finished_at")
    reading = found(hourly(failing=[18], hours=range(6, 21), error=other))
    assert reading.coverage is Coverage.EMPTY
    assert "There are lines in this window, and none contains" in reading.lead[0]


def test_the_same_statement_about_another_task_is_found_and_named_as_alike() -> None:
    other = TEXT.replace("normal-1", "normal-3")
    reading = found(hourly(failing=[18], hours=range(6, 21), error=other))
    assert reading.found == 1
    assert reading.lead[0].startswith("no line has exactly this text")


def test_a_search_for_an_id_finds_that_id_only() -> None:
    events = [
        *run(ALERT, error="", job="11111111"),
        *run(ALERT + timedelta(minutes=5), error="", job="22222222"),
    ]
    reading = found(events, text="job_id=22222222")
    assert [row.brief for row in reading.rows if row.mark == ">"] == [
        "[INFO] [healthcheck] check job job_id=22222222"
    ]


def test_a_window_without_any_line_says_so() -> None:
    reading = found([])
    assert reading.coverage is Coverage.EMPTY
    assert "no line at all in this window" in reading.lead[0]
    assert reading.next == ()


def test_a_window_older_than_the_retention_is_expired_not_empty() -> None:
    logs = Recorded([])
    logs.retention = 1
    reading = found([], logs=logs, now=NOW + timedelta(days=3))
    assert reading.coverage is Coverage.EXPIRED
    assert "1 days" in reading.lead[0]


def test_more_hits_than_the_limit_are_truncated_and_the_rest_is_reachable() -> None:
    events = [e for n in range(8) for e in run(ALERT + timedelta(minutes=n), error=TEXT)]
    reading = found([], logs=Recorded(events, most=3))
    assert reading.coverage is Coverage.TRUNCATED
    assert (reading.found, reading.total) == (3, None)
    assert "give since=" in reading.tail[0]


def test_a_function_that_runs_all_the_time_has_no_list_of_runs() -> None:
    times = [ALERT + timedelta(minutes=(n % 7) * n / 4) for n in range(90)]
    events = [e for at in sorted(set(times)) for e in run(at, error="")]
    events += run(ALERT + timedelta(minutes=5, seconds=7), error=TEXT)
    reading = found(events)
    assert reading.coverage is Coverage.COMPLETE
    assert reading.tail[-1].startswith("runs: not listed (more than 60 in reach): ")
    assert "runs" not in reading.facts


def test_an_incomplete_look_beside_the_question_is_said_and_makes_nothing_partial() -> None:
    events = [e for n in range(-6, 3) for e in run(ALERT + timedelta(hours=n), error=TEXT)]
    reading = found(events, logs=Recorded(events, most=8))
    assert reading.coverage is Coverage.COMPLETE
    assert reading.tail[-1].startswith("the search for the same signature stopped at its limit")
    assert any(": at least 8" in line for line in reading.tail)
    assert any(
        line.startswith("runs: not listed (too many lines in reach)") for line in reading.tail
    )
    assert "same signature" not in reading.facts
    assert reading.facts["same signature, counted in part"].startswith("at least 8 (")


def test_a_refusal_is_an_answer_that_proves_nothing() -> None:
    logs = Recorded([])
    logs.refuse = Denied("User is not authorized")
    assert found([], logs=logs).coverage is Coverage.DENIED


@pytest.mark.parametrize("name", ["/aws/lambda/crois-gke-health-checker", "health", "gke-checks"])
def test_a_missing_group_is_a_wrong_question_and_names_those_there_are(name: str) -> None:
    logs = Recorded([])
    logs.refuse = Missing("no")
    with pytest.raises(BadInput) as caught:
        find_logs.find(
            logs,
            RESOURCES,
            NOW,
            group=name,
            text="",
            around=stamp(ALERT),
            since="",
            until="",
            minutes=15,
        )
    assert caught.value.do == f"Log groups with such a name: {GROUP}."


def test_runs_do_not_fail_by_saying_something() -> None:
    reading = found(hourly(failing=[], hours=range(6, 21)), text="check job")
    assert [line.split(" 2025-")[0] for line in reading.tail] == ["same text"]


def test_a_first_hit_without_a_request_is_no_stumbling_block() -> None:
    start = LogEvent("i", ALERT, "INIT_START Runtime Version: python:3.12.v30\tRuntime", "s")
    events = [*hourly(failing=[18], hours=range(17, 20)), start]
    for text in ("INIT_START", ""):
        reading = found(events, text=text)
        assert reading.coverage is Coverage.COMPLETE


def test_a_listing_offers_no_job_and_a_search_for_a_job_not_that_job() -> None:
    quiet = hourly(failing=[], hours=range(6, 21))
    assert found(quiet, text="").next == ()
    events = hourly(failing=[18], hours=range(6, 21))
    assert found(events, text="job_id=16852935").next == ()


def test_a_line_that_names_its_job_leads_to_what_is_said_of_the_job_later() -> None:
    """It may say that it tries again: the alert's window ends before that has come."""
    events = hourly(failing=[18], hours=range(6, 21), error="merge of job 16852935: next try later")
    asked = found(events, text="merge of job 16852935: next try later").next
    assert any(call.arguments.get("text") == "16852935" for call in asked)


@pytest.mark.parametrize(
    ("around", "since", "until", "says"),
    [
        ("2025-11-05T18:14:00Z", "", "", "in the future"),
        ("", "2025-11-05T18:14:00Z", "", "in the future"),
        ("2025-11-04T18:14:00", "", "", "no time zone"),
        ("x", "", "", "is not a time"),
        ("2025-11-04T18:14:00Z", "2025-11-04T18:14:00Z", "", "one of them"),
        ("", "", "2025-11-04T18:14:00Z", "without `since`"),
        ("", "2025-11-04T18:14:00Z", "2025-11-04T17:14:00Z", "Swap"),
        ("", "2025-01-01T00:00:00Z", "", "longer than 31 days"),
    ],
)
def test_times_that_make_no_window_are_refused(
    around: str, since: str, until: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        find_logs.find(
            Recorded([]),
            RESOURCES,
            NOW,
            group=GROUP,
            text="",
            around=around,
            since=since,
            until=until,
            minutes=15,
        )


def test_several_lines_of_one_request_count_as_one_run() -> None:
    at = datetime(2025, 11, 4, 18, 14, 41, tzinfo=UTC)
    events = run(at, error=TEXT)
    echo = LogEvent(
        "echo", at, events[4].message.replace("[healthcheck] error", "again"), events[0].stream
    )
    reading = found([*events, echo], text="started_at has no value")
    assert reading.tail[0].endswith(": 2 lines in 1 request")
    assert reading.tail[1] == (
        "runs 18:14Z FAIL; consecutive FAIL: unknown (fewer than 2 runs in reach)"
    )
    assert "consecutive" not in reading.facts


def test_a_run_that_lambda_itself_calls_failed_is_not_ok() -> None:
    events = hourly(failing=[18], hours=range(6, 19))
    later = run(ALERT + timedelta(hours=1))
    killed = later[-1]
    events += [*later[:-1], LogEvent("r", killed.at, f"{killed.message}\tStatus: timeout", "s")]
    assert "| 19:14Z ERROR" in found(events).tail[-1]


def test_lines_of_a_state_machine_are_counted_by_execution() -> None:
    def logged(minute: int, job: int, kind: str) -> LogEvent:
        arn = f"arn:aws:states:ap-northeast-1:111122223333:execution:runner:job-{job}-1"
        body = f'{{"type":"{kind}","cause":"Capacity is unavailable","execution_arn":"{arn}"}}'
        return LogEvent(f"{minute}{kind}", ALERT + timedelta(minutes=minute), body, "s")

    kinds = ("TaskSubmitFailed", "TaskFailed")
    once = found([logged(0, 1, kind) for kind in kinds], text="Capacity is unavailable")
    assert "2 lines in 1 execution" in once.tail[0]
    events = [logged(minute, minute, kind) for minute in (0, 5) for kind in kinds]
    assert "4 lines in 2 executions" in found(events, text="Capacity is unavailable").tail[0]


def test_the_other_jobs_of_a_workflow_that_the_lines_name_are_offered() -> None:
    said = "ERROR workflow=13723 job_id=16852935 gave up"
    offered = found([LogEvent("1", ALERT, said, "s")], text="gave up").next
    assert [call.tool for call in offered] == ["describe_job", "find_jobs", "find_logs"]
    assert dict(offered[1].arguments) == {
        "workflow_id": "13723",
        "since": "2025-11-04T06:14:00Z",
    }
    alone = found([LogEvent("1", ALERT, "ERROR workflow=13723 gave up", "s")], text="gave up")
    assert alone.next == ()


def test_near_names_are_looked_for_in_an_order_that_every_process_has() -> None:
    asked: list[str] = []

    class Listening(Recorded):
        def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
            asked.append(pattern)
            return ()

    absence.no_such_group(Listening([]), "/aws/lambda/core-jobs-runs-lags")
    assert asked == sorted(asked, key=lambda word: (-len(word), word))
    assert len(asked) > 2
