"""Logs Insights through real boto3: which events a query keeps, and what its rows show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.sandbox.cloudwatch import CloudWatchLogs

if TYPE_CHECKING:
    from collections.abc import Callable

    Connect = Callable[[CloudWatchLogs], Any]

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
GROUP = "/aws/lambda/checker"
REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"
OTHER = "39fad1bd-4d81-47e7-ad18-fbdb93b57860"
LONG = "Traceback " + "深" * 2_000


def ms(hour: int, minute: int, second: int = 0, milli: int = 0) -> int:
    at = datetime(2025, 11, 4, hour, minute, second, milli * 1_000, tzinfo=UTC)
    return int(at.timestamp() * 1_000)


def world() -> CloudWatchLogs:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    logs.load(
        GROUP,
        "one",
        [
            (ms(18, 14), f"START RequestId: {REQUEST} Version: $LATEST"),
            (
                ms(18, 14, 12),
                f"[WARN]\t2025-11-04T18:14:12.001Z\t{REQUEST}\tretrying Crois API (502)",
            ),
            (
                ms(18, 14, 40, 914),
                f"[ERROR]\t2025-11-04T18:14:40.914Z\t{REQUEST}\terror: started_at has no value",
                ms(18, 14, 43),
            ),
            (ms(18, 14, 40, 920), LONG),
            (ms(18, 14, 41), f"REPORT RequestId: {REQUEST}\tDuration: 40914 ms"),
        ],
    )
    logs.load(
        GROUP,
        "two",
        [
            (ms(19, 14), f"START RequestId: {OTHER} Version: $LATEST"),
            (ms(19, 14, 30), f"[INFO]\t2025-11-04T19:14:30.000Z\t{OTHER}\tok 100% 'a' | b"),
        ],
    )
    logs.load("/other", "one", [(ms(18, 30), "ERROR elsewhere")])
    return logs


def query(client: Any, text: str, **request: Any) -> list[dict[str, str]]:
    """The rows of a query over the whole day, as dictionaries."""
    if not {"logGroupNames", "logGroupIdentifiers"} & request.keys():
        request.setdefault("logGroupName", GROUP)
    window = {"startTime": ms(0, 0) // 1000, "endTime": ms(21, 0) // 1000}
    started = client.start_query(**{**window, **request}, queryString=text)
    answer = client.get_query_results(queryId=started["queryId"])
    assert answer["status"] == "Complete"
    return [{field["field"]: field["value"] for field in row} for row in answer["results"]]


def test_rows_have_the_fields_asked_for_and_a_pointer(connect: Connect) -> None:
    client = connect(world())
    text = 'fields @timestamp, @logStream, @log, @requestId | filter @message like "started_at"'
    (row,) = query(client, text)
    pointer = row.pop("@ptr")
    assert row == {
        "@timestamp": "2025-11-04 18:14:40.914",
        "@logStream": "one",
        "@log": f"111122223333:{GROUP}",
        "@requestId": REQUEST,
    }
    record = client.get_log_record(logRecordPointer=pointer)["logRecord"]
    assert record == {
        "@timestamp": str(ms(18, 14, 40, 914)),
        "@ingestionTime": str(ms(18, 14, 43)),
        "@logStream": "one",
        "@log": f"111122223333:{GROUP}",
        "@requestId": REQUEST,
        "@message": f"[ERROR]\t2025-11-04T18:14:40.914Z\t{REQUEST}\terror: started_at has no value",
    }


def test_a_long_message_is_cut_and_its_pointer_recovers_it(connect: Connect) -> None:
    client = connect(world())
    (row,) = query(client, 'filter @message like "Traceback"')
    assert row["@message"] == LONG[:1_000]
    assert "@requestId" not in row
    record = client.get_log_record(logRecordPointer=row["@ptr"])["logRecord"]
    assert record["@message"] == LONG


def test_the_filter_sees_what_the_row_does_not_show(connect: Connect) -> None:
    (row,) = query(connect(world()), "filter @message like /深{2000}$/")
    assert len(row["@message"]) == 1_000


ONE, TWO = ["START", "[WARN]", "[ERROR]", "Traceback", "REPORT"], ["START2", "[INFO]"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('@message like "ERROR"', ["[ERROR]"]),
        ('@message like "error"', ["[ERROR]"]),
        ('@message like "Error"', []),
        ("@message like 'Crois API (502)'", ["[WARN]"]),
        ('@message like "100%"', ["[INFO]"]),
        ("@message like \"'a' | b\"", ["[INFO]"]),
        (r"@message like '\'a\' | b'", ["[INFO]"]),
        ('@message like "\'; DROP TABLE events; --"', []),
        ('@message LIKE "ERROR" OR @message LIKE "WARN"', ["[WARN]", "[ERROR]"]),
        ("@message like /ERROR|WARN/", ["[WARN]", "[ERROR]"]),
        ("@message like /(?i)Started_AT/", ["[ERROR]"]),
        ("@message like /^REPORT/", ["REPORT"]),
        (r"@message like /Crois\sAPI/", ["[WARN]"]),
        (r"@message like /\t\/?error/", ["[ERROR]"]),
        ("@message =~ /has no value$/", ["[ERROR]"]),
        ('@message not like "RequestId"', ["[WARN]", "[ERROR]", "Traceback", "[INFO]"]),
        ("@message not like /RequestId|Crois|ok/", ["[ERROR]", "Traceback"]),
        (f'@requestId = "{OTHER}"', TWO),
        (f"@requestId = '{REQUEST}'", ["START", "[WARN]", "[ERROR]", "REPORT"]),
        (f'@requestId = "{REQUEST[:8]}"', []),
        (f'@requestId != "{REQUEST}"', ["Traceback", *TWO]),
        (f'@requestId in ["{OTHER}", "x"]', TWO),
        (f'@requestId not in ["{OTHER}", "x"]', ONE),
        ('@requestId like "39fad1bd"', TWO),
        ("@requestId like /^39/", TWO),
        # a line without the field does not have the value
        ('@requestId not like "39fad1bd"', ONE),
        ("@requestId not like /^39/", ONE),
        ('@logStream = "two"', TWO),
        ('@logStream != "two"', ONE),
        ('@logStream = "TWO"', []),
        (f'@log = "111122223333:{GROUP}" and @logStream = "two"', TWO),
        (f'@message = "START RequestId: {REQUEST} Version: $LATEST"', ["START"]),
        ('@message = "START"', []),
        (f"@timestamp >= {ms(19, 0)}", TWO),
        (f"@timestamp < {ms(18, 14, 12)}", ["START"]),
        (f"@timestamp = {ms(18, 14, 40, 914)}", ["[ERROR]"]),
        (f"@ingestionTime > {ms(18, 14, 42)} and @timestamp < {ms(19, 0)}", ["[ERROR]"]),
        ('not @logStream = "one"', TWO),
        ('not (@logStream = "one" or @message like "INFO")', ["START2"]),
        ('not not @logStream = "two"', TWO),
        # and binds tighter than or
        ('@logStream = "two" or @logStream = "one" and @message like "WARN"', ["[WARN]", *TWO]),
        ('(@logStream = "two" or @logStream = "one") and @message like "WARN"', ["[WARN]"]),
        ('((@message like "WARN"))', ["[WARN]"]),
        ('@message like "WARN" # | filter @message like "nothing"', ["[WARN]"]),
        ('@logStream = "one" | filter @message like "R" | filter @message like "502"', ["[WARN]"]),
    ],
)
def test_filter_keeps_exactly(connect: Connect, condition: str, expected: list[str]) -> None:
    rows = query(connect(world()), f"fields @message | filter {condition} | sort @timestamp asc")
    names = [row["@message"].split()[0] + "2" * (OTHER in row["@message"]) for row in rows]
    assert [name.replace("[INFO]2", "[INFO]") for name in names] == expected


class TestShape:
    def test_without_fields_and_sort_the_newest_message_comes_first(self, connect: Connect) -> None:
        rows = query(connect(world()), "limit 2")
        assert [sorted(row) for row in rows] == [["@message", "@ptr", "@timestamp"]] * 2
        assert [row["@timestamp"] for row in rows] == [
            "2025-11-04 19:14:30.000",
            "2025-11-04 19:14:00.000",
        ]

    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            ("fields @timestamp | sort @timestamp asc", "18:14:00.000", "19:14:30.000"),
            ("fields @timestamp | sort @timestamp", "18:14:00.000", "19:14:30.000"),
            ("fields @timestamp | sort @timestamp desc", "19:14:30.000", "18:14:00.000"),
            ("sort @timestamp asc | fields @timestamp", "18:14:00.000", "19:14:30.000"),
            ("fields @timestamp as t | sort t desc | limit 9", "19:14:30.000", "18:14:00.000"),
            (
                "fields @logStream, @timestamp | sort @logStream desc, @timestamp asc",
                "19:14:00.000",
                "18:14:41.000",
            ),
        ],
    )
    def test_sort(self, connect: Connect, text: str, first: str, last: str) -> None:
        rows = query(connect(world()), text)
        times = [row.get("@timestamp", row.get("t", "")).split()[1] for row in rows]
        assert len(times) == 7
        assert (times[0], times[-1]) == (first, last)

    def test_fields_add_up_and_come_once(self, connect: Connect) -> None:
        client = connect(world())
        started = client.start_query(
            logGroupName=GROUP,
            startTime=ms(18, 0) // 1000,
            endTime=ms(19, 0) // 1000,
            queryString="fields @logStream, @ptr | fields @logStream, @ingestionTime | limit 1",
        )
        (row,) = client.get_query_results(queryId=started["queryId"])["results"]
        assert [field["field"] for field in row] == ["@logStream", "@ingestionTime", "@ptr"]

    def test_count_by_time_and_by_stream(self, connect: Connect) -> None:
        client = connect(world())
        assert query(client, "stats count(*)") == [{"count(*)": "7"}]
        assert query(client, "stats count(*) as n by @logStream") == [
            {"@logStream": "one", "n": "5"},
            {"@logStream": "two", "n": "2"},
        ]
        assert query(client, "filter @message like 'START' | stats count(*) as n by bin(1h)") == [
            {"bin(1h)": "2025-11-04 19:00:00.000", "n": "1"},
            {"bin(1h)": "2025-11-04 18:00:00.000", "n": "1"},
        ]
        by_minute = "stats count() as n by bin( 5m ) as t, @logStream | sort n asc | limit 1"
        assert query(client, by_minute) == [
            {"t": "2025-11-04 19:10:00.000", "@logStream": "two", "n": "2"}
        ]

    def test_lines_without_a_request_are_a_group_of_their_own(self, connect: Connect) -> None:
        rows = query(connect(world()), "stats count(*) as n by @requestId | sort n desc")
        assert rows == [
            {"@requestId": REQUEST, "n": "4"},
            {"@requestId": OTHER, "n": "2"},
            {"n": "1"},
        ]

    def test_several_groups_and_what_was_scanned(self, connect: Connect) -> None:
        client = connect(world())
        rows = query(
            client, "fields @log | filter @message like 'ERROR'", logGroupNames=[GROUP, "/other"]
        )
        assert [row["@log"] for row in rows] == ["111122223333:/other", f"111122223333:{GROUP}"]
        started = client.start_query(
            logGroupIdentifiers=[GROUP, "/other", GROUP],
            startTime=ms(18, 0) // 1000,
            endTime=ms(20, 0) // 1000,
            queryString="filter @message like 'ERROR' | limit 1",
        )
        statistics = client.get_query_results(queryId=started["queryId"])["statistics"]
        assert statistics["recordsScanned"] == 8
        assert statistics["recordsMatched"] == 2
        assert statistics["resultCount"] == 1
        assert statistics["logGroupsScanned"] == 2
        assert statistics["bytesScanned"] > len(LONG.encode())

    def test_both_ends_of_the_window_are_whole_seconds_and_included(self, connect: Connect) -> None:
        client = connect(world())

        def counted(start: int, end: int) -> str:
            window = {"startTime": start // 1000, "endTime": end // 1000}
            return query(client, "stats count(*) as n", **window)[0]["n"]

        assert counted(ms(18, 14), ms(18, 14, 12)) == "2"
        # 18:14:40.914 is later than the end 18:14:40.
        assert counted(ms(18, 14), ms(18, 14, 40)) == "2"
        assert counted(ms(18, 14), ms(18, 14, 41)) == "5"


def test_deep_parentheses_are_no_danger(connect: Connect) -> None:
    depth = 4_000
    text = f"filter {'(' * depth}@message like 'WARN'{')' * depth}"
    assert len(query(connect(world()), text)) == 1


@pytest.mark.parametrize(
    "condition",
    [
        " or ".join(["@message like 'WARN'"] * 200),
        " and ".join(["@message like 'WARN'"] * 200),
        "not " * 18 + "@message like 'WARN'",
        "(@logStream = 'x' or not " * 8 + "(@message like 'WARN' and @log like '1')" + ")" * 8,
        f"@requestId in [{', '.join(['x'.join(chr(39) * 2)] * 99)}] or @message like 'WARN'",
    ],
)
def test_the_largest_queries_run(connect: Connect, condition: str) -> None:
    assert len(query(connect(world()), f"filter {condition}")) == 1
