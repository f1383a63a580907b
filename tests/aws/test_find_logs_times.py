"""How often, since when, how late: real boto3 against the engine of a world."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from insights_doors import Answer, Doors, doors, refusal
from recorded_logs import RESOURCES

from kurosai.aws.logs import find_logs
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Coverage, Reading, stamp

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
GROUP = "/crois/v2/prd/audit"
TEXT = "cannot reach the store"
DAY = 24 * 60


def ms(minutes_ago: float) -> int:
    return round((NOW - timedelta(minutes=minutes_ago)).timestamp() * 1_000)


def made(**options: Any) -> CloudWatchLogs:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW, **options)
    logs.create_group(GROUP, retention_days=30)
    return logs


def find(through: Doors, text: str = TEXT, **more: Any) -> Reading:
    if not more.keys() & {"since", "around"}:
        more["since"] = "1h"
    return find_logs.find(
        through.logs, RESOURCES, NOW, group=GROUP, text=text, queries=through.queries, **more
    )


def wrote(engine: CloudWatchLogs, *minutes_ago: float, text: str = TEXT) -> None:
    engine.load(GROUP, "s", [(ms(ago), f"{text} after {n} s") for n, ago in enumerate(minutes_ago)])


def same(reading: Reading) -> str:
    return next(line for line in reading.tail if line.startswith("same "))


def test_what_never_was_before_is_new_since_its_first_line(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 5 * DAY, text="all is well")
        wrote(engine, 200, 30, 20)
        reading = find(through)
    assert same(reading).endswith("; new since 11-04 17:40Z (none in 4 d before, no line earlier)")


def test_in_a_group_without_a_line_before_nothing_is_new(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 200, 30, 20)
        reading = find(through)
    assert same(reading).endswith("; no line at all in 7 d before: whether it is new is not known")


def test_a_failure_that_names_another_project_every_day_is_not_new(tmp_path: Path) -> None:
    said = "[ERROR] could not load config of project {}: access denied"
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        days = [(ms(DAY * day), said.format("beauty-reco")) for day in range(1, 7)]
        engine.load(GROUP, "s", [*days, (ms(20), said.format("learning-log"))])
        chosen = find(through, "")
        asked = find(through, "config of project learning-log: access denied")
    assert same(chosen).endswith("; none in 7 d before, but 6 with 'could not load config'")
    # Who names the project asks about the project.
    assert same(asked).endswith("; new since 11-04 20:40Z (none in 5 d before, no line earlier)")


def test_what_happens_every_day_is_so_many_a_day(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 20, *(60 * hour for hour in range(13, 200)))
        often = find(through)
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 20, 3 * DAY)
        once = find(through)
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 20, 3 * DAY, 2 * DAY)
        twice = find(through)
    assert same(often).endswith("; 24/day before")
    assert same(once).endswith("; before: 11-01 21:00Z")
    assert same(twice).endswith("; 2 in 2 d before, no line earlier, last 11-02 21:00Z")


def test_a_group_that_is_too_young_calls_nothing_new(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.create_group(GROUP, retention_days=30, created=NOW - timedelta(hours=14))
        wrote(engine, 20)
        young = find(through)
        engine.create_group(GROUP, retention_days=30, created=NOW - timedelta(days=2))
        wrote(engine, 40 * 60, text="all is well")
        older = find(through)
    assert "new since" not in same(young)
    assert "(none in 36 h before)" in same(older)


@pytest.mark.parametrize("code", ["AccessDeniedException", "InternalFailure"])
def test_a_baseline_that_cannot_be_asked_for_takes_nothing_else_away(
    tmp_path: Path, code: str
) -> None:
    def fails(operation: str, _nth: int) -> Answer | None:
        return refusal(code) if operation == "DescribeLogGroups" else None

    with closing(made()) as engine, doors(tmp_path, engine, over=fails) as through:
        wrote(engine, 20)
        reading = find(through)
    assert reading.coverage is Coverage.COMPLETE
    assert same(reading).endswith(": 1")


def test_what_is_known_of_a_group_is_asked_once_in_a_question(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 20, 50 * 60)
        find(through, since="72h")
        assert through.count("DescribeLogGroups") == 1


def test_too_many_to_be_read_are_counted_by_a_query_and_drawn(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, *(n / 2 for n in range(60, 1_260)))
        reading = find(through, since="33m")
        assert through.count("StartQuery") == 1
    assert reading.coverage is Coverage.COMPLETE
    assert "Z: 1,200 (per 1 h ··▄█████████▄·, first" in same(reading)
    assert same(reading).split(", first ")[1].startswith("11-04 10:30:30Z, last 20:30:00Z)")
    assert reading.facts["same signature"].startswith("1,200 (")


def test_several_that_can_be_read_are_drawn_without_a_query(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, *range(30, 230, 20))
        reading = find(through, since="8h")
        assert through.count("StartQuery") == 0
    assert ": 10 (per 1 h ·········▅█" in same(reading)


def test_where_nobody_may_count_it_says_so_and_the_answer_stays_complete(tmp_path: Path) -> None:
    def denied(operation: str, _nth: int) -> Answer | None:
        return refusal("AccessDeniedException") if operation == "StartQuery" else None

    with closing(made()) as engine, doors(tmp_path, engine, over=denied) as through:
        wrote(engine, *(n / 2 for n in range(60, 1_260)))
        reading = find(through, since="33m")
    assert reading.coverage is Coverage.COMPLETE
    assert ": at least 500" in same(reading)
    assert any("stopped at its limit" in line for line in reading.tail)
    assert "same signature" not in reading.facts


def test_a_window_longer_than_half_a_day_is_counted_whole(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 20, 30 * 60, 50 * 60)
        reading = find(through, since="72h")
    assert same(reading).startswith("same signature in this window: 3")


def test_lines_that_come_late_make_an_empty_answer_no_final_one(tmp_path: Path) -> None:
    delay = 4 * 60_000
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.load(GROUP, "s", [(ms(20), "all is well", ms(20) + delay)])
        fresh = find(through)
        past = find(through, since="50m", until="10m")
    assert fresh.coverage is Coverage.PARTIAL
    assert "lines come up to 4m00s late here: not final before 2025-11-04T21:05:00Z" in fresh.lead
    assert fresh.again is not None
    assert stamp(fresh.again.at) == "2025-11-04T21:05:00Z"
    assert fresh.again.call.arguments["since"] == "2025-11-04T20:00:00Z"
    assert past.coverage is Coverage.EMPTY


def test_late_lines_are_told_beside_hits_where_the_window_ends_now(tmp_path: Path) -> None:
    delay = 4 * 60_000
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.load(GROUP, "s", [(ms(20), f"[ERROR] {TEXT}", ms(20) + delay)])
        fresh = find(through)
        whatever = find(through, "")
        past = find(through, since="50m", until="10m")
    assert fresh.tail[-1].startswith("lines come up to 4m00s late here")
    for one, text in ((fresh, TEXT), (whatever, None)):
        assert one.again is not None
        assert stamp(one.again.at) == "2025-11-04T21:05:00Z"
        assert one.again.call.arguments.get("text") == text
    assert past.again is None
    assert not any("late here" in line for line in past.tail)


def test_times_are_relative_or_of_either_zone(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        wrote(engine, 120)
        windows = [
            find(through, around=around).window
            for around in ("2h", "2025-11-05 04:00 JST", "2025-11-04T19:00:00Z")
        ]
    assert len(set(windows)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "10m", "until": "2025-11-04T21:10:00Z"},
        {"around": "2025-11-04T20:55:00Z", "minutes": 15},
    ],
)
@pytest.mark.parametrize("text", [TEXT, ""])
def test_an_empty_window_that_has_not_passed_says_when_it_will_have(
    tmp_path: Path, asked: dict[str, Any], text: str
) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        reading = find(through, text, **asked)
    assert reading.coverage is Coverage.EMPTY
    said = "The window that was asked has not passed: ask again after 2025-11-04T21:10:00Z."
    assert said in reading.lead
    assert not any(line.startswith("Try a longer window") for line in reading.lead)


def test_an_empty_window_that_has_passed_is_to_be_made_longer(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        reading = find(through, around="2025-11-04T20:00:00Z")
    assert "Try a longer window, or another group." in reading.lead
    assert not any("has not passed" in line for line in reading.lead)
