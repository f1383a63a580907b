"""Settings from environment variables, and the local world that may stand in for the real one.

Host configurations are committed, so they hold no ports and no secrets: `KUROSAI_WORLD=sandbox`
names a file in the state directory that a running sandbox has written. It is looked up at every
use, because an IDE often starts the servers before the operator starts the world.
"""

from __future__ import annotations

import ipaddress
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from kurosai import clock
from kurosai.errors import NotConfigured
from kurosai.vocabulary import moment

BACKENDS = {
    "crois": "CROIS_API_URL",
    "aws": "AWS_ENDPOINT_URL",
    "gcp": "KUROSAI_GCP_ENDPOINT",
    "github": "GITHUB_API_URL",
}
"""By server the variable that says where its backend is."""

ENDPOINTS = tuple(BACKENDS.values())
"""In a world each of them is on loopback."""


@dataclass(frozen=True, slots=True)
class World:
    """A running local world: its name, the process that is it, and its variables."""

    name: str
    pid: int
    variables: Mapping[str, str]


def state_directory(variables: Mapping[str, str]) -> Path:
    """`KUROSAI_STATE_DIR`, else the user's state directory for Kurosai."""
    chosen = variables.get("KUROSAI_STATE_DIR", "")
    return Path(chosen) if chosen else platformdirs.user_state_path("kurosai")


class Environment:
    """Variables of the process, with those of the chosen world over them.

    Raises NotConfigured with the command that helps when the chosen world is not running.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = dict(variables)
        self.state = state_directory(variables)
        self._read: tuple[tuple[int, int], World] | None = None

    @property
    def world_name(self) -> str:
        """The chosen world, "" for the real one."""
        return self._variables.get("KUROSAI_WORLD", "")

    def get(self, name: str, default: str = "") -> str:
        """A variable, of the world if one is chosen. An empty value counts as missing."""
        world = self.world()
        if world is not None and name in world.variables:
            return world.variables[name] or default
        return self._variables.get(name, "") or default

    def need(self, name: str, why: str) -> str:
        """A variable that must be there; `why` says what it is for."""
        value = self.get(name)
        if not value:
            raise NotConfigured(
                f"{name} is not set ({why}).",
                "Set it in this server's `env` in the host configuration, "
                "or KUROSAI_WORLD=sandbox to use the local world.",
            )
        return value

    def world(self) -> World | None:
        """The chosen world as its file says now; None when none is chosen."""
        if not self.world_name:
            return None
        path = self.state / "worlds" / f"{self.world_name}.json"
        try:
            status = path.stat()
        except OSError:
            raise self._not_running() from None
        seen = (status.st_mtime_ns, status.st_ino)
        if self._read is None or self._read[0] != seen:
            self._read = (seen, _load(path))
        world = self._read[1]
        if not _alive(world.pid):
            raise self._not_running()
        return world

    def absent(self) -> frozenset[str]:
        """The servers that the chosen world has no backend for; none outside of a world.

        There each server may be started with settings of its own, which no other one sees.
        """
        try:
            world = self.world()
        except NotConfigured:
            return frozenset()
        if world is None:
            return frozenset()
        return frozenset(name for name, where in BACKENDS.items() if where not in world.variables)

    def now(self) -> datetime:
        """The world's frozen time, else the machine's."""
        world = self.world()
        frozen = world.variables.get("KUROSAI_NOW", "") if world else ""
        return moment(frozen) if frozen else clock.now()

    def ledger(self) -> Path | str:
        """The ledger's file or URL: a world has its own, so that play never mixes with proof."""
        chosen = self.get("KUROSAI_LEDGER")
        if "://" in chosen:
            return chosen
        return Path(chosen) if chosen else self.state / "ledger.sqlite3"

    def _not_running(self) -> NotConfigured:
        name = self.world_name
        extra = "" if name == "sandbox" else f" --name {name}"
        return NotConfigured(
            f"The local world {name!r} is not running.",
            f"Start it in a terminal and leave it open: kurosai sandbox{extra}",
        )


def of_process() -> Environment:
    """The environment of this process."""
    return Environment(os.environ)


def _load(path: Path) -> World:
    try:
        body: Any = json.loads(path.read_text("utf-8"))
        variables = {str(k): str(v) for k, v in body["environment"].items()}
        world = World(str(body["name"]), int(body["pid"]), variables)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotConfigured(
            f"{path} is not a world file ({type(error).__name__}).",
            "Delete it and start the sandbox again.",
        ) from None
    for name in ENDPOINTS:
        address = variables.get(name, "")
        if address and not _loopback(address):
            # A world freezes the clock and lends its keys: neither may reach a real service.
            raise NotConfigured(
                f"{path} points {name} at {address}, which is not this machine.",
                "Delete it and start the sandbox again.",
            )
    return world


def _loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _alive(pid: int) -> bool:
    if os.name == "nt":
        # There os.kill would end the process instead of asking; the file's removal must do.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
