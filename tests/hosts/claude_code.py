"""Claude Code, unmodified, behind the interface that the scripted operator calls.

The operator decides what is called next; the endpoint says it to the host as its model would; the
host calls the server and brings the result to the model, and that is what the operator reads.
"""

from __future__ import annotations

import asyncio
import json
import queue
import re
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripted_model import Result, ScriptedModel, Turn

from kurosai.errors import Refused
from kurosai.rehearsal.answers import Answer

SEARCH = "ToolSearch"
_NAME = re.compile(r"\bmcp__[A-Za-z0-9-]+__\w+")
END_SECONDS = 60.0


@dataclass(slots=True)
class ClaudeCode:
    """One session; `turns` are all requests to its model, the last one still to be answered."""

    process: Process
    model: ScriptedModel
    prompts_of: str
    """Key of the server with the prompts."""
    by_command: bool = False
    """Whether the operator uses the committed command file instead of the server's prompt."""
    prompted: str = ""
    """The last prompt as it reached the model."""
    turns: list[Turn] = field(default_factory=list[Turn])
    held_back: bool = False
    """Whether the model had to ask for the definitions of our tools."""

    async def prompt(self, name: str, arguments: Mapping[str, str]) -> str:
        """Type the command with what was pasted; the text that reached the model.

        A prompt of a server is typed bare, and pasted after: the host would cut its argument at
        the first space. A command file takes all that stands behind it.
        """
        pasted = "\n".join(arguments.values())
        if self.by_command:
            await self._type(f"/{name} {pasted}")
            turn = await self._next()
        else:
            await self._type(f"/mcp__{self.prompts_of}__{name}")
            turn = await self._next()
            turn.say("Please paste it.")
            await self._type(pasted)
            await self._next()
        self.prompted = turn.texts("user")[-1]
        return self.prompted

    async def ask(self, name: str, argument: str) -> str:
        """Answer what waits, then type a command with its argument; the text that arrived."""
        self.turns[-1].say("Done.")
        command = name if self.by_command else f"mcp__{self.prompts_of}__{name}"
        await self._type(f"/{command} {argument}".rstrip())
        return (await self._next()).texts("user")[-1]

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """Have the host call `tool`, as a model does that finds it by its name."""
        begun = time.perf_counter()
        name = self._named(tool)
        if name not in self._callable():
            await self._load()
        result = await self._use(name, arguments)
        elapsed = 1000 * (time.perf_counter() - begun)
        return Answer(server, tool, arguments, result.text, result.error, elapsed)

    def definitions(self) -> list[Mapping[str, Any]]:
        """The definitions of our tools as the host sent them to its model last."""
        return [tool for tool in self.turns[-1].tools if _NAME.match(str(tool["name"]))]

    async def end(self, text: str) -> Mapping[str, Any]:
        """Say the last words, hang up, and return what the host says of the session."""
        self.turns[-1].say(text)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        said = await asyncio.wait_for(self.process.stdout.read(), END_SECONDS)
        await asyncio.wait_for(self.process.wait(), END_SECONDS)
        lines = [json.loads(line) for line in said.decode("utf-8").splitlines()]
        return [line for line in lines if line.get("type") == "result"][-1]

    def _named(self, tool: str) -> str:
        """The host's name of a tool; Refused when the model was not told of exactly one."""
        turn = self.turns[-1]
        told = " ".join([*turn.texts("system"), *turn.texts("user"), *self._callable()])
        found = {name for name in _NAME.findall(told) if name.endswith(f"__{tool}")}
        if len(found) != 1:
            raise Refused(f"The host told its model of {len(found)} tools {tool}.", str(found))
        return found.pop()

    def _callable(self) -> list[str]:
        return [str(tool["name"]) for tool in self.turns[-1].tools]

    async def _load(self) -> None:
        """Ask the host for the definitions that it holds back, all of ours at once."""
        names = sorted(set(_NAME.findall(" ".join(self.turns[-1].texts("system")))))
        await self._use(SEARCH, {"query": f"select:{','.join(names)}"})
        self.held_back = True

    async def _use(self, name: str, arguments: Mapping[str, Any]) -> Result:
        use = self.turns[-1].use(name, arguments)
        result = (await self._next()).result(use)
        if result is None:
            raise Refused(f"The host went on without a result of {name}.")
        return result

    async def _type(self, text: str) -> None:
        assert self.process.stdin is not None
        content = [{"type": "text", "text": text}]
        message = {"type": "user", "message": {"role": "user", "content": content}}
        self.process.stdin.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        await self.process.stdin.drain()

    async def _next(self) -> Turn:
        try:
            self.turns.append(await asyncio.to_thread(self.model.next))
        except queue.Empty:
            raise Refused(
                "The host does not ask its model anything.", "Its log says why."
            ) from None
        return self.turns[-1]


@asynccontextmanager
async def running(
    command: Path,
    model: ScriptedModel,
    workspace: Path,
    environment: Mapping[str, str],
    log: Path,
    *,
    by_command: bool = False,
) -> AsyncGenerator[ClaudeCode]:
    """Start the host in `workspace` with the `.mcp.json` there; end it with the block.

    `environment` is all it gets. Its standard error goes to `log`.
    """
    servers: dict[str, Any] = json.loads((workspace / ".mcp.json").read_text("utf-8"))["mcpServers"]
    prompts_of = "cases" if "cases" in servers else next(iter(servers))
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            str(command),
            "-p",
            *("--input-format", "stream-json", "--output-format", "stream-json", "--verbose"),
            *("--mcp-config", ".mcp.json", "--strict-mcp-config"),
            *("--allowedTools", *(f"mcp__{key}" for key in servers)),
            cwd=workspace,
            env={**environment, **settings(model.url)},
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
            limit=2**24,
        )
        try:
            yield ClaudeCode(process, model, prompts_of, by_command)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def settings(url: str) -> Mapping[str, str]:
    """Variables that name the model and turn off all else that would ask the network."""
    return {
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": "none",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_DISABLE_FEEDBACK_SURVEY": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_ERROR_REPORTING": "1",
        "DISABLE_AUTOUPDATER": "1",
        # Six servers at once may need longer than the first prompt waits on a busy machine.
        "MCP_TIMEOUT": "60000",
        "MCP_CONNECT_TIMEOUT_MS": "60000",
    }
