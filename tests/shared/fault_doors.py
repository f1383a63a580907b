"""The three HTTP doors and their servers, each over a backend that can be told to break."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accepting import running
from aws_doors import IDENTITY, places
from fastmcp import Client
from fault_server import Asked, FaultServer, Good, Play
from mcp_types import TextContent

from kurosai import deadline
from kurosai.cli.serve import BUILDERS
from kurosai.crois.wire.api import CroisApi
from kurosai.deadline import Deadline
from kurosai.environment import Environment, World
from kurosai.github.wire.door import Door
from kurosai.serving.audit import Audit
from kurosai.serving.server import Server, Serving

NOW = "2025-11-04T21:00:00Z"
SHA, TREE = "3f9a1c2b7d" + "0" * 30, "8c1f2e33aa" + "0" * 30
SECRETS = (
    "kQ9-the-secret-key-of-the-tests",
    "cr-the-token-of-the-tests-9431",
    "ghp_TheTokenOfTests",
)
GROUP = "/aws/lambda/core-v2-job-dispatcher"


class Anywhere(Environment):
    """A world whose backends may also be where no world's may: at a name, behind TLS."""

    def __init__(self, state: Path, variables: Mapping[str, str]) -> None:
        super().__init__({"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": "sandbox"})
        self.told = World("sandbox", os.getpid(), {"KUROSAI_NOW": NOW, **variables})

    def world(self) -> World | None:
        return self.told


@dataclass(frozen=True)
class Kind:
    """One vendor: its server's name, a whole question to it, and what its backend answers well.

    `hits` chooses the requests that are broken; `door` opens the door alone and `asks` it.
    """

    name: str
    server: str
    tool: str
    arguments: Mapping[str, Any]
    variables: Callable[[str], Mapping[str, str]]
    good: Callable[[Asked], Good]
    hits: Callable[[Asked], bool]
    door: Callable[[Environment], Any]
    asks: Callable[[Any], object]
    shape: Mapping[str, Any]
    """The good answer of the request that decides, as JSON."""


def _aws_good(asked: Asked) -> Good:
    operation = asked.headers.get("x-amz-target", "").rpartition(".")[2]
    if not operation:
        return Good(IDENTITY, "text/xml")
    bodies = {
        "FilterLogEvents": LOGS,
        "DescribeLogGroups": {"logGroups": [{"logGroupName": GROUP}]},
    }
    kind = "application/x-amz-json-1.1"
    if operation not in bodies:
        told = {"__type": "UnknownOperationException", "message": f"no {operation} here"}
        return Good(json.dumps(told).encode(), kind, "400 Bad Request")
    return Good(json.dumps(bodies[operation]).encode(), kind)


LOGS = {
    "events": [
        {
            "eventId": "1",
            "timestamp": 1762288680914,
            "message": "[ERROR] disk full",
            "logStreamName": "s",
        }
    ]
}
JOB = {
    "id": 16852935,
    "status": "FAILED",
    "error": "disk full",
    "project": "p",
    "workflow": {"id": 13723, "name": "load"},
    "created_at": "2025-11-04T20:00:00Z",
    "started_at": "2025-11-04T20:00:01Z",
    "finished_at": "2025-11-04T20:01:00Z",
    "tasks": {},
}
JOBS = {"count": 1, "next": None, "previous": None, "results": [JOB]}
COMMIT = {
    "sha": SHA,
    "parents": [],
    "author": {"login": "k-ito"},
    "files": [{"filename": "a.py", "status": "modified", "additions": 1, "deletions": 0}],
    "commit": {
        "tree": {"sha": TREE},
        "author": {"name": "K", "email": "k@x", "date": "2025-11-04T20:30:00Z"},
        "committer": {"name": "K", "email": "k@x", "date": "2025-11-04T20:30:00Z"},
        "message": "Say more",
    },
}
REPOSITORY = {"full_name": "crois/core-v2", "default_branch": "main"}


def _crois_good(asked: Asked) -> Good:
    path = asked.target.partition("?")[0]
    body: object = {"status": "ok"}
    if path == "/v1/jobs/":
        body = JOBS if "status=FAILED" in asked.target else {**JOBS, "count": 0, "results": []}
    elif path.startswith("/v1/jobs/"):
        body = JOB
    return Good(json.dumps(body).encode())


