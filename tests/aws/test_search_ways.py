"""How a search goes: side by side, at the pace of each region, by the way that the size calls for.

No stopwatch where a meeting will do: requests that must be under way together wait for each other
in the server, which serial ones never come to.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from aws_doors import serving, session
from insights_doors import Answer, Doors, doors
from loopback import Reply
from recorded_logs import RESOURCES

from kurosai import deadline
from kurosai.aws.logs import find_logs
from kurosai.aws.wire import slices
from kurosai.aws.wire.logs import EARLY_PAGES, CloudWatchLogs
from kurosai.aws.wire.quota import Quotas
from kurosai.deadline import Deadline
from kurosai.errors import Unavailable
from kurosai.sandbox.cloudwatch import CloudWatchLogs as Engine
from kurosai.vocabulary import Reading, Window

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
HOUR = Window(NOW - timedelta(hours=1), NOW)
GROUPS = [f"/g/{name}" for name in ("one", "two", "three", "four", "five")]


def engine(lines: int = 3, events_per_scan: int = 10_000) -> Engine:
    logs = Engine(
        account="111122223333",
        region="ap-northeast-1",
        now=NOW,
        events_per_scan=events_per_scan,
    )
    start = round(HOUR.start.timestamp() * 1_000)
    step = 3_600_000 // lines
    for group in GROUPS:
        logs.create_group(group, retention_days=30)
        logs.load(group, "s", [(start + step * n, f"needle {n}") for n in range(lines)])
    return logs


class Meeting:
    """Requests that are let in only when so many of them are there at once."""

    def __init__(self, several: int, when: Callable[[int], bool]) -> None:
        self._barrier = threading.Barrier(several)
        self._when = when
        self.met = 0

    def __call__(self, operation: str, nth: int) -> Answer | None:
        if operation == "FilterLogEvents" and self._when(nth) and not self._barrier.broken:
            try:
                self._barrier.wait(4)
                self.met += 1
            except threading.BrokenBarrierError:
                pass
        return None


def test_several_groups_are_searched_side_by_side(tmp_path: Path) -> None:
    meeting = Meeting(len(GROUPS), lambda nth: nth < len(GROUPS))
    with closing(engine()) as logs, doors(tmp_path, logs, over=meeting) as through:
        reading = find(through, ",".join(GROUPS))
    assert reading.found == 15
    assert meeting.met == len(GROUPS)


def test_slices_of_time_are_searched_side_by_side(tmp_path: Path) -> None:
    meeting = Meeting(slices.SLICES, lambda nth: nth == EARLY_PAGES)
    large = engine(lines=1_000, events_per_scan=50)
    with closing(large) as logs, doors(tmp_path, logs, over=meeting) as through:
        found = through.logs.filter(GROUPS[0], '"needle 999"', HOUR, most=50)
    assert [one.message for one in found.events] == ["needle 999"]
    assert meeting.met == slices.SLICES


def test_the_quota_of_one_region_is_none_of_another(tmp_path: Path) -> None:
    """AWS counts by account and region: one that is used up must not keep another waiting."""
    quotas = Quotas(1)
    with serving(Reply.json({"events": []})) as fake:
        for place in ("a", "b"):
            (tmp_path / place).mkdir()
        with (
            session(tmp_path / "a", fake.url) as tokyo,
            session(tmp_path / "b", fake.url, AWS_REGION="us-east-1") as virginia,
        ):
            assert tokyo.identity() != virginia.identity()
            used_up(CloudWatchLogs(tokyo, quotas))
            before = len(fake.seen)
            with deadline.running(Deadline(15)):
                CloudWatchLogs(virginia, quotas).filter("/g", "", HOUR, most=1)
            assert len(fake.seen) == before + 1


def test_the_quota_of_one_region_is_shared_by_all_doors_to_it(tmp_path: Path) -> None:
    quotas = Quotas(1)
    with serving(Reply.json({"events": []})) as fake, session(tmp_path, fake.url) as opened:
        used_up(CloudWatchLogs(opened, quotas))
        with deadline.running(Deadline(0.5)), pytest.raises(Unavailable):
            CloudWatchLogs(opened, quotas).filter("/g", "", HOUR, most=1)


def used_up(logs: CloudWatchLogs) -> None:
    """Turns are taken for half a minute ahead: whoever gives up waiting has taken one."""
    logs.filter("/g", "", HOUR, most=1)
    for _ in range(30):
        with deadline.running(Deadline(0.01)), pytest.raises(Unavailable):
            logs.filter("/g", "", HOUR, most=1)


def test_a_query_is_watched_every_hundred_to_two_hundred_milliseconds(tmp_path: Path) -> None:
    polled: list[float] = []

    def running(operation: str, nth: int) -> Answer | None:
        if operation == "StartQuery":
            polled.append(time.monotonic())
        if operation != "GetQueryResults":
            return None
        polled.append(time.monotonic())
        body: dict[str, object] = {"status": "Running", "results": [], "statistics": {}}
        return (200, {}, json.dumps(body).encode()) if nth < 8 else None

    with closing(engine()) as logs, doors(tmp_path, logs, over=running) as through:
        answer = through.queries.run("fields @message", GROUPS[:1], HOUR, most=10)
    assert answer.complete
    gaps = [later - one for one, later in pairwise(polled)]
    assert len(gaps) == 9
    # The shortest: a busy machine makes some of them longer, and none shorter.
    assert min(gaps) >= 0.09
    assert min(gaps[1:]) <= 0.3


@pytest.mark.parametrize(
    ("stored", "asked", "way"),
    [
        (10**6, "FilterLogEvents", "5 groups searched; hits"),
        (3 * 10**9, "StartQuery", "5 groups searched by Insights; hits"),
        (10**12, "FilterLogEvents", "5 groups searched; hits"),
    ],
)
def test_what_the_groups_store_decides_how_they_are_searched(
    tmp_path: Path, stored: int, asked: str, way: str
) -> None:
    """Little is searched page by page, much by one query, and for too much no query is paid."""
    listed = [{"logGroupName": one, "storedBytes": stored, "retentionInDays": 30} for one in GROUPS]
    first: list[str] = []

    def sized(operation: str, _nth: int) -> Answer | None:
        if operation == "DescribeLogGroups":
            return 200, {}, json.dumps({"logGroups": listed}).encode()
        first.append(operation)
        return None

    with closing(engine()) as logs, doors(tmp_path, logs, over=sized) as through:
        reading = find(through, ",".join(GROUPS), since="2d")
    assert reading.lead[0].startswith(way)
    assert first[0] == asked
    assert reading.found == 15


def find(through: Doors, group: str, since: str = "1h") -> Reading:
    return find_logs.find(
        through.logs,
        RESOURCES,
        NOW,
        group=group,
        text="needle",
        since=since,
        queries=through.queries,
    )
