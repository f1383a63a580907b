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
        ("parse @message '[*]' as level", "parse"),
        ("fields @message | dedup @message", "dedup"),
        ("fields @message | pattern @message", "pattern"),
        ("fields @message | display @message", "display"),
        ("filter @message like 'x' | diff", "diff"),
        ("SOURCE logGroups()", "SOURCE"),
        ("unmask @message", "unmask"),
        ("fields level", "level"),
        ("fields @duration", "@duration"),
        ("fields concat(@message, 'x')", "concat"),
        ("fields @message, strlen(@message)", "strlen"),
        ("filter level = 'error'", "level"),
        ("filter @type = 'REPORT'", "@type"),
        ("filter ispresent(@requestId)", "ispresent"),
        ("filter @ptr = 'x'", "@ptr"),
        ("filter @message > 'x'", ">"),
        ("filter @timestamp > '2025-11-04'", "'2025-11-04'"),
        ("filter @timestamp like '2025'", "@timestamp"),
        ("filter @message ~= /x/", "~"),
        ("filter @message like x", "x"),
        ("filter @message like /(/", "/(/"),
        ("filter @message not = 'x'", "="),
        ("filter (@message like 'x'))", ")"),
        ("filter @message like 'x' limit 5", "limit"),
        ("filter @message like 'x", "'"),
        ("sort level desc", "level"),
        ("sort @ptr", "@ptr"),
        ("sort @timestamp down", "down"),
        ("limit 0", "0"),
        ("limit 100001", "100001"),
        ("limit any 5", "any"),
        (f"limit {'9' * 5_000}", "9" * 5_000),
        (f"filter @timestamp > {'9' * 19}", "9" * 19),
        (f"stats count(*) by bin({'9' * 10}s)", "bin"),
        ("limit -1", "-"),
        ("limit 5 | filter @message like 'x'", "filter"),
        ("limit 5 | sort @timestamp", "sort"),
        ("stats avg(@duration)", "avg"),
        ("stats count(*), max(@timestamp)", ","),
        ("stats count_distinct(@requestId)", "count_distinct"),
        ("stats count(*) by bin(1mo)", "bin"),
        ("stats count(*) by bin(0s)", "bin(0s)"),
        ("stats count(*) by level", "level"),
        ("stats count(*) as n | filter @message like 'x'", "filter"),
        ("stats count(*) as n | stats count(*)", "stats"),
        ("stats count(*) as n by @logStream | sort @timestamp", "@timestamp"),
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


@pytest.mark.parametrize(
    "text", ["", "  ", "fields", "fields @message |", "filter (@message like 'x'"]
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
        "filter " + " or ".join(["@message like 'x'"] * 300),
        "filter " + "not " * 1_500 + "@message like 'x'",
        "filter " + "not " * 20 + "@message like 'x'",
        "filter " + "(@message like 'x' or not " * 10 + "@message like 'x'" + ")" * 10,
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
