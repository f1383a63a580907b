"""How metrics went, over the metrics of small worlds through real boto3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from world_session import doors, opened

from kurosai import calls, rendering
from kurosai.aws.metrics import read_metrics
from kurosai.aws.platform import Aws
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    metrics:
      age:
        namespace: AWS/SQS
        name: ApproximateAgeOfOldestMessage
        dimensions: { QueueName: crois-v2-prd-job-queue }
        series:
          usual:
            first: 2026-08-01T00:00:00Z
            last: 2026-11-12T02:58:00Z
            every: 1m
            value: 12
            changes:
              2026-11-12T02:00:00Z: { until: 2026-11-12T02:10:00Z, value: 40, to: 640 }
              2026-11-12T02:11:00Z: { until: 2026-11-12T02:20:00Z, absent: true }
      depth:
        namespace: AWS/SQS
        name: ApproximateNumberOfMessagesVisible
        dimensions: { QueueName: crois-v2-prd-job-queue }
        series:
          usual: { first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:58:00Z, every: 1m, value: 3 }
      errors:
        namespace: AWS/Lambda
        name: Errors
        dimensions: { FunctionName: core-v2-log-forwarder }
        values: { 2026-11-12T00:00:00Z: 0, 2026-11-12T02:01:00Z: 7, 2026-11-12T02:05:00Z: 1 }
      calls:
        namespace: AWS/Lambda
        name: Invocations
        dimensions: { FunctionName: core-v2-log-forwarder }
        series:
          usual: { first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:58:00Z, every: 5m, value: 20 }
      latency:
        namespace: My App
        name: Latency
        series:
          usual: { first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:58:00Z, every: 1m, value: 100,
                   jitter: 0.5, samples: 50 }
"""
AROUND = "2026-11-12T02:10:00Z"
AGE = "AWS/SQS ApproximateAgeOfOldestMessage QueueName=crois-v2-prd-job-queue Maximum"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("metrics"), WORLD) as door:
        yield doors(door)


def read(aws: Aws, *lines: str, minutes: int = 30, chart: bool = False, **at: str) -> Reading:
    asked = {"around": "" if at else AROUND, "since": "", "until": "", **at}
    return read_metrics.read(
        aws.metrics, NOW, lines=lines, minutes=minutes, chart=chart, suspects=None, **asked
    )


def briefs(reading: Reading) -> list[str]:
    return [row.brief or row.text for row in reading.rows]


def test_a_series_says_extremes_crossings_gaps_and_what_was_before(aws: Aws) -> None:
    reading = read(aws, f"{AGE} > 300")
    (told,) = briefs(reading)
    assert told == (
        f"m1 {AGE} > 300: min 12 avg 84.16 max 640 at 02:10Z last 12; "
        "began 02:00Z; > 300 02:05-02:10Z (6 of 50 values); "
        "no data in 10 of 60 periods (not zero), longest 02:11-02:20Z; before avg 12 (x7.01)\n"
        "▁▁▁▁▁▁▁▁▃▄▆▇█···▁▁▁▁▁▁▁▁"
        " each 1 min: 01:52Z 12 12 12 12 12 12 12 12 40 100 160 220 280 340 400 460 520 580 640"
    )
    assert (reading.coverage, reading.found, reading.total) == (Coverage.COMPLETE, 1, 1)
    assert reading.lead == ("a value each 1 min",)
    assert "11-12T02:10Z 640" in reading.rows[0].text
    assert reading.chart == b""


def test_what_stands_out_leads_on(aws: Aws) -> None:
    at = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
    assert read(aws, "sqs:crois-v2-prd-job-queue age > 300").next == (
        calls.find_changes(around=at),
        calls.find_changes("sqs:crois-v2-prd-job-queue", around=at),
        calls.find_alarms(around=at),
    )
    assert read(aws, "sqs:crois-v2-prd-job-queue depth").next == ()


