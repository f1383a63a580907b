"""Real boto3 against the engine, over loopback HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.sandbox.cloudwatch import CloudWatchLogs

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

# boto3 has no types: importing it as a value keeps that in one place.
boto3: Any = import_module("boto3")
Config: Any = import_module("botocore.config").Config
ClientError: Any = import_module("botocore.exceptions").ClientError


@pytest.fixture(scope="session")
def boto_session() -> Any:
    return boto3.Session(
        aws_access_key_id="local", aws_secret_access_key="local", region_name="ap-northeast-1"
    )


@pytest.fixture
def connect(boto_session: Any) -> Iterator[Callable[[CloudWatchLogs], Any]]:
    """A function from an engine to an unmodified boto3 `logs` client that talks to it."""
    with _connecting(boto_session) as client:
        yield client


@pytest.fixture(scope="module")
def connect_once(boto_session: Any) -> Iterator[Callable[[CloudWatchLogs], Any]]:
    """The same for an engine that a module's tests share."""
    with _connecting(boto_session) as client:
        yield client


@contextmanager
def _connecting(session: Any) -> Generator[Callable[[CloudWatchLogs], Any]]:
    with ExitStack() as stack:

        def client(engine: CloudWatchLogs) -> Any:
            stack.callback(engine.close)
            url = stack.enter_context(_serving(engine))
            config = Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=120)
            made = session.client("logs", endpoint_url=url, config=config)
            stack.callback(made.close)
            return made

        yield client


@contextmanager
def _serving(engine: CloudWatchLogs) -> Generator[str]:
    class Wire(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, content = engine.answer(self.headers["X-Amz-Target"], body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Quiet: the tests speak."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Wire)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def refusal() -> Callable[..., tuple[str, str, Mapping[str, Any]]]:
    """Makes a call that must fail; answers the error's code, message, and the whole answer."""

    def refused(call: Callable[..., Any], **request: Any) -> tuple[str, str, Mapping[str, Any]]:
        with pytest.raises(ClientError) as caught:
            call(**request)
        response = caught.value.response
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
        return response["Error"]["Code"], response["Error"]["Message"], response

    return refused
