"""The projects, people, workflows and schedules of the platform at large.

Plain values that do not depend on a world; `populated` puts them into the platform of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from kurosai.errors import BadInput
from kurosai.sandbox.background.scale import SEED
from kurosai.sandbox.background.words import AREAS, CHORES, GIVEN, PURPOSES, SURNAMES
from kurosai.sandbox.dice import dice
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_base import Engine
from kurosai.sandbox.schema_crois import (
    Crois,
    Module,
    ModuleVersion,
    Project,
    Schedule,
    User,
    Workflow,
    WorkflowTask,
)

TICK = "core-v2-scheduler-tick"
ON_ECS = 0.6
"""The share of the tasks that run on ECS; the others run on GKE."""

FIRST_WORKFLOW, STEP = 3_001, 13
FIRST_SCHEDULE = 1_001
"""Ids stand in millions of log lines: they are the same in every world."""

_MADE_BEFORE = timedelta(days=410)


@dataclass(frozen=True, slots=True)
class Flow:
    """A workflow: its tasks with their engines, its schedule ("" for none) and its people."""

    index: int
    project: str
    title: str
    tasks: tuple[str, ...]
    engines: tuple[Engine, ...]
    cron: str
    people: tuple[str, ...]
    timeout_minutes: int
    by_hand: int


@cache
def flows() -> tuple[Flow, ...]:
    """Every workflow, by index."""
    return tuple(_flows())


@cache
def projects() -> tuple[tuple[str, str], ...]:
    """Every project and what it is for, in Japanese."""
    return tuple(
        (f"{area}-{purpose}", f"{about}{what}")
        for area, about in AREAS
        for purpose, what in PURPOSES
    )


def _flows() -> Iterator[Flow]:
    people = tuple(f"{given}-{surname}" for surname, _ in SURNAMES for given, _ in GIVEN)
    for place, (project, title) in enumerate(projects()):
        chance = dice(SEED, project)
        own = people[place * 5 : place * 5 + 5]
        for chore, (name, tasks, by_hand) in enumerate(CHORES):
            engines: list[Engine] = ["ecs" if chance.random() < ON_ECS else "gke" for _ in tasks]
            yield Flow(
                index=place * len(CHORES) + chore,
                project=project,
                title=f"{title} {name}",
                tasks=tasks,
                engines=tuple(engines),
                cron=_cron(chore, place, chance.randrange(60), chance.randrange(24)),
                people=own,
                timeout_minutes=chance.choice((60, 90, 120, 240)),
                by_hand=by_hand,
            )


def _cron(chore: int, place: int, minute: int, hour: int) -> str:
    """How often: every few minutes, at the hour, now and then, once a day."""
    match chore:
        case 0 if place % 5 == 0:
            return "*/5 * * * *"
        case 0 if place % 3 == 1:
            return "*/10 * * * *"
        case 1:
            return "0,30 * * * *" if place % 2 else f"{minute % 30},{minute % 30 + 30} * * * *"
        case 6:
            return f"{minute} */3 * * *"
        case 7:
            return f"{minute} {hour} * * *"
        case _:
            return f"{0 if place % 4 == 0 else minute} * * * *"


def workflow_number(index: int) -> int:
    """The id of the workflow of that index."""
    return FIRST_WORKFLOW + index * STEP


def schedule_number(index: int) -> int:
    """The id of the schedule of the workflow of that index."""
    return FIRST_SCHEDULE + index


def index_of(workflow: int) -> int | None:
    """The index of the workflow with an id; None for one that is another's."""
    index, rest = divmod(workflow - FIRST_WORKFLOW, STEP)
    return index if rest == 0 and 0 <= index < len(flows()) else None


def populated(crois: Crois, aws: Aws, now: datetime) -> Crois:
    """The platform with all of it; what is there already wins where both say something.

    Raises BadInput for a scenario with a workflow or schedule of the same id.
    """
    _apart("workflow", crois.workflows.keys(), workflow_number)
    _apart("schedule", crois.schedules.keys(), schedule_number)
    before = now - _MADE_BEFORE
    names = {f"{g}-{s}": f"{kanji} {given}" for s, kanji in SURNAMES for g, given in GIVEN}
    found: dict[str, dict[object, object]] = {
        "users": {TICK: User(name="スケジューラ", kind="service", team="Crois")},
        "projects": {},
        "modules": {},
        "workflows": {},
        "schedules": {},
    }
    titles = dict(projects())
    for flow in flows():
        chance = dice(SEED, "made", flow.index)
        owner = flow.people[0]
        team = titles[flow.project]
        for user in flow.people:
            person = User(name=names[user], team=team, projects=(flow.project,))
            found["users"][user] = person
        found["projects"][flow.project] = Project(
            owner=owner, description=f"{team}のデータ基盤利用", max_parallel_tasks=400
        )
        for task in flow.tasks:
            module = module_of(flow, task)
            if module not in found["modules"]:
                image = f"{aws.account}.dkr.ecr.{aws.region}.amazonaws.com/{flow.project}/{task}"
                found["modules"][module] = _module(flow, image, before)
        number = workflow_number(flow.index)
        found["workflows"][number] = _workflow(
            flow, before + timedelta(hours=chance.randrange(24 * 380))
        )
        found["schedules"][schedule_number(flow.index)] = Schedule(
            workflow=number, cron=flow.cron, created_via=chance.choice(("ui", "api"))
        )
    return crois.model_copy(
        update={name: {**more, **getattr(crois, name)} for name, more in found.items()}
    )


def _apart(kind: str, taken: Set[int], number: Callable[[int], int]) -> None:
    if both := sorted(taken & {number(flow.index) for flow in flows()}):
        raise BadInput(
            f"{kind.capitalize()} {both[0]} of the scenario is one of the platform at this scale.",
            f"Give it a number above {number(len(flows()))}.",
        )


def module_of(flow: Flow, task: str) -> str:
    """The module that a task of a workflow runs."""
    return f"{flow.project}-{task}"


def _workflow(flow: Flow, made: datetime) -> Workflow:
    plans = {
        task: WorkflowTask(
            module=module_of(flow, task),
            engine=flow.engines[place],
            depends_on=flow.tasks[place - 1 : place] if place else (),
        )
        for place, task in enumerate(flow.tasks)
    }
    return Workflow(
        name=flow.title,
        project=flow.project,
        owner=flow.people[0],
        created_at=made,
        timeout_minutes=flow.timeout_minutes,
        tasks=plans,
    )


def _module(flow: Flow, image: str, before: datetime) -> Module:
    chance = dice(SEED, "module", image.rpartition(".com/")[2])
    versions: dict[str, ModuleVersion] = {}
    at = before
    for minor in range(chance.randint(1, 3)):
        version = f"1.{minor}.{chance.randrange(6)}"
        versions[version] = ModuleVersion(
            image=f"{image}:{version}", created_at=at, created_by=flow.people[0]
        )
        at += timedelta(hours=chance.randrange(24, 24 * 120))
    return Module(project=flow.project, owner=flow.people[0], versions=versions)
