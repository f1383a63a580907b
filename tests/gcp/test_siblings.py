"""Jobs whose names are another's and a number: their pods are not that one's."""

from __future__ import annotations

from pathlib import Path

from pod_worlds import ERROR, JOB, end, event, traced

OTHER = f"{JOB}-2-bbbbb"
LOW = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 1Ki."
OF_OTHER = [
    event("01:18:05", f"pod: {OTHER}", "Scheduled", f"Successfully assigned a/{OTHER} to gke-o-1"),
    event("01:18:30", f"pod: {OTHER}", "Evicted", LOW),
]


def created(job: str) -> str:
    return event("01:18:00", f"job: {job}", "SuccessfulCreate", f"Created pod: {OTHER}")


def test_a_pod_of_a_job_that_is_seen_is_not_ours(tmp_path: Path) -> None:
    found = traced(tmp_path, events=[created(f"{JOB}-2"), *OF_OTHER], lines=[ERROR], exits=[end(2)])
    assert found.facts["cause"] == "own-error"
    assert OTHER not in "\n".join((*found.lead, *(row.text for row in found.rows)))


def test_that_the_other_job_is_done_is_not_that_ours_is(tmp_path: Path) -> None:
    done = event("01:18:40", f"job: {JOB}-2", "Completed", "Job completed")
    found = traced(tmp_path, events=[done], lines=[ERROR], exits=[end(2)])
    assert found.facts["cause"] == "own-error"


def test_one_that_may_be_anothers_never_decides_and_is_named(tmp_path: Path) -> None:
    found = traced(tmp_path, events=OF_OTHER, lines=[ERROR], exits=[end(2)])
    assert found.facts["cause"] == "own-error"
    assert (
        f"left out: {OTHER} may be a pod of another Job, {JOB}-2; trace it by its own name"
        in found.lead
    )


def test_an_indexed_pod_is_ours_where_our_job_made_it(tmp_path: Path) -> None:
    found = traced(tmp_path, events=[created(JOB), *OF_OTHER], lines=[ERROR], exits=[end(2)])
    assert found.facts["cause"] == "evicted-memory"
    assert found.facts["pod"] == OTHER


def test_an_indexed_pod_is_ours_where_a_line_says_so(tmp_path: Path) -> None:
    labels = f"labels: {{ k8s-pod/job-name: {JOB} }}"
    line = f"{{ at: 2026-02-05T01:18:20Z, pod: {OTHER}, {labels}, text: hello }}"
    found = traced(tmp_path, events=OF_OTHER, lines=[line])
    assert found.facts["pod"] == OTHER
