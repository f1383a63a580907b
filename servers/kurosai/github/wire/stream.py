"""Bytes of GitHub's that are no JSON: archives, which another host of the same GitHub may send."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from kurosai import deadline
from kurosai.errors import Unavailable
from kurosai.github.wire.transport import (
    CHUNK,
    MOST_REDIRECTS,
    MOVED,
    PORTS,
    READ_SECONDS,
    BoundedHttp,
    BoundedHttps,
)


class Stream:
    """One answer that is no JSON: an archive, which another host of the same GitHub may send."""

    def __init__(self, url: str, token: str) -> None:
        self._api = urlsplit(url)
        self._token = token
        secure = self._api.scheme == "https"
        self._connection = (BoundedHttps if secure else BoundedHttp)(self._api.hostname or "")
        self._response: Any = None

    def close(self) -> None:
        """End it, whatever has been read."""
        if self._response is not None:
            self._response.close()
        self._connection.close()

    def opened(self, path: str) -> tuple[int, Any, dict[str, str]] | None:
        """Ask; None when bytes follow, else status, body and headers of the refusal."""
        address = f"{self._api.geturl()}{path}"
        for _ in range(MOST_REDIRECTS + 1):
            response = self._response = self._sent(address, path)
            location = response.headers.get("location", "")
            if response.status_code == HTTPStatus.OK:
                return None
            if response.status_code not in MOVED or not location:
                return self._refusal(response)
            response.close()
            address = self._followed(address, location)
        raise Unavailable(
            f"GET {path} is redirected in a circle.", "See whether GITHUB_API_URL is right."
        )

    def read(self, size: int) -> bytes:
        """Up to `size` bytes within the deadline, none at the end."""
        deadline.remaining()
        return self._response.raw.read1(min(size, CHUNK), decode_content=True)

    def _sent(self, address: str, path: str) -> Any:
        headers = {"User-Agent": "kurosai", "Accept-Encoding": "identity"}
        if address.startswith(f"{self._api.geturl()}/"):
            # Where an archive lies is told with a key of its own: the token is not for there.
            headers["Authorization"] = f"token {self._token}"
        left = deadline.remaining(READ_SECONDS, doing=f"waiting for GET {path}")
        return self._connection.session.get(
            address, headers=headers, timeout=left, allow_redirects=False, stream=True
        )

    def _followed(self, address: str, location: str) -> str:
        """`codeload` beside the API, or below the same host; the scheme and the port stay."""
        target = urljoin(address, location)
        goes, was = urlsplit(target), self._api
        own = (was.hostname or "").removeprefix("api.")
        host = goes.hostname or ""
        ports = [one.port or PORTS.get(one.scheme) for one in (was, goes)]
        same = was.scheme == goes.scheme and ports[0] == ports[1]
        if not same or (host != own and not host.endswith(f".{own}")):
            raise Unavailable(
                f"GitHub redirects to {goes.scheme}://{goes.netloc}, which is not GITHUB_API_URL.",
                "Set GITHUB_API_URL to the API itself; see that no login page is before it.",
            )
        return target

    def _refusal(self, response: Any) -> tuple[int, Any, dict[str, str]]:
        raw = response.raw.read(CHUNK, decode_content=True)
        try:
            body: Any = json.loads(raw)
        except ValueError:
            body = {}
        headers = {name.lower(): value for name, value in response.headers.items()}
        return response.status_code, body, headers


@dataclass(frozen=True, slots=True)
class Streamed:
    """Bytes as they come."""

    stream: Stream
    translated: Callable[[], AbstractContextManager[None]]

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, none at the end."""
        with self.translated():
            return self.stream.read(size)
