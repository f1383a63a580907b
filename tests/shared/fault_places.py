"""Where a backend may be from where no answer comes at all."""

from __future__ import annotations

import socket
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from certificates import Authority, Pair
from fault_doors import Kind, backend
from fault_server import nobody

SECONDS = 3.0


@dataclass(frozen=True)
class Place:
    """Where the backend is; `trusted` when its authority is one of this machine's."""

    name: str
    serves: Callable[[Kind, Path], AbstractContextManager[str]]
    says: str
    do: str
    trusted: bool = True
    seconds: float = SECONDS


AUTHORITY = Authority()


def _tls(make: Callable[[], Pair]) -> Callable[[Kind, Path], AbstractContextManager[str]]:
    @contextmanager
    def serves(kind: Kind, folder: Path) -> Generator[str]:
        with backend(kind, make().context(folder)) as server:
            yield server.url

    return serves


@contextmanager
def _plain(kind: Kind, _folder: Path) -> Generator[str]:
    """HTTP where HTTPS is asked for."""
    with backend(kind) as server:
        yield server.url.replace("http:", "https:")


@contextmanager
def _secret(kind: Kind, folder: Path) -> Generator[str]:
    """HTTPS where HTTP is asked for."""
    with backend(kind, AUTHORITY.pair().context(folder)) as server:
        yield server.url.replace("https:", "http:")


@contextmanager
def _silent(_kind: Kind, _folder: Path) -> Generator[str]:
    """Whoever listens never says a word: the handshake of TLS does not begin."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def _nowhere(_kind: Kind, _folder: Path) -> Generator[str]:
    yield "http://no-such-host.invalid"


@contextmanager
def _nobody(_kind: Kind, _folder: Path) -> Generator[str]:
    with nobody() as url:
        yield url


def certificate(name: str, make: Callable[[], Pair], says: str, *, trusted: bool = True) -> Place:
    return Place(name, _tls(make), says, "{bundle}", trusted=trusted)


PLACES = (
    Place("nobody there", _nobody, "takes no connection", "{address} is right"),
    Place("no such name", _nowhere, "a name that cannot be resolved (DNS)", "{address} is right"),
    certificate(
        "certificate of an unknown authority",
        AUTHORITY.pair,
        "a certificate that is not trusted: self-signed certificate in certificate chain",
        trusted=False,
    ),
    certificate(
        "certificate that has expired",
        lambda: AUTHORITY.pair(ended=True),
        "a certificate that is not trusted: certificate has expired",
    ),
    certificate(
        "certificate of another host",
        lambda: AUTHORITY.pair("other.example"),
        "a certificate that is not trusted: ",
    ),
    Place("HTTP for HTTPS", _plain, "does not speak TLS", "{address} is right"),
    Place("HTTPS for HTTP", _secret, "", ""),
    Place("silence before TLS", _silent, "No answer within 0.5 s", "again", seconds=0.5),
)
