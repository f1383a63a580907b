"""Worlds are slow: the cases are recorded once for all tests."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from recorded_cases import DENIED, Entered, Recorded, Worlds, record

from kurosai.sandbox.child import booted


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    made = Worlds(tmp_path_factory.mktemp("worlds"))
    made.written("then", f"world: {{ aws: {{ denied_log_groups: [{DENIED}] }} }}\n")
    return made


@pytest.fixture(scope="session")
def recorded(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return record(worlds.folder / "then.yaml", tmp_path_factory.mktemp("recorded"))


@pytest.fixture
def entered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entered:
    @contextmanager
    def enter(scenario: Path) -> Generator[Path]:
        monkeypatch.setenv("KUROSAI_STATE_DIR", str(tmp_path))
        with booted(scenario, state=tmp_path):
            yield tmp_path

    return enter
