"""A real server process over stdio: what would end it does not, and its end is bounded."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from mcp_types import TextContent

SERVER = Path(__file__).with_name("hanging_server.py")
SECONDS = "3"
"""For a call: those that are to end well must, also on a machine that does ten other things."""


def transport(tmp_path: Path) -> StdioTransport:
    arguments = [str(SERVER), str(tmp_path), SECONDS]
    return StdioTransport(sys.executable, arguments, keep_alive=False, log_file=tmp_path / "log")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_process_survives_what_a_tool_may_do(tmp_path: Path, mode: str) -> None:
    async def run() -> list[str]:
        texts: list[str] = []
        async with Client(transport(tmp_path), mode=mode) as client:
            for how in ("exit", "interrupt", "surrogate", "print", "hang", "well"):
                result = await client.call_tool("look", {"how": how}, raise_on_error=False)
                (content,) = result.content
                assert isinstance(content, TextContent)
                texts.append(content.text)
        return texts

    exited, interrupted, surrogate, printed, hung, well = asyncio.run(run())
    assert exited.startswith("defect:")
    assert interrupted.startswith("defect:")
    assert "lone \ufffd surrogate" in surrogate
    assert "fine" in printed
    assert hung.startswith("unavailable: No answer within 3 s")
    assert "fine" in well


def test_a_call_that_hangs_does_not_keep_the_process_alive(tmp_path: Path) -> None:
    """Spoken by hand, because a client would end a process that does not end by itself."""
    process = subprocess.Popen(
        [sys.executable, str(SERVER), str(tmp_path), "0.3"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    client = {"name": "by hand", "version": "1"}
    hello = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client}
    call = {"name": "look", "arguments": {"how": "hang"}}
    for message in (
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": call},
    ):
        process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    process.stdin.flush()
    for line in process.stdout:
        if json.loads(line).get("id") == 2:
            break
    process.stdin.close()
    # The body of the call sleeps for 30 s; the process must not wait for it.
    assert process.wait(timeout=15) == 0
    process.stdout.close()


def test_a_dotenv_file_in_the_workspace_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FASTMCP_TRANSPORT=http\nFASTMCP_CLIENT_LOG_LEVEL=nonsense\n")
    monkeypatch.chdir(tmp_path)

    async def run() -> str:
        stdio = transport(tmp_path)
        stdio.cwd = str(tmp_path)
        async with Client(stdio) as client:
            result = await client.call_tool("look", {})
        (content,) = result.content
        assert isinstance(content, TextContent)
        return content.text

    assert "fine" in asyncio.run(run())
