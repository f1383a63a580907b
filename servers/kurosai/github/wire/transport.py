"""How PyGithub's requests travel: within the deadline, bounded in bytes, to one host only.

PyGithub's own connections read whatever is sent for as long as it drips, follow a redirect
without its query, and sleep and ask again on 202. Their session and their retries are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass

from kurosai import deadline
from kurosai.errors import Unavailable

MOST_BYTES = 16 * 1024 * 1024
READ_SECONDS = 12.0
CHUNK = 65_536
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
MOVED = frozenset({301, 302, 307, 308})


@dataclass(frozen=True, slots=True)
class Received:
    """One answer in the form PyGithub reads; `text` is decoded as UTF-8."""

    status: int
    headers: Any
    text: str

    def getheaders(self) -> Any:
        """Names and values."""
        return self.headers.items()

    def read(self) -> str:
        """The whole body."""
        return self.text


class _Bounded:
    """Over either of PyGithub's connections, which bring the session."""

    session: Any
    protocol: str
    host: str
    port: int
    verb: str
    url: str
    headers: dict[str, str]

    def getresponse(self) -> Any:
        """Send what `request` noted, as a `Received`; GET is the only verb there is."""
        if self.verb != "GET":
            raise AssertionError(f"{self.verb} is no read")
        path = urlsplit(self.url).path
        address = f"{self.protocol}://{self.host}:{self.port}{self.url}"
        for _ in range(MOST_REDIRECTS + 1):
            response = self._sent(address, path)
            location = response.headers.get("location", "")
            if response.status_code not in MOVED or not location:
                return _received(response, path)
            response.close()
            address = self._followed(address, location)
        raise Unavailable(
            f"GET {path} is redirected in a circle.", "See whether GITHUB_API_URL is right."
        )

    def _sent(self, address: str, path: str) -> Any:
        left = deadline.remaining(READ_SECONDS, doing=f"waiting for GET {path}")
        return self.session.get(
            address,
            headers=self.headers,
            timeout=left,
            allow_redirects=False,
            stream=True,
        )

    def _followed(self, address: str, location: str) -> str:
        """Where a renamed repository is now; the token must not be carried to another host."""
        target = urljoin(address, location)
        was, goes = urlsplit(address), urlsplit(target)
        if (was.scheme, was.hostname, was.port) != (
            goes.scheme,
            goes.hostname,
            goes.port or PORTS.get(goes.scheme),
        ):
            raise Unavailable(
                f"GitHub redirects to {goes.scheme}://{goes.netloc}, which is not GITHUB_API_URL.",
                "Set GITHUB_API_URL to the API itself; see that no login page is before it.",
            )
        return target


class BoundedHttp(_Bounded, HTTPRequestsConnectionClass):
    """Without TLS: for a local world."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # Proxy variables of the desktop would carry loopback calls away.
        self.session.trust_env = False


class BoundedHttps(_Bounded, HTTPSRequestsConnectionClass):
    """With TLS."""


def _received(response: Any, path: str) -> Received:
    """The decoded body, read as it comes: a chunk size would wait until so much has dripped in."""
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            deadline.remaining()
            size += len(chunk)
            if size > MOST_BYTES:
                raise Unavailable(
                    f"GET {path} answers more than {MOST_BYTES // 2**20} MiB.", "Ask for less."
                )
            chunks.append(chunk)
        announced = response.headers.get("content-length", "")
        encoded = response.headers.get("content-encoding", "identity") != "identity"
        if announced.isdigit() and not encoded and int(announced) != size:
            raise Unavailable(f"GET {path} broke off after {size} bytes.", "Try again.")
    finally:
        response.close() if size > MOST_BYTES else response.raw.release_conn()
    if response.status_code == HTTPStatus.ACCEPTED:
        raise Unavailable(f"GitHub is still preparing GET {path} (202).", "Ask again in a minute.")
    body = b"".join(chunks)
    if response.status_code == HTTPStatus.OK and body.lstrip()[:1] not in (b"{", b"["):
        start = body[:60].decode("utf-8", "replace")
        raise Unavailable(
            f"GET {path} answers 200 without JSON ({len(body)} bytes, {start!r}).",
            "See whether GITHUB_API_URL is the API itself, not a login page or a proxy.",
        )
    return Received(response.status_code, response.headers, body.decode("utf-8", "replace"))
