"""A PostgreSQL server on loopback, with data that end with it.

`initdb` does not run for root: then the user that Debian's package makes runs it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

PASSWORD = "s3cret/of:the@ledger"
GET_IT = "apt-get install -y postgresql (or put initdb and postgres on PATH)"
START_SECONDS = 30


@dataclass
class Server:
    """A running server. `user` is a superuser whom it lets in with PASSWORD over TCP."""

    programs: Path
    folder: Path
    port: int
    user: str = "kurosai"
    process: subprocess.Popen[Any] = field(init=False)

    def url(self, schema: str = "", *, user: str = "", password: str = PASSWORD) -> str:
        """Its address; with `schema`, only that one is seen."""
        who = f"{user or self.user}:{quote(password, safe='')}"
        # One server for all of a run: a schema is made in a hundredth of a database's time.
        options = f"?options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://{who}@127.0.0.1:{self.port}/postgres{options}"

    def sql(self, *statements: str, schema: str = "") -> list[Any]:
        """The rows of the last statement, each in a transaction of its own."""
        with psycopg.connect(self.url(schema), autocommit=True) as connection:
            cursors = [connection.execute(statement.encode()) for statement in statements]
            return cursors[-1].fetchall() if cursors[-1].description else []

    def crash(self) -> None:
        """End it and all that serves its clients, as a power cut would."""
        self.process.send_signal(signal.SIGQUIT)  # an immediate shutdown: no checkpoint
        self.process.wait(START_SECONDS)

    def start(self) -> None:
        """Start it (again) and wait until it answers."""
        self.process = subprocess.Popen(
            [
                *(self.programs / "postgres", "-D", self.folder / "data", "-p", str(self.port)),
                *("-k", self.folder, "-c", "listen_addresses=127.0.0.1"),
                *("-c", "max_connections=60", "-c", "shared_buffers=32MB"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_account(),
        )
        ends = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > ends or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def end(self) -> None:
        """End it, whoever is still connected."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(START_SECONDS)


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest where there are several."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("postgres"):
        return Path(on_path).parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted(found, key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def running(programs: Path) -> Generator[Server]:
    """A new server of the programs in a folder, ended with the block."""
    folder = Path(tempfile.mkdtemp(prefix="kurosai-postgres-"))
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        secret = folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        subprocess.run(
            [
                *(programs / "initdb", "-D", folder / "data", "-U", "kurosai", "-E", "UTF8"),
                *("--locale=C", "--no-sync", "--auth=scram-sha-256", f"--pwfile={secret}"),
            ],
            check=True,
            capture_output=True,
            **_account(),
        )
        server = Server(programs, folder, _free_port())
        server.start()
        try:
            yield server
        finally:
            server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
