"""Investigations by the scripted operator over a booted world, for the end-to-end tests."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol

from fastmcp import Client

from kurosai.cli.main import SERVERS
from kurosai.cli.serve import build
from kurosai.environment import Environment
from kurosai.rehearsal.host import Host
from kurosai.rehearsal.operator import Investigation, Operator
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import load
from kurosai.sandbox.state import publish, world_file


class Investigated(Protocol):
    """An investigation of a bundled scenario that may have been made before."""

    def __call__(self, name: str, mode: str = "auto") -> Investigation: ...


def investigate_in_process(
    state: Path, text: str, mode: str = "auto", kind: str = "alert"
) -> Investigation:
    """One investigation over in-memory clients of all servers, in one protocol mode."""

    async def run() -> Investigation:
        environment = Environment({"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": "sandbox"})
        clients: dict[str, Client[Any]] = {
            name: Client(build(name, environment).mcp, mode=mode) for name in SERVERS
        }
        async with AsyncExitStack() as stack:
            for client in clients.values():
                await stack.enter_async_context(client)
            return await Operator(Host(clients)).investigate(text, kind)

    return asyncio.run(run())


def entered(state: Path, folder: Path) -> Path:
    """`folder` as the state directory of a world that runs in `state`, with a ledger of its own.

    The world is frozen: who investigates in it leaves traces in a ledger only.
    """
    body = json.loads(world_file(state, "sandbox").read_text("utf-8"))
    file = world_file(folder, "sandbox")
    body["environment"]["KUROSAI_LEDGER"] = str(file.with_suffix(".ledger.sqlite3"))
    file.parent.mkdir(parents=True)
    publish(file, body)
    return folder


def investigate_scenario(scenario: Path, state: Path, mode: str = "auto") -> Investigation:
    """Boot the world of a scenario and investigate what arrives in it."""
    arrives = load(scenario).arrives
    with booted(scenario, state=state):
        return investigate_in_process(state, arrives.text, mode, arrives.kind)


def missing_mentions(patterns: Iterable[str], report: str) -> list[str]:
    """The patterns that a report should match and does not."""
    return [one for one in patterns if not re.search(one, report, re.IGNORECASE)]


def false_claims(patterns: Iterable[str], report: str) -> list[str]:
    """The patterns that a report must not match and does."""
    return [one for one in patterns if re.search(one, report, re.IGNORECASE)]
