"""A task that ran on Kubernetes: AWS knows little more than that it failed, and who knows more."""

from __future__ import annotations

from pathlib import Path

import pytest
from job_worlds import jobs, shown

from kurosai import calls
from kurosai.aws.jobs import job_next
from kurosai.vocabulary import Reading, moment

GONE, JOB = "g01-pod-gone", "16990412"
RUNNING, FEED = "g1-running-feed", 17041877


def train(error: str) -> str:
    """Its task failed with another word."""
    return f"""world:
  crois:
    jobs:
      {JOB}:
        tasks:
          train: {{ error: {error!r} }}
"""


def traced(tmp_path: Path, changes: str = "") -> Reading:
    with jobs(tmp_path, changes, GONE) as one:
        return one.trace(int(JOB))


def test_what_became_of_its_pod_is_asked_first_and_nothing_by_a_word_that_says_nothing(
    tmp_path: Path,
) -> None:
    reading = traced(tmp_path)
    at = moment("2026-02-05T01:17:30Z")
    assert reading.next[0] == calls.trace_pod("job-16990412-train", around=at)
    assert all(call.tool != "find_runbook" for call in reading.next)
    assert "task train failed, 1 attempt: failed" in shown(reading)
    # Its two waits for another task are none of its attempts.
    assert "prepare attempt 1 succeeded" in shown(reading)
    assert "train attempt 2" not in shown(reading)


def test_what_only_waited_for_another_task_did_not_fail(tmp_path: Path) -> None:
    reading = traced(tmp_path)
    assert not any("WaitForUpstream" in line for line in (*reading.lead, *reading.tail))
    assert "other tasks" not in reading.facts
    # It is listed all the same, as what it is.
    assert "WaitForUpstream attempt 1 aborted" in shown(reading)


def test_the_task_in_question_is_the_one_that_runs_and_not_one_that_waits_for_it(
    tmp_path: Path,
) -> None:
    with jobs(tmp_path, "", RUNNING) as one:
        reading = one.trace(FEED)
        of_publish = one.trace(FEED, task="publish")
    assert reading.facts["task"] == "publish"
    assert reading.lead[1].startswith(
        "task publish unfinished, 1 attempt, handed to gke 2026-12-08T17:31:43.180Z, 7h08m16s ago;"
    )
    assert "token" in reading.lead[1]
    assert reading.lead[2:] == ("beside it notify waits for publish",)
    assert "other tasks" not in reading.facts
    # What waits for another task is listed, and counted as no attempt at one.
    assert (reading.found, reading.total, reading.unit) == (2, 2, "task attempt")
    text = shown(reading)
    assert "WaitForUpstream attempt 1 succeeded, scheduled 17:10:05Z · publish waited for" in text
    assert "WaitForUpstream attempt 1 unfinished, scheduled 17:10:05Z · notify waits for" in text
    at = moment("2026-12-08T17:31:43.180Z")
    assert reading.next == (
        calls.trace_pod(f"job-{FEED}-publish", around=at),
        calls.find_logs(f"job:{FEED}", ""),
    )
    assert of_publish.lead[1] == reading.lead[1]


def test_a_task_that_was_never_begun_is_told_by_what_it_waits_for(tmp_path: Path) -> None:
    with jobs(tmp_path, "", RUNNING) as one:
        reading = one.trace(FEED, task="notify")
    since = "2026-12-08T17:10:05.080Z"
    assert reading.lead[1] == f"task notify waits for publish, in WaitForUpstream since {since}"
    assert reading.facts["task"] == "notify"
    assert "No attempt" not in "".join(reading.lead)
    assert reading.found == 1


def test_out_of_memory_as_the_platform_tells_it_is_a_cause(tmp_path: Path) -> None:
    told = "Task train exited with code 137: OutOfMemoryError: container killed due to memory usage"
    reading = traced(tmp_path, train(told))
    assert reading.facts["cause code"] == "out-of-memory"
    assert any(line.startswith("cause out-of-memory: ") for line in reading.tail)
    assert [call.tool for call in reading.next][:2] == ["trace_pod", "find_runbook"]


def test_a_kill_alone_and_a_programs_own_words_are_none(tmp_path: Path) -> None:
    for told in (
        "Task train exited with code 137",
        "Task train exited with code 137: the last log line spoke of OutOfMemoryError",
        "the report says OutOfMemoryError: container killed due to memory usage",
    ):
        reading = traced(tmp_path, train(told))
        assert reading.facts.get("cause code") != "out-of-memory", told
        assert "code None" not in shown(reading)


@pytest.mark.parametrize(
    "said",
    [
        *("failed", "Failed.", "task failed", "States.TaskFailed", "Error: unknown error", ""),
        "Essential container in task exited (exit code 1)",
    ],
)
def test_such_words_say_nothing(said: str) -> None:
    assert not job_next.says_something(said)


@pytest.mark.parametrize(
    "said", ["KeyError: 'day'", "exit code 137", "認証に失敗しました", "no space"]
)
def test_such_words_say_something(said: str) -> None:
    assert job_next.says_something(said)
