"""A world over a small part of the week, asked without a server."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kurosai.sandbox import aws_api
from kurosai.sandbox.background.scale import Scale
from kurosai.sandbox.crois_answers import Answers, Listed
from kurosai.sandbox.records import Job
from kurosai.sandbox.scenario import alter, bundled, load
from kurosai.sandbox.world import World, build

SMALL = Scale("test", one_in=500)


@dataclass(frozen=True)
class Large:
    """A world over the week, and the same one without it."""

    world: World
    alone: World
    aws: aws_api.Aws

    def logs(self, operation: str, **parameters: object) -> dict[str, Any]:
        """What CloudWatch Logs answers."""
        body = json.dumps(parameters).encode()
        status, _, answer = self.aws.logs.answer(f"Logs_20140328.{operation}", body)
        assert status == 200, answer
        return json.loads(answer)

    def events(self, group: str, **parameters: object) -> list[dict[str, Any]]:
        """Every page of FilterLogEvents."""
        found: list[dict[str, Any]] = []
        more: dict[str, object] = {}
        while True:
            page = self.logs("FilterLogEvents", logGroupName=group, **parameters, **more)
            found += page["events"]
            if "nextToken" not in page:
                return found
            more = {"nextToken": page["nextToken"]}

    def listed(self, **given: str) -> Listed:
        """What list_jobs answers, before it is cut into pages."""
        answer = Answers(self.world).by_operation["list_jobs"](given)
        assert isinstance(answer, Listed)
        return answer

    def of_week(self, **given: str) -> list[Job]:
        """The jobs of the week that list_jobs lists, newest first, with their tasks."""
        week, found = self.world.week, self.listed(**given)
        assert week is not None
        several = (week.job(job.id) for job in found.items[0 : len(found.items)])
        return [job for job in several if job is not None]

    def fresh_events(self, group: str, **parameters: object) -> list[dict[str, Any]]:
        """The events of a group, asked for as the first thing ever."""
        aws = aws_api.loaded(self.world, "AKIAEXAMPLE")
        with closing(aws.logs):
            return Large(self.world, self.alone, aws).events(group, **parameters)

    @property
    def now_ms(self) -> int:
        """The world's `now`."""
        return round(self.world.now.timestamp() * 1000)


@contextmanager
def over(files: tuple[Path, ...], name: str, changes: str = "") -> Generator[Large]:
    """The world of a bundled scenario, changed or not, over the week in `files`, for the length of
    a block."""
    scenario = alter(bundled(name), changes) if changes else load(bundled(name))
    world = build(scenario, files)
    assert world.week is not None
    aws = aws_api.loaded(world, "AKIAEXAMPLE")
    try:
        yield Large(world, build(scenario), aws)
    finally:
        aws.logs.close()
        world.week.close()
