"""The `cases` server of a bench, asked over an in-memory client."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal

from fastmcp import Client
from mcp_types import TextContent

from kurosai.cases import server as cases_server
from kurosai.environment import Environment
from kurosai.serving.audit import Audit
from kurosai.serving.server import Serving

if TYPE_CHECKING:
    from tests.cases.conftest import Bench


@asynccontextmanager
async def connected(bench: Bench, mode: Literal["auto", "legacy"] = "auto") -> AsyncGenerator[Any]:
    environment = Environment({"KUROSAI_STATE_DIR": str(bench.book.path.parent)})
    serving = Serving(environment, audit=Audit(io.StringIO()))
    async with Client(cases_server.build(bench.desk, serving).mcp, mode=mode) as client:
        yield client


async def call(client: Any, tool: str, **arguments: object) -> tuple[str, bool]:
    result = await client.call_tool(tool, arguments, raise_on_error=False)
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert result.structured_content is None
    return content.text, result.is_error
