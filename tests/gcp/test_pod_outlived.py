"""A container that was killed and started again: what ended the pod is what came last."""

from __future__ import annotations

from pathlib import Path

from pod_worlds import ERROR, JOB, POD, decides, end, event, traced

from kurosai import calls

PROBE = "Container main failed liveness probe, will be restarted"
WENT_ON = "not how it ended, it went on after: "


def started(at: str) -> str:
    return event(at, f"pod: {POD}", "Started", "Started container main", container="main")


def probe(at: str) -> str:
    return event(at, f"pod: {POD}", "Killing", PROBE, container="main")


def test_an_earlier_kill_for_memory_does_not_decide(tmp_path: Path) -> None:
    found = traced(tmp_path, exits=[end(137, "00:50:00", oom="true"), end(2)], lines=[ERROR])
    assert found.facts["cause"] == "own-error"
    assert f"{WENT_ON}00:50:00Z its container was killed for using more memory" in found.lead[1]


def test_an_earlier_probe_does_not_decide(tmp_path: Path) -> None:
    exits = [end(137, "00:50:03"), end(2)]
    found = traced(tmp_path, events=[probe("00:50:00")], exits=exits, lines=[ERROR])
    assert found.facts["cause"] == "own-error"
    assert "[liveness-probe]" in found.lead[1]


def test_one_that_was_started_again_minutes_ago_outlived_it_too(tmp_path: Path) -> None:
    events = [probe("01:15:40"), started("01:16:10")]
    found = traced(tmp_path, events=events, exits=[end(137, "01:16:05"), end(2)], lines=[ERROR])
    assert found.facts["cause"] == "own-error"
    unseen = traced(tmp_path / "unseen", events=events, lines=[ERROR])
    assert unseen.facts["cause"] == "own-error"


def test_who_ended_well_was_not_ended(tmp_path: Path) -> None:
    found = traced(tmp_path, events=[probe("00:46:00")], exits=[end(0)])
    assert "cause" not in found.facts
    assert decides(found).startswith("its container ended with exit code 0 at 01:17:05Z; nothing")
    assert found.next[0] == calls.find_logs("job:16990412", "")
    assert any(f"{WENT_ON}00:46:00Z it did not answer its liveness" in one for one in found.lead)


def test_of_several_the_last_is_told_and_the_others_are_counted(tmp_path: Path) -> None:
    events = [probe("00:46:00"), started("00:47:00"), probe("00:50:00"), started("00:51:00")]
    found = traced(tmp_path, events=events, exits=[end(2)], lines=[ERROR])
    assert "00:50:00Z" in found.lead[1]
    assert found.lead[1].endswith("[liveness-probe], 1 such before it")


def test_a_deadline_of_the_job_ends_only_who_ran_then(tmp_path: Path) -> None:
    deadline = event("01:25:00", f"job: {JOB}", "DeadlineExceeded", "Job was active too long")
    before = traced(tmp_path / "before", events=[deadline], exits=[end(2)], lines=[ERROR])
    assert before.facts["cause"] == "own-error"
    # It tells the kubelet to end it: the end comes after the event.
    after = traced(tmp_path / "after", events=[deadline], exits=[end(143, "01:25:30")])
    assert after.facts["cause"] == "job-deadline"


def test_a_kill_that_did_end_it_decides(tmp_path: Path) -> None:
    memory = traced(tmp_path / "memory", exits=[end(137, "00:50:00"), end(137, oom="true")])
    assert memory.facts["cause"] == "oom-killed"
    # The kubelet waits for as long as the pod may take.
    slow = traced(tmp_path / "slow", events=[probe("01:09:00")], exits=[end(137)])
    assert slow.facts["cause"] == "liveness-probe"
    # Another container of it ends well a little later.
    beside = traced(tmp_path / "beside", exits=[end(137, oom="true"), end(0, "01:17:35")])
    assert beside.facts["cause"] == "oom-killed"
    for one in (memory, slow, beside):
        assert not any(WENT_ON in line for line in one.lead)
