"""What a task's container wrote, over the API of worlds on loopback."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import NOW, Trouble, crois, failed, job, numbered, world

from kurosai import rendering
from kurosai.crois import read_task_log
from kurosai.crois.read_task_log import Asked
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Reading

JOB = "17000001"
AT = "2026-11-10T09:00:00Z"


def read(
    body: dict[str, Any], trouble: Trouble | None = None, *, now: str = NOW, **asked: Any
) -> Reading:
    with crois(world({"jobs": numbered([body])}, now=now), trouble) as api:
        return read_task_log.read(api, Asked(JOB, **asked))


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def lines(*texts: str, start: float = 21, step: float = 0.1) -> list[dict[str, str]]:
    return [
        {"after": f"{start + step * number:.3f}s", "text": text}
        for number, text in enumerate(texts)
    ]


def broken(log: list[dict[str, str]], **task: Any) -> dict[str, Any]:
    return failed(15201, AT, "exit code 1", task={"log": log, **task})


LONG = [f"loaded row {number} of 3000 in {number % 9} ms" for number in range(600)]


def test_a_short_log_is_shown_whole() -> None:
    reading = read(broken(lines("start", "ValueError: bad row 7", "bye")))
    text = shown(reading)
    assert (reading.found, reading.total, reading.coverage) == (3, 3, Coverage.COMPLETE)
    assert "FAILED: 3 kinds of lines, 2026-11-10 09:00:21Z to" in reading.lead[0]
    assert reading.lead[1] == "1 of the kinds speak of trouble"
    for line in ("start", "ValueError: bad row 7", "bye"):
        assert line in text
    assert reading.facts["first trouble"] == "ValueError: bad row 7"
    assert [call.tool for call in reading.next] == ["trace_job"]


def test_the_first_trouble_of_a_stack_is_its_error() -> None:
    frames = "".join(f'  File "/app/part{n}.py", line {n}, in load\n    load()\n' for n in range(9))
    stack = f"Traceback (most recent call last):\n{frames}ValueError: bad row 7"
    assert read(broken(lines("start", stack))).facts["first trouble"] == "ValueError: bad row 7"


def test_a_log_without_trouble_says_how_many_lines_warn() -> None:
    reading = read(broken(lines("start", "WARN shop 4 answered without a total", "bye")))
    assert reading.lead[1] == "none speaks of trouble; 1 warns, found by the text WARN"
    assert read(broken(lines("start", "bye"))).lead[1] == "none speaks of trouble"


def test_of_a_long_log_the_first_of_each_trouble_and_the_end_are_shown() -> None:
    log = [*LONG, "WARN cannot connect to db-1:5432", *LONG, "WARN cannot connect to db-2:5432"]
    log += [*LONG[:150], "KeyError: 'target'", "stopped"]
    reading = read(broken(lines(*log)))
    text = shown(reading)
    assert (reading.found, reading.total) == (len(log), len(log))
    assert "WARN cannot connect to db-1:5432 [2 alike" in text
    assert "KeyError: 'target'" in text
    assert "stopped" in text
    assert text.count("loaded row") == 1
    assert "[1350 alike" in text
    assert len(text.encode()) < 1_500
    assert len(reading.rows) == len(log)


def test_lines_of_one_statement_are_one_kind_whatever_names_they_go_on_with() -> None:
    tables = [f"copied table sales_{name} to the store" for name in ("emea", "apac", "latam", "us")]
    log = [*tables * 12, "exit with code 3", "exit with code 4"]
    reading = read(broken(lines(*log)))
    assert "FAILED: 3 kinds of lines" in reading.lead[0]
    assert "copied table sales_us to the store [48 alike" in shown(reading)
    assert "exit with code 3" in shown(reading)
    assert "exit with code 4" in shown(reading)


def test_a_log_that_is_too_long_says_which_lines_were_read_and_goes_on() -> None:
    log = [f"step {number} " + "abcdefghij"[number % 10] for number in range(2_500)]
    body = broken(lines(*log, step=0.01))
    reading = read(body)
    assert reading.coverage is Coverage.TRUNCATED
    assert "read were lines 1-200 and 801-2500" in reading.lead[0]
    assert reading.cursor == "line=201"
    following = read(body, line=201)
    assert "step 200 " in shown(following)
    assert "step 199 " not in shown(following)
    last = int(following.cursor.partition("=")[2])
    again = read(body, line=last)
    assert f"step {last - 1} " in shown(again)
    assert f"step {last - 2} " not in shown(again)


def test_a_line_near_the_end_brings_the_rest_and_no_cursor() -> None:
    reading = read(broken(lines(*LONG)), line=590)
    assert "loaded row 589 of" in shown(reading)
    assert "loaded row 599 of" in shown(reading)
    assert reading.cursor == ""


def test_a_text_is_shown_with_what_stands_around_it() -> None:
    log = [*LONG[:50], "checkpoint A saved", *LONG[50:100]]
    reading = read(broken(lines(*log)), text="CHECKPOINT")
    assert (reading.found, reading.total, reading.coverage) == (1, 1, Coverage.COMPLETE)
    assert reading.lead[1] == "1 line with the text among the 101 that were read"
    assert shown(reading).count("loaded row") == 4
    nothing = read(broken(lines(*log)), text="no such thing")
    assert (nothing.found, nothing.total, nothing.coverage) == (0, 0, Coverage.EMPTY)


def test_a_text_is_searched_on_from_a_line() -> None:
    log = [f"step {number}" for number in range(5_400)]
    log[5_300] = "ERROR boom"
    body = broken(lines(*log, step=0.001))
    first = read(body, text="boom")
    assert (first.found, first.total, first.coverage) == (0, None, Coverage.TRUNCATED)
    assert first.cursor == "line=5001"
    following = read(body, text="boom", line=5_001)
    assert (following.found, following.total, following.cursor) == (1, None, "")


@pytest.mark.parametrize("line", [151, 180])
def test_a_line_beyond_the_end_is_said_to_be_so(line: int) -> None:
    reading = read(broken(lines(*LONG[:150])), line=line)
    assert (reading.coverage, reading.found, reading.total) == (Coverage.EMPTY, 0, 0)
    assert reading.lead[0] == f"line {line} is beyond the end: the log has 150 lines"


def test_a_page_that_the_api_does_not_have_is_no_part_of_the_log() -> None:
    reading = read(broken(lines(*LONG[:150])), line=900)
    assert (reading.coverage, reading.total) == (Coverage.EMPTY, 0)
    assert reading.lead[0] == "The log of task run has no such part."


def test_a_task_that_never_started_says_so_and_who_knows() -> None:
    body = failed(
        15201,
        AT,
        "timed out",
        task={"started": None, "ecs": [{"submitted": "4s", "stopped": "1m", "reason": "no image"}]},
    )
    reading = read(body)
    assert reading.coverage is Coverage.EMPTY
    assert "the container has not started" in reading.lead[0]
    assert [call.tool for call in reading.next] == ["trace_job"]


def test_a_container_that_wrote_nothing_is_another_empty() -> None:
    reading = read(broken([]))
    assert reading.coverage is Coverage.EMPTY
    assert "the log is there and has no line" in reading.lead[0]
    assert "it is recorded as started" in reading.lead[0]


def test_a_log_that_is_no_longer_kept_is_expired() -> None:
    reading = read(broken(lines("start")), now="2026-12-20T00:00:00Z")
    assert reading.coverage is Coverage.EXPIRED
    assert "logs are kept for 30 days" in reading.lead[0]
    assert [call.tool for call in reading.next] == ["trace_job"]


def test_each_attempt_has_its_own_lines() -> None:
    attempts = [
        {"submitted": "4s", "started": "10s", "stopped": "30s", "exit_code": 1},
        {"submitted": "40s", "started": "50s", "stopped": "70s", "exit_code": 1},
    ]
    log = [{"after": "12s", "text": "first try"}, {"after": "52s", "text": "second try"}]
    body = broken(log, attempt=2, ecs=attempts)
    assert "second try" not in shown(read(body, attempt=1))
    assert "first try" not in shown(read(body, attempt=2))
    both = read(body)
    assert "attempts 1 to 2" in both.lead[0]
    assert both.found == 2
    missing = read(body, attempt=3)
    assert missing.coverage is Coverage.EMPTY
    assert "has 2 attempt(s), not 3" in missing.lead[1]


def test_tasks_that_cannot_be_meant_are_named() -> None:
    with pytest.raises(BadInput, match="It has run"):
        read(broken(lines("x")), task="other")
    good = job(15201, AT, task={"log": lines("fine")})
    assert read(good).found == 1


@pytest.mark.parametrize(
    ("target", "coverage"),
    [("/log/", Coverage.DENIED), ("/v1/jobs/17000001/?", Coverage.DENIED)],
)
def test_denied_is_denied(target: str, coverage: Coverage) -> None:
    assert read(broken(lines("x")), Trouble({target: 403})).coverage is coverage


def test_a_page_that_cannot_be_read_leaves_a_part() -> None:
    reading = read(broken(lines(*LONG)), Trouble({"page=2&": 503}))
    assert reading.coverage is Coverage.PARTIAL
    assert "page 2 of 3" in reading.tail[0]
    assert reading.cursor == "line=201"


def test_a_job_that_is_not_there_is_empty() -> None:
    with crois(world({})) as api:
        reading = read_task_log.read(api, Asked("17999999"))
    assert reading.coverage is Coverage.EMPTY
