"""A host without a model: starts the servers of a configuration file over stdio, as an IDE does."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from mcp_types import TextContent

from kurosai.errors import NotConfigured
from kurosai.rehearsal.answers import Answer

PREFIX = "kurosai-"
ALL = "all"
"""The server that has the tools of all others, where a host starts only that one."""

CALL_SECONDS = 120.0
"""After which a call is given up: longer than any tool may take."""


@dataclass(frozen=True, slots=True)
class ServerCommand:
    """One server of a host's configuration."""

    key: str
    command: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]


def configuration(path: Path, workspace: Path) -> tuple[ServerCommand, ...]:
    """The servers of an `mcpServers` file, `${workspaceFolder}` filled in.

    Raises NotConfigured when the file cannot be read as one.
    """
    try:
        body: Any = json.loads(path.read_text("utf-8"))
        found = tuple(
            ServerCommand(
                key,
                str(one["command"]).replace("${workspaceFolder}", str(workspace)),
                tuple(str(argument) for argument in one.get("args", ())),
                {name: str(value) for name, value in one.get("env", {}).items()},
            )
            for key, one in body["mcpServers"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotConfigured(
            f"{path} is no host configuration ({type(error).__name__}).",
            "It needs mcpServers with command and args; see .cursor/mcp.json.",
        ) from None
    return tuple(_startable(one) for one in found)


def shipped_configuration(served: Collection[str]) -> tuple[ServerCommand, ...]:
    """The servers called `served` of the configuration that the README tells people to copy."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parents[1]
    committed = checkout / ".cursor" / "mcp.json"
    path = committed if committed.is_file() else package / "_data" / "mcp.json"
    return tuple(one for one in configuration(path, checkout) if one.arguments[-1] in served)


def _startable(one: ServerCommand) -> ServerCommand:
    """An installation without a checkout has the command elsewhere: then this Python runs it."""
    if Path(one.command).is_file():
        return one
    return replace(this_python(one.arguments[-1]), key=one.key, environment=one.environment)


def this_python(server: str) -> ServerCommand:
    """The command that serves `server` with the Python that is running."""
    return ServerCommand(server, sys.executable, ("-m", "kurosai", "serve", server), {})


class Host:
    """Connected servers, by the short name that `next:` lines use; a call may take `seconds`."""

    def __init__(
        self, clients: Mapping[str, Client[Any]], *, seconds: float = CALL_SECONDS
    ) -> None:
        self._clients = clients
        self._seconds = seconds

    @property
    def servers(self) -> tuple[str, ...]:
        """The short names."""
        return tuple(self._clients)

    def serves(self, server: str) -> bool:
        """Whether a server of this short name can be asked."""
        return ALL in self._clients or server in self._clients

    def _client(self, server: str) -> Client[Any]:
        return self._clients[ALL if ALL in self._clients else server]

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """Call one tool; errors are answers too, and so is that none came in time."""
        started = time.perf_counter()
        client = self._client(server)
        try:
            with anyio.fail_after(self._seconds):
                result = await client.call_tool(tool, dict(arguments), raise_on_error=False)
        except TimeoutError:
            text = f"{server}.{tool} gave no answer within {self._seconds:g} seconds."
            return Answer(server, tool, arguments, text, True, 1000 * self._seconds, silent=True)
        elapsed = 1000 * (time.perf_counter() - started)
        text = "".join(part.text for part in result.content if isinstance(part, TextContent))
        return Answer(server, tool, arguments, text, bool(result.is_error), elapsed)

    async def prompt(self, name: str, arguments: Mapping[str, str]) -> str:
        """The text of one prompt of the `cases` server."""
        result = await self._client("cases").get_prompt(name, dict(arguments))
        return "".join(
            message.content.text
            for message in result.messages
            if isinstance(message.content, TextContent)
        )


@asynccontextmanager
async def connected(
    commands: tuple[ServerCommand, ...],
    environment: Mapping[str, str],
    *,
    log: Path | None = None,
    mode: str = "auto",
    seconds: float = CALL_SECONDS,
) -> AsyncGenerator[Host]:
    """Start every server at once, as a host does; stop them at the end of the block.

    `environment` comes over the process's own, the configuration's over both. Standard error
    of all servers goes to `log`. A call may take `seconds`.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _LEFT_BEHIND}
    clients = [
        Client[Any](
            StdioTransport(
                one.command,
                list(one.arguments),
                env={**inherited, **environment, **one.environment},
                keep_alive=False,
                log_file=log,
            ),
            mode=mode,
        )
        for one in commands
    ]
    async with AsyncExitStack() as stack:
        failures: list[BaseException] = []
        try:
            async with anyio.create_task_group() as group:
                for client in clients:
                    group.start_soon(stack.enter_async_context, client)
        except* Exception as failed:  # noqa: BLE001 - whatever it was, it is said below
            failures.extend(failed.exceptions)
        # Not inside except*: what is raised there comes out wrapped in a group.
        if failures:
            raise NotConfigured(
                f"A server did not start ({failures[0]}).",
                f"Its own words are in {log}." if log else "Start it by hand: kurosai serve NAME.",
            ) from failures[0]
        yield Host(
            {
                _short_name(client, one): client
                for one, client in zip(commands, clients, strict=True)
            },
            seconds=seconds,
        )


def _short_name(client: Client[Any], one: ServerCommand) -> str:
    name = client.server_info.name if client.server_info else one.key
    return name.removeprefix(PREFIX)


# Set in some environments, it would make every start compile all modules anew.
_LEFT_BEHIND = frozenset({"PYTHONDONTWRITEBYTECODE"})
