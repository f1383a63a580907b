"""`job:ID` without a time: the job's own time and its tasks' own logs, by its execution."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from job_worlds import ECS_TASK, JOB, MAP, Jobs, attempts, jobs

from kurosai.aws.jobs import job_logs
from kurosai.aws.logs import find_logs
from kurosai.vocabulary import Coverage, Reading

EXITED = "{ submitted: 4s, started: 50s, stopped: 9m50s, exit_code: 3 }"
WROTE = attempts(EXITED) + (
    "            log: [{ after: 60s, text: hello }, { after: 70s, text: \"KeyError: 'day'\" }]\n"
)
TASK_LOG = "/crois/v2/prd/ecs/tutorial"


def find(one: Jobs, text: str = "", job: str = str(JOB), since: str = "") -> Reading:
    now = one.world.world.now
    return find_logs.find(
        one.aws.logs,
        MAP,
        now,
        group=f"job:{job}",
        text=text,
        queries=one.aws.queries,
        job_logs=lambda asked: job_logs.of(one.aws, MAP, now, asked),
        since=since,
    )


def hits(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark == ">"]


def test_a_job_is_searched_at_its_own_time_and_in_its_tasks_own_log(tmp_path: Path) -> None:
    with jobs(tmp_path, WROTE) as one:
        now = one.world.world.now
        reading = find(one, "KeyError")
        assert hits(reading) == ["KeyError: 'day'"]
        assert reading.window is not None
        # It ran hours before: the last hour has nothing of it.
        assert reading.window.end < now - timedelta(hours=2)
        assert timedelta(minutes=20) < reading.window.end - reading.window.start
        assert [row.at for row in reading.rows if row.at and row.at < reading.window.start] == []


def test_without_a_text_what_went_wrong_with_it_comes_first(tmp_path: Path) -> None:
    with jobs(tmp_path, WROTE) as one:
        told = hits(find(one))
    assert any(line.endswith("KeyError: 'day'") for line in told)
    assert not any(line.endswith("hello") for line in told)


def test_only_the_streams_of_its_own_tasks_are_searched(tmp_path: Path) -> None:
    with jobs(tmp_path, WROTE) as one:
        known = job_logs.of(one.aws, MAP, one.world.world.now, str(JOB))
        assert known.streams == ((TASK_LOG, f"tutorial_20260910/main/{ECS_TASK}"),)
        assert known.looks == ()


def test_a_time_that_is_given_is_the_time_that_is_searched(tmp_path: Path) -> None:
    with jobs(tmp_path, WROTE) as one:
        reading = find(one, "KeyError", since="10m")
    assert hits(reading) == []
    assert reading.window is not None
    assert reading.window.end - reading.window.start == timedelta(minutes=10)


def test_a_job_without_an_execution_is_not_empty_in_the_last_hour(tmp_path: Path) -> None:
    with jobs(tmp_path, WROTE) as one:
        reading = find(one, "KeyError", job="11111111")
    assert reading.coverage is Coverage.PARTIAL
    (look,) = (look for look in reading.looks if "is not known" in look.told)
    assert "give `around` or `since`" in look.told
