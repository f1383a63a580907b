"""The doors of the `aws` server over a small world of one job: what a trace of it says."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aws_doors import IDENTITY
from aws_doors import world as environment
from aws_worlds import KEY, S03, Served, served, small
from world_session import doors

from kurosai import resource_map
from kurosai.aws.jobs import trace_job
from kurosai.aws.places import AwsPlaces
from kurosai.aws.platform import Aws
from kurosai.library.places import default_runbooks
from kurosai.rendering import render
from kurosai.sandbox.jobs import ecs_task_id
from kurosai.vocabulary import Look, Reading

JOB = 16902244
TASK = "run-my-module"
ECS_TASK = ecs_task_id(JOB, TASK, 1)
MAP = resource_map.load(default_runbooks() / "resource-map.yaml")


@dataclass(frozen=True)
class Jobs:
    """A world whose jobs can be traced."""

    world: Served
    places: AwsPlaces[Aws]

    @property
    def aws(self) -> Aws:
        return self.places("")

    def trace(self, job: int = JOB, now: datetime | None = None, task: str = "") -> Reading:
        now = now or self.world.world.now
        self.world.asked.clear()
        return trace_job.trace(
            self.aws, MAP, now, job_id=str(job), attempt=0, task=task, places=self.places
        )


def attempts(*told: str, status: str = "FAILED", finished: str = "10m") -> str:
    """The overlay of a job whose one task ended as the attempts say, in YAML."""
    listed = "".join(f"              - {one}\n" for one in told)
    return f"""world:
  crois:
    jobs:
      {JOB}:
        status: {status}
        finished: {finished}
        error: "!"
        tasks:
          {TASK}:
            status: {status}
            finished: {finished}
            attempt: {len(told)}
            ecs:
{listed}"""


def aws_part(changes: str) -> str:
    """What is told of AWS in the same overlay."""
    lines = "".join(f"    {line}\n" for line in changes.strip("\n").split("\n"))
    return f"  aws:\n{lines}"


@contextmanager
def jobs(tmp_path: Path, changes: str, name: str = S03) -> Generator[Jobs]:
    """A bundled world without its other teams, with an overlay on top."""
    with (
        served(small(changes, name), who=IDENTITY) as world,
        closing(
            AwsPlaces(environment(tmp_path, world.url, AWS_ACCESS_KEY_ID=KEY), doors)
        ) as places,
    ):
        yield Jobs(world, places)


def look(reading: Reading, place: str) -> Look:
    (found,) = (one for one in reading.looks if place in one.place)
    return found


def shown(reading: Reading) -> str:
    return render(reading, evidence="AAAAAAAA").body
