"""Small accounts told by their CloudTrail alone, and the question who changed something there."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from aws_doors import session
from aws_worlds import Served, served, small

from kurosai.aws.changes import find_changes
from kurosai.aws.wire.trail import CloudTrail
from kurosai.vocabulary import Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
HEAD = "now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    trail:\n"


def event(at: str, name: str, who: str, request: str = "", **more: str) -> str:
    lines = [
        f"- at: 2026-11-12T{at}Z",
        f"source: {more.pop('source', 'lambda')}.amazonaws.com",
        f"name: {name}",
        f"who: {{ {who} }}",
        *(f"{key}: {value}" for key, value in more.items()),
        *([f"request: {{ {request} }}"] if request else []),
    ]
    return "\n      " + "\n        ".join(lines)


@contextmanager
def account(tmp_path: Path, *events: str) -> Generator[tuple[CloudTrail, Served]]:
    with (
        served(small(HEAD + "".join(events))) as world,
        session(tmp_path, world.url) as door,
    ):
        yield CloudTrail(door), world


def find(trail: CloudTrail, resource: str, **asked: str) -> Reading:
    given = {"by": "", "around": "", "since": "", "until": "", **asked}
    return find_changes.find(trail, NOW, resource=resource, minutes=180, **given)
