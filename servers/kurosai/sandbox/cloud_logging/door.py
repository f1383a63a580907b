"""A gRPC server on loopback with a certificate of its own: what the real client connects to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import grpc

from kurosai.errors import NotConfigured
from kurosai.sandbox.cloud_logging import told
from kurosai.sandbox.cloud_logging.api import LoggingApi
from kurosai.sandbox.cloud_logging.credentials import Credentials, ServiceAccount
from kurosai.sandbox.cloud_logging.projects import Project, Projects
from kurosai.sandbox.cloud_logging.refusals import Refusal
from kurosai.sandbox.cloud_logging.store import Store

if TYPE_CHECKING:
    from kurosai.sandbox.cloud_logging.entries import Entry
    from kurosai.sandbox.cloud_logging.week_entries import WeekEntries
    from kurosai.sandbox.schema_gcp import GcpProject
    from kurosai.sandbox.world import World

HOST = "127.0.0.1"
WORKERS = 8


class Api(Protocol):
    """Methods by their path, bytes to bytes; they raise Refusals."""

    @property
    def methods(self) -> Mapping[str, Callable[[bytes], bytes]]:
        """What is answered."""
        ...

    def warm(self) -> None:
        """Do now what the first question would have to wait for."""
        ...


@dataclass(frozen=True, slots=True)
class CloudLogging:
    """A running one: its port, what servers read to find it, and what its first answer needs."""

    port: int
    variables: Mapping[str, str]
    warm: Callable[[], None]


def api_of(world: World) -> LoggingApi:
    """The Logging API of a world."""
    return LoggingApi(projects_of(world))


def projects_of(world: World) -> Projects:
    """The projects of a world."""
    gcp = world.gcp
    own = _project(world, gcp, lambda: told.entries(world), _week(world))
    also = [_project(world, one, functools.partial(told.of, one)) for one in gcp.also]
    return Projects([own, *also], gcp.reads_per_minute)


def _week(world: World) -> WeekEntries | None:
    if world.week is None:
        return None
    from kurosai.sandbox.cloud_logging.week_entries import WeekEntries  # noqa: PLC0415

    return WeekEntries(world.week, world.crois, world.gcp, world.now)


def _project(
    world: World,
    gcp: GcpProject,
    source: Callable[[], Iterable[Entry]],
    week: WeekEntries | None = None,
) -> Project:
    store = Store(
        gcp.project,
        source,
        now=world.now,
        kept=timedelta(days=gcp.kept_days),
        denied_logs=gcp.denied_logs,
        week=week,
    )
    return Project(store, gcp.kept_days, gcp.denied, gcp.buckets_denied)


def credentials(project: str) -> Credentials:
    """New credentials for a server of this module."""
    return Credentials.new(HOST, project)


@contextmanager
def serving(api: Api, keys: Credentials, also: Sequence[str] = ()) -> Generator[CloudLogging]:
    """Serve until the end of the block; `also` are the ids of projects beside the account's own.

    Raises NotConfigured when no port can be opened.
    """
    certificate, account = keys.certificate, keys.account
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="cloud-logging")
    server: Any = grpc.server(workers, options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((_Methods(api.methods, account),))
    tls = grpc.ssl_server_credentials([(certificate.key, certificate.chain)])
    try:
        port = server.add_secure_port(f"{HOST}:0", tls)
    except RuntimeError as error:
        raise NotConfigured(f"No port on {HOST} can be opened: {error}.") from None
    server.start()
    try:
        yield CloudLogging(
            port,
            {
                "KUROSAI_GCP_ENDPOINT": f"https://{HOST}:{port}",
                "KUROSAI_GCP_ROOTS": certificate.chain.decode("ascii"),
                "KUROSAI_GCP_ACCOUNT": account.file(),
                "KUROSAI_GCP_PROJECT": " ".join([account.project, *also]),
            },
            api.warm,
        )
    finally:
        server.stop(None).wait()
        workers.shutdown()


class _Methods(grpc.GenericRpcHandler):
    """The methods by path, for whoever shows a token; gRPC says UNIMPLEMENTED to all others."""

    def __init__(
        self, methods: Mapping[str, Callable[[bytes], bytes]], account: ServiceAccount
    ) -> None:
        self._methods = methods
        self._account = account

    def service(self, handler_call_details: Any) -> Any:
        """The method that was called, as bytes to bytes."""
        method = self._methods.get(handler_call_details.method)
        if method is None:
            return None
        metadata = dict(handler_call_details.invocation_metadata)

        def answer(body: bytes, context: Any) -> bytes:
            try:
                self._account.check(str(metadata.get("authorization", "")))
                return method(body)
            except Refusal as refusal:
                context.abort(getattr(grpc.StatusCode, refusal.code), refusal.what)
                raise  # abort has raised already; this tells the reader, and the types, so

        untyped: Any = grpc.unary_unary_rpc_method_handler
        return untyped(answer)
