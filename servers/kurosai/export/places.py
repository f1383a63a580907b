"""`world.aws` and `world.gcp` of a scenario: what was read there and does not follow from the jobs.

A world makes the logs of its tasks, their events and the entries of their pods by itself. Only what
is not among those is written out, or it would be there twice.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kurosai.export.entries import Entry
from kurosai.sandbox import scenario
from kurosai.sandbox.cloud_logging import told
from kurosai.sandbox.footprints import machine_log
from kurosai.sandbox.footprints.surroundings import ARCHIVE
from kurosai.sandbox.footprints.task_logs import archive, container_group, containers
from kurosai.sandbox.world import build
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.export.known import Image, Known
    from kurosai.sandbox.cloud_logging.entries import Entry as Made
    from kurosai.sandbox.footprints.task_logs import Streams
    from kurosai.sandbox.world import World

Tree: TypeAlias = dict[Any, Any]

STREAM = "exported"
"""The stream of lines of which nobody told which one they stood in."""

_POD = re.compile(r"(job-\d{8}-.+)-([bcdfghjklmnpqrstvwxz2456789]{5})")
_PROJECT = re.compile(r"^projects/([a-z][a-z0-9-]+)")
_TICK = timedelta(milliseconds=1)


@dataclass(slots=True)
class Follows:
    """What a world without anything written out holds already."""

    lines: set[tuple[str, int, str]] = field(default_factory=set["tuple[str, int, str]"])
    entries: dict[tuple[datetime, str, str, str], str] = field(
        default_factory=dict["tuple[datetime, str, str, str]", str]
    )
    """The pod of each entry, by what makes it the same."""


def aws(known: Known, account: str, region: str) -> Tree:
    """The tree without lines; every group that was asked for is there, empty ones too."""
    tree: Tree = {"account": account, "region": region}
    groups: Tree = {name: Tree() for name in (*known.lines, *sorted(known.denied_groups))}
    if groups:
        tree["log_groups"] = groups
    if known.denied_groups:
        tree["denied_log_groups"] = sorted(known.denied_groups)
    repositories: Tree = {}
    denied: list[str] = []
    for image in known.images.values():
        repositories[image.repository] = _repository(image)
        denied += [image.repository] if image.denied else []
    if repositories:
        tree["repositories"] = repositories
    if denied:
        tree["denied_repositories"] = denied
    return tree


def _repository(image: Image) -> Tree:
    if not image.platforms:
        return {"registry": image.registry}
    pushed = {"pushed_at": image.pushed} if image.pushed else {"pushed_at": stamp(_LONG_AGO)}
    return {
        "registry": image.registry,
        "images": [{"tags": [image.tag], **pushed, "platforms": list(image.platforms)}],
    }


_LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def gcp(known: Known, project: str) -> Tree:
    """The tree without entries: the project, and the pods that are called as they were."""
    tree: Tree = {"project": project} if project else {}
    for one in known.entries:
        for name, value in one.place:
            tree.setdefault(name, value)
    pods: Tree = {}
    jobs = {
        f"job-{number}-{task}"
        for number, job in known.jobs.items()
        for task, body in job.tasks.items()
        if body.get("engine") == "gke"
    }
    for one in known.entries:
        match = _POD.fullmatch(one.name)
        if match and match[1] in jobs:
            pod = pods.setdefault(match[1], {"suffix": match[2]})
            node = one.node or one.host
            if node:
                pod["node"] = node
    if pods:
        tree["pods"] = pods
    return tree


def project_of(sources: Iterable[str]) -> str:
    """The Google Cloud project of readings, "" for none."""
    return next((match[1] for one in sources if (match := _PROJECT.match(one))), "")


def follows(text: str) -> Follows:
    """What the world of a scenario file, as text, holds."""
    with tempfile.TemporaryDirectory(prefix="kurosai-export-") as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(text, "utf-8")
        world = build(scenario.load(path))
    found = Follows()
    for group, streams in _streams(world):
        for _, events in streams:
            found.lines |= {(group, at, message.rstrip("\n")) for at, message, _ in events}
    for one in told.entries(world):
        found.entries[_key(one)] = one.resource_labels.get("pod_name", "") or _object(one)
    return found


def _streams(world: World) -> Iterator[tuple[str, Streams]]:
    for project in {flow.project for flow in world.crois.workflows.values()}:
        yield container_group(project), containers(world.trail, project)
    yield ARCHIVE, archive(world.trail)
    if world.trail.logs_to(machine_log.GROUP):
        yield machine_log.GROUP, machine_log.delivered(world.trail)


def _key(one: Made) -> tuple[datetime, str, str, str]:
    payload: Any = one.json or {}
    return (
        one.at,
        _object(one) or one.resource_labels.get("pod_name", ""),
        str(payload.get("reason") or one.log),
        str(payload.get("message") or one.text or ""),
    )


def _object(one: Made) -> str:
    payload: Any = one.json or {}
    about: Any = payload.get("involvedObject")
    return str(about["name"]) if about else ""


def add_lines(tree: Tree, known: Known, there: Follows) -> list[str]:
    """Write out the lines that do not follow; says what had to be made up for them."""
    made_up: list[str] = []
    for group, read in known.lines.items():
        begun = [*_begun(read)]
        if begun:
            made_up.append(f"{group}: START of {len(begun)} runs of which only REPORT was read")
        streams: Tree = {}
        for at, text in sorted([*read, *begun]):
            if (group, round(at.timestamp() * 1000), text) not in there.lines:
                late = known.late.get((group, at, text))
                event = {"at": stamp(at), "message": text}
                stream = known.streams.get((group, at, text)) or STREAM
                streams.setdefault(stream, []).append(
                    {**event, **({"delay": f"{late}s"} if late else {})}
                )
        if streams:
            tree["log_groups"][group] = {"streams": streams}
    return made_up


def _begun(lines: list[tuple[datetime, str]]) -> Iterator[tuple[datetime, str]]:
    """When runs began of which only the end was read: Lambda says at the end how long they took."""
    known = {match[1] for _, text in lines if (match := _START.match(text))}
    for at, text in lines:
        match = _REPORT.match(text)
        if match and match[1] not in known:
            start = at - timedelta(milliseconds=float(match[2]))
            yield start, f"START RequestId: {match[1]} Version: $LATEST"


_START = re.compile(r"START RequestId: (\S+)")
_REPORT = re.compile(r"REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms")


def add_entries(tree: Tree, known: Known, there: Follows) -> None:
    """Write out the entries that do not follow, and end pods where nobody read more of them."""
    read = {one.key for one in known.entries}
    for job, pod in tree.get("pods", {}).items():
        names = (job, f"{job}-{pod['suffix']}")
        made = sorted(key for key, of in there.entries.items() if of in names)
        unread = [key[0] for key in made if key not in read]
        last = max((key[0] for key in made if key in read), default=None)
        # What a world adds of its own behind the last that was seen did not happen.
        if unread and last is not None and min(unread) > last:
            pod["until"] = stamp(last + _TICK)
    parts: dict[str, list[Tree]] = {"events": [], "lines": [], "audit": []}
    for one in sorted(known.entries, key=lambda one: one.at):
        if one.key not in there.entries:
            part, item = _item(one)
            parts[part].append(item)
    tree |= {name: items for name, items in parts.items() if items}


def _item(one: Entry) -> tuple[str, Tree]:
    tree: Tree = {"at": stamp(one.at)}
    if one.kind == "line":
        tree |= {"pod": one.name, "stream": one.log, "severity": one.severity, "text": one.text}
        return "lines", {**tree, **({"container": one.container} if one.container else {})}
    if one.kind == "audit":
        named = {"method": one.method, "resource": one.name, "by": one.by, "message": one.text}
        said = {key: value for key, value in named.items() if value}
        return "audit", {**tree, "log": one.log, **said, "severity": one.severity}
    tree |= {one.kind.lower(): one.name, "reason": one.reason, "message": one.text}
    tree |= {"component": one.component, **({"host": one.host} if one.host else {})}
    return "events", {**tree, **({"type": "Warning"} if one.warning else {})}
