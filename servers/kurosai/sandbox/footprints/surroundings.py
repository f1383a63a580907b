"""Where jobs run on AWS: names, ARNs, task definitions and images of one world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from ipaddress import IPv4Network

from kurosai.sandbox.aws_kinds.capacity import Lack, lacking
from kurosai.sandbox.aws_kinds.subnets import TAKEN, Subnet, blocks
from kurosai.sandbox.footprints.attempts import EcsRun
from kurosai.sandbox.jobs import ZONES, zone_of
from kurosai.sandbox.records import Job, Task
from kurosai.sandbox.schema_crois import Crois, ModuleVersion
from kurosai.sandbox.schema_sources import Sources

STATE_MACHINE = "crois-v2-prd-job-runner"
ARCHIVE = "/crois/v2/prd/events/ecs-task-state-change"
ARCHIVE_DAYS = 14
CONTAINER_LOG_DAYS = 30
CONTAINER = "main"
CPU, MEMORY = "1024", "4096"


@dataclass(frozen=True)
class Surroundings:
    """Account, region and platform of a world, frozen at `now`, and what it keeps how long."""

    account: str
    region: str
    now: datetime
    crois: Crois
    sources: Sources
    capacity: tuple[Lack, ...] = ()
    told_subnets: Mapping[str, Subnet] = field(default_factory=dict[str, Subnet])

    @property
    def state_machine(self) -> str:
        """The ARN of the one state machine, which runs every job."""
        return self.states(f"stateMachine:{STATE_MACHINE}")

    @cached_property
    def clusters(self) -> tuple[str, ...]:
        """The names of the ECS clusters."""
        groups = self.crois.workergroups.values()
        found = [one.cluster for one in groups if one.engine == "ecs"]
        return tuple(dict.fromkeys(found)) or ("crois-v2-prd-ecs",)

    def states(self, rest: str) -> str:
        """An ARN of Step Functions."""
        return f"arn:aws:states:{self.region}:{self.account}:{rest}"

    def ecs(self, rest: str) -> str:
        """An ARN of ECS."""
        return f"arn:aws:ecs:{self.region}:{self.account}:{rest}"

    def role(self, name: str) -> str:
        """The ARN of an IAM role of the platform."""
        return f"arn:aws:iam::{self.account}:role/{name}"

    def family(self, job: Job, task: Task) -> str:
        """The task definition's family of a task."""
        return f"crois-v2-prd-{job.project}-{task.module}"

    def definition(self, family: str, revision: int) -> str:
        """The ARN of a task definition."""
        return self.ecs(f"task-definition/{family}:{revision}")

    def revision(self, task: Task) -> int:
        """The revision of the task definition: one for each version of the module."""
        return [*self.crois.modules[task.module].versions].index(task.module_version) + 1

    def version(self, task: Task) -> ModuleVersion:
        """The version of the module that a task ran."""
        return self.crois.modules[task.module].versions[task.module_version]

    @cached_property
    def subnets(self) -> tuple[tuple[str, str], ...]:
        """Availability zones, each with the subnet that tasks run in."""
        zones = [f"{self.region}{letter}" for letter in ZONES]
        return tuple((one, f"subnet-0{sha256(one.encode()).hexdigest()[:16]}") for one in zones)

    @cached_property
    def _blocks(self) -> Mapping[str, IPv4Network]:
        return blocks(self.told_subnets, [zone for zone, _ in self.subnets])

    def address(self, zone: str, drawn: int) -> str:
        """The address of a task in the subnet of its zone, from a number drawn for it."""
        block = self._blocks.get(zone) or self._blocks[self.subnets[0][0]]
        # AWS keeps the first four of every subnet, and the last.
        return str(block[TAKEN - 1 + drawn % (block.num_addresses - TAKEN)])

    def subnet(self, task: Task, run: EcsRun, *, short: bool) -> tuple[str, str]:
        """The availability zone and the subnet that one attempt of a task ran in; it may have
        found the zone `short` of capacity."""
        last = task.resources.get("task_arn", "").endswith(run.task_id)
        without = lacking(self.capacity, run.submitted, spot=run.spot)
        drawn = zone_of(self.region, run.task_id, without, short=short and bool(without))
        zone = run.zone or (task.zone if last and task.zone else drawn)
        known = dict(self.subnets)
        return zone, known.get(zone, self.subnets[0][1])
