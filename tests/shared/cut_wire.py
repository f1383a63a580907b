"""A wire between a client and a server that can be cut, or hang, at a chosen word."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Wire:
    """A loopback port that leads to `to`.

    Once a client has sent `word`, the wire does what `then` says, one time: "cut" both ends before
    the word arrives, "lose" the answer to it and cut, or "hang" from there on.
    """

    to: int
    port: int = 0
    word: bytes = b""
    then: str = ""
    held: list[socket.socket] = field(default_factory=list[socket.socket])

    def trap(self, word: bytes, then: str) -> None:
        self.word, self.then = word, then

    def accept(self, door: socket.socket) -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.to))
            self.held += [client, server]
            lost = threading.Event()
            for one, other, asks in ((client, server, True), (server, client, False)):
                arguments = (one, other, asks, lost)
                threading.Thread(target=self._carry, args=arguments, daemon=True).start()

    def _carry(
        self, one: socket.socket, other: socket.socket, asks: bool, lost: threading.Event
    ) -> None:
        with suppress(OSError):
            while sent := one.recv(65536):
                then = ""
                if asks and self.word and self.word in sent:
                    then, self.word = self.then, b""
                if then == "hang":
                    return
                if then == "lose":
                    lost.set()
                if then == "cut" or (lost.is_set() and not asks):
                    break
                other.sendall(sent)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(to: int) -> Generator[Wire]:
    """A wire to a port on loopback, whole until it is trapped."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        made = Wire(to, door.getsockname()[1])
        threading.Thread(target=made.accept, args=(door,), daemon=True).start()
        try:
            yield made
        finally:
            door.shutdown(socket.SHUT_RDWR)
            for one in made.held:
                one.close()
