"""How httpx's requests travel: each within the deadline of its call, each with its own answer.

A timeout of httpx bounds one wait. A backend that sends its headers byte by byte, or `100
Continue` for ever, is never late by it. And bytes that come behind an answer are taken for the
answer to the next request that goes over the kept connection.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import h11
import httpcore
import httpx

from kurosai import deadline


def bound(client: httpx.Client) -> None:
    """Put the waits of a client under the deadline, those through a proxy of the desktop too."""
    untyped: Any = client
    for transport in (untyped._transport, *untyped._mounts.values()):
        if transport is not None:
            # Pools take it as an argument; httpx has none to hand it on.
            transport._pool._network_backend = _Backend()


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = deadline.remaining(timeout)
        return _Stream(super().connect_tcp(host, port, left, local_address, socket_options))


class _Stream(httpcore.NetworkStream):
    """A connection that knows whether more came over it than the answer that was asked for."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._seen = _Seen()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = deadline.remaining(timeout)
        try:
            data = self._inner.read(max_bytes, left)
        except httpcore.ReadTimeout:
            # Whose time is over: the call's, or only the one for a single byte?
            deadline.remaining()
            raise
        self._seen.take(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._seen.ended:
            # The pool looks for leftovers too, but before another thread may have let go of it.
            if self.get_extra_info("is_readable"):
                raise httpcore.ConnectionNotAvailable
            self._seen = _Seen()
        self._inner.write(buffer, deadline.remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = deadline.remaining(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        # Asked before a connection is used again: what can be read then belongs to nothing.
        if info == "is_readable" and self._seen.more:
            return True
        return self._inner.get_extra_info(info)


class _Seen:
    """One answer as it comes, read beside the reader that tells it: is there more behind it?"""

    def __init__(self) -> None:
        self._reader = h11.Connection(h11.CLIENT)
        self._reader.send(h11.Request(method="GET", target="/", headers=[("Host", "any")]))
        self._reader.send(h11.EndOfMessage())
        self.ended = False
        self._broken = False

    @property
    def more(self) -> bool:
        return self._broken or (self.ended and bool(self._reader.trailing_data[0]))

    def take(self, data: bytes) -> None:
        try:
            self._reader.receive_data(data)
            while not self.ended:
                event = self._reader.next_event()
                if event is h11.NEED_DATA:
                    return
                self.ended = event is h11.PAUSED or isinstance(
                    event, h11.EndOfMessage | h11.ConnectionClosed
                )
        except (h11.RemoteProtocolError, RuntimeError):
            # The other reader says what is wrong; this connection is of no further use.
            self._broken = self.ended = True
