"""A proxy that leads nowhere and writes down who wanted to leave this machine."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(slots=True)
class Outside:
    """The proxy at `url`; `wanted` has the first line of everything that was sent to it."""

    url: str = ""
    wanted: list[str] = field(default_factory=list[str])

    def settings(self) -> dict[str, str]:
        """Variables that send everything but loopback to it."""
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        loopback = "127.0.0.1,localhost"
        both = {**dict.fromkeys(names, self.url), "NO_PROXY": loopback}
        return both | {name.lower(): value for name, value in both.items()}


@contextmanager
def watched() -> Generator[Outside]:
    """Be the only way out until the end of the block."""
    outside = Outside()

    class Refusing(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            outside.wanted.append(self.rfile.readline(500).decode("utf-8", "replace").strip())
            self.wfile.write(REFUSED)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        outside.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield outside
        finally:
            server.shutdown()
            thread.join()
