"""The Crois API of a world on loopback in a thread, and the door of the server `crois` to it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import uvicorn
import yaml
from starlette.responses import JSONResponse

from kurosai.crois.wire.api import CroisApi
from kurosai.environment import Environment
from kurosai.openapi import document
from kurosai.sandbox import crois_api
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.world import World, build
from kurosai.vocabulary import moment

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

TOKEN = "a-token-of-tests"
BASE = bundled("s03-no-manifest")
NOW = "2026-11-11T01:20:00Z"
HOST = "registry.example.com"
ECR = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com"

Body = Mapping[str, Any]


class _Remove:
    """What an overlay writes to take a key away."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(_Remove, lambda _dumper, _one: yaml.ScalarNode("!remove", ""))
REMOVE = _Remove()


@dataclass
class Trouble:
    """What a request gets whose target (path?query) holds a key: a status, after so many seconds.

    `asked` are the targets of all requests.
    """

    statuses: Mapping[str, int] = field(default_factory=dict[str, int])
    slow: Mapping[str, float] = field(default_factory=dict[str, float])
    asked: list[str] = field(default_factory=list[str])


@contextmanager
def crois(world: World, trouble: Trouble | None = None) -> Generator[CroisApi]:
    """A door to the API over `world`, for the length of the block."""
    app = crois_api.application(world, document.crois(), TOKEN)
    known = trouble or Trouble()

    async def troubled(scope: Scope, receive: Receive, send: Send) -> None:
        target = f"{scope['path']}?{scope['query_string'].decode()}"
        known.asked.append(target)
        await asyncio.sleep(sum(late for key, late in known.slow.items() if key in target))
        status = next((one for key, one in known.statuses.items() if key in target), 0)
        if status:
            await JSONResponse({"detail": "not for you"}, status)(scope, receive, send)
        else:
            await app(scope, receive, send)

    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(troubled, lifespan="off", log_level="error", ws="none")
        )
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        settings = {"CROIS_API_URL": f"http://127.0.0.1:{port}", "CROIS_API_TOKEN": TOKEN}
        try:
            with closing(CroisApi(Environment(settings), pause=lambda _seconds: None)) as api:
                yield api
        finally:
            server.should_exit = True
            thread.join(10)


def world(told: Body, *, now: str = NOW) -> World:
    """A world without noise: two teams and `told`, which is laid over its `world.crois`."""
    over = {"now": now, "noise": REMOVE, "world": {"crois": _merged(TEAMS, told)}}
    return build(alter(BASE, yaml.dump(over, Dumper=_Dumper)))


def job(workflow: int, at: str, **told: Any) -> dict[str, Any]:
    """One job with its one task `run`; `task` in `told` differs from one that goes well."""
    of_task = told.pop("task", {})
    whole: dict[str, Any] = {
        "created_at": moment(at),
        "workflow": workflow,
        "trigger": {"kind": "api", "by": "crois-sre"},
        "started": "2s",
        "finished": "3m",
        **told,
    }
    return {**whole, "tasks": {"run": {"started": "20s", "finished": "170s", **of_task}}}


def failed(workflow: int, at: str, error: str, **told: Any) -> dict[str, Any]:
    """One job whose task failed with `error`."""
    of_task = {"status": "FAILED", "error": error, **told.pop("task", {})}
    return job(workflow, at, **{"status": "FAILED", "error": error, **told}, task=of_task)


def numbered(jobs: Sequence[Body], first: int = 17_000_001) -> dict[int, Body]:
    """Jobs by id, in the order in which they are given."""
    return dict(enumerate(jobs, first))


def workflow(project: str, module: str, **task: Any) -> dict[str, Any]:
    """A workflow of one task `run`."""
    return {
        "name": f"{project} {module}",
        "project": project,
        "owner": "k-mori",
        "created_at": moment("2025-01-01T00:00:00Z"),
        "tasks": {"run": {"module": module, "engine": "ecs", **task}},
    }


def module(project: str, **images: str) -> dict[str, Any]:
    """A module with one version for each image, a month apart, named v1, v2, ..."""
    return {
        "project": project,
        "owner": "k-mori",
        "versions": {
            name: {
                "image": image,
                "created_at": moment(f"2025-{month:02}-01T00:00:00Z"),
                "created_by": "k-mori",
            }
            for month, (name, image) in enumerate(images.items(), 1)
        },
    }


def _merged(one: Body, other: Body) -> dict[str, Any]:
    both = {**one}
    for key, value in other.items():
        both[key] = _merged(both[key], value) if isinstance(both.get(key), Mapping) else value
    return both


TEAMS: Body = {
    "jobs": {16902244: REMOVE},
    "series": {"ecs-normal": REMOVE},
    "projects": {
        "pos": {"owner": "k-mori", "description": "POS"},
        "lab": {"owner": "k-mori", "description": "Lab"},
    },
    "modules": {
        "good-load": module("pos", v1=f"{ECR}/pos/good-load:v1"),
        "bad-load": module("pos", v1=f"{HOST}/pos/bad-load:v1"),
        "bad-train": module("lab", v1=f"{HOST}/lab/bad-train:v1"),
    },
    "workflows": {
        15201: workflow("pos", "good-load"),
        15202: workflow("pos", "bad-load"),
        15203: workflow("lab", "bad-train"),
        15204: workflow("lab", "good-load"),
    },
}
"""Workflows 15201 and 15204 pull from ECR, 15202 and 15203 from another registry."""
