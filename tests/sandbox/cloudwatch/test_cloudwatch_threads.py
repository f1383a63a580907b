"""One engine, many threads: whole answers, and no thread that waits for ever.

The threads run in a process of their own, because the failure that this guards against holds
the interpreter's lock: it would stop the test run instead of failing it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import Any

from kurosai.sandbox.cloudwatch import CloudWatchLogs

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
EVENTS = 3_000


def test_threads_that_search_at_once_each_get_their_own_whole_answer() -> None:
    subprocess.run([sys.executable, __file__], check=True, timeout=60)


def search_at_once() -> None:
    logs = CloudWatchLogs(account="1", region="r", now=NOW)
    logs.load("/g", "s", [(NOW_S * 1000 - i, f"event {i}") for i in range(EVENTS)])
    found: dict[int, tuple[int, int]] = {}

    def call(operation: str, **request: Any) -> Any:
        status, _, body = logs.answer(f"Logs_20140328.{operation}", json.dumps(request).encode())
        assert status == 200, body
        return json.loads(body)

    def search(number: int) -> None:
        # A regular expression runs Python inside SQLite, a filter pattern does not: without
        # our lock the two wait for each other.
        query = call(
            "StartQuery",
            logGroupName="/g",
            startTime=NOW_S - 60,
            endTime=NOW_S,
            queryString=f"filter @message like /{number}/ | stats count(*) as n",
        )
        row = call("GetQueryResults", queryId=query["queryId"])["results"][0]
        events = call("FilterLogEvents", logGroupName="/g", filterPattern=str(number))["events"]
        found[number] = (int(row[0]["value"]), len(events))

    threads = [threading.Thread(target=search, args=(number,)) for number in range(100, 140)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = {n: sum(str(n) in str(i) for i in range(EVENTS)) for n in range(100, 140)}
    assert found == {number: (matches, matches) for number, matches in expected.items()}
    logs.close()


if __name__ == "__main__":
    search_at_once()
