"""Whole worlds behind the fault server: every request is answered well but the broken one."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import repositories
import uvicorn
from aws_worlds import KEY, small
from crois_world import TOKEN
from fault_doors import AWS, CROIS, GITHUB, Kind
from fault_server import Asked, Good

from kurosai.openapi import document
from kurosai.sandbox import aws_api, crois_api
from kurosai.sandbox.moto_backend import HttpRequest

JOB = "16902244"


@contextmanager
def worlds() -> Generator[tuple[tuple[Kind, str], ...]]:
    """The vendors over a world's answers, each with the time that it is there."""
    with ExitStack() as stack:
        job = small("")
        code = repositories.told()
        aws = aws_api.loaded(job, KEY)
        stack.enter_context(closing(aws.logs))
        crois = stack.enter_context(_served(crois_api.application(job, document.crois(), TOKEN)))
        github = stack.enter_context(repositories.served(code))

        def of_aws(asked: Asked) -> Good:
            request = HttpRequest(asked.method, asked.target, dict(asked.headers), asked.body)
            status, told, content = aws.answer(request)
            return Good(content, told.get("Content-Type", "text/xml"), f"{status} So")

        found = (
            (replace(AWS, good=of_aws), job.now),
            (replace(CROIS, good=_forwarded(crois, f"Token {TOKEN}")), job.now),
            (replace(GITHUB, good=_forwarded(github, f"token {repositories.TOKEN}")), code.now),
        )
        yield tuple((kind, f"{now:%Y-%m-%dT%H:%M:%SZ}") for kind, now in found)


def _forwarded(url: str, login: str) -> Callable[[Asked], Good]:
    def good(asked: Asked) -> Good:
        with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)) as connection:
            connection.request("GET", asked.target, headers={"Authorization": login})
            answer = connection.getresponse()
            kept = tuple(
                f"{n}: {v}" for n, v in answer.getheaders() if n.lower() in ("link", "etag")
            )
            kind = answer.headers.get("Content-Type", "application/json")
            return Good(answer.read(), kind, f"{answer.status} So", kept)

    return good


@contextmanager
def _served(app: Any) -> Generator[str]:
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