def test_a_resource_alone_stands_for_its_usual_metrics(aws: Aws) -> None:
    reading = read(aws, "lambda:core-v2-log-forwarder")
    told = briefs(reading)
    assert [one.split(" ")[0] for one in told] == ["m1", "m3", "AWS/Lambda"]
    assert "total 8 min 1 avg 4 max 7 at 02:01Z last 1" in told[0]
    # The thing is named once, however many of its metrics there are not.
    assert told[2].startswith("AWS/Lambda FunctionName=core-v2-log-forwarder m2 Throttles, m4 ")
    assert told[2].count("FunctionName=") == 1
    assert "m4 Duration" in told[2]
    assert told[2].endswith(": no data in this window, nor any in the last 14 days (not zero)")
    one, absent = briefs(read(aws, "lambda:core-v2-log-forwarder errors throttles"))
    assert one.startswith("m1 AWS/Lambda Errors")
    assert absent.endswith("; of it there are Errors, Invocations")
    assert (reading.coverage, reading.found, reading.total) == (Coverage.COMPLETE, 5, 5)
    at = datetime(2026, 11, 12, 2, 1, tzinfo=UTC)
    assert reading.next[0] == calls.find_logs("/aws/lambda/core-v2-log-forwarder", "", around=at)


def test_a_series_that_is_asked_for_twice_is_one(aws: Aws) -> None:
    reading = read(aws, "lambda:core-v2-log-forwarder", "lambda:core-v2-log-forwarder errors")
    assert reading.total == 5
    again = read(aws, "sqs:crois-v2-prd-job-queue age", "sqs:crois-v2-prd-job-queue age > 300")
    assert [one.split(": ")[0] for one in briefs(again)] == [f"m1 {AGE} > 300"]
    # An expression calls each line by its number: where there is one, nothing is folded.
    (_, _, both) = briefs(read(aws, AGE, AGE, "=m1 + m2"))
    assert both.startswith("m3 =m1 + m2")


def test_words_statistics_and_limits_of_a_resource(aws: Aws) -> None:
    (told,) = briefs(read(aws, "lambda:core-v2-log-forwarder invocations Sum 60s < 10"))
    assert told.startswith(
        "m1 AWS/Lambda Invocations FunctionName=core-v2-log-forwarder Sum 60s < 10"
    )
    assert "; never < 10; " in told
    with pytest.raises(BadInput, match="none of its words"):
        read(aws, "lambda:core-v2-log-forwarder latency")


def test_percentiles_and_names_with_spaces(aws: Aws) -> None:
    low, high = briefs(read(aws, '"My App" Latency p10', '"My App" Latency p99'))
    assert " avg 5" in low or " avg 6" in low
    assert " avg 14" in high


def test_expressions_name_the_series_before_them(aws: Aws) -> None:
    lines = ("lambda:core-v2-log-forwarder errors invocations", "=100*FILL(m1,0)/m2")
    told = briefs(read(aws, *lines))
    assert told[2].startswith("m3 =100*FILL(m1,0)/m2: min 0 avg")
    with pytest.raises(BadInput, match=r"names m4, and the series before it are m1 to m2"):
        read(aws, lines[0], "=m1+m4")


def test_an_expression_is_compared_with_what_stands_behind_the_word_limit(aws: Aws) -> None:
    lines = ("lambda:core-v2-log-forwarder errors invocations", "=100*m1/m2 limit 300s > 10")
    told = briefs(read(aws, *lines))
    assert told[2].startswith("m3 =100*m1/m2 limit 300s > 10: ")
    assert "; > 10 02:00Z (1 of " in told[2]
    assert "others may differ" not in told[2]
    without = briefs(read(aws, lines[0], "= 100*m1/m2 limit > 1e3"))[2]
    assert "; never > 1000 by values of 1 min (others may differ: say it, like limit 60s" in without
    # Without the word it is a part of the expression: 1 where it is so.
    assert "never" not in briefs(read(aws, lines[0], "=m1 > 5"))[2]
    with pytest.raises(BadInput, match="'7s' is no period"):
        read(aws, lines[0], "=m1 limit 7s > 5")


