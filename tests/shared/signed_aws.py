"""AWS on loopback that writes down who signed each request, and where profiles and places stand."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from loopback import Reply

_CREDENTIAL = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/")
_STS = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"'


@dataclass(frozen=True)
class Asked:
    """One request: who signed it for which region and service ("" if nobody), and what it asks."""

    key: str
    region: str
    service: str
    operation: str
    body: str
    headers: dict[str, str] = field(default_factory=dict[str, str])
    method: str = "POST"
    path: str = "/"
    port: int = 0

    @property
    def fields(self) -> dict[str, str]:
        """The arguments of a request to STS."""
        return {name: values[0] for name, values in parse_qs(self.body).items()}


@dataclass
class SignedAws:
    """`answer` says what comes back; `seen` is everything that was asked, STS included."""

    answer: Callable[[Asked], Reply]
    seen: list[Asked] = field(default_factory=list[Asked])
    url: str = ""

    def of(self, operation: str) -> list[Asked]:
        return [asked for asked in self.seen if asked.operation == operation]

    def keys(self, operation: str) -> list[str]:
        return [asked.key for asked in self.of(operation)]


def identity(account: str) -> Reply:
    return _xml(
        f"<GetCallerIdentityResponse {_STS}><GetCallerIdentityResult><Arn>arn:aws:iam::{account}:"
        f"user/x</Arn><UserId>x</UserId><Account>{account}</Account></GetCallerIdentityResult>"
        "</GetCallerIdentityResponse>"
    )


def assumed(key: str, account: str, until: str = "2099-01-01T00:00:00Z") -> Reply:
    return _xml(
        f"<AssumeRoleResponse {_STS}><AssumeRoleResult><Credentials><AccessKeyId>{key}"
        f"</AccessKeyId><SecretAccessKey>secret-of-{key}</SecretAccessKey><SessionToken>token-of-"
        f"{key}</SessionToken><Expiration>{until}</Expiration></Credentials><AssumedRoleUser><Arn>"
        f"arn:aws:sts::{account}:assumed-role/r/kurosai</Arn><AssumedRoleId>x:y</AssumedRoleId>"
        "</AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>"
    )


def refusal(code: str, message: str, status: int = 403) -> Reply:
    """A refusal of STS."""
    return _xml(
        f"<ErrorResponse {_STS}><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{message}</Message></Error></ErrorResponse>",
        status,
    )


def _xml(body: str, status: int = 200) -> Reply:
    head = '<?xml version="1.0"?>'
    return Reply(status, (head + body).encode(), {"Content-Type": "text/xml"})


def desktop(folder: Path, config: str, credentials: str, places: str) -> dict[str, str]:
    """The files of the shared AWS configuration and of the places, as variables of a world."""
    named = {
        "AWS_CONFIG_FILE": config,
        "AWS_SHARED_CREDENTIALS_FILE": credentials,
        "KUROSAI_AWS_PLACES": places,
    }
    for name, text in named.items():
        (folder / name).write_text(text)
    return {name: str(folder / name) for name in named}


def _handler(aws: SignedAws) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            found = _CREDENTIAL.search(headers.get("authorization", ""))
            key, region, service = found.groups() if found else ("", "", "")
            action = parse_qs(body).get("Action", [f"{self.command} {self.path}"])[0]
            operation = headers.get("x-amz-target", action).rpartition(".")[2]
            asked = Asked(
                *(key, region, service, operation, body, headers),
                *(self.command, self.path, self.client_address[1]),
            )
            aws.seen.append(asked)
            reply = aws.answer(asked)
            self.send_response_only(reply.status)
            told = {"Content-Type": "application/x-amz-json-1.1", **reply.headers}
            for name, value in {**told, "Content-Length": str(len(reply.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST  # noqa: N815 - its base says so

        def handle(self) -> None:
            with suppress(OSError):
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its base says so
            return

    return Handler


@contextmanager
def signed_aws(answer: Callable[[Asked], Reply]) -> Generator[SignedAws]:
    aws = SignedAws(answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(aws))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    aws.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield aws
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
