"""Large groups: slices side by side, one pace for a whole process, throttling waited for."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from aws_doors import error, serving, session
from insights_doors import Answer, doors, refusal
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
from kurosai.vocabulary import Coverage, Window

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
HOUR = Window(NOW - timedelta(hours=1), NOW)
GROUP = "/large"
NEEDLES = (0, *range(500, 6_000, 1_000))


def large(events_per_scan: int = 100) -> Engine:
    """6,000 lines in an hour, of which a page sees 100; few of them are meant."""
    logs = Engine(
        account="111122223333",
        region="ap-northeast-1",
        now=NOW,
        events_per_scan=events_per_scan,
    )
    start = round(HOUR.start.timestamp() * 1_000)
    logs.load(GROUP, "s", [(start + 600 * n, f"{line(n)} {n}") for n in range(6_000)])
    return logs


def line(n: int) -> str:
    return "needle" if n in NEEDLES else "hay"


def test_a_search_of_many_pages_goes_on_in_slices_and_finds_each_line_once(
    tmp_path: Path,
) -> None:
    with closing(large()) as engine, doors(tmp_path, engine) as through:
        found = through.logs.filter(GROUP, '"needle"', HOUR, most=50)
        asked = through.count("FilterLogEvents")
    assert found.complete
    assert [one.message for one in found.events] == [f"needle {n}" for n in NEEDLES]
    # 60 pages one after the other; here four, then eight in each of eight slices at once.
    assert EARLY_PAGES + 8 * 7 <= asked <= EARLY_PAGES + 8 * 9


def test_a_small_group_takes_one_request(tmp_path: Path) -> None:
    engine = Engine(account="111122223333", region="ap-northeast-1", now=NOW)
    with closing(engine), doors(tmp_path, engine) as through:
        engine.load(GROUP, "s", [(round(HOUR.start.timestamp() * 1_000), "needle")])
        assert through.logs.filter(GROUP, '"needle"', HOUR, most=50).complete
        assert through.count("FilterLogEvents") == 1


def test_of_too_many_the_oldest_are_there_without_a_gap(tmp_path: Path) -> None:
    with closing(large()) as engine, doors(tmp_path, engine) as through:
        found = through.logs.filter(GROUP, '"hay"', HOUR, most=950)
    assert (found.complete, found.gaps) == (False, False)
    numbers = [int(one.message.split()[1]) for one in found.events]
    assert numbers == [n for n in range(6_000) if n not in NEEDLES][:950]


def test_what_pages_out_of_order_would_bring_later_is_found_in_its_slice(tmp_path: Path) -> None:
    def event(name: str, minute: int) -> dict[str, object]:
        at = _milliseconds(HOUR.start + timedelta(minutes=minute))
        return {"eventId": name, "timestamp": at, "message": name, "logStreamName": "s"}

    # AWS promises no order between pages: the newest line may come first, the cause last.
    first = Reply.json({"events": [event("consequence", 50)], "nextToken": "more"})
    between = [Reply.json({"events": [], "nextToken": "more"})] * (EARLY_PAGES - 1)
    second = slices.of(HOUR)[1]
    cause = Reply.json({"events": [event("cause", 10)]})
    with (
        serving(first, *between, Reply.json({"events": []})) as fake,
        session(tmp_path, fake.url) as opened,
    ):
        fake.always[b'"startTime": %d' % _milliseconds(second.start)] = cause
        found = CloudWatchLogs(opened).filter(GROUP, "", HOUR, most=50)
    assert [one.message for one in found.events] == ["cause", "consequence"]
    assert found.complete


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


def test_what_was_not_seen_between_hits_is_said(tmp_path: Path) -> None:
    with closing(large(events_per_scan=5)) as engine, doors(tmp_path, engine) as through:
        found = through.logs.filter(GROUP, '"needle"', HOUR, most=50)
        reading = find_logs.find(
            through.logs, RESOURCES, NOW, group=GROUP, text="needle", since="1h"
        )
    assert [one.message for one in found.events] == ["needle 0", "needle 1500", "needle 4500"]
    assert (found.complete, found.gaps) == (False, True)
    assert (reading.coverage, reading.total) == (Coverage.TRUNCATED, None)
    assert "parts of the window were not seen" in reading.tail[0]


def test_what_even_slices_do_not_see_the_end_of_is_asked_of_insights(tmp_path: Path) -> None:
    class Endless:
        def __call__(self, operation: str, _nth: int) -> Answer | None:
            if operation != "FilterLogEvents":
                return None
            return 200, {}, b'{"events": [], "nextToken": "again"}'

    with closing(large()) as engine, doors(tmp_path, engine, over=Endless()) as through:
        reading = find_logs.find(
            through.logs,
            RESOURCES,
            NOW,
            group=GROUP,
            text="needle 5500",
            since="1h",
            queries=through.queries,
        )
    assert [row.text for row in reading.rows if row.mark == ">"] == ["needle 5500"]
    assert reading.total == 1
    assert reading.coverage is Coverage.COMPLETE


def test_slices_cover_every_millisecond_once() -> None:
    window = Window(HOUR.start + timedelta(microseconds=1_500), HOUR.end)
    pieces = slices.of(window)
    assert len(pieces) == slices.SLICES
    assert (pieces[0].start, pieces[-1].end) == (window.start, window.end)
    gaps = {later.start - one.end for one, later in pairwise(pieces)}
    assert gaps == {timedelta(milliseconds=1)}
    assert slices.of(Window(NOW - timedelta(seconds=90), NOW)) == (
        Window(NOW - timedelta(seconds=90), NOW),
    )


def test_all_doors_of_a_process_keep_one_pace(tmp_path: Path) -> None:
    quotas = Quotas(2)
    with serving(Reply.json({"events": []})) as fake, session(tmp_path, fake.url) as opened:
        several = [CloudWatchLogs(opened, quotas) for _ in range(4)]
        opened.identity()
        started = time.monotonic()
        threads = [threading.Thread(target=_ask, args=(one, 2)) for one in several]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - started
    assert len(fake.seen) == 8
    # Two at once, and the others at two a second.
    assert took >= (8 - 2) / 2 - 0.1


def _ask(one: CloudWatchLogs, times: int) -> None:
    for _ in range(times):
        one.filter("/g", "", HOUR, most=1)


def test_throttling_is_waited_for_within_the_deadline(tmp_path: Path) -> None:
    counted: Counter[str] = Counter()

    def busy(operation: str, nth: int) -> Answer | None:
        counted[operation] += 1
        throttled = operation == "FilterLogEvents" and nth < 4
        return refusal("ThrottlingException", "Rate exceeded") if throttled else None

    with closing(large()) as engine, doors(tmp_path, engine, over=busy) as through:
        short = Window(HOUR.start, HOUR.start + timedelta(seconds=50))
        with deadline.running(Deadline(20)):
            found = through.logs.filter(GROUP, '"hay"', short, most=200)
    assert found.complete
    assert len(found.events) == 83


def test_throttling_without_end_is_told_before_the_deadline(tmp_path: Path) -> None:
    with (
        serving(error("ThrottlingException", "Rate exceeded")) as fake,
        session(tmp_path, fake.url) as opened,
        deadline.running(Deadline(6)),
        pytest.raises(Unavailable, match="throttles"),
    ):
        CloudWatchLogs(opened).filter("/g", "", HOUR, most=1)
