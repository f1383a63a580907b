"""Backends that no answer comes from at all: no name, nobody there, a certificate that is wrong."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from certificates import Authority, Pair
from fault_doors import KINDS, SECRETS, Kind, backend, opened
from fault_server import nobody
from fault_table import held

from kurosai.environment import Environment
from kurosai.errors import Unavailable

SECONDS = 3.0
LATE = 2.5
TRUST = ("AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
BUNDLE = {"AWS": TRUST[0], "Crois": TRUST[1], "GitHub": TRUST[2]}
ADDRESS = {"AWS": "AWS_REGION", "Crois": "CROIS_API_URL", "GitHub": "GITHUB_API_URL"}


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


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_it_is_said_why_nothing_came(
    kind: Kind, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes((AUTHORITY if place.trusted else Authority()).chain)
    for name in TRUST:
        monkeypatch.setenv(name, str(roots))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with place.serves(kind, tmp_path) as url:
        chosen = None
        if kind.name != "AWS":
            # In a world nothing of the desktop takes part, nor do its authorities.
            settings = {"KUROSAI_STATE_DIR": str(tmp_path), **kind.variables(url)}
            chosen = Environment(settings)
        with opened(kind, tmp_path, url, chosen) as one:
            begun = time.monotonic()
            with pytest.raises(Unavailable) as caught:
                one.ask(place.seconds)
            read = one.read(place.seconds)
            taken = time.monotonic() - begun
    assert taken < 2 * place.seconds + LATE
    for text in (str(caught.value), read.text):
        assert place.says in text
        assert place.do.format(bundle=BUNDLE[kind.name], address=ADDRESS[kind.name]) in text
        assert not any(secret in text for secret in SECRETS)
    assert caught.value.do
    assert read.error
    assert read.text.startswith("unavailable: ")
    held(place.name, kind.name, read)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_certificate_of_a_trusted_authority_is_taken(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the failures above could all have another reason."""
    roots = tmp_path / "roots.pem"
    roots.write_bytes(AUTHORITY.chain)
    for name in TRUST:
        monkeypatch.setenv(name, str(roots))
    with backend(kind, AUTHORITY.pair().context(tmp_path)) as server:
        settings = {"KUROSAI_STATE_DIR": str(tmp_path), **kind.variables(server.url)}
        chosen = None if kind.name == "AWS" else Environment(settings)
        with opened(kind, tmp_path, server.url, chosen) as one:
            assert one.ask(30)
