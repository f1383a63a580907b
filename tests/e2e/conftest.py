"""What several questions are asked of: each investigation is made once, in a world of its own."""

from __future__ import annotations

import functools

import pytest
from investigations import Investigated, investigate_scenario

from kurosai.rehearsal.operator import Investigation
from kurosai.sandbox.scenario import bundled


@pytest.fixture(scope="session")
def investigated(tmp_path_factory: pytest.TempPathFactory) -> Investigated:
    """What the operator made of a bundled scenario, in one protocol mode; nobody changes it."""

    @functools.cache
    def once(name: str, mode: str) -> Investigation:
        return investigate_scenario(bundled(name), tmp_path_factory.mktemp("state"), mode)

    return lambda name, mode="auto": once(name, mode)
