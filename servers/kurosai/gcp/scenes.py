"""A question about a pod, and what every answer to it may have to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kurosai import calls
from kurosai.gcp import causes, retention
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder import codes
from kurosai.gcp.pods import Pod
from kurosai.gcp.retention import Kept
from kurosai.gcp.sources import Seen, Subject
from kurosai.resource_map import ResourceMap, identify
from kurosai.vocabulary import Again, Call, Window, stamp


@dataclass(frozen=True, slots=True)
class Scene:
    """What the answer is made from."""

    subject: Subject
    identity: str
    window: Window
    around: datetime | None
    kept: Kept
    now: datetime
    note: str = ""
    moved: bool = False
    """Whether the window is of the last sign, after which nothing was found up to now."""

    @property
    def source(self) -> str:
        """The place, as the header says it."""
        one = self.subject
        return f"projects/{one.project} {one.cluster} {one.namespace}/{one.name}"


def pending(scene: Scene, seen: Seen, main: Pod | None, found: Sequence[Cause]) -> Again | None:
    """When to ask again: the end is so fresh that what decides may not have arrived."""
    if causes.completed(seen) or (found and found[0].rank <= codes.EVICTED):
        return None
    at = scene.around or (main.last if main is not None else None)
    if at is None or not retention.fresh(at, scene.now):
        return None
    call = calls.trace_pod(scene.subject.name, around=at)
    return Again(at + retention.LATE, call, "entries may still be on their way")


def settled(scene: Scene, seen: Seen, waits: Again | None) -> Scene:
    """The same up to where everything has arrived, where nothing later was seen: of a pod that has
    been silent for hours only the last minutes are in doubt: they are left out of the window."""
    end = scene.now - retention.LATE
    entries = (entry for source in seen.sources for entry in source.entries)
    if waits is None or not scene.window.start < end < scene.window.end:
        return scene
    if any(entry.at > end for entry in entries):
        return scene
    return replace(scene, window=Window(scene.window.start, end))


def late(scene: Scene, waits: Again | None) -> str:
    """Why more may come of what is in the window, "" where nothing may."""
    if waits is None or scene.window.end <= scene.now - retention.LATE:
        return ""
    return waits.why


def doubt(scene: Scene, waits: Again | None) -> str:
    """Why what was seen may not be all there was, "" where it is."""
    if scene.kept.lacks(scene.window):
        return scene.kept.told()
    return late(scene, waits)


def waiting(again: Again | None) -> list[str]:
    """Our sentence about what may still come, where something may."""
    if again is None:
        return []
    return [
        (
            "not final: entries of the last minutes may still be on their way: "
            f"ask again after {stamp(again.at)}"
        )
    ]


def job_ids(scene: Scene, resources: ResourceMap) -> tuple[str, ...]:
    """The job that the name belongs to, none or one."""
    found = identify(resources, scene.subject.name)
    return tuple(one.value for one in found if one.kind == "job")[:1]


def jobs(scene: Scene, resources: ResourceMap) -> tuple[Call, ...]:
    """What the platform says of it."""
    return tuple(map(calls.describe_job, job_ids(scene, resources)))
