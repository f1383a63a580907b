"""The tap changes nothing and misses nothing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastmcp import Client
from fastmcp.client.transports import StdioTransport
from mcp_types import TextContent

from kurosai.bench.agent import record, wire_tap
from kurosai.evidence.ledger import Ledger

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
TAP = Path(wire_tap.__file__)
ECHO = "import sys; [print(line, end='', flush=True) for line in sys.stdin]; sys.exit(3)"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_what_a_server_says_through_it_is_what_it_wrote_down(tmp_path: Path, mode: str) -> None:
    wire = tmp_path / "wire"
    wire.mkdir()
    command = [str(TAP), str(wire), sys.executable, "-m", "kurosai", "serve", "runbooks"]
    stdio = StdioTransport(
        sys.executable,
        command,
        env={"KUROSAI_STATE_DIR": str(tmp_path)},
        keep_alive=False,
        log_file=tmp_path / "log",
    )

    async def run() -> tuple[int, str]:
        async with Client(stdio, mode=mode) as client:
            tools = await client.list_tools()
            result = await client.call_tool("find_runbook", {"text": "started_at has no value"})
            (content,) = result.content
            assert isinstance(content, TextContent)
            return len(tools), content.text

    count, text = asyncio.run(run())
    assert "started_at" in text
    sent = list(wire_tap.sent(wire))
    (listed,) = [one for one in sent if one.method == "tools/list"]
    (called,) = [one for one in sent if one.method == "tools/call"]
    assert listed.result is not None
    assert len(listed.result["tools"]) == count
    assert (called.server, called.asked["name"], called.text) == ("runbooks", "find_runbook", text)


def test_it_hands_on_bytes_as_they_are_and_ends_as_the_command_does(tmp_path: Path) -> None:
    lines = '{"id": 1,  "text": "値なし\\u2028"}\n{"id":2}\n'.encode()
    done = subprocess.run(
        [sys.executable, str(TAP), str(tmp_path), sys.executable, "-c", ECHO, "name"],
        input=lines,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.stdout == lines
    assert done.returncode == 3
    (written,) = tmp_path.glob("name.*.jsonl")
    assert len(written.read_text("utf-8").splitlines()) == 4


def test_what_was_refused_and_what_was_never_answered_are_told_apart(tmp_path: Path) -> None:
    def passed(whose: str, **message: object) -> str:
        body = {"at": 1.5, "from": whose, "line": json.dumps({"jsonrpc": "2.0", **message})}
        return json.dumps(body)

    call: dict[str, object] = {"name": "describe_job"}
    lines = [
        passed("host", id=1, method="tools/call", params=call),
        passed("host", id=2, method="tools/call", params=call),
        passed("host", id=3, method="tools/call", params=call),
        passed("server", id=3, result={"isError": True, "content": [text("bad_input: no")]}),
        passed("server", id=1, error={"code": -32602, "message": "no such tool"}),
        '{"at": 2, "from": "server", "li',
    ]
    (tmp_path / "crois.7.jsonl").write_text("\n".join(lines), "utf-8")
    first, second, third = wire_tap.sent(tmp_path)
    assert (first.server, first.refused, first.text) == ("crois", True, "no such tool")
    assert (second.result, second.refused) == (None, False)
    assert (third.refused, third.text) == (True, "bad_input: no")


ODD: tuple[object, ...] = (
    {"id": {"a": 1}, "method": "tools/call"},
    {"id": [1], "method": "tools/call", "params": {}},
    {"id": 7, "method": ["tools/call"], "params": {}},
    {"id": 8, "method": "tools/call", "params": [1]},
    {"id": 9, "method": "tools/call", "params": "x"},
    [1],
    "x",
)


def test_what_is_no_message_is_none(tmp_path: Path) -> None:
    call = {"id": 1, "method": "tools/call", "params": {"name": "list_jobs", "arguments": [1]}}
    host = [*(json.dumps(one) for one in ODD), "[" * 200_000, "\udcff{", json.dumps(call)]
    entries = [{"at": 1.0, "from": "host", "line": line} for line in host]
    (tmp_path / "all.1.jsonl").write_text("\n".join(map(json.dumps, entries)), "utf-8")
    (one,) = wire_tap.sent(tmp_path)
    assert one.asked == call["params"]
    with closing(Ledger(tmp_path / "l.sqlite3", operator="a", clock=lambda: NOW)) as ledger:
        (known,) = record.read(ledger, tmp_path).calls
    assert (known.tool, known.arguments) == ("list_jobs", {})


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"result": [1]}, ""),
        ({"result": {"content": "x"}}, ""),
        ({"result": {"content": [1, {"type": "text"}, {"type": "text", "text": "so"}]}}, "so"),
        ({"result": {"messages": [1, {"content": 1}, {"content": {"type": "text"}}]}}, ""),
        ({"error": "down"}, "down"),
        ({"error": {"code": 1}}, "{'code': 1}"),
    ],
)
def test_an_answer_of_no_known_form_is_read_as_far_as_it_can_be(
    tmp_path: Path, said: dict[str, object], words: str
) -> None:
    lines = [
        {"at": 1.0, "from": "host", "line": json.dumps({"id": 1, "method": "tools/call"})},
        {"at": 2.0, "from": "server", "line": json.dumps({"id": 1, **said})},
    ]
    (tmp_path / "all.1.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (one,) = wire_tap.sent(tmp_path)
    assert (one.text, one.refused) == (words, "error" in said)


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}
