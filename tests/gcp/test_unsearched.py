"""Projects that found entries name things of, and that nobody searched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, line, reader, served

from kurosai.gcp import find_entries, query_entries
from kurosai.gcp.question import Asked
from kurosai.sandbox.cloud_logging.api import LoggingApi
from kurosai.sandbox.cloud_logging.projects import Project, Projects
from kurosai.sandbox.cloud_logging.store import Store


def read(state: Path, *texts: str, project: str = "", allowed: str = PROJECT) -> list[str]:
    """What is said of projects by both tools, once: they say the same."""
    made = [line(n + 400, text) for n, text in enumerate(texts)]
    several = [
        Project(Store(name, lambda own=own: own, now=NOW, kept=timedelta(days=9)), 9)
        for name, own in ((PROJECT, made), ("crois-prd-dwh", [line(900, "x")]))
    ]
    with (
        served(LoggingApi(Projects(several)), state, KUROSAI_GCP_PROJECT=allowed) as chosen,
        reader(chosen) as logs,
    ):
        found = find_entries.find(
            logs, RESOURCES, NOW, Asked(text="table", since="1h", project=project)
        )
        query = query_entries.Asked(filter="table", since="1h", project=project)
        asked = query_entries.query(logs, RESOURCES, NOW, query)
    told = [one for one in found.lead if "project " in one]
    assert told == [one for one in asked.lead if "project " in one]
    return told


def test_a_table_of_another_project_is_said_to_be_none_of_the_search(tmp_path: Path) -> None:
    texts = (
        "no table projects/crois-prd-dwh/datasets/reco/tables/item_scores",
        "Not found: Table crois-prd-dwh:reco.item_scores was not found",
        "could not merge into `crois-prd-dwh.reco.item_scores`, a table",
        "its table=other-dwh.reco.x is old",
    )
    assert read(tmp_path, *texts) == [
        (
            "3 entries name project crois-prd-dwh, which was not searched "
            "(KUROSAI_GCP_PROJECT has it not)"
        ),
        (
            "1 entry names project other-dwh, which was not searched "
            "(KUROSAI_GCP_PROJECT has it not)"
        ),
    ]


def test_one_that_may_be_asked_is_offered_and_one_that_was_is_not_named(tmp_path: Path) -> None:
    text = "no table projects/crois-prd-dwh/datasets/reco/tables/item_scores"
    both = f"{PROJECT} crois-prd-dwh"
    assert read(tmp_path / "1", text, allowed=both) == [
        "1 entry names project crois-prd-dwh, which was not searched (give project=crois-prd-dwh)"
    ]
    assert read(tmp_path / "2", text, allowed=both, project="*") == []


@pytest.mark.parametrize(
    "text",
    [
        f"no table projects/{PROJECT}/datasets/reco/tables/item_scores",
        "table read from crois-api.default.svc and from train-v2.tar.gz",
        "table made by machine of projects/cos-cloud/global/images/cos-121",
        "table of projects/_/buckets/x and projects/123456789/topics/y, from crois-api.example.com",
    ],
)
def test_hosts_files_and_images_are_no_project(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == []
