"""The examples in docs/scenarios.md of what is told in short are ones that can be written so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kurosai.sandbox.cloud_logging import told
from kurosai.sandbox.marks import parse, plain
from kurosai.sandbox.schema_gcp import Gcp
from kurosai.sandbox.schema_github import Repository

DOCUMENT = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")
FILLED = (
    ("at: ...", "at: 2026-02-05T01:30:00Z"),
    ("for: [...]", "for: [job-16990414-train]"),
    ("pod: ...", "pod: job-16990415-train-x7k2p"),
    ("by: ...", "by: somebody@example.co.jp"),
    ("name: ...,", "name: other.corp.example.co.jp,"),
)


def example(heading: str) -> str:
    """The first block of YAML behind a heading, with what is left out filled in."""
    text = DOCUMENT.partition(f"\n{heading}\n")[2]
    block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert block is not None, heading
    found = block[1]
    for left_out, value in FILLED:
        found = found.replace(left_out, value)
    return found


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
