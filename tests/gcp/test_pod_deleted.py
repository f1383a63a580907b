"""Who deleted a pod: only what names it, in its namespace and cluster."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, reading
from pod_worlds import ERROR, JOB, NODE, POD, end, event, traced

from kurosai.gcp import source_filters
from kurosai.gcp.sources import Subject
from kurosai.vocabulary import Window

STOPPING = event("01:17:02", f"pod: {POD}", "Killing", "Stopping container main")


def deletion(of: str) -> str:
    group = "batch" if "/jobs/" in of else "core"
    kind = "jobs" if "/jobs/" in of else "pods"
    return (
        "{ at: 2026-02-05T01:17:00Z, log: activity, service: k8s.io, by: taro@example.com,"
        f" method: io.k8s.{group}.v1.{kind}.delete, resource: {group}/v1/namespaces/{of} }}"
    )


@pytest.mark.parametrize("of", [f"crois-jobs/pods/{POD}", f"crois-jobs/jobs/{JOB}"])
def test_who_deleted_it_or_its_job_decides(tmp_path: Path, of: str) -> None:
    found = traced(tmp_path, audit=[deletion(of)], events=[STOPPING], exits=[end(143)])
    assert found.facts["cause"] == "deleted"


@pytest.mark.parametrize(
    "of",
    [
        f"staging/pods/{POD}",
        f"staging/jobs/{JOB}",
        f"crois-jobs/pods/{JOB}-bbbbb",
        f"crois-jobs/pods/{JOB}-2-bbbbb",
        f"crois-jobs/jobs/{JOB}-2",
    ],
)
def test_a_deletion_of_something_else_of_the_same_name_does_not(tmp_path: Path, of: str) -> None:
    found = traced(
        tmp_path, audit=[deletion(of)], events=[STOPPING], lines=[ERROR], exits=[end(143)]
    )
    assert found.facts["cause"] == "own-error"


def test_nor_one_in_another_cluster(tmp_path: Path) -> None:
    cluster = RESOURCES.fields["cluster"].default
    window = Window(NOW - timedelta(hours=2), NOW)
    overlay = f"world:\n  gcp:\n    audit:\n      - {deletion(f'crois-jobs/pods/{POD}')}\n"
    with reading(tmp_path, overlay) as logs:
        ours, others = (
            logs.entries(
                source_filters.acts(Subject(JOB, "crois-jobs", one, PROJECT), (NODE,)),
                window,
                most=9,
            ).entries
            for one in (cluster, "another-gke")
        )
    assert (len(ours), len(others)) == (1, 0)
