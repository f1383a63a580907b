"""One five-hundredth of a week, built once for all tests, and worlds that lie over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from large_worlds import SMALL, Large, over

from kurosai.sandbox.background import building


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return building.files(SMALL, tmp_path_factory.mktemp("state"), lambda _: None)


@pytest.fixture(scope="session")
def large(files: tuple[Path, ...]) -> Iterator[Large]:
    """S03: a job on ECS whose image cannot be pulled."""
    with over(files, "s03-no-manifest") as one:
        yield one


@pytest.fixture(scope="session")
def on_gke(files: tuple[Path, ...]) -> Iterator[Large]:
    """G01: a pod that was evicted."""
    with over(files, "g01-pod-gone") as one:
        yield one
