"""When a server tries its login: once, after the host has its list, and never when it ends."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastmcp import Client

from kurosai.environment import Environment
from kurosai.errors import LoginFailed
from kurosai.serving import logins
from kurosai.serving.audit import Audit
from kurosai.serving.server import Server, Serving
from kurosai.serving.together import Together

PROMPTLY = 0.02
SOON = 2.0


@pytest.fixture(autouse=True)
def promptly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The times of the product, shorter: what is asked here is the order."""
    monkeypatch.setattr(logins, "AFTER_LIST_SECONDS", PROMPTLY)


class Tried:
    """A login that notes that it was tried."""

    def __init__(self, answer: Callable[[], str] = lambda: "test 1") -> None:
        self.count = 0
        self.once = threading.Event()
        self._answer = answer

    def __call__(self) -> str:
        self.count += 1
        self.once.set()
        return self._answer()

    async def happened(self) -> bool:
        return await asyncio.to_thread(self.once.wait, SOON)


def serving(tmp_path: Path, log: io.StringIO | None = None) -> Serving:
    audit = Audit(log or io.StringIO())
    return Serving(Environment({"KUROSAI_STATE_DIR": str(tmp_path)}), audit=audit)


def told(one: Serving) -> list[object]:
    return [event.body for event in one.ledger().events(logins.CASE)]


def served(one: Serving, login: Tried, name: str = "test") -> Server:
    return one.new(name, "A server for tests.", login=login)


def test_it_waits_for_the_list_and_is_told_once(tmp_path: Path) -> None:
    one, login = serving(tmp_path), Tried()

    async def host() -> None:
        async with Client(served(one, login).mcp) as client:
            await asyncio.sleep(5 * PROMPTLY)
            assert login.count == 0
            await client.list_tools()
            assert await login.happened()
            await client.list_tools()
            await asyncio.sleep(5 * PROMPTLY)

    asyncio.run(host())
    assert login.count == 1
    assert told(one) == [{"server": "test", "identity": "test 1", "ok": True, "why": ""}]


def test_until_when_it_is_good_is_told_where_it_is_known(tmp_path: Path) -> None:
    one, login = serving(tmp_path), Tried()
    end = datetime(2026, 12, 31, 12, tzinfo=UTC)

    async def host() -> None:
        server = one.new("test", "A server for tests.", login=login, until=lambda: end)
        async with Client(server.mcp) as client:
            await client.list_tools()
            assert await login.happened()

    asyncio.run(host())
    (body,) = told(one)
    assert body == {
        "server": "test",
        "identity": "test 1",
        "ok": True,
        "why": "",
        "until": "2026-12-31T12:00:00Z",
    }


def test_a_host_without_a_list_does_not_keep_it_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "AT_LATEST_SECONDS", PROMPTLY)
    one, login = serving(tmp_path), Tried()

    async def host() -> None:
        async with Client(served(one, login).mcp):
            assert await login.happened()

    asyncio.run(host())
    assert login.count == 1


def test_a_server_that_ends_first_never_tries(tmp_path: Path) -> None:
    one, login = serving(tmp_path), Tried()

    async def host() -> None:
        async with Client(served(one, login).mcp) as client:
            await client.list_tools()
        await asyncio.sleep(5 * PROMPTLY)

    asyncio.run(host())
    assert login.count == 0


def test_a_refusal_is_left_for_the_case_to_say(tmp_path: Path) -> None:
    def refused() -> str:
        raise LoginFailed("The token has expired.", "Log in again.")

    log = io.StringIO()
    one, login = serving(tmp_path, log), Tried(refused)

    async def host() -> None:
        async with Client(served(one, login).mcp) as client:
            await client.list_tools()
            assert await login.happened()

    asyncio.run(host())
    (body,) = told(one)
    why = "The token has expired. Log in again."
    assert body == {"server": "test", "identity": "", "ok": False, "why": why}
    (line,) = map(json.loads, log.getvalue().splitlines())
    assert line["outcome"] == "login_failed"
    assert "The token has expired." in line["login"]


def test_several_in_one_process_each_try_theirs(tmp_path: Path) -> None:
    one = serving(tmp_path)
    tried = {name: Tried() for name in ("first", "second")}
    parts = [served(one, login, name) for name, login in tried.items()]

    async def host() -> None:
        async with Client(Together("all", one, parts).mcp) as client:
            await asyncio.sleep(5 * PROMPTLY)
            # Its own look for names that stand twice is no host's list.
            assert [login.count for login in tried.values()] == [0, 0]
            await client.list_tools()
            assert all([await login.happened() for login in tried.values()])

    asyncio.run(host())
    assert [login.count for login in tried.values()] == [1, 1]
