"""One process that is the world: every backend on loopback until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import signal
import socket
import string
import sys
import time
import traceback
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import uvicorn

from kurosai.errors import NotConfigured
from kurosai.openapi.document import crois
from kurosai.sandbox import aws_api, crois_api
from kurosai.sandbox.background import building
from kurosai.sandbox.background.scale import Scale
from kurosai.sandbox.scenario import load
from kurosai.sandbox.state import held, publish
from kurosai.sandbox.world import World, build
from kurosai.sandbox.written import written
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kurosai.sandbox.cloud_logging.credentials import Credentials

HOST = "127.0.0.1"
GRACE_S = 2
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Say: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Keys:
    """The credentials of one run of a world, made anew each time."""

    crois_token: str
    access_key_id: str
    secret_access_key: str
    github_token: str

    @classmethod
    def new(cls) -> Keys:
        """Random ones, formed like real ones."""
        letters = string.ascii_uppercase + "234567"
        return cls(
            crois_token=secrets.token_hex(20),
            access_key_id="AKIA" + "".join(secrets.choice(letters) for _ in range(16)),
            secret_access_key=secrets.token_urlsafe(30),
            github_token="ghp_" + secrets.token_hex(18),
        )


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend that speaks HTTP, on a port of its own.

    `variables` are what servers read to find it, from its address (`http://127.0.0.1:PORT`).
    """

    title: str
    app: ASGIApp
    variables: Callable[[str], Mapping[str, str]]


def run(scenario_path: Path, *, name: str, state_dir: Path, scale: Scale | None = None) -> None:
    """Serve a scenario until SIGTERM, SIGINT or SIGHUP; call it in the main thread.

    `<state_dir>/worlds/<name>.json` exists exactly while everything answers. One line on stderr
    says when that is. Raises BadInput for a bad scenario or name, Refused when a sandbox of the
    name is running, NotConfigured when the state directory cannot be written.

    `scale` lays the platform at large under it, which is built when it is first wanted: also
    NotConfigured when that cannot be written.

    Nothing is collected before that: a world stays whole for the life of the process, and looking
    for garbage in it while it grows is a quarter of the time that it takes to build.
    """
    begun = time.perf_counter()
    gc.disable()
    with held(state_dir, name) as path, _progress() as say, ThreadPoolExecutor(1) as aside:
        say("reading the scenario")
        scenario = load(scenario_path)
        # Keys take a tenth of a second, for which nothing else has to wait.
        google = aside.submit(_google, scenario.world.gcp.project)
        files = () if scale is None else building.files(scale, state_dir, say)
        say("building the world")
        world = build(scenario, files)
        keys = Keys.new()
        say("loading the logs")
        aws = aws_api.loaded(world, keys.access_key_id)
        from kurosai.sandbox.cloud_logging import door  # noqa: PLC0415 - by now in memory

        with closing(aws.logs), ExitStack() as stack:
            listening = {
                stack.enter_context(_socket()): backend for backend in _backends(world, aws, keys)
            }
            gcp = stack.enter_context(
                door.serving(
                    door.api_of(world), google.result(), [one.project for one in world.gcp.also]
                )
            )
            pages = stack.enter_context(
                written(scenario.world, path.with_suffix(".pages"), scenario.now)
            )
            body = _published(name, world, path)
            body["environment"] |= pages
            for one, backend in listening.items():
                body["environment"] |= backend.variables(f"http://{HOST}:{_port(one)}")
            body["environment"] |= gcp.variables
            places = ", ".join(
                [
                    *(f"{two.title} on {HOST}:{_port(one)}" for one, two in listening.items()),
                    f"Cloud Logging on {HOST}:{gcp.port}",
                ]
            )

            def afterwards() -> None:
                aws.motos.moto.warm()
                gcp.warm()

            def ready() -> None:
                gc.freeze()
                gc.enable()
                publish(path, body)
                say("")
                seconds = time.perf_counter() - begun
                sys.stderr.write(_told(name, world, places, seconds))
                sys.stderr.flush()

            apps = {_port(one): backend.app for one, backend in listening.items()}
            asyncio.run(_serve(_by_port(apps), [*listening], ready, afterwards))


