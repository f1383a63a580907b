"""Plain sockets on loopback: each connection is served in a thread of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Protocol, TypeVar


class Server(Protocol):
    """Who serves connections: on `port` once it runs."""

    port: int

    def serve(self, sock: socket.socket) -> None:
        """One connection, to its end."""
        ...

    def end(self) -> None:
        """Let go of whoever still waits."""
        ...


AnyServer = TypeVar("AnyServer", bound=Server)


@contextmanager
def running(server: AnyServer) -> Generator[AnyServer]:
    """Serve on loopback until the end of the block."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server.port = listener.getsockname()[1]
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                with suppress(OSError):
                    sock, _ = listener.accept()
                    threading.Thread(target=server.serve, args=(sock,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            # Closing a socket wakes nobody who accepts on it; a connection does.
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", server.port), 1).close()
            thread.join(2)
            server.end()
