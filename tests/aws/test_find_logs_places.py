"""Lines of several groups, by text, pattern or likeness: real boto3, the engine of a world."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Generator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from insights_doors import Answer, Doors, doors, refusal
from o200k import tokens
from recorded_logs import RESOURCES

from kurosai import calls, deadline
from kurosai.aws.logs import find_logs
from kurosai.aws.logs.groups import log_groups
from kurosai.deadline import Deadline
from kurosai.errors import BadInput
from kurosai.rendering import header, render
from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.vocabulary import Coverage, Reading, stamp

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
ONE, TWO, AUDIT = "/aws/lambda/core-one", "/aws/lambda/core-two", "/crois/v2/prd/audit"
EVENTS = "/crois/v2/prd/events/ecs-task-state-change"
REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"


def ms(minutes_ago: float) -> int:
    return round((NOW - timedelta(minutes=minutes_ago)).timestamp() * 1_000)


def made(**options: Any) -> CloudWatchLogs:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW, **options)
    for group in (ONE, TWO, AUDIT, EVENTS):
        logs.create_group(group, retention_days=30)
    logs.load(ONE, "a", [(ms(30), "[ERROR] disk 7 of node is full"), (ms(29), "all is well")])
    logs.load(TWO, "a", [(ms(20), "[ERROR] disk 9 of node is full")])
    logs.load(AUDIT, "a", [(ms(10), "user x looked at disk 9 of node is full")])
    logs.load(EVENTS, "a", [(ms(40), '{"by": "job-16852935"}'), (ms(39), '{"by": "job-16852936"}')])
    return logs


@pytest.fixture
def engine() -> Generator[CloudWatchLogs]:
    with closing(made()) as one:
        yield one


def find(through: Doors, group: str, text: str = "", **more: Any) -> Reading:
    given: dict[str, Any] = {} if more.keys() & {"since", "around"} else {"since": "1h"}
    return find_logs.find(
        through.logs,
        RESOURCES,
        NOW,
        group=group,
        text=text,
        queries=through.queries,
        **given | more,
    )


def shown(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark == ">"]


def body(reading: Reading) -> str:
    rendered = render(reading, evidence="K7Q2M4XA").body
    return f"{header(reading, 'K7Q2M4XA')}\n{rendered}"


def test_a_prefix_means_every_group_that_begins_so_and_each_hit_says_its_own(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        reading = find(through, "/aws/lambda/core-*", "disk")
    assert reading.coverage is Coverage.COMPLETE
    assert shown(reading) == [
        "one: [ERROR] disk 7 of node is full",
        "two: [ERROR] disk 9 of node is full",
    ]
    assert reading.source == "/aws/lambda/core-* (2 groups)"
    assert reading.lead[0] == f"2 groups searched; hits: {ONE} 1, {TWO} 1; what follows is of {TWO}"


def test_several_names_and_several_kinds_of_names(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through:
        reading = find(through, f"lambda:core-one, {AUDIT}", "disk")
    assert [line.partition(":")[0] for line in shown(reading)] == ["core-one", "audit"]
    # Whole where they are counted: whoever asks on has to name one.
    assert f"hits: {ONE} 1, {AUDIT} 1" in reading.lead[0]


def test_what_is_denied_or_missing_is_named_and_makes_the_answer_partial(tmp_path: Path) -> None:
    with closing(made(denied=frozenset({TWO}))) as engine, doors(tmp_path, engine) as through:
        reading = find(through, f"{ONE},{TWO},/aws/lambda/gone", "disk")
        nothing = find(through, f"{ONE},{TWO}", "nobody says this")
    assert reading.coverage is nothing.coverage is Coverage.PARTIAL
    assert [(one.place, one.coverage) for one in reading.looks] == [
        (TWO, Coverage.DENIED),
        ("/aws/lambda/gone", Coverage.PARTIAL),
    ]
    assert len(shown(reading)) == 1
    assert "does not show that there is none" in nothing.lead[-1]


def test_nothing_in_any_of_them_is_empty_and_says_how_many_were_searched(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        reading = find(through, "/aws/lambda/*", "nobody says this", since="2h", until="10m")
    assert reading.coverage is Coverage.EMPTY
    assert reading.lead == (
        "2 groups were searched: no line there contains 'nobody says this'.",
        "Upper and lower case differ here: its usual other cases were looked for too.",
    )


def test_a_job_means_what_the_map_says_and_only_its_own_lines(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        reading = find(through, "job:16852935")
        none = find(through, "job:16852999")
    assert shown(reading) == ["by=job-16852935"]
    assert reading.next == (calls.trace_job("16852935"),)
    assert none.next == (calls.trace_job("16852999"),)
    # What the map derives need not be there: the state machine's own log, what comes after a job.
    assert [(one.place, one.coverage) for one in reading.looks] == [
        ("/aws/vendedlogs/states/crois-v2-prd-job-runner", Coverage.EMPTY),
        ("/aws/lambda/core-v2-merge-outputs", Coverage.EMPTY),
    ]
    assert reading.coverage is Coverage.COMPLETE
    assert none.coverage is Coverage.EMPTY


def test_functions_of_the_platform_that_are_too_many_take_nothing_from_a_job(
    tmp_path: Path,
) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        for number in range(log_groups.MOST_OF_MAP):
            engine.create_group(f"/aws/lambda/core-f{number}", retention_days=30)
        reading = find(through, "job:16852935")
    assert shown(reading) == ["by=job-16852935"]
    assert reading.coverage is Coverage.PARTIAL
    (look,) = [one for one in reading.looks if one.place == "/aws/lambda/core-*"]
    assert "more than 40 log groups: not searched" in look.told


def test_a_pattern_of_which_not_all_names_can_be_seen_is_refused(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        for number in range(log_groups.MOST_LISTED):
            engine.create_group(f"/aws/lambda/other-f{number}", retention_days=30)
        with pytest.raises(BadInput, match="200 or more log groups have part of it"):
            log_groups.choose("/aws/lambda/*two", through.logs, RESOURCES)


@pytest.mark.parametrize("asked", ["/aws/lambda/*two", "*lambda*two*", "/aws/*core-two", "*two"])
def test_texts_in_any_order_of_a_name_are_a_pattern(
    tmp_path: Path, engine: CloudWatchLogs, asked: str
) -> None:
    with doors(tmp_path, engine) as through:
        chosen = log_groups.choose(asked, through.logs, RESOURCES)
    assert chosen.names == (TWO,)


def test_what_the_platforms_functions_wrote_about_a_job_is_part_of_it(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        reaper = "[reaper] error: stop task of job_id=16852977"
        engine.load(TWO, "t", [(ms(5), reaper), (ms(4), "[reaper] error: of job_id=16852978")])
        reading = find(through, "job:16852977")
    assert [line.removeprefix("two: ") for line in shown(reading)] == [reaper]


def test_of_a_job_a_warning_of_another_function_is_shown_beside_its_failure(
    tmp_path: Path,
) -> None:
    said = [
        (ONE, "[WARN] [secret] job_id=16852977 the kept version is used"),
        (TWO, "[ERROR] job_id=16852977 password authentication failed"),
        (TWO, "[INFO] job_id=16852977 is well"),
    ]
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        for minute, (group, line) in enumerate(said):
            engine.load(group, f"s{minute}", [(ms(9 - minute), line)])
        reading = find(through, "job:16852977")
    assert [line.split(": ", 1)[1] for line in shown(reading)] == [line for _, line in said[:2]]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("nonsense:1", "knows no 'nonsense'"),
        ("queue:dead", "names no log group for queue:dead"),
        ("/aws/*/x", "No log group is meant"),
        ("*", "cannot be searched for"),
        (",", "No log group is meant"),
        ("/aws/lambda/x?", "names no log group"),
        ("/nothing/like/this*", "No log group is meant"),
        ("no such group", "names no log group"),
        ("/aws/lambda/cor-one,/aws/lambda/gone", "There is no log group /aws/lambda/cor-one"),
    ],
)
def test_what_names_no_group_is_a_wrong_question(
    tmp_path: Path, engine: CloudWatchLogs, asked: str, says: str
) -> None:
    with doors(tmp_path, engine) as through, pytest.raises(BadInput, match=re.escape(says)):
        find(through, asked, "disk")


def test_more_groups_than_a_search_takes_are_not_the_first_of_them(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    for n in range(49):
        engine.create_group(f"/aws/lambda/core-n{n:02}")
    with doors(tmp_path, engine) as through:
        for asked in ("/aws/lambda/core-*", "*lambda/core*"):
            with pytest.raises(BadInput, match="means 51 log groups; 50 are searched"):
                find(through, asked, "disk")


@pytest.mark.parametrize("asked", [f"{ONE},{TWO}", "*lambda/core*", "/aws/lambda/core-*"])
def test_a_window_that_no_group_has_any_more_is_expired_however_they_were_named(
    tmp_path: Path, asked: str
) -> None:
    with closing(short_lived(one=3, two=3)) as engine, doors(tmp_path, engine) as through:
        gone = find(
            through, asked, "disk", since="2025-10-20T00:00:00Z", until="2025-10-21T00:00:00Z"
        )
        part = find(through, asked, "nobody says this", since="2025-10-31T00:00:00Z")
        young = find(through, asked, "nobody says this", since="2h", until="10m")
    assert (gone.coverage, gone.total) == (Coverage.EXPIRED, None)
    assert (part.coverage, part.total) == (Coverage.PARTIAL, None)
    assert [(one.place, one.coverage) for one in (*gone.looks, *part.looks)] == [
        (f"{ONE}, {TWO}", Coverage.EXPIRED),
        (f"{ONE}, {TWO}", Coverage.PARTIAL),
    ]
    assert "keeps 3 days: what was before 2025-11-01T21:00:00Z is gone" in part.looks[0].told
    assert young.coverage is Coverage.EMPTY


def test_hits_in_one_group_do_not_hide_that_another_has_the_window_no_more(tmp_path: Path) -> None:
    with closing(short_lived(one=30, two=3)) as engine, doors(tmp_path, engine) as through:
        engine.load(ONE, "a", [(ms(60 * 24 * 10), "[ERROR] disk 7 of node is full")])
        window = {"since": "2025-10-25T00:00:00Z", "until": "2025-10-26T00:00:00Z"}
        reading = find(through, f"{ONE},{TWO}", "disk", **window)
        nothing = find(through, f"{ONE},{TWO}", "nobody says this", **window)
    assert len(shown(reading)) == 1
    assert (reading.coverage, reading.total) == (Coverage.PARTIAL, None)
    assert [one.place for one in reading.looks] == [TWO]
    assert nothing.coverage is Coverage.PARTIAL


def short_lived(*, one: int, two: int) -> CloudWatchLogs:
    """Two groups that keep their lines for so many days."""
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    for group, days in ((ONE, one), (TWO, two)):
        logs.create_group(group, retention_days=days)
        logs.load(group, "a", [(ms(30), "all is well")])
    return logs


def test_a_pattern_goes_to_aws_as_it_is_written(tmp_path: Path, engine: CloudWatchLogs) -> None:
    with doors(tmp_path, engine) as through:
        reading = find(through, EVENTS, pattern='{ $.by = "*36" }')
        both = find(through, f"{ONE},{AUDIT}", pattern='"disk" -"ERROR"')
        with pytest.raises(BadInput, match="Several of"):
            find(through, ONE, "disk", pattern="disk")
    assert shown(reading) == ["by=job-16852936"]
    assert shown(both) == ["user x looked at disk 9 of node is full"]
    assert reading.tail[0].startswith("same pattern 2025-11-04 ")


def test_a_line_means_those_that_differ_in_ids_and_numbers_only(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    line = f"[ERROR]\t2025-11-04T01:02:03.456Z\t{REQUEST}\tdisk 3 of node is full"
    with doors(tmp_path, engine) as through:
        reading = find(through, "/aws/lambda/*", like=line)
        other = find(through, "/aws/lambda/*", like=line.replace("of node", "of pod"))
    assert len(shown(reading)) == 2
    assert other.coverage is Coverage.EMPTY


def test_of_lines_with_the_same_words_those_of_the_signature_are_meant(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.load(ONE, "a", [(ms(5), "disk 3 of all its partitions of node is full")])
        exact = find(through, ONE, like="disk 5 of node is full")
        loose = find(through, ONE, like="volume 5 of node is full")
    assert shown(exact) == ["[ERROR] disk 7 of node is full"]
    assert len(shown(loose)) == 2
    assert "share its words" in loose.lead[0]


def test_many_groups_are_one_query_and_whole_lines_come_back(tmp_path: Path) -> None:
    long = f"[ERROR] disk 1 {'x' * 3_000} the end"
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        for n in range(9):
            engine.load(f"/aws/lambda/core-n{n}", "s", [(ms(15) + n, f"[INFO] run {n}")])
        engine.load("/aws/lambda/core-n4", "s", [(ms(14), long)])
        reading = find(through, "/aws/lambda/core-*", "disk")
        assert (through.count("StartQuery"), through.count("GetLogRecord")) == (1, 1)
    assert reading.lead[0].startswith("11 groups searched by Insights; hits: ")
    assert reading.coverage is Coverage.COMPLETE
    assert (reading.found, reading.total) == (3, 3)
    (whole,) = [row for row in reading.rows if "the end" in row.text]
    assert whole.mark == ">"


def test_a_query_on_the_way_leaves_time_for_the_rest_of_the_answer(tmp_path: Path) -> None:
    with closing(made(query_delay_s=60.0)) as engine, doors(tmp_path, engine) as through:
        for n in range(9):
            engine.load(f"/aws/lambda/core-n{n}", "s", [(ms(15), "disk is fine")])
        started = time.monotonic()
        with deadline.running(Deadline(30.0)):
            reading = find(through, "/aws/lambda/core-*", "nobody said this")
        assert time.monotonic() - started < 25
        assert through.count("StopQuery") >= 1
    assert (reading.coverage, reading.total) == (Coverage.EMPTY, 0)
    assert reading.lead[0].startswith("11 groups were searched: ")


def test_hits_of_a_query_that_was_stopped_are_not_the_first_of_all(tmp_path: Path) -> None:
    fields = {
        "@timestamp": "2025-11-04 20:40:00.000",
        "@logStream": "a",
        "@log": f"111122223333:{TWO}",
        "@message": "disk 9",
    }
    row = [{"field": name, "value": value} for name, value in fields.items()]
    stopped: dict[str, Any] = {"status": "Cancelled", "results": [row], "statistics": {}}

    def cancelled(operation: str, _nth: int) -> Answer | None:
        return (200, {}, json.dumps(stopped).encode()) if operation == "GetQueryResults" else None

    with closing(made()) as engine, doors(tmp_path, engine, over=cancelled) as through:
        for n in range(9):
            engine.load(f"/aws/lambda/core-n{n}", "s", [(ms(50), "disk 1")])
        reading = find(through, "/aws/lambda/core-*", "disk")
    assert (reading.coverage, reading.total) == (Coverage.TRUNCATED, None)
    assert "parts of the window were not seen, between these too" in reading.tail[0]


def test_where_a_query_may_not_be_made_each_group_is_searched(tmp_path: Path) -> None:
    def denied(operation: str, _nth: int) -> Answer | None:
        return refusal("AccessDeniedException") if operation == "StartQuery" else None

    with closing(made()) as engine, doors(tmp_path, engine, over=denied) as through:
        for n in range(9):
            engine.load(f"/aws/lambda/core-n{n}", "s", [(ms(15), "disk is fine")])
        reading = find(through, "/aws/lambda/core-*", "disk")
    assert reading.lead[0].startswith("11 groups searched; hits: ")
    assert (reading.found, reading.coverage) == (11, Coverage.COMPLETE)


def test_nothing_named_means_what_went_wrong_anywhere_there(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    # A line that only speaks of errors tells of none.
    engine.load(AUDIT, "a", [(ms(15), "[INFO] 0 ERROR lines found")])
    with doors(tmp_path, engine) as through:
        reading = find(through, "/aws/lambda/*,/crois/*")
    assert [line.split(": ")[0] for line in shown(reading)] == ["one", "two"]
    assert "same signature 2025-11-04 08:40:00Z-21:00:00Z: 1" in reading.tail[0]


def test_failures_without_a_level_are_found_and_none_found_proves_nothing(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        quiet = find(through, f"{AUDIT},{EVENTS}")
        engine.load(EVENTS, "a", [(ms(9.5), "error: no answer"), (ms(8), "no error")])
        spoken = find(through, f"{AUDIT},{EVENTS}")
        engine.load(EVENTS, "a", [(ms(9), "panic: runtime error: nil map")])
        trace = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: bad'
        engine.load(AUDIT, "a", [(ms(8), trace), (ms(7), '{"level":"error","msg":"no answer"}')])
        loud = find(through, f"{AUDIT},{EVENTS}")
    assert (quiet.coverage, quiet.total) == (Coverage.PARTIAL, None)
    assert "no line there is at level ERROR" in quiet.lead[0]
    assert "does not show that there is none" in quiet.lead[1]
    assert len(shown(spoken)) == 1
    assert "these speak of an error" in "".join(spoken.lead)
    assert "these speak of an error" not in "".join(loud.lead)
    assert [line.split(": ")[1] for line in shown(loud)] == [
        "panic",
        "ValueError",
        "[ERROR] no answer",
    ]


def test_a_cause_that_a_state_machine_logs_twice_is_shown_once(tmp_path: Path) -> None:
    def event(kind: str, place: int, execution: str = "job-1") -> str:
        details = {"cause": "Capacity is unavailable", "error": "ECS"}
        ids = {"id": str(place), "previous_event_id": str(place - 1)}
        return json.dumps({"type": kind, "details": details, "execution_arn": execution, **ids})

    with closing(made()) as engine, doors(tmp_path, engine) as through:
        told = [event("TaskSubmitFailed", 9), event("TaskFailed", 10), event("TaskFailed", 19)]
        other = event("TaskFailed", 11, "job-2")
        lines = [(ms(9) + n, one) for n, one in enumerate([*told, other])]
        engine.load(AUDIT, "s", lines)
        reading = find(through, AUDIT, "Capacity")
    assert ["Capacity" in line for line in shown(reading)] == [True, False, True, True]
    assert shown(reading)[1] == "type=TaskFailed, of the same cause: the event after it"
    assert all("Capacity" in row.text for row in reading.rows if row.mark == ">")


def test_of_long_lines_of_one_statement_the_first_is_shown_whole(tmp_path: Path) -> None:
    tail = "the rest of it, which is the same in each and long " * 6
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        lines = [(ms(9) + n * 1_000, f"disk {n} gave up: {tail}end") for n in range(3)]
        engine.load(AUDIT, "s", [*lines, (ms(8), "disk 7 gave up")])
        reading = find(through, AUDIT, "gave up")
    assert [line.endswith("end") for line in shown(reading)] == [True, False, False, False]
    assert shown(reading)[1].startswith("disk 1 gave up: the rest of it")
    assert shown(reading)[1].endswith(f" … [+{len(lines[1][1]) - 160} characters]")
    assert shown(reading)[3] == "disk 7 gave up"
    assert all(text in [row.text for row in reading.rows] for _, text in lines)


def test_ids_of_very_many_hits_are_not_all_listed(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        lines = [(ms(9) + n, f"job_id=168529{n} is lost") for n in range(10, 40)]
        engine.load(AUDIT, "s", lines)
        reading = find(through, AUDIT, "is lost")
        few = find(through, AUDIT, "job_id=1685291")
    (told,) = [line for line in reading.lead if line.startswith("ids: ")]
    assert told.count("1685") == 2
    assert told.endswith(" and 28 more")
    (all_of_them,) = [line for line in few.lead if line.startswith("ids: ")]
    assert all_of_them.endswith(" and 2 more")


def test_a_stream_that_serves_no_requests_gives_the_lines_beside_the_hit(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    words = ["opening", "reading", "parsing", "disk 4 is gone", "closing", "later"]
    engine.load(AUDIT, "task", [(ms(5) + 100 * n, one) for n, one in enumerate(words)])
    with doors(tmp_path, engine) as through:
        reading = find(through, AUDIT, "disk 4")
    assert [row.text for row in reading.rows if row.mark != "."] == words


def test_more_hits_than_can_be_read_one_by_one_come_as_patterns(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        lines = [(ms(25) + n * 1_000, f"disk {n} timed out after {n * 7} ms") for n in range(30)]
        engine.load(AUDIT, "s", [*lines, (ms(24), "disk 5 gone")])
        reading = find(through, AUDIT, "disk")
    assert any(line.startswith("x30 until ") for line in shown(reading))
    assert "disk 5 gone" in shown(reading)
    assert len(shown(reading)) <= 8
    assert len([row for row in reading.rows if "disk" in row.text]) == 32
    assert tokens(body(reading)) < 500


def test_of_very_many_patterns_the_most_frequent_are_shown(tmp_path: Path) -> None:
    words = [
        *("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"),
        *("india", "juliet", "kilo", "lima", "mike"),
    ]
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        # Each of its own length: no two can be one statement.
        rare = [(ms(25) + n, f"store {' '.join(words[: n + 1])}") for n in range(len(words))]
        often = [(ms(20) + n, f"store answered after {n} ms") for n in range(9)]
        engine.load(AUDIT, "s", [*rare, *often])
        reading = find(through, AUDIT, "store")
    own = "store answered after 8 ms"
    alike = "x9 since 20:40:00Z store answered after <n: 0, 1; 9 values, 0 to 8> ms"
    assert f"{own} · {alike}" in shown(reading)
    assert any(line.startswith("14 patterns, 12 of them shown") for line in reading.lead)


def test_a_pattern_is_counted_by_group(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        for group, count in ((ONE, 9), (TWO, 6)):
            lines = [(ms(15) + 1_000 * n, f"store answered after {n} ms") for n in range(count)]
            engine.load(group, "s", lines)
        reading = find(through, "/aws/lambda/core-*", "store")
    assert shown(reading) == [
        "two: x6 until 20:45:05Z store answered after <n: 0, 1; 6 values, 0 to 5> ms",
        (
            "one: store answered after 8 ms · x9 since 20:45:00Z "
            "store answered after <n: 0, 1; 9 values, 0 to 8> ms"
        ),
    ]


def test_the_hit_that_is_meant_stands_for_its_pattern_whole(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        lines = [(ms(25) + n * 60_000, f"store {n} gave up") for n in range(16)]
        engine.load(AUDIT, "s", lines)
        reading = find(through, AUDIT, "gave up", around=stamp(NOW - timedelta(minutes=18)))
    assert shown(reading) == [
        (
            "store 7 gave up · x16 since 20:35:00Z until 20:50:00Z "
            "store <n: 0, 1; 16 values, 0 to 15> gave up"
        )
    ]


def test_first_and_last_of_another_day_say_which(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        lines = [(ms(60 * n + 5), f"store {n} gave up") for n in range(24)]
        engine.load(AUDIT, "s", [*lines, (ms(2), "the other gave up")])
        reading = find(through, AUDIT, "gave up", since="2d")
    assert shown(reading) == [
        "x24 until 11-04 20:55:00Z store <n: 23, 22; 24 values, 0 to 23> gave up",
        "the other gave up",
    ]


def test_many_hits_of_several_kinds_are_answered_in_few_tokens(tmp_path: Path) -> None:
    def error(text: str) -> str:
        return f"[ERROR]\t{stamp(NOW)}\t{REQUEST}\t{text}"

    kinds = [
        (ONE, 20, "[status] error: write conflict on job_id=168553{n}, attempt 1 of 3"),
        (TWO, 12, "[dispatch] error: project {name} is over its quota, back to the queue"),
        (TWO, 6, "[forward] error: record of {name} larger than 1 MB was cut"),
        (ONE, 6, "[tick] error: workflow=14{n} is disabled, schedule skipped"),
    ]
    names = ("hr-match", "pos-analytics", "beauty-reco", "ad-delivery", "mail-out", "x-rank")
    stack = "KeyError: 'started_at'\nTraceback (most recent call last):\n" + (
        "".join(f'  File "/var/task/main.py", line {n}, in f\n    g({n})\n' for n in range(9))
    )
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        for group, count, text in kinds:
            lines = [
                (ms(100 * n + 9), error(text.format(n=10 + n, name=names[n % len(names)])))
                for n in range(count)
            ]
            engine.load(group, text[:5], lines)
        engine.load(TWO, "t", [(ms(200), f"[ERROR] {stack}"), (ms(199), error("no such task"))])
        reading = find(through, "/aws/lambda/*", since="2d")
    assert (reading.found, reading.total) == (48, 48)
    assert tokens(body(reading)) < 650
    assert "8 patterns" in body(reading)
    assert "two: [ERROR] KeyError: 'started_at' (20 lines)" in shown(reading)
    assert any("x20 since 11-03 13:11:00Z [ERROR]" in line for line in shown(reading))
    assert [call.tool for call in reading.next] == ["describe_job"]


def test_the_job_of_an_error_that_nobody_named_is_offered(tmp_path: Path) -> None:
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.load(AUDIT, "s", [(ms(8), "[ERROR] job_id=16852935 is lost")])
        reading = find(through, AUDIT)
        named = find(through, AUDIT, "job_id=16852935 is lost")
    assert [call.tool for call in reading.next][:2] == ["find_runbook", "describe_job"]
    assert "describe_job" not in [call.tool for call in named.next]


def test_a_program_that_died_is_shown_beside_lines_at_level_error(tmp_path: Path) -> None:
    crashes = [
        "panic: runtime error: nil map",
        'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: bad',
        'Exception in thread "main" java.lang.IllegalStateException: no\n at a.B(C.java:1)',
        "thread 'main' panicked at src/main.rs:4:5",
    ]
    with closing(made()) as engine, doors(tmp_path, engine) as through:
        engine.load(AUDIT, "s", [(ms(9 - n), one) for n, one in enumerate(crashes)])
        engine.load(AUDIT, "t", [(ms(4), "[INFO] Traceback (most recent call last): fixed")])
        engine.load(AUDIT, "t", [(ms(4), "no panic: all is well")])
        reading = find(through, f"{ONE},{AUDIT}")
    assert [line.partition(": ")[2] for line in shown(reading)] == [
        "[ERROR] disk 7 of node is full",
        "panic: runtime error: nil map",
        "ValueError: bad (3 lines)",
        crashes[2],
        crashes[3],
    ]


def test_the_question_of_an_operator_is_answered_in_few_tokens(
    tmp_path: Path, engine: CloudWatchLogs
) -> None:
    with doors(tmp_path, engine) as through:
        reading = find(through, "/aws/lambda/core-*", "disk", around="2025-11-05 05:40 JST")
    assert tokens(body(reading)) < 300
