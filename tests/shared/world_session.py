"""The doors of the `aws` server over a small world: real boto3, loopback HTTP, nothing recorded."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from aws_doors import session
from aws_worlds import served, small

from kurosai.aws.platform import Aws
from kurosai.aws.wire.quota import Quotas
from kurosai.aws.wire.session import AwsSession
from kurosai.cli.serve import bundle


@contextmanager
def opened(tmp_path: Path, changes: str, **more: str) -> Generator[AwsSession]:
    """A session of the reader of a bundled world with `changes` (YAML) on top; `more` are variables
    that the world publishes besides."""
    with (
        served(small(changes)) as world,
        session(tmp_path, world.client("sts").meta.endpoint_url, **more) as door,
    ):
        yield door


def doors(session: AwsSession) -> Aws:
    """All doors over a session, as the server has them."""
    return bundle(session, Quotas())
