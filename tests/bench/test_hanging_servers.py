"""A server that hangs or dies costs its own scenario, not the others."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kurosai.bench.follower import follow
from kurosai.cli import bench_hints
from kurosai.errors import Unavailable
from kurosai.rehearsal import host
from kurosai.rehearsal.host import ServerCommand
from kurosai.sandbox.scenario import bundled

HANGS = """
import sys, time
from fastmcp import FastMCP
server = FastMCP("kurosai-cases")
@server.tool
def open_case(text: str) -> str:
    time.sleep(60)
    return "too late"
server.run("stdio", show_banner=False)
"""
DIES, LIVES = "s01-job-not-found", "s01-started-at-missing"


def test_a_call_that_is_not_answered_is_given_up_and_said() -> None:
    async def asked() -> None:
        command = ServerCommand("cases", sys.executable, ("-c", HANGS), {})
        async with host.connected((command,), {}, seconds=1.0) as servers:
            answer = await servers.call("cases", "open_case", {"text": "x"})
            assert (answer.error, answer.silent) == (True, True)
            assert answer.text == "cases.open_case gave no answer within 1 seconds."
            with pytest.raises(Unavailable, match="no answer within"):
                await follow(servers, "x", most=3)

    asyncio.run(asyncio.wait_for(asked(), 30))


def kill_a_server(stop: threading.Event, killed: list[int]) -> None:
    """SIGKILL for the first process of ours that serves, as soon as it is there."""
    while not stop.is_set() and not killed:
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                parent = (place / "stat").read_text().rpartition(")")[2].split()[1]
                ours = int(parent) == os.getpid()
                if ours and b"\0serve\0" in (place / "cmdline").read_bytes():
                    killed.append(int(place.name))
                    os.kill(killed[0], signal.SIGKILL)
                    break
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="finds the server in /proc")
def test_a_scenario_whose_server_dies_leaves_the_rows_of_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    parser = argparse.ArgumentParser()
    bench_hints.add_arguments(parser)
    paths = [str(bundled(name)) for name in (DIES, LIVES)]
    options = parser.parse_args([*paths, "--jobs", "1", "--json", str(out)])
    stop, killed = threading.Event(), list[int]()
    killing = threading.Thread(target=kill_a_server, args=(stop, killed))
    killing.start()
    try:
        assert options.run(options) == 1
    finally:
        stop.set()
        killing.join()
    assert len(killed) == 1
    body: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert [one["scenario"] for one in body["rows"]] == ["S01"]
    assert f"{DIES}: failed: " in capsys.readouterr().out
