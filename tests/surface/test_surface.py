"""The whole public surface, committed: any change of it shows up in review.

To accept a change: KUROSAI_UPDATE_SNAPSHOTS=1 pytest tests/surface
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from o200k import tokens

from surface import SERVERS, catalogue, surface

SNAPSHOTS = Path(__file__).with_name("snapshots")
MOST_TOKENS = 2_000
KEEP = {"open_case", "walk", "close_case", "discard_case", "grade_case"}
"""Of all tools the only ones that add something, and only to our own ledger."""


@pytest.mark.parametrize("name", SERVERS)
def test_the_surface_is_what_was_reviewed(name: str, tmp_path: Path) -> None:
    found = json.dumps(surface(name, tmp_path), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = SNAPSHOTS / f"{name}.json"
    if os.environ.get("KUROSAI_UPDATE_SNAPSHOTS"):
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")


@pytest.mark.parametrize("name", SERVERS)
def test_both_protocols_see_the_same_surface(name: str, tmp_path: Path) -> None:
    assert _sorted(surface(name, tmp_path, "auto")) == _sorted(surface(name, tmp_path, "legacy"))


@pytest.mark.parametrize("name", SERVERS)
def test_a_catalogue_fits_its_budget(name: str, tmp_path: Path) -> None:
    assert tokens(catalogue(name, tmp_path)) <= MOST_TOKENS


@pytest.mark.parametrize("name", SERVERS)
def test_hosts_can_take_the_names(name: str, tmp_path: Path) -> None:
    found = surface(name, tmp_path)
    assert 1 <= len(found["tools"]) <= 10
    assert len(found["instructions"]) <= 4_096
    for tool in found["tools"]:
        # Cursor filters server and tool above 60 characters together.
        assert len(f"crois-aws-{tool['name']}") <= 60
        # Beside `call_operation` of crois, `call_aws` says whose operation is meant; and what
        # `find_cases` finds has no other name.
        assert name not in tool["name"] or tool["name"] in ("call_aws", "find_cases")


@pytest.mark.parametrize("name", SERVERS)
def test_every_tool_states_whether_it_only_reads(name: str, tmp_path: Path) -> None:
    for tool in surface(name, tmp_path)["tools"]:
        assert tool["annotations"]["readOnlyHint"] is (tool["name"] not in KEEP)
        assert tool["annotations"]["destructiveHint"] is False
        assert tool["annotations"]["openWorldHint"] is False
        assert "outputSchema" not in tool
        assert len(tool["description"].split()) >= 12


def _sorted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
