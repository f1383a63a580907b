"""Cloud Logging on loopback for the tests: a world's, or one that answers what it is told."""

from __future__ import annotations

import functools
import json
import os
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kurosai import resource_map
from kurosai.environment import Environment
from kurosai.gcp.wire.entries import CloudLogging
from kurosai.gcp.wire.session import GoogleSession
from kurosai.library.places import default_runbooks
from kurosai.sandbox.cloud_logging import door, messages
from kurosai.sandbox.cloud_logging.credentials import Credentials
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.refusals import Refusal
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.world import World, build
from kurosai.vocabulary import stamp

PROJECT = "crois-prd-gke"
NOW = datetime(2026, 2, 5, 2, 10, tzinfo=UTC)
RESOURCES = resource_map.load(default_runbooks() / "resource-map.yaml")
LIST = "/google.logging.v2.LoggingServiceV2/ListLogEntries"
LOGS = "/google.logging.v2.LoggingServiceV2/ListLogs"
BUCKET = "/google.logging.v2.ConfigServiceV2/GetBucket"


def altered(overlay: str = "{}") -> World:
    """The world of the pod that is gone, with an overlay, without what else is going on."""
    told = alter(bundled("g01-pod-gone"), overlay)
    return build(told.model_copy(update={"noise": None}))


def environment(state: Path, variables: Mapping[str, str]) -> Environment:
    """What a server reads in a world with these variables."""
    worlds = state / "worlds"
    worlds.mkdir(parents=True, exist_ok=True)
    body = {"name": "sandbox", "pid": os.getpid(), "environment": dict(variables)}
    (worlds / "sandbox.json").write_text(json.dumps(body), "utf-8")
    return Environment({"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": "sandbox"})


@functools.cache
def keys() -> Credentials:
    """One set for all tests of a process: new ones take a tenth of a second."""
    return door.credentials(PROJECT)


@contextmanager
def served(api: door.Api, state: Path, now: datetime = NOW, **more: str) -> Generator[Environment]:
    """The environment of a server that asks this API."""
    with door.serving(api, keys()) as running:
        yield environment(state, {**running.variables, "KUROSAI_NOW": stamp(now), **more})


@contextmanager
def reader(chosen: Environment) -> Generator[CloudLogging]:
    """The real client over an environment."""
    with closing(GoogleSession(chosen)) as session:
        yield CloudLogging(session)


@contextmanager
def reading(state: Path, overlay: str = "{}") -> Generator[CloudLogging]:
    """The real client over an altered world."""
    world = altered(overlay)
    with served(door.api_of(world), state, world.now) as chosen, reader(chosen) as logs:
        yield logs


@dataclass
class Told:
    """An API that answers what a test tells it to, the last answer again and again.

    An answer is the bytes of a message, a Refusal, or a function of the request. `buckets` says for
    how many days each keeps its entries; without it nobody may ask.
    """

    answers: list[bytes | Refusal | Callable[[bytes], bytes]]
    asked: list[bytes] = field(default_factory=list[bytes])
    hang: float = 0.0
    buckets: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def methods(self) -> Mapping[str, Callable[[bytes], bytes]]:
        own = {LIST: self.answer, LOGS: self.answer}
        return {**own, BUCKET: self.bucket} if self.buckets else own

    def warm(self) -> None:
        return

    def answer(self, body: bytes) -> bytes:
        self.asked.append(body)
        time.sleep(self.hang)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Refusal):
            raise answer
        return answer if isinstance(answer, bytes) else answer(body)

    def bucket(self, body: bytes) -> bytes:
        name = messages.bucket_asked(body).name
        return messages.bucket_answer(name, self.buckets[name])


def refusal(code: str, what: str = "why") -> Refusal:
    """An error of any gRPC status."""
    made = Refusal(what)
    made.code = code
    return made


def line(number: int, text: str = "", at: datetime = NOW) -> Entry:
    """A container's line, `number` seconds before `at`."""
    when = at - timedelta(seconds=number)
    return Entry(
        log="stdout",
        at=when,
        received=when + timedelta(seconds=2),
        insert_id=f"line{number}",
        resource="k8s_container",
        resource_labels={"cluster_name": "c", "namespace_name": "n", "pod_name": "p"},
        severity=200,
        text=text or f"line {number}",
    )
