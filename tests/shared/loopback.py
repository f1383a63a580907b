"""A server on loopback that answers what a test tells it to, byte for byte."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any


@dataclass
class Reply:
    """One answer. `drip` is the seconds between its bytes; it ends `cut` bytes too early."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict[str, str])
    drip: float = 0.0
    hang: float = 0.0
    cut: int = 0

    @classmethod
    def json(cls, value: Any, status: int = 200) -> Reply:
        return cls(status, json.dumps(value, ensure_ascii=False).encode())


@dataclass
class Loopback:
    """`replies` are used in order, the last one again and again; `seen` are (path, headers).

    A request whose body holds a key of `always` gets that reply, and counts for nothing else; one
    for an operation of AWS JSON in `operations` gets that one, and its body is kept.
    """

    replies: list[Reply]
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list[tuple[str, dict[str, str]]])
    bodies: list[bytes] = field(default_factory=list[bytes])
    always: dict[bytes, Reply] = field(default_factory=dict[bytes, Reply])
    operations: dict[str, Reply] = field(default_factory=dict[str, Reply])
    url: str = ""

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def _send(out: BufferedIOBase, reply: Reply) -> None:
    with suppress(OSError):
        for one in reply.body if reply.drip else ():
            out.write(bytes([one]))
            out.flush()
            time.sleep(reply.drip)
        if not reply.drip:
            out.write(reply.body)


def _handler(fake: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fixed = next((reply for key, reply in fake.always.items() if key in body), None)
            if fixed is None:
                fake.bodies.append(body)
                target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
                fixed = fake.operations.get(target)
            self.answer(fixed)

        def do_GET(self) -> None:
            self.answer(None)

        def answer(self, fixed: Reply | None) -> None:
            if fixed is None:
                fake.seen.append((self.path, dict(self.headers.items())))
            reply = fixed or fake.next()
            time.sleep(reply.hang)
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", **reply.headers}
            headers.setdefault("Content-Length", str(len(reply.body) + reply.cut))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            _send(self.wfile, reply)
            if reply.cut:
                self.close_connection = True

        def handle(self) -> None:
            # A client that gave up is what some of the tests are about.
            with suppress(OSError):
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its base says so
            return

    return Handler


@contextmanager
def serving(*replies: Reply, always: dict[bytes, Reply] | None = None) -> Generator[Loopback]:
    fake = Loopback(list(replies), always=always or {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
