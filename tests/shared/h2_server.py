"""A server of HTTP/2 frames over TLS, for what a gRPC library would refuse to send.

It knows the little that one call needs: frames, settings, and headers that are written out
(RFC 9113 section 4, RFC 7541 section 6.2.2).
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0, 1, 3, 4, 6, 7
END_STREAM, ACK, END_HEADERS = 1, 1, 4
NO_ERROR, INTERNAL_ERROR, REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM = 0, 2, 7, 8, 11
OK = (("content-type", "application/grpc"),)


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return (
        struct.pack(">I", len(payload))[1:]
        + bytes([kind, flags])
        + struct.pack(">I", stream)
        + payload
    )


def headers(pairs: Iterable[tuple[str, str]]) -> bytes:
    """A header block in which every name and value is written out."""
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in pairs)


def message(body: bytes, *, announced: int | None = None, compressed: bool = False) -> bytes:
    """A gRPC message with its prefix, which may announce another length."""
    size = len(body) if announced is None else announced
    return bytes([compressed]) + struct.pack(">I", size) + body


@dataclass
class Call:
    """One call: the connection and its stream; everything is sent as it is told."""

    sock: socket.socket
    stream: int
    gone: threading.Event
    good: bytes

    def send(self, *frames: bytes) -> None:
        self.sock.sendall(b"".join(frames))

    def begin(self, status: str = "200", *more: tuple[str, str]) -> None:
        told = ((":status", status), *(more or OK))
        self.send(frame(HEADERS, END_HEADERS, self.stream, headers(told)))

    def data(self, payload: bytes, *, end: bool = False) -> None:
        """Payload in frames of 16 KiB."""
        parts = [payload[at : at + 16_384] for at in range(0, len(payload), 16_384)] or [b""]
        for part in parts:
            last = end and part is parts[-1]
            self.send(frame(DATA, END_STREAM if last else 0, self.stream, part))

    def trailers(self, status: str, *more: tuple[str, str]) -> None:
        told = (("grpc-status", status), *more)
        self.send(frame(HEADERS, END_HEADERS | END_STREAM, self.stream, headers(told)))

    def refuse(self, status: int, what: str, *more: tuple[str, str]) -> None:
        """An error without an answer, in one frame."""
        told = ((":status", "200"), *OK, ("grpc-status", str(status)), ("grpc-message", what))
        block = headers((*told, *more))
        self.send(frame(HEADERS, END_HEADERS | END_STREAM, self.stream, block))

    def answer(self, body: bytes) -> None:
        self.begin()
        self.data(message(body))
        self.trailers("0")

    def reset(self, code: int) -> None:
        self.send(frame(RST_STREAM, 0, self.stream, struct.pack(">I", code)))

    def leave(self, code: int, last: int, why: bytes = b"") -> None:
        self.send(frame(GOAWAY, 0, 0, struct.pack(">II", last, code) + why))

    def close(self) -> None:
        with suppress(OSError):
            self.sock.close()


Play = Callable[[Call], None]


@dataclass
class H2Server:
    """Answers calls with `good`, or as `play` says while it is set."""

    tls: ssl.SSLContext
    good: bytes
    play: Play | None = None
    port: int = 0
    calls: int = 0
    gone: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def playing(self, play: Play) -> Generator[None]:
        self.gone, self.calls, self.play = threading.Event(), 0, play
        try:
            yield
        finally:
            self.play = None
            self.gone.set()

    def serve(self, sock: socket.socket) -> None:
        with suppress(OSError, EOFError), self.tls.wrap_socket(sock, server_side=True) as sock:
            sock.sendall(frame(SETTINGS, 0, 0))
            _exactly(sock, len(PREFACE))
            while True:
                kind, flags, stream = _head(sock)
                if kind[1] == SETTINGS and not flags & ACK:
                    sock.sendall(frame(SETTINGS, ACK, 0))
                if kind[1] == PING and not flags & ACK:
                    sock.sendall(frame(PING, ACK, 0, kind[2]))
                # The whole request is one message, which ends the stream.
                if kind[1] == DATA and flags & END_STREAM:
                    self.calls += 1
                    call = Call(sock, stream, self.gone, self.good)
                    if self.play is None:
                        call.answer(self.good)
                    else:
                        self.play(call)

    def end(self) -> None:
        """Let go of whoever waits."""
        self.gone.set()


def _text(value: str) -> bytes:
    raw = value.encode("latin-1")
    return _number(len(raw)) + raw


def _number(value: int) -> bytes:
    """An integer with a prefix of seven bits (RFC 7541 section 5.1)."""
    if value < 127:
        return bytes([value])
    rest, told = value - 127, bytearray([127])
    while rest >= 128:
        told.append(rest % 128 + 128)
        rest //= 128
    told.append(rest)
    return bytes(told)


def _head(sock: socket.socket) -> tuple[tuple[int, int, bytes], int, int]:
    raw = _exactly(sock, 9)
    size, kind, flags = int.from_bytes(raw[:3], "big"), raw[3], raw[4]
    stream = int.from_bytes(raw[5:], "big") & 0x7FFFFFFF
    return (size, kind, _exactly(sock, size)), flags, stream


def _exactly(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data
