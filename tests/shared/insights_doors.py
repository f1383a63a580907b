"""Knowledge over real boto3 against the engine of a world: what find_logs and query_logs ask."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aws_doors import IDENTITY, session

from kurosai.aws.wire.insights import Insights
from kurosai.aws.wire.logs import CloudWatchLogs as Door
from kurosai.aws.wire.quota import Quotas
from kurosai.sandbox.cloudwatch import TARGET_PREFIX, CloudWatchLogs

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Doors:
    """Both doors to one engine, and the operations that came through them, in order."""

    logs: Door
    queries: Insights
    asked: list[str] = field(default_factory=list[str])

    def count(self, operation: str) -> int:
        return self.asked.count(operation)


@contextmanager
def doors(
    tmp_path: Path,
    engine: CloudWatchLogs,
    *,
    over: Callable[[str, int], Answer | None] = lambda _operation, _nth: None,
) -> Generator[Doors]:
    """`over` may answer in the engine's place: by operation, and how often it was asked before."""
    asked: list[str] = []

    class Wire(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            target = self.headers.get("X-Amz-Target", "")
            if not target:
                answer: Answer = (200, {"Content-Type": "text/xml"}, IDENTITY)
            else:
                operation = target.removeprefix(TARGET_PREFIX)
                told = over(operation, asked.count(operation))
                asked.append(operation)
                answer = told or engine.answer(target, body)
            status, headers, content = answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Quiet: the tests speak."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Wire)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    quotas = Quotas(1_000)
    try:
        with session(tmp_path, f"http://127.0.0.1:{server.server_port}") as opened:
            yield Doors(Door(opened, quotas), Insights(opened, quotas), asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refusal(code: str, message: str = "why") -> Answer:
    return 400, {"Content-Type": "application/x-amz-json-1.1"}, _error(code, message)


def _error(code: str, message: str) -> bytes:
    return f'{{"__type": "{code}", "message": "{message}"}}'.encode()
