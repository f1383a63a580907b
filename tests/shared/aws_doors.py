"""AWS on loopback for the tests of its doors: it knows who asks, and answers as it is told."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from loopback import Loopback, Reply
from loopback import serving as plainly_serving

from kurosai.aws.places import AwsPlaces
from kurosai.aws.wire.session import AwsSession
from kurosai.environment import Environment

IDENTITY = (
    b'<?xml version="1.0"?><GetCallerIdentityResponse '
    b'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    b"<Arn>arn:aws:iam::111122223333:user/x</Arn><UserId>x</UserId>"
    b"<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)


WHO = Reply(body=IDENTITY, headers={"Content-Type": "text/xml"})


def serving(*replies: Reply) -> AbstractContextManager[Loopback]:
    """An AWS that knows who asks, and answers everything else as told."""
    return plainly_serving(*replies, always={b"GetCallerIdentity": WHO})


def places(environment: Environment) -> AwsPlaces[AwsSession]:
    """The places that are configured, each as its session."""
    return AwsPlaces(environment, lambda session: session)


def world(tmp_path: Path, url: str, **more: str) -> Environment:
    """The environment of a server over a world whose AWS is at `url`."""
    worlds = tmp_path / "worlds"
    worlds.mkdir(exist_ok=True)
    variables = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "a-secret-key-of-tests",
        "AWS_REGION": "ap-northeast-1",
        **more,
    }
    body = {"name": "sandbox", "pid": os.getpid(), "environment": variables}
    (worlds / "sandbox.json").write_text(json.dumps(body))
    return Environment({"KUROSAI_STATE_DIR": str(tmp_path), "KUROSAI_WORLD": "sandbox"})


@contextmanager
def session(tmp_path: Path, url: str, **more: str) -> Generator[AwsSession]:
    with closing(places(world(tmp_path, url, **more))) as opened:
        yield opened("")


def error(code: str, message: str = "why", status: int = 400) -> Reply:
    return Reply.json({"__type": code, "message": message}, status)
