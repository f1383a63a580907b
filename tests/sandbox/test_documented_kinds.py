"""The examples in docs/scenarios.md of what is told in short are ones that can be written so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from scenario_page import DOCUMENT, example

from kurosai.sandbox.cloud_logging import told
from kurosai.sandbox.marks import parse, plain
from kurosai.sandbox.schema_gcp import Gcp
from kurosai.sandbox.schema_github import Repository


@pytest.mark.parametrize(
    ("heading", "entries"),
    [
        ("### Nodes, evictions and scaling", 60),
        ("### BigQuery", 6),
        ("### Certificates and names", 40),
    ],
)
def test_what_is_documented_of_google_cloud_makes_entries(heading: str, entries: int) -> None:
    given: Any = plain(parse(example(heading), heading))
    assert len(list(told.of(Gcp.model_validate(given["gcp"])))) >= entries


def test_what_is_documented_of_a_repository_can_be_read() -> None:
    text = DOCUMENT.partition("What was tagged, released and deployed")[2]
    block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert block is not None
    found = Repository.model_validate(plain(parse(block[1], "the document")))
    assert len(found.tags) == 2
    assert len(found.deployments[0].statuses) == 2
