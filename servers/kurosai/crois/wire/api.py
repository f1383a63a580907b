"""The one door to the Crois API: GET, JSON, bounded in time and bytes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from kurosai import broken_connections, deadline, retry_after, strict_json
from kurosai.crois.wire import token_end
from kurosai.environment import Environment
from kurosai.errors import LoginFailed, NotConfigured, Unavailable
from kurosai.strict_json import NotJson
from kurosai.vocabulary import Json

if TYPE_CHECKING:
    from datetime import datetime

    import httpx

MOST_BYTES = 8 * 1024 * 1024
MOST_CONTAINERS = 150_000
"""Objects and lists of one answer: a page has 200 items, and seven may be read at once."""

READ_SECONDS = 10.0
RETRIES = 2
RETRY_WAIT_SECONDS = 0.3
MOST_RETRY_WAIT_SECONDS = 2.0
_RETRIED = frozenset({429, 502, 503, 504})
_ENCODINGS = frozenset({"identity", "gzip", "deflate"})
_NOT_THE_API = "See whether CROIS_API_URL is the API itself, not a login page or a proxy."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said: an HTTP status below 500 and its JSON body."""

    status: int
    body: Json


@dataclass(frozen=True, slots=True)
class _Settings:
    url: str
    token: str
    world: str


class CroisApi:
    """Crois over httpx. Settings are read for each call, so a world may start after the server."""

    def __init__(self, environment: Environment, *, pause: Callable[[float], None]) -> None:
        self._environment = environment
        self._pause = pause
        self._kept: tuple[_Settings, httpx.Client] | None = None
        # The login of the start and the first call may both find that there is no client yet.
        self._lock = threading.RLock()

    @property
    def identity(self) -> str:
        """Who looks where, for the header: `crois sandbox`, `crois api.v2.crois.example`."""
        settings = self._settings()
        return f"crois {settings.world or urlsplit(settings.url).hostname}"

    def secrets(self) -> frozenset[str]:
        """This server's own credentials, to be masked wherever they show up."""
        try:
            token = self._environment.get("CROIS_API_TOKEN")
        except NotConfigured:
            return frozenset()
        return frozenset({token} - {""})

    def close(self) -> None:
        """Give back the kept connection; a later call opens another."""
        with self._lock:
            if self._kept is not None:
                self._kept[1].close()
                self._kept = None

    def login(self) -> str:
        """Ask something harmless to see whether the token is taken; the identity."""
        self.get("/v1/health/")
        return self.identity

    def until(self) -> datetime | None:
        """When the token ends, if it is one that says so itself (a JWT with `exp`)."""
        return token_end.of(self._settings().token)

    def get(self, path: str, query: tuple[tuple[str, str], ...] = ()) -> Answer:
        """One GET. Statuses 200, 400, 403, 404, 409, 410, 422 are answers, the rest are faults.

        Raises LoginFailed (401), Unavailable (down, slow, too large, no JSON, 5xx after retries).
        """
        import httpx  # noqa: PLC0415 - a tenth of a server's start, and no tool list needs it

        settings = self._settings()
        client = self._client(settings)
        # What a host is told while it waits: of a list that takes long, how far it is.
        page = next((f" page {value}" for name, value in query if name == "page"), "")
        for attempt in range(RETRIES + 1):
            left = deadline.remaining(READ_SECONDS, doing=f"waiting for GET {path}{page}")
            request = client.build_request(
                "GET", path, params=list(query), timeout=httpx.Timeout(left)
            )
            try:
                response = client.send(request, stream=True)
                try:
                    body = _read(response, path)
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                deadline.remaining()
                why = broken_connections.reason(
                    error, address="CROIS_API_URL", authorities="SSL_CERT_FILE"
                )
                raise Unavailable(
                    f"The Crois API at {_shown(settings.url)} {why.said} (GET {path}).", why.do
                ) from None
            pause = _pause(response, attempt)
            if pause is None:
                return _answer(response, body, path, asked=attempt + 1)
            self._pause(pause)
        raise AssertionError("unreachable: the last attempt answers or raises")

    def _settings(self) -> _Settings:
        need = self._environment.need
        url = need("CROIS_API_URL", "the address of the Crois API").rstrip("/")
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise NotConfigured(
                f"CROIS_API_URL {url!r} is no http address.",
                "Write it like https://api.v2.crois.example.",
            )
        token = need("CROIS_API_TOKEN", "the token of a Crois user who may only read")
        return _Settings(url, token, self._environment.world_name)

    def _client(self, settings: _Settings) -> httpx.Client:
        import httpx  # noqa: PLC0415

        from kurosai.crois.wire import transport  # noqa: PLC0415 - it brings httpx

        with self._lock:
            if self._kept is None or self._kept[0] != settings:
                self.close()
                client = httpx.Client(
                    base_url=settings.url,
                    headers={
                        "Authorization": f"Token {settings.token}",
                        "Accept": "application/json",
                        "Accept-Encoding": "gzip, deflate",
                        "User-Agent": "kurosai",
                    },
                    # A redirect would carry the token to wherever it points.
                    follow_redirects=False,
                    # Proxy variables of the desktop would carry loopback calls away.
                    trust_env=not settings.world,
                )
                transport.bound(client)
                self._kept = (settings, client)
            return self._kept[1]


