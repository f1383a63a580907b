"""An AWS of one job, written down: an execution with its attempts, and what else is asked of it.

Shapes are those of boto3's answers and of what the RunTask integration writes into a history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from kurosai.aws.platform import Aws
from kurosai.aws.wire.ecs import Tasks
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.images import Kept, Manifest, NoSuchImage, Pushed
from kurosai.aws.wire.insights import QueryAnswer
from kurosai.aws.wire.logs import Found, LogEvent, LogGroup
from kurosai.aws.wire.metrics import MetricNames, Query, Series
from kurosai.aws.wire.queues import Queue, Reader
from kurosai.aws.wire.states import Execution, History, HistoryEvent
from kurosai.aws.wire.subnets import Subnet
from kurosai.aws.wire.trail import MOST_PAGES, PAGE_EVENTS, TrailEvent, TrailFound
from kurosai.vocabulary import Window

BEGUN = datetime(2026, 11, 10, 8, 12, 3, tzinfo=UTC)
JOB = "16902244"
MACHINE = "crois-v2-prd-job-runner"
CLUSTER = "crois-v2-prd-worker"
IMAGE = "444455556666.dkr.ecr.ap-northeast-1.amazonaws.com/tutorial_20260910:latest"
GROUP = "/crois/v2/prd/ecs/tutorial"
PERFORMANCE = f"/aws/ecs/containerinsights/{CLUSTER}/performance"
ARCHIVE = "/crois/v2/prd/events/ecs-task-state-change"


def at(minutes: float) -> datetime:
    return BEGUN + timedelta(minutes=minutes)


def task_id(number: int) -> str:
    return f"{number:032x}"


def task_arn(number: int) -> str:
    return f"arn:aws:ecs:ap-northeast-1:111122223333:task/{CLUSTER}/{task_id(number)}"


def task(number: int, **changes: Any) -> dict[str, Any]:
    """A stopped task as DescribeTasks gives it; `exit_code` and `reason` are its container's."""
    container = {
        "taskArn": task_arn(number),
        "name": "main",
        "image": IMAGE,
        "lastStatus": "STOPPED",
        **({"exitCode": changes.pop("exit_code")} if "exit_code" in changes else {}),
        **({"reason": changes.pop("reason")} if "reason" in changes else {}),
    }
    return {
        "taskArn": task_arn(number),
        "taskDefinitionArn": "arn:aws:ecs:x:1:task-definition/crois-v2-prd-tutorial-t:3",
        "lastStatus": "STOPPED",
        "startedBy": f"job-{JOB}",
        "containers": [container],
        "tags": [{"key": "crois:task", "value": "run-my-module"}],
        "createdAt": at(number),
        **changes,
    }


def as_history(value: Any) -> Any:
    """The same as Step Functions writes it: keys with a capital, times in milliseconds."""
    if isinstance(value, dict):
        told = cast("dict[str, Any]", value)
        return {key[:1].upper() + key[1:]: as_history(inner) for key, inner in told.items()}
    if isinstance(value, list):
        return [as_history(inner) for inner in cast("list[Any]", value)]
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    return value


@dataclass
class Told:
    """A history under construction."""

    events: list[HistoryEvent] = field(default_factory=list[HistoryEvent])

    def add(self, kind: str, minutes: float, follows: int | None = None, **details: Any) -> int:
        number = len(self.events) + 1
        before = number - 1 if follows is None else follows
        self.events.append(HistoryEvent(number, before, at(minutes), kind, details))
        return number

    def enter(self, state: str = "RunTask", follows: int | None = None) -> int:
        return self.add("TaskStateEntered", 0, follows, name=state)

    def tried(
        self,
        number: int,
        end: str = "TaskFailed",
        *,
        follows: int | None = None,
        ended: dict[str, Any] | None = None,
        error: str = "States.TaskFailed",
        cause: str = "",
    ) -> int:
        """One attempt: scheduled, submitted as PROVISIONING, and (unless `end` is "") ended."""
        scheduled = self.add("TaskScheduled", number, follows, parameters="{}")
        begun = {"Tasks": [as_history(task(number, lastStatus="PROVISIONING", containers=[]))]}
        last = self.add("TaskSubmitted", number + 0.1, scheduled, output=json.dumps(begun))
        if end == "TaskSucceeded":
            return self.add(end, number + 0.9, last, output=json.dumps(as_history(ended or {})))
        if end:
            text = json.dumps(as_history(ended)) if ended else cause
            return self.add(end, number + 0.9, last, error=error, cause=text)
        return last


