"""A count over a time is answered by what counted over it; how a retry went, by its trace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import asked_count
from kurosai.errors import Refused
from kurosai.library import mermaid
from kurosai.library.shelf import Library
from kurosai.library.walk import Answer, Step
from kurosai.vocabulary import Coverage, Reading, Row, Window, moment

from .conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kurosai.vocabulary import Statement

    from .conftest import Bench

PAGES = REPOSITORY / "servers/kurosai/sandbox/scenarios/company/runbooks"
GROUP = "/aws/vendedlogs/states/crois-v2-prd-job-runner"
JOB = "16933018"
ALERT = f"""\
:warning: crois-v2:prd:sfn crois-v2-prd-job-runner
TaskSubmitFailed / ECS.AmazonECSException  1件 (2026-11-15T02:03:00Z)
job: {JOB}
"""
AT = moment("2026-11-15T02:03:05Z")
NOW = moment("2026-11-15T02:20:00Z")
FIRST = ("01:06:13", "01:23:44", "01:38:58", "01:57:23")
RETRY = Answer("B", "はい")


@pytest.fixture
def capacity(bench: Bench) -> Bench:
    """The alert of a refused RunTask, with the page that asks for the retry and for a count."""
    library = Library.load(PAGES)
    bench.desk = replace(bench.desk, library=lambda: library)
    bench.now = NOW
    bench.open(ALERT)
    return bench


def lines(*clocks: str) -> list[Row]:
    texts = [
        (
            moment(f"2026-11-15T{clock}Z"),
            f'{{"type":"TaskSubmitFailed","execution":"job-1693{n}-1"}}',
        )
        for n, clock in enumerate(clocks, 2000)
    ]
    return [Row(text, at, ">") for at, text in texts]


def searched(
    start: str,
    end: str,
    rows: Sequence[Row] = (),
    facts: Mapping[str, str] | None = None,
    **changes: object,
) -> Reading:
    whole = Coverage.COMPLETE if rows else Coverage.EMPTY
    reading = Reading(
        source=GROUP,
        identity="aws 111122223333 ap-northeast-1",
        coverage=whole,
        rows=tuple(rows),
        window=Window(moment(f"2026-11-15T{start}Z"), moment(f"2026-11-15T{end}Z")),
        total=len([row for row in rows if row.mark]),
        found=len([row for row in rows if row.mark]),
        unit="hit",
        facts=facts or {},
    )
    return replace(reading, **changes)  # pyright: ignore[reportArgumentType] - tests only


def trace(status: str = "SUCCEEDED", attempt: str = "2 succeeded", job: str = JOB) -> Reading:
    head = "extract attempt"
    return Reading(
        source=f"crois-v2-prd-job-runner:job-{job}-1",
        identity="aws 111122223333 ap-northeast-1",
        coverage=Coverage.COMPLETE,
        rows=(
            Row(f"{head} 1 failed, scheduled 02:03:04Z · ECS.AmazonECSException", AT, ">"),
            Row(f"{head} {attempt}, scheduled 02:04:04Z · task c33f", AT + timedelta(minutes=13)),
            Row(f"execution {status}", AT + timedelta(minutes=14)),
        ),
        window=Window(AT, AT + timedelta(minutes=14)),
        found=2,
        total=2,
        unit="attempt",
        facts={"job": job, "execution": f"{status} (13m39s)"},
    )


def platform(status: str, attempt: int) -> Reading:
    task = {"task": "extract", "status": status, "engine": "ecs", "attempt": attempt}
    return Reading(
        source=f"GET /v1/jobs/{JOB}/",
        identity="crois prd",
        coverage=Coverage.COMPLETE,
        rows=(Row(json.dumps(task)),),
        total=1,
        unit="job",
        facts={"job": JOB, "status": status},
    )


def answer_retry(bench: Bench, choice: str, *readings: Reading) -> Statement:
    ids = tuple(bench.record("aws", "trace_job", {"job_id": JOB}, one) for one in readings)
    return bench.walk(Answer("B", choice, ids))


def answer_count(
    bench: Bench, choice: str, *readings: Reading, tool: str = "find_logs"
) -> Statement:
    traced = bench.record("aws", "trace_job", {"job_id": JOB}, trace())
    asked = {"group": GROUP, "query": "stats count(*) as n" if tool == "query_logs" else ""}
    ids = tuple(bench.record("aws", tool, asked, one) for one in readings)
    return bench.walk(Answer("B", "はい", (traced,)), Answer("C", choice, ids))


@pytest.mark.parametrize(
    ("choice", "readings", "record"),
    [
        ("いいえ", [trace()], "attempt 2 of extract as succeeded"),
        ("いいえ", [platform("SUCCEEDED", 2)], "attempt 2 of extract as SUCCEEDED"),
        ("いいえ", [platform("SUCCEEDED", 1)], f"job {JOB} as SUCCEEDED"),
        ("はい", [trace("FAILED", "4 failed")], "attempt 4 of extract as failed"),
        ("はい", [trace("TIMED_OUT", "2 timed out")], "attempt 2 of extract as timed out"),
        ("はい", [platform("FAILED", 1)], f"job {JOB} as FAILED"),
        ("はい", [trace(job="16931111"), trace("FAILED", "4 failed")], "extract as failed"),
    ],
)
def test_success_after_a_retry_is_what_the_trace_records(
    capacity: Bench, choice: str, readings: Sequence[Reading], record: str
) -> None:
    with pytest.raises(Refused, match=record):
        answer_retry(capacity, choice, *readings)
    assert capacity.book.events(capacity.case)[-1].kind == "opened"


@pytest.mark.parametrize(
    ("choice", "readings"),
    [
        ("はい", [trace()]),
        ("はい", [platform("SUCCEEDED", 2)]),
        ("いいえ", [trace("FAILED", "4 failed")]),
        # The first execution failed, and the platform's own retry of the job went well.
        ("はい", [trace("FAILED", "4 failed"), platform("SUCCEEDED", 2)]),
        # The retry went well, and the job failed of something else.
        ("はい", [trace("FAILED", "2 succeeded")]),
        # It has not ended: nothing says otherwise.
        ("いいえ", [trace("RUNNING", "2 unfinished")]),
        ("はい", [searched("01:20:00", "02:20:00", lines("02:03:05"))]),
    ],
)
def test_an_answer_that_no_record_denies_stands(
    capacity: Bench, choice: str, readings: Sequence[Reading]
) -> None:
    assert f"B={choice}" in answer_retry(capacity, choice, *readings).head


OVER_A_DAY = "2026-11-14 14:03:05Z-2026-11-15T02:20:00Z"
TWICE = {"same signature": f"10 lines in 5 executions ({OVER_A_DAY})"}
EARLIER = tuple(replace(row, mark=".") for row in lines(*FIRST))
FIVE = lines(*FIRST, "02:03:05")


@pytest.mark.parametrize(
    ("choice", "reading"),
    [
        ("いいえ", searched("01:20:00", "02:20:00", lines("02:03:05"))),
        ("いいえ", searched("01:23:00", "02:20:00", lines("02:03:05"))),
        ("いいえ", searched("01:20:00", "02:20:00")),
        ("はい", searched("01:05:00", "02:05:00", FIVE)),
        ("はい", searched("01:00:00", "02:20:00", FIVE)),
        ("はい", searched("01:55:00", "02:05:00", lines(*["02:03:05"] * 5))),
        ("はい", searched("01:05:00", "02:05:00", FIVE, coverage=Coverage.TRUNCATED, total=None)),
        # The header's half hour is too short; what it counted before and since is not.
        (
            "いいえ",
            searched(
                "01:48:05",
                "02:18:05",
                lines("02:03:05"),
                {"same signature": f"1 ({OVER_A_DAY})"},
            ),
        ),
        (
            "はい",
            searched(
                "01:48:05",
                "02:18:05",
                [*EARLIER, *lines("02:03:05")],
                {"same signature": f"5 ({OVER_A_DAY})"},
            ),
        ),
        # How ten lie in half a day is not known here.
        ("はい", searched("01:48:05", "02:18:05", lines("02:03:05"), TWICE)),
        ("いいえ", searched("01:48:05", "02:18:05", lines("02:03:05"), TWICE)),
        # Five in half a day, of which never five in an hour.
        ("いいえ", searched("00:00:00", "02:20:00", lines("00:10:00", *FIRST[1:], "02:03:05"))),
    ],
)
def test_a_count_over_the_time_decides(capacity: Bench, choice: str, reading: Reading) -> None:
    assert f"C={choice}" in answer_count(capacity, choice, reading).head


@pytest.mark.parametrize(
    ("choice", "reading", "why"),
    [
        ("はい", searched("01:20:00", "02:20:00", lines("02:03:05")), "counted 1 of 1 hit"),
        ("いいえ", searched("01:00:00", "02:20:00", FIVE), "counted 5 of 5 hits"),
        (
            "はい",
            searched("00:00:00", "02:20:00", lines("00:10:00", *FIRST[1:], "02:03:05")),
            "5 of 5",
        ),
        ("いいえ", searched("01:55:00", "02:20:00", lines("02:03:05")), "does not tell it"),
        # Asked until 03:00 and cut at now: what is yet to come was not seen.
        ("いいえ", searched("02:00:00", "02:20:00", lines("02:03:05")), "does not tell it"),
        ("いいえ", searched("00:00:00", "01:30:00"), "does not tell it"),
        (
            "いいえ",
            searched(
                "01:20:00", "02:20:00", lines("02:03:05"), coverage=Coverage.TRUNCATED, total=None
            ),
            "what was not read may show it",
        ),
        (
            "いいえ",
            searched(
                "01:48:05",
                "02:18:05",
                lines("02:03:05"),
                {"same signature, counted in part": f"at least 3 ({OVER_A_DAY})"},
            ),
            "does not tell it",
        ),
        ("いいえ", trace(), "no search that counted over a window"),
        ("いいえ", platform("SUCCEEDED", 2), "no search that counted over a window"),
    ],
)
def test_what_did_not_count_so_is_refused(
    capacity: Bench, choice: str, reading: Reading, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        answer_count(capacity, choice, reading)


@pytest.mark.parametrize(
    ("rows", "choice", "right"),
    [
        ([Row("n=5", None, ">")], "はい", True),
        ([Row("n=5", None, ">")], "いいえ", False),
        ([Row("n=1", None, ">")], "はい", False),
        ([Row("n=3", AT, ">"), Row("n=1", AT, ">")], "いいえ", True),
        ([Row("n=4", AT, ">"), Row("n=1", AT, ">")], "はい", True),
        ([Row("n=4", AT, ">"), Row("n=1", AT, ">")], "いいえ", False),
        ([Row("cause=x n=3", None, ">"), Row("cause=y n=3", None, ">")], "いいえ", True),
        ([Row("longest=5", None, ">")], "いいえ", True),
    ],
)
def test_a_query_that_counts_is_read_as_it_counted(
    capacity: Bench, rows: Sequence[Row], choice: str, *, right: bool
) -> None:
    reading = searched("01:20:00", "02:20:00", rows, unit="row")
    if right:
        assert f"C={choice}" in answer_count(capacity, choice, reading, tool="query_logs").head
    else:
        with pytest.raises(Refused, match="over 2026-11-15"):
            answer_count(capacity, choice, reading, tool="query_logs")


def test_the_reading_that_would_decide_is_named(capacity: Bench) -> None:
    other = searched("01:20:00", "02:20:00", FIVE, source="GET /v1/jobs/", unit="job")
    capacity.record("crois", "find_jobs", {}, other)
    with pytest.raises(Refused) as none:
        answer_count(capacity, "いいえ", trace())
    assert (
        "Count over 1 h or more that reach the alert (since 2026-11-15T01:03:00Z): a search whose "
        "header says N of N, with that window, and complete or empty."
    ) in str(none.value)
    counts = capacity.record(
        "aws", "find_logs", {}, searched("01:20:00", "02:20:00", lines("02:03:05"))
    )
    with pytest.raises(Refused) as named:
        answer_count(capacity, "いいえ", trace())
    assert (
        f"Cite {counts} (1 of 1 hit over 2026-11-15 01:20:00Z-02:20:00Z), and answer as it counted."
    ) in str(named.value)


def at(question: str, choice: str) -> Step:
    chart = mermaid.parse(
        f'flowchart TD\nA{{"{question}"}}\nA -- {choice} --> B[x]\nA -- z --> C[y]'
    )
    return Step(chart.by_id["A"], choice)


@pytest.mark.parametrize(
    ("question", "choice", "claim"),
    [
        ("1時間に5件以上?", "はい", "5 or more within 1 h"),
        ("１時間に５件以上？", "いいえ", "not 5 or more within 1 h"),
        ("1時間以内に複数回発生?", "はい", "2 or more within 1 h"),
        ("過去24時間で10件以上", "はい", "10 or more within 24 h"),
        ("直近30分間に3回を超える?", "はい", "4 or more within 30 min"),
        ("24時間以内に2件以下?", "はい", "not 3 or more within 24 h"),
        ("直近1週間に同じエラーが2回以上?", "はい", "2 or more within 7 d"),
        ("毎時5件未満?", "いいえ", "5 or more within 1 h"),
        ("5件以上 (1時間あたり)?", "はい", "5 or more within 1 h"),
        ("直近1時間の件数は?", "5件以上", "5 or more within 1 h"),
        ("直近1時間の件数は?", "5件未満", "not 5 or more within 1 h"),
        ("5 or more in 1 hour?", "yes", "5 or more within 1 h"),
        ("at least 3 failures within 10 minutes?", "no", "not 3 or more within 10 min"),
        ("more than 3 times in the last hour?", "yes", "4 or more within 1 h"),
        ("fewer than 5 per day?", "yes", "not 5 or more within 24 h"),
        ("1時間以上続いている?", "はい", ""),
        ("二回以上連続して発生?", "はい", ""),
        ("1時間に2回以上連続して発生?", "はい", ""),
        ("30分以上かかるジョブが5件以上?", "はい", ""),
        ("10分間隔で3回以上?", "はい", ""),
        ("1時間後に5件以上残っている?", "はい", ""),
        ("11月1日に3件以上?", "はい", ""),
        ("複数のジョブで発生?", "はい", ""),
        ("5件以上?", "はい", ""),
        ("1時間以内に終わった?", "はい", ""),
        ("Is the queue over 1000 for 10 minutes?", "yes", ""),
    ],
)
def test_what_a_question_asks_for(question: str, choice: str, claim: str) -> None:
    found = asked_count.claimed(at(question, choice))
    said = "" if found is None else f"{'' if found.reached else 'not '}{found}"
    assert said == claim
