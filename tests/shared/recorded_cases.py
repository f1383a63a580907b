"""Two cases recorded in one world, for tests that repeat and export them.

The alert is closed by the scripted operator; the inquiry stays open, with a reading that was
denied, one that was truncated, and one of "the last three hours".
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kurosai.rehearsal import host
from kurosai.rehearsal.operator import Operator
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load

DENIED = "/aws/lambda/core-v2-crois-ecs-health-checker"
HEALTH = "/aws/lambda/core-v2-crois-gke-health-checker"
SINCE = "2025-11-04T18:00:00Z"
ASKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("crois", "describe_job", {"job_id": "16852935"}),
    ("aws", "find_logs", {"group": DENIED, "around": "2025-11-04T18:14:00Z"}),
    ("aws", "find_logs", {"group": HEALTH, "text": "started_at", "since": "3h"}),
    ("gcp", "query_entries", {"filter": "resource.type=k8s_pod", "since": SINCE, "most": 5}),
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where the ledger is, and the ids of both cases; `servers` is a host configuration."""

    ledger: Path
    alert: str
    inquiry: str
    servers: Path


class Worlds:
    """Worlds that lie over the one in which the cases were recorded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(bundled("s01-started-at-missing"), folder / "s01.yaml")

    def written(self, name: str, more: str = "") -> Path:
        path = self.folder / f"{name}.yaml"
        base = "s01.yaml" if name == "then" else "then.yaml"
        path.write_text(f"extends: {base}\n{more}", "utf-8")
        return path


Entered = Callable[[Path], AbstractContextManager[Path]]
"""Runs the world of a scenario file for a block; commands of this process are in it."""


def configuration(folder: Path) -> Path:
    """A host configuration with all servers in one process."""
    servers = folder / "servers.json"
    one = {
        "command": sys.executable,
        "args": ["-m", "kurosai", "serve", "all"],
        "env": {"KUROSAI_WORLD": "sandbox"},
    }
    servers.write_text(json.dumps({"mcpServers": {"kurosai": one}}), "utf-8")
    return servers


def record(scenario: Path, state: Path) -> Recorded:
    """Boot the world and make both cases in it."""
    servers = configuration(state)
    with booted(scenario, state=state):
        cases = asyncio.run(_recorded(state, servers, load(scenario).arrives.text))
    return Recorded(state / "worlds" / "sandbox.ledger.sqlite3", *cases, servers)


async def _recorded(state: Path, servers: Path, text: str) -> tuple[str, str]:
    commands = host.configuration(servers, state)
    environment = {"KUROSAI_STATE_DIR": str(state), "KUROSAI_OPERATOR": "alert"}
    async with host.connected(commands, environment, log=state / "log") as connected:
        done = await Operator(connected).investigate(text)
    environment["KUROSAI_OPERATOR"] = "inquiry"
    async with host.connected(commands, environment, log=state / "log") as connected:
        question = "ジョブ 16852935 の normal-1 に started_at がありません。なぜですか。"
        opened = await connected.call("cases", "open_case", {"text": question})
        for server, tool, arguments in ASKED:
            await connected.call(server, tool, arguments)
    match = re.match(r"case (\w{8})", opened.text)
    assert match
    return done.case, match[1]