def _google(project: str) -> Credentials:
    """The credentials of the local Google Cloud, with the imports that its server needs."""
    from kurosai.sandbox.cloud_logging import door  # noqa: PLC0415 - beside the building

    return door.credentials(project)


def _backends(world: World, aws: aws_api.Aws, keys: Keys) -> tuple[Backend, ...]:
    return (
        Backend(
            "Crois",
            crois_api.application(world, crois(), keys.crois_token),
            lambda url: {"CROIS_API_URL": url, "CROIS_API_TOKEN": keys.crois_token},
        ),
        Backend(
            "AWS",
            aws_api.application(aws),
            lambda url: {
                "AWS_ENDPOINT_URL": url,
                "AWS_ACCESS_KEY_ID": keys.access_key_id,
                "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
                "AWS_REGION": world.aws.region,
                "KUROSAI_AWS_ACCOUNT": world.aws.account,
            },
        ),
        *_github(world, keys),
    )


def _github(world: World, keys: Keys) -> tuple[Backend, ...]:
    """None for a world without repositories; what makes them is loaded only for one with."""
    if world.github is None:
        return ()
    from kurosai.sandbox.github import api  # noqa: PLC0415

    owned = " ".join(world.github.repositories)
    return (
        Backend(
            "GitHub",
            api.application(world, world.github, keys.github_token),
            lambda url: {
                "GITHUB_API_URL": f"{url}{api.PREFIX}",
                "GITHUB_TOKEN": keys.github_token,
                "KUROSAI_GITHUB_REPOSITORIES": owned,
            },
        ),
    )


async def _serve(
    app: ASGIApp,
    sockets: list[socket.socket],
    ready: Callable[[], None],
    afterwards: Callable[[], None],
) -> None:
    """Serve until stopped; `ready` is called when it answers, then `afterwards` in a thread."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_level="warning",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.should_exit = True

    for one in STOPPING:
        loop.add_signal_handler(one, stop)
    serving = asyncio.create_task(server.serve(sockets=sockets))
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    if not serving.done():
        ready()
        try:
            await asyncio.to_thread(afterwards)
        except Exception:  # noqa: BLE001 - done early as a courtesy; whoever needs it will be told
            sys.stderr.write(traceback.format_exc())
    await serving


class _Server(uvicorn.Server):
    """uvicorn without its signals: it raises them again after the end, before we have tidied up."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def _by_port(apps: Mapping[int, ASGIApp]) -> ASGIApp:
    """One application for several sockets, told apart by the port a request came to."""

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[scope["server"][1]](scope, receive, send)

    return dispatch


def _socket() -> socket.socket:
    # With IPPROTO_TCP written out asyncio turns TCP_NODELAY on; without it every answer that is
    # sent in two pieces waits 44 ms for a delayed acknowledgement.
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        one.bind((HOST, 0))
    except OSError as error:
        one.close()
        raise NotConfigured(f"No port on {HOST} can be opened: {error}.") from None
    return one


def _port(one: socket.socket) -> int:
    return int(one.getsockname()[1])


def _published(name: str, world: World, path: Path) -> dict[str, Any]:
    """What servers started with `KUROSAI_WORLD=<name>` read, without the backends' own variables;
    docs/scenarios.md lists the keys."""
    return {
        "name": name,
        "scenario": world.scenario,
        "pid": os.getpid(),
        "environment": {
            "KUROSAI_NOW": stamp(world.now),
            "KUROSAI_LEDGER": str(path.with_suffix(".ledger.sqlite3")),
        },
    }


def _told(name: str, world: World, places: str, seconds: float) -> str:
    beside = "" if world.week is None else f"; beside them {world.week.told()}"
    return (
        f"kurosai sandbox {name}: {world.scenario} at {stamp(world.now)} ready in {seconds:.1f} s"
        f" ({len(world.jobs):,} jobs, {world.log_event_count:,} log events{beside};"
        f" {places}). Ctrl-C stops it.\n"
    )


@contextmanager
def _progress() -> Generator[Say]:
    """Steps on a terminal as they are taken, an empty one to end; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415  # only a terminal needs it

    status = Console(stderr=True).status("starting")

    def say(step: str) -> None:
        if step:
            status.update(step)
        else:
            status.stop()

    status.start()
    try:
        yield say
    finally:
        with suppress(RuntimeError):
            status.stop()