def _github_good(asked: Asked) -> Good:
    path = asked.target.partition("?")[0].removeprefix("/api/v3")
    body: object = {"login": "x"}
    if path == "/repos/crois/core-v2":
        body = REPOSITORY
    elif path.startswith("/repos/crois/core-v2/commits/"):
        body = COMMIT
    elif path == "/repos/crois/core-v2/commits":
        body = [COMMIT]
    return Good(json.dumps(body).encode())


AWS = Kind(
    "AWS",
    "aws",
    "find_logs",
    {"group": GROUP, "text": "disk full"},
    lambda url: {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRETS[0],
        "AWS_REGION": "ap-northeast-1",
    },
    _aws_good,
    lambda asked: "x-amz-target" in asked.headers,
    lambda environment: places(environment)(""),
    lambda door: door.call("logs", "filter_log_events", {"logGroupName": GROUP}, doing="searching"),
    LOGS,
)
CROIS = Kind(
    "Crois",
    "crois",
    "find_jobs",
    {},
    lambda url: {"CROIS_API_URL": url, "CROIS_API_TOKEN": SECRETS[1]},
    _crois_good,
    lambda asked: True,
    lambda environment: CroisApi(environment, pause=lambda _seconds: None),
    lambda door: door.get("/v1/jobs/", (("status", "FAILED"),)),
    JOBS,
)
GITHUB = Kind(
    "GitHub",
    "github",
    "find_commits",
    {"repository": "crois/core-v2"},
    lambda url: {
        "GITHUB_API_URL": f"{url}/api/v3",
        "GITHUB_TOKEN": SECRETS[2],
        "KUROSAI_GITHUB_REPOSITORIES": "crois/*",
    },
    _github_good,
    lambda asked: True,
    Door,
    lambda door: door.get("/repos/crois/core-v2"),
    REPOSITORY,
)
KINDS = (AWS, CROIS, GITHUB)


@dataclass(frozen=True)
class Read:
    """What a model reads of one call."""

    text: str
    error: bool


@dataclass
class Opened:
    """One vendor's door and server over one address, both kept for many calls."""

    kind: Kind
    environment: Environment
    door: Any
    server: Server
    tool: Callable[[str, Mapping[str, Any]], Read] = field(repr=False)

    def ask(self, seconds: float) -> object:
        """The door alone, under a deadline."""
        with deadline.running(Deadline(seconds)):
            return self.kind.asks(self.door)

    def read(self, seconds: float) -> Read:
        """The vendor's whole question, as a host asks it."""
        self.server.serving.seconds = seconds
        return self.tool(self.kind.tool, self.kind.arguments)


@contextmanager
def opened(
    kind: Kind, state: Path, url: str, environment: Environment | None = None
) -> Generator[Opened]:
    """The door and the server of a vendor whose backend is at an address."""
    chosen = environment or Anywhere(state, kind.variables(url))
    with ExitStack() as stack:
        audit = Audit(stack.enter_context(Path(os.devnull).open("w")))
        server = BUILDERS[kind.server](chosen, Serving(chosen, audit=audit))
        # The login of the start would ask the backend too, beside what a test asks.
        server._trial = None  # pyright: ignore[reportPrivateUsage]
        door = stack.enter_context(closing(kind.door(chosen)))
        tool = stack.enter_context(connected(server))
        yield Opened(kind, chosen, door, server, tool)


@contextmanager
def connected(server: Server) -> Generator[Callable[[str, Mapping[str, Any]], Read]]:
    """A host that stays connected: its loop runs beside the test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def done(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(60)

    client = Client(server.mcp)
    entered: Any = client
    done(entered.__aenter__())

    async def call(name: str, arguments: Mapping[str, Any]) -> Read:
        result = await client.call_tool(name, dict(arguments), raise_on_error=False)
        (content,) = result.content
        assert isinstance(content, TextContent)
        return Read(content.text, bool(result.is_error))

    try:
        yield lambda name, arguments: done(call(name, arguments))
    finally:
        done(entered.__aexit__(None, None, None))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def backend(kind: Kind, tls: Any = None) -> AbstractContextManager[FaultServer]:
    """A healthy backend of a vendor that can be told to break."""
    return running(FaultServer(kind.good, kind.hits, tls))


__all__ = [
    "AWS",
    "CROIS",
    "GITHUB",
    "KINDS",
    "Kind",
    "Opened",
    "Play",
    "Read",
    "backend",
    "connected",
    "opened",
]
