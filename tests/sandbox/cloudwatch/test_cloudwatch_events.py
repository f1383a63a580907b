"""FilterLogEvents and GetLogEvents through real boto3."""

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
NOW_MS = int(NOW.timestamp() * 1000)
HEALTH = "/aws/lambda/core-v2-crois-gke-health-checker"
DENIED = "/aws/lambda/core-v2-secret"
STREAM = "2025/11/04/[$LATEST]0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def engine(**options: Any) -> CloudWatchLogs:
    return CloudWatchLogs(
        account="111122223333",
        region="ap-northeast-1",
        now=NOW,
        denied=frozenset({DENIED}),
        **options,
    )


def numbered(logs: CloudWatchLogs, count: int, group: str = "/g") -> None:
    """`count` events, two to each millisecond, dealt to three streams."""
    for stream in range(3):
        logs.load(
            group,
            f"s{stream}",
            [(NOW_MS - count + i // 2, f"event {i}") for i in range(stream, count, 3)],
        )


def every_page(call: Callable[..., Any], **request: Any) -> list[Any]:
    """The answers to a request and to each of its tokens."""
    answers = [call(**request)]
    while token := answers[-1].get("nextToken"):
        answers.append(call(**request, nextToken=token))
        assert len(answers) < 500, "the pages do not end"
    return answers


def texts(*answers: Mapping[str, Any]) -> list[str]:
    return [event["message"] for answer in answers for event in answer["events"]]


def test_the_error_line_of_the_alert_is_found(connect: Connect) -> None:
    logs = engine()
    at = int(datetime(2025, 11, 4, 18, 14, 40, 914_000, tzinfo=UTC).timestamp() * 1000)
    line = (
        "[ERROR]\t2025-11-04T18:14:40.914Z\t2291eeee\t[healthcheck] error: started_at has no value"
    )
    logs.load(HEALTH, STREAM, [(at, line, at + 1_200), (at + 1, "END RequestId: 2291eeee")])
    answer = connect(logs).filter_log_events(
        logGroupName=HEALTH, filterPattern='"started_at has no value"', startTime=at, endTime=at
    )
    (event,) = answer["events"]
    assert event.pop("eventId").isdigit()
    assert event == {
        "logStreamName": STREAM,
        "timestamp": at,
        "ingestionTime": at + 1_200,
        "message": line,
    }
    assert answer["searchedLogStreams"] == []
    assert "nextToken" not in answer


class TestPages:
    @pytest.mark.parametrize("limit", [1, 7, 99, 100, 101, 10_000])
    @pytest.mark.parametrize("newest_first", [False, True])
    def test_pages_hold_every_event_once_in_order(
        self, connect: Connect, limit: int, newest_first: bool
    ) -> None:
        logs = engine()
        numbered(logs, 100)
        request: dict[str, Any] = {"logGroupName": "/g", "limit": limit}
        if newest_first:
            request |= {"startFromHead": False, "startTime": NOW_MS - 1_000}
        answers = every_page(connect(logs).filter_log_events, **request)
        sizes = [len(answer["events"]) for answer in answers]
        assert max(sizes) <= limit
        assert len(answers) == -(-100 // limit)
        seen = [event for answer in answers for event in answer["events"]]
        assert len({event["eventId"] for event in seen}) == 100
        order = [event["timestamp"] for event in seen]
        assert order == sorted(order, reverse=newest_first)

    def test_boto3_paginator_reads_what_the_pattern_matches(self, connect: Connect) -> None:
        logs = engine()
        numbered(logs, 500)
        pages = connect(logs).get_paginator("filter_log_events")
        found = pages.paginate(
            logGroupName="/g", filterPattern="7", PaginationConfig={"PageSize": 10}
        ).build_full_result()
        wanted = {f"event {i}" for i in range(500) if "7" in str(i)}
        assert len(texts(found)) == len(wanted)
        assert set(texts(found)) == wanted

    def test_a_page_is_at_most_one_mebibyte_but_never_stuck(self, connect: Connect) -> None:
        logs = engine()
        big = "x" * (1_048_576 // 2 - 26)
        logs.load("/g", "s", [(1, big), (2, big), (3, "y" * 1_048_576), (4, "small")])
        answers = every_page(connect(logs).filter_log_events, logGroupName="/g")
        assert [len(answer["events"]) for answer in answers] == [2, 1, 1]

    def test_short_and_empty_pages_go_on_when_scanning_is_bounded(self, connect: Connect) -> None:
        logs = engine(events_per_scan=30)
        numbered(logs, 100)
        answers = every_page(
            connect(logs).filter_log_events, logGroupName="/g", filterPattern='"event 99"'
        )
        assert [len(answer["events"]) for answer in answers] == [0, 0, 0, 1]
        whole = every_page(connect(logs).filter_log_events, logGroupName="/g", limit=20)
        assert [len(answer["events"]) for answer in whole] == [20, 20, 20, 20, 20]
        assert len(set(texts(*whole))) == 100

    @pytest.mark.parametrize(
        "other",
        [
            {"filterPattern": "event"},
            {"logGroupName": "/h"},
            {"startTime": 1},
            {"endTime": NOW_MS},
            {"logStreamNamePrefix": "s"},
            {"logStreamNames": ["s0"]},
            {"nextToken": "made up"},
            {"nextToken": "bWFkZSB1cA"},
            {"nextToken": "ü"},
        ],
    )
    def test_a_token_serves_only_the_request_that_gave_it(
        self, connect: Connect, refusal: Refusal, other: Mapping[str, Any]
    ) -> None:
        logs = engine()
        numbered(logs, 10)
        numbered(logs, 10, "/h")
        call = connect(logs).filter_log_events
        token = call(logGroupName="/g", limit=3)["nextToken"]
        code, message, _ = refusal(call, **{"logGroupName": "/g", "nextToken": token, **other})
        assert (code, message) == (
            "InvalidParameterException",
            "The specified nextToken is invalid.",
        )

    def test_the_limit_may_change_from_page_to_page(self, connect: Connect) -> None:
        logs = engine()
        numbered(logs, 10)
        call = connect(logs).filter_log_events
        first = call(logGroupName="/g", limit=3)
        rest = call(logGroupName="/g", nextToken=first["nextToken"])
        assert len(texts(first, rest)) == len(set(texts(first, rest))) == 10


class TestFilter:
    def test_both_ends_of_the_window_are_included(self, connect: Connect) -> None:
        logs = engine()
        logs.load("/g", "s", [(at, str(at)) for at in (9, 10, 11, 12, 13)])
        answer = connect(logs).filter_log_events(logGroupName="/g", startTime=10, endTime=12)
        assert texts(answer) == ["10", "11", "12"]

    def test_streams_by_name_and_by_prefix(self, connect: Connect) -> None:
        logs = engine()
        for name in ("a/1", "a/2", "b/1", "a_1", "A/3"):
            logs.load("/g", name, [(1, name)])
        client = connect(logs)
        named = client.filter_log_events(logGroupName="/g", logStreamNames=["a/2", "b/1"])
        assert texts(named) == ["a/2", "b/1"]
        begun = client.filter_log_events(logGroupName="/g", logStreamNamePrefix="a/")
        assert texts(begun) == ["a/1", "a/2"]
        nothing = client.filter_log_events(logGroupName="/g", logStreamNamePrefix="%")
        assert texts(nothing) == []

    def test_a_prefix_that_thousands_of_streams_share(self, connect: Connect) -> None:
        logs = engine()
        for number in range(3_000):
            logs.load("/g", f"job/{number}", [(1 + number, f"n{number}")])
        answer = connect(logs).filter_log_events(
            logGroupName="/g", logStreamNamePrefix="job/", filterPattern="n2999"
        )
        assert texts(answer) == ["n2999"]

    def test_a_group_by_its_arn(self, connect: Connect) -> None:
        logs = engine()
        logs.load("/g", "s", [(1, "x")])
        client = connect(logs)
        arn = client.describe_log_groups()["logGroups"][0]["logGroupArn"]
        assert texts(client.filter_log_events(logGroupIdentifier=arn)) == ["x"]
        assert texts(client.filter_log_events(logGroupIdentifier="/g")) == ["x"]

    @pytest.mark.parametrize(
        ("request_", "code", "message"),
        [
            (
                {"logGroupName": "/none"},
                "ResourceNotFoundException",
                "The specified log group does not exist.",
            ),
            (
                {"logGroupIdentifier": "arn:aws:logs:us-east-1:111122223333:log-group:/g"},
                "ResourceNotFoundException",
                "The specified log group does not exist.",
            ),
            (
                {"logGroupName": "/g", "logStreamNames": ["s", "none"]},
                "ResourceNotFoundException",
                "The specified log stream does not exist.",
            ),
            (
                {"logGroupName": "/g", "logGroupIdentifier": "/g"},
                "InvalidParameterException",
                "mutually exclusive",
            ),
            (
                {"logGroupName": "/g", "logStreamNames": ["s"], "logStreamNamePrefix": "s"},
                "InvalidParameterException",
                "mutually exclusive",
            ),
            (
                {"logGroupName": "/g", "startTime": 2, "endTime": 1},
                "InvalidParameterException",
                "startTime must not be later than endTime",
            ),
            (
                {"logGroupName": "/g", "startFromHead": False},
                "InvalidParameterException",
                "2024-01-01",
            ),
            (
                {"logGroupName": "/g", "unmask": True},
                "InvalidParameterException",
                "unmask of FilterLogEvents is not supported by the local world",
            ),
            (
                {"logGroupName": "/g", "filterPattern": "{ $.a IS NOT NULL }"},
                "InvalidParameterException",
                "Invalid filter pattern: unexpected 'NOT' at 9.",
            ),
            (
                {"logGroupName": "/g", "filterPattern": "normal-1"},
                "InvalidParameterException",
                "Invalid filter pattern: Invalid character(s) in term 'normal-1'",
            ),
            ({"logGroupName": "/g", "limit": 10_001}, "InvalidParameterException", "10000"),
            ({}, "InvalidParameterException", "must be given"),
        ],
    )
    def test_a_refusal_says_why(
        self,
        connect: Connect,
        refusal: Refusal,
        request_: Mapping[str, Any],
        code: str,
        message: str,
    ) -> None:
        logs = engine()
        logs.load("/g", "s", [(1, "x")])
        got, text, _ = refusal(connect(logs).filter_log_events, **request_)
        assert got == code
        assert message in text

    def test_a_denied_group_says_so_whether_it_exists_or_not(
        self, connect: Connect, refusal: Refusal
    ) -> None:
        client = connect(engine())
        for call, action, more in (
            (client.filter_log_events, "FilterLogEvents", {}),
            (client.describe_log_streams, "DescribeLogStreams", {}),
            (client.get_log_events, "GetLogEvents", {"logStreamName": "s"}),
            (
                client.start_query,
                "StartQuery",
                {"startTime": 1, "endTime": 2, "queryString": "limit 1"},
            ),
        ):
            code, message, _ = refusal(call, logGroupName=DENIED, **more)
            assert code == "AccessDeniedException"
            assert message.startswith("User: arn:aws:sts::111122223333:assumed-role/")
            assert f"is not authorized to perform: logs:{action} on resource: " in message
            assert f"arn:aws:logs:ap-northeast-1:111122223333:log-group:{DENIED}:" in message
            assert message.endswith(
                f"because no identity-based policy allows the logs:{action} action"
            )


class TestOneStream:
    def test_the_end_of_the_window_is_excluded(self, connect: Connect) -> None:
        logs = engine()
        logs.load("/g", "s", [(at, str(at)) for at in (9, 10, 11, 12)])
        answer = connect(logs).get_log_events(
            logGroupName="/g", logStreamName="s", startTime=10, endTime=12
        )
        assert texts(answer) == ["10", "11"]

    def test_forward_to_the_end_where_the_token_stays(self, connect: Connect) -> None:
        logs = engine()
        logs.load("/g", "s", [(at, str(at)) for at in range(1, 11)])
        logs.load("/g", "other", [(5, "not this")])
        call = connect(logs).get_log_events
        where: dict[str, Any] = {"logGroupName": "/g", "logStreamName": "s", "limit": 4}
        pages = [call(**where, startFromHead=True)]
        while True:
            token = pages[-1]["nextForwardToken"]
            pages.append(call(**where, nextToken=token, startFromHead=True))
            if pages[-1]["nextForwardToken"] == token:
                break
        assert [len(page["events"]) for page in pages] == [4, 4, 2, 0]
        assert texts(*pages) == [str(at) for at in range(1, 11)]
        back = call(**where, nextToken=pages[-1]["nextBackwardToken"])
        assert texts(back) == ["7", "8", "9", "10"]

    def test_backward_from_the_newest_which_is_the_default(self, connect: Connect) -> None:
        logs = engine()
        logs.load("/g", "s", [(at, str(at)) for at in range(1, 11)])
        call = connect(logs).get_log_events
        where: dict[str, Any] = {"logGroupName": "/g", "logStreamName": "s", "limit": 4}
        pages = [call(**where)]
        while True:
            token = pages[-1]["nextBackwardToken"]
            pages.append(call(**where, nextToken=token))
            if pages[-1]["nextBackwardToken"] == token:
                break
        assert [texts(page) for page in pages] == [
            ["7", "8", "9", "10"],
            ["3", "4", "5", "6"],
            ["1", "2"],
            [],
        ]
        forth = call(**where, nextToken=pages[-1]["nextForwardToken"], startFromHead=True)
        assert texts(forth) == ["1", "2", "3", "4"]

    def test_an_empty_window_still_has_both_tokens(self, connect: Connect) -> None:
        logs = engine()
        logs.load("/g", "s", [(5, "x")])
        call = connect(logs).get_log_events
        where: dict[str, Any] = {"logGroupName": "/g", "logStreamName": "s", "startTime": 6}
        answer = call(**where)
        assert answer["events"] == []
        again = call(**where, nextToken=answer["nextBackwardToken"])
        assert again["nextBackwardToken"] == answer["nextBackwardToken"]

    @pytest.mark.parametrize("token", ["x", "f/x", "b/", "q/AAAA"])
    def test_a_made_up_token_is_refused(
        self, connect: Connect, refusal: Refusal, token: str
    ) -> None:
        logs = engine()
        logs.load("/g", "s", [(5, "x")])
        where = {"logGroupName": "/g", "logStreamName": "s", "nextToken": token}
        code, message, _ = refusal(connect(logs).get_log_events, **where)
        assert (code, message) == (
            "InvalidParameterException",
            "The specified nextToken is invalid.",
        )

    def test_a_missing_stream_is_not_an_empty_one(self, connect: Connect, refusal: Refusal) -> None:
        logs = engine()
        logs.load("/g", "s", [(5, "x")])
        code, message, _ = refusal(
            connect(logs).get_log_events, logGroupName="/g", logStreamName="none"
        )
        assert (code, message) == (
            "ResourceNotFoundException",
            "The specified log stream does not exist.",
        )
