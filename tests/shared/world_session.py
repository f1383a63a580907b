"""The doors of the `aws` server over a small world: real boto3, loopback HTTP, nothing recorded."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from aws_doors import session
from aws_worlds import served, small

from kurosai.aws.platform import Aws
from kurosai.aws.wire.alarms import CloudWatchAlarms
from kurosai.aws.wire.ecs import Ecs
from kurosai.aws.wire.health import AwsHealth
from kurosai.aws.wire.images import Ecr
from kurosai.aws.wire.logs import CloudWatchLogs
from kurosai.aws.wire.metrics import CloudWatchMetrics
from kurosai.aws.wire.queues import Sqs
from kurosai.aws.wire.session import AwsSession
from kurosai.aws.wire.states import StepFunctions
from kurosai.aws.wire.subnets import Subnets
from kurosai.aws.wire.trail import CloudTrail


@contextmanager
def opened(tmp_path: Path, changes: str) -> Generator[AwsSession]:
    """A session of the reader of a bundled world with `changes` (YAML) on top."""
    with (
        served(small(changes)) as world,
        session(tmp_path, world.client("sts").meta.endpoint_url) as door,
    ):
        yield door


def doors(session: AwsSession) -> Aws:
    """All doors over a session, as the server has them."""
    return Aws(
        logs=CloudWatchLogs(session),
        states=StepFunctions(session),
        containers=Ecs(session),
        images=Ecr(session),
        trail=CloudTrail(session),
        queues=Sqs(session),
        subnets=Subnets(session),
        alarms=CloudWatchAlarms(session),
        metrics=CloudWatchMetrics(session),
        health=AwsHealth(session),
    )
