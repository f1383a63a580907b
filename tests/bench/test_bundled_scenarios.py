"""Every scenario that comes with Kurosai is good: its facts are in its world and in nothing else.

With little noise, since a world boots in a quarter of the time; `kurosai scenario check` looks
at them whole.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.bench.checking import check
from kurosai.sandbox.scenario import SCENARIOS, load

BUNDLED = sorted(SCENARIOS.glob("*.yaml"))


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an overlay for each scenario, beside each other as twins have to be."""
    folder = tmp_path_factory.mktemp("quiet")
    for path in BUNDLED:
        noise = "noise: { jobs: 60, log_events: 600 }\n" if load(path).noise else ""
        (folder / path.name).write_text(f"extends: {path}\n{noise}", "utf-8")
    return folder


@pytest.mark.parametrize("name", [path.name for path in BUNDLED])
def test_its_facts_are_shown_and_nothing_is_found(name: str, quiet: Path) -> None:
    checked = check(quiet / name)
    assert checked.findings == ()
    assert checked.shown == checked.facts > 0