def _shown(url: str) -> str:
    """An address without what may stand before its host: a name and a password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _pause(response: httpx.Response, attempt: int) -> float | None:
    """Seconds until it is worth asking again within this call; None when it is not."""
    if response.status_code not in _RETRIED or attempt == RETRIES:
        return None
    pause = RETRY_WAIT_SECONDS * (attempt + 1)
    wait = max(pause, retry_after.seconds(response.headers) or 0.0)
    return wait if wait < min(MOST_RETRY_WAIT_SECONDS, deadline.remaining()) else None


def _read(response: httpx.Response, path: str) -> bytes:
    """The decoded body; bounded here because httpx bounds neither drips nor inflated bytes."""
    chunks: list[bytes] = []
    size = 0
    # Without a chunk size: with one, httpx waits until so much has dripped in.
    for chunk in response.iter_bytes():
        deadline.remaining()
        size += len(chunk)
        if size > MOST_BYTES:
            raise Unavailable(
                f"GET {path} answers more than {MOST_BYTES // 2**20} MiB.",
                "Ask for less: a smaller page_size, or more filters.",
            )
        chunks.append(chunk)
    return b"".join(chunks)


def _answer(response: httpx.Response, raw: bytes, path: str, *, asked: int) -> Answer:
    status = response.status_code
    if status == 401:
        said = _detail(raw)
        raise LoginFailed(
            f"The Crois API refuses this server's token (401{said and f': {said}'}).",
            "Set CROIS_API_TOKEN to a valid token in the host configuration and restart.",
        )
    if status >= 500 or status == 429:
        wait = retry_after.seconds(response.headers)
        limit = ", which is its limit on requests" if status == 429 else ""
        again = ", also when asked again" if asked > 1 else ""
        raise Unavailable(
            f"The Crois API answers {status} to GET {path}{limit}{again}.",
            retry_after.advice(wait),
            after=wait or 0.0,
        )
    if status not in (200, 400, 403, 404, 409, 410, 422):
        target = response.headers.get("location", "")[:200].partition("?")[0]
        moved = f": a redirect to {target}" if target else ""
        raise Unavailable(f"The Crois API answers {status} to GET {path}{moved}.", _NOT_THE_API)
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding not in _ENCODINGS:
        raise Unavailable(
            f"GET {path} answers in an encoding that nobody asked for ({encoding[:20]}).",
            _NOT_THE_API,
        )
    try:
        return Answer(status, cast("Json", strict_json.load(raw, most=MOST_CONTAINERS)))
    except NotJson as error:
        start = raw[:60].decode("utf-8", "replace")
        raise Unavailable(
            f"GET {path} answers {status} without JSON: its body {error.why} "
            f"({len(raw)} bytes, {start!r}).",
            "Try again." if error.cut else _NOT_THE_API,
        ) from None


def _detail(raw: bytes) -> str:
    """What the API says about a refusal, "" for anything else."""
    try:
        body = strict_json.load(raw)
    except NotJson:
        return ""
    said = body.get("detail") if isinstance(body, dict) else ""  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return " ".join(said.split())[:200] if isinstance(said, str) else ""
