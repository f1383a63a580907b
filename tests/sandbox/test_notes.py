"""Notes of people on call: pages with date and author, which the documentation's search finds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from kurosai.bench.plain import plain
from kurosai.environment import Environment
from kurosai.errors import BadInput
from kurosai.library.shelf import Library
from kurosai.runbooks import documentation
from kurosai.sandbox import notes
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.schema_key import Look
from kurosai.sandbox.written import written

NOW = datetime(2026, 2, 5, 2, 10, tzinfo=UTC)
TOLD = """
world:
  notes:
    - { at: 2026-02-05T03:00:00Z, by: k-ito, text: not yet }
    - { at: 2026-02-04T23:40:00Z, by: "山田: 当番", title: 引き継ぎ, text: "spot プールの上限を 12 に手で下げた。" }
    - { at: 2026-02-04T23:40:10Z, by: "山田: 当番", text: "# Done\\n\\nRestarted the dispatcher by hand." }
"""  # noqa: E501


def told(overlay: str = TOLD) -> Scenario:
    return alter(bundled("g01-pod-gone"), overlay)


def test_notes_are_found_with_who_wrote_them_and_when(tmp_path: Path) -> None:
    with written(told().world, tmp_path / "pages", NOW) as variables:
        docs = Library.load(Path(variables["KUROSAI_DOCS"]))
        found = documentation.find(docs, "spotプールの上限")
        whole = documentation.find(docs, "dispatcher", page="2026-02-04-2340-山田-当番-2")
        times = {path.name: path.stat().st_mtime for path in docs.root.rglob("*.md")}
    heading, text = found.rows[0].text.split("\n")
    assert heading == (
        "notes/2026-02-04-2340-山田-当番.md:8 · 引き継ぎ · by 山田: 当番 · "
        "2026-02-04T23:40:00Z (2026-02-05 08:40:00 JST)"
    )
    assert text == "spot プールの上限を 12 に手で下げた。"
    assert whole.lead[0].startswith("Done · by 山田: 当番 · 2026-02-04T23:40:10Z")
    assert len(times) == 2
    assert datetime.fromtimestamp(times["2026-02-04-2340-山田-当番-2.md"], UTC).second == 10


def test_notes_lie_beside_documents_which_have_no_date(tmp_path: Path) -> None:
    overlay = TOLD + "  documents: { quota.md: '# Quota' }\n"
    with written(told(overlay).world, tmp_path / "pages", NOW) as variables:
        docs = Library.load(Path(variables["KUROSAI_DOCS"]))
        found = documentation.find(docs, "quota")
    assert found.rows[0].text.split("\n")[0] == "quota.md:1 · Quota"


def test_a_world_without_either_has_no_documentation(tmp_path: Path) -> None:
    with written(told("{}").world, tmp_path / "pages", NOW) as variables:
        assert "KUROSAI_DOCS" not in variables


def test_a_fact_may_be_looked_up_in_a_note() -> None:
    scenario = told()
    with plain(Environment({"KUROSAI_NOW": "2026-02-05T02:10:00Z"}), scenario.world) as read:
        (name, *_) = notes.pages(scenario.world.notes, scenario.now)
        (seen,) = read.looks((Look.model_validate({"page": name}),))
    assert "手で下げた" in seen.text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{ at: 2026-02-04T23:40:00Z, text: x }", "notes.0.by"),
        ("{ at: 2026-02-04T23:40:00Z, by: a, text: '' }", "at least 1 character"),
    ],
)
def test_a_note_has_an_author_and_says_something(text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        told(f"world: {{ notes: [{text}] }}")
