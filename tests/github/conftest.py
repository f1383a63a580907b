from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from repositories import Bench, cloned, door, log, served, told

from kurosai.environment import Environment
from kurosai.github.wire.api import GitHubApi
from kurosai.github.wire.clones import Clones
from kurosai.github.wire.shelf import Shelf
from kurosai.sandbox.github.repositories import Hosted, hosted
from kurosai.sandbox.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return told()


@pytest.fixture(scope="session")
def repositories(world: World) -> dict[str, Hosted]:
    assert world.github is not None
    return hosted(world.github, world.now)


@pytest.fixture(scope="session")
def address(world: World) -> Iterator[str]:
    with served(world) as url:
        yield url


@pytest.fixture(scope="session")
def clones(repositories: dict[str, Hosted], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("clones")
    for name, one in repositories.items():
        cloned(one, root / name.rpartition("/")[2])
    return root


@pytest.fixture(params=["api", "clone"])
def bench(
    request: pytest.FixtureRequest,
    world: World,
    repositories: dict[str, Hosted],
    tmp_path: Path,
) -> Iterator[Bench]:
    shas = {
        commit.message.decode().partition("\n")[0]: commit.id.decode()
        for one in repositories.values()
        for commit in log(one)
    }
    if request.param == "clone":
        folder: Path = request.getfixturevalue("clones")
        shelf = Shelf(Environment({"KUROSAI_GIT_CLONES": str(folder)}))
        yield Bench(Clones(shelf), "clone", world.now, shas)
        return
    with door(tmp_path, request.getfixturevalue("address")) as opened:
        yield Bench(GitHubApi(opened), "api", world.now, shas)
