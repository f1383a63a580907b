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
NO_ADDRESS = "16902250"
"""A job whose task found no address in its subnet."""

WAITING = "16902251"
"""A job that nobody has handed to AWS yet."""

KILLED = "16902252"
"""A job whose task took more memory than it might."""

FUNCTION = "core-v2-log-forwarder"
MORE = f"""
world:
  crois:
    jobs:
      {NO_ADDRESS}:
        created_at: 2026-11-10T08:33:10Z
        workflow: 15102
        trigger: {{ kind: ui, by: k-mori }}
        status: FAILED
        started: 2s
        finished: 5m
        error: no address
        tasks:
          run-my-module:
            status: FAILED
            finished: 5m
            attempt: 1
            ecs:
              - submitted: 4s
                stopped: 1m27s
                reason: "Create Network Interface: InsufficientFreeAddressesInSubnet"
      {KILLED}:
        created_at: 2026-11-10T08:33:10Z
        workflow: 15102
        trigger: {{ kind: ui, by: k-mori }}
        status: FAILED
        started: 2s
        finished: 5m
        error: killed
        tasks:
          run-my-module:
            status: FAILED
            finished: 5m
            attempt: 1
            ecs:
              - submitted: 4s
                started: 50s
                stopped: 4m
                exit_code: 137
                reason: "OutOfMemoryError: Container killed due to memory usage"
  aws:
    subnets:
      ap-northeast-1a: {{ cidr: 10.42.0.0/26, free: 12 }}
    queues:
      crois-v2-prd-job-queue:
        waiting: 412
        dead_letters: {{ queue: crois-v2-prd-job-queue-dlq, max_receives: 5 }}
      crois-v2-prd-job-queue-dlq: {{ waiting: 7 }}
    metrics:
      age:
        namespace: AWS/SQS
        name: ApproximateAgeOfOldestMessage
        dimensions: {{ QueueName: crois-v2-prd-job-queue }}
        unit: Seconds
        series:
          usual:
            first: 2026-11-10T20:00:00Z
            last: 2026-11-11T01:18:00Z
            every: 1m
            value: 640
    alarms:
      core-v2-queue-age:
        metric: age
        statistic: Maximum
        threshold: 300
        muted: {{ night: {{ at: 2026-11-11T00:00:00Z, until: 2026-11-11T08:00:00Z }} }}
        history: {{ 2026-11-11T00:40:10Z: {{ state: ALARM }} }}
    health:
      events:
        - at: 2026-11-11T00:50:00Z
          service: SQS
          type: AWS_SQS_OPERATIONAL_ISSUE
          text: We are investigating increased latencies.
    trail:
      - at: 2026-11-10T08:10:00Z
        source: ecs.amazonaws.com
        name: RegisterTaskDefinition
        who: {{ user: k-ito }}
        request: {{ family: crois-v2-prd-tutorial-tutorial_20260910, memory: "512" }}
      - at: 2026-11-10T23:40:00Z
        source: lambda.amazonaws.com
        name: UpdateFunctionConfiguration20150331v2
        who: {{ user: k-ito }}
        resources: [{{ type: "AWS::Lambda::Function", name: {FUNCTION} }}]
        request: {{ functionName: {FUNCTION}, timeout: 20 }}
"""
"""What the tools that watch have to look at, in the world of JOB."""


@contextmanager
def worlds() -> Generator[tuple[tuple[Kind, str], ...]]:
    """The vendors over a world's answers, each with the time that it is there."""
    with ExitStack() as stack:
        job = small(MORE)
        code = repositories.told()
        aws = aws_api.loaded(job, KEY)
        stack.enter_context(closing(aws.logs))
        crois = stack.enter_context(_served(crois_api.application(job, document.crois(), TOKEN)))
        github = stack.enter_context(repositories.served(code))

        def of_aws(asked: Asked) -> Good:
            request = HttpRequest(asked.method, asked.target, dict(asked.headers), asked.body)
            status, told, content = aws.answer(request)
            kept = tuple(f"{n}: {v}" for n, v in told.items() if n.lower().startswith("x-amz"))
            return Good(content, told.get("Content-Type", "text/xml"), f"{status} So", kept)

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
