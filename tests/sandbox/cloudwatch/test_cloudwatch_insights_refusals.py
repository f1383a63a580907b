"""What StartQuery and its like refuse, and how they say it; through real boto3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.sandbox.cloudwatch import CloudWatchLogs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Connect = Callable[[CloudWatchLogs], Any]
    Refusal = Callable[..., tuple[str, str, Mapping[str, Any]]]

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
GROUP = "/aws/lambda/checker"


def world() -> CloudWatchLogs:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    logs.load(GROUP, "s", [(int(NOW.timestamp() * 1000), "x")])
    return logs


@pytest.mark.parametrize(
    ("text", "part"),
    [
        # commands that are AWS's and not here, and those that are nobody's
        ("filter @message like 'x' | diff", "diff"),
        ("SOURCE logGroups()", "SOURCE"),
        ("unmask @message", "unmask"),
        ("fields @message | anomaly", "anomaly"),
        ("filterIndex level = 'x'", "filterIndex"),
        ("fields @message | head 5", "head"),
        ("unnest a into b", "unnest"),
        ("join type=left x", "join"),
        ("select @message", "select"),
        # functions
        ("fields upper(@message)", "upper"),
        ("fields jsonParse(@message)", "jsonParse"),
        ("filter like(@message, 'x')", "like"),
        ("fields strlen()", "strlen"),
        ("fields strlen(a, b)", "strlen"),
        ("fields substr(a)", "substr"),
        ("fields replace(a, 'b')", "replace"),
        ("fields datefloor(@timestamp)", "datefloor"),
        ("fields datefloor(@timestamp, 5)", "5"),
        ("fields abs(5m)", "5m"),
        ("fields abs(*)", "*"),
        ("fields bin(@timestamp)", "bin"),
        ("fields bin(5m, 5m)", "bin"),
        ("fields bin(1w)", "1w"),
        ("fields count(*)", "count"),
        ("filter count(*) > 5", "count"),
        # conditions
        ("filter level", "level"),
        ("filter strlen(@message)", "strlen"),
        ("filter not level", "level"),
        ("filter level = 'x' and ms", "ms"),
        ("filter level == 'x'", "="),
        ("filter level <> 'x'", ">"),
        ("filter level is null", "is"),
        ("filter @ptr = 'x'", "@ptr"),
        ("filter @timestamp > '2025-11-04'", "'2025-11-04'"),
        ("filter @timestamp like '2025'", "@timestamp"),
        ("filter @message ~= /x/", "~"),
        ("filter @message like x", "x"),
        ("filter @message like /(/", "/(/"),
        ("filter @message like /(?=x)/", "/(?=x)/"),
        ("filter @message like /(?<!x)y/", "/(?<!x)y/"),
        (r"filter @message like /(a)\1/", r"/(a)\1/"),
        ("filter @message like /a++/", "/a++/"),
        (r"filter @message like /\p{L}/", r"/\p{L}/"),
        ("filter @message like /(?<a>x)(?<a>y)/", "/(?<a>x)(?<a>y)/"),
        ("filter @message like /(((a{200}){200}){200})/", "/(((a{200}){200}){200})/"),
        ("filter @message not = 'x'", "="),
        ("filter (@message like 'x'))", ")"),
        ("filter @message like 'x' limit 5", "limit"),
        ("filter @message like 'x", "'"),
        ("filter level in ['x', y]", "y"),
        ("filter level in 'x'", "'x'"),
        # parse
        ("parse @message 'a * b' as x, y", "'a * b'"),
        ("parse @message '* *' as x", "'* *'"),
        ("parse @message '* *' as x, x", "'* *'"),
        ("parse @message /no group/", "/no group/"),
        ("parse @message /(?<x>a) (/", "/(?<x>a) (/"),
        ("parse @ptr '*' as x", "@ptr"),
        # sort, limit, dedup, pattern
        ("sort @ptr", "@ptr"),
        ("sort @timestamp down", "down"),
        ("sort count(*)", "count"),
        ("limit 0", "0"),
        ("limit 1.5", "1.5"),
        ("limit 100001", "100001"),
        ("limit any 5", "any"),
        (f"limit {'9' * 5_000}", "9" * 5_000),
        ("limit -1", "-"),
        ("limit 5 | filter @message like 'x'", "filter"),
        ("limit 5 | sort @timestamp", "sort"),
        ("limit 5 | stats count(*)", "stats"),
        ("dedup level | sort ms", "sort"),
        ("dedup level | fields ms", "fields"),
        ("stats count(*) by level | pattern level", "pattern"),
        ("pattern @message | filter level = 'x'", "level"),
        # stats
        ("stats level", "level"),
        ("stats 5", "5"),
        ("stats count(*) + ms", "ms"),
        ("stats avg()", "avg"),
        ("stats avg(*)", "avg"),
        ("stats avg(max(ms))", "max"),
        ("stats pct(ms)", "pct"),
        ("stats pct(ms, 101)", "pct"),
        ("stats pct(ms, level)", "pct"),
        ("stats median(ms)", "median"),
        ("stats count(*) by count(*)", "count"),
        ("stats count(*) by bin(1mo)", "1mo"),
        ("stats count(*) by bin(0s)", "0s"),
        ("stats count(*) by bin(367d)", "367d"),
        (f"stats count(*) by bin({'9' * 10}s)", "9" * 10 + "s"),
        ("stats count(*) as n | filter @message like 'x'", "@message"),
        ("stats count(*) as n by @logStream | sort @timestamp", "@timestamp"),
        ("stats count(*) as n | stats max(strlen(@message))", "@message"),
        ("stats count(*) as n by a | sort n | stats max(n)", "sort"),
        ("stats count(*) as n by a | stats max(n) as m by a | stats max(m)", "stats"),
        # numbers, signs and ends
        (f"filter @timestamp > {'9' * 19}", "9" * 19),
        ("fields 1.2.3", "1"),
        ("fields a as 'b'", "'b'"),
        ("| fields @message", "|"),
        ("fields @message || limit 5", "|"),
        ("fields @message; limit 5", ";"),
    ],
)
def test_an_unknown_part_is_named_with_its_place(
    connect: Connect, refusal: Refusal, text: str, part: str
) -> None:
    client = connect(world())
    code, message, response = refusal(
        client.start_query, logGroupName=GROUP, startTime=1, endTime=2, queryString=text
    )
    assert code == "MalformedQueryException"
    location = response["queryCompileError"]["location"]
    named = text[location["startCharOffset"] : location["endCharOffset"]]
    assert named == part
    shown = part if len(part) <= 60 else f"{part[:60]}..."
    assert f"unexpected {shown!r} at position {location['startCharOffset']}: " in message


def test_a_second_bin_needs_the_time_handed_on(connect: Connect, refusal: Refusal) -> None:
    text = "stats count(*) as n by bin(5m) | stats max(n) by bin(1h)"
    code, message, response = refusal(
        connect(world()).start_query, logGroupName=GROUP, startTime=1, endTime=2, queryString=text
    )
    assert code == "MalformedQueryException"
    location = response["queryCompileError"]["location"]
    assert location == {"startCharOffset": text.rindex("bin"), "endCharOffset": text.rindex("(")}
    assert "'@timestamp'" in message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "fields",
        "fields @message |",
        "filter (@message like 'x'",
        "filter level = ",
        "filter foo-bar = 'x' or -",
        "parse @message",
        "parse @message 'a'",
        "fields a +",
        "fields a,",
    ],
)
def test_a_query_that_ends_too_early_says_so(connect: Connect, refusal: Refusal, text: str) -> None:
    code, message, _ = refusal(
        connect(world()).start_query,
        logGroupName=GROUP,
        startTime=1,
        endTime=2,
        queryString=text,
    )
    assert code == "MalformedQueryException"
    assert "empty" in message or "ends where more is needed" in message


@pytest.mark.parametrize(
    "text",
    [
        "filter " + "not " * 1_500 + "@message like 'x'",
        "filter " + "(@message like 'x' or not " * 60 + "@message like 'x'" + ")" * 60,
        "fields 1" + " + 1" * 2_000,
        "fields " + "-" * 3_000 + "1",
        "fields " + "abs(" * 1_000 + "1" + ")" * 1_000,
    ],
)
def test_a_query_too_large_to_run_is_refused_at_the_start(
    connect: Connect, refusal: Refusal, text: str
) -> None:
    code, message, _ = refusal(
        connect(world()).start_query,
        logGroupName=GROUP,
        startTime=1,
        endTime=2,
        queryString=text,
    )
    assert code == "MalformedQueryException"
    assert "too large for the local world" in message


@pytest.mark.parametrize(
    ("request_", "code", "message"),
    [
        ({}, "InvalidParameterException", "Exactly one of"),
        (
            {"logGroupName": GROUP, "logGroupNames": [GROUP]},
            "InvalidParameterException",
            "Exactly one of",
        ),
        ({"logGroupNames": ["/g"] * 51}, "InvalidParameterException", "at most 50"),
        (
            {"logGroupName": "/none"},
            "ResourceNotFoundException",
            "Log group '/none' does not exist for account ID '111122223333'",
        ),
        (
            {"logGroupName": GROUP, "startTime": 3},
            "InvalidParameterException",
            "startTime must not be later than endTime",
        ),
        (
            {"logGroupName": GROUP, "endTime": int(NOW.timestamp() * 1000)},
            "InvalidParameterException",
            "seconds since 1970",
        ),
        (
            {"logGroupName": GROUP, "queryLanguage": "SQL"},
            "InvalidParameterException",
            "SQL is not supported by the local world",
        ),
        ({"logGroupName": GROUP, "limit": 100_001}, "InvalidParameterException", "100000"),
    ],
)
def test_a_bad_start_says_why(
    connect: Connect, refusal: Refusal, request_: Mapping[str, Any], code: str, message: str
) -> None:
    given = {"startTime": 1, "endTime": 2, "queryString": "limit 1", **request_}
    got, text, _ = refusal(connect(world()).start_query, **given)
    assert got == code
    assert message in text


def test_a_window_older_than_retention_is_an_error_not_an_empty_answer(
    connect: Connect, refusal: Refusal
) -> None:
    logs = world()
    logs.create_group(GROUP, retention_days=1)
    client = connect(logs)
    day = 86_400
    request = {"logGroupName": GROUP, "queryString": "limit 1"}
    end = int(NOW.timestamp()) - day
    code, message, _ = refusal(client.start_query, **request, startTime=1, endTime=end - 1)
    assert code == "MalformedQueryException"
    assert "exceeds the log groups log retention settings" in message
    assert client.start_query(**request, startTime=1, endTime=end)["queryId"]


@pytest.mark.parametrize("pointer", ["", "x", "PftDcqOvDKEzAarwWzEwMDA5Ml0"])
def test_a_made_up_pointer_is_refused(connect: Connect, refusal: Refusal, pointer: str) -> None:
    code, message, _ = refusal(connect(world()).get_log_record, logRecordPointer=pointer)
    assert (code, message) == (
        "InvalidParameterException",
        "The specified logRecordPointer is invalid.",
    )


@pytest.mark.parametrize("call", ["get_query_results", "stop_query"])
def test_an_unknown_query_is_not_found(connect: Connect, refusal: Refusal, call: str) -> None:
    code, message, _ = refusal(getattr(connect(world()), call), queryId="none")
    assert code == "ResourceNotFoundException"
    assert message == "The specified query ID does not exist: none"
