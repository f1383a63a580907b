"""What comes behind an answer is nobody's, whenever its connection is taken up again."""

from __future__ import annotations

from typing import Any

import httpx
from accepting import running
from fault_server import Asked, FaultServer, Good, Wire

from kurosai.crois.wire import transport


def _echo(asked: Asked) -> Good:
    return Good(asked.target.encode())


def _with_another(wire: Wire) -> None:
    wire.send(wire.whole("200 OK", wire.good.body) + wire.whole("200 OK", b"nobody's"))


def test_a_connection_let_go_of_behind_the_pools_check_is_not_written_to() -> None:
    """As when another thread lets go of it after the pool looked for leftovers."""
    with (
        running(FaultServer(_echo, lambda _asked: True)) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        transport.bound(client)
        with server.playing(_with_another), client.stream("GET", "/first") as first:
            untyped: Any = client
            (kept,) = untyped._transport._pool.connections
            kept._connection.has_expired = lambda: False
            assert first.read() == b"/first"
        assert client.get("/second").text == "/second"
        assert len(server.open) == 2
        assert client.get("/third").text == "/third"
        assert len(server.open) == 2
