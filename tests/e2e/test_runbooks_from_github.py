"""Runbooks out of a repository, as an IDE has them: over stdio, until the API goes down."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest
from runbook_repository import NAME, TOKEN, Api, Pushed, api

from kurosai.library.places import default_runbooks
from kurosai.rehearsal import host

LINE = "[healthcheck] error: started_at has no value tasks:normal-1"


def commands(running: Api, state: Path) -> tuple[host.ServerCommand, ...]:
    variables = {
        "KUROSAI_STATE_DIR": str(state),
        "KUROSAI_RUNBOOKS": f"github:{NAME}@main:/runbooks",
        "KUROSAI_RUNBOOKS_REFRESH": "0",
        "KUROSAI_RUNBOOKS_TOKEN": TOKEN,
        "GITHUB_API_URL": running.url,
    }
    return tuple(
        host.ServerCommand(name, sys.executable, ("-m", "kurosai", "serve", name), variables)
        for name in ("runbooks", "cases")
    )


def test_alerts_meet_the_repository_and_its_last_good_copy(tmp_path: Path) -> None:
    pushed = Pushed.made(tmp_path / "runbooks.git")
    pages = {f"runbooks/{path.name}": path.read_bytes() for path in default_runbooks().glob("*.md")}
    sha = pushed.commit({**pages, "README.md": b"# not a runbook\n"})

    async def run(running: Api) -> None:
        servers = commands(running, tmp_path / "state")
        async with host.connected(servers, {}, log=tmp_path / "log") as up:
            found, opened = await asyncio.gather(
                up.call("runbooks", "find_runbook", {"text": LINE}),
                up.call("cases", "open_case", {"text": LINE}),
            )
            assert f"runbooks {NAME}@{sha[:7]}" in found.text
            assert "matched gke-health-checker#004" in found.text
            assert "runbook: matched gke-health-checker#004" in opened.text
            assert f"\nrunbooks: {NAME}@{sha[:7]}\n" in opened.text
            assert "could not be asked" not in found.text + opened.text
            # Both processes wanted a copy at once, and one of them brought it.
            assert sum("/git/trees/" in path for path in running.asked) == 2
            running.stop()
            found = await up.call("runbooks", "find_runbook", {"text": LINE})
            opened = await up.call("cases", "open_case", {"text": LINE})
            said = f"serving commit {sha[:7]} of 2025-11-04 12:00Z, last confirmed 20"
            assert "matched gke-health-checker#004" in found.text
            assert found.text.count(said) == 1
            assert "runbook: matched gke-health-checker#004" in opened.text
            (note,) = [line for line in opened.text.split("\n") if said in line]
            assert note.startswith("note: the repository could not be asked since ")
        async with host.connected(servers, {}, log=tmp_path / "log") as restarted:
            read = await restarted.call("runbooks", "read_runbook", {"entry": "004"})
            assert said in read.text
            index = json.loads(await resource(restarted))
            assert index["entries"][0]["commit"] == sha
            assert said in index["notes"][0]
            away = await restarted.call("cases", "open_case", {"text": LINE})
            assert said in away.text

    with api(pushed) as running:
        asyncio.run(run(running))
    log = (tmp_path / "log").read_text("utf-8")
    assert "Traceback" not in log
    assert TOKEN not in log


def test_without_a_copy_the_error_is_said_and_no_library_is_empty(tmp_path: Path) -> None:
    pushed = Pushed.made(tmp_path / "runbooks.git")

    async def run(running: Api) -> None:
        servers = commands(running, tmp_path / "state")
        running.stop()
        async with host.connected(servers, {}, log=tmp_path / "log") as up:
            found = await up.call("runbooks", "find_runbook", {"text": LINE})
            assert found.text.startswith("unavailable: GitHub does not answer")
            opened = await up.call("cases", "open_case", {"text": LINE})
            assert opened.error
            with pytest.raises(Exception, match="unavailable: GitHub does not answer"):
                await resource(up)

    with api(pushed) as running:
        asyncio.run(run(running))


async def resource(up: host.Host) -> str:
    client = up._client("runbooks")  # pyright: ignore[reportPrivateUsage] - it needs only tools
    (found,) = await client.read_resource("runbook://index")
    return str(getattr(found, "text", ""))
