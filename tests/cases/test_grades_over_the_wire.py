"""Grades as a host sees them: a tool that says whose they are, a resource, an image."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from fastmcp import Client
from mcp import MCPError
from mcp_types import BlobResourceContents, TextContent, TextResourceContents

from kurosai.cases import server as cases_server
from kurosai.environment import Environment
from kurosai.serving.audit import Audit
from kurosai.serving.server import Serving

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

LEVELS = {"accuracy": 3, "clarity": 4, "completeness": 3}


@asynccontextmanager
async def connected(bench: Bench) -> AsyncGenerator[Any]:
    environment = Environment({"KUROSAI_STATE_DIR": str(bench.book.path.parent)})
    serving = Serving(environment, audit=Audit(io.StringIO()))
    async with Client(cases_server.build(bench.desk, serving).mcp) as client:
        yield client


async def grade(client: Any, **arguments: object) -> tuple[str, bool]:
    result = await client.call_tool("grade_case", arguments, raise_on_error=False)
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text, result.is_error


async def read(client: Any, uri: str) -> TextResourceContents | BlobResourceContents:
    (content,) = await client.read_resource(uri)
    assert isinstance(content, TextResourceContents | BlobResourceContents)
    return content


def test_the_tool_says_whose_judgement_it_takes(bench: Bench) -> None:
    async def look() -> None:
        async with connected(bench) as client:
            (tool,) = [one for one in await client.list_tools() if one.name == "grade_case"]
            flat = " ".join((tool.description or "").split())
            assert "Never grade your own work" in flat
            assert "ask the person" in flat
            assert tool.annotations.read_only_hint is False

    anyio.run(look)


def test_a_grade_and_what_is_read_of_it(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())

    async def look() -> None:
        async with connected(bench) as client:
            said, failed = await grade(client, case=bench.case, **LEVELS, comment="読みやすい")
            assert not failed
            assert "graded by operator: accuracy 3, clarity 4, completeness 3" in said
            words = await read(client, "cases://grades")
            assert isinstance(words, TextResourceContents)
            assert words.mime_type == "text/markdown"
            assert "1 of 1 concluded cases are graded" in words.text
            data = await read(client, "cases://grades.json")
            assert isinstance(data, TextResourceContents)
            assert json.loads(data.text)["kinds"]["alert"]["axes"]["clarity"]["as_good"] == 1
            image = await read(client, "cases://grades.png")
            assert isinstance(image, BlobResourceContents)
            assert image.mime_type == "image/png"
            assert base64.b64decode(image.blob).startswith(b"\x89PNG\r\n")
            lack = await read(client, "cases://coverage")
            assert isinstance(lack, TextResourceContents)
            assert "gke-health-checker#007" in lack.text

    anyio.run(look)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"accuracy": 5}, "bad_input: accuracy 5 is no grade. Give 1, 2, 3 or 4."),
        ({"clarity": "good"}, "clarity"),
        ({"case": "ZZZZZZZZ"}, "refused: There is no case ZZZZZZZZ"),
        ({"case": "Z" * 5_000_000}, "case"),
    ],
)
def test_what_is_no_grade(
    bench: Bench, world: World, changed: dict[str, object], says: str
) -> None:
    bench.walked()
    bench.close(world.judgement())
    before = bench.book.events(bench.case)

    async def look() -> None:
        async with connected(bench) as client:
            said, failed = await grade(client, **{"case": bench.case, **LEVELS, **changed})
            assert failed
            assert says in said
            assert len(said) < 1_000

    anyio.run(look)
    assert bench.book.events(bench.case) == before


def test_a_comment_of_any_length_is_taken(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())

    async def look() -> None:
        async with connected(bench) as client:
            said, failed = await grade(client, case=bench.case, **LEVELS, comment="長い" * 500_000)
            assert (failed, len(said) < 1_000) == (False, True)

    anyio.run(look)
    assert len(str(bench.book.events(bench.case)[-1].body["comment"])) == 2_000


def test_a_ledger_that_cannot_be_read_is_said(bench: Bench) -> None:
    bench.book.path.write_bytes(b"this is no database" * 100)

    async def look() -> None:
        async with connected(bench) as client:
            with pytest.raises(MCPError, match="could not be read"):
                await client.read_resource("cases://grades")

    anyio.run(look)
