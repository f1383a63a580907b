"""A ledger's place, once as a file and once in a real PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

import postgres_server
import pytest
from ledgers import Place
from postgres_server import Server


@pytest.fixture(scope="session")
def server() -> Generator[Server]:
    """One PostgreSQL server for all tests of a process."""
    programs = postgres_server.binaries()
    if programs is None:
        missing = f"no PostgreSQL server here: {postgres_server.GET_IT}"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with postgres_server.running(programs) as running:
        yield running


@pytest.fixture
def postgres(server: Server) -> Place:
    """An empty schema in it."""
    schema = f"s{uuid4().hex}"
    server.sql(f"CREATE SCHEMA {schema}")
    return Place(server.url(schema), server, schema)


@pytest.fixture
def sqlite(tmp_path: Path) -> Place:
    """A file that does not exist yet."""
    return Place(tmp_path / "l.sqlite3")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each of the two: what is promised holds on both."""
    found: Place = request.getfixturevalue(request.param)
    return found
