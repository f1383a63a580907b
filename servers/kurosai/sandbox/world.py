"""A scenario as a running world sees it: everything that has happened by `now`, nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from kurosai.sandbox import bystanders, chatter, hushed
from kurosai.sandbox.background import catalogue
from kurosai.sandbox.background.groups import FUNCTIONS
from kurosai.sandbox.background.week import Week
from kurosai.sandbox.footprints.surroundings import Surroundings
from kurosai.sandbox.footprints.trail import Trail
from kurosai.sandbox.jobs import unfold
from kurosai.sandbox.lambdas import milliseconds, runs, streams
from kurosai.sandbox.records import Job, LogEvent, LogStream
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.schema_aws import Aws, LogGroup
from kurosai.sandbox.schema_crois import Crois
from kurosai.sandbox.schema_gcp import Gcp
from kurosai.sandbox.schema_github import GitHub


@dataclass(frozen=True, slots=True)
class World:
    """The frozen world. `jobs` by id, ascending; `log_groups` says which groups exist.

    `trail` is what the jobs left on AWS; it makes itself when it is asked. `week` is the platform
    at large, in a world of that scale: its jobs are not among `jobs`, nor its events in
    `log_streams`.
    """

    scenario: str
    now: datetime
    aws: Aws
    crois: Crois
    gcp: Gcp
    jobs: Mapping[int, Job]
    log_groups: Mapping[str, int | None]
    log_streams: tuple[LogStream, ...]
    trail: Trail
    github: GitHub | None = None
    week: Week | None = None

    @property
    def log_event_count(self) -> int:
        """Log events in all streams."""
        return sum(len(stream.events) for stream in self.log_streams)

    def digest(self) -> str:
        """A hash of everything the world serves: equal worlds have equal digests."""
        whole = {
            "now": self.now.isoformat(),
            "crois": self.crois.model_dump(mode="json", exclude={"jobs", "series"}),
            "gcp": self.gcp.model_dump(mode="json"),
            "aws": self.aws.model_dump(mode="json", exclude={"log_groups"}),
            "jobs": [asdict(job) for job in self.jobs.values()],
            "groups": dict(self.log_groups),
            "streams": [asdict(stream) for stream in self.log_streams],
            "github": self.github.model_dump(mode="json") if self.github else None,
        }
        text = json.dumps(whole, default=str, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


def build(scenario: Scenario, files: Sequence[Path] = ()) -> World:
    """Unfold a scenario and cut it at its `now`. The same scenario gives the same world.

    `files` are those of a scale, to be laid under it. Raises BadInput where it does not fit.
    """
    world, told = scenario.world, scenario.noise
    crois = world.crois if told is None else bystanders.populated(world.crois, world.aws, told)
    others = [] if told is None else bystanders.jobs(crois, told)
    if files:
        crois = catalogue.populated(crois, world.aws, scenario.now)
    whole = world.model_copy(update={"crois": crois})
    unfolded = unfold(whole, others)
    week = None
    if files:
        week = Week(
            files, whole, scenario.now, {*(job.id for job in unfolded.jobs), *_named(scenario)}
        )
    found: list[LogStream] = []
    for name, group in world.aws.log_groups.items():
        found += _written(name, group)
        if group.function is not None:
            found += streams(
                name,
                (
                    run
                    for one in group.function.runs
                    for run in runs(name, group.function, one, unfolded.series)
                ),
                memory_mb=group.function.memory_mb,
                container=group.function.container,
                region=world.aws.region,
            )
    if told is not None:
        others_say = chatter.logs(told, unfolded.others, world.aws.region)
        found += hushed.left(world.aws, others_say)
    now_ms = milliseconds(scenario.now)
    seen = (stream.at(now_ms) for stream in found)
    known = {job.id: job for job in (one.at(scenario.now) for one in unfolded.jobs) if job}
    aws = world.aws
    around = Surroundings(
        aws.account, aws.region, scenario.now, crois, aws.sources, aws.capacity, aws.subnets
    )
    groups = {name: group.retention_days for name, group in world.aws.log_groups.items()}
    for name in told.groups if told is not None else ():
        groups.setdefault(name, None)
    for name in FUNCTIONS if week is not None else ():
        groups.setdefault(name, None)
    return World(
        scenario=scenario.id,
        now=scenario.now,
        aws=world.aws,
        crois=crois,
        gcp=world.gcp,
        jobs=known,
        log_groups=groups,
        log_streams=tuple(stream for stream in seen if stream.events),
        trail=Trail(unfolded.jobs, around, world.aws, week),
        github=world.github,
        week=week,
    )


def _named(scenario: Scenario) -> Iterator[int]:
    """Numbers in what a scenario tells that may be ids of jobs: also of one that is not there,
    which then must not be one of the platform's."""
    said = scenario.model_dump_json(exclude={"noise"})
    for found in re.findall(r"(?<![0-9])[0-9]{5,12}(?![0-9])", said):
        yield int(found)


def _written(name: str, group: LogGroup) -> list[LogStream]:
    result: list[LogStream] = []
    for stream, events in group.streams.items():
        kept = [
            LogEvent(at, event.message, at + milliseconds_of(event.delay.total_seconds()))
            for event in events
            for at in (milliseconds(event.at),)
        ]
        kept.sort(key=lambda event: event.at_ms)
        result.append(LogStream(name, stream, tuple(kept)))
    return result


def milliseconds_of(seconds: float) -> int:
    """Whole milliseconds in a span of seconds."""
    return round(seconds * 1000)
