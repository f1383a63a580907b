"""Whose pod `job-1-train-2-x7k2p` is: of the Job `job-1-train` with indexes, or of another Job,
`job-1-train-2`. The name says neither; the Jobs' events and the labels of lines do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kurosai.gcp import lines, pods
from kurosai.gcp.wire.reading import LogEntry

_CREATED = re.compile(r"^Created pod: (\S+)$")


@dataclass(frozen=True, slots=True)
class Family:
    """The events that are about a name; `unsure` are pods that may be another Job's, of which some
    of these events are."""

    events: tuple[LogEntry, ...]
    unsure: tuple[str, ...] = ()


def of(name: str, events: Iterable[LogEntry], written: Iterable[LogEntry]) -> Family:
    """What is left of the events of a `pods.family` when those of other Jobs are gone.

    `written` are lines that are known to be of the name, by their labels.
    """
    told = [(entry, event) for entry in events if (event := lines.event_of(entry))]
    jobs = {event.name for _, event in told if event.kind == "Job"} - {name}
    sure = {entry.resource_labels.get("pod_name", "") for entry in written}
    for _, event in told:
        match = _CREATED.match(event.message) if event.name == name else None
        if match:
            sure.add(match[1])
    ours, indexed = re.compile(pods.pattern(name)), f"{name}-"
    own: list[LogEntry] = []
    unsure: dict[str, None] = {}
    for entry, event in told:
        job = pods.job_of(event.name)
        if not ours.match(event.name) or (job in jobs and event.name not in sure):
            continue
        if job.startswith(indexed) and job != name and event.name not in {*sure, name}:
            unsure[event.name] = None
        own.append(entry)
    return Family(tuple(own), tuple(unsure))


def told(unsure: Iterable[str]) -> tuple[str, ...]:
    """Our sentence about those that may be another Job's."""
    return tuple(
        f"left out: {one} may be a pod of another Job, {pods.job_of(one)}; trace it by its own name"
        for one in unsure
    )
