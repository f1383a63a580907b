"""`kurosai serve all` as a host starts it: everything the servers have, in one process."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Generator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from investigations import entered

from kurosai.cli.main import SERVERS
from kurosai.rehearsal import host
from kurosai.rehearsal.host import Host, ServerCommand
from kurosai.rehearsal.operator import Operator
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load
from surface import surface

SCENARIO = bundled("s01-started-at-missing")
MODES = ["auto", "legacy"]
KINDS = ("tools", "prompts", "resources", "templates")
MOST_INSTRUCTIONS = 4_096
LOGINS = re.compile(r"logins: aws ok as [^,]+, crois\b[^,]* ok$", re.MULTILINE)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    folder = tmp_path_factory.mktemp("state")
    with booted(SCENARIO, state=folder):
        yield folder


def connected(state: Path, *names: str, mode: str = "auto") -> AbstractAsyncContextManager[Host]:
    """A host that starts these servers, each as a process."""
    world = {"KUROSAI_WORLD": "sandbox"}
    commands = tuple(
        ServerCommand(name, sys.executable, ("-m", "kurosai", "serve", name), world)
        for name in names
    )
    return host.connected(commands, {"KUROSAI_STATE_DIR": str(state)}, mode=mode)


def test_it_publishes_what_the_servers_publish_and_nothing_else(tmp_path: Path) -> None:
    whole = surface("all", tmp_path)
    each = [surface(name, tmp_path) for name in SERVERS]
    for kind in KINDS:
        assert whole[kind] == [one for server in each for one in server[kind]]


def test_its_instructions_hold_what_each_server_says_within_what_hosts_show(tmp_path: Path) -> None:
    told = surface("all", tmp_path)["instructions"]
    assert len(told) <= MOST_INSTRUCTIONS
    for name in SERVERS:
        assert f"\n\n{name}: " in told
        own = " ".join(surface(name, tmp_path)["instructions"].split())
        assert all(sentence in told for sentence in re.split(r"(?<=\.) ", own))


@pytest.mark.parametrize("mode", MODES)
def test_every_tool_answers_as_in_a_process_of_its_own(state: Path, mode: str) -> None:
    """Without arguments: most say what they need, in the same words."""
    tools = [(name, tool["name"]) for name in SERVERS for tool in surface(name, state)["tools"]]

    async def run() -> list[tuple[str, str]]:
        processes = connected(state, *SERVERS, mode=mode)
        async with processes as each, connected(state, "all", mode=mode) as whole:
            return [
                ((await each.call(*tool, {})).text, (await whole.call(*tool, {})).text)
                for tool in tools
            ]

    answers = asyncio.run(run())
    assert len(answers) >= 2 * len(SERVERS)
    for one, other in answers:
        assert _without_ids(one) == _without_ids(other)
        assert not one.startswith("defect")


def _without_ids(text: str) -> str:
    """One tool needs no argument: it looks twice, under two ids."""
    ids = r'^[0-9A-Z]{8}(?= · )|"evidence":"\w{8}"|<<data \w+|\w+>>'
    return re.sub(ids, "#", text, flags=re.MULTILINE)


@pytest.mark.parametrize("mode", MODES)
def test_the_operator_investigates_alert_004_over_one_process(
    state: Path, tmp_path: Path, mode: str
) -> None:
    async def run() -> tuple[tuple[str, ...], Any]:
        async with connected(entered(state, tmp_path), "all", mode=mode) as servers:
            done = await Operator(servers).investigate(load(SCENARIO).arrives.text)
            return servers.servers, done

    servers, done = asyncio.run(run())
    assert servers == ("all",)
    assert (done.verdict, done.state) == ("no_action", "closed")
    assert done.path == "E4>G4>H4=いいえ>J4=いいえ>I4"


def test_evidence_goes_both_ways_between_it_and_a_server_of_its_own(state: Path) -> None:
    async def run() -> None:
        async with connected(state, "crois", "cases") as each, connected(state, "all") as whole:
            for reader, writer in ((each, whole), (whole, each)):
                shown = await writer.call("crois", "describe_job", {"job_id": "16852935"})
                assert shown.coverage == "complete"
                again = await reader.call("cases", "read_evidence", {"evidence": shown.evidence})
                assert not again.error
                assert "normal-1: no started_at" in again.text

    asyncio.run(run())


def test_it_tries_every_login_when_it_starts(state: Path, tmp_path: Path) -> None:
    """A new case says how each stands, before anything was read."""

    async def run() -> str:
        text = ""
        async with connected(entered(state, tmp_path), "all") as whole:
            for _ in range(100):
                text = (await whole.call("cases", "open_case", {"text": "job 16852935"})).text
                if LOGINS.search(text):
                    break
                await asyncio.sleep(0.1)
        return text

    text = asyncio.run(run())
    assert LOGINS.search(text), text