def test_a_comparison_of_an_average_says_by_values_of_how_long(aws: Aws) -> None:
    (told,) = briefs(read(aws, '"My App" Latency p99 > 500'))
    assert "never > 500 by values of 1 min (others may differ: say it, like p99 60s > 500)" in told
    (said,) = briefs(read(aws, '"My App" Latency p99 300s > 500'))
    assert "; never > 500; " in said
    (most,) = briefs(read(aws, '"My App" Latency Maximum > 500'))
    assert "; never > 500; " in most


def test_an_expression_that_aws_cannot_read_is_explained(aws: Aws) -> None:
    with pytest.raises(BadInput) as caught:
        read(aws, "=SUM(1")
    assert "m1 is =SUM(1" in caught.value.do
    assert "FILL(m1, 0)" in caught.value.do


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("=SUM(m1", "Expected ')'"),
        ("=SORT(m1)", "does not have the function SORT of metric math"),
    ],
)
def test_what_aws_refuses_takes_nothing_from_the_others(aws: Aws, line: str, why: str) -> None:
    reading = read(aws, AGE, line, "=m1 * 2", "=m2 + 1", "sqs:crois-v2-prd-job-queue depth")
    assert reading.coverage is Coverage.PARTIAL
    (age, twice, depth, *lost) = briefs(reading)
    assert " max 640 at 02:10Z" in age
    assert " max 1280 at 02:10Z" in twice
    assert depth.startswith("m5 ")
    # It is named with the reason, and so is what is made of it.
    assert lost[0].startswith(f"m2 {line}: could not be read: ")
    assert why in lost[0]
    assert lost[1] == "m4 =m2 + 1: could not be read: it names m2, which could not be read"
    assert [look.place for look in reading.looks] == [f"m2 {line}", "m4 =m2 + 1"]
    assert {look.coverage for look in reading.looks} == {Coverage.PARTIAL}
    assert (reading.found, reading.total) == (3, 5)


def test_one_impossible_name_takes_nothing_from_the_others(aws: Aws) -> None:
    reading = read(aws, AGE, ":bad Name Sum")
    (age, lost) = briefs(reading)
    assert " max 640 at 02:10Z" in age
    assert lost.startswith("m2 :bad Name Sum: could not be read: AWS rejects the request")
    assert reading.coverage is Coverage.PARTIAL


def test_a_metric_that_is_none_is_a_wrong_question_with_near_names(aws: Aws) -> None:
    with pytest.raises(BadInput, match="ApproximateAgeOfOldestMessage"):
        read(aws, "AWS/SQS ApproximateAgeOfOldest QueueName=crois-v2-prd-job-queue")
    with pytest.raises(BadInput, match="Sum and 1 like it: there is no such metric"):
        read(aws, '"My Ap" Requests Sum', '"My Ap" Latency p99')


@pytest.mark.parametrize("thing", ["sqs:crois-v2-prd-job-queu age", "sqs:crois-v2-prd-job-queu"])
def test_a_known_metric_of_a_thing_without_any_data_is_an_answer(aws: Aws, thing: str) -> None:
    reading = read(aws, thing)
    assert (reading.coverage, reading.found) == (Coverage.EMPTY, 0)
    (told,) = briefs(reading)
    assert "no data in this window, nor any in the last 14 days (not zero)" in told
    # A name that is nearly another one may be a wrong one.
    assert told.endswith("; there are QueueName=crois-v2-prd-job-queue")


def test_a_name_that_aws_has_is_not_told_as_missing_and_as_there(aws: Aws) -> None:
    # The queue has data of other metrics; another queue may be what was meant.
    (own,) = briefs(read(aws, "sqs:crois-v2-prd-job-queue sent received"))
    (other,) = briefs(read(aws, "sqs:crois-v2-prd-job-queu sent depth"))
    assert own.endswith(
        "(not zero); of it there are ApproximateNumberOfMessagesVisible, "
        "ApproximateAgeOfOldestMessage"
    )
    assert other.endswith("(not zero); there are QueueName=crois-v2-prd-job-queue")


