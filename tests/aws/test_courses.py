"""Numbers of lines that are folded: how they went over time, and a query for very many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from insights_doors import doors
from recorded_logs import RESOURCES

from kurosai.aws.logs import find_logs, query_logs
from kurosai.aws.logs.lines import courses
from kurosai.aws.wire.logs import LogEvent
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Reading

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
GROUP = "/crois/v2/prd/api"
ROSE = (*[149, 152] * 6, 6588, 52488, 60095)


def told(said: Iterable[str]) -> list[str]:
    events = [
        LogEvent(str(n), NOW + timedelta(minutes=n), text, "s") for n, text in enumerate(said)
    ]
    return [one.told() for one in courses.of(events)]


def test_a_number_that_rose_is_told_value_by_value() -> None:
    lines = [f"[usage] requests={12_000 + n} report={n} ui={6_600 + n % 7}" for n in ROSE]
    assert told(lines) == [
        f"report by time: {' '.join(map(str, ROSE))}",
        f"requests by time: {' '.join(str(12_000 + n) for n in ROSE)}",
    ]


def test_a_number_is_named_by_what_is_counted_too() -> None:
    lines = [f"{3 + n % 2} records, {1 + 500 * n} KB from /crois/orders" for n in range(14)]
    assert told(lines) == [f"KB by time: {' '.join(str(1 + 500 * n) for n in range(14))}"]


def test_ids_times_and_what_stays_the_same_have_no_course() -> None:
    lines = [f"job_id={16_852_935 + n} 12:{n:02}:07 took=30 host=10.0.0.{n}" for n in range(14)]
    assert told(lines) == []


def test_a_number_that_some_lines_lack_has_gaps() -> None:
    lines = [f"lag={n * 3}" if n != 4 else "no lag" for n in range(1, 14)]
    assert told(lines) == ["lag by time: 3 6 9 - 15 18 21 24 27 30 33 36 39"]
    assert told(["lag=1", "lag=9", "none", "none"]) == []


def find(tmp_path: Path, values: Sequence[int]) -> tuple[Reading, Reading | None]:
    """The reading, and that of the query that it offers."""
    start = NOW - timedelta(minutes=len(values))
    lines = [
        (
            round((start + timedelta(minutes=n)).timestamp() * 1_000),
            f'[usage] "5m" requests=1200{n % 7} clients: ad-report={value}',
        )
        for n, value in enumerate(values)
    ]
    with closing(CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)) as logs:
        logs.create_group(GROUP, retention_days=30)
        logs.load(GROUP, "s", lines)
        with doors(tmp_path, logs) as through:
            reading = find_logs.find(
                through.logs,
                RESOURCES,
                NOW,
                group=GROUP,
                text='[usage] "5m"',
                since="1h",
                queries=through.queries,
            )
            asked = next((one.arguments for one in reading.next if one.tool == "query_logs"), None)
            if asked is None:
                return reading, None
            query, since, until = (str(asked[one]) for one in ("query", "since", "until"))
            return reading, query_logs.ask(
                through.logs,
                through.queries,
                RESOURCES,
                NOW,
                query=query,
                groups=GROUP,
                since=since,
                until=until,
                most_gb=1,
            )


def test_few_lines_tell_the_values_and_need_no_query(tmp_path: Path) -> None:
    reading, asked = find(tmp_path, ROSE)
    assert f"ad-report by time: {' '.join(map(str, ROSE))}" in reading.lead
    assert asked is None


def test_of_very_many_lines_a_query_tells_them_by_time(tmp_path: Path) -> None:
    reading, asked = find(tmp_path, [150] * 30 + [60_000] * 10)
    assert not any(" by time: " in line for line in reading.lead)
    assert asked is not None
    said = " ".join(row.brief or row.text for row in asked.rows)
    assert "150" in said
    assert "60000" in said
