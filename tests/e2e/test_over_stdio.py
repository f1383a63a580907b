"""Alert 004 as an IDE would investigate it: real processes, from the committed configuration."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from investigations import entered

from kurosai.cli.main import SERVERS
from kurosai.errors import NotConfigured
from kurosai.rehearsal import host
from kurosai.rehearsal.operator import Investigation, Operator
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load

SCENARIO = bundled("s01-started-at-missing")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    folder = tmp_path_factory.mktemp("state")
    with booted(SCENARIO, state=folder):
        yield folder


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_committed_configuration_investigates_alert_004(
    state: Path, tmp_path: Path, mode: str
) -> None:
    async def run() -> Investigation:
        environment = {"KUROSAI_STATE_DIR": str(entered(state, tmp_path))}
        commands = host.shipped_configuration(SERVERS)
        async with host.connected(
            commands, environment, log=tmp_path / "log", mode=mode
        ) as servers:
            assert set(servers.servers) == set(SERVERS)
            return await Operator(servers).investigate(load(SCENARIO).arrives.text)

    done = asyncio.run(run())
    assert (done.verdict, done.state) == ("no_action", "closed")
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


def test_servers_that_start_before_the_world_say_how_to_start_it(tmp_path: Path) -> None:
    async def run() -> tuple[str, str]:
        environment = {"KUROSAI_STATE_DIR": str(tmp_path)}
        commands = host.shipped_configuration(SERVERS)
        async with host.connected(commands, environment, log=tmp_path / "log") as servers:
            before = await servers.call("crois", "describe_job", {"job_id": "16852935"})
            with booted(SCENARIO, state=tmp_path):
                after = await servers.call("crois", "describe_job", {"job_id": "16852935"})
            return before.text, after.text

    before, after = asyncio.run(run())
    assert before.startswith("not_configured: The local world 'sandbox' is not running.")
    assert "kurosai sandbox" in before
    assert "normal-1: no started_at" in after


def test_a_server_that_does_not_start_is_said(tmp_path: Path) -> None:
    broken = host.ServerCommand("x", sys.executable, ("-c", "raise SystemExit('no')"), {})

    async def run() -> None:
        async with host.connected((broken,), {}, log=tmp_path / "log"):
            pass

    with pytest.raises(NotConfigured, match="did not start"):
        asyncio.run(run())


@pytest.mark.parametrize("text", ["", "[]", '{"mcpServers": 3}', '{"mcpServers": {"a": {}}}'])
def test_a_configuration_that_is_none_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mcp.json"
    path.write_text(text)
    with pytest.raises(NotConfigured, match="no host configuration"):
        host.configuration(path, tmp_path)


def test_the_demo_shows_calls_path_report_and_five_lines(tmp_path: Path) -> None:
    environment = {**os.environ, "COLUMNS": "120", "TMPDIR": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    shown = subprocess.run(
        [sys.executable, "-m", "kurosai", "demo", "--plain"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("A scripted operator stands in for the host's model")
    for piece in (
        "1. cases.open_case",
        "2. aws.find_logs",
        "3. crois.describe_job",
        "6. cases.close_case",
        "path E4>G4>H4=いいえ>J4=いいえ>I4",
        "I4 次回正常なら対応不要  <- here",
        "アラートの原因",
        "five lines for Slack",
        "no_action",
    ):
        assert piece in shown.stdout
    assert list(tmp_path.iterdir()) == []
