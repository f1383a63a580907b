"""A query as an operator's tool: real boto3, the engine of a world, and what may go wrong."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from insights_doors import Answer, Doors, doors, refusal
from o200k import tokens
from recorded_logs import RESOURCES

from kurosai import calls, deadline
from kurosai.aws.logs import query_logs
from kurosai.deadline import Deadline
from kurosai.errors import BadInput, Unavailable
from kurosai.rendering import render
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Coverage, Reading, stamp

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
ONE, OTHER, THIRD = "/aws/lambda/core-one", "/aws/lambda/core-other", "/crois/v2/prd/audit"
LONG = "ERROR " + "x" * 4_000 + " the end"


@pytest.fixture
def engine() -> Generator[CloudWatchLogs]:
    with closing(made()) as one:
        yield one


def made(**options: Any) -> CloudWatchLogs:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW, **options)
    for group, count in ((ONE, 20), (OTHER, 5), (THIRD, 3)):
        logs.create_group(group, retention_days=30)
        logs.load(group, "s", [(ms(n), f"level=INFO request {n} of {group}") for n in range(count)])
    logs.load(ONE, "s", [(ms(3) + 1, LONG), (ms(4), '{"level": "ERROR", "job": {"id": 7}}')])
    return logs


def ms(minutes_ago: float) -> int:
    return round((NOW - timedelta(minutes=minutes_ago)).timestamp() * 1_000)


def ask(through: Doors, query: str, groups: str = ONE, **more: Any) -> Reading:
    given: dict[str, Any] = {"since": "", "until": "", "most_gb": 5}
    return query_logs.ask(
        through.logs, through.queries, RESOURCES, NOW, query=query, groups=groups, **given | more
    )


def briefs(reading: Reading) -> list[str]:
    return [row.brief or row.text for row in reading.rows]


def test_rows_are_times_and_fields_and_what_all_share_is_said_once(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        reading = ask(
            through, "fields @timestamp, @logStream, @message | filter @message like /request/"
        )
    assert reading.coverage is Coverage.COMPLETE
    assert (reading.found, reading.total) == (20, 20)
    assert briefs(reading)[0] == "in all rows: @logStream=s"
    assert briefs(reading)[1] == f"level=INFO request 19 of {ONE}"
    ats = [row.at for row in reading.rows[1:] if row.at]
    assert ats == sorted(ats)
    assert len(ats) == 20
    assert reading.lead == ("scanned 4.9 kB, 22 records of 1 group; 20 matched",)
    assert "@ptr" not in str(reading.rows)


def test_a_query_that_sorts_keeps_its_order_and_counts_have_their_times(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        sorted_ = ask(through, "fields @timestamp | sort @timestamp desc | limit 3")
        counted = ask(through, "stats count(*) as n by bin(10m)")
    ats = [row.at for row in sorted_.rows if row.at]
    assert ats == sorted(ats, reverse=True)
    assert [(f"{row.at:%H:%M}", row.brief) for row in counted.rows] == [
        ("20:40", "n=9"),
        ("20:50", "n=12"),
        ("21:00", "n=1"),
    ]


def test_a_time_that_comes_in_milliseconds_is_told_as_a_time(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        reading = ask(through, "stats min(@timestamp) as first, count(*) as n by @logStream")
    assert any(
        re.search(r"first=17622\d{8} = 2025-11-04T20:\d\d:\d\d\.\d{3}Z", row.text)
        for row in reading.rows
    )


@pytest.mark.parametrize(
    ("query", "cut"),
    [
        ("fields @message | filter @message like /request/ | limit 5", True),
        ("stats count(*) as n by bin(10m) | limit 2", True),
        ("fields @message | filter @message like /request/ | limit 20", False),
        ("fields @message | filter @message like /request/ | limit 40", False),
        ("stats count(*) as n by bin(10m) | limit 9", False),
    ],
)
def test_what_the_query_itself_cut_is_not_all_there_is(
    tmp_path: Path, engine: CloudWatchLogs, query: str, cut: bool
) -> None:
    with doors(tmp_path, engine) as through:
        reading = ask(through, query)
    assert (reading.coverage is Coverage.TRUNCATED, reading.total is None) == (cut, cut)
    assert any(line.startswith("limited by the query to ") for line in reading.tail) == cut


def test_counts_by_the_day_are_one_line_each(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.load(THIRD, "s", [(ms(60 * 24 * n + 600), "x") for n in range(1, 4)])
        reading = ask(
            through, "filter @message = 'x' | stats count(*) as n by bin(1d)", THIRD, since="6d"
        )
    assert briefs(reading) == ["2025-11-01 n=1", "2025-11-02 n=1", "2025-11-03 n=1"]


def test_a_number_that_changes_its_level_is_told_with_since_when(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    # Two lines every ten minutes, nine since 19:00.
    lines = [
        (ms(minute + part / 100), f"[tick] {part}")
        for minute in range(1, 240, 10)
        for part in range(9 if minute < 120 else 2)
    ]
    engine.load(OTHER, "s", lines)
    of_them = "filter @message like /tick/ | stats count(*) as n by bin(10m) as t"
    with doors(tmp_path, engine) as through:
        counted = ask(through, of_them, OTHER, since="4h")
        newest_first = ask(through, f"{of_them} | sort t desc", OTHER, since="4h")
        cut = ask(through, f"{of_them} | limit 20", OTHER, since="4h")
        gap = ask(through, f"filter @message not like /1/ | {of_them}", ONE, since="4h")
    told = "n changed level: about 2 before 11-04 19:00Z, about 9 since (x4.5)"
    assert told in counted.tail
    assert told in newest_first.tail
    assert not any("level" in line for line in (*cut.tail, *gap.tail))


def test_a_message_that_insights_cuts_comes_whole(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through:
        reading = ask(through, "fields @message | filter @message like 'ERROR x'")
        assert through.count("GetLogRecord") == 1
    assert reading.rows[0].text.endswith("the end")


def test_a_message_of_json_is_shown_as_pairs(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through:
        reading = ask(through, "fields @timestamp, @message | filter job.id = 7")
    assert briefs(reading) == ["level=ERROR job.id=7"]
    assert reading.rows[0].text.startswith('{"level"')


def test_nothing_found_says_whether_there_was_anything_to_find(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        none = ask(through, "filter @message like 'nobody wrote this'")
        quiet = ask(through, "fields @message", since="2025-11-04T10:00:00Z", until="10h")
    assert none.coverage is quiet.coverage is Coverage.EMPTY
    assert "the query keeps none of them" in none.lead[1]
    assert "no line at all in this window" in quiet.lead[1]


def test_what_would_scan_much_is_refused_with_three_ways_to_go_on(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    def large(operation: str, _nth: int) -> Answer | None:
        if operation != "DescribeLogGroups":
            return None
        created = ms(24 * 60 * 10)
        listed = (
            f'{{"logGroups": [{{"logGroupName": "{name}", "storedBytes": {stored}000000000,'
            f' "creationTime": {created}}}'
            for name, stored in ((ONE, 240), (OTHER, 24))
        )
        return 200, {}, ("".join(listed).replace('}{"logGroups": [', "},") + "]}").encode()

    with doors(tmp_path, engine, over=large) as through:
        with pytest.raises(BadInput) as caught:
            ask(through, "fields @message", f"{ONE},{OTHER}", since="24h")
        assert caught.value.what == (
            "The query would scan about 26 GB (by what the groups store); 5 GB are allowed."
        )
        assert "since 2025-11-04T16:27:16Z would do" in caught.value.do
        assert f"{ONE} has 24 GB" in caught.value.do
        assert "most_gb=27 (about 0.21 USD)" in caught.value.do
        assert through.count("StartQuery") == 0
        allowed = ask(through, "fields @message", f"{ONE},{OTHER}", since="24h", most_gb=27)
    assert "(estimate was 26 GB)" in allowed.lead[0]


def test_a_query_that_outlasts_the_call_is_stopped_and_its_rows_are_partial(
    tmp_path: Path,
) -> None:
    with (
        closing(made(query_delay_s=30.0)) as engine,
        doors(tmp_path, engine) as through,
        deadline.running(Deadline(5.0)),
    ):
        reading = ask(through, "fields @timestamp, @message")
        states = described(engine)
    assert reading.coverage is Coverage.PARTIAL
    assert reading.total is None
    assert 0 < len(reading.rows) < 22
    assert reading.tail[-1].startswith("partial: stopped before this call's deadline")
    assert states == ["Cancelled"]
    # 100 ms, then every 200 ms of the 2 s that the deadline left.
    assert 3 <= through.count("GetQueryResults") <= 12


def test_a_host_that_cancels_leaves_no_query_running(tmp_path: Path) -> None:
    given_up = Deadline(20.0)

    def cancel(operation: str, nth: int) -> Answer | None:
        if operation == "GetQueryResults" and nth == 1:
            given_up.abandon()
        return None

    with (
        closing(made(query_delay_s=60.0)) as engine,
        doors(tmp_path, engine, over=cancel) as through,
    ):
        with deadline.running(given_up), pytest.raises(Unavailable):
            ask(through, "fields @message")
        assert described(engine) == ["Cancelled"]


def described(engine: CloudWatchLogs) -> list[str]:
    _, _, body = engine.answer("Logs_20140328.DescribeQueries", b"{}")
    return [one["status"] for one in json.loads(body)["queries"]]


def test_a_query_that_aws_gives_up_is_an_error_that_says_why(tmp_path: Path) -> None:
    with (
        closing(made(longest_search_s=-1)) as engine,
        doors(tmp_path, engine) as through,
        pytest.raises(Unavailable, match=r"AWS gave it up after its longest time \(status Timeout"),
    ):
        ask(through, "fields @message")


@pytest.mark.parametrize("status", ["Failed", "Cancelled", "Unknown"])
def test_a_query_that_ends_badly_is_no_empty_answer(
    tmp_path: Path, engine: CloudWatchLogs, status: str
) -> None:
    def ended(operation: str, _nth: int) -> Answer | None:
        if operation != "GetQueryResults":
            return None
        return 200, {}, f'{{"status": "{status}", "results": []}}'.encode()

    with (
        doors(tmp_path, engine, over=ended) as through,
        pytest.raises(Unavailable, match=f"status {status}"),
    ):
        ask(through, "fields @message")


def test_rows_of_a_query_that_failed_are_partial(tmp_path: Path, engine: CloudWatchLogs) -> None:
    row = '[[{"field": "@message", "value": "seen"}]]'

    def ended(operation: str, _nth: int) -> Answer | None:
        if operation != "GetQueryResults":
            return None
        return 200, {}, f'{{"status": "Failed", "results": {row}}}'.encode()

    with doors(tmp_path, engine, over=ended) as through:
        reading = ask(through, "fields @message")
    assert reading.coverage is Coverage.PARTIAL
    assert "AWS failed to run it" in reading.tail[0]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("fields @message |\n  filtr @message like 'x'", "line 2, column 3: >>>filtr @message"),
        ("fields @message | filter", "line 1, column 25: fields @message | filter>>>(its end)"),
        ("stats cuont(*)", "line 1, column 7: stats >>>cuont(*)"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_what_may_stand_there(
    tmp_path: Path, engine: CloudWatchLogs, query: str, place: str
) -> None:
    with doors(tmp_path, engine) as through, pytest.raises(BadInput) as caught:
        ask(through, query)
    assert f"cannot read the query at {place}" in caught.value.what
    assert "stats ... by bin(5m)" in caught.value.do


def test_a_window_that_is_no_longer_kept_is_expired(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through:
        gone = ask(through, "fields @message", since="40d", until="35d")
        some = ask(through, "fields @message", since="31d", until="1m")
    assert gone.coverage is Coverage.EXPIRED
    assert some.coverage is Coverage.PARTIAL
    assert some.tail[-1].startswith("a group keeps 30 days")


def test_a_group_that_is_denied_or_missing_is_named_and_does_not_hide_the_others(
    tmp_path: Path,
) -> None:
    with closing(made(denied=frozenset({OTHER}))) as engine, doors(tmp_path, engine) as through:
        reading = ask(through, "stats count(*) as n by @log", f"{ONE}, {OTHER}, /aws/lambda/gone")
    assert reading.coverage is Coverage.PARTIAL
    assert {(look.place, look.coverage) for look in reading.looks} == {
        (OTHER, Coverage.DENIED),
        ("/aws/lambda/gone", Coverage.PARTIAL),
    }
    assert briefs(reading) == [f"@log={ONE} n=22"]


def test_all_denied_is_denied_and_all_missing_a_wrong_question(tmp_path: Path) -> None:
    denied = frozenset({ONE, OTHER})
    with closing(made(denied=denied)) as engine, doors(tmp_path, engine) as through:
        assert ask(through, "fields @message", "/aws/lambda/*").coverage is Coverage.DENIED
        with pytest.raises(BadInput, match="no log group /aws/lambda/core-oen"):
            ask(through, "fields @message", "/aws/lambda/core-oen")


def test_a_prefix_a_word_and_a_resource_mean_groups(tmp_path: Path, engine: CloudWatchLogs) -> None:
    query = "stats count(*) as n by @log | sort n desc"
    with doors(tmp_path, engine) as through:
        prefix = ask(through, query, "/aws/lambda/core-*")
        word = ask(through, query, "*prd/aud*")
        named = ask(through, query, "lambda:core-other")
    assert briefs(prefix) == [f"@log={ONE} n=22", f"@log={OTHER} n=5"]
    assert prefix.source == "Insights /aws/lambda/core-* (2 groups)"
    assert briefs(word) == [f"@log={THIRD} n=3"]
    assert briefs(named) == [f"@log={OTHER} n=5"]


def test_more_rows_than_are_read_come_with_the_call_for_the_older_ones(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.load(THIRD, "s", [(ms(40) + 100 * n, f"line {n}") for n in range(1_500)])
        reading = ask(through, "fields @timestamp, @message", THIRD)
        assert reading.coverage is Coverage.TRUNCATED
        assert (reading.found, reading.total) == (1_000, None)
        oldest = reading.rows[0].at
        assert oldest is not None
        assert reading.next == (
            calls.query_logs(
                "fields @timestamp, @message", THIRD, since=NOW - timedelta(hours=1), until=oldest
            ),
        )
        rest = ask(through, "fields @timestamp, @message", THIRD, since="1h", until=stamp(oldest))
    both = {row.text for row in (*reading.rows, *rest.rows)}
    assert len(both) == 1_503


def test_throttling_is_waited_for_and_not_told(tmp_path: Path, engine: CloudWatchLogs) -> None:
    def busy(operation: str, nth: int) -> Answer | None:
        if operation == "StartQuery" and nth < 1:
            return refusal("LimitExceededException", "too many concurrent queries")
        return (
            refusal("ThrottlingException") if operation == "GetQueryResults" and nth < 4 else None
        )

    started = time.monotonic()
    with doors(tmp_path, engine, over=busy) as through:
        reading = ask(through, "stats count(*)")
    assert reading.coverage is Coverage.COMPLETE
    assert time.monotonic() - started < 15


def test_a_typical_answer_is_small(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through:
        reading = ask(through, "stats count(*) as n by bin(5m)")
    assert tokens(render(reading, evidence="K7Q2M4XA").body) < 150


def test_text_from_outside_stays_inside_the_fence(tmp_path: Path, engine: CloudWatchLogs) -> None:
    engine.load(THIRD, "s", [(ms(1) + n, f"next: crois.x {{}} {n}") for n in range(4)])
    query = (
        "parse @message 'next: * {*' as what, rest | filter ispresent(what) | display what, rest"
    )
    with doors(tmp_path, engine) as through:
        reading = ask(through, query, THIRD)
    assert "in all rows: what=crois.x" in briefs(reading)
    body = render(reading, evidence="").body
    assert "crois.x" not in body.partition("<<data")[0]
