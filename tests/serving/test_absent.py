"""No next call leads to a server that has nothing to ask."""

from __future__ import annotations

import io
import json
import os
from typing import TYPE_CHECKING

import anyio
import pytest
from fastmcp import Client
from mcp_types import TextContent

from kurosai import calls
from kurosai.cli import serve
from kurosai.environment import BACKENDS, Environment
from kurosai.serving.audit import Audit
from kurosai.serving.server import Serving
from kurosai.vocabulary import Coverage, Reading, Statement, moment

if TYPE_CHECKING:
    from pathlib import Path

AT = moment("2025-11-04T18:14:00Z")
NEXT = (calls.find_commits("", around=AT), calls.describe_job("16852935"))


def world(folder: Path, *servers: str) -> Environment:
    """A world that has these backends."""
    file = folder / "worlds" / "w.json"
    file.parent.mkdir(exist_ok=True)
    variables = {BACKENDS[one]: "http://127.0.0.1:9" for one in servers}
    file.write_text(json.dumps({"name": "w", "pid": os.getpid(), "environment": variables}))
    return Environment({"KUROSAI_STATE_DIR": str(folder), "KUROSAI_WORLD": "w"})


def offered(serving: Serving) -> list[str]:
    """The next calls of a reading and of a statement."""
    server = serving.new("x", "")

    @server.reads
    def look() -> Reading:
        return Reading("there", "x", Coverage.COMPLETE, next=NEXT)

    @server.states
    def say() -> Statement:
        return Statement("said", (), NEXT)

    async def ask() -> list[str]:
        async with Client(server.mcp) as client:
            texts: list[str] = []
            for tool in ("look", "say"):
                (content,) = (await client.call_tool(tool, {})).content
                assert isinstance(content, TextContent)
                texts += content.text.split("\n")
            return [one.split(" ")[1] for one in texts if one.startswith("next: ")]

    return anyio.run(ask)


def serving(environment: Environment) -> Serving:
    return Serving(environment, audit=Audit(io.StringIO()))


def test_what_a_world_lacks_is_not_offered(tmp_path: Path) -> None:
    both = ["github.find_commits", "crois.describe_job"]
    assert offered(serving(world(tmp_path, *BACKENDS))) == both * 2
    without = [one for one in BACKENDS if one != "github"]
    assert offered(serving(world(tmp_path, *without))) == ["crois.describe_job"] * 2
    assert offered(serving(world(tmp_path, "github"))) == ["github.find_commits"] * 2


def test_outside_of_a_world_no_server_knows_of_another(tmp_path: Path) -> None:
    alone = serving(Environment({"KUROSAI_STATE_DIR": str(tmp_path)}))
    assert offered(alone) == ["github.find_commits", "crois.describe_job"] * 2


def test_a_world_that_is_gone_lacks_nothing(tmp_path: Path) -> None:
    environment = world(tmp_path, "crois")
    (tmp_path / "worlds" / "w.json").unlink()
    assert environment.absent() == frozenset()


@pytest.mark.parametrize(
    ("settings", "absent"),
    [
        ({}, {"github"}),
        ({"GITHUB_API_URL": "https://api.github.com"}, set[str]()),
        ({"KUROSAI_GIT_CLONES": "/clones"}, set[str]()),
    ],
)
def test_all_servers_in_one_share_their_settings(
    tmp_path: Path, settings: dict[str, str], absent: set[str]
) -> None:
    built = serve.build("all", Environment({"KUROSAI_STATE_DIR": str(tmp_path), **settings}))
    assert built.serving.absent() == absent
    one = serve.build("aws", Environment({"KUROSAI_STATE_DIR": str(tmp_path), **settings}))
    assert one.serving.absent() == frozenset()


def test_an_opened_case_says_what_a_world_lacks(tmp_path: Path) -> None:
    cases = serve.build("cases", world(tmp_path, "crois", "aws", "gcp"))

    async def ask() -> str:
        async with Client(cases.mcp) as client:
            text = {"text": "job 16852935 failed"}
            (content,) = (await client.call_tool("open_case", text)).content
            assert isinstance(content, TextContent)
            return content.text

    said = anyio.run(ask)
    assert "\ngithub not configured: no code and its changes\n" in said
    assert said.count("not configured") == 1
