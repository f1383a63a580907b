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
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from kurosai import deadline, strict_json
from kurosai.errors import Unavailable
from kurosai.strict_json import NotJson
from kurosai.timely import Timely

MOST_BYTES = 16 * 1024 * 1024
READ_SECONDS = 12.0
CHUNK = 65_536
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
MOVED = frozenset({301, 302, 307, 308})
_NOT_THE_API = "See whether GITHUB_API_URL is the API itself, not a login page or a proxy."


class _Http(HTTPConnection):
    response_class = Timely
    timeout: Any

    def connect(self) -> None:
        self.timeout = deadline.remaining(self.timeout)
        super().connect()


class _Https(HTTPSConnection):
    response_class = Timely
    timeout: Any

    def connect(self) -> None:
        self.timeout = deadline.remaining(self.timeout)
        super().connect()


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http  # pyright: ignore[reportAssignmentType] - its response is one of http's


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https  # pyright: ignore[reportAssignmentType]


class _Adapter(HTTPAdapter):
    """Whose connections wait for no byte longer than the call has left."""

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        pools: Any = self.poolmanager
        pools.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}

    def proxy_manager_for(self, *given: Any, **named: Any) -> Any:
        found: Any = super().proxy_manager_for(*given, **named)
        found.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        return found


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
    retry: Any
    pool_size: int

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.session.mount(
            f"{self.protocol}://",
            _Adapter(
                max_retries=self.retry,
                pool_connections=self.pool_size,
                pool_maxsize=self.pool_size,
            ),
        )

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
                return _received(response, path, self.session.headers["Accept-Encoding"])
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


def _received(response: Any, path: str, asked: str) -> Received:
    """The decoded body, read as it comes: a chunk size would wait until so much has dripped in."""
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", *(one.strip() for one in asked.split(","))}:
        response.close()
        raise Unavailable(
            f"GET {path} answers in an encoding that nobody asked for ({encoding[:20]}).",
            _NOT_THE_API,
        )
    body = _read(response, path)
    status: int = response.status_code
    if status == HTTPStatus.ACCEPTED:
        raise Unavailable(f"GitHub is still preparing GET {path} (202).", "Ask again in a minute.")
    if status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED) and status < 400:
        raise Unavailable(f"GitHub answers {status} to GET {path}.", _NOT_THE_API)
    return Received(status, response.headers, _text(status, body, path))


def _read(response: Any, path: str) -> bytes:
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
    finally:
        response.close() if size > MOST_BYTES else response.raw.release_conn()
    return b"".join(chunks)


def _text(status: int, body: bytes, path: str) -> str:
    """The body as PyGithub can read it; "" for an error that is not in GitHub's own words."""
    try:
        value = None if status == HTTPStatus.NOT_MODIFIED else strict_json.load(body)
    except NotJson as error:
        if status >= 400:
            return ""
        start = body[:60].decode("utf-8", "replace")
        raise Unavailable(
            f"GET {path} answers {status} without JSON: its body {error.why} "
            f"({len(body)} bytes, {start!r}).",
            "Try again." if error.cut else _NOT_THE_API,
        ) from None
    if status >= 400:
        return body.decode("utf-8-sig") if isinstance(value, dict) else ""
    if status == HTTPStatus.OK and not isinstance(value, (dict, list)):
        raise Unavailable(
            f"GET {path} answers 200 with {strict_json.kind(value)}, no object and no list.",
            _NOT_THE_API,
        )
    return body.decode("utf-8-sig") if value is not None else ""
