"""Where to look after a trace: who else, which quota, what it wrote; the job itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.gcp import autoscaler, lines, pod_words, pods, refused, room, scenes, sources, unended
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder import codes, hosts
from kurosai.gcp.pods import Pod
from kurosai.gcp.scenes import Scene
from kurosai.gcp.sources import Seen
from kurosai.gcp.waited import Wait
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Call

MOST_SAID = 500
HOURS = timedelta(hours=6)
NODES = frozenset(
    {
        *(codes.MACHINE, codes.NODE_REMOVED, codes.MEMORY, codes.EVICTED, codes.NODE_GONE),
        codes.BESIDE,
    }
)
"""Causes that lie with a node, and may have cost others too."""


def of(
    scene: Scene,
    seen: Seen,
    main: Pod | None,
    found: Sequence[Cause],
    wait: Wait | None,
    resources: ResourceMap,
) -> tuple[Call, ...]:
    """Whom else the same thing hit, where a node was the cause; when else it wrote the same error;
    which quota it was that kept a node from it; of one that goes on for all that is seen, what it
    wrote beside what a good one did; of one that ended well, what took that in; the job itself."""
    offered: list[Call] = []
    job = scenes.jobs(scene, resources)
    if found and found[0].code in room.CAUSES:
        return room.next_calls(found, job)
    if found and found[0].code in refused.NOT_MADE:
        offered += [*refused.call(seen, found), _growing(found[0].entry.at, scene)]
    elif found and found[0].rank in NODES and main is not None and main.node:
        offered.append(calls.find_entries(text=main.node, around=found[0].entry.at))
    elif found and found[0].code is codes.Code.NAME_NOT_RESOLVED:
        offered += _of_name(found[0])
    elif found and found[0].code is codes.Code.OWN_ERROR:
        said = lines.message(found[0].entry)[:MOST_SAID]
        offered.append(calls.find_entries(like=said, around=found[0].entry.at))
    elif not found and main is not None:
        offered += _unexplained(scene, seen, main, resources)
    if wait is not None and not found:
        offered += [*refused.call(seen, wait.found), _growing(wait.until, scene)]
    elif not found and pod_words.well(main, seen):
        # What told the platform of its end, or failed to.
        offered += [calls.find_logs(f"job:{one}", "") for one in scenes.job_ids(scene, resources)]
    return (*offered, *job)[:3]


def _growing(at: datetime, scene: Scene) -> Call:
    """For whom nodes were added before: who has what there is too little of."""
    since = max(scene.window.start, at - HOURS)
    return calls.find_entries(text="scaleUp", log=autoscaler.LOG, since=since, until=at)


def _unexplained(scene: Scene, seen: Seen, main: Pod, resources: ResourceMap) -> Iterator[Call]:
    """Where nothing says why: the rest of the time, its log, its node if that says anything."""
    if not unended.of(seen, main, ()):
        return
    if not scene.moved and scene.window.end < scene.now:
        yield calls.trace_pod(scene.subject.name)
    for job in scenes.job_ids(scene, resources):
        task = pods.job_of(scene.subject.name).partition(f"{job}-")[2]
        yield calls.read_task_log(job, task)
    if any(seen.of(one).entries for one in (sources.NODES, sources.SYSTEM)):
        yield calls.find_entries(text=main.node, around=main.last)


def _of_name(cause: Cause) -> tuple[Call, ...]:
    """What Cloud DNS answered for the name, then who else wrote of it; of a line that does not tell
    the name, when else it was written."""
    said = lines.message(cause.entry) or lines.said(cause.entry)
    at = cause.entry.at
    host = hosts.unresolved(said)
    if not host:
        return (calls.find_entries(like=said[:MOST_SAID], around=at),)
    asked = calls.find_entries(text=host, resource="dns_query", around=at)
    return (asked, calls.find_entries(text=host, around=at))
