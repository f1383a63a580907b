"""Who answers: MCP servers as their makers publish them, over stdio, every answer measured."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rs_bpe
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from mcp_types import TextContent

_ENCODING: Any = rs_bpe.bpe.openai.o200k_base()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]

NOWHERE = "http://127.0.0.1:9"
"""A proxy that is none: a peer that asks for something outside the world is refused at once."""


def tokens(text: str) -> int:
    """How many o200k tokens `text` is."""
    return len(_ENCODING.encode(text))


@dataclass(frozen=True, slots=True)
class Asked:
    """One call and what came back: `text` is what a model would read."""

    tool: str
    arguments: Mapping[str, Any]
    text: str
    error: bool
    milliseconds: float


@dataclass(slots=True)
class Contestant:
    """The connected servers of one contestant, as one set of tools; `asked` grows."""

    catalogue: int
    started: float
    _clients: Mapping[str, Client[Any]]
    asked: list[Asked] = field(default_factory=list[Asked])

    async def call(self, tool: str, **arguments: Any) -> str:
        """Call a tool and keep what it cost; an error is an answer too."""
        begun = time.perf_counter()
        result = await self._clients[tool].call_tool(tool, arguments, raise_on_error=False)
        elapsed = 1000 * (time.perf_counter() - begun)
        # A result that comes twice, as text and as structured content, is counted once.
        text = "".join(part.text for part in result.content if isinstance(part, TextContent))
        self.asked.append(Asked(tool, arguments, text, bool(result.is_error), elapsed))
        return text


def kurosai(server: str) -> tuple[str, ...]:
    """The command of one of our servers."""
    return (sys.executable, "-m", "kurosai", "serve", server)


def peer(bin_folder: Path, name: str) -> tuple[str, ...]:
    """The command of a server installed in an environment of its own."""
    return (str(bin_folder / name),)


@asynccontextmanager
async def connected(
    commands: Sequence[tuple[str, ...]], environment: Mapping[str, str], home: Path
) -> AsyncGenerator[Contestant]:
    """Start all servers of a contestant, one after the other; stop them at the end.

    `started` is the seconds from the first process to the last list of tools.
    """
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        # Both look at this; without it a peer prints a page of log lines a call.
        "FASTMCP_LOG_LEVEL": "CRITICAL",
        "HTTP_PROXY": NOWHERE,
        "HTTPS_PROXY": NOWHERE,
        "NO_PROXY": "127.0.0.1,localhost",
        **environment,
    }
    clients: dict[str, Client[Any]] = {}
    catalogue = 0
    begun = time.perf_counter()
    async with AsyncExitStack() as stack:
        for command in commands:
            client = Client[Any](
                StdioTransport(
                    command[0],
                    list(command[1:]),
                    env=variables,
                    keep_alive=False,
                    log_file=home / "servers.log",
                )
            )
            await stack.enter_async_context(client)
            for tool in await client.list_tools():
                # What a host passes on to its model; an output schema is not part of it.
                shown = (tool.name, tool.description, tool.input_schema)
                catalogue += tokens(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))
                clients[tool.name] = client
        yield Contestant(catalogue, time.perf_counter() - begun, clients)
