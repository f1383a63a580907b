"""Which library the servers read: the chosen one, or the examples, which then say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.cli.chosen_library import EXAMPLES, ChosenLibrary
from kurosai.environment import Environment
from kurosai.runbooks import finding, reading


def chosen(tmp_path: Path, **variables: str) -> ChosenLibrary:
    return ChosenLibrary(Environment({"KUROSAI_STATE_DIR": str(tmp_path / "state"), **variables}))


def test_the_examples_say_that_they_are_not_yours(tmp_path: Path) -> None:
    examples = chosen(tmp_path)
    library = examples.library()
    assert library.notes == (EXAMPLES,)
    assert EXAMPLES in finding.find(library, "ノードの回収").lead
    assert EXAMPLES in reading.read(library, "004", "steps").lead
    assert examples.library() is library


def test_your_own_folder_says_nothing_of_the_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "disk.md").write_text("# Disk\n\ntext\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    for folder in (str(tmp_path / "ours"), "~/ours"):
        library = chosen(tmp_path, KUROSAI_RUNBOOKS=folder).library()
        assert library.notes == ()
        assert [card.id for card in library.cards] == ["disk"]
