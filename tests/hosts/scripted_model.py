"""A model endpoint on loopback whose answers are decided elsewhere.

It speaks what Claude Code speaks to a model (Anthropic Messages, streamed). Each request of the
host waits here as a `Turn` until somebody answers it with words or with a tool call.
"""

from __future__ import annotations

import json
import queue
import secrets
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/v1/messages"
WAIT_SECONDS = 120.0
"""A host that starts six servers on a busy machine may take a minute to its first request."""

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One tool's result as the model receives it: its text, and whether it is an error."""

    text: str
    error: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One request of the host: all that a model would read now."""

    body: Mapping[str, Any]
    answered: queue.SimpleQueue[list[Event]] = field(default_factory=queue.SimpleQueue[Any])

    @property
    def tools(self) -> list[Mapping[str, Any]]:
        """The definitions that the model can call from."""
        return list(self.body.get("tools", ()))

    def texts(self, role: str) -> list[str]:
        """Every text of `role`, in order."""
        return [
            block["text"]
            for message in self.body["messages"]
            if message["role"] == role
            for block in _blocks(message["content"])
            if block["type"] == "text"
        ]

    def result(self, use: str) -> Result | None:
        """What came of the tool call with the id `use`; None while it is not there."""
        for message in self.body["messages"]:
            for block in _blocks(message["content"]):
                if block["type"] == "tool_result" and block["tool_use_id"] == use:
                    parts = _blocks(block.get("content", ""))
                    text = "".join(part.get("text", "") for part in parts)
                    return Result(text, bool(block.get("is_error")))
        return None

    def say(self, text: str) -> None:
        """Answer with words and end the turn."""
        block = {"type": "text", "text": ""}
        self.answered.put(_message(block, {"type": "text_delta", "text": text}, "end_turn"))

    def use(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Answer with one tool call; its id."""
        use = f"toolu_{secrets.token_hex(12)}"
        block: Event = {"type": "tool_use", "id": use, "name": name, "input": {}}
        given = json.dumps(arguments, ensure_ascii=False)
        delta = {"type": "input_json_delta", "partial_json": given}
        self.answered.put(_message(block, delta, "tool_use"))
        return use


class ScriptedModel:
    """The endpoint at `url`. `elsewhere` are requests that were none to the model."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.elsewhere: list[str] = []
        self._turns: queue.SimpleQueue[Turn] = queue.SimpleQueue()

    def next(self) -> Turn:
        """The next request, waited for. Raises queue.Empty when none comes."""
        return self._turns.get(timeout=WAIT_SECONDS)

    def asked(self, body: Mapping[str, Any]) -> list[Event]:
        """Hand a request over and wait for its answer. Raises queue.Empty when none comes."""
        turn = Turn(body)
        self._turns.put(turn)
        return turn.answered.get(timeout=WAIT_SECONDS)


@contextmanager
def serving() -> Generator[ScriptedModel]:
    """Serve a model until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    model = ScriptedModel(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _speaking(model)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _speaking(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:
    class Speaking(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if self.path.split("?")[0] != PATH or not body.get("stream"):
                self._elsewhere()
                return
            events = model.asked(body)
            out = "".join(f"event: {one['type']}\ndata: {json.dumps(one)}\n\n" for one in events)
            self._send(200, "text/event-stream", out.encode())

        def _elsewhere(self) -> None:
            model.elsewhere.append(f"{self.command} {self.path}")
            self._send(404, "application/json", b"{}")

        do_GET = do_HEAD = do_PUT = _elsewhere  # noqa: N815 - the base class finds them by name

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its base says so
            return

    return Speaking


def _blocks(content: Any) -> Iterator[Mapping[str, Any]]:
    """Content is a string or a list of blocks; always blocks."""
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    else:
        yield from content


def _message(block: Event, delta: Event, stop: str) -> list[Event]:
    """The events of one streamed message with one block."""
    usage = {"input_tokens": 1, "output_tokens": 1}
    message: Event = {
        "id": "msg_scripted",
        "type": "message",
        "role": "assistant",
        "model": "scripted",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": stop, "stop_sequence": None},
            "usage": usage,
        },
        {"type": "message_stop"},
    ]
