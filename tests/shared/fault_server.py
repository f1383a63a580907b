"""An HTTP server of plain sockets that answers well, or breaks the one thing it was told to break.

A real server library would refuse to send most of these.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CHUNK = b" " * 65_536
"""The one chunk of all large bodies: the server's part of the memory stays the same."""


@dataclass(frozen=True)
class Asked:
    """One request: the target with its query, headers by lower-case name, and the body."""

    target: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "GET"


@dataclass(frozen=True)
class Good:
    """What a healthy backend answers; `headers` as they stand on the wire."""

    body: bytes
    kind: str = "application/json"
    status: str = "200 OK"
    headers: tuple[str, ...] = ()


@dataclass
class Wire:
    """The connection of one request that is to be answered badly; `good` is what it asked for."""

    sock: socket.socket
    asked: Asked
    good: Good
    gone: threading.Event

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.sock.sendall(part)

    def head(self, status: str, *headers: str) -> bytes:
        """A status line and headers, whole."""
        return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode("latin-1")

    def answer(self, status: str, body: bytes, *headers: str, kind: str = "") -> None:
        """A complete answer."""
        self.send(self.whole(status, body, *headers, kind=kind))

    def whole(self, status: str, body: bytes, *headers: str, kind: str = "") -> bytes:
        """The bytes of a complete answer."""
        told = (f"Content-Type: {kind or self.good.kind}", f"Content-Length: {len(body)}")
        return self.head(status, *told, *headers) + body

    def well(self) -> None:
        """What was asked for."""
        self.answer(self.good.status, self.good.body, *self.good.headers)

    def drip(self, content: bytes, pause: float = 0.05) -> None:
        """One byte at a time, for as long as somebody listens."""
        for one in content:
            self.send(bytes([one]))
            if self.gone.wait(pause):
                return

    def chunked(self, chunks: Iterable[bytes], *headers: str) -> None:
        """A chunked body, without its end."""
        kind = f"Content-Type: {self.good.kind}"
        self.send(self.head("200 OK", kind, "Transfer-Encoding: chunked", *headers))
        for chunk in chunks:
            self.send(b"%x\r\n" % len(chunk), chunk, b"\r\n")

    def hang(self) -> None:
        """Say nothing until the client has left, or the test is over."""
        self.sock.settimeout(0.1)
        while not self.gone.is_set():
            with suppress(TimeoutError):
                if not self.sock.recv(1024):
                    return

    def reset(self) -> None:
        """End with RST instead of FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        with suppress(OSError):
            self.sock.close()


Play = Callable[[Wire], None]
"""Answers one request; what it leaves open goes on with the next request."""


@dataclass
class FaultServer:
    """`good` answers every request; while `play` is set, those that `hits` chooses get that."""

    good: Callable[[Asked], Good]
    hits: Callable[[Asked], bool]
    tls: ssl.SSLContext | None = None
    play: Play | None = None
    port: int = 0
    asked: list[Asked] = field(default_factory=list[Asked])
    gone: threading.Event = field(default_factory=threading.Event)
    open: list[socket.socket] = field(default_factory=list[socket.socket])

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @contextmanager
    def playing(self, play: Play) -> Generator[None]:
        """Answer in this way until the end of the block."""
        self.gone, self.asked = threading.Event(), []
        self.play = play
        try:
            yield
        finally:
            self.play = None
            self.gone.set()

    def serve(self, sock: socket.socket) -> None:
        """One connection, request after request."""
        with suppress(OSError), sock:
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.open.append(sock)
            with sock:
                while (asked := _read(sock)) is not None:
                    self.asked.append(asked)
                    wire = Wire(sock, asked, self.good(asked), self.gone)
                    if self.play is not None and self.hits(asked):
                        self.play(wire)
                    else:
                        wire.well()

    def end(self) -> None:
        """Let go of whoever waits, and close what is open."""
        self.gone.set()
        for sock in self.open:
            with suppress(OSError):
                sock.close()


@contextmanager
def nobody() -> Generator[str]:
    """An address where nobody listens, for as long as the block lasts."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{unused.getsockname()[1]}"


def pause(seconds: float) -> None:
    time.sleep(seconds)


def _read(sock: socket.socket) -> Asked | None:
    """The next request; None when the client has left."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := sock.recv(65_536)):
            return None
        data += more
        if data.startswith(b"\x16\x03"):
            # TLS to who speaks none, answered as the usual servers do.
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            return None
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += sock.recv(65_536)
    method, target, *_ = first.split(" ")
    return Asked(target, headers, body, method)
