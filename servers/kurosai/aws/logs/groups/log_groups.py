"""Which log groups are meant: names, beginnings of names, or what the resource map knows of a job
or another resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.logs.groups import last_part
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogGroup
from kurosai.errors import BadInput
from kurosai.resource_map import Location, ResourceMap, locate
from kurosai.vocabulary import Coverage, Look, Window

MOST_GROUPS = 50
"""Logs Insights takes no more, and nobody reads more."""

MOST_LISTED = 200
"""Names that may hold the longest text of a pattern: no more are listed at once."""

MOST_OF_MAP = 40
"""Of a pattern in the map: a job's own groups are searched beside them."""

MOST_NAMED = 5
_WRITTEN = re.compile(r"[A-Za-z0-9_/.#*:-]{1,512}")
_QUOTED = re.compile(r'"([^"\\]+)"')


@dataclass(frozen=True, slots=True)
class Target:
    """A log group to be searched. `holds` is what its lines must contain to be of the resource
    that was named ("" for any line), `stream` the one that it writes to ("" for any); `derived`
    when the map named it among others, and it need not be there."""

    group: str
    holds: str = ""
    derived: bool = False
    stream: str = ""

    @property
    def of_resource(self) -> bool:
        """Whether lines of others stand beside those that are meant."""
        return bool(self.holds or self.stream)

    @property
    def place(self) -> str:
        """The group, or the one stream of it that is searched."""
        return f"{self.group} {self.stream}" if self.stream else self.group


@dataclass(frozen=True, slots=True)
class JobLogs:
    """What the execution of a job tells of its logs: when it ran, None where that is not known, and
    the streams that its tasks write to; `looks` are what could not be seen of that."""

    window: Window | None = None
    streams: tuple[tuple[str, str], ...] = ()
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is meant by `asked`: the groups, what is known of them so far, and the places that
    cannot be searched; `meant` says of each name of another thing which group it was taken for."""

    asked: str
    targets: tuple[Target, ...]
    known: dict[str, LogGroup] = field(default_factory=dict[str, LogGroup])
    looks: tuple[Look, ...] = ()
    job: str = ""
    meant: tuple[str, ...] = ()

    @property
    def alone(self) -> Target | None:
        """The one group of a question about one place; None when there are several."""
        one = self.targets[0]
        return one if len(self.targets) == 1 and not (self.looks or one.derived) else None

    @property
    def names(self) -> tuple[str, ...]:
        """The groups, each once."""
        return tuple(dict.fromkeys(target.group for target in self.targets))

    @property
    def told(self) -> str:
        """The place as a header says it."""
        if len(self.names) == 1:
            return self.targets[0].group
        return f"{self.asked} ({len(self.names)} groups)"

    def joined(self, own: JobLogs) -> Chosen:
        """With the streams of the job's own tasks, and what could not be seen of them."""
        tasks = (Target(group, derived=True, stream=stream) for group, stream in own.streams)
        named = (one for one in tasks if Target(one.group) not in self.targets)
        return replace(self, targets=(*self.targets, *named), looks=(*self.looks, *own.looks))


def choose(asked: str, logs: Logs, resources: ResourceMap) -> Chosen:
    """The groups that `asked` names. Raises BadInput where none or too many are meant."""
    parts = [part for part in (part.strip() for part in asked.split(",")) if part]
    targets: dict[str, Target] = {}
    known: dict[str, LogGroup] = {}
    looks: list[Look] = []
    meant: list[str] = []
    job = ""
    for part in parts:
        if not _WRITTEN.fullmatch(part):
            raise BadInput(
                f"{part[:80]!r} names no log group.",
                "Write it like /aws/lambda/core-v2-job-dispatcher, /aws/lambda/core-* or job:ID.",
            )
        if ":" in part:
            kind, _, value = part.partition(":")
            job = value if kind == "job" else job
            found = list(_of_resource(logs, resources, kind, value, looks))
        elif "*" in part:
            listed = _listed(logs, part)
            known |= {one.name: one for one in listed}
            found = [Target(one.name) for one in listed]
            if not found:
                looks.append(Look(part, Coverage.PARTIAL, "no log group has such a name"))
        else:
            name = last_part.of(logs, part)
            meant += [f"{part} is no log group: searched is {name}"] if name != part else []
            found = [Target(name)]
        for target in found:
            targets.setdefault(target.group, target)
    if not targets:
        raise BadInput(
            f"No log group is meant by {asked}.",
            "Give a name, the beginning of names with * behind it, or job:ID.",
        )
    if len(targets) > MOST_GROUPS:
        names = ", ".join(list(targets)[:MOST_NAMED])
        raise BadInput(
            f"{asked} means {len(targets)} log groups; {MOST_GROUPS} are searched at once.",
            f"Give a longer beginning, like that of {names}.",
        )
    return Chosen(asked, tuple(targets.values()), known, tuple(looks), job, tuple(meant))