def test_what_never_throttled_has_no_data_and_is_no_wrong_question(aws: Aws) -> None:
    reading = read(aws, "lambda:core-v2-log-forwarder throttles")
    assert (reading.coverage, reading.found, reading.total) == (Coverage.EMPTY, 0, 0)
    assert briefs(reading) == [
        (
            "m1 AWS/Lambda Throttles FunctionName=core-v2-log-forwarder Sum: no data in this "
            "window, nor any in the last 14 days (not zero); of it there are Errors, "
            "Invocations"
        )
    ]


def test_no_data_of_a_metric_that_exists_is_empty_and_not_zero(aws: Aws) -> None:
    reading = read(aws, "lambda:core-v2-log-forwarder errors", around="2026-11-12T01:00:00Z")
    assert (reading.coverage, reading.found, reading.total) == (Coverage.EMPTY, 0, 0)
    assert "no data is not zero" in briefs(reading)[0]


@pytest.mark.parametrize(
    ("at", "lead"),
    [
        ({"since": "2026-11-11T00:00:00Z"}, "a value each 15 min"),
        (
            {"around": "2026-10-20T00:00:00Z"},
            "a value each 5 min; older than 15 days, so it is kept by 5 min only",
        ),
        (
            {"around": "2026-08-20T00:00:00Z"},
            "a value each 1 h; older than 63 days, so it is kept by 60 min only",
        ),
    ],
)
def test_the_period_fits_the_window_and_what_is_kept(
    aws: Aws, at: dict[str, Any], lead: str
) -> None:
    reading = read(aws, AGE, **at)
    assert reading.lead == (lead,)
    assert reading.found == 1


def test_beyond_455_days_nothing_is_kept(aws: Aws) -> None:
    reading = read(aws, AGE, around="2025-01-01T00:00:00Z")
    assert reading.coverage is Coverage.EXPIRED


def test_the_values_around_a_change_are_told_by_time(aws: Aws) -> None:
    (ramp,) = briefs(read(aws, AGE))
    assert ramp.endswith(
        " each 1 min: 01:52Z 12 12 12 12 12 12 12 12 40 100 160 220 280 340 400 460 520 580 640"
    )
    (short,) = briefs(read(aws, AGE, minutes=5, around="2026-11-12T02:09:00Z"))
    assert short.endswith(" each 1 min: 02:04Z 280 340 400 460 520 580 640")
    # What stands behind a gap has its time.
    (few,) = briefs(read(aws, "lambda:core-v2-log-forwarder errors"))
    assert few.endswith(" each 1 min: 02:01Z 7; 02:05Z 1")
    # What is always the same is told once.
    (same,) = briefs(read(aws, "sqs:crois-v2-prd-job-queue depth"))
    assert "each 1 min:" not in same


def test_close_to_now_the_last_values_are_on_their_way_and_no_gap(aws: Aws) -> None:
    reading = read(aws, "sqs:crois-v2-prd-job-queue depth", since="2026-11-12T02:30:00Z")
    assert reading.tail == ("values after 2026-11-12T02:57:00Z are still on their way",)
    assert "no data in" not in briefs(reading)[0].replace("no data in the same", "")


def test_a_chart_is_a_small_png_and_only_when_asked(aws: Aws) -> None:
    reading = read(aws, f"{AGE} > 300", "lambda:core-v2-log-forwarder", chart=True)
    assert reading.chart.startswith(b"\x89PNG\r\n\x1a\n")
    assert len(reading.chart) < 20_000


@pytest.mark.parametrize("line", ["", "AWS/SQS", "AWS/SQS Age Nonsense", "=", '"AWS/SQS'])
def test_lines_that_are_none_are_refused(aws: Aws, line: str) -> None:
    with pytest.raises(BadInput):
        read(aws, line)


def test_the_result_is_small(aws: Aws) -> None:
    shown = rendering.render(read(aws, f"{AGE} > 300"), evidence="K7Q2M4XA").body
    assert rendering.estimate_tokens(shown) < 260
