"""How long each server takes from its process to its first answer, over a FastMCP hello.

    .venv/bin/python benchmarks/start.py [--runs 15]

The hello is FastMCP as its documentation writes it, with one tool and no care taken. All are
started in turn, round after round, so that a slow moment of the machine meets all of them; what
counts is the ratio of the medians. The answer is that to `tools/list`, after `initialize`.
Compiled modules are in place, as after an installation (PYTHONDONTWRITEBYTECODE is unset).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

HELLO = """
from fastmcp import FastMCP
mcp = FastMCP("hello")
@mcp.tool
def hello(name: str) -> str:
    "Say hello."
    return f"Hello, {name}"
mcp.run(show_banner=False)
"""
SERVERS = ("crois", "aws", "github", "runbooks", "cases")
REQUESTS = (
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "benchmark", "version": "1"},
        },
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
)


def started(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds of wall time to the answer, and of processor time until the process was stopped."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for request in REQUESTS:
        process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    answered = any(json.loads(line).get("id") == 2 for line in process.stdout)
    wall = time.perf_counter() - begun
    # Not process.kill(): it would take the exit status, and with it the usage, when it is over.
    os.kill(process.pid, signal.SIGKILL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    process.stdin.close()
    process.stdout.close()
    if not answered:
        raise SystemExit(f"{' '.join(command)} ended without an answer: run it by hand")
    return wall, usage.ru_utime + usage.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=15)
    runs = options.parse_args().runs
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["KUROSAI_STATE_DIR"] = tempfile.mkdtemp()
    kurosai = str(Path(sys.executable).with_name("kurosai"))
    commands = {"hello": [sys.executable, "-c", HELLO]}
    commands |= {name: [kurosai, "serve", name] for name in SERVERS}
    for command in commands.values():
        started(command, environment)  # compiles what is not compiled yet
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in track(range(runs), "starting", transient=True):
        for name, command in commands.items():
            seen[name].append(started(command, environment))
    table = Table(title=f"start, median of {runs} alternating runs")
    for column in ("server", "wall ms", "ratio", "cpu ms", "ratio"):
        table.add_column(column, justify="right")
    base_wall, base_cpu = (statistics.median(one[i] for one in seen["hello"]) for i in (0, 1))
    for name, measured in seen.items():
        wall, cpu = (statistics.median(one[i] for one in measured) for i in (0, 1))
        table.add_row(
            name,
            f"{1000 * wall:.0f}",
            f"{wall / base_wall:.2f}",
            f"{1000 * cpu:.0f}",
            f"{cpu / base_cpu:.2f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
