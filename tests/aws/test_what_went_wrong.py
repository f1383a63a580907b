"""Without a text: what went wrong over the whole window first, the newest never lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from insights_doors import doors
from recorded_logs import RESOURCES

from kurosai.aws.logs import find_logs
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Coverage, Reading, moment

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
STATES, TASKS = "/aws/vendedlogs/states/runner", "/crois/v2/prd/ecs/housing"


def ms(minutes_ago: float) -> int:
    return round((NOW - timedelta(minutes=minutes_ago)).timestamp() * 1_000)


def event(kind: str, job: int, **details: str) -> str:
    arn = f"arn:aws:states:ap-northeast-1:111122223333:execution:runner:job-{job}-1"
    body = {
        "id": "1",
        "type": kind,
        "details": details,
        "event_timestamp": "1",
        "execution_arn": arn,
    }
    return json.dumps(body)


def failing(job: int, cause: str) -> list[str]:
    """What one failure makes a state machine log."""
    return [
        event("TaskFailed", job, cause=cause, error="E"),
        event("MapIterationFailed", job, index="0"),
        event("MapStateFailed", job),
        event("ExecutionFailed", job, cause=cause, error="E"),
    ]


def find(tmp_path: Path, lines: Sequence[tuple[int, str]], group: str, **more: Any) -> Reading:
    with closing(CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)) as logs:
        logs.create_group(group, retention_days=30)
        logs.load(group, "s", sorted(lines))
        with doors(tmp_path, logs) as through:
            given: dict[str, Any] = {"since": "6h", "queries": through.queries, **more}
            return find_logs.find(through.logs, RESOURCES, NOW, group=group, **given)


def shown(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark == ">"]


def test_each_cause_in_a_state_machine_is_told_once_for_what_it_befell(tmp_path: Path) -> None:
    causes = ["exited with code 1"] * 30 + ["no room left on /data"] * 25
    lines = [
        (ms(300 - 3 * n), line)
        for n, cause in enumerate(causes)
        for line in failing(16_930_000 + n, cause)
    ]
    # The incident, at the very end: the oldest fifty lines would never come to it.
    lines += [(ms(2), line) for line in failing(16_933_018, "Capacity is unavailable at this time")]
    reading = find(tmp_path, lines, STATES)
    assert (reading.found, reading.coverage) == (56, Coverage.COMPLETE)
    assert reading.lead[0].endswith("these speak of an error")
    told = " ".join(shown(reading))
    for words in ("x30 ", "x25 ", "exited with code 1", "no room left", "Capacity is unavailable"):
        assert words in told
    assert "MapIterationFailed" not in told


def test_of_too_many_the_newest_are_there_and_a_call_goes_on(tmp_path: Path) -> None:
    lines = [(ms(350 - n / 2), f"error: cannot write part {n:03}") for n in range(690)]
    reading = find(tmp_path, lines, TASKS)
    assert reading.coverage is Coverage.TRUNCATED
    newest = max(row.text for row in reading.rows if row.mark == ">")
    assert newest == "error: cannot write part 689"
    first = min(row.at for row in reading.rows if row.at and row.mark == ">")
    assert first > NOW - timedelta(hours=2)
    last = reading.next[-1]
    assert last.tool == "find_logs"
    assert last.arguments["since"] == "2025-11-04T15:00:00Z"
    assert str(last.arguments["until"]) < "2025-11-04T20:59:00Z"


def test_a_log_that_tells_of_no_failure_says_so_and_shows_its_newest_lines(tmp_path: Path) -> None:
    lines = [(ms(350 - n), f"check: {n} rows to read") for n in range(340)]
    reading = find(tmp_path, lines, TASKS)
    assert reading.lead[0].startswith("no text was given, and no line tells of a failure")
    assert any(row.text == "check: 339 rows to read" for row in reading.rows)
    rest = reading.next[-1].arguments
    assert "text" not in rest
    assert str(rest["until"]) >= "2025-11-04T18:00:00Z", "the earlier half is left to be read"


def test_a_level_behind_the_time_is_a_level(tmp_path: Path) -> None:
    """As the loggers of other platforms write it."""
    said = "[2026-10-14T00:5{}:33,411][{}][o.o.b.Bootstrap ] [node-1] {}"
    lines = [(ms(300 - n), said.format(n, "INFO ", "ERROR is no level here")) for n in range(9)]
    lines.append((ms(200), said.format(9, "ERROR", "bootstrap checks failed")))
    reading = find(tmp_path, lines, TASKS)
    assert shown(reading)[0].endswith("[node-1] bootstrap checks failed")
    assert not any("no line tells of a failure" in one for one in reading.lead)


@pytest.mark.parametrize("quiet", [0, 3, 35, 150])
@pytest.mark.parametrize("what", ["check: {} rows to read", "error: cannot write part {}"])
def test_of_a_log_that_fell_silent_the_newest_are_its_last(
    tmp_path: Path, quiet: int, what: str
) -> None:
    """The end of the window may have no line, and what is before it more than a search brings."""
    lines = [(ms(quiet + 120 - n / 10), what.format(f"{n:04}")) for n in range(1_200)]
    reading = find(tmp_path, lines, TASKS)
    assert max(row.text for row in reading.rows if row.mark == ">") == what.format("1199")
    # Whoever goes on loses nothing between: all later ones are recorded.
    until = moment(str(reading.next[-1].arguments["until"]))
    later = [text for at, text in lines if at > until.timestamp() * 1_000]
    assert set(later) <= {row.text for row in reading.rows}


def test_lines_without_levels_that_speak_of_a_failure_come_first(tmp_path: Path) -> None:
    lines = [(ms(350 - n), f"check: {n} rows to read") for n in range(340)]
    lines.append((ms(100), "KeyError: 'target_date'"))
    reading = find(tmp_path, lines, TASKS)
    assert shown(reading) == ["KeyError: 'target_date'"]
    assert reading.found == 1


def test_a_truncated_search_for_a_text_goes_on_behind_its_last_line(tmp_path: Path) -> None:
    lines = [(ms(350 - n), f"part {n} is written") for n in range(200)]
    reading = find(tmp_path, lines, TASKS, text="is written")
    assert reading.next[-1].arguments == {
        "group": TASKS,
        "text": "is written",
        "since": "2025-11-04T15:59:00Z",
        "until": "2025-11-04T21:00:00Z",
    }
    whole = find(tmp_path, lines[:20], TASKS, text="is written")
    assert all("until" not in one.arguments for one in whole.next)


@pytest.mark.parametrize("line", ["WARN slow", "INFO 0 Errors, all Failed over"])
def test_a_warning_or_a_word_is_no_failure(tmp_path: Path, line: str) -> None:
    reading = find(tmp_path, [(ms(3), line)], TASKS)
    assert reading.lead[0].startswith("no text was given, and no line tells of a failure")
