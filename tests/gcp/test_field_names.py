"""The name of a field that was searched for as a text: a search goes through values only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from billed_queries import BYTES, LOG, THREE
from cloud_logging import NOW, RESOURCES, reading

from kurosai.gcp import find_entries, query_entries
from kurosai.gcp.field_names import may_be
from kurosai.gcp.query_entries import Asked
from kurosai.gcp.question import Asked as Searched
from kurosai.vocabulary import Call, Coverage, Reading


def find(state: Path, **asked: Any) -> Reading:
    with reading(state, THREE) as logs:
        return find_entries.find(logs, RESOURCES, NOW, Searched(since="2h", **asked))


def run(state: Path, call: Call) -> Reading:
    given: dict[str, Any] = {**call.arguments}
    given["show"] = tuple(given["show"])
    with reading(state, THREE) as logs:
        return query_entries.query(logs, RESOURCES, NOW, Asked(**given))


@pytest.mark.parametrize("text", ["totalBilledBytes", "queryStats.totalbilledbytes", BYTES])
@pytest.mark.parametrize("log", ["", "cloudaudit.googleapis.com/data_access"])
def test_the_name_of_a_field_is_said_to_be_one(tmp_path: Path, text: str, log: str) -> None:
    # Without a log those of the pods are the newest: none of them is one of BigQuery's.
    found = find(tmp_path, text=text, log=log)
    assert (found.coverage, found.found, found.total) == (Coverage.EMPTY, 0, 0)
    assert found.lead[:2] == (
        "There are entries here in this window, and none fits the text or filter.",
        f"{text} is the name of a field, and a text is looked for in values only: {BYTES}.",
    )
    call = found.next[0]
    assert call.tool == "query_entries"
    assert "project" not in call.arguments
    assert call.arguments["show"][0] == BYTES  # type: ignore[index]
    shown = run(tmp_path, call)
    assert shown.found == 3
    assert "totalBilledBytes=3318743040" in " ".join(row.brief for row in shown.rows)


def test_what_else_was_asked_stays_asked(tmp_path: Path) -> None:
    found = find(tmp_path, text="jobStats", filter='protoPayload.resourceName:"j2"', log=LOG[8:-2])
    assert "jobStats is the name of a field" in found.lead[1]
    assert run(tmp_path, found.next[0]).found in (1, 2)


@pytest.mark.parametrize("text", ["noSuchField", "no such field"])
def test_what_is_no_name_is_not_said_to_be_one(tmp_path: Path, text: str) -> None:
    found = find(tmp_path, text=text)
    assert found.coverage is Coverage.EMPTY
    assert not any("name of a field" in one for one in found.lead)
    assert found.next[0].tool == "find_entries"


def test_what_may_be_a_name() -> None:
    assert may_be("a.b-c.@type")
    assert not any(map(may_be, ("", "a", "a b", "a.", "1x", "x" * 300)))