@dataclass
class RecordedAws:
    """Answers what was recorded; `denied` names what may not be read: states, ecs, ecr, logs."""

    told: Told = field(default_factory=Told)
    status: str = "TIMED_OUT"
    minutes: float | None = 44
    error: str = ""
    attempts: Sequence[int] = (1,)
    live: Sequence[Mapping[str, Any]] = ()
    archived: Sequence[str] = ()
    lines: Sequence[str] = ()
    manifest_body: Mapping[str, Any] | None = None
    tag_list: Sequence[Pushed] = ()
    denied: frozenset[str] = frozenset()
    definition_body: Mapping[str, Any] | None = None
    also_groups: Sequence[str] = ()
    memory: Sequence[tuple[float, float]] | None = None
    trail: Sequence[TrailEvent] = ()
    queue_list: Sequence[Queue] = ()
    subnet_list: Sequence[Subnet] = ()
    points: Sequence[tuple[datetime, float]] = ()
    asked: list[str] = field(default_factory=list[str])
    looked_up: list[str] = field(default_factory=list[str])
    identity: str = "aws 111122223333 ap-northeast-1"

    @property
    def aws(self) -> Aws:
        nobody: Any = None  # a job's story asks none of these
        return Aws(
            logs=self,
            states=self,
            containers=self,
            images=self,
            trail=self,
            queues=self,
            concurrency=nobody,
            subnets=self,
            alarms=nobody,
            metrics=self,
            health=nobody,
            maintenance=nobody,
            queries=self,
            any=nobody,
        )

    def _may(self, what: str) -> None:
        self.asked.append(what)
        if what in self.denied:
            raise Denied(f"not authorized to perform {what}")

    def describe(self, machine: str, name: str) -> Execution:
        self._may("states")
        if name not in {f"job-{JOB}-{one}" for one in self.attempts}:
            raise Missing("Execution Does Not Exist")
        stopped = None if self.minutes is None else at(self.minutes)
        arn = f"arn:aws:states:ap-northeast-1:111122223333:execution:{machine}:{name}"
        return Execution(arn, self.status, BEGUN, stopped, self.error, "")

    def history(self, arn: str) -> History:
        self._may("history")
        return History(tuple(self.told.events), complete=True)

    def tasks(self, cluster: str, arns: Sequence[str]) -> Tasks:
        self._may("ecs")
        known = tuple(one for one in self.live if one["taskArn"] in arns)
        found = {one["taskArn"] for one in known}
        return Tasks(known, tuple(one for one in arns if one not in found))

    def definition(self, name: str) -> Mapping[str, Any]:
        self._may("definition")
        if self.definition_body is not None:
            return self.definition_body
        options = {"awslogs-group": GROUP, "awslogs-stream-prefix": "t"}
        log = {"logDriver": "awslogs", "options": options}
        return {"containerDefinitions": [{"name": "main", "logConfiguration": log}]}

    def tail(self, group: str, stream: str, *, most: int) -> Found:
        self._may("logs")
        if not self.lines:
            raise Missing("The specified log stream does not exist.")
        events = [LogEvent(str(n), at(n / 60), one, stream) for n, one in enumerate(self.lines)]
        return Found(tuple(events[-most:]), len(events) <= most)

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        if group == PERFORMANCE:
            return self._performance(window)
        self._may("archive")
        assert (group, pattern) == (ARCHIVE, f'"job-{JOB}"')
        events = [LogEvent(str(n), at(n), one, "s") for n, one in enumerate(self.archived)]
        inside = [one for one in events if window.start <= one.at <= window.end]
        return Found(tuple(inside), complete=True)

    def _performance(self, window: Window) -> Found:
        """Container Insights' figures, one for each minute before the window's end."""
        self._may("memory")
        if self.memory is None:
            raise Missing("The specified log group does not exist.")
        figures = [
            json.dumps({"Type": "Task", "MemoryUtilized": used, "MemoryReserved": limit})
            for used, limit in self.memory
        ]
        return Found(
            tuple(LogEvent(str(n), window.start, one, "s") for n, one in enumerate(figures)), True
        )

    def events(
        self,
        window: Window,
        *,
        resource: str = "",
        event: str = "",
        user: str = "",
        source: str = "",
        writes: bool = False,
        reads: bool = False,
        most: int,
        pages: int = MOST_PAGES,
    ) -> TrailFound:
        self._may("trail")
        self.looked_up.append(event or resource or source)
        assert not user
        inside = [one for one in self.trail if window.start <= one.at <= window.end]
        found = [
            one
            for one in inside
            if (not event or one.name == event)
            and (not resource or resource in one.resources)
            and (not source or one.source == source)
            and not (writes and one.read_only)
            and not (reads and not one.read_only)
        ]
        most = min(most, pages * PAGE_EVENTS)
        shown = tuple(found[-most:])
        return TrailFound(shown, len(found) <= most, shown[0].at if shown else None)

    @property
    def home(self) -> str:
        """IAM's records are out of reach."""
        return ""

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:ap-northeast-1:111122223333:{resource}"

    def readers(self, name: str) -> tuple[Reader, ...]:
        self._may("readers")
        return ()

    def sources(self, name: str) -> tuple[str, ...]:
        self._may("sources")
        return ()

    def queue(self, name: str) -> Queue:
        self._may("queue")
        found = next((one for one in self.queue_list if one.name == name), None)
        if found is None:
            raise Missing("The specified queue does not exist.")
        return found

    def subnets(self, ids: Sequence[str]) -> tuple[Subnet, ...]:
        self._may("subnets")
        return tuple(one for one in self.subnet_list if one.id in ids)

    def data(self, queries: Sequence[Query], window: Window) -> tuple[Series, ...]:
        self._may("metrics")
        return tuple(Series(one.id, one.name, tuple(self.points), "Complete") for one in queries)

    def known(
        self, namespace: str = "", name: str = "", dimensions: Sequence[tuple[str, str]] = ()
    ) -> MetricNames:
        return MetricNames((), complete=True)

    def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        self._may("groups")
        return tuple(LogGroup(name, 30) for name in self.also_groups if pattern in name)

    def prefixed(self, prefix: str, *, most: int = 200) -> tuple[LogGroup, ...]:
        self._may("groups")
        return tuple(LogGroup(name, 30) for name in self.also_groups if name.startswith(prefix))

    def run(
        self,
        query: str,
        groups: Sequence[str],
        window: Window,
        *,
        most: int,
        seconds: float | None = None,
    ) -> QueryAnswer:
        raise AssertionError("a job's story needs no query")

    def message(self, pointer: str) -> str:
        raise AssertionError("a job's story needs no query")

    def manifest(self, registry: str, repository: str, image: Mapping[str, str]) -> Manifest:
        self._may("ecr")
        assert (registry, repository) == ("444455556666", "tutorial_20260910")
        if self.manifest_body is None:
            raise NoSuchImage("Requested image not found")
        return Manifest(
            "sha256:0", str(self.manifest_body.get("mediaType", "")), self.manifest_body
        )

    def tags(self, registry: str, repository: str) -> tuple[Pushed, ...]:
        self._may("ecr")
        return tuple(self.tag_list)

    def kept(
        self, registry: str, repository: str, images: Sequence[Mapping[str, str]]
    ) -> tuple[Kept, ...]:
        self._may("kept")
        raise NoSuchImage("The image with imageId is not there.")


def index(*platforms: str) -> dict[str, Any]:
    """An OCI index as buildx pushes it, the attestation of how it was built included."""

    def entry(system: str, machine: str) -> dict[str, Any]:
        return {"digest": "sha256:1", "platform": {"os": system, "architecture": machine}}

    pairs = [one.split("/") for one in platforms]
    return {
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [*(entry(*pair) for pair in pairs), entry("unknown", "unknown")],
    }
