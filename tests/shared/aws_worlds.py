"""Real boto3 against the AWS endpoint of a world, served over loopback HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from kurosai.aws.wire import shapes
from kurosai.sandbox import aws_api
from kurosai.sandbox.moto_backend import HttpRequest
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.world import World, build

# boto3 has no types: importing it as a value keeps that in one place.
boto3: Any = import_module("boto3")
BotocoreSession: Any = import_module("botocore.session").Session
Config: Any = import_module("botocore.config").Config
ClientError: Any = import_module("botocore.exceptions").ClientError

KEY = "AKIAIOSFODNN7EXAMPLE"
S03 = "s03-no-manifest"


@dataclass(frozen=True)
class Served:
    """A world and clients of its AWS; `asked` are the operations so far, oldest first."""

    world: World
    client: Callable[[str], Any]
    asked: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        """Where it is served."""
        return str(self.client("sts").meta.endpoint_url)

    @property
    def execution(self) -> str:
        return "arn:aws:states:ap-northeast-1:111122223333:execution:crois-v2-prd-job-runner:"

    def history(self, name: str, **more: Any) -> list[dict[str, Any]]:
        """The whole history of an execution, by the pages."""
        arn = self.execution + name
        pages = self.client("stepfunctions").get_paginator("get_execution_history")
        return [
            event for page in pages.paginate(executionArn=arn, **more) for event in page["events"]
        ]


@contextmanager
def served(world: World, key: str = KEY, who: bytes = b"") -> Generator[Served]:
    """Serve AWS of a world on loopback; its clients sign with `key`.

    `who` answers GetCallerIdentity in the place of moto, which knows one world a process.
    """
    aws = aws_api.loaded(world, KEY)
    asked: list[str] = []

    class Wire(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_PUT(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = HttpRequest(self.command, self.path, headers, body)
            form = parse_qs(body.decode("latin-1")).get("Action", [""])[0]
            asked.append(headers.get("x-amz-target", "").rpartition(".")[2] or form)
            if who and form == "GetCallerIdentity":
                status, told, content = 200, {"Content-Type": "text/xml"}, who
            else:
                status, told, content = aws.answer(request)
            self.send_response(status)
            for name, value in {**told, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Quiet: the tests speak."""

    # Reading the list of all endpoints takes longer than most worlds.
    files = BotocoreSession()
    files.get_component("data_loader").file_loader = shapes.files()
    session = boto3.Session(
        aws_access_key_id=key,
        aws_secret_access_key="x",
        region_name=world.aws.region,
        botocore_session=files,
    )
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=10, read_timeout=120)
    made: dict[str, Any] = {}

    def client(url: str, service: str) -> Any:
        if service not in made:
            made[service] = session.client(service, endpoint_url=url, config=config)
        return made[service]

    server = ThreadingHTTPServer(("127.0.0.1", 0), Wire)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    with closing(aws.logs):
        try:
            yield Served(world, partial(client, url), asked)
        finally:
            for one in made.values():
                one.close()
            server.shutdown()
            thread.join()
            server.server_close()


def altered(changes: str, name: str = S03) -> World:
    """A bundled world with an overlay, in YAML, on top."""
    return build(alter(bundled(name), changes))


def small(changes: str, name: str = S03) -> World:
    """The same without the other teams, which takes a hundredth of the time."""
    return altered(f"noise: !remove\n{changes}", name)
