"""A small log of which every row can be worked out by hand, and how to ask it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kurosai.sandbox.cloudwatch import CloudWatchLogs

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"
_ORDER = "!: # *%04 0# 5A 111A 2345_ @ @_ A A9876fghj a12345hfh 0 01 1 2 3"
AWS_ORDER = _ORDER.split()
"""AWS's own example of ascending order."""
APP, LAMBDA, SORT = "/app", "/aws/lambda/checker", "/sort"

EVENTS = {
    APP: {
        "a1": (
            "18:00:00.000",
            (
                '{"level": "INFO", "ms": 120, "path": "/a", "user": {"id": 7, "tags": ["x", "y"]},'
                ' "ok": true, "nothing": null, "@own": "z"}'
            ),
        ),
        "a2": (
            "18:01:00.000",
            (
                '{"level": "ERROR", "ms": 950.5, "path": "/b", "user": {"id": 8}, "ok": false,'
                ' "err": "timeout", "foo-bar": "dash"}'
            ),
        ),
        "a3": ("18:04:59.999", '{"level": "INFO", "ms": 80, "path": "/a", "user": {"id": 7}}'),
        "a4": ("18:05:00.000", '{"level": "WARN", "ms": "300", "path": "/c", "ip": "10.0.3.4"}'),
        "a5": (
            "18:06:30.000",
            (
                '{"level": "ERROR", "ms": 50, "path": "/a", "user": {"id": 9},'
                ' "err": "re\\u0066used", "ip": "2001:db8::1"}'
            ),
        ),
        # AWS's own two lines for parse, the second one twice
        "t1": (
            "18:11:00.000",
            (
                "25 May 2019 10:24:39,474 [ERROR] {foo=2, bar=data} The error was:"
                " DataIntegrityException"
            ),
        ),
        "t2": ("18:11:01.000", "25 May 2019 user=user1234, method:sample, latency := 216"),
        "t3": ("18:11:02.000", "25 May 2019 user=user5678, method:sample, latency := 100"),
    },
    LAMBDA: {
        "start": ("18:14:00.000", f"START RequestId: {REQUEST} Version: $LATEST"),
        "log": (
            "18:14:01.000",
            (
                f"[INFO]\t2025-11-04T18:14:01.000Z\t{REQUEST}\t"
                '{"job": 5, "state": "ok"} {"job": 6}'
            ),
        ),
        "trace": ("18:14:02.000", "Traceback (most recent call last):"),
        "end": ("18:14:03.000", f"END RequestId: {REQUEST}"),
        "report": (
            "18:14:04.000",
            (
                f"REPORT RequestId: {REQUEST}\tDuration: 40914.50 ms\tBilled Duration: 40915 ms\t"
                "Memory Size: 128 MB\tMax Memory Used: 81 MB\tInit Duration: 312.1 ms\t\n"
                "XRAY TraceId: 1-5f-aa\tSegmentId: 7bb\tSampled: true\t"
            ),
        ),
    },
    SORT: {
        f"s{number:02}": ("18:00:00.000", text) for number, text in enumerate(reversed(AWS_ORDER))
    },
}


def world() -> CloudWatchLogs:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    for group, events in EVENTS.items():
        for stream, (clock, message) in events.items():
            logs.load(group, stream, [(ms(clock), message)])
    return logs


def ms(clock: str) -> int:
    """Milliseconds since 1970 of a time on 2025-11-04."""
    at = datetime.fromisoformat(f"2025-11-04T{clock}+00:00")
    return round(at.timestamp() * 1_000)


def ask(client: Any, text: str, group: str = APP) -> tuple[list[dict[str, str]], dict[str, float]]:
    """Rows without their pointers, and statistics, of a query over the whole day."""
    started = client.start_query(
        logGroupName=group,
        startTime=ms("00:00:00") // 1000,
        endTime=ms("21:00:00") // 1000,
        queryString=text,
    )
    answer = client.get_query_results(queryId=started["queryId"])
    assert answer["status"] == "Complete"
    rows = [
        {cell["field"]: cell["value"] for cell in row if cell["field"] != "@ptr"}
        for row in answer["results"]
    ]
    return rows, answer["statistics"]