def _listed(logs: Logs, part: str) -> tuple[LogGroup, ...]:
    words = [word for word in part.split("*") if word]
    if not words:
        raise BadInput(f"{part} cannot be searched for.", "Put a part of the names beside the *.")
    if part.startswith("*") or len(words) > 1:
        # AWS looks for one text anywhere in a name; for how several stand in it we look ourselves.
        found = logs.groups(max(words, key=len), most=MOST_LISTED)
        fits = re.compile(".*".join(map(re.escape, part.split("*"))), re.DOTALL)
        if len(found) == MOST_LISTED:
            raise BadInput(
                f"{part} cannot be searched for: {MOST_LISTED} or more log groups have part of it.",
                "Give more of the name in one piece.",
            )
        return tuple(one for one in found if fits.fullmatch(one.name))[: MOST_GROUPS + 1]
    return logs.prefixed(words[0], most=MOST_GROUPS + 1)


def _of_resource(
    logs: Logs, resources: ResourceMap, kind: str, value: str, looks: list[Look]
) -> Iterator[Target]:
    """The groups where the resource map says that a resource logs, those that it names by a
    pattern as they are now; `looks` takes what of these cannot be searched."""
    name = _field(resources, kind)
    located = locate(resources, {name: value})
    yielded = False
    for place in located:
        if place.source == "aws_states":
            fields = {"kind": "sfn_log", "state_machine": place.group}
            places = locate(resources, fields)
        else:
            places = (place,)
        for one in places:
            if one.source == "aws_logs" and value and "{" not in one.group:
                yielded = True
                holds = _holds(one, value)
                for name in _named(logs, one.group, looks):
                    yield Target(name, holds, derived=bool(holds))
    if not yielded:
        raise BadInput(
            f"The resource map names no log group for {kind}:{value}.",
            "Give the group itself; trace_job finds what a job's containers wrote.",
        )


def _named(logs: Logs, group: str, looks: list[Look]) -> tuple[str, ...]:
    """A group of the map, or those that there are of a pattern. Nobody has asked for that pattern:
    what is too many, or may not be listed, is told and takes nothing from the rest."""
    if "*" not in group:
        return (group,)
    try:
        listed = _listed(logs, group)
    except FAILURES as error:
        looks.append(failed_look.at(group, error))
        return ()
    if len(listed) > MOST_OF_MAP:
        told = f"more than {MOST_OF_MAP} log groups: not searched, name those that matter"
        looks.append(Look(group, Coverage.PARTIAL, told))
        return ()
    return tuple(one.name for one in listed)


def _field(resources: ResourceMap, kind: str) -> str:
    """The map's field that a kind of resource is known by: `job` is `job_id`, `lambda` what the
    group of Lambda functions is made of."""
    for name in (kind, f"{kind}_id"):
        if name in resources.fields:
            return name
    for template in resources.templates:
        if template.kind == kind and template.fields:
            return template.fields[0]
    known = sorted({one.removesuffix("_id") for one in resources.fields})
    raise BadInput(f"The resource map knows no {kind!r}.", f"It knows {', '.join(known)}.")


def _holds(place: Location, value: str) -> str:
    """What tells the lines of a resource from the others of its group."""
    if value in place.group:
        return ""
    quoted = _QUOTED.fullmatch(place.filter)
    return quoted[1] if quoted else value
