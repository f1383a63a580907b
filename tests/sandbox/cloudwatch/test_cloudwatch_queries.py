"""The life of a query through real boto3: started, polled, paged, stopped, listed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kurosai.sandbox.cloudwatch import CloudWatchLogs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Connect = Callable[[CloudWatchLogs], Any]
    Refusal = Callable[..., tuple[str, str, Mapping[str, Any]]]

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
WINDOW: Mapping[str, Any] = {
    "logGroupName": "/g",
    "startTime": NOW_MS // 1000 - 3_600,
    "endTime": NOW_MS // 1000,
}


def world(**options: Any) -> CloudWatchLogs:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW, **options)
    for group in ("/g", "/other"):
        logs.load(group, "s", [(NOW_MS - i * 1_000, f"event {i}") for i in range(10)])
    return logs


def test_a_query_runs_until_its_time_is_over(connect: Connect) -> None:
    clock = [100.0]
    client = connect(world(query_delay_s=2.0, tick=lambda: clock[0]))
    started = client.start_query(**WINDOW, queryString="limit 3")
    early = client.get_query_results(queryId=started["queryId"])
    assert (early["status"], early["results"]) == ("Running", [])
    clock[0] += 1.9
    assert client.get_query_results(queryId=started["queryId"])["status"] == "Running"
    clock[0] += 0.1
    late = client.get_query_results(queryId=started["queryId"])
    assert (late["status"], len(late["results"])) == ("Complete", 3)


def test_a_running_query_shows_what_it_has_scanned_so_far_and_keeps_it_when_stopped(
    connect: Connect,
) -> None:
    clock = [0.0]
    client = connect(world(query_delay_s=10.0, tick=lambda: clock[0]))
    # Ten events in the last ten seconds of an hour, which is scanned from its end.
    window = {**WINDOW, "startTime": NOW_MS // 1000 - 20}
    started = client.start_query(**window, queryString="fields @message")["queryId"]
    clock[0] = 2.0
    early = client.get_query_results(queryId=started)
    assert early["status"] == "Running"
    assert [row[0]["value"] for row in early["results"]] == [f"event {n}" for n in range(4)]
    assert early["statistics"]["recordsScanned"] == 4
    client.stop_query(queryId=started)
    clock[0] = 60.0
    stopped = client.get_query_results(queryId=started)
    assert (stopped["status"], len(stopped["results"])) == ("Cancelled", 4)


def test_a_running_query_stops_and_a_finished_one_cannot(
    connect: Connect, refusal: Refusal
) -> None:
    clock = [0.0]
    client = connect(world(query_delay_s=1.0, tick=lambda: clock[0]))
    first = client.start_query(**WINDOW, queryString="limit 1")["queryId"]
    assert client.stop_query(queryId=first)["success"] is True
    clock[0] = 5.0
    stopped = client.get_query_results(queryId=first)
    assert (stopped["status"], stopped["results"]) == ("Cancelled", [])
    second = client.start_query(**WINDOW, queryString="limit 1")["queryId"]
    clock[0] = 9.0
    for query_id in (first, second):
        code, message, _ = refusal(client.stop_query, queryId=query_id)
        assert code == "InvalidParameterException"
        assert message == "The specified query is not running."


def test_queries_are_listed_newest_first_by_group_status_and_page(connect: Connect) -> None:
    clock = [0.0]
    client = connect(world(query_delay_s=1.0, tick=lambda: clock[0]))
    ids = [client.start_query(**WINDOW, queryString=f"limit {n}")["queryId"] for n in range(1, 4)]
    client.stop_query(queryId=ids[1])
    clock[0] = 1.0
    other = client.start_query(**{**WINDOW, "logGroupName": "/other"}, queryString="limit 4")[
        "queryId"
    ]

    def listed(**request: Any) -> list[str]:
        return [each["queryId"] for each in client.describe_queries(**request)["queries"]]

    assert listed() == [other, *reversed(ids)]
    assert listed(logGroupName="/other") == [other]
    assert listed(status="Cancelled") == [ids[1]]
    assert listed(status="Running") == [other]
    assert listed(status="Complete") == [ids[2], ids[0]]
    page = client.describe_queries(maxResults=3)
    rest = client.describe_queries(maxResults=3, nextToken=page["nextToken"])
    assert [each["queryString"] for each in page["queries"] + rest["queries"]] == [
        "limit 4",
        "limit 3",
        "limit 2",
        "limit 1",
    ]
    assert "nextToken" not in rest
    assert page["queries"][0]["createTime"] == NOW_MS


def test_the_hundred_and_first_running_query_is_too_many(
    connect: Connect, refusal: Refusal
) -> None:
    clock = [0.0]
    client = connect(world(query_delay_s=1.0, tick=lambda: clock[0]))
    for _ in range(100):
        client.start_query(**WINDOW, queryString="limit 1")
    code, _, _ = refusal(client.start_query, **WINDOW, queryString="limit 1")
    assert code == "LimitExceededException"
    clock[0] = 1.0
    assert client.start_query(**WINDOW, queryString="limit 1")["queryId"]


def test_rows_come_by_the_page_and_limits_hold(connect: Connect, refusal: Refusal) -> None:
    logs = world()
    logs.load("/many", "s", [(NOW_MS - i, "x") for i in range(10_500)])
    client = connect(logs)
    window = {**WINDOW, "logGroupName": "/many"}

    def paged(**request: Any) -> list[int]:
        started = client.start_query(**window, **request)["queryId"]
        sizes: list[int] = []
        seen: set[str] = set()
        token: dict[str, str] = {}
        while True:
            page = client.get_query_results(queryId=started, **token)
            sizes.append(len(page["results"]))
            seen |= {row[-1]["value"] for row in page["results"]}
            if "nextToken" not in page:
                assert len(seen) == sum(sizes)
                return sizes
            token = {"nextToken": page["nextToken"]}

    assert paged(queryString="fields @timestamp") == [10_000]
    assert paged(queryString="fields @timestamp | limit 100000") == [10_000, 500]
    assert paged(queryString="fields @timestamp", limit=10_001) == [10_000, 1]
    assert paged(queryString="fields @timestamp | limit 3", limit=9) == [3]
    started = client.start_query(**window, queryString="limit 5")["queryId"]
    page = client.get_query_results(queryId=started, maxItems=2)
    assert len(page["results"]) == 2
    other = client.start_query(**window, queryString="limit 5")["queryId"]
    code, _, _ = refusal(client.get_query_results, queryId=other, nextToken=page["nextToken"])
    assert code == "InvalidParameterException"


def test_a_search_that_takes_too_long_ends_and_says_so(connect: Connect, refusal: Refusal) -> None:
    client = connect(world(longest_search_s=-1.0))
    for text in ("stats count(*)", "filter n > 1 | sort n", "fields @message | limit 3"):
        started = client.start_query(**WINDOW, queryString=text)["queryId"]
        for _ in range(2):
            answer = client.get_query_results(queryId=started)
            assert (answer["status"], answer["results"]) == ("Timeout", [])
    assert len(client.describe_queries(status="Timeout")["queries"]) == 3
    code, message, _ = refusal(client.filter_log_events, logGroupName="/g", filterPattern="%e.e%")
    assert code == "ServiceUnavailableException"
    assert "took too long" in message
